"""Signing in by program: user name and password for a token, counted against guessing."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

import msgspec
from flask import current_app, g, request
from flask_appbuilder.api import BaseApi
from flask_appbuilder.utils.limit import Limit
from flask_appbuilder.views import expose
from flask_jwt_extended import create_access_token, create_refresh_token, get_jwt, jwt_required
from flask_limiter.util import get_remote_address

from motcua.services import sign_in
from motcua.services.officers import Identity
from motcua.web.problem_details import problem
from motcua.web.security.current import current_platform
from motcua.web.security.sign_in_view import MAX_PASSWORD, MAX_USERNAME


def _body() -> Any:
    """What was sent as JSON; nothing when it is none."""
    try:
        return msgspec.json.decode(request.get_data(cache=True)) if request.is_json else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _account_and_address() -> str:
    body = _body()
    username = body.get("username", "") if isinstance(body, dict) else ""
    return f"{get_remote_address()}|{str(username)[:MAX_USERNAME]}"


def _was_refused(response: Any) -> bool:
    return response.status_code in {400, 401, 429}


class TokenApi(BaseApi):
    """`/api/v1/security/login` and `/refresh`."""

    resource_name = "security"
    version = "v1"
    openapi_spec_tag = "Security"
    limits: ClassVar[list[Limit]] = [
        Limit("30 per minute", key_func=_account_and_address, methods=["POST"]),
        Limit("60 per minute", key_func=get_remote_address, methods=["POST"], deduct_when=_was_refused),
    ]

    @expose("/login", methods=["POST"])
    def login(self) -> Any:
        """Exchange `username` and `password` (`provider` is `db`) for an `access_token`."""
        body = _body()
        if not isinstance(body, dict):
            return problem(400, "Thân yêu cầu phải là JSON gồm username và password.")
        username, password = body.get("username"), body.get("password")
        wrong = [
            {"pointer": f"/{name}", "detail": "Bắt buộc, là chuỗi ký tự."}
            for name, value in (("username", username), ("password", password))
            if not isinstance(value, str) or not value
        ]
        if wrong or not isinstance(username, str) or not isinstance(password, str):
            return problem(400, "Thiếu tên đăng nhập hoặc mật khẩu.", errors=wrong)
        if body.get("provider", "db") != "db":
            errors = [{"pointer": "/provider", "detail": "Chỉ nhận “db”."}]
            return problem(400, "Không có cách đăng nhập này.", errors=errors)
        if len(username) > MAX_USERNAME or len(password) > MAX_PASSWORD:
            return problem(401, sign_in.WRONG)
        answer = sign_in.sign_in(current_platform(), username.strip(), password, request.remote_addr or "")
        if isinstance(answer, sign_in.NotSignedIn):
            return self._refuse(answer)
        claims = {"version": answer.session_version, "key": secrets.token_urlsafe(18)}
        given = {
            "access_token": create_access_token(str(answer.user_id), fresh=True, additional_claims=claims)
        }
        if body.get("refresh"):
            given["refresh_token"] = create_refresh_token(str(answer.user_id), additional_claims=claims)
        return self.response(200, **given)

    @expose("/refresh", methods=["POST"])
    @jwt_required(refresh=True)
    def refresh(self) -> Any:
        """A new access token for a refresh token that is still good."""
        identity: Identity = g.token_identity
        claims = {name: get_jwt()[name] for name in ("version", "key")}
        token = create_access_token(str(identity.user_id), fresh=False, additional_claims=claims)
        return self.response(200, access_token=token)

    def _refuse(self, answer: sign_in.NotSignedIn) -> Any:
        if answer.locked_until is None:
            return problem(401, answer.message)
        wait = int((answer.locked_until - current_platform().now()).total_seconds()) + 1
        refused = problem(429, answer.message)
        refused.headers["Retry-After"] = str(max(wait, 1))
        return refused


def refuse_token(detail: str) -> Any:
    """The answer to a request whose token is missing, wrong, expired or ended."""
    refused = problem(401, detail)
    refused.headers["WWW-Authenticate"] = "Bearer"
    current_app.logger.info("token refused")
    return refused
