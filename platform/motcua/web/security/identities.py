"""The identity behind a request: one statement checks the session, the rest is kept until accounts change."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from datetime import timedelta
from typing import Any

from flask import g, has_request_context, session
from flask_login import current_user

from motcua.services.officers import Identity, load_identity
from motcua.services.runtime import Platform
from motcua.storage.accounts import SessionStanding, session_standing

KEPT_IDENTITIES = 4_096
LONGEST_SESSION = timedelta(hours=12)


class SignedInUser:
    """What Flask-Login and Flask-AppBuilder see of a signed-in account."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, identity: Identity, find_account: Any) -> None:
        self.identity = identity
        self._find_account = find_account

    @property
    def id(self) -> int:
        """The id in the account table."""
        return self.identity.user_id

    @property
    def username(self) -> str:
        """The name signed in with."""
        return self.identity.username

    @property
    def roles(self) -> list[Any]:
        """The roles as rows of the account tables, read when an administration screen asks."""
        return list(self._find_account(self.identity.user_id).roles)

    @property
    def groups(self) -> list[Any]:
        """The groups as rows of the account tables."""
        return list(self._find_account(self.identity.user_id).groups)

    def get_id(self) -> str:
        """What the session remembers."""
        return str(self.identity.user_id)

    def get_full_name(self) -> str:
        """The name shown on screen."""
        return self.identity.full_name


class IdentityStore:
    """Identities by account, each good for one version of the account tables."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._kept: OrderedDict[int, tuple[int, Identity]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, user_id: int, session_key: str, session_version: int) -> Identity | None:
        """The identity of a session that may go on; nothing when it was ended or the account closed."""
        with self._platform.database.read() as database_session:
            standing = session_standing(database_session, user_id, session_key)
            if standing is None or not _may_go_on(standing, session_version):
                return None
            if has_request_context():
                g.must_change_password = standing.must_change_password
            kept = self._kept.get(user_id)
            if kept is not None and kept[0] == standing.accounts_version:
                return kept[1]
            identity = load_identity(database_session, user_id)
        if identity is not None:
            with self._lock:
                self._kept[user_id] = (standing.accounts_version, identity)
                self._kept.move_to_end(user_id)
                while len(self._kept) > KEPT_IDENTITIES:
                    self._kept.popitem(last=False)
        return identity


def _may_go_on(standing: SessionStanding, session_version: int) -> bool:
    return standing.active and not standing.ended and standing.session_version == session_version


def open_browser_session(session_version: int, now: float) -> None:
    """Begin a fresh cookie session: nothing of the one before stays."""
    kept_locale = session.get("locale")
    session.clear()
    session.permanent = True
    session["key"] = secrets.token_urlsafe(18)
    session["version"] = session_version
    session["since"] = now
    if kept_locale:
        session["locale"] = kept_locale


def browser_session_is_young(now: float) -> bool:
    """Whether the cookie session has not lasted longer than a working day."""
    since = session.get("since")
    return isinstance(since, int | float) and 0 <= now - since < LONGEST_SESSION.total_seconds()


def must_change_password() -> bool:
    """Whether the account behind the request has to choose a password of its own before anything else."""
    return bool(g.get("must_change_password"))


def current_identity() -> Identity | None:
    """The account behind the request, by cookie or by token; nothing for visitors."""
    if not has_request_context():
        return None
    token_identity = g.get("token_identity")
    if token_identity is not None:
        return token_identity
    identity = getattr(current_user, "identity", None)
    return identity if isinstance(identity, Identity) else None
