"""The official working calendar of 2025 and 2026, as the tests of the kernel need it."""

from datetime import date, datetime, time

from motcua.kernel.clock import VIETNAM
from motcua.kernel.working_calendar import DayOverride, OverrideKind, Shift, Weekly, WorkingCalendar

MORNING = Shift(time(7, 0), time(11, 30))
AFTERNOON = Shift(time(13, 30), time(17, 0))
FULL_DAY = (MORNING, AFTERNOON)
OFFICE_WEEK: Weekly = (FULL_DAY,) * 5 + ((), ())

_OFF = {
    (2025, 1): [1, 27, 28, 29, 30, 31],
    (2025, 4): [7, 30],
    (2025, 5): [1, 2],
    (2025, 9): [1, 2],
    (2026, 1): [1, 2],
    (2026, 2): [16, 17, 18, 19, 20],
    (2026, 4): [27, 30],
    (2026, 5): [1],
    (2026, 8): [31],
    (2026, 9): [1, 2],
    (2026, 11): [24],
}
_WORKED = {date(2025, 4, 26): 4, date(2026, 1, 10): 4, date(2026, 8, 22): 0}


def _overrides() -> dict[date, DayOverride]:
    off = DayOverride(OverrideKind.OFF, reason="nghỉ lễ")
    days = {date(year, month, day): off for (year, month), days in _OFF.items() for day in days}
    worked = {
        day: DayOverride(OverrideKind.WORK, stands_for=weekday, reason="làm bù")
        for day, weekday in _WORKED.items()
    }
    return days | worked


OFFICE = WorkingCalendar("office", OFFICE_WEEK, _overrides(), frozenset({2027}))


def at(text: str) -> datetime:
    """A Vietnamese moment written as `2026-04-24 16:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)
