"""Open steps nobody will do: given to somebody who is absent now, or who no longer holds the position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from motcua.dossiers.actor import Actor
from motcua.services.access import require, scope_of
from motcua.services.runtime import Platform
from motcua.services.staffing import ABSENCE
from motcua.services.supervision import reassign
from motcua.storage.tables import DelegationRow, HoldingRow, OfficerRow, WorkItemRow

MOST_PEOPLE = 50
MOST_STEPS = 500
POOL = ""


@dataclass(frozen=True, slots=True)
class AbsentWork:
    """The open steps of one person in an agency: away until a day with a substitute, or gone from the position.

    ``until`` is None for one who is gone.
    """

    agency: str
    user: str
    name: str
    until: date | None
    substitute: str
    substitute_name: str
    open: int
    next_due: datetime


def absent_work(session: Session, day: date, agency: str = "") -> tuple[AbsentWork, ...]:
    """The steps in the session's scope whose person is away or gone, by what is due first; of one agency if named."""
    found = [*_of_absent(session, day, agency), *_of_gone(session, day, agency)]
    return tuple(sorted(found, key=lambda one: (one.next_due, one.user))[:MOST_PEOPLE])


def _of_absent(session: Session, day: date, agency: str) -> list[AbsentWork]:
    away, substitute = aliased(OfficerRow), aliased(OfficerRow)
    statement = (
        select(
            WorkItemRow.agency_code,
            away.username,
            away.full_name,
            func.max(DelegationRow.ends),
            substitute.username,
            substitute.full_name,
            func.count(WorkItemRow.id.distinct()),
            func.min(WorkItemRow.due_at),
        )
        .join(away, away.username == WorkItemRow.assignee)
        .join(
            HoldingRow,
            and_(
                HoldingRow.officer_id == away.id,
                HoldingRow.agency_code == WorkItemRow.agency_code,
                HoldingRow.position == WorkItemRow.position,
            ),
        )
        .join(DelegationRow, DelegationRow.holding_id == HoldingRow.id)
        .join(substitute, substitute.id == DelegationRow.to_officer_id)
        .where(DelegationRow.kind == ABSENCE, *_running(day))
        .group_by(
            WorkItemRow.agency_code,
            away.username,
            away.full_name,
            substitute.username,
            substitute.full_name,
        )
    )
    if agency:
        statement = statement.where(WorkItemRow.agency_code == agency)
    return [AbsentWork(*row) for row in session.execute(statement)]


def _running(day: date) -> tuple[ColumnElement[bool], ...]:
    return (DelegationRow.revoked_at.is_(None), DelegationRow.starts <= day, DelegationRow.ends >= day)


def _of_gone(session: Session, day: date, agency: str) -> list[AbsentWork]:
    """Steps given to somebody who neither holds the position there nor stands in for a holder."""
    statement = (
        select(
            WorkItemRow.agency_code,
            WorkItemRow.assignee,
            func.count(WorkItemRow.id),
            func.min(WorkItemRow.due_at),
        )
        .where(WorkItemRow.assignee != "", ~_sits(day), ~_stands_in(day))
        .group_by(WorkItemRow.agency_code, WorkItemRow.assignee)
    )
    if agency:
        statement = statement.where(WorkItemRow.agency_code == agency)
    rows = session.execute(statement).all()
    names = dict(
        session.execute(
            select(OfficerRow.username, OfficerRow.full_name).where(
                OfficerRow.username.in_([row[1] for row in rows])
            )
        )
        .tuples()
        .all()
    )
    return [
        AbsentWork(row[0], row[1], names.get(row[1], row[1]), None, "", "", row[2], row[3]) for row in rows
    ]


def _sits(day: date) -> ColumnElement[bool]:
    return exists().where(
        OfficerRow.username == WorkItemRow.assignee,
        OfficerRow.active.is_(True),
        HoldingRow.officer_id == OfficerRow.id,
        HoldingRow.agency_code == WorkItemRow.agency_code,
        HoldingRow.position == WorkItemRow.position,
        or_(HoldingRow.starts.is_(None), HoldingRow.starts <= day),
        or_(HoldingRow.ends.is_(None), HoldingRow.ends >= day),
    )


def _stands_in(day: date) -> ColumnElement[bool]:
    return exists().where(
        OfficerRow.username == WorkItemRow.assignee,
        OfficerRow.active.is_(True),
        DelegationRow.to_officer_id == OfficerRow.id,
        HoldingRow.id == DelegationRow.holding_id,
        HoldingRow.agency_code == WorkItemRow.agency_code,
        HoldingRow.position == WorkItemRow.position,
        *_running(day),
    )


def give_absent_work(
    platform: Platform, actor: Actor, agency: str, user: str, to: str
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Give every open step of one person in an agency to another, or to the common list: (done, why not the others).

    Raises ForbiddenError for who does not assign work.
    """
    require(actor, "can_assign", "phân công lại")
    with platform.database.read(scope_of(actor)) as session:
        steps: Sequence[tuple[str, str]] = (
            session.execute(
                select(WorkItemRow.number, WorkItemRow.step)
                .where(WorkItemRow.agency_code == agency, WorkItemRow.assignee == user)
                .order_by(WorkItemRow.due_at, WorkItemRow.id)
                .limit(MOST_STEPS)
            )
            .tuples()
            .all()
        )
        name = session.scalar(select(OfficerRow.full_name).where(OfficerRow.username == user)) or user
    return reassign(platform, actor, steps, to, f"{name} vắng mặt hoặc không còn giữ chức danh")
