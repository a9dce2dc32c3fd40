"""What views ask for: the platform, the person acting, the scope of the database session, and permissions."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import abort, current_app, g, redirect, request, url_for
from flask_jwt_extended import get_jwt, verify_jwt_in_request
from werkzeug.wrappers import Response

from motcua.dossiers.actor import Actor
from motcua.services.access import scope_of
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.web.problem_details import problem
from motcua.web.security.identities import current_identity, must_change_password

CHANGE_FIRST = "Mật khẩu hiện tại do người khác đặt. Đăng nhập trên trang web, đặt mật khẩu mới rồi gọi lại."
View = TypeVar("View", bound=Callable[..., Any])


def current_platform() -> Platform:
    """The platform of the running application."""
    return cast("Platform", current_app.extensions["motcua"])


def find_actor() -> Actor | None:
    """The person acting in this request, nothing for a visitor; made once a request."""
    if "motcua_actor" not in g:
        identity = current_identity()
        g.motcua_actor = None if identity is None else identity.actor(current_platform().now())
    actor: Actor | None = g.motcua_actor
    return actor


def current_actor() -> Actor:
    """The person acting in this request; a visitor is sent away (401)."""
    actor = find_actor()
    if actor is None:
        abort(401)
    return actor


def current_scope() -> Scope:
    """The rows the person acting may touch: `database.read(current_scope())`, `database.write(current_scope())`."""
    return scope_of(current_actor())


def may(permission: str) -> bool:
    """Whether the person acting has a permission such as `can_receive`."""
    actor = find_actor()
    return actor is not None and permission in actor.permissions


def require(*permissions: str) -> Callable[[View], View]:
    """A screen for signed-in people who have at least one of the permissions; none named means all signed in.

    Visitors go to the sign-in page and come back; people without permission see page 403.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if find_actor() is None:
                return to_sign_in()
            if permissions and not any(map(may, permissions)):
                abort(403)
            return view(*args, **kwargs)

        return cast("View", guarded)

    return decorate


def require_token(*permissions: str) -> Callable[[View], View]:
    """An operation of the API for people with a token; a cookie is never enough. Refusals are problem details."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            prove_token()
            if must_change_password():
                return problem(403, CHANGE_FIRST, code="password_change_required")
            g.pop("motcua_actor", None)
            if not may("can_use_api") or (permissions and not any(map(may, permissions))):
                abort(403)
            return view(*args, **kwargs)

        return cast("View", guarded)

    return decorate


def prove_token() -> None:
    """Find who the request's token belongs to; refused by the loaders of the security manager when nobody."""
    gatekeeper = current_app.appbuilder.sm  # type: ignore[attr-defined]
    header = request.headers.get("Authorization", "")
    claims = gatekeeper.proved_tokens.claims(header)
    if claims is None or gatekeeper.load_user_jwt({}, claims) is None:
        verify_jwt_in_request()
        gatekeeper.proved_tokens.keep(header, get_jwt())


def to_sign_in() -> Response:
    """The way to the sign-in page and back; parts of a page asked for by htmx send the whole page there."""
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    if request.headers.get("HX-Request"):
        address = url_for("MotCuaSignInView.login")
        return Response(status=401, headers={"HX-Redirect": address})
    return redirect(url_for("MotCuaSignInView.login", next=here or None))
