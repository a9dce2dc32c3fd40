"""Every dossier of a report's population as it stood at a moment, with the marks that measures are read off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
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
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from motcua.dossiers.events import EventKind
from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.status import NOT_ACCEPTED
from motcua.kernel.clock import in_vietnam
from motcua.reporting.facts import BASE_MARKS, Mark
from motcua.reporting.vocabulary import Attribution, Dimension
from motcua.storage.fact_marks import (
    APPLICANT_DIMENSIONS,
    LAZY_MARKS,
    bare,
    before_moves,
    happened,
    is_child,
    late_reason,
    online_level,
    received_elsewhere,
)
from motcua.storage.json_value import json_value
from motcua.storage.tables import DossierAgencyChangeRow, DossierEventRow, DossierRow
from motcua.storage.vietnamese_time import vietnam_day, vietnam_days_order, vietnam_month

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
        **APPLICANT_DIMENSIONS,
        Dimension.ONLINE_LEVEL: func.coalesce(online_level(), ""),
    }
)
"""Dimensions that do not change over a dossier's life."""


@dataclass(frozen=True, slots=True)
class FactQuery:
    """What to count: from the first moment of the period, as of a moment, for which agencies (None = all).

    All of the measures in ``filters`` must hold; ``soon`` tells what is due soon, ``satisfied`` from which percent on a
    slip is satisfied. ``nothing_since`` says that nothing happened after the moment, so that nobody need look;
    ``moved_since`` that dossiers went on at other agencies after it.
    """

    begins_at: datetime
    as_of: datetime
    agencies: frozenset[str] | None = None
    attribution: Attribution = Attribution.SETTLED_BY
    filters: tuple[str, ...] = ()
    soon: timedelta = timedelta(hours=24)
    satisfied: int = 50
    nothing_since: bool = False
    moved_since: bool = False

    def belongs(self, moment: Any = None) -> ColumnElement[bool]:
        """Whether a dossier is one of the agencies', or was at a moment when it may have moved since."""
        if self.agencies is None:
            return true()
        settled_by = self.attribution is Attribution.SETTLED_BY
        column: Any = DossierRow.competent_agency if settled_by else DossierRow.agency_code
        if moment is not None and self.moved_since:
            column = before_moves(moment, "competent_before" if settled_by else "agency_before", column)
        found: ColumnElement[bool] = column.in_(sorted(self.agencies))
        return found


def facts_as_of(query: FactQuery, dimensions: Sequence[str], marks: Sequence[Mark] = BASE_MARKS) -> Subquery:
    """One line for every dossier of the population with its marks. Three ranges that do not overlap, each read from
    an index alone on SQLite: open now; finished since the period began; and the few received in the period with an
    end before it, which are known by an end before their own receipt.

    A dossier finished before the period by today's knowledge was finished then too: an event moves the end forward
    only, so none is missed.
    """
    known = DossierRow.received_at <= query.as_of
    since = min(query.begins_at, query.as_of)
    ranges = (
        and_(known, DossierRow.finished_at.is_(None)),
        and_(known, DossierRow.finished_at >= since),
        and_(
            known,
            DossierRow.received_at >= query.begins_at,
            DossierRow.finished_at < since,
            DossierRow.finished_at < DossierRow.received_at,
        ),
    )
    if query.nothing_since:
        parts = [_facts(query, dimensions, marks, _NOW, span) for span in ranges]
    else:
        parts = [
            part
            for span in ranges
            for part in (
                _facts(query, dimensions, marks, _NOW, and_(span, DossierRow.last_event_at <= query.as_of)),
                _changed_since(query, dimensions, marks, span),
            )
        ]
    return union_all(*parts).subquery("facts")


@dataclass(frozen=True, slots=True)
class _Then:
    """The columns of a dossier that change over its life, as they stood."""

    lifecycle: Any
    official_status: Any
    due_at: Any
    finished_at: Any
    moment: datetime | None = None


_NOW = _Then(DossierRow.lifecycle, DossierRow.official_status, DossierRow.due_at, DossierRow.finished_at)
"""Where nothing happened since, the projection itself."""


def _changed_since(
    query: FactQuery, dimensions: Sequence[str], marks: Sequence[Mark], span: ColumnElement[bool]
) -> Select[Any]:
    """The dossiers of a range on which something happened after the moment: by the snapshot beside their last event
    up to it, which is looked up once for each.
    """
    log, earlier = bare(DossierEventRow), bare(DossierEventRow)
    last = (
        select(earlier.c.id)
        .where(earlier.c.dossier_id == DossierRow.id, earlier.c.at <= query.as_of)
        .order_by(earlier.c.seq.desc())
        .limit(1)
        .correlate(DossierRow)
        .scalar_subquery()
    )
    then = _Then(
        log.c.lifecycle_after,
        log.c.official_status_after,
        log.c.due_at_after,
        log.c.finished_at_after,
        query.as_of,
    )
    found = _facts(query, dimensions, marks, then, and_(span, DossierRow.last_event_at > query.as_of))
    return found.join(log, log.c.id == last)


