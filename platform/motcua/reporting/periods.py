"""Reporting periods (kỳ báo cáo): their texts, their first and last days; the boundaries are data of the province."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from motcua.definitions.code_list import CodeList
from motcua.kernel.clock import VIETNAM, in_vietnam
from motcua.kernel.date_words import date_words

PERIOD_LIST = "ky-bao-cao"
"""The code list that holds the boundaries of every kind of period."""

_ROMAN = ("I", "II", "III", "IV")
_HALVES = ("đầu", "cuối")
_ONE_DAY = timedelta(days=1)
_LAST_MOMENT = time(23, 59, 59, 999_999)


class PeriodKind(StrEnum):
    """The kinds of periods a report can be made for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    REPORTING_QUARTER = "reporting_quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    ANY = "any"


_MONTHS = {
    PeriodKind.MONTH: 1,
    PeriodKind.REPORTING_QUARTER: 3,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.YEAR: 12,
}


_RULE_WORDS = MappingProxyType(
    {
        PeriodKind.DAY: "Ngày",
        PeriodKind.WEEK: "Tuần",
        PeriodKind.MONTH: "Tháng",
        PeriodKind.REPORTING_QUARTER: "Quý báo cáo",
        PeriodKind.HALF_YEAR: "6 tháng",
        PeriodKind.YEAR: "Năm",
    }
)


class PeriodError(ValueError):
    """A text that names no period; the message says in Vietnamese which texts do."""


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """Where a period counted in months begins: on ``start_day``, ``month_shift`` months beside its own first month.

    The reporting quarter of TT 01/2020/TT-VPCP begins on day 15 of the month before: 15 and -1.
    """

    start_day: int = 1
    month_shift: int = 0


