"""Flask-AppBuilder's security manager with our sessions, permissions, lockout and views."""

from __future__ import annotations

import time
from types import MappingProxyType
from typing import Any

from flask import Flask, g, request, session
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_jwt_extended import JWTManager
from flask_login import LoginManager

from motcua.services.officers import Identity, load_identity
from motcua.services.passwords import hash_password
from motcua.services.roles import VIEW
from motcua.storage.accounts import set_password
from motcua.web.security.account_views import (
    MotCuaResetMyPasswordView,
    MotCuaResetPasswordView,
    MotCuaRoleView,
    MotCuaUserInfoEditView,
    MotCuaUserView,
    NoGroupView,
    is_row_id,
)
from motcua.web.security.current import current_platform
from motcua.web.security.identities import (
    IdentityStore,
    SignedInUser,
    browser_session_is_young,
    current_identity,
)
from motcua.web.security.sign_in_view import MotCuaSignInView
from motcua.web.security.token_api import TokenApi, refuse_token
from motcua.web.security.token_memory import TokenMemory

SIGN_IN_AGAIN = "Đăng nhập lại bằng POST /api/v1/security/login."
NO_TOKEN = f"Thiếu mã truy cập ở đầu mục Authorization: Bearer …. {SIGN_IN_AGAIN}"
BAD_TOKEN = f"Mã truy cập không hợp lệ. {SIGN_IN_AGAIN}"
EXPIRED_TOKEN = f"Mã truy cập đã hết hạn. {SIGN_IN_AGAIN}"
ENDED_TOKEN = f"Phiên đăng nhập đã kết thúc hoặc tài khoản đã khóa. {SIGN_IN_AGAIN}"
OWN_ACCOUNT = "own account"
ADMINISTRATION = "can_manage_officer"
# which of our permissions a screen of Flask-AppBuilder needs; a screen not named here is closed to everybody
NEEDED_FOR_VIEW: MappingProxyType[str, str] = MappingProxyType(
    {
        "MotCuaUserView": ADMINISTRATION,
        "MotCuaRoleView": ADMINISTRATION,
        "MotCuaResetPasswordView": ADMINISTRATION,
        "MotCuaResetMyPasswordView": OWN_ACCOUNT,
        "MotCuaUserInfoEditView": OWN_ACCOUNT,
    }
)
OWN_ACCOUNT_ACTS = frozenset(
    {"can_userinfo", "can_userinfoedit", "can_resetmypassword", "userinfoedit", "resetmypassword"}
)
# whoever has worked here stays in the records: accounts are closed, not deleted
CLOSED_ACTS = frozenset({("can_delete", "MotCuaUserView"), ("muldelete", "MotCuaUserView")})


class MotCuaSecurityManager(SecurityManager):
    """Accounts and roles are Flask-AppBuilder's; who may go on, and what they may do, is decided here."""

    authdbview = MotCuaSignInView
    userdbmodelview = MotCuaUserView
    rolemodelview = MotCuaRoleView
    groupmodelview = NoGroupView
    resetpasswordview = MotCuaResetPasswordView
    resetmypasswordview = MotCuaResetMyPasswordView
    userinfoeditview = MotCuaUserInfoEditView
    userstatschartview = None
    security_api = TokenApi

    def __init__(self, appbuilder: Any) -> None:
        self.identities = IdentityStore(current_platform())
        self.proved_tokens = TokenMemory()
        super().__init__(appbuilder)

    def create_db(self) -> None:
        """Nothing: `initialize` makes tables, roles and the first account."""

    def create_login_manager(self, app: Flask) -> LoginManager:
        """Sessions are bound to address and browser only as far as Flask-Login's basic protection goes."""
        manager = super().create_login_manager(app)
        manager.login_view = "MotCuaSignInView.login"
        return manager

    def create_jwt_manager(self, app: Flask) -> JWTManager:
        """Tokens are refused in our words and die with the session version."""
        manager = super().create_jwt_manager(app)
        manager.unauthorized_loader(lambda *_: refuse_token(NO_TOKEN))
        manager.invalid_token_loader(lambda *_: refuse_token(BAD_TOKEN))
        manager.expired_token_loader(lambda *_: refuse_token(EXPIRED_TOKEN))
        manager.user_lookup_error_loader(lambda *_: refuse_token(ENDED_TOKEN))
        return manager

    def load_user(self, pk: Any) -> SignedInUser | None:
        """The account of a browser session, unless the session was ended, is too old or the account closed."""
        if not browser_session_is_young(time.time()):
            return None
        identity = self.identities.find(int(pk), str(session.get("key", "")), int(session.get("version", 0)))
        return None if identity is None else SignedInUser(identity, self.get_user_by_id)

    def load_user_jwt(self, _jwt_header: Any, jwt_data: Any) -> SignedInUser | None:
        """The account of a token, under the same conditions."""
        version, key, account = jwt_data.get("version", 0), jwt_data.get("key", ""), str(jwt_data["sub"])
        if not is_row_id(account) or not isinstance(version, int):
            return None
        identity = self.identities.find(int(account), str(key), version)
        if identity is None:
            return None
        g.token_identity = identity
        return SignedInUser(identity, self.get_user_by_id)

    def signed_in_user(self, user_id: int) -> SignedInUser:
        """The account that has just given its password."""
        with current_platform().database.read() as database_session:
            identity = load_identity(database_session, user_id)
        if identity is None:
            raise LookupError(f"account {user_id} is gone")
        return SignedInUser(identity, self.get_user_by_id)

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """Our permissions by name; screens of the framework by the table above."""
        identity = current_identity()
        if identity is None:
            return False
        if view_name == VIEW:
            return permission_name in identity.permissions
        if (permission_name, view_name) in CLOSED_ACTS:
            return False
        needed = NEEDED_FOR_VIEW.get(view_name, "")
        if needed == OWN_ACCOUNT or (needed and permission_name in OWN_ACCOUNT_ACTS):
            return True
        return bool(needed) and needed in identity.permissions

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        """No screen of the framework is open to visitors."""
        del permission_name, view_name
        return False

    def get_user_menu_access(self, menu_names: list[str] | None = None) -> set[str]:
        """The framework's menu is drawn for administrators of accounts only."""
        identity = current_identity()
        return set(menu_names or ()) if _administers(identity) else set()

    def reset_password(self, userid: Any, password: str) -> None:
        """Store a new password; every other session of the account ends, one's own goes on."""
        platform = current_platform()
        identity = current_identity()
        own = identity is not None and identity.user_id == int(userid)
        with platform.database.write() as database_session:
            version = set_password(
                database_session, int(userid), hash_password(password), platform.now(), by_another=not own
            )
        if own and not request.headers.get("Authorization"):
            session["version"] = version


def _administers(identity: Identity | None) -> bool:
    return identity is not None and ADMINISTRATION in identity.permissions
