"""Who holds which position, and how much each person has to do."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, bindparam, func, or_, select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Seat
from motcua.dossiers.rules import Candidate
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
_HOLDERS = (
    select(OfficerRow.username)
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
_HOLDERS_IN_UNIT = _HOLDERS.where(HoldingRow.unit.in_(("", bindparam("unit"))))


def seat_users(session: Session, seat: Seat, day: date) -> tuple[str, ...]:
    """User names of the active officers who hold the seat on a day."""
    given = {"agency": seat.agency, "position": seat.position, "day": day}
    if seat.unit:
        rows = session.scalars(_HOLDERS_IN_UNIT, {**given, "unit": seat.unit})
    else:
        rows = session.scalars(_HOLDERS, given)
    return tuple(dict.fromkeys(rows))
