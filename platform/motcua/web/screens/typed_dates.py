"""Dates and times as people type them into our own small forms."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from motcua.kernel.clock import VIETNAM

DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
HOUR = re.compile(r"(\d{1,2})[:h](\d{2})")
CLOSING = "17:00"
YEARS = range(1900, 2200)
"""The years anybody means; a day outside cannot be counted on from in every time zone."""


def read_day(text: str) -> date | None:
    """A day written 14/11/2026 or 2026-11-14; None for anything else, and for years nobody means."""
    spoken, written = DAY.fullmatch(text.strip()), ISO_DAY.fullmatch(text.strip())
    try:
        if spoken:
            day = date(int(spoken[3]), int(spoken[2]), int(spoken[1]))
        elif written:
            day = date(int(written[1]), int(written[2]), int(written[3]))
        else:
            return None
    except ValueError:
        return None
    return day if day.year in YEARS else None


def read_moment(day: str, hour: str = CLOSING) -> datetime | None:
    """A day and a time of it, in Vietnamese time; None when either cannot be read."""
    found, clock = read_day(day), HOUR.fullmatch((hour or CLOSING).strip())
    if found is None or clock is None or int(clock[1]) > 23 or int(clock[2]) > 59:
        return None
    return datetime.combine(found, time(int(clock[1]), int(clock[2])), VIETNAM)
