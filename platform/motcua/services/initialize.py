"""Sets an installation up, however often and by however many processes it is asked to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from motcua.services.passwords import hash_password, random_password
from motcua.services.roles import PERMISSIONS, PROVINCE_ADMINISTRATOR, ROLES, VIEW
from motcua.services.runtime import Platform
from motcua.storage.accounts import (
    NewAccount,
    accounts_changed,
    add_account,
    ensure_permissions,
    ensure_roles,
    find_account,
    grant,
    permission_ids,
    role_ids,
)
from motcua.storage.locking import installation_lock
from motcua.storage.migration import migrate, newest_schema, schema_of
from motcua.storage.tables import SettingRow

ADMINISTRATOR = "quantri"
_SEEDED = "installation.roles"


@dataclass(frozen=True, slots=True)
class Initialization:
    """What had to be done. `password_file` holds the administrator's first password when none was given."""

    migrated: bool = False
    seeded: bool = False
    password_file: Path | None = None


def initialize(platform: Platform) -> Initialization:
    """Migrate, then make roles, permissions and the administrator `quantri`. Doing it again does nothing."""
    if _is_ready(platform):
        return Initialization()
    settings = platform.settings
    with installation_lock(settings.database_url, settings.var):
        migrated = migrate(settings.database_url)
        with platform.database.write() as session:
            if _seed_mark(session) == _seed():
                return Initialization(migrated=migrated)
            _make_roles(session)
            password_file = _make_administrator(session, platform)
            accounts_changed(session)
            now = platform.now()
            session.merge(SettingRow(key=_SEEDED, value=_seed(), updated_by=ADMINISTRATOR, updated_at=now))
    return Initialization(migrated=migrated, seeded=True, password_file=password_file)


def _is_ready(platform: Platform) -> bool:
    """Whether nothing is to be done, found out without taking a lock."""
    with platform.database.read() as session:
        if schema_of(session.connection()) != newest_schema():
            return False
        return _seed_mark(session) == _seed()


def _seed_mark(session: Session) -> object:
    row = session.get(SettingRow, _SEEDED)
    return None if row is None else row.value


def _seed() -> str:
    """Changes when the shipped roles or permissions change, so that an upgrade brings them in."""
    words = [*PERMISSIONS, *(f"{role}:{name}" for role, names in ROLES.items() for name in sorted(names))]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _make_roles(session: Session) -> None:
    """Make what is missing; what an administrator changed in a role that exists stays as it is."""
    new_permissions = ensure_permissions(session, VIEW, PERMISSIONS)
    new_roles = ensure_roles(session, ROLES)
    permissions, roles = permission_ids(session, VIEW), role_ids(session)
    for role, names in ROLES.items():
        wanted = names if role in new_roles else names & new_permissions.keys()
        grant(session, roles[role], {permissions[name] for name in wanted})


def _make_administrator(session: Session, platform: Platform) -> Path | None:
    """Make the first account; a password nobody gave is drawn and left in a file only its owner can read."""
    if find_account(session, ADMINISTRATOR) is not None:
        return None
    given = platform.settings.admin_password
    password = given or random_password()
    account = NewAccount(
        username=ADMINISTRATOR,
        full_name="Quản trị tỉnh",
        email=f"{ADMINISTRATOR}@motcua.invalid",
        password_hash=hash_password(password),
        roles=(PROVINCE_ADMINISTRATOR,),
        must_change_password=not given,
    )
    add_account(session, account, platform.now())
    if given:
        return None
    place = platform.settings.var / "quantri.password"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.touch(mode=0o600)
    place.write_text(f"{password}\n", encoding="utf-8")
    return place
