"""Dates, months and times, from ISO text or as Vietnamese people type them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from motcua.definitions.code_list import CodeList
from motcua.definitions.form import FormField
from motcua.dossiers.field_error import AnswerRefused
from motcua.dossiers.field_types import FieldType, FieldTypes, Reading, Schema, type_table
from motcua.dossiers.text_types import as_text
from motcua.kernel.text import clean

EARLIEST_YEAR = 1850
LATEST_YEAR = 2200

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:T.*)?")
_TYPED = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})(?:[/. -]([0-9]{4}|[0-9]{2}))?")
_RUN = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4}|[0-9]{2})?")
_ISO_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})")
_TYPED_MONTH = re.compile(r"([0-9]{1,2})[/. -]([0-9]{4})")
_CLOCK = re.compile(r"([0-9]{1,2})(?:[:hg]([0-9]{1,2})?)?(?::[0-9]{2})?p?", re.IGNORECASE)


def parse_date(text: str, today: date | None = None) -> date | None:
    """A day from `2026-01-31`, `31/01/2026`, `31.1.26`, `31012026`, `3101`; None when it looks like none.

    Without a year it is this year's. Two digits of a year mean the century in which the day lies at most ten years
    ahead. Raises AnswerRefused when the day cannot be (“Tháng 2/2024 có 29 ngày.”).
    """
    iso = _ISO.fullmatch(text)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    typed = _TYPED.fullmatch(text) or _RUN.fullmatch(text)
    if typed is None:
        return None
    year = _year(typed[3], today)
    return None if year is None else _day(year, int(typed[2]), int(typed[1]))


def _year(given: str | None, today: date | None) -> int | None:
    if given and len(given) == 4:
        return int(given)
    if today is None:
        return None
    if not given:
        return today.year
    year = today.year // 100 * 100 + int(given)
    return year - 100 if year > today.year + 10 else year


def _day(year: int, month: int, day: int) -> date:
    _check_month(year, month)
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise AnswerRefused("date", f"Tháng {month}/{year} có {days} ngày. Ghi ngày từ 1 đến {days}.")
    return date(year, month, day)


def _check_month(year: int, month: int) -> None:
    if not 1 <= month <= 12:
        raise AnswerRefused("date", f"Không có tháng {month}. Ghi tháng từ 1 đến 12, ngày đứng trước tháng.")
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise AnswerRefused("date", f"Năm {year} không dùng được. Ghi đủ bốn số của năm, ví dụ 1996.")


def date_words(iso: str) -> str:
    """`2026-01-31` as `31/01/2026`."""
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}"


def read_date(reading: Reading, value: Any) -> str | None:
    """A day as ISO text."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = clean(as_text(value))
    if not text:
        return None
    day = parse_date(text, reading.today)
    if day is None:
        raise AnswerRefused(
            "date", f"“{text[:30]}” không phải là ngày. Ghi ngày/tháng/năm, ví dụ 14/02/1996."
        )
    return day.isoformat()


def read_month(_reading: Reading, value: Any) -> str | None:
    """A month as `2026-01`."""
    text = clean(as_text(value))
    if not text:
        return None
    iso = _ISO_MONTH.fullmatch(text)
    typed = _TYPED_MONTH.fullmatch(text)
    if iso:
        year, month = int(iso[1]), int(iso[2])
    elif typed:
        month, year = int(typed[1]), int(typed[2])
    else:
        raise AnswerRefused("month", f"“{text[:30]}” không phải là tháng. Ghi tháng/năm, ví dụ 02/1996.")
    _check_month(year, month)
    return f"{year:04}-{month:02}"


def read_time(_reading: Reading, value: Any) -> str | None:
    """A time of day as `07:30`; `7h30`, `7g30` and `7` count as typed."""
    text = clean(as_text(value)).replace(" ", "")
    if not text:
        return None
    match = _CLOCK.fullmatch(text)
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (99, 0)
    if hour > 23 or minute > 59:
        raise AnswerRefused("time", f"“{text[:20]}” không phải là giờ. Ghi giờ:phút từ 00:00 đến 23:59.")
    return f"{hour:02}:{minute:02}"


def _describe_date(_field: FormField, _lists: Mapping[str, CodeList]) -> Schema:
    return {"type": "string", "format": "date", "examples": ["1996-02-14"]}


def _describe_month(_field: FormField, _lists: Mapping[str, CodeList]) -> Schema:
    return {"type": "string", "pattern": "^(1[89]|20|21)[0-9]{2}-(0[1-9]|1[0-2])$", "examples": ["2020-06"]}


def _describe_time(_field: FormField, _lists: Mapping[str, CodeList]) -> Schema:
    return {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["07:30"]}


TIME_TYPES: FieldTypes = type_table(
    FieldType("date", read_date, _describe_date),
    FieldType("month", read_month, _describe_month),
    FieldType("time", read_time, _describe_time),
)
