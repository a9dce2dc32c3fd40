"""Working time counted one minute after the other: slow, and right at a glance."""

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from motcua.kernel.clock import VIETNAM
from motcua.kernel.working_calendar import DayOverride, OverrideKind, Shift, WorkingCalendar

MINUTE = timedelta(minutes=1)


def shifts_of(calendar: WorkingCalendar, day: date) -> tuple[Shift, ...]:
    override = calendar.overrides.get(day)
    if override is None:
        return calendar.weekly[day.weekday()]
    if override.kind is OverrideKind.OFF:
        return ()
    if override.shifts:
        return override.shifts
    assert override.stands_for is not None
    return calendar.weekly[override.stands_for]


def is_worked(calendar: WorkingCalendar, minute: datetime) -> bool:
    return any(shift.start <= minute.time() < shift.end for shift in shifts_of(calendar, minute.date()))


def minutes_between(calendar: WorkingCalendar, start: datetime, end: datetime) -> int:
    count = 0
    while start < end:
        count += is_worked(calendar, start)
        start += MINUTE
    return count


def add_minutes(calendar: WorkingCalendar, start: datetime, minutes: int) -> datetime:
    while minutes:
        minutes -= is_worked(calendar, start)
        start += MINUTE
    return start


def subtract_minutes(calendar: WorkingCalendar, end: datetime, minutes: int) -> datetime:
    while minutes:
        end -= MINUTE
        minutes -= is_worked(calendar, end)
    return end


def next_worked(calendar: WorkingCalendar, moment: datetime) -> datetime:
    while not is_worked(calendar, moment):
        moment += MINUTE
    return moment


FIRST_DAY = date(2026, 4, 20)
_DAY_SHIFTS = (
    (Shift(time(7, 0), time(11, 30)), Shift(time(13, 30), time(17, 0))),
    (Shift(time(7, 30), time(11, 30)), Shift(time(13, 0), time(17, 0))),
    (Shift(time(7, 0), time(11, 30)),),
    (Shift(time(13, 0), time(16, 45)),),
    (Shift(time(0, 0), time(6, 0)), Shift(time(6, 0), time(12, 0)), Shift(time(18, 0), time(23, 59))),
)
full_shifts = st.sampled_from(_DAY_SHIFTS)
moments = st.integers(0, 14 * 1440).map(
    lambda minute: datetime(2026, 4, 20, tzinfo=VIETNAM) + timedelta(minutes=minute)
)


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    """Any week with at least one working day, and overrides of both kinds over three weeks."""
    days = draw(st.lists(full_shifts | st.just(()), min_size=7, max_size=7).filter(any))
    worked = [weekday for weekday, shifts in enumerate(days) if shifts]
    override = st.one_of(
        st.just(DayOverride(OverrideKind.OFF, reason="nghỉ lễ")),
        st.builds(DayOverride, st.just(OverrideKind.WORK), shifts=full_shifts),
        st.builds(DayOverride, st.just(OverrideKind.WORK), stands_for=st.sampled_from(worked)),
    )
    dates = st.integers(0, 20).map(lambda offset: FIRST_DAY + timedelta(days=offset))
    return WorkingCalendar("any", tuple(days), draw(st.dictionaries(dates, override, max_size=8)))
