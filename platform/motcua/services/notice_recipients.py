"""Who is told: the applicant, the officers who must act now, those who supervise them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from motcua.definitions.directory import Directory
from motcua.dossiers.actor import Seat
from motcua.dossiers.events import EventKind
from motcua.services.dossier_log import load_state
from motcua.services.staffing import seat_users
from motcua.storage.tables import DelegationRow, DossierRow, HoldingRow, OfficerRow
from motcua.surfaces.notice_contract import TimedEvent

IN_APP = "in_app"
EMAIL = "email"
MOST_OFFICERS = 50
_ASSIGNS = "can_assign"
_SUPERVISES = "can_supervise"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person to tell. ``username`` is empty for applicants; ``address`` depends on the channel."""

    name: str
    username: str = ""
    phone: str = ""
    email: str = ""

    def address(self, channel: str) -> str:
        """Where a channel reaches the person; empty when it does not. Every channel but e-mail goes by phone."""
        if channel == IN_APP:
            return self.username
        return self.email.strip() if channel == EMAIL else "".join(self.phone.split())


@dataclass(frozen=True, slots=True)
class Happening:
    """What notices are about: a kind of event with the data of its log entry (none for events of time)."""

    kind: str
    actor: str = ""
    data: Mapping[str, Any] | None = None


def recipients(
    session: Session, directory: Directory, row: DossierRow, to: str, what: Happening, day: date
) -> tuple[Recipient, ...]:
    """The people a notice goes to. Who did it is not told of it; who stands in for an absent person is."""
    if to == "applicant":
        return (applicant(row),)
    if to == "supervisor":
        users = _supervisors(session, directory, row, what, day)
    else:
        users = _officers(session, row, what, day)
    told = [user for user in dict.fromkeys(users) if user not in ("", what.actor)]
    return _officers_named(session, told[:MOST_OFFICERS])


def applicant(row: DossierRow) -> Recipient:
    """The applicant as told of a dossier: the contact given at intake."""
    person = row.applicant
    return Recipient(
        name=row.applicant_name,
        phone=str(person.get("phone") or row.applicant_phone or ""),
        email=str(person.get("email") or ""),
    )


def _officers(session: Session, row: DossierRow, what: Happening, day: date) -> list[str]:
    data = what.data or {}
    if what.kind == EventKind.COMMENTED:
        return list(data.get("mentions") or ())
    if what.kind == EventKind.ASSIGNED:
        named = [str(one.get("assignee") or "") for one in data.get("assigned") or ()]
        return [*named, *stand_ins(session, named, day)]
    opened = [
        (str(one.get("assignee") or ""), _seat(one))
        for one in data.get("entered") or ()
        if one.get("position")
    ]
    if not opened:
        opened = [
            (step.assignee, Seat(step.agency, step.position, step.unit)) for step in load_state(row).active
        ]
    users: list[str] = []
    for assignee, seat in opened:
        held = [assignee] if assignee else list(seat_users(session, seat, day))
        users += [*held, *stand_ins(session, held, day, seat)]
    return users


def _seat(entered: Mapping[str, Any]) -> Seat:
    return Seat(str(entered.get("agency") or ""), str(entered["position"]), str(entered.get("unit") or ""))


def stand_ins(session: Session, users: Iterable[str], day: date, seat: Seat | None = None) -> list[str]:
    """Those to whom these people have lent a position on that day, the position of the seat when one is named."""
    names = sorted({user for user in users if user})
    if not names:
        return []
    lender, borrower = aliased(OfficerRow), aliased(OfficerRow)
    statement = (
        select(borrower.username)
        .select_from(DelegationRow)
        .join(HoldingRow, HoldingRow.id == DelegationRow.holding_id)
        .join(lender, lender.id == HoldingRow.officer_id)
        .join(borrower, borrower.id == DelegationRow.to_officer_id)
        .where(
            lender.username.in_(names),
            borrower.active.is_(True),
            DelegationRow.revoked_at.is_(None),
            DelegationRow.starts <= day,
            DelegationRow.ends >= day,
        )
        .order_by(borrower.username)
    )
    if seat is not None:
        statement = statement.where(
            HoldingRow.agency_code == seat.agency, HoldingRow.position == seat.position
        )
    return list(session.scalars(statement))


def _supervisors(
    session: Session, directory: Directory, row: DossierRow, what: Happening, day: date
) -> list[str]:
    """Those who distribute work in the settling agency; for what is late for long, those above it and those who
    watch over the whole province.
    """
    assigning, watching = _positions(directory, _ASSIGNS), _positions(directory, _SUPERVISES)
    own = _holders(session, assigning, day, (row.competent_agency,))
    if what.kind != TimedEvent.OVERDUE_LONG:
        return own
    above = _holders(session, assigning, day, directory.ancestors(row.competent_agency))
    return [*above, *_holders(session, watching, day)] or own


def _positions(directory: Directory, permission: str) -> list[str]:
    return [position.code for position in directory.positions() if permission in position.permissions]


def _holders(
    session: Session, positions: list[str], day: date, agencies: Iterable[str] | None = None
) -> list[str]:
    """Active officers who hold one of the positions on a day, in one of the agencies or (None) anywhere."""
    statement = (
        select(OfficerRow.username)
        .join(HoldingRow, HoldingRow.officer_id == OfficerRow.id)
        .where(
            OfficerRow.active.is_(True),
            HoldingRow.position.in_(positions),
            or_(HoldingRow.starts.is_(None), HoldingRow.starts <= day),
            or_(HoldingRow.ends.is_(None), HoldingRow.ends >= day),
        )
        .order_by(OfficerRow.username)
    )
    if agencies is not None:
        statement = statement.where(HoldingRow.agency_code.in_(sorted(agencies)))
    return list(session.scalars(statement))


def _officers_named(session: Session, users: list[str]) -> tuple[Recipient, ...]:
    if not users:
        return ()
    rows = session.scalars(
        select(OfficerRow).where(OfficerRow.username.in_(users), OfficerRow.active.is_(True))
    )
    known = {one.username: Recipient(one.full_name, one.username, one.phone, one.email) for one in rows}
    return tuple(known[user] for user in users if user in known)
