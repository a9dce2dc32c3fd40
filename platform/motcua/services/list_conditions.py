"""Conditions of work lists: whose rows a screen holds, what its filters mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_

from motcua.definitions.directory import Directory
from motcua.definitions.screen import Scope as ListScope
from motcua.definitions.screen import Screen
from motcua.dossiers.actor import Actor
from motcua.dossiers.parts import Lifecycle
from motcua.kernel.clock import in_vietnam
from motcua.kernel.working_time import add_working_minutes
from motcua.services.access import SEES_EVERYTHING
from motcua.services.dossier_log import NO_DUE
from motcua.storage.tables import DossierRow, WorkItemRow

PAUSED = frozenset({Lifecycle.WAITING_SUPPLEMENT, Lifecycle.WAITING_PAYMENT, Lifecycle.SUSPENDED})
FINISHED = frozenset(
    {Lifecycle.DONE, Lifecycle.RETURNED, Lifecycle.REFUSED, Lifecycle.STOPPED, Lifecycle.WITHDRAWN}
)
RUNNING = sorted(state.value for state in set(Lifecycle) - PAUSED - FINISHED - {Lifecycle.SUBMITTED})
MOST_PARTS = 6
"""People of more agencies than this see their dossiers through one condition."""

Conditions = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """For whom and when a list is drawn."""

    actor: Actor
    now: datetime
    directory: Directory


def scope_parts(screen: Screen, table: Any, frame: Frame) -> tuple[Conditions, ...]:
    """The rows a screen holds for this person, in parts that do not overlap and are each found by one index.

    A dossier belongs to the agency that received it and to the one that settles it, mostly the same: asked for both
    at once, a database reads every dossier of the agency to show the newest twenty.
    """
    codes = _agencies_shown(screen, frame) if table is DossierRow else None
    if not codes or len(codes) > MOST_PARTS:
        return (tuple(scope_conditions(screen, table, frame)),)
    elsewhere = DossierRow.competent_agency != DossierRow.agency_code
    parts: list[Conditions] = []
    for code in codes:
        parts.append((DossierRow.agency_code == code,))
        settled = (DossierRow.competent_agency == code, elsewhere, DossierRow.agency_code.not_in(codes))
        parts.append(settled)
    return tuple(parts)


def _agencies_shown(screen: Screen, frame: Frame) -> list[str] | None:
    """The agencies whose dossiers a screen shows; None for all of the province."""
    actor = frame.actor
    if screen.scope is ListScope.PROVINCE or _sees_below_all(screen, actor):
        return None
    agencies = _agencies(actor)
    if screen.scope is ListScope.BELOW:
        agencies = {code for agency in agencies for code in frame.directory.below(agency)}
    return sorted(agencies)


def scope_conditions(screen: Screen, table: Any, frame: Frame) -> Sequence[ColumnElement[bool]]:
    """The rows a screen holds for this person."""
    actor = frame.actor
    if table is DossierRow:
        codes = _agencies_shown(screen, frame)
        if codes is None:
            return ()
        return (or_(DossierRow.agency_code.in_(codes), DossierRow.competent_agency.in_(codes)),)
    seats = sorted(
        {
            (standing.holding.agency, standing.holding.position, tuple(sorted(standing.fields)))
            for standing in actor.standings(frame.now)
        }
    )
    held = or_(*(_held(*seat) for seat in seats)) if seats else false()
    match screen.scope:
        case ListScope.MINE:
            behalf = {
                actor.user,
                *(one.on_behalf_of for one in actor.standings(frame.now) if one.on_behalf_of),
            }
            return (held, or_(WorkItemRow.assignee == "", WorkItemRow.assignee.in_(sorted(behalf))))
        case ListScope.POSITION:
            return (held,)
        case ListScope.AGENCY:
            codes = sorted(_agencies(actor))
            return (or_(WorkItemRow.agency_code.in_(codes), WorkItemRow.owner_agency.in_(codes)),)
        case ListScope.BELOW if _sees_below_all(screen, actor):
            return ()
        case ListScope.BELOW:
            codes = sorted({code for agency in _agencies(actor) for code in frame.directory.below(agency)})
            return (WorkItemRow.agency_code.in_(codes),)
        case ListScope.PROVINCE:
            return ()


def _held(agency: str, position: str, fields: tuple[str, ...]) -> ColumnElement[bool]:
    """Steps of a position in an agency; of one lent for some fields of work, those fields only."""
    steps = and_(WorkItemRow.agency_code == agency, WorkItemRow.position == position)
    return and_(steps, WorkItemRow.field_of_work.in_(fields)) if fields else steps


def _sees_below_all(screen: Screen, actor: Actor) -> bool:
    """For whoever supervises the province everything is below."""
    return screen.scope is ListScope.BELOW and bool(actor.permissions & SEES_EVERYTHING)


def _agencies(actor: Actor) -> set[str]:
    agencies = {holding.agency for holding in actor.holdings}
    return agencies | ({actor.agency} if actor.agency else set())


def _running(table: Any) -> ColumnElement[bool]:
    # said as what it is and not as what it is not, so that an index can answer
    running: ColumnElement[bool] = table.lifecycle.in_(RUNNING)
    return running


def _soon_edge(frame: Frame) -> datetime:
    """The due date up to which less than one working day is left, by the calendar of the actor's agency."""
    agency = frame.actor.agency or next(iter(sorted(_agencies(frame.actor))), "")
    if not agency:
        return frame.now + timedelta(days=1)
    calendar = frame.directory.calendar_of(agency)
    return add_working_minutes(calendar, frame.now, calendar.minutes_per_day)


def filter_condition(name: str, table: Any, frame: Frame) -> ColumnElement[bool]:
    """A named filter of the list vocabulary; an unknown one finds nothing."""
    today = in_vietnam(frame.now).replace(hour=0, minute=0, second=0, microsecond=0)
    made: Mapping[str, Callable[[], ColumnElement[bool]]] = {
        "late": lambda: and_(_running(table), table.due_at < frame.now),
        "soon": lambda: and_(_running(table), table.due_at >= frame.now, table.due_at < _soon_edge(frame)),
        "in_time": lambda: and_(_running(table), table.due_at >= frame.now),
        "no_due": lambda: table.due_at == NO_DUE if table is WorkItemRow else table.due_at.is_(None),
        "online": lambda: table.channel == "online",
        "counter": lambda: table.channel == "counter",
        "post": lambda: table.channel == "post",
        "unassigned": lambda: WorkItemRow.assignee == "",
        "mine": lambda: WorkItemRow.assignee == frame.actor.user,
        "waiting": lambda: table.lifecycle.in_([state.value for state in PAUSED]),
        "waiting_supplement": lambda: table.lifecycle == Lifecycle.WAITING_SUPPLEMENT,
        "waiting_payment": lambda: table.lifecycle == Lifecycle.WAITING_PAYMENT,
        "today": lambda: table.received_at >= today,
    }
    condition = made.get(name)
    return condition() if condition else false()
