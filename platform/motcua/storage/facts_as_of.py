"""Every dossier of a report's population as it stood at a moment, with the marks that measures are read off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)

from motcua.dossiers.events import EventKind
from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.status import NOT_ACCEPTED
from motcua.kernel.clock import in_vietnam
from motcua.reporting.facts import BASE_MARKS, Mark
from motcua.reporting.vocabulary import Attribution, Dimension
from motcua.storage.fact_marks import LAZY_MARKS, bare, late_reason, online_level, received_elsewhere
from motcua.storage.json_value import json_value
from motcua.storage.tables import DossierEventRow, DossierRow
from motcua.storage.vietnamese_time import vietnam_day, vietnam_month

ENDED_WITHOUT_RESULT = (Lifecycle.WITHDRAWN, Lifecycle.REFUSED, Lifecycle.STOPPED)
CLOCK_STANDS_STILL = (Lifecycle.WAITING_SUPPLEMENT, Lifecycle.WAITING_PAYMENT, Lifecycle.SUSPENDED)

DIMENSION_COLUMNS: Mapping[str, Any] = MappingProxyType(
    {
        Dimension.LEVEL: DossierRow.level,
        Dimension.FIELD_OF_WORK: DossierRow.field_of_work,
        Dimension.AGENCY: DossierRow.agency_code,
        Dimension.COMPETENT_AGENCY: DossierRow.competent_agency,
        Dimension.PROCEDURE: DossierRow.procedure_code,
        Dimension.CHANNEL: DossierRow.channel,
        Dimension.MONTH: vietnam_month(DossierRow.received_at),
        Dimension.DAY: cast(vietnam_day(DossierRow.received_at), Text),
        Dimension.RECEIVING_OFFICER: DossierRow.created_by,
        Dimension.APPLICANT_KIND: func.coalesce(json_value(DossierRow.applicant, "kind"), ""),
        Dimension.DELIVERY: func.coalesce(json_value(DossierRow.applicant, "delivery"), "counter"),
        Dimension.ONLINE_LEVEL: func.coalesce(online_level(), ""),
    }
)
"""Dimensions that do not change over a dossier's life."""
CHANGING: frozenset[str] = frozenset({Dimension.STATUS, Dimension.LATE_REASON})
"""Dimensions read off the dossier as it stood."""


@dataclass(frozen=True, slots=True)
class FactQuery:
    """What to count: from the first moment of the period, as of a moment, for which agencies (None = all).

    ``filters`` are measures all of which must hold; what is due within ``soon`` is due soon.
    """

    begins_at: datetime
    as_of: datetime
    agencies: frozenset[str] | None = None
    attribution: Attribution = Attribution.SETTLED_BY
    filters: tuple[str, ...] = ()
    soon: timedelta = timedelta(hours=24)

    def belongs(self) -> ColumnElement[bool]:
        """Whether a dossier is one of the agencies'."""
        if self.agencies is None:
            return true()
        settled_by = self.attribution is Attribution.SETTLED_BY
        column = DossierRow.competent_agency if settled_by else DossierRow.agency_code
        return column.in_(sorted(self.agencies))


def facts_as_of(query: FactQuery, dimensions: Sequence[str], marks: Sequence[Mark] = BASE_MARKS) -> Subquery:
    """One line for every dossier of the population with its marks. Three ranges that do not overlap, each with an
    index of its own: received in the period; received before and open now; received before and finished since.

    A dossier finished before the period by today's knowledge was finished then too: an event moves the end forward
    only, so none is missed.
    """
    before = and_(DossierRow.received_at < query.begins_at, DossierRow.received_at <= query.as_of)
    ranges = (
        and_(DossierRow.received_at >= query.begins_at, DossierRow.received_at <= query.as_of),
        and_(before, DossierRow.finished_at.is_(None)),
        and_(before, DossierRow.finished_at >= query.begins_at),
    )
    return union_all(*(_standing(query, dimensions, marks, span) for span in ranges)).subquery("facts")


def _standing(
    query: FactQuery, dimensions: Sequence[str], marks: Sequence[Mark], span: ColumnElement[bool]
) -> Select[Any]:
    """The dossiers of a range with their marks at the moment."""
    then = _as_they_stood(query, dimensions, marks, span)
    keys = [_key(query, then, dimension) for dimension in dimensions]
    return select(
        then.c.id,
        then.c.received_at,
        then.c.due_at,
        then.c.finished_at,
        *keys,
        *(_mark(query, then, mark).label(mark.value) for mark in marks),
    ).where(
        then.c.lifecycle != Lifecycle.SUBMITTED,
        then.c.official_status != NOT_ACCEPTED,
        or_(then.c.lifecycle != Lifecycle.WITHDRAWN, then.c.had_due, then.c.was_received.is_not(None)),
        or_(
            then.c.received_at >= query.begins_at,
            then.c.finished_at.is_(None),
            then.c.finished_at >= query.begins_at,
        ),
    )


