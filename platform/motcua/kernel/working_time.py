"""Counting working minutes: between two moments, forward from one, backward from one."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel.working_calendar import (
    MINUTES_A_DAY,
    CalendarError,
    DayTable,
    WorkingCalendar,
    to_minutes,
    to_moment,
)


def working_minutes_between(calendar: WorkingCalendar, start: datetime, end: datetime) -> int:
    """Working minutes from one moment to another; negative when the end is earlier."""
    return calendar.table.total(to_minutes(end)) - calendar.table.total(to_minutes(start))


def add_working_minutes(calendar: WorkingCalendar, start: datetime, minutes: int) -> datetime:
    """The earliest moment with so many working minutes after the start; the end of a session stays there.

    No minutes give the start itself; negative ones count backward.
    """
    if minutes < 0:
        return subtract_working_minutes(calendar, start, -minutes)
    return to_moment(add_minutes(calendar.table, to_minutes(start), minutes))


def subtract_working_minutes(calendar: WorkingCalendar, end: datetime, minutes: int) -> datetime:
    """The latest moment with so many working minutes before the end; the start of a session stays there."""
    if minutes < 0:
        return add_working_minutes(calendar, end, -minutes)
    return to_moment(_subtract_minutes(calendar.table, to_minutes(end), minutes))


def next_working_moment(calendar: WorkingCalendar, moment: datetime) -> datetime:
    """The moment itself when work goes on then, otherwise the next opening."""
    return to_moment(opening_from(calendar.table, to_minutes(moment)))


def end_of_working_day(calendar: WorkingCalendar, moment: datetime) -> datetime:
    """The close of the day of the next working moment."""
    ordinal = opening_from(calendar.table, to_minutes(moment)) // MINUTES_A_DAY
    return to_moment(closing(calendar.table, ordinal))


def add_minutes(table: DayTable, start: int, minutes: int) -> int:
    """As `add_working_minutes`, on whole minutes and for amounts of 0 or more."""
    if minutes == 0:
        return start
    ordinal, minute = divmod(start, MINUTES_A_DAY)
    plan = table.plan(ordinal)
    left = minutes + plan.elapsed(minute)
    while left > plan.minutes:
        left -= plan.minutes
        ordinal += 1
        plan = table.plan(ordinal)
    return ordinal * MINUTES_A_DAY + plan.earliest(left)


def _subtract_minutes(table: DayTable, end: int, minutes: int) -> int:
    if minutes == 0:
        return end
    ordinal, minute = divmod(end, MINUTES_A_DAY)
    plan = table.plan(ordinal)
    left = minutes - plan.elapsed(minute)
    while left > 0:
        ordinal -= 1
        if ordinal < 1:
            raise CalendarError("Ngày tính được nằm ngoài lịch. Kiểm tra lại số phút cần lùi.")
        plan = table.plan(ordinal)
        left -= plan.minutes
    return ordinal * MINUTES_A_DAY + plan.latest(-left)


def opening_from(table: DayTable, moment: int) -> int:
    """As `next_working_moment`, on whole minutes."""
    ordinal, minute = divmod(moment, MINUTES_A_DAY)
    for start, end in table.plan(ordinal).sessions:
        if minute < end:
            return ordinal * MINUTES_A_DAY + max(minute, start)
    return opening_after_day(table, ordinal)


def opening_after_day(table: DayTable, ordinal: int) -> int:
    """The opening of the first working day after a day."""
    ordinal += 1
    while not (plan := table.plan(ordinal)).minutes:
        ordinal += 1
    return ordinal * MINUTES_A_DAY + plan.sessions[0][0]


def closing(table: DayTable, ordinal: int) -> int:
    """The close of a working day."""
    return ordinal * MINUTES_A_DAY + table.plan(ordinal).sessions[-1][1]
