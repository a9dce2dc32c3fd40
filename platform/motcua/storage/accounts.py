"""Accounts, roles and permissions in the account tables, without loading the web framework that owns them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    bindparam,
    column,
    delete,
    exists,
    insert,
    select,
    table,
    union,
    update,
)
from sqlalchemy.orm import Session

from motcua.storage.counters import next_number
from motcua.storage.prepared import Prepared
from motcua.storage.tables import AccountRow, CounterRow, EndedSessionRow

ACCOUNTS_VERSION = "version:accounts"
# longer than any cookie or token lives
REMEMBERED = timedelta(days=3)

USER = table(
    "ab_user",
    *map(column, ("id", "first_name", "last_name", "username", "password", "active", "email", "last_login")),
    *map(column, ("login_count", "fail_login_count", "created_on", "changed_on")),
)
ROLE = table("ab_role", column("id"), column("name"))
PERMISSION = table("ab_permission", column("id"), column("name"))
VIEW = table("ab_view_menu", column("id"), column("name"))
PERMISSION_VIEW = table("ab_permission_view", column("id"), column("permission_id"), column("view_menu_id"))
ROLE_PERMISSION = table(
    "ab_permission_view_role", column("id"), column("permission_view_id"), column("role_id")
)
USER_ROLE = table("ab_user_role", column("id"), column("user_id"), column("role_id"))
USER_GROUP = table("ab_user_group", column("user_id"), column("group_id"))
GROUP_ROLE = table("ab_group_role", column("group_id"), column("role_id"))


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made; the password comes hashed."""

    username: str
    full_name: str
    email: str
    password_hash: str
    roles: tuple[str, ...] = ()
    must_change_password: bool = False


@dataclass(frozen=True, slots=True)
class SessionStanding:
    """What decides whether a signed-in request may go on, read in one statement."""

    active: bool
    session_version: int
    ended: bool
    accounts_version: int
    must_change_password: bool = False


def split_name(full_name: str) -> tuple[str, str]:
    """Given name and the rest, the way the account table wants them; Vietnamese names end with the given name."""
    rest, _, given = full_name.strip().rpartition(" ")
    return given[:64], (rest or given)[:64]


def joined_name(first_name: str, last_name: str) -> str:
    """The full name out of the account table's two parts."""
    return last_name if first_name == last_name else f"{last_name} {first_name}".strip()


def accounts_changed(session: Session) -> int:
    """Tell every worker that accounts, roles or positions changed; the new version."""
    return next_number(session, ACCOUNTS_VERSION)


def ensure_permissions(session: Session, view: str, names: Collection[str]) -> dict[str, int]:
    """Make the permissions that are missing; the ids of those that were made, by name."""
    view_id = _ensure_named(session, "ab_view_menu", view)
    known = dict(
        session.execute(
            select(PERMISSION.c.name, PERMISSION_VIEW.c.id)
            .join_from(PERMISSION, PERMISSION_VIEW, PERMISSION.c.id == PERMISSION_VIEW.c.permission_id)
            .where(PERMISSION_VIEW.c.view_menu_id == view_id)
        )
        .tuples()
        .all()
    )
    made: dict[str, int] = {}
    for name in names:
        if name not in known:
            permission_id = _ensure_named(session, "ab_permission", name)
            values = {"permission_id": permission_id, "view_menu_id": view_id}
            made[name] = session.execute(
                insert(PERMISSION_VIEW).values(values).returning(PERMISSION_VIEW.c.id)
            ).scalar_one()
    return made


def ensure_roles(session: Session, names: Collection[str]) -> dict[str, int]:
    """Make the roles that are missing; the ids of those that were made, by name."""
    known = set(session.scalars(select(ROLE.c.name)))
    return {name: _ensure_named(session, "ab_role", name) for name in names if name not in known}


def permission_ids(session: Session, view: str) -> dict[str, int]:
    """The permissions of a view by name."""
    rows = session.execute(
        select(PERMISSION.c.name, PERMISSION_VIEW.c.id)
        .join_from(PERMISSION_VIEW, PERMISSION, PERMISSION.c.id == PERMISSION_VIEW.c.permission_id)
        .join(VIEW, VIEW.c.id == PERMISSION_VIEW.c.view_menu_id)
        .where(VIEW.c.name == view)
    )
    return dict(rows.tuples().all())


def role_ids(session: Session) -> dict[str, int]:
    """Every role by name."""
    return dict(session.execute(select(ROLE.c.name, ROLE.c.id)).tuples().all())


def grant(session: Session, role_id: int, permissions: Collection[int]) -> None:
    """Give a role permissions it does not have yet."""
    held = set(
        session.scalars(
            select(ROLE_PERMISSION.c.permission_view_id).where(ROLE_PERMISSION.c.role_id == role_id)
        )
    )
    for permission in sorted(set(permissions) - held):
        session.execute(insert(ROLE_PERMISSION).values(permission_view_id=permission, role_id=role_id))


def find_account(session: Session, username: str) -> Row[Any, Any, Any] | None:
    """Id, password hash and activity of an account."""
    return session.execute(
        select(USER.c.id, USER.c.password, USER.c.active).where(USER.c.username == username)
    ).one_or_none()


def account_ids(session: Session) -> dict[str, int]:
    """Every account by user name."""
    return dict(session.execute(select(USER.c.username, USER.c.id)).tuples().all())


