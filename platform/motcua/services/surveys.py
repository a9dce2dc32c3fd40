"""What applicants answer about the service: kept once a dossier and survey, with points by the survey's own options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from motcua.definitions.register import Survey
from motcua.dossiers.actor import Actor
from motcua.services.access import scope_of
from motcua.services.acting import find_dossier
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform
from motcua.storage.tables import DossierRow, SurveyAnswerRow

COUNTER_SURVEY = "gop-y-nhanh"
LONGEST_NOTE = 1_000


@dataclass(frozen=True, slots=True)
class SurveyFigure:
    """How many dossiers were rated, and the points of how many possible."""

    count: int
    points: int
    most: int

    @property
    def percent(self) -> int | None:
        """Points of a hundred; None while nobody answered."""
        return round(100 * self.points / self.most) if self.most else None


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered: the value of each question, a remark, who asked, when."""

    answers: Mapping[str, str]
    note: str
    asked_by: str
    at: datetime


def survey_named(platform: Platform, code: str) -> Survey | None:
    """A survey as it is asked today; None where the province publishes none."""
    try:
        survey: Survey = platform.rules.definition("survey", code, platform.today())
    except RulesMissingError:
        return None
    return survey


def counter_survey(platform: Platform) -> Survey | None:
    """The short survey asked at the counter; None where the province publishes none."""
    return survey_named(platform, COUNTER_SURVEY)


def score(survey: Survey, answers: Mapping[str, str]) -> tuple[int, int]:
    """The points of the answered questions and the most they could have given; unanswered ones count for neither."""
    points = most = 0
    for question in survey.questions:
        values = [int(one.value) for one in question.options if one.value.isdecimal()]
        given = answers.get(question.id, "")
        if values and given.isdecimal() and int(given) in values:
            points += int(given)
            most += max(values)
    return points, most


def keep_answers(
    platform: Platform, actor: Actor, number: str, answers: Mapping[str, str], note: str = ""
) -> bool:
    """Keep what the applicant answered at the counter; False when nothing was answered or it was answered before."""
    survey = counter_survey(platform)
    if survey is None:
        return False
    with platform.database.write(scope_of(actor)) as session:
        row = find_dossier(session, number)
        return store_answers(session, row, survey, Answered(answers, note, actor.user, platform.now()))


def has_answered(session: Session, row: DossierRow, survey: Survey) -> bool:
    """Whether a dossier has a slip of this survey."""
    found = select(SurveyAnswerRow.id).where(
        SurveyAnswerRow.dossier_id == row.id, SurveyAnswerRow.survey == survey.code
    )
    return session.scalar(found) is not None


def store_answers(session: Session, row: DossierRow, survey: Survey, given: Answered) -> bool:
    """Keep the answers that the survey knows; False when there are none, or the dossier has its slip already."""
    known = {question.id: {one.value for one in question.options} for question in survey.questions}
    kept = {name: value for name, value in given.answers.items() if value and value in known.get(name, ())}
    if not kept and not given.note.strip():
        return False
    if has_answered(session, row, survey):
        return False
    points, most = score(survey, kept)
    session.add(
        SurveyAnswerRow(
            dossier_id=row.id,
            agency_code=row.agency_code,
            survey=survey.code,
            answers=kept,
            points=points,
            most=most,
            note=given.note.strip()[:LONGEST_NOTE],
            asked_by=given.asked_by,
            at=given.at,
        )
    )
    return True


def survey_figure(session: Session) -> SurveyFigure:
    """What the dossiers in scope were rated."""
    row = session.execute(
        select(func.count(), func.sum(SurveyAnswerRow.points), func.sum(SurveyAnswerRow.most)).select_from(
            SurveyAnswerRow
        )
    ).one()
    return SurveyFigure(int(row[0]), int(row[1] or 0), int(row[2] or 0))
