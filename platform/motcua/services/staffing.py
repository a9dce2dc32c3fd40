"""Who holds which position, and how much each person has to do."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Date, bindparam, func, or_, select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Seat
from motcua.dossiers.rules import Candidate
from motcua.storage.prepared import Prepared
from motcua.storage.tables import HoldingRow, OfficerRow, WorkItemRow


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
        loads = {
            user: (count, last)
            for user, count, last in self._session.execute(
                select(WorkItemRow.assignee, func.count(), func.max(WorkItemRow.entered_at))
                .where(WorkItemRow.assignee.in_(users))
                .group_by(WorkItemRow.assignee)
            )
        }
        return tuple(Candidate(user, *loads.get(user, (0, None))) for user in users)


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


def people_names(session: Session, users: Collection[str]) -> dict[str, str]:
    """Full names by user name, of those known as officers."""
    if not users:
        return {}
    return {row.username: row.full_name for row in session.execute(_NAMES, {"people": sorted(users)})}
