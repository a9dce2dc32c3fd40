"""Adds up the figures that agencies stated for a period."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
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
