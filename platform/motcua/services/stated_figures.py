"""Figures that agencies state for a period: scores of their own and appraised ones, numbers of other systems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.reporting.periods import Period, PeriodKind
from motcua.reporting.scoring_measures import (
    ALL_INDICES,
    FIGURES,
    FULL_SCORE,
    OF_THE_AGENCY,
    appraisal,
    self_score,
)
from motcua.services.access import ForbiddenError
from motcua.services.audit import Act, write_audit_entry
from motcua.services.runtime import Platform
from motcua.storage.report_surveys import AskedQuestion
from motcua.storage.scope import Scope
from motcua.storage.tables import StatedFigureRow

LARGEST = 1_000_000_000
LONGEST_NOTE = 500
_TENTHS = 10
SELF_SCORES: Mapping[str, str] = MappingProxyType({self_score(index): index for index in OF_THE_AGENCY})
APPRAISALS: Mapping[str, str] = MappingProxyType({appraisal(index): index for index in ALL_INDICES})
SCORES = frozenset({*SELF_SCORES, *APPRAISALS})
_QUARTERS = {"H1": ("Q1", "Q2"), "H2": ("Q3", "Q4")}


class StatedFigureError(ValueError):
    """Something typed in is no figure; ``errors`` are Vietnamese sentences by name."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Stated:
    """What stands for one name: the value as people write it, the note, who wrote it when."""

    value: str
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What an agency states for a period: values as typed and notes, by name; an empty value takes one away."""

    agency: str
    period: str
    values: Mapping[str, str]
    notes: Mapping[str, str]


def stated(platform: Platform, scope: Scope, agency: str, period: str) -> dict[str, Stated]:
    """What an agency stated for a period, by name."""
    with platform.database.read(scope) as session:
        rows = session.scalars(
            select(StatedFigureRow).where(
                StatedFigureRow.agency_code == agency, StatedFigureRow.period == period
            )
        ).all()
        return {
            row.name: Stated(
                _words(row.name, row.value), row.note, f"{row.stated_by_name}, {row.stated_at:%d/%m/%Y %H:%M}"
            )
            for row in rows
        }


def state(platform: Platform, scope: Scope, actor: Actor, wish: Statement) -> int:
    """Keep what was typed in; returns how many figures changed.

    Raises StatedFigureError with every wrong value, ForbiddenError for appraisals by who may not appraise.
    """
    _require(actor, wish.values)
    values = read_values(wish.values)
    changed = 0
    with platform.database.write(scope) as session:
        found = {
            row.name: row
            for row in session.scalars(
                select(StatedFigureRow).where(
                    StatedFigureRow.agency_code == wish.agency, StatedFigureRow.period == wish.period
                )
            )
        }
        for name, value in values.items():
            changed += _keep(platform, session, actor, wish, found.get(name), (name, value))
    return changed


def _require(actor: Actor, values: Mapping[str, str]) -> None:
    allowed = {"can_report", "can_report_all"} & actor.permissions
    if not allowed:
        raise ForbiddenError(f"Tài khoản {actor.user} không có quyền lập báo cáo.")
    if APPRAISALS.keys() & values.keys() and "can_report_all" not in allowed:
        raise ForbiddenError("Điểm thẩm định do người lập báo cáo toàn tỉnh nhập.")


def _keep(
    platform: Platform,
    session: Session,
    actor: Actor,
    wish: Statement,
    row: StatedFigureRow | None,
    figure: tuple[str, int | None],
) -> bool:
    name, value = figure
    note = " ".join(wish.notes.get(name, "").split())[:LONGEST_NOTE]
    if (row is None and value is None) or (row is not None and (row.value, row.note) == (value, note)):
        return False
    before = None if row is None else row.value
    now = platform.now()
    if value is None:
        session.delete(row)
    elif row is None:
        session.add(
            StatedFigureRow(
                agency_code=wish.agency,
                period=wish.period,
                name=name,
                value=value,
                note=note,
                stated_by=actor.user,
                stated_by_name=actor.full_name,
                stated_at=now,
            )
        )
    else:
        row.value, row.note = value, note
        row.stated_by, row.stated_by_name, row.stated_at = actor.user, actor.full_name, now
    detail = {"period": wish.period, "name": name, "before": before, "after": value, "note": note}
    write_audit_entry(session, actor, Act("figure.state", "agency", wish.agency, detail), now)
    return True


def read_values(values: Mapping[str, str]) -> dict[str, int | None]:
    """Values as they are kept: scores in tenths, figures whole; None where nothing was typed.

    Raises StatedFigureError with every wrong one. Unknown names are left out.
    """
    found: dict[str, int | None] = {}
    errors: dict[str, str] = {}
    for name, typed in values.items():
        text = typed.strip()
        if name not in SCORES and name not in FIGURES:
            continue
        found[name] = None
        if not text:
            continue
        try:
            found[name] = _score(text) if name in SCORES else _whole(text)
        except ValueError:
            errors[name] = (
                f"Điểm “{text[:20]}” phải từ 0 đến 2, nhiều nhất một chữ số thập phân, ví dụ 1,5."
                if name in SCORES
                else f"“{text[:20]}” phải là số nguyên không âm, ví dụ 120."
            )
    if errors:
        raise StatedFigureError(errors)
    return found


def _score(text: str) -> int:
    try:
        tenths = Decimal(text.replace(",", ".")) * _TENTHS
    except InvalidOperation:
        raise ValueError(text) from None
    if not tenths.is_finite() or tenths != int(tenths) or not 0 <= tenths <= FULL_SCORE:
        raise ValueError(text)
    return int(tenths)


def _whole(text: str) -> int:
    plain = text.replace(".", "").replace(" ", "")
    if not (plain.isascii() and plain.isdecimal()) or int(plain) > LARGEST:
        raise ValueError(text)
    return int(plain)


def _words(name: str, value: int) -> str:
    if name not in SCORES:
        return str(value)
    whole, tenth = divmod(value, _TENTHS)
    return f"{whole},{tenth}" if tenth else str(whole)


def stated_periods(session: Session, period: Period) -> tuple[str, ...]:
    """The periods whose figures make up one: itself, or for a half-year and a year without any its quarters."""
    parts: Sequence[str] = ()
    if period.kind is PeriodKind.YEAR:
        parts = ("Q1", "Q2", "Q3", "Q4")
    elif period.kind is PeriodKind.HALF_YEAR:
        parts = _QUARTERS.get(period.text[-2:].upper(), ())
    own = select(StatedFigureRow.id).where(StatedFigureRow.period == period.text).limit(1)
    if not parts or session.scalar(own) is not None:
        return (period.text,)
    return tuple(f"{period.text[:4]}-{part}" for part in parts)


def asked_questions(platform: Platform) -> dict[str, list[AskedQuestion]]:
    """The questions of the surveys in force that answer an index, by its number."""
    found: dict[str, list[AskedQuestion]] = {}
    for survey in platform.rules.every("survey", platform.today()):
        for question in survey.questions:
            points = tuple(one.value for one in question.options if one.value.isdecimal())
            if question.index and points:
                found.setdefault(question.index, []).append(AskedQuestion(survey.code, question.id, points))
    return found
