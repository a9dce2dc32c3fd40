"""Numbers and dates as pages show them."""

from __future__ import annotations

from datetime import date, datetime

from motcua.kernel.clock import in_vietnam
from motcua.kernel.date_words import date_words, time_words, weekday_words
from motcua.web.screens.typed_dates import read_day


def numbers(value: int) -> str:
    """A count with dots between thousands: `1.184`."""
    return f"{value:,}".replace(",", ".")


def day_words(day: date | None) -> str:
    """A day: `02/11/2026`; empty for none."""
    return date_words(day) if day else ""


def moment_line(moment: datetime | None) -> str:
    """A moment with time before date: `09:41 20/11/2026`; empty for none."""
    if moment is None:
        return ""
    local = in_vietnam(moment)
    return f"{time_words(local)} {date_words(local)}"


def long_day(day: date) -> str:
    """A day with its weekday: `thứ ba, ngày 01/12/2026`."""
    return f"{weekday_words(day)}, ngày {date_words(day)}"


def parse_day(text: str) -> date | None:
    """The day typed as dd/mm/yyyy or as ISO; nothing when it is neither."""
    return read_day(text)
