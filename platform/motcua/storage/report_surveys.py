"""Counts what applicants answered about the service, for reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, and_, case, cast, func, literal, or_, select
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
        select(*columns, *(_figure(MEASURES[name], query, asked) for name in measures))
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


def _figure(measure: Measure, query: FactQuery, asked: Asked) -> Any:
    if measure.survey_index:
        return _of_index(measure, asked.get(measure.survey_index, ()))
    match measure.survey:
        case SurveyCount.POINTS:
            return func.sum(SurveyAnswerRow.points)
        case SurveyCount.MOST:
            return func.sum(SurveyAnswerRow.most)
        case SurveyCount.SATISFIED:
            content = and_(
                SurveyAnswerRow.most > 0,
                SurveyAnswerRow.points * 100 >= SurveyAnswerRow.most * query.satisfied,
            )
            return func.sum(case((content, 1), else_=0))
        case _:
            return func.count()


def _of_index(measure: Measure, questions: Sequence[AskedQuestion]) -> Any:
    """What the slips give to the questions of one index; a question that was not answered gives nothing."""
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
        total = total + func.coalesce(func.sum(worth), 0)
    return total


def answered_index(measure: Measure, asked: Asked) -> Any:
    """The slips that a measure of one index looks at; every slip for other measures."""
    questions = asked.get(measure.survey_index, ()) if measure.survey_index else ()
    conditions = []
    for one in questions:
        given = json_value(SurveyAnswerRow.answers, one.question)
        wanted = (measure.survey_choice,) if measure.survey_choice else one.points
        conditions.append(and_(SurveyAnswerRow.survey == one.survey, given.in_(wanted)))
    if not measure.survey_index:
        return literal(value=True)
    return or_(*conditions) if conditions else literal(value=False)
