"""Counts dossiers as of a moment: one aggregate over the snapshots of the event log, the same on both databases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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

from motcua.reporting.facts import BASE_MARKS, FACTS, Fact, Mark
from motcua.reporting.measures import MEASURES, holds, marks_of
from motcua.reporting.rows import CountedGroup
from motcua.storage.facts_as_of import FactQuery, column_name, facts_as_of, knowing_moves
from motcua.storage.tables import DossierEventRow, DossierRow


@dataclass(frozen=True, slots=True)
class Selection:
    """Some of the counted dossiers: those of a row (values by dimension; several spellings of a field of work) and
    of a figure (one of the measures holds). ``shown`` are dimensions to have as columns.
    """

    values: Mapping[str, Sequence[str]]
    any_of: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()


def count(
    session: Session, query: FactQuery, dimensions: Sequence[str], measures: Sequence[str]
) -> list[CountedGroup]:
    """The figures of measures of dossiers for every combination of dimension values that has a dossier."""
    figures: dict[tuple[str, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    query = _as_far_as_known(session, query)
    counting = _counting(query, measures)
    for key, marks, number in _counted(session, query, dimensions, marks_of((*measures, *query.filters))):
        if names := counting(*marks):
            group = figures[key]
            for name in names:
                group[name] += number
    return [CountedGroup(key, dict(found)) for key, found in figures.items()]


def count_distinct(
    session: Session, query: FactQuery, dimensions: Sequence[str], measures: Sequence[str]
) -> list[CountedGroup]:
    """The figures of measures that count a dimension's values once each, for every group and the total: a group of
    rows is not the sum of its rows.
    """
    return [
        CountedGroup(key, {name: len(values) for name, values in found.items()})
        for key, found in distinct_values(session, query, dimensions, measures).items()
    ]


def distinct_values(
    session: Session, query: FactQuery, dimensions: Sequence[str], measures: Sequence[str]
) -> Mapping[tuple[str, ...], Mapping[str, set[str]]]:
    """The values that such measures count, for every group and the total."""
    query = _as_far_as_known(session, query)
    seen: dict[tuple[str, ...], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for counted in dict.fromkeys(MEASURES[name].distinct for name in measures):
        wanted = [name for name in measures if MEASURES[name].distinct == counted]
        counting = _counting(query, wanted)
        marks = marks_of((*wanted, *query.filters))
        asked = tuple(dict.fromkeys((*dimensions, counted)))
        place = asked.index(counted)
        for key, values, _number in _counted(session, query, asked, marks):
            for name in counting(*values):
                for length in range(len(dimensions) + 1):
                    seen[key[:length]][name].add(key[place])
    return seen


def _as_far_as_known(session: Session, query: FactQuery) -> FactQuery:
    """The query, knowing whether anything happened after its moment, looked up only when it is thought not to, and
    whether dossiers moved to other agencies since.
    """
    query = knowing_moves(session, query, query.as_of)
    if not query.nothing_since:
        return query
    later = session.scalar(select(DossierEventRow.id).where(DossierEventRow.at > query.as_of).limit(1))
    return replace(query, nothing_since=later is None)


def _counting(query: FactQuery, measures: Sequence[str]) -> Callable[..., tuple[str, ...]]:
    """Tells which measures a dossier counts for; the same few marks come again and again."""
    known = marks_of((*measures, *query.filters))

    @cache
    def counting(*values: int | str) -> tuple[str, ...]:
        marks = dict(zip(known, values, strict=True))
        if not all(holds(name, marks) for name in query.filters):
            return ()
        return tuple(name for name in measures if holds(name, marks))

    return counting


def _counted(
    session: Session, query: FactQuery, dimensions: Sequence[str], marks: Sequence[Mark]
) -> Iterable[tuple[tuple[str, ...], Sequence[int | str], int]]:
    facts = facts_as_of(query, dimensions, marks)
    columns = [facts.c[column_name(dimension)] for dimension in dimensions]
    values = [facts.c[mark.value] for mark in marks]
    statement = select(*columns, *values, func.count()).select_from(facts).group_by(*columns, *values)
    for row in session.execute(statement):
        key = tuple(str(value or "") for value in row[: len(columns)])
        yield key, row[len(columns) : -1], int(row[-1])


def selected(
    query: FactQuery, selection: Selection, columns: Sequence[Any], after: tuple[datetime, int] | None = None
) -> Select[Any]:
    """The dossiers of a selection in the order they were received, by keyset; columns beside id, receipt and marks
    are those of the dossier. The last columns are the marks, due and end as of the moment.
    """
    asked_for = marks_of((*query.filters, *selection.any_of))
    marks = tuple(dict.fromkeys((*BASE_MARKS, *asked_for)))
    query = replace(query, nothing_since=False, moved_since=True)
    facts = facts_as_of(query, tuple(dict.fromkeys((*selection.values, *selection.shown))), marks)
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
        select(
            *asked,
            *(facts.c[mark.value] for mark in BASE_MARKS),
            *(facts.c[column_name(dimension)] for dimension in selection.shown),
        )
        .join(DossierRow, DossierRow.id == facts.c.id)
        .where(*conditions)
        .order_by(facts.c.received_at, facts.c.id)
    )


def values_of(session: Session, query: FactQuery, dimension: str) -> list[str]:
    """Every value of a dimension among the counted dossiers, as stored."""
    facts = facts_as_of(_as_far_as_known(session, query), (dimension,), ())
    return [str(value or "") for value in session.scalars(select(facts.c[column_name(dimension)]).distinct())]


def _all_hold(facts: Subquery, measure: str) -> ColumnElement[bool]:
    return and_(true(), *(_holds(facts, fact) for fact in MEASURES[measure].facts))


def _holds(facts: Subquery, fact: Fact) -> ColumnElement[bool]:
    meaning = FACTS[fact]
    column = facts.c[meaning.mark.value]
    return column.not_in(meaning.values) if meaning.negated else column.in_(meaning.values)
