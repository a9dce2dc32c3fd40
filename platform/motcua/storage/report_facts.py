"""Counts dossiers as of a moment: one aggregate over the snapshots of the event log, the same on both databases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    null,
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
from motcua.reporting.facts import FACTS, Fact, Mark
from motcua.reporting.measures import MEASURES, holds
from motcua.reporting.rows import CountedGroup
from motcua.reporting.vocabulary import Attribution, Dimension
from motcua.storage.tables import DossierEventRow, DossierRow, FeeLineRow, PaymentRow
from motcua.storage.vietnamese_time import vietnam_day, vietnam_month

ENDED_WITHOUT_RESULT = (Lifecycle.WITHDRAWN, Lifecycle.REFUSED, Lifecycle.STOPPED)
CLOCK_STANDS_STILL = (Lifecycle.WAITING_SUPPLEMENT, Lifecycle.WAITING_PAYMENT, Lifecycle.SUSPENDED)

_DIMENSION_COLUMNS: Mapping[str, Any] = MappingProxyType(
    {
        Dimension.LEVEL: DossierRow.level,
        Dimension.FIELD_OF_WORK: DossierRow.field_of_work,
        Dimension.AGENCY: DossierRow.agency_code,
        Dimension.COMPETENT_AGENCY: DossierRow.competent_agency,
        Dimension.PROCEDURE: DossierRow.procedure_code,
        Dimension.CHANNEL: DossierRow.channel,
        Dimension.MONTH: vietnam_month(DossierRow.received_at),
    }
)


@dataclass(frozen=True, slots=True)
class FactQuery:
    """What to count: from the first moment of the period, as of a moment, for which agencies (None = all).

    ``filters`` are measures all of which must hold.
    """

    begins_at: datetime
    as_of: datetime
    agencies: frozenset[str] | None = None
    attribution: Attribution = Attribution.SETTLED_BY
    filters: tuple[str, ...] = ()

    def belongs(self) -> ColumnElement[bool]:
        """Whether a dossier is one of the agencies'."""
        if self.agencies is None:
            return true()
        settled_by = self.attribution is Attribution.SETTLED_BY
        column = DossierRow.competent_agency if settled_by else DossierRow.agency_code
        return column.in_(sorted(self.agencies))


@dataclass(frozen=True, slots=True)
class Selection:
    """Some of the counted dossiers: those of a row (values by dimension; several spellings of a field of work) and
    of a figure (one of the measures holds).
    """

    values: Mapping[str, Sequence[str]]
    any_of: tuple[str, ...] = ()


