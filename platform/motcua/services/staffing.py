"""Who holds which position, and how much each person has to do."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Date, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from motcua.dossiers.actor import Seat
from motcua.dossiers.rules import Candidate, Cover
from motcua.storage.prepared import Prepared
from motcua.storage.tables import DelegationRow, HoldingRow, OfficerRow, WorkItemRow

ABSENCE = "absence"
"""The kind of a delegation made because its holder is away; one that is only delegated leaves the holder there."""


class StoredStaff:
    """The people of a seat as the database knows them on a day, with their open steps."""

    def __init__(self, session: Session, day: date) -> None:
        self._session = session
        self._day = day

    def candidates(self, seat: Seat) -> tuple[Candidate, ...]:
        """Active holders of the position, in the unit or in the agency as a whole, by user name."""
        users = seat_users(self._session, seat, self._day)
        if not users:
            return ()
        covers = seat_covers(self._session, seat, self._day)
        loads: dict[str, tuple[int, datetime | None]] = {
            user: (count, last)
            for user, count, last in self._session.execute(
                select(WorkItemRow.assignee, func.count(), func.max(WorkItemRow.entered_at))
                .where(WorkItemRow.assignee.in_(users))
                .group_by(WorkItemRow.assignee)
            )
        }
        nothing: tuple[int, datetime | None] = (0, None)
        return tuple(Candidate(user, *loads.get(user, nothing), covers.get(user, ())) for user in users)


# asked for every page of a dossier, so put together once
_SELECTED = (
    select(OfficerRow.username, OfficerRow.full_name)
    .join(HoldingRow, HoldingRow.officer_id == OfficerRow.id)
    .where(
        OfficerRow.active.is_(True),
        HoldingRow.agency_code == bindparam("agency"),
        HoldingRow.position == bindparam("position"),
        or_(HoldingRow.starts.is_(None), HoldingRow.starts <= bindparam("day", type_=Date)),
        or_(HoldingRow.ends.is_(None), HoldingRow.ends >= bindparam("day", type_=Date)),
    )
    .order_by(OfficerRow.username)
)
_HOLDERS = Prepared(_SELECTED)
_HOLDERS_IN_UNIT = Prepared(_SELECTED.where(or_(HoldingRow.unit == "", HoldingRow.unit == bindparam("unit"))))


_NAMES = select(OfficerRow.username, OfficerRow.full_name).where(
    OfficerRow.username.in_(bindparam("people", expanding=True))
)


def seat_people(session: Session, seat: Seat, day: date) -> dict[str, str]:
    """The active officers who hold the seat on a day: full names by user name, in order of the latter."""
    given = {"agency": seat.agency, "position": seat.position, "day": day}
    if seat.unit:
        return dict(_HOLDERS_IN_UNIT.rows(session, **given, unit=seat.unit))
    return dict(_HOLDERS.rows(session, **given))


def seat_users(session: Session, seat: Seat, day: date) -> tuple[str, ...]:
    """User names of the active officers who hold the seat on a day."""
    return tuple(seat_people(session, seat, day))


_COVER = aliased(OfficerRow)
_COVERS = Prepared(
    select(OfficerRow.username, HoldingRow.unit, _COVER.username, DelegationRow.fields_of_work)
    .join(HoldingRow, HoldingRow.officer_id == OfficerRow.id)
    .join(DelegationRow, DelegationRow.holding_id == HoldingRow.id)
    .join(_COVER, _COVER.id == DelegationRow.to_officer_id)
    .where(
        HoldingRow.agency_code == bindparam("agency"),
        HoldingRow.position == bindparam("position"),
        DelegationRow.kind == ABSENCE,
        DelegationRow.revoked_at.is_(None),
        DelegationRow.starts <= bindparam("day", type_=Date),
        DelegationRow.ends >= bindparam("day", type_=Date),
        _COVER.active.is_(True),
    )
    .order_by(DelegationRow.id)
)


def seat_covers(session: Session, seat: Seat, day: date) -> dict[str, tuple[Cover, ...]]:
    """Who stands in on a day for the holders of a seat who are absent, by the absent one."""
    found: dict[str, tuple[Cover, ...]] = {}
    rows = _COVERS.rows(session, agency=seat.agency, position=seat.position, day=day)
    for user, unit, substitute, fields in rows:
        if not seat.unit or unit in ("", seat.unit):
            found[user] = (*found.get(user, ()), Cover(substitute, frozenset(fields or ())))
    return found


def present_users(session: Session, seat: Seat, day: date, field_of_work: str) -> tuple[str, ...]:
    """Whom a step can be given to: the holders of the seat who are there, and who stand in for the others."""
    covers = seat_covers(session, seat, day)
    users = seat_users(session, seat, day)
    there = (Candidate(user, covers=covers.get(user, ())) for user in users)
    absent = {one.user: one.stand_in(field_of_work) for one in there}
    return tuple(dict.fromkeys(absent[user] or user for user in users if absent.get(absent[user], "") == ""))


def people_names(session: Session, users: Collection[str]) -> dict[str, str]:
    """Full names by user name, of those known as officers."""
    if not users:
        return {}
    return {row.username: row.full_name for row in session.execute(_NAMES, {"people": sorted(users)})}
