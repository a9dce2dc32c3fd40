"""Who is behind an account: roles, permissions, positions held and lent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor, Delegation, Holding
from motcua.kernel.clock import VIETNAM
from motcua.services.roles import VIEW
from motcua.storage.accounts import USER, joined_name, permissions_of, role_ids, roles_of
from motcua.storage.tables import DelegationRow, HoldingRow, OfficerRow


@dataclass(frozen=True, slots=True)
class DatedHolding:
    """A position held from a day to a day, both included; nothing means open."""

    holding: Holding
    starts: date | None = None
    ends: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the position is held on that day."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Identity:
    """An account as the platform sees it; good until the accounts' version changes."""

    user_id: int
    username: str
    full_name: str
    email: str = ""
    agency: str = ""
    unit: str = ""
    title: str = ""
    role_ids: frozenset[int] = frozenset()
    permissions: frozenset[str] = frozenset()
    holdings: tuple[DatedHolding, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    roles: frozenset[str] = frozenset()

    def actor(self, now: datetime) -> Actor:
        """The person acting now, with the positions held today."""
        today = now.astimezone(VIETNAM).date()
        return Actor(
            user=self.username,
            full_name=self.full_name,
            agency=self.agency,
            holdings=tuple(dated.holding for dated in self.holdings if dated.covers(today)),
            delegations=tuple(lent for lent in self.delegations if lent.covers(now)),
            permissions=self.permissions,
            roles=self.roles,
        )


def load_identity(session: Session, user_id: int) -> Identity | None:
    """Everything the platform knows of an account; nothing when there is none."""
    user = session.execute(
        select(USER.c.username, USER.c.first_name, USER.c.last_name, USER.c.email).where(USER.c.id == user_id)
    ).one_or_none()
    if user is None:
        return None
    officer = session.scalar(
        select(OfficerRow).where(OfficerRow.user_id == user_id, OfficerRow.active.is_(True))
    )
    held = frozenset(session.scalars(select(roles_of(user_id))))
    return Identity(
        user_id=user_id,
        username=user.username,
        full_name=officer.full_name if officer else joined_name(user.first_name, user.last_name),
        email=user.email,
        agency=officer.agency_code if officer else "",
        unit=officer.unit if officer else "",
        title=officer.title if officer else "",
        role_ids=held,
        permissions=permissions_of(session, user_id, VIEW),
        holdings=_holdings(session, officer.id) if officer else (),
        delegations=_delegations(session, officer.id) if officer else (),
        roles=frozenset(name for name, role_id in role_ids(session).items() if role_id in held),
    )


def identity_by_name(session: Session, username: str) -> Identity | None:
    """The same, found by user name."""
    user_id = session.scalar(select(USER.c.id).where(USER.c.username == username))
    return None if user_id is None else load_identity(session, user_id)


def _holdings(session: Session, officer_id: int) -> tuple[DatedHolding, ...]:
    rows = session.scalars(
        select(HoldingRow).where(HoldingRow.officer_id == officer_id).order_by(HoldingRow.id)
    )
    return tuple(
        DatedHolding(Holding(row.position, row.agency_code, row.unit), row.starts, row.ends) for row in rows
    )


def _delegations(session: Session, officer_id: int) -> tuple[Delegation, ...]:
    rows = session.execute(
        select(DelegationRow, HoldingRow, OfficerRow.username)
        .join(HoldingRow, HoldingRow.id == DelegationRow.holding_id)
        .join(OfficerRow, OfficerRow.id == HoldingRow.officer_id)
        .where(DelegationRow.to_officer_id == officer_id, DelegationRow.revoked_at.is_(None))
        .order_by(DelegationRow.id)
    )
    return tuple(
        Delegation(
            holding=Holding(held.position, held.agency_code, held.unit),
            from_user=username,
            starts=datetime.combine(lent.starts, time.min, VIETNAM),
            ends=datetime.combine(lent.ends + timedelta(days=1), time.min, VIETNAM),
            fields=frozenset(lent.fields_of_work or ()),
        )
        for lent, held, username in rows
    )
