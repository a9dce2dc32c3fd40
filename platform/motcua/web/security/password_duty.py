"""Nothing else goes until a password that somebody else has chosen is changed: on every request, not only the first."""

from __future__ import annotations

from flask import Flask, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from motcua.web.problem_details import is_for_program
from motcua.web.security.identities import current_identity, must_change_password

CHANGING = "MotCuaResetMyPasswordView"
_ALLOWED = (f"{CHANGING}.", "MotCuaSignInView.")
MESSAGE = "Đặt mật khẩu mới trước khi làm việc."


def watch_password_duty(app: Flask) -> None:
    """Hold back every page of an account that must change its password, except the page for that and leaving."""
    app.before_request(_hold_back)


def _hold_back() -> Response | None:
    endpoint = request.endpoint or ""
    # the API has its own answer, for tokens; pictures and scripts are nobody's
    if endpoint.endswith("static") or endpoint.startswith(_ALLOWED) or is_for_program():
        return None
    if current_identity() is None or not must_change_password():
        return None
    address = url_for(f"{CHANGING}.this_form_get")
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": address})
    flash(MESSAGE, "warning")
    return redirect(address)
