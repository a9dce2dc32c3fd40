"""Counts what applicants answered about the service, for reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from motcua.reporting.measure import SurveyCount
from motcua.reporting.measures import MEASURES
from motcua.reporting.rows import CountedGroup
from motcua.storage.facts_as_of import DIMENSION_COLUMNS, FactQuery
from motcua.storage.tables import DossierRow, SurveyAnswerRow

_PLAIN: Mapping[SurveyCount, Any] = MappingProxyType(
    {
        SurveyCount.SLIPS: func.count(),
        SurveyCount.POINTS: func.sum(SurveyAnswerRow.points),
        SurveyCount.MOST: func.sum(SurveyAnswerRow.most),
    }
)


def count_surveys(
    session: Session, query: FactQuery, dimensions: Sequence[str], measures: Sequence[str]
) -> list[CountedGroup]:
    """Slips of the period about the agencies' dossiers; a slip without a point to give is not counted as satisfied."""
    columns = [DIMENSION_COLUMNS[dimension] for dimension in dimensions]
    content = and_(
        SurveyAnswerRow.most > 0, SurveyAnswerRow.points * 100 >= SurveyAnswerRow.most * query.satisfied
    )
    satisfied = func.sum(case((content, 1), else_=0))
    counted = [MEASURES[name].survey or SurveyCount.SLIPS for name in measures]
    found = session.execute(
        select(*columns, *(satisfied if one is SurveyCount.SATISFIED else _PLAIN[one] for one in counted))
        .select_from(SurveyAnswerRow)
        .join(DossierRow, DossierRow.id == SurveyAnswerRow.dossier_id)
        .where(query.belongs(), SurveyAnswerRow.at.between(query.begins_at, query.as_of))
        .group_by(*columns)
    )
    figures: dict[tuple[str, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in found:
        key = tuple(str(value or "") for value in row[: len(columns)])
        for name, value in zip(measures, row[len(columns) :], strict=True):
            figures[key][name] += int(value or 0)
    return [CountedGroup(key, dict(one)) for key, one in figures.items()]
