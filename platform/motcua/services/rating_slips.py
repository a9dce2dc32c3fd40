"""The slip on which an applicant rates how a dossier was settled: asked on the portal, read on the dossier's page.

It is form 01 of the scoring by Decree 61/2018/NĐ-CP; its questions are the survey `danh-gia-ho-so`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.definitions.register import Question, Survey
from motcua.dossiers.parts import Lifecycle
from motcua.kernel.clock import in_vietnam
from motcua.kernel.date_words import date_words
from motcua.services.acting import DossierMissingError, find_dossier
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform
from motcua.services.surveys import Answered, has_answered, store_answers, survey_named
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierRow, SurveyAnswerRow

DOSSIER_SURVEY = "danh-gia-ho-so"
RATED = frozenset({Lifecycle.DONE, Lifecycle.RETURNED, Lifecycle.REFUSED, Lifecycle.STOPPED})
"""Dossiers that came to an end the applicant can speak of."""
OF_THE_OFFICER = frozenset({"1", "2", "3", "4", "7"})
"""The indices that add up to the score of whoever settled the dossier (form 01)."""
BY_APPLICANT = "cong-dich-vu"
RATING = Scope.everything("người nộp đánh giá việc giải quyết hồ sơ của mình")


class RatingRefusedError(ValueError):
    """A slip that is not taken; ``errors`` says by question what is missing."""

    def __init__(self, message: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.errors = dict(errors or {})


@dataclass(frozen=True, slots=True)
class Slip:
    """The slip of a dossier as it is asked."""

    number: str
    procedure: str
    survey: Survey
    answered: bool


@dataclass(frozen=True, slots=True)
class FilledLine:
    """One answer: the number of the index, the question, the words of the answer, its points of how many."""

    index: str
    question: str
    answer: str
    points: int
    most: int


@dataclass(frozen=True, slots=True)
class FilledSlip:
    """What an applicant answered."""

    name: str
    at: datetime
    asked_by: str
    lines: tuple[FilledLine, ...]
    note: str

    @property
    def day(self) -> str:
        """When it came, as people write a day."""
        return date_words(self.at)

    @property
    def whole(self) -> tuple[int, int]:
        """Points of all answers, and the most they could have given."""
        return _sum(self.lines)

    @property
    def of_officer(self) -> tuple[int, int]:
        """The same of whoever settled the dossier: indices 1, 2, 3, 4 and 7."""
        return _sum([line for line in self.lines if line.index in OF_THE_OFFICER])


def slip_to_fill(platform: Platform, number: str) -> Slip | None:
    """The slip of a dossier that has ended; None before, and where the province asks nothing."""
    survey = survey_named(platform, DOSSIER_SURVEY)
    if survey is None:
        return None
    with platform.database.read(RATING) as session:
        try:
            row = find_dossier(session, number)
        except DossierMissingError:
            return None
        if Lifecycle(row.lifecycle) not in RATED:
            return None
        return Slip(row.number, row.procedure_name, survey, has_answered(session, row, survey))


def rate(platform: Platform, number: str, answers: Mapping[str, str]) -> None:
    """Keep the slip of a dossier, once. Raises :class:`RatingRefusedError`; nothing is kept then."""
    slip = slip_to_fill(platform, number)
    if slip is None:
        raise RatingRefusedError("Hồ sơ này chưa giải quyết xong nên chưa đánh giá được.")
    missing = {
        one.id: "Chọn một câu trả lời."
        for one in slip.survey.questions
        if one.required and one.options and not _chosen(one, answers.get(one.id, ""))
    }
    if missing:
        raise RatingRefusedError(f"Còn {len(missing)} câu chưa trả lời.", missing)
    said = " ".join(answers.get(one.id, "").strip() for one in slip.survey.questions if not one.options)
    with platform.database.write(RATING) as session:
        row = find_dossier(session, number)
        given = Answered(answers, said, BY_APPLICANT, platform.now())
        if not store_answers(session, row, slip.survey, given):
            raise RatingRefusedError("Hồ sơ này đã được đánh giá; mỗi hồ sơ đánh giá một lần.")


def filled_slips(platform: Platform, session: Session, row: DossierRow) -> Sequence[FilledSlip]:
    """What was answered about a dossier, in the order it came, by the questions as they were asked then."""
    found = select(SurveyAnswerRow).where(SurveyAnswerRow.dossier_id == row.id).order_by(SurveyAnswerRow.at)
    slips = []
    for one in session.scalars(found):
        try:
            survey: Survey = platform.rules.definition("survey", one.survey, in_vietnam(one.at).date())
        except RulesMissingError:
            continue
        lines = tuple(
            line for question in survey.questions if (line := _line(question, one.answers)) is not None
        )
        slips.append(FilledSlip(survey.name, one.at, one.asked_by, lines, one.note))
    return slips


def _sum(lines: Sequence[FilledLine]) -> tuple[int, int]:
    return sum(line.points for line in lines), sum(line.most for line in lines)


def _chosen(question: Question, value: str) -> bool:
    return any(one.value == value for one in question.options)


def _line(question: Question, answers: Mapping[str, str]) -> FilledLine | None:
    given = answers.get(question.id, "")
    words = next((one.label for one in question.options if one.value == given), "")
    if not words:
        return None
    most = max((int(one.value) for one in question.options if one.value.isdecimal()), default=0)
    points = int(given) if given.isdecimal() else 0
    return FilledLine(question.index, question.text, words, points, most)
