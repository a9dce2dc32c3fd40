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
from motcua.storage.fact_marks import bare
from motcua.storage.facts_as_of import FactQuery
from motcua.storage.json_value import json_value
from motcua.storage.tables import DossierEventRow, DossierRow, OfficerRow, WorkItemRow

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
            counted: Any = DossierEventRow.actor if wanted.officers else DossierEventRow.dossier_id
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


def _of_acts(query: FactQuery) -> list[Any]:
    conditions: list[Any] = [
        DossierEventRow.at.between(query.begins_at, query.as_of),
        DossierEventRow.actor.not_in(("", SYSTEM.user)),
        DossierEventRow.position != "",
    ]
    if query.agencies is not None:
        conditions.append(_ACTING_AGENCY.in_(sorted(query.agencies)))
    return conditions


def _of_items(query: FactQuery, *, late: bool) -> list[Any]:
    conditions: list[Any] = []
    if query.agencies is not None:
        conditions.append(WorkItemRow.agency_code.in_(sorted(query.agencies)))
    if late:
        conditions.append(and_(WorkItemRow.has_due, WorkItemRow.due_at < query.as_of))
    return conditions


def _of_accounts(query: FactQuery, which: str) -> list[Any]:
    conditions: list[Any] = []
    if which != "all":
        conditions.append(OfficerRow.active if which == "active" else ~OfficerRow.active)
    if query.agencies is not None:
        conditions.append(OfficerRow.agency_code.in_(sorted(query.agencies)))
    return conditions


def _acts(query: FactQuery, dimensions: Sequence[str], figure: Any) -> Select[Any]:
    columns = [_OF_EVENTS[dimension] for dimension in dimensions]
    return select(*columns, figure).where(*_of_acts(query)).group_by(*columns)


def work_behind(query: FactQuery, measure: str, values: Mapping[str, Sequence[str]]) -> Select[Any]:
    """The acts, dossiers, open steps or officers that a figure of work counts: number, person, what, when."""
    wanted = MEASURES[measure].work
    if wanted is None:
        raise KeyError(measure)
    if wanted.open_steps:
        return _steps_behind(query, values, late=wanted.late)
    if wanted.officers not in ("", "acting"):
        return _accounts_behind(query, values, wanted.officers)
    dossier = bare(DossierRow)
    person: Any = DossierEventRow.actor_name
    what: Any = DossierEventRow.kind
    when: Any = DossierEventRow.at
    counted: Any = DossierEventRow.actor if wanted.officers else dossier.c.number
    if wanted.officers:
        columns = [
            literal("").label("number"),
            func.max(person),
            func.max(DossierEventRow.actor),
            func.max(when),
        ]
    elif wanted.dossiers:
        columns = [counted, func.max(person), literal(""), func.max(when)]
    else:
        columns = [counted, person, what, when]
    statement = (
        select(*_named(columns))
        .select_from(DossierEventRow)
        .join(dossier, dossier.c.id == DossierEventRow.dossier_id)
        .where(*_of_acts(query))
        .where(*(_OF_EVENTS[dimension].in_(list(found)) for dimension, found in values.items()))
    )
    if wanted.officers or wanted.dossiers:
        return statement.group_by(counted).order_by(counted)
    return statement.where(what.in_(wanted.events)).order_by(when, DossierEventRow.id)


def _named(columns: Sequence[Any]) -> list[Any]:
    number, person, what, when = columns
    return [
        number.label("number"),
        person.label("person"),
        what.label("what"),
        when.label("at"),
        literal(1).label("weight"),
    ]


def _steps_behind(query: FactQuery, values: Mapping[str, Sequence[str]], *, late: bool) -> Select[Any]:
    item: Any = WorkItemRow
    statement = select(*_named([item.number, item.assignee, item.step_name, item.entered_at])).where(
        *_of_items(query, late=late)
    )
    conditions = (_OF_ITEMS[dimension].in_(list(found)) for dimension, found in values.items())
    return statement.where(*conditions).order_by(item.entered_at, item.id)


def _accounts_behind(query: FactQuery, values: Mapping[str, Sequence[str]], which: str) -> Select[Any]:
    columns = [literal(""), OfficerRow.full_name, OfficerRow.username, literal(None)]
    conditions = (
        _OF_OFFICERS.get(dimension, literal("")).in_(list(found)) for dimension, found in values.items()
    )
    return (
        select(*_named(columns)).where(*_of_accounts(query, which), *conditions).order_by(OfficerRow.username)
    )


def _officers(query: FactQuery, dimensions: Sequence[str], which: str) -> Select[Any]:
    """Accounts of officers now, by the agency they belong to; other dimensions than agency and person are empty."""
    columns = [_OF_OFFICERS.get(dimension, literal("")) for dimension in dimensions]
    statement = select(*columns, func.count()).select_from(OfficerRow).where(*_of_accounts(query, which))
    return statement.group_by(*columns) if columns else statement


def _open_steps(query: FactQuery, dimensions: Sequence[str], *, late: bool) -> Select[Any]:
    columns = [_OF_ITEMS[dimension] for dimension in dimensions]
    return select(*columns, func.count()).where(*_of_items(query, late=late)).group_by(*columns)
