"""How a due date stands: time left or gone over for a clock chip, and timeliness by date for reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from motcua.kernel.clock import in_vietnam
from motcua.kernel.time_limit import decimal_words
from motcua.kernel.working_calendar import WorkingCalendar, to_minutes
from motcua.kernel.working_time import working_minutes_between


class ClockState(StrEnum):
    """The color of a clock chip: plenty of time, less than one working day, overdue."""

    OK = "ok"
    SOON = "soon"
    LATE = "late"


class Timeliness(StrEnum):
    """Finished before, on or after the date due; the hour does not matter to reports."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Remaining:
    """Working minutes left (negative when overdue), the state, and Vietnamese words for a chip."""

    minutes: int
    kind: ClockState
    words: str


def remaining(calendar: WorkingCalendar, now: datetime, due_at: datetime) -> Remaining:
    """How much working time is left to the minute. At the very minute due it is still in time."""
    minutes = working_minutes_between(calendar, now, due_at)
    a_day = calendar.minutes_per_day
    if to_minutes(now) > to_minutes(due_at):
        return Remaining(minutes, ClockState.LATE, _late_words(-minutes, a_day))
    kind = ClockState.SOON if minutes < a_day else ClockState.OK
    return Remaining(minutes, kind, _left_words(minutes, a_day))


def timeliness(finished: datetime, due_at: datetime) -> Timeliness:
    """How a result stands to its due date, by date."""
    finished_on, due_on = in_vietnam(finished).date(), in_vietnam(due_at).date()
    if finished_on < due_on:
        return Timeliness.EARLY
    return Timeliness.ON_TIME if finished_on == due_on else Timeliness.LATE


def _left_words(minutes: int, a_day: int) -> str:
    if minutes >= a_day:
        return f"còn {_halves(minutes, a_day)} ngày làm việc"
    if minutes >= 60:
        return f"còn {_halves(minutes, 60)} giờ làm việc"
    return f"còn {minutes} phút" if minutes else "đến hạn"


def _late_words(minutes: int, a_day: int) -> str:
    if minutes >= a_day:
        return f"quá {_halves(minutes, a_day)} ngày"
    if minutes >= 60:
        return f"quá {_halves(minutes, 60)} giờ"
    return f"quá {minutes} phút" if minutes else "vừa quá hạn"


def _halves(minutes: int, unit: int) -> str:
    """So many units, rounded down to halves, with a decimal comma."""
    return decimal_words(Decimal(minutes * 2 // unit) / 2)