def _key(query: FactQuery, then: Subquery, dimension: str) -> Any:
    name = column_name(dimension)
    if dimension == Dimension.STATUS:
        return then.c.lifecycle.label(name)
    if dimension == Dimension.LATE_REASON:
        return late_reason(then.c.id, query.as_of).label(name)
    return then.c[name]


def _mark(query: FactQuery, then: Subquery, mark: Mark) -> Any:
    """One mark of a dossier as it stood."""
    match mark:
        case Mark.IN_PERIOD:
            return case((then.c.received_at >= query.begins_at, 1), else_=0)
        case Mark.SETTLED:
            return case((then.c.finished_at.is_(None), 0), else_=1)
        case Mark.STANDING:
            return _standing_mark(query, then)
        case Mark.DUE_SOON:
            still = [state.value for state in CLOCK_STANDS_STILL]
            soon = and_(then.c.due_at <= query.as_of + query.soon, then.c.lifecycle.not_in(still))
            return case((soon, 1), else_=0)
        case _ if mark in LAZY_MARKS:
            return LAZY_MARKS[mark](then, query.as_of)
        case _:
            return then.c[mark.value]


def _as_they_stood(
    query: FactQuery, dimensions: Sequence[str], marks: Sequence[Mark], span: ColumnElement[bool]
) -> Subquery:
    """The dossiers of a range with the columns that change: the projection when nothing happened since, else the
    snapshot beside the last event up to the moment. The offset keeps both databases from merging the levels of the
    statement, which would look the same event up for every mention.
    """
    known = DossierRow.last_event_at <= query.as_of
    log = bare(DossierEventRow)

    def then(now: Any, snapshot: Any) -> Any:
        found = (
            select(snapshot)
            .where(log.c.dossier_id == DossierRow.id, log.c.at <= query.as_of)
            .order_by(log.c.seq.desc())
            .limit(1)
            .correlate(DossierRow)
        )
        return case((known, now), else_=found.scalar_subquery())

    return (
        select(
            DossierRow.id.label("id"),
            DossierRow.received_at.label("received_at"),
            *(
                DIMENSION_COLUMNS[dimension].label(column_name(dimension))
                for dimension in dimensions
                if dimension not in CHANGING
            ),
            *(_BESIDE[mark]().label(mark.value) for mark in marks if mark in _BESIDE),
            DossierRow.channel.label("channel"),
            then(DossierRow.lifecycle, log.c.lifecycle_after).label("lifecycle"),
            then(DossierRow.official_status, log.c.official_status_after).label("official_status"),
            then(DossierRow.due_at, log.c.due_at_after).label("due_at"),
            then(DossierRow.finished_at, log.c.finished_at_after).label("finished_at"),
            DossierRow.original_due_at.is_not(None).label("had_due"),
            _receipt_of_withdrawn().label("was_received"),
        )
        .where(query.belongs(), span)
        .offset(0)
        .subquery()
    )


_BESIDE: Mapping[Mark, Callable[[], Any]] = MappingProxyType(
    {
        Mark.ONLINE_LEVEL: online_level,
        Mark.DELIVERY: lambda: json_value(DossierRow.applicant, "delivery"),
        Mark.ELSEWHERE: received_elsewhere,
    }
)
"""Marks that are columns of the dossier itself or of its procedure."""


def _receipt_of_withdrawn() -> Any:
    """The event of receipt of a dossier withdrawn without ever having had a due date. An online application taken
    back before anybody received it was never in the agency's hands; only the log tells it from a procedure without
    a time limit, and it is asked about these few alone.
    """
    log = bare(DossierEventRow)
    receipt = (
        select(log.c.id)
        .where(log.c.dossier_id == DossierRow.id, log.c.kind == EventKind.RECEIVED)
        .limit(1)
        .correlate(DossierRow)
        .scalar_subquery()
    )
    doubtful = and_(DossierRow.finished_at.is_not(None), DossierRow.original_due_at.is_(None))
    return case((doubtful, receipt), else_=null())


def _standing_mark(query: FactQuery, then: Subquery) -> Any:
    """Early, on time or late by date, after the rules at `Fact`."""
    today = in_vietnam(query.as_of).date()
    never_late = [state.value for state in (*ENDED_WITHOUT_RESULT, *CLOCK_STANDS_STILL)]
    due_day, end_day = vietnam_day(then.c.due_at), vietnam_day(then.c.finished_at)
    return case(
        (or_(then.c.due_at.is_(None), then.c.lifecycle.in_(never_late)), 0),
        (then.c.finished_at.is_(None), case((due_day < literal(today), 1), else_=0)),
        (end_day < due_day, -1),
        (end_day > due_day, 1),
        else_=0,
    )


def column_name(dimension: str) -> str:
    """The name of a dimension among the columns of the facts."""
    return f"by_{dimension}"
