"""Watches changes on the account screens: workers forget what they kept, and sessions whose rights changed end."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.security.sqla.models import Group, Permission, PermissionView, Role, User, ViewMenu
from sqlalchemy import event, inspect, text
from sqlalchemy.orm import Session

from motcua.storage.accounts import ACCOUNTS_VERSION

WATCHED = (User, Role, Group, Permission, PermissionView, ViewMenu)
ENDING_SESSIONS = ("password", "roles", "groups", "active")
QUIET = frozenset({"last_login", "login_count", "fail_login_count", "changed_on", "changed_by_fk"})

_BUMP_ACCOUNTS = text(
    "INSERT INTO counter (scope_key, n) VALUES (:scope_key, 1) "
    "ON CONFLICT (scope_key) DO UPDATE SET n = counter.n + 1"
)
_END_SESSIONS = text(
    "INSERT INTO account (user_id, session_version, failed_count, must_change_password) "
    "VALUES (:user_id, 2, 0, :must_change) "
    "ON CONFLICT (user_id) DO UPDATE SET session_version = account.session_version + 1"
)


def watch_accounts(session_factory: Any) -> None:
    """Listen on the sessions of the account screens."""
    event.listen(session_factory, "before_flush", _note_changes)
    event.listen(session_factory, "after_flush", _tell)


def _note_changes(session: Session, context: Any, instances: Any) -> None:
    del context, instances
    changed: bool = session.info.get("accounts_changed", False)
    ended: set[int] = session.info.setdefault("ended_accounts", set())
    for instance in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(instance, WATCHED) or not _has_loud_change(session, instance):
            continue
        changed = True
        if isinstance(instance, User) and instance in session.dirty and _rights_changed(instance):
            ended.add(instance.id)
        if isinstance(instance, User) and instance in session.deleted:
            ended.add(instance.id)
    session.info["accounts_changed"] = changed


def _has_loud_change(session: Session, instance: Any) -> bool:
    if instance in session.new or instance in session.deleted:
        return True
    state = inspect(instance)
    return any(attribute.history.has_changes() for attribute in state.attrs if attribute.key not in QUIET)


def _rights_changed(user: User) -> bool:
    attributes = inspect(user).attrs
    return any(attributes[name].history.has_changes() for name in ENDING_SESSIONS)


def _tell(session: Session, context: Any) -> None:
    """In the same transaction: raise the accounts' version, and the session version of whose rights changed."""
    del context
    if session.info.pop("accounts_changed", False):
        session.execute(_BUMP_ACCOUNTS, {"scope_key": ACCOUNTS_VERSION})
    for user_id in sorted(session.info.pop("ended_accounts", ())):
        session.execute(_END_SESSIONS, {"user_id": user_id, "must_change": False})