def knowing_moves(session: Session, query: FactQuery, moment: datetime) -> FactQuery:
    """The query, knowing whether dossiers went on at other agencies after a moment."""
    moved = session.scalar(
        select(DossierAgencyChangeRow.id).where(DossierAgencyChangeRow.at > moment).limit(1)
    )
    return replace(query, moved_since=moved is not None)


def agency_then(query: FactQuery, dimension: str, moment: Any) -> Any:
    """The agency of a dossier at a moment as a dimension; None for other dimensions, and when none moved since."""
    if not query.moved_since or dimension not in (Dimension.AGENCY, Dimension.COMPETENT_AGENCY):
        return None
    name = "agency_before" if dimension == Dimension.AGENCY else "competent_before"
    return before_moves(moment, name, DIMENSION_COLUMNS[dimension])


def _facts(
    query: FactQuery,
    dimensions: Sequence[str],
    marks: Sequence[Mark],
    then: _Then,
    span: ColumnElement[bool],
) -> Select[Any]:
    """The dossiers of a range with their marks at the moment. One withdrawn without ever having had a due date counts
    only when the log has its receipt: an online application taken back before anybody received it was never in the
    agency's hands, and only the log tells it from a procedure without a time limit.
    """
    return (
        select(
            DossierRow.id.label("id"),
            DossierRow.received_at.label("received_at"),
            then.due_at.label("due_at"),
            then.finished_at.label("finished_at"),
            *(_key(query, then, dimension) for dimension in dimensions),
            *(_mark(query, then, mark).label(mark.value) for mark in marks),
        )
        .select_from(DossierRow)
        .where(
            query.belongs(then.moment),
            ~is_child(DossierRow.id),
            span,
            then.lifecycle != Lifecycle.SUBMITTED,
            then.official_status != NOT_ACCEPTED,
            or_(
                then.lifecycle != Lifecycle.WITHDRAWN,
                DossierRow.original_due_at.is_not(None),
                happened(DossierRow.id, EventKind.RECEIVED, query.as_of),
            ),
            or_(
                DossierRow.received_at >= query.begins_at,
                then.finished_at.is_(None),
                then.finished_at >= query.begins_at,
            ),
        )
    )


def _key(query: FactQuery, then: _Then, dimension: str) -> Any:
    match dimension:
        case Dimension.STATUS:
            found: Any = then.lifecycle
        case Dimension.LATE_REASON:
            found = late_reason(DossierRow.id, query.as_of)
        case _:
            moved = None if then.moment is None else agency_then(query, dimension, then.moment)
            found = DIMENSION_COLUMNS[dimension] if moved is None else moved
    return found.label(column_name(dimension))


def _mark(query: FactQuery, then: _Then, mark: Mark) -> Any:
    """One mark of a dossier as it stood."""
    match mark:
        case Mark.IN_PERIOD:
            return case((DossierRow.received_at >= query.begins_at, 1), else_=0)
        case Mark.SETTLED:
            return case((then.finished_at.is_(None), 0), else_=1)
        case Mark.STANDING:
            return _standing_mark(query, then)
        case Mark.CHANNEL:
            return DossierRow.channel
        case Mark.LIFECYCLE:
            return then.lifecycle
        case Mark.DUE_SOON:
            still = [state.value for state in CLOCK_STANDS_STILL]
            soon = and_(then.due_at <= query.as_of + query.soon, then.lifecycle.not_in(still))
            return case((soon, 1), else_=0)
        case _ if mark in LAZY_MARKS:
            return LAZY_MARKS[mark](DossierRow.id, query.as_of)
        case _:
            return _BESIDE[mark]()


_BESIDE: Mapping[Mark, Callable[[], Any]] = MappingProxyType(
    {
        Mark.ONLINE_LEVEL: online_level,
        Mark.DELIVERY: lambda: json_value(DossierRow.applicant, "delivery"),
        Mark.ELSEWHERE: received_elsewhere,
    }
)
"""Marks that are columns of the dossier itself or of its procedure."""


def _standing_mark(query: FactQuery, then: _Then) -> Any:
    """Early, on time or late by date, after the rules at `Fact`."""
    today = in_vietnam(query.as_of).replace(hour=0, minute=0, second=0, microsecond=0)
    never_late = [state.value for state in (*ENDED_WITHOUT_RESULT, *CLOCK_STANDS_STILL)]
    return case(
        (or_(then.due_at.is_(None), then.lifecycle.in_(never_late)), 0),
        (then.finished_at.is_(None), case((then.due_at < today, 1), else_=0)),
        else_=vietnam_days_order(then.finished_at, then.due_at),
    )


def column_name(dimension: str) -> str:
    """The name of a dimension among the columns of the facts."""
    return f"by_{dimension}"
