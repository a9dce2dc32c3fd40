"""Due dates: what a policy makes of a limit on a calendar, and how a pause moves it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import assert_never

from motcua.kernel.clock import in_vietnam
from motcua.kernel.date_words import short_date_words
from motcua.kernel.due_date import DueDate, Span
from motcua.kernel.due_trail import Trail
from motcua.kernel.time_limit import LimitUnit, TimeLimit
from motcua.kernel.working_calendar import (
    MINUTES_A_DAY,
    CalendarError,
    WorkingCalendar,
    to_minutes,
    to_moment,
)
from motcua.kernel.working_time import (
    add_working_minutes,
    closing,
    opening_after_day,
    opening_from,
    working_minutes_between,
)


class CountFrom(StrEnum):
    """Where a limit in days begins."""

    MINUTE = "minute"
    NEXT_DAY = "next_day"


class AfterCutoff(StrEnum):
    """When a same-day result is due if the dossier came after the cutoff."""

    NEXT_DAY_END = "next_day_end"
    NEXT_DAY_MORNING = "next_day_morning"


@dataclass(frozen=True, slots=True)
class ClockPolicy:
    """How a province counts.

    `count_from`: from the minute of receipt, or from the next day (Bộ luật Dân sự 2015 art. 147: the end of the
    N-th following day); limits in hours always run from the minute. `cutoff`: the 15:00 rule, None for no rule.
    `roll_calendar_days`: a calendar period ending on a day off ends on the next working day (art. 148).
    """

    count_from: CountFrom = CountFrom.MINUTE
    cutoff: time | None = None
    roll_calendar_days: bool = True
    same_day_after_cutoff: AfterCutoff = AfterCutoff.NEXT_DAY_END


@dataclass(frozen=True, slots=True)
class _Outcome:
    starts: int
    due: int
    spans: tuple[Span, ...]
    note: str = ""
    from_next_day: bool = False


def due(calendar: WorkingCalendar, policy: ClockPolicy, received: datetime, limit: TimeLimit) -> DueDate:
    """When a limit runs out, with its explanation. Seconds of the receipt are dropped.

    Working days on the minute clock are worth `calendar.minutes_per_day` each and are counted as working minutes,
    so a whole number of full days keeps its minute, a morning-only Saturday counts for the hours it has, and a
    result on the end of a session stays there. Counted from the next day, every working day is one day, long or
    short, and half a day is half of it. Calendar days, months and years end with the working hours of their last day.
    Raises CalendarError when the date leaves the calendar.
    """
    at = to_minutes(received)
    match limit.unit:
        case LimitUnit.WORKING_HOURS:
            outcome = _by_minutes(calendar, at, int(limit.amount * 60))
        case LimitUnit.WORKING_DAYS if policy.count_from is CountFrom.NEXT_DAY:
            outcome = _by_following_days(calendar, at, limit.amount)
        case LimitUnit.WORKING_DAYS:
            outcome = _by_minutes(calendar, at, _share(calendar.minutes_per_day, limit.amount))
        case LimitUnit.CALENDAR_DAYS | LimitUnit.MONTHS | LimitUnit.YEARS:
            outcome = _by_calendar(calendar, policy, at, limit)
        case LimitUnit.SAME_DAY:
            outcome = _same_day(calendar, policy, at)
        case LimitUnit.IMMEDIATE:
            outcome = _same_day(calendar, ClockPolicy(), at)
        case _:
            assert_never(limit.unit)
    starts_at, due_at = to_moment(outcome.starts), to_moment(outcome.due)
    provisional = any(calendar.is_provisional(year) for year in range(starts_at.year, due_at.year + 1))
    return DueDate(
        received=to_moment(at),
        limit=limit,
        starts_at=starts_at,
        due_at=due_at,
        spans=outcome.spans,
        provisional=provisional,
        from_next_day=outcome.from_next_day,
        note=outcome.note,
    )


def shift_due(
    calendar: WorkingCalendar, due_at: datetime, paused_from: datetime, paused_to: datetime
) -> datetime:
    """The due date after a pause: the old one and the working time that was waited.

    Raises CalendarError when the pause ends before it begins.
    """
    if in_vietnam(paused_to) < in_vietnam(paused_from):
        raise CalendarError("Thời điểm tiếp tục phải sau thời điểm tạm dừng. Kiểm tra lại hai thời điểm.")
    return add_working_minutes(calendar, due_at, working_minutes_between(calendar, paused_from, paused_to))


def hand_over_due(calendar: WorkingCalendar, policy: ClockPolicy, received: datetime) -> datetime:
    """When a received dossier must be with the settling agency (NĐ 61/2018/NĐ-CP art. 18).

    Within the working day; by the opening of the next working day when received after the cutoff.
    """
    at = to_minutes(received)
    start = opening_from(calendar.table, at)
    ordinal = start // MINUTES_A_DAY
    if ordinal == at // MINUTES_A_DAY and _is_after_cutoff(policy, at):
        return to_moment(opening_after_day(calendar.table, ordinal))
    return to_moment(closing(calendar.table, ordinal))


def _is_after_cutoff(policy: ClockPolicy, at: int) -> bool:
    cutoff = policy.cutoff
    return cutoff is not None and at % MINUTES_A_DAY > cutoff.hour * 60 + cutoff.minute


def _share(minutes_per_day: int, days: Decimal) -> int:
    """Minutes of so many days, at least one."""
    return max(1, int((days * minutes_per_day).quantize(Decimal(1), rounding=ROUND_HALF_UP)))


def _by_minutes(calendar: WorkingCalendar, at: int, minutes: int) -> _Outcome:
    start = opening_from(calendar.table, at)
    trail = Trail(calendar)
    trail.skip_before(at, start)
    due_at = trail.minutes(start, minutes)
    return _Outcome(start, due_at, trail.spans())


def _by_following_days(calendar: WorkingCalendar, at: int, days: Decimal) -> _Outcome:
    start = opening_after_day(calendar.table, at // MINUTES_A_DAY)
    trail = Trail(calendar)
    trail.skip_before(at, start)
    whole = int(days)
    due_at = trail.whole_days(start // MINUTES_A_DAY, whole) if whole else start
    if part := days - whole:
        resumed = opening_from(calendar.table, due_at)
        trail.skip_before(due_at, resumed)
        due_at = trail.minutes(resumed, _share(calendar.table.plan(resumed // MINUTES_A_DAY).minutes, part))
    return _Outcome(start, due_at, trail.spans(), from_next_day=True)


def _by_calendar(calendar: WorkingCalendar, policy: ClockPolicy, at: int, limit: TimeLimit) -> _Outcome:
    next_day = policy.count_from is CountFrom.NEXT_DAY
    start = at if next_day else opening_from(calendar.table, at)
    trail = Trail(calendar)
    if not next_day:
        trail.skip_before(at, start)
    last = _last_day(start // MINUTES_A_DAY, limit)
    begin = (start // MINUTES_A_DAY + 1) * MINUTES_A_DAY if next_day else start
    trail.calendar_days(begin, last)
    note = ""
    if calendar.table.plan(last).minutes:
        due_at = closing(calendar.table, last)
    elif policy.roll_calendar_days:
        shown = short_date_words(date.fromordinal(last))
        note = f"ngày cuối {shown} là ngày nghỉ nên chuyển sang ngày làm việc tiếp theo"
        due_at = closing(calendar.table, trail.roll(last + 1))
    else:
        due_at = last * MINUTES_A_DAY + max(
            plan.sessions[-1][1] for plan in calendar.table.weekly if plan.sessions
        )
    return _Outcome(begin, due_at, trail.spans(), note, next_day)


def last_day(first: date, limit: TimeLimit) -> date:
    """The day so many calendar days, months or years after another; for how long papers hold and are kept.

    Limits in working time count as many days of the calendar. Raises CalendarError beyond the calendar.
    """
    if limit.unit in (LimitUnit.CALENDAR_DAYS, LimitUnit.MONTHS, LimitUnit.YEARS):
        return date.fromordinal(_last_day(first.toordinal(), limit))
    return first + timedelta(days=int(limit.amount))


def _last_day(first: int, limit: TimeLimit) -> int:
    amount = int(limit.amount)
    if limit.unit is LimitUnit.CALENDAR_DAYS:
        return first + amount
    day = date.fromordinal(first)
    months = amount * 12 if limit.unit is LimitUnit.YEARS else amount
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        raise CalendarError("Ngày tính được nằm ngoài lịch. Kiểm tra lại ngày nhận và thời hạn.")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).toordinal()


def _same_day(calendar: WorkingCalendar, policy: ClockPolicy, at: int) -> _Outcome:
    start = opening_from(calendar.table, at)
    note = ""
    late = start // MINUTES_A_DAY == at // MINUTES_A_DAY and _is_after_cutoff(policy, at)
    if late:
        start = opening_after_day(calendar.table, at // MINUTES_A_DAY)
        note = f"nhận sau {policy.cutoff:%H:%M} nên trả trong ngày làm việc tiếp theo"
    trail = Trail(calendar)
    trail.skip_before(at, start)
    ordinal = start // MINUTES_A_DAY
    plan = calendar.table.plan(ordinal)
    done = plan.elapsed(start % MINUTES_A_DAY)
    minutes = plan.minutes - done
    if late and policy.same_day_after_cutoff is AfterCutoff.NEXT_DAY_MORNING:
        opens, closes = plan.sessions[0]
        minutes = closes - opens
    due_at = trail.minutes(start, minutes)
    return _Outcome(start, due_at, trail.spans(), note)
