"""Working days between two days and so many working days on, by an agency's calendar; never further than a lifetime."""

from __future__ import annotations

from datetime import date, timedelta

from motcua.kernel.working_calendar import WorkingCalendar

FARTHEST_DAYS = 40_000
FARTHEST_WORKING_DAYS = 5_000


def working_days(calendar: WorkingCalendar, first: date, last: date) -> int:
    """The working days after the first day up to and including the last; negative when the last comes before."""
    earlier, later = min(first, last), max(first, last)
    span = min((later - earlier).days, FARTHEST_DAYS)
    count = sum(calendar.is_working_day(earlier + timedelta(days=step)) for step in range(1, span + 1))
    return count if first <= last else -count


def after_working_days(calendar: WorkingCalendar, first: date, days: int) -> date | None:
    """The day so many working days after the first (before it, when negative); None when it lies too far away."""
    if abs(days) > FARTHEST_WORKING_DAYS:
        return None
    step, left, day = (1 if days >= 0 else -1), abs(days), first
    for _ in range(FARTHEST_DAYS):
        if not left:
            return day
        try:
            day += timedelta(days=step)
        except OverflowError:
            return None
        left -= calendar.is_working_day(day)
    return None
