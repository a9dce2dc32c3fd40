"""Dates and times in Vietnamese words, as screens and explanations show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

_WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
_ONE_DAY = timedelta(days=1)


def weekday_words(day: date) -> str:
    """The day of the week in lower case: `thứ hai` … `chủ nhật`."""
    return _WEEKDAYS[day.weekday()]


def date_words(day: date) -> str:
    """The date with two digits: `04/05/2026`."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def official_date(day: date) -> str:
    """A date as on official papers: "ngày 05 tháng 02 năm 2026" (NĐ 30/2020/NĐ-CP).

    The day and months 1 and 2 are padded with a zero, months 3 to 12 are not.
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def short_date_words(day: date, *, with_year: bool = False) -> str:
    """The date as spoken, for one-line summaries: `4/5`, or `4/5/2026`."""
    return f"{day.day}/{day.month}/{day.year}" if with_year else f"{day.day}/{day.month}"


def time_words(moment: datetime) -> str:
    """The time of day on the 24-hour clock: `16:05`."""
    return f"{moment.hour:02}:{moment.minute:02}"


def moment_words(moment: datetime) -> str:
    """Time before date: `16:05 thứ hai 23/11/2026`."""
    return f"{time_words(moment)} {weekday_words(moment)} {date_words(moment)}"


def short_moment_words(moment: datetime, *, with_year: bool = False) -> str:
    """Weekday, short date and time for one-line summaries: `thứ sáu 24/4 16:30`."""
    day = short_date_words(moment, with_year=with_year)
    return f"{weekday_words(moment)} {day} {time_words(moment)}"


def date_run_words(days: Iterable[date], *, with_year: bool = False) -> str:
    """Days in order as a list of runs: `27/4, 30/4–1/5`."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == _ONE_DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(_run_words(run[0], run[-1], with_year) for run in runs)


def _run_words(first: date, last: date, with_year: bool) -> str:
    if first == last:
        return short_date_words(first, with_year=with_year)
    start = short_date_words(first, with_year=with_year and first.year != last.year)
    return f"{start}–{short_date_words(last, with_year=with_year)}"
