"""Who holds which position, and how much each person has to do."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, or_, select
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


def seat_users(session: Session, seat: Seat, day: date) -> tuple[str, ...]:
    """User names of the active officers who hold the seat on a day."""
    rows = session.scalars(
        select(OfficerRow.username)
        .join(HoldingRow, HoldingRow.officer_id == OfficerRow.id)
        .where(
            OfficerRow.active.is_(True),
            HoldingRow.agency_code == seat.agency,
            HoldingRow.position == seat.position,
            or_(HoldingRow.starts.is_(None), HoldingRow.starts <= day),
            or_(HoldingRow.ends.is_(None), HoldingRow.ends >= day),
            *([HoldingRow.unit.in_(("", seat.unit))] if seat.unit else []),
        )
        .order_by(OfficerRow.username)
    )
    return tuple(dict.fromkeys(rows))
