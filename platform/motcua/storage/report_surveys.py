"""Counts what applicants answered about the service, for reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, and_, case, cast, func, literal, select
from sqlalchemy.orm import Session

from motcua.reporting.measure import Measure, SurveyCount
from motcua.reporting.measures import MEASURES
from motcua.reporting.rows import CountedGroup
from motcua.storage.facts_as_of import DIMENSION_COLUMNS, FactQuery
from motcua.storage.json_value import json_value
from motcua.storage.tables import DossierRow, SurveyAnswerRow


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question of a survey that answers an index, with the points its answers give."""

    survey: str
    question: str
    points: tuple[str, ...]


Asked = Mapping[str, Sequence[AskedQuestion]]
"""The questions of every index, by its number."""


def count_surveys(
    session: Session, query: FactQuery, dimensions: Sequence[str], measures: Sequence[str], asked: Asked
) -> list[CountedGroup]:
    """Slips of the period about the agencies' dossiers; a slip without a point to give is not counted as satisfied."""
    columns = [DIMENSION_COLUMNS[dimension] for dimension in dimensions]
    found = session.execute(
        select(*columns, *(func.sum(_worth(MEASURES[name], query, asked)) for name in measures))
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


def slips_behind(
    query: FactQuery, measure: str, asked: Asked, values: Mapping[str, Sequence[str]]
) -> Select[Any]:
    """The slips that a figure adds up, in the order they came; ``weight`` is what each adds, never nothing."""
    weight = _worth(MEASURES[measure], query, asked)
    return (
        select(
            DossierRow.number,
            DossierRow.procedure_name,
            SurveyAnswerRow.survey,
            SurveyAnswerRow.points,
            SurveyAnswerRow.most,
            SurveyAnswerRow.at,
            weight.label("weight"),
        )
        .select_from(SurveyAnswerRow)
        .join(DossierRow, DossierRow.id == SurveyAnswerRow.dossier_id)
        .where(query.belongs(), SurveyAnswerRow.at.between(query.begins_at, query.as_of), weight != 0)
        .where(*(DIMENSION_COLUMNS[dimension].in_(list(found)) for dimension, found in values.items()))
        .order_by(SurveyAnswerRow.at, SurveyAnswerRow.id)
    )


def _worth(measure: Measure, query: FactQuery, asked: Asked) -> Any:
    """What one slip adds to a figure."""
    if measure.survey_index:
        return _of_index(measure, asked.get(measure.survey_index, ()))
    match measure.survey:
        case SurveyCount.POINTS:
            return SurveyAnswerRow.points
        case SurveyCount.MOST:
            return SurveyAnswerRow.most
        case SurveyCount.SATISFIED:
            content = and_(
                SurveyAnswerRow.most > 0,
                SurveyAnswerRow.points * 100 >= SurveyAnswerRow.most * query.satisfied,
            )
            return case((content, 1), else_=0)
        case _:
            return literal(1)


def _of_index(measure: Measure, questions: Sequence[AskedQuestion]) -> Any:
    """What a slip gives to the questions of one index; a question that was not answered gives nothing."""
    total: Any = literal(0)
    for one in questions:
        given = json_value(SurveyAnswerRow.answers, one.question)
        answered = and_(SurveyAnswerRow.survey == one.survey, given.in_(one.points))
        most = max((int(points) for points in one.points), default=0)
        match measure.survey:
            case SurveyCount.POINTS:
                worth: Any = case((answered, cast(given, Integer)), else_=0)
            case SurveyCount.MOST:
                worth = case((answered, most), else_=0)
            case SurveyCount.CHOSEN:
                worth = case((and_(answered, given == measure.survey_choice), 1), else_=0)
            case _:
                worth = case((answered, 1), else_=0)
        total = total + worth
    return total