PeriodRules = Mapping[PeriodKind, PeriodRule]


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both included, with the text it is asked by (``2026-Q3``) and its name in Vietnamese."""

    kind: PeriodKind
    text: str
    name: str
    start: date
    end: date

    @property
    def begins_at(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.start, time.min, VIETNAM)

    @property
    def ends_at(self) -> datetime:
        """The last moment, to the microsecond."""
        return datetime.combine(self.end, _LAST_MOMENT, VIETNAM)

    def cut_off(self, as_of: datetime) -> datetime:
        """The moment figures are counted as of: the period's end, or earlier while it runs.

        What happened after the end never changes a closed period (regulations 4.6).
        """
        return min(in_vietnam(as_of), self.ends_at)


def period_rules(codes: CodeList) -> dict[PeriodKind, PeriodRule]:
    """The boundaries as the code list ``ky-bao-cao`` states them (``start_day``, ``month_shift``).

    Raises PeriodError when a kind counted in months is missing or its days are impossible.
    """
    stated = {item.code: item.extra for item in codes.items}
    rules = {}
    for kind in _MONTHS:
        extra = stated.get(kind.value)
        if extra is None:
            raise PeriodError(f"Danh mục {codes.code} thiếu mục “{kind.value}” (ngày đầu của loại kỳ này).")
        try:
            rule = PeriodRule(int(extra.get("start_day", "1")), int(extra.get("month_shift", "0")))
        except ValueError:
            raise PeriodError(
                f"Danh mục {codes.code}, “{kind.value}”: start_day, month_shift phải là số."
            ) from None
        if not 1 <= rule.start_day <= 28:
            raise PeriodError(f"Danh mục {codes.code}, mục “{kind.value}”: start_day phải từ 1 đến 28.")
        rules[kind] = rule
    return rules


_FORMS = (
    (re.compile(r"(\d{4})-[Qq]([1-4])"), PeriodKind.REPORTING_QUARTER),
    (re.compile(r"(\d{4})-[Hh]([12])"), PeriodKind.HALF_YEAR),
    (re.compile(r"(\d{4})-(0[1-9]|1[0-2])"), PeriodKind.MONTH),
    (re.compile(r"(\d{4})()"), PeriodKind.YEAR),
)
_WEEK = re.compile(r"(\d{4})-[Ww](\d{1,2})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def parse_period(text: str, rules: PeriodRules) -> Period:
    """The period a text names: ``2026-Q3``, ``2026-11``, ``2026``, ``2026-H1``, ``2026-11-20``, ``2026-W47``,
    ``2026-01-01..2026-03-31``. Raises PeriodError for any other text.
    """
    asked = text.strip()
    try:
        if ".." in asked:
            first, _, last = asked.partition("..")
            return _span(date.fromisoformat(first.strip()), date.fromisoformat(last.strip()))
        if _DAY.fullmatch(asked):
            return _of_day(date.fromisoformat(asked))
        if match := _WEEK.fullmatch(asked):
            return _of_week(date.fromisocalendar(int(match[1]), int(match[2]), 1))
        for pattern, kind in _FORMS:
            if match := pattern.fullmatch(asked):
                return _of_months(kind, int(match[1]), int(match[2] or 1), rules)
    except PeriodError:
        raise
    except (ValueError, OverflowError):
        pass
    raise PeriodError(
        f"Không hiểu kỳ báo cáo “{text}”. Viết theo một trong các dạng: 2026-Q3 (quý báo cáo), 2026-11 (tháng), "
        "2026 (năm), 2026-H1 (6 tháng), 2026-11-20 (ngày), 2026-W47 (tuần), 2026-01-01..2026-03-31 (khoảng ngày)."
    )


def period_with(kind: PeriodKind, day: date, rules: PeriodRules) -> Period:
    """The period of a kind in which a day lies; of kind ``any`` the day alone."""
    match kind:
        case PeriodKind.DAY | PeriodKind.ANY:
            return _of_day(day)
        case PeriodKind.WEEK:
            return _of_week(day - timedelta(days=day.weekday()))
        case _:
            months = _MONTHS[kind]
            rule = rules[kind]
            counted = day.year * 12 + day.month - 1 - (day.day < rule.start_day) - rule.month_shift
            year, month = divmod(counted, 12)
            return _of_months(kind, year, month // months + 1, rules)


def previous_period(period: Period, rules: PeriodRules) -> Period:
    """The period of the same kind and length right before."""
    if period.kind is PeriodKind.ANY:
        length = period.end - period.start
        return _span(period.start - _ONE_DAY - length, period.start - _ONE_DAY)
    return period_with(period.kind, period.start - _ONE_DAY, rules)


RULES: Mapping[str, str] = MappingProxyType(
    {
        f"{which}_{kind}": f"{words} {before}".strip()
        for kind, words in _RULE_WORDS.items()
        for which, before in (("this", "này"), ("last", "trước"))
    }
)
"""Periods told from the day they are asked on: ``this_month``, ``last_reporting_quarter``."""


def period_by_rule(rule: str, day: date, rules: PeriodRules) -> Period:
    """The period that a rule names on a day. Raises PeriodError for any other text."""
    if rule not in RULES:
        raise PeriodError(f"Không hiểu kỳ “{rule}”. Chọn một trong: {', '.join(RULES)}.")
    which, _, kind = rule.partition("_")
    period = period_with(PeriodKind(kind), day, rules)
    return period if which == "this" else previous_period(period, rules)


def _span(start: date, end: date) -> Period:
    if end < start:
        raise PeriodError(
            f"Khoảng ngày {date_words(start)} – {date_words(end)} có ngày cuối trước ngày đầu. Đổi lại thứ tự hai ngày."
        )
    name = f"từ {date_words(start)} đến {date_words(end)}"
    return Period(PeriodKind.ANY, f"{start.isoformat()}..{end.isoformat()}", name, start, end)


def _of_day(day: date) -> Period:
    return Period(PeriodKind.DAY, day.isoformat(), f"Ngày {date_words(day)}", day, day)


def _of_week(monday: date) -> Period:
    year, week, _ = monday.isocalendar()
    return Period(
        PeriodKind.WEEK,
        f"{year:04}-W{week:02}",
        f"Tuần {week} năm {year}",
        monday,
        monday + timedelta(days=6),
    )


def _of_months(kind: PeriodKind, year: int, count: int, rules: PeriodRules) -> Period:
    months, rule = _MONTHS[kind], rules[kind]
    first = year * 12 + (count - 1) * months + rule.month_shift
    start = _day_in(first, rule.start_day)
    end = _day_in(first + months, rule.start_day) - _ONE_DAY
    match kind:
        case PeriodKind.MONTH:
            text, name = f"{year:04}-{count:02}", f"Tháng {count} năm {year}"
        case PeriodKind.REPORTING_QUARTER:
            text, name = f"{year:04}-Q{count}", f"Quý {_ROMAN[count - 1]} năm {year}"
        case PeriodKind.HALF_YEAR:
            text, name = f"{year:04}-H{count}", f"6 tháng {_HALVES[count - 1]} năm {year}"
        case _:
            text, name = f"{year:04}", f"Năm {year}"
    return Period(kind, text, name, start, end)


def _day_in(counted_months: int, day: int) -> date:
    year, month = divmod(counted_months, 12)
    return date(year, month + 1, min(day, calendar.monthrange(year, month + 1)[1]))
