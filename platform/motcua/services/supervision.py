"""What supervisors look at: how much is open, late and near late, by agency, unit and person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select, tuple_
from sqlalchemy.orm import Session

from motcua.definitions.directory import Directory
from motcua.dossiers.actor import Actor, Seat
from motcua.dossiers.commands import Assign
from motcua.dossiers.parts import Lifecycle
from motcua.kernel.working_calendar import CalendarError
from motcua.kernel.working_time import add_working_minutes
from motcua.services.access import require
from motcua.services.acting import DossierMissingError, act
from motcua.services.cursors import decode_cursor, encode_cursor
from motcua.services.list_conditions import PAUSED, RUNNING
from motcua.services.receiving import RefusedError
from motcua.services.runtime import Platform
from motcua.services.staffing import present_users
from motcua.storage.tables import OfficerRow, WorkItemRow

FILTERS = ("late", "soon", "waiting", "submitted", "unassigned")
NOBODY = "-"
"""Asked for as a person: the common list."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Now, and until when less than one working day is left."""

    now: datetime
    soon: datetime


@dataclass(frozen=True, slots=True)
class Load:
    """The open steps of an agency, a unit or a person."""

    agency: str
    unit: str
    person: str
    open: int
    late: int
    soon: int
    waiting: int
    unassigned: int

    @property
    def share_late(self) -> int:
        """Late ones of a hundred open ones."""
        return round(100 * self.late / self.open) if self.open else 0


@dataclass(frozen=True, slots=True)
class Part:
    """Which open steps are asked for: of an agency, a unit of it, a person, standing like this."""

    agency: str = ""
    unit: str | None = None
    person: str = ""
    filter: str = ""


def edges_for(directory: Directory, agency: str, now: datetime) -> Edges:
    """The edges by the calendar of an agency, of the province where none is named."""
    code = agency or next((one.code for one in directory.agencies()), "")
    calendar = directory.calendar_of(code)
    try:
        return Edges(now, add_working_minutes(calendar, now, calendar.minutes_per_day))
    except CalendarError:
        return Edges(now, now)


def _late(edges: Edges) -> ColumnElement[bool]:
    return and_(WorkItemRow.lifecycle.in_(RUNNING), WorkItemRow.due_at < edges.now)


def _soon(edges: Edges) -> ColumnElement[bool]:
    return and_(
        WorkItemRow.lifecycle.in_(RUNNING), WorkItemRow.due_at >= edges.now, WorkItemRow.due_at < edges.soon
    )


def _waiting() -> ColumnElement[bool]:
    return WorkItemRow.lifecycle.in_(sorted(one.value for one in PAUSED))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _figures(edges: Edges) -> tuple[ColumnElement[int], ...]:
    return (
        func.count(),
        _count(_late(edges)),
        _count(_soon(edges)),
        _count(_waiting()),
        _count(WorkItemRow.assignee == ""),
    )


def total_load(session: Session, edges: Edges, agency: str = "") -> Load:
    """Everything open in scope, or of one agency."""
    statement = select(*_figures(edges)).select_from(WorkItemRow)
    if agency:
        statement = statement.where(WorkItemRow.agency_code == agency)
    row = session.execute(statement).one()
    return Load(agency, "", "", *(int(one) for one in row))


def load_by_agency(session: Session, edges: Edges) -> tuple[Load, ...]:
    """One line for each agency that has something open, those with most late ones first."""
    rows = session.execute(
        select(WorkItemRow.agency_code, *_figures(edges)).group_by(WorkItemRow.agency_code)
    )
    loads = [Load(row[0], "", "", *(int(one) for one in row[1:])) for row in rows]
    return tuple(sorted(loads, key=lambda one: (-one.late, -one.soon, one.agency)))


def load_by_person(session: Session, edges: Edges, agency: str) -> tuple[Load, ...]:
    """One line for each unit and person of an agency; an empty person is the unit's common list."""
    rows = session.execute(
        select(WorkItemRow.unit, WorkItemRow.assignee, *_figures(edges))
        .where(WorkItemRow.agency_code == agency)
        .group_by(WorkItemRow.unit, WorkItemRow.assignee)
    )
    loads = [Load(agency, row[0], row[1], *(int(one) for one in row[2:])) for row in rows]
    return tuple(sorted(loads, key=lambda one: (one.unit, -one.late, -one.open, one.person)))


def open_steps(
    session: Session, edges: Edges, part: Part, cursor: str, size: int
) -> tuple[Sequence[WorkItemRow], str]:
    """The open steps behind a figure, the longest due first, and where the next page begins."""
    statement = select(WorkItemRow)
    if part.agency:
        statement = statement.where(WorkItemRow.agency_code == part.agency)
    if part.unit is not None:
        statement = statement.where(WorkItemRow.unit == part.unit)
    if part.person:
        statement = statement.where(WorkItemRow.assignee == ("" if part.person == NOBODY else part.person))
    conditions = {
        "late": _late(edges),
        "soon": _soon(edges),
        "waiting": _waiting(),
        "submitted": WorkItemRow.lifecycle == Lifecycle.SUBMITTED.value,
        "unassigned": WorkItemRow.assignee == "",
    }
    if part.filter in conditions:
        statement = statement.where(conditions[part.filter])
    if cursor:
        statement = statement.where(tuple_(WorkItemRow.due_at, WorkItemRow.id) > decode_cursor(cursor))
    found = session.scalars(statement.order_by(WorkItemRow.due_at, WorkItemRow.id).limit(size + 1)).all()
    rows = found[:size]
    return rows, encode_cursor(rows[-1].due_at, rows[-1].id) if len(found) > size else ""


def officer_names(session: Session, users: Sequence[str]) -> dict[str, str]:
    """Full names by user name."""
    rows = session.execute(
        select(OfficerRow.username, OfficerRow.full_name).where(OfficerRow.username.in_(sorted(set(users))))
    )
    return {row.username: row.full_name for row in rows}


def people_for_steps(platform: Platform, session: Session, rows: Sequence[WorkItemRow]) -> dict[str, str]:
    """Who could do the steps: full names by user name."""
    seats = {(Seat(one.agency_code, one.position, one.unit), one.field_of_work) for one in rows}
    users = {user for seat in seats for user in present_users(session, seat[0], platform.today(), seat[1])}
    named = officer_names(session, tuple(users))
    return dict(sorted(named.items(), key=lambda one: one[1]))


def reassign(
    platform: Platform, actor: Actor, steps: Sequence[tuple[str, str]], assignee: str, reason: str
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Give open steps (number, step) to a person, or back to the common list: (done, why the others were not)."""
    require(actor, "can_assign", "phân công lại")
    done: list[str] = []
    failed: dict[str, str] = {}
    for number, step in dict.fromkeys(steps):
        try:
            act(platform, actor, number, Assign(step, assignee, reason))
            done.append(number)
        except (RefusedError, DossierMissingError) as error:
            failed[number] = str(error)
    return tuple(done), failed
