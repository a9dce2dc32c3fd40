"""How figures that are worked out of others are taken apart: formulas of columns, indicators of an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from motcua.definitions.report import Indicator, Report, ReportColumn
from motcua.reporting.formulas import parse_formula
from motcua.reporting.indicators import find_indicator
from motcua.reporting.measures import MEASURES
from motcua.reporting.result import Cell
from motcua.services.report_counting import counted_figures
from motcua.services.report_plans import ReportPlan, ReportRequestError
from motcua.services.runtime import Platform

_FUNCTION_WORDS = {"percent": "tỷ lệ % ", "score": "điểm "}
MEASURE = "so:"
"""What a figure's column begins with when it is a measure itself, such as a part of an indicator."""


@dataclass(frozen=True, slots=True)
class FigurePart:
    """A figure that another one is worked out from; ``column`` opens it on the row ``key``."""

    name: str
    column: str
    figure: Cell
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureParts:
    """How a figure is worked out: the formula in words and the figures in it."""

    name: str
    formula: str
    parts: tuple[FigurePart, ...]


def parts_of_formula(report: Report, key: tuple[str, ...], column: ReportColumn) -> FigureParts:
    """The columns that a formula is worked out from, to be opened on the same row."""
    names = parse_formula(column.formula).names
    parts = tuple(
        FigurePart(" / ".join(one.heading), one.id, None, key) for one in report.columns if one.id in names
    )
    words = column.formula
    for one in sorted(report.columns, key=lambda one: -len(one.id)):
        words = words.replace(one.id, f"“{one.heading[-1]}”") if one.id in names else words
    for name, meaning in _FUNCTION_WORDS.items():
        words = words.replace(f"{name}(", f"{meaning}(")
    return FigureParts(" / ".join(column.heading), words, parts)


def parts_of_indicator(
    platform: Platform, session: Session, plan: ReportPlan, row: tuple[str, ...], column: ReportColumn
) -> FigureParts:
    """The measures of an indicator's numerator and denominator, of all of them for sums.

    Raises ReportRequestError for columns of words.
    """
    report = plan.report
    is_index = report.rows.each == "indicator"
    one = find_indicator(report, row) if is_index else None
    texts = _texts(report, column.value, one)
    if not texts:
        raise ReportRequestError(f"Cột “{' / '.join(column.heading)}” không phải là số.")
    names = tuple(dict.fromkeys(name for text in texts for name in sorted(parse_formula(text).names)))
    key = () if is_index else row[:1]
    counted = counted_figures(platform, session, plan, report.rows.group_by[: len(key)], names)
    figures: dict[str, int] = {}
    for group in (*counted.groups, *counted.wholes):
        if group.key == key:
            for name, number in group.figures.items():
                figures[name] = figures.get(name, 0) + number
    parts = tuple(
        FigurePart(
            MEASURES[name].name,
            f"{MEASURE}{name}",
            None if name in counted.missing else figures.get(name, 0),
            key,
        )
        for name in names
    )
    words = " : ".join(_in_words(text) for text in texts) if len(texts) <= 2 else ""
    return FigureParts(one.name if one else " / ".join(column.heading), words, parts)


def _in_words(text: str) -> str:
    for name in sorted(parse_formula(text).names, key=len, reverse=True):
        text = text.replace(name, f"“{MEASURES[name].name}”")
    return text


def _texts(report: Report, value: str, one: Indicator | None) -> list[str]:
    """The formulas over measures that a column of an index is worked out from."""
    every = [each for group in report.indicators for each in group.indicators]
    if value.startswith("score_") and value.removeprefix("score_").isdecimal():
        place = int(value.removeprefix("score_"))
        every = every[place - 1 : place]
    elif one is not None:
        every = [one]
    if value == "appraised":
        return [text for each in every for text in (each.appraised, each.appraised_of) if text]
    if value == "numerator":
        return [each.numerator for each in every]
    if value == "denominator":
        return [each.denominator for each in every]
    if value in ("rate", "score", "rank", "remark") or value.startswith("score_"):
        return [text for each in every for text in (each.numerator, each.denominator)]
    return []


def figures_of(report: Report) -> Sequence[ReportColumn]:
    """The columns whose cells are figures that can be opened."""
    if report.rows.each == "group":
        return [column for column in report.columns if not column.value]
    if report.rows.each in ("indicator", "ranking"):
        return [column for column in report.columns if _texts(report, column.value, None)]
    return []
