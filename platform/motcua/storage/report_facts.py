"""Counts dossiers as of a moment: one aggregate over the snapshots of the event log, the same on both databases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from motcua.reporting.facts import FACTS, Fact, Mark
from motcua.reporting.measures import MEASURES, holds
from motcua.reporting.rows import CountedGroup
from motcua.storage.facts_as_of import DIMENSION_COLUMNS, FactQuery, column_name, facts_as_of
from motcua.storage.tables import DossierRow, FeeLineRow, PaymentRow


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
    facts = facts_as_of(query, dimensions)
    columns = [facts.c[column_name(dimension)] for dimension in dimensions]
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
    facts = facts_as_of(query, tuple(selection.values))
    conditions = [_all_hold(facts, name) for name in query.filters]
    if selection.any_of:
        conditions.append(or_(*(_all_hold(facts, name) for name in selection.any_of)))
    for dimension, values in selection.values.items():
        conditions.append(facts.c[column_name(dimension)].in_(list(values)))
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
    facts = facts_as_of(query, (dimension,))
    return [str(value or "") for value in session.scalars(select(facts.c[column_name(dimension)]).distinct())]


def _all_hold(facts: Subquery, measure: str) -> ColumnElement[bool]:
    return and_(true(), *(_holds(facts, fact) for fact in MEASURES[measure].facts))


def _holds(facts: Subquery, fact: Fact) -> ColumnElement[bool]:
    meaning = FACTS[fact]
    column = facts.c[meaning.mark.value]
    return column != meaning.value if meaning.negated else column == meaning.value


def _money(
    session: Session, query: FactQuery, dimensions: Sequence[str], measure: str
) -> Iterable[tuple[tuple[str, ...], int]]:
    """Đồng booked in the period for the agencies' dossiers, whatever became of them since."""
    wanted = MEASURES[measure]
    columns = [DIMENSION_COLUMNS[dimension] for dimension in dimensions]
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