def count(
    session: Session, query: FactQuery, dimensions: Sequence[str], measures: Sequence[str]
) -> list[CountedGroup]:
    """The figures of the measures for every combination of dimension values that has a dossier or a payment."""
    figures: dict[tuple[str, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    wanted = [name for name in measures if not MEASURES[name].money]

    @cache
    def counting(*values: int | str) -> tuple[str, ...]:
        """The measures that dossiers with these marks count for; the same few marks come again and again."""
        marks = dict(zip(Mark, values, strict=True))
        if not all(holds(name, marks) for name in query.filters):
            return ()
        return tuple(name for name in wanted if holds(name, marks))

    for key, marks, number in _counted(session, query, dimensions):
        if names := counting(*marks):
            group = figures[key]
            for name in names:
                group[name] += number
    for name in measures:
        if MEASURES[name].money:
            for key, amount in _money(session, query, dimensions, name):
                figures[key][name] += amount
    return [CountedGroup(key, dict(found)) for key, found in figures.items()]


def _counted(
    session: Session, query: FactQuery, dimensions: Sequence[str]
) -> Iterable[tuple[tuple[str, ...], Sequence[int | str], int]]:
    facts = _facts(query, dimensions)
    columns = [facts.c[_name(dimension)] for dimension in dimensions]
    marks = [facts.c[mark.value] for mark in Mark]
    for row in session.execute(select(*columns, *marks, func.count()).group_by(*columns, *marks)):
        key = tuple(str(value or "") for value in row[: len(columns)])
        yield key, row[len(columns) : -1], row[-1]


def selected(
    query: FactQuery, selection: Selection, columns: Sequence[Any], after: tuple[datetime, int] | None = None
) -> Select[Any]:
    """The dossiers of a selection in the order they were received, by keyset; columns beside id, receipt and marks
    are those of the dossier. The last columns are the marks, due and end as of the moment.
    """
    facts = _facts(query, tuple(selection.values))
    conditions = [_all_hold(facts, name) for name in query.filters]
    if selection.any_of:
        conditions.append(or_(*(_all_hold(facts, name) for name in selection.any_of)))
    for dimension, values in selection.values.items():
        conditions.append(facts.c[_name(dimension)].in_(list(values)))
    if after:
        moment, last = after
        conditions.append(
            or_(facts.c.received_at > moment, and_(facts.c.received_at == moment, facts.c.id > last))
        )
    asked = [facts.c.id, facts.c.received_at, *columns, facts.c.due_at, facts.c.finished_at]
    return (
        select(*asked, *(facts.c[mark.value] for mark in Mark))
        .join(DossierRow, DossierRow.id == facts.c.id)
        .where(*conditions)
        .order_by(facts.c.received_at, facts.c.id)
    )


def values_of(session: Session, query: FactQuery, dimension: str) -> list[str]:
    """Every value of a dimension among the counted dossiers, as stored."""
    facts = _facts(query, (dimension,))
    return [str(value or "") for value in session.scalars(select(facts.c[_name(dimension)]).distinct())]


def _name(dimension: str) -> str:
    return f"by_{dimension}"


def _all_hold(facts: Subquery, measure: str) -> ColumnElement[bool]:
    return and_(true(), *(_holds(facts, fact) for fact in MEASURES[measure].facts))


def _holds(facts: Subquery, fact: Fact) -> ColumnElement[bool]:
    meaning = FACTS[fact]
    column = facts.c[meaning.mark.value]
    return column != meaning.value if meaning.negated else column == meaning.value


def _facts(query: FactQuery, dimensions: Sequence[str]) -> Subquery:
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
    return union_all(*(_standing(query, dimensions, span) for span in ranges)).subquery("facts")


def _standing(query: FactQuery, dimensions: Sequence[str], span: ColumnElement[bool]) -> Select[Any]:
    """The dossiers of a range as they stood at the moment: the projection when nothing happened since, else the
    snapshot beside the last event up to then.
    """
    event = _events()
    known = DossierRow.last_event_at <= query.as_of

    def then(now: Any, snapshot: Any) -> Any:
        return case((known, now), else_=snapshot)

    lifecycle = then(DossierRow.lifecycle, event.c.lifecycle_after)
    status = then(DossierRow.official_status, event.c.official_status_after)
    due_at = then(DossierRow.due_at, event.c.due_at_after)
    finished_at = then(DossierRow.finished_at, event.c.finished_at_after)
    keys = [_DIMENSION_COLUMNS[dimension].label(_name(dimension)) for dimension in dimensions]
    return (
        select(
            DossierRow.id.label("id"),
            DossierRow.received_at.label("received_at"),
            due_at.label("due_at"),
            finished_at.label("finished_at"),
            *keys,
            case((DossierRow.received_at >= query.begins_at, 1), else_=0).label(Mark.IN_PERIOD),
            case((finished_at.is_(None), 0), else_=1).label(Mark.SETTLED),
            _standing_mark(query, lifecycle, due_at, finished_at).label(Mark.STANDING),
            DossierRow.channel.label(Mark.CHANNEL),
            lifecycle.label(Mark.LIFECYCLE),
        )
        .outerjoin(event, event.c.id == case((known, null()), else_=_last_event(query.as_of)))
        .where(
            query.belongs(),
            span,
            lifecycle != Lifecycle.SUBMITTED,
            status != NOT_ACCEPTED,
            not_(_withdrawn_before_receipt(lifecycle)),
            or_(
                DossierRow.received_at >= query.begins_at,
                finished_at.is_(None),
                finished_at >= query.begins_at,
            ),
        )
    )


def _events() -> Any:
    """The log as a bare table: it is reached only through dossiers, and those are held to the session's scope."""
    return DossierEventRow.metadata.tables[DossierEventRow.__tablename__].alias()


def _last_event(as_of: datetime) -> Any:
    earlier = _events()
    return (
        select(earlier.c.id)
        .where(earlier.c.dossier_id == DossierRow.id, earlier.c.at <= as_of)
        .order_by(earlier.c.seq.desc())
        .limit(1)
        .correlate(DossierRow)
        .scalar_subquery()
    )


def _withdrawn_before_receipt(lifecycle: Any) -> ColumnElement[bool]:
    """An online application taken back before anybody received it was never in the agency's hands. Only those have
    no due date from the start, so the log is asked about few.
    """
    received = _events()
    was_received = exists().where(
        received.c.dossier_id == DossierRow.id, received.c.kind == EventKind.RECEIVED
    )
    return and_(lifecycle == Lifecycle.WITHDRAWN, DossierRow.original_due_at.is_(None), ~was_received)


def _standing_mark(query: FactQuery, lifecycle: Any, due_at: Any, finished_at: Any) -> Any:
    """Early, on time or late by date, after the rules at `Fact`."""
    today = in_vietnam(query.as_of).date()
    never = (*ENDED_WITHOUT_RESULT, *CLOCK_STANDS_STILL)
    return case(
        (or_(due_at.is_(None), lifecycle.in_([state.value for state in never])), 0),
        (finished_at.is_(None), case((vietnam_day(due_at) < literal(today), 1), else_=0)),
        (vietnam_day(finished_at) < vietnam_day(due_at), -1),
        (vietnam_day(finished_at) > vietnam_day(due_at), 1),
        else_=0,
    )


def _money(
    session: Session, query: FactQuery, dimensions: Sequence[str], measure: str
) -> Iterable[tuple[tuple[str, ...], int]]:
    """Đồng booked in the period for the agencies' dossiers, whatever became of them since."""
    wanted = MEASURES[measure]
    columns = [_DIMENSION_COLUMNS[dimension] for dimension in dimensions]
    statement = (
        select(*columns, func.sum(PaymentRow.amount))
        .select_from(PaymentRow)
        .join(DossierRow, DossierRow.id == PaymentRow.dossier_id)
        .join(FeeLineRow, FeeLineRow.id == PaymentRow.fee_line_id)
        .where(
            query.belongs(),
            PaymentRow.kind == wanted.entry,
            FeeLineRow.kind.in_(wanted.money),
            PaymentRow.at >= query.begins_at,
            PaymentRow.at <= query.as_of,
        )
        .group_by(*columns)
    )
    for row in session.execute(statement):
        yield tuple(str(value or "") for value in row[:-1]), int(row[-1] or 0)