def add_account(
    session: Session, account: NewAccount, now: datetime, roles: Mapping[str, int] | None = None
) -> int:
    """Make an account with its roles; its id. Many at once: pass `role_ids(session)` as `roles`."""
    first_name, last_name = split_name(account.full_name)
    values = {
        "first_name": first_name,
        "last_name": last_name,
        "username": account.username,
        "password": account.password_hash,
        "active": True,
        "email": account.email,
        "login_count": 0,
        "fail_login_count": 0,
        "created_on": now.replace(tzinfo=None),
        "changed_on": now.replace(tzinfo=None),
    }
    user_id: int = session.execute(insert(USER).values(values).returning(USER.c.id)).scalar_one()
    known = role_ids(session) if roles is None else roles
    for name in account.roles:
        session.execute(insert(USER_ROLE).values(user_id=user_id, role_id=known[name]))
    session.add(AccountRow(user_id=user_id, must_change_password=account.must_change_password))
    return user_id


def remove_account(session: Session, user_id: int) -> None:
    """Take an account that nobody ever used out of the account tables, with its roles."""
    session.execute(delete(USER_ROLE).where(USER_ROLE.c.user_id == user_id))
    session.execute(delete(USER_GROUP).where(USER_GROUP.c.user_id == user_id))
    session.execute(delete(AccountRow).where(AccountRow.user_id == user_id))
    session.execute(delete(USER).where(USER.c.id == user_id))


def set_password(
    session: Session, user_id: int, password_hash: str, now: datetime, *, by_another: bool = False
) -> int:
    """Store a new password hash, unlock the account and end its sessions; the session version from now on.

    A password that somebody else has chosen must be changed at the next sign-in.
    """
    session.execute(update(USER).where(USER.c.id == user_id).values(password=password_hash))
    state = account_state(session, user_id)
    state.password_changed_at = now
    state.failed_count = 0
    state.locked_until = None
    state.must_change_password = by_another
    state.session_version += 1
    return state.session_version


def account_state(session: Session, user_id: int) -> AccountRow:
    """The sign-in state of an account, made on first use."""
    state = session.get(AccountRow, user_id)
    if state is None:
        state = AccountRow(user_id=user_id, session_version=1, failed_count=0, must_change_password=False)
        session.add(state)
        session.flush()
    return state


def end_sessions(session: Session, user_id: int) -> None:
    """End every session and token of an account."""
    account_state(session, user_id).session_version += 1


def end_session(session: Session, session_key: str, now: datetime) -> None:
    """End one session, together with every copy of its cookie; forgets those too old to be used anyway."""
    session.execute(delete(EndedSessionRow).where(EndedSessionRow.ended_at < now - REMEMBERED))
    if session.get(EndedSessionRow, session_key) is None:
        session.add(EndedSessionRow(session_key=session_key, ended_at=now))


# asked at every request, so put together once
_STANDING = Prepared(
    select(
        USER.c.active,
        select(AccountRow.session_version)
        .where(AccountRow.user_id == bindparam("user_id"))
        .scalar_subquery(),
        exists().where(EndedSessionRow.session_key == bindparam("session_key")),
        select(CounterRow.n).where(CounterRow.scope_key == ACCOUNTS_VERSION).scalar_subquery(),
        select(AccountRow.must_change_password)
        .where(AccountRow.user_id == bindparam("user_id"))
        .scalar_subquery(),
    ).where(USER.c.id == bindparam("user_id"))
)


def session_standing(session: Session, user_id: int, session_key: str) -> SessionStanding | None:
    """Whether a request of this session may go on; nothing when the account does not exist."""
    found = _STANDING.rows(session, user_id=user_id, session_key=session_key)
    if not found:
        return None
    active, version, ended, accounts, must_change = found[0]
    return SessionStanding(bool(active), version or 1, bool(ended), accounts or 0, bool(must_change))


def roles_of(user_id: int) -> ColumnElement[int]:
    """A subquery of the roles an account has, its own and its groups'."""
    own = select(USER_ROLE.c.role_id).where(USER_ROLE.c.user_id == user_id)
    through_group = (
        select(GROUP_ROLE.c.role_id)
        .join_from(GROUP_ROLE, USER_GROUP, GROUP_ROLE.c.group_id == USER_GROUP.c.group_id)
        .where(USER_GROUP.c.user_id == user_id)
    )
    return union(own, through_group).scalar_subquery()


def permissions_of(session: Session, user_id: int, view: str) -> frozenset[str]:
    """The names of an account's permissions on a view."""
    names = session.scalars(
        select(PERMISSION.c.name)
        .join_from(PERMISSION_VIEW, PERMISSION, PERMISSION.c.id == PERMISSION_VIEW.c.permission_id)
        .join(VIEW, VIEW.c.id == PERMISSION_VIEW.c.view_menu_id)
        .join(ROLE_PERMISSION, ROLE_PERMISSION.c.permission_view_id == PERMISSION_VIEW.c.id)
        .where(VIEW.c.name == view, ROLE_PERMISSION.c.role_id.in_(roles_of(user_id)))
    )
    return frozenset(names)


def _ensure_named(session: Session, table_name: str, name: str) -> int:
    target = table(table_name, column("id"), column("name"))
    found: int | None = session.scalar(select(target.c.id).where(target.c.name == name))
    if found is not None:
        return found
    made: int = session.execute(insert(target).values(name=name).returning(target.c.id)).scalar_one()
    return made
