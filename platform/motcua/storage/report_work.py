"""Counts what officers did in a period, by the log, and what lies with them at present."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, and_, func, literal, select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import SYSTEM
from motcua.reporting.measures import MEASURES
from motcua.reporting.rows import CountedGroup
from motcua.reporting.vocabulary import Dimension
from motcua.storage.facts_as_of import FactQuery
from motcua.storage.json_value import json_value
from motcua.storage.tables import DossierEventRow, OfficerRow, WorkItemRow

_ACTING_AGENCY = json_value(DossierEventRow.data, "agency")
_OF_EVENTS: Mapping[str, Any] = MappingProxyType(
    {
        Dimension.OFFICER: DossierEventRow.actor,
        Dimension.POSITION: DossierEventRow.position,
        Dimension.ACTING_AGENCY: _ACTING_AGENCY,
    }
)
_OF_ITEMS: Mapping[str, Any] = MappingProxyType(
    {
        Dimension.OFFICER: WorkItemRow.assignee,
        Dimension.POSITION: WorkItemRow.position,
        Dimension.ACTING_AGENCY: WorkItemRow.agency_code,
    }
)
_OF_OFFICERS: Mapping[str, Any] = MappingProxyType(
    {Dimension.OFFICER: OfficerRow.username, Dimension.ACTING_AGENCY: OfficerRow.agency_code}
)
Figures = dict[tuple[str, ...], dict[str, int]]


def count_work(
    session: Session, query: FactQuery, dimensions: Sequence[str], measures: Sequence[str]
) -> tuple[list[CountedGroup], list[CountedGroup]]:
    """The figures that add up, by every combination of dimension values, and those of dossiers handled, which are
    counted once for each group and the total.
    """
    figures: Figures = defaultdict(lambda: defaultdict(int))
    wholes: Figures = defaultdict(lambda: defaultdict(int))
    for name in measures:
        wanted = MEASURES[name].work
        if wanted is None:
            continue
        if wanted.open_steps:
            _add(session, _open_steps(query, dimensions, late=wanted.late), figures, name)
        elif wanted.officers in ("all", "active", "closed"):
            _add(session, _officers(query, dimensions, wanted.officers), figures, name)
        elif wanted.dossiers or wanted.officers:
            counted = DossierEventRow.actor if wanted.officers else DossierEventRow.dossier_id
            for length in range(len(dimensions) + 1):
                distinct = func.count(counted.distinct())
                _add(session, _acts(query, dimensions[:length], distinct), wholes, name)
        else:
            kinds = DossierEventRow.kind.in_(wanted.events)
            _add(session, _acts(query, dimensions, func.count()).where(kinds), figures, name)
    return _groups(figures), _groups(wholes)


def _groups(figures: Figures) -> list[CountedGroup]:
    return [CountedGroup(key, dict(found)) for key, found in figures.items()]


def _add(session: Session, statement: Select[Any], figures: Figures, name: str) -> None:
    for row in session.execute(statement):
        figures[tuple(str(value or "") for value in row[:-1])][name] += int(row[-1] or 0)


def _acts(query: FactQuery, dimensions: Sequence[str], figure: Any) -> Select[Any]:
    columns = [_OF_EVENTS[dimension] for dimension in dimensions]
    statement = select(*columns, figure).where(
        DossierEventRow.at.between(query.begins_at, query.as_of),
        DossierEventRow.actor.not_in(("", SYSTEM.user)),
        DossierEventRow.position != "",
    )
    if query.agencies is not None:
        statement = statement.where(_ACTING_AGENCY.in_(sorted(query.agencies)))
    return statement.group_by(*columns)


def _officers(query: FactQuery, dimensions: Sequence[str], which: str) -> Select[Any]:
    """Accounts of officers now, by the agency they belong to; other dimensions than agency and person are empty."""
    columns = [_OF_OFFICERS.get(dimension, literal("")) for dimension in dimensions]
    statement = select(*columns, func.count()).select_from(OfficerRow)
    if which != "all":
        statement = statement.where(OfficerRow.active if which == "active" else ~OfficerRow.active)
    if query.agencies is not None:
        statement = statement.where(OfficerRow.agency_code.in_(sorted(query.agencies)))
    return statement.group_by(*columns) if columns else statement


def _open_steps(query: FactQuery, dimensions: Sequence[str], *, late: bool) -> Select[Any]:
    columns = [_OF_ITEMS[dimension] for dimension in dimensions]
    statement = select(*columns, func.count())
    if query.agencies is not None:
        statement = statement.where(WorkItemRow.agency_code.in_(sorted(query.agencies)))
    if late:
        statement = statement.where(and_(WorkItemRow.has_due, WorkItemRow.due_at < query.as_of))
    return statement.group_by(*columns)
