"""The sign-in page and leaving."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request, session, url_for
from flask_appbuilder.security.decorators import no_cache
from flask_appbuilder.security.views import AuthDBView
from flask_appbuilder.views import expose
from flask_login import login_user, logout_user

from motcua.services import sign_in
from motcua.web.security.current import current_platform
from motcua.web.security.identities import current_identity, open_browser_session

MAX_USERNAME = 128
MAX_PASSWORD = 256


def safe_target(wanted: str | None) -> str:
    """A page of this site to go to after signing in; anything else means the front page."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return "/"
    parts = urlsplit(wanted)
    return "/" if parts.scheme or parts.netloc or any(ord(letter) < 32 for letter in wanted) else wanted


class MotCuaSignInView(AuthDBView):
    """Signing in with user name and password."""

    @expose("/login/", methods=["GET", "POST"])
    @no_cache
    def login(self) -> Any:
        """The form; after the right password, on to where the person wanted to go."""
        target = safe_target(request.values.get("next"))
        if request.method == "GET":
            return redirect(target) if current_identity() else self._form(target)
        username = request.form.get("username", "").strip()[:MAX_USERNAME]
        password = request.form.get("password", "")
        if not username or not password:
            return self._form(target, username, "Nhập tên đăng nhập và mật khẩu.")
        if len(password) > MAX_PASSWORD:
            return self._form(target, username, sign_in.WRONG)
        answer = sign_in.sign_in(current_platform(), username, password, request.remote_addr or "")
        if isinstance(answer, sign_in.NotSignedIn):
            return self._form(target, username, answer.message)
        open_browser_session(answer.session_version, time.time())
        login_user(self.appbuilder.sm.signed_in_user(answer.user_id))
        if answer.must_change_password:
            flash("Đặt mật khẩu mới trước khi làm việc.", "warning")
            return redirect(url_for("MotCuaResetMyPasswordView.this_form_get"))
        return redirect(target)

    @expose("/logout/", methods=["GET", "POST"])
    def logout(self) -> Any:
        """End this session; a link on another site cannot do it."""
        identity = current_identity()
        if identity is not None and request.headers.get("Sec-Fetch-Site", "none") != "cross-site":
            sign_in.sign_out(
                current_platform(), identity.username, session.get("key", ""), request.remote_addr or ""
            )
            logout_user()
            session.clear()
        return redirect(url_for("MotCuaSignInView.login"))

    def _form(self, target: str, username: str = "", error: str = "") -> Any:
        page = render_template(
            "auth/login.html",
            action_url=url_for("MotCuaSignInView.login"),
            next_url="" if target == "/" else target,
            username=username,
            error=error,
            portal_url="/",
        )
        return page, (200 if not error else 401)
