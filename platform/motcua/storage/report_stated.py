"""Adds up the figures that agencies stated for a period."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session

from motcua.reporting.measures import MEASURES
from motcua.reporting.rows import CountedGroup
from motcua.storage.tables import StatedFigureRow


def count_stated(
    session: Session,
    periods: Sequence[str],
    agencies: Collection[str] | None,
    dimensions: Sequence[str],
    measures: Sequence[str],
) -> list[CountedGroup]:
    """The figures of measures by agency (whatever the dimension of agencies), or all together without a dimension."""
    names = {stated.name for name in measures if (stated := MEASURES[name].stated)}
    statement = (
        select(
            StatedFigureRow.agency_code,
            StatedFigureRow.name,
            func.sum(StatedFigureRow.value),
            func.count(),
        )
        .where(StatedFigureRow.period.in_(periods), StatedFigureRow.name.in_(sorted(names)))
        .group_by(StatedFigureRow.agency_code, StatedFigureRow.name)
    )
    if agencies is not None:
        statement = statement.where(StatedFigureRow.agency_code.in_(sorted(agencies)))
    found: list[CountedGroup] = []
    for agency, name, total, number in session.execute(statement):
        key = (str(agency),) * len(dimensions)
        figures = {
            measure: int(number) * stated.each if stated.each else int(total)
            for measure in measures
            if (stated := MEASURES[measure].stated) and stated.name == name
        }
        found.append(CountedGroup(key, figures))
    return found


def stated_behind(
    periods: Sequence[str], agencies: Collection[str] | None, measure: str, of_agencies: Collection[str] = ()
) -> Select[Any]:
    """The figures that one of a report adds up, by agency; ``weight`` is what each adds."""
    wanted = MEASURES[measure].stated
    if wanted is None:
        raise KeyError(measure)
    weight = literal(wanted.each) if wanted.each else StatedFigureRow.value
    statement: Any = select(
        StatedFigureRow.agency_code,
        StatedFigureRow.period,
        StatedFigureRow.stated_by_name,
        StatedFigureRow.stated_at,
        StatedFigureRow.note,
        weight.label("weight"),
    ).where(StatedFigureRow.period.in_(periods), StatedFigureRow.name == wanted.name)
    for chosen in (agencies, of_agencies or None):
        if chosen is not None:
            statement = statement.where(StatedFigureRow.agency_code.in_(sorted(chosen)))
    found: Select[Any] = statement.order_by(StatedFigureRow.agency_code, StatedFigureRow.period)
    return found
