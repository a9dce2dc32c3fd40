"""Due dates by every unit and policy: the worked cases, the rules, and properties over any calendar."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.kernel import slow_reference as slow
from tests.unit.kernel.vietnam_2025_2026 import AFTERNOON, FULL_DAY, MORNING, OFFICE, at

from motcua.kernel.due_clock import AfterCutoff, ClockPolicy, CountFrom, due, hand_over_due, shift_due
from motcua.kernel.due_date import SpanKind
from motcua.kernel.time_limit import LimitUnit, TimeLimit
from motcua.kernel.working_calendar import CalendarError, DayOverride, OverrideKind, WorkingCalendar
from motcua.kernel.working_time import working_minutes_between

MINUTE_CLOCK = ClockPolicy()
NEXT_DAY = ClockPolicy(count_from=CountFrom.NEXT_DAY)
FIFTEEN = ClockPolicy(cutoff=time(15, 0))


def _due(
    received: str, limit: str, policy: ClockPolicy = MINUTE_CLOCK, calendar: WorkingCalendar = OFFICE
) -> datetime:
    return due(calendar, policy, at(received), TimeLimit.parse(limit)).due_at


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        ("2026-04-24 08:00", "3 working_days", "2026-05-04 08:00"),
        ("2026-04-24 16:30", "3 working_days", "2026-05-04 16:30"),
        ("2026-04-29 10:00", "5 working_days", "2026-05-08 10:00"),
        ("2026-01-09 14:00", "2 working_days", "2026-01-12 14:00"),
        ("2026-08-21 15:30", "1 working_day", "2026-08-22 15:30"),
        ("2026-08-28 09:00", "5 working_days", "2026-09-09 09:00"),
        ("2026-02-13 08:15", "10 working_days", "2026-03-06 08:15"),
        ("2026-11-23 11:45", "2 working_days", "2026-11-26 11:30"),
        ("2025-04-25 17:20", "3 working_days", "2025-04-29 17:00"),
        ("2026-11-20 07:00", "0.5 working_days", "2026-11-20 11:00"),
    ],
)
def test_worked_case__gives_its_due_date(received: str, limit: str, expected: str) -> None:
    assert _due(received, limit) == at(expected)


def test_clock_of_the_25_april_2025_case__starts_on_the_worked_saturday() -> None:
    result = due(OFFICE, MINUTE_CLOCK, at("2025-04-25 17:20"), TimeLimit.parse("3 working_days"))
    assert result.starts_at == at("2025-04-26 07:00")
    assert result.made_up_days == (date(2025, 4, 26),)


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        ("2026-11-20 07:00", "1 working_day", "2026-11-20 17:00"),
        ("2026-11-20 06:00", "1 working_day", "2026-11-20 17:00"),
        ("2026-11-19 17:00", "1 working_day", "2026-11-20 17:00"),
        ("2026-11-20 12:00", "1 working_day", "2026-11-23 11:30"),
        ("2026-11-20 11:30", "1 working_day", "2026-11-23 11:30"),
        ("2026-11-20 13:30", "3.5 working_hours", "2026-11-20 17:00"),
        ("2026-11-20 16:00", "2 working_hours", "2026-11-23 08:00"),
        ("2026-11-20 22:00", "8 working_hours", "2026-11-23 17:00"),
    ],
)
def test_end_of_session__stays_there(received: str, limit: str, expected: str) -> None:
    assert _due(received, limit) == at(expected)


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        ("2026-04-24 08:00", "3 working_days", "2026-05-04 17:00"),
        ("2026-04-24 16:30", "3 working_days", "2026-05-04 17:00"),
        ("2026-04-24 18:00", "3 working_days", "2026-05-04 17:00"),
        ("2026-04-26 09:00", "1 working_day", "2026-04-28 17:00"),
        ("2026-04-24 08:00", "1.5 working_days", "2026-04-29 11:00"),
        ("2026-04-24 08:00", "0.5 working_days", "2026-04-28 11:00"),
        ("2026-04-24 08:00", "4 working_hours", "2026-04-24 14:00"),
        ("2026-04-24 08:00", "3 calendar_days", "2026-04-28 17:00"),
    ],
)
def test_count_from_the_next_day__gives_the_end_of_the_day(received: str, limit: str, expected: str) -> None:
    assert _due(received, limit, NEXT_DAY) == at(expected)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-20 09:00", "2026-11-20 17:00"),
        ("2026-11-20 15:00", "2026-11-20 17:00"),
        ("2026-11-20 12:00", "2026-11-20 17:00"),
        ("2026-11-20 06:00", "2026-11-20 17:00"),
        ("2026-11-20 15:01", "2026-11-23 17:00"),
        ("2026-11-20 17:30", "2026-11-23 17:00"),
        ("2026-11-21 09:00", "2026-11-23 17:00"),
        ("2026-11-21 16:00", "2026-11-23 17:00"),
        ("2026-11-23 15:30", "2026-11-25 17:00"),
    ],
)
def test_same_day_with_the_15_hour_rule__is_due_at_the_end_of_that_or_the_next_day(
    received: str, expected: str
) -> None:
    assert _due(received, "same_day", FIFTEEN) == at(expected)


def test_same_day_without_the_rule__is_due_at_the_end_of_that_day() -> None:
    assert _due("2026-11-20 16:59", "same_day") == at("2026-11-20 17:00")
    assert _due("2026-11-20 17:00", "same_day") == at("2026-11-23 17:00")


def test_same_day_after_the_cutoff__may_be_due_the_next_morning() -> None:
    policy = ClockPolicy(cutoff=time(15), same_day_after_cutoff=AfterCutoff.NEXT_DAY_MORNING)
    assert _due("2026-11-20 15:30", "same_day", policy) == at("2026-11-23 11:30")
    assert _due("2026-11-20 14:30", "same_day", policy) == at("2026-11-20 17:00")


def test_immediate__knows_no_cutoff() -> None:
    assert _due("2026-11-20 15:30", "immediate", FIFTEEN) == at("2026-11-20 17:00")


@pytest.mark.parametrize(
    ("received", "limit", "rolled", "kept"),
    [
        ("2026-04-24 08:00", "4 calendar_days", "2026-04-28 17:00", "2026-04-28 17:00"),
        ("2026-04-24 08:00", "7 calendar_days", "2026-05-04 17:00", "2026-05-01 17:00"),
        ("2026-04-24 17:30", "1 calendar_day", "2026-04-29 17:00", "2026-04-29 17:00"),
        ("2026-01-31 08:00", "1 month", "2026-03-02 17:00", "2026-03-02 17:00"),
        ("2026-01-30 08:00", "1 month", "2026-03-02 17:00", "2026-02-28 17:00"),
        ("2026-04-24 08:00", "8 months", "2026-12-24 17:00", "2026-12-24 17:00"),
        ("2024-02-29 08:00", "1 year", "2025-02-28 17:00", "2025-02-28 17:00"),
    ],
)
def test_calendar_period__ends_with_the_last_day_rolled_by_policy(
    received: str, limit: str, rolled: str, kept: str
) -> None:
    assert _due(received, limit) == at(rolled)
    assert _due(received, limit, ClockPolicy(roll_calendar_days=False)) == at(kept)


def test_morning_only_saturday__counts_for_the_hours_it_has() -> None:
    week = (FULL_DAY,) * 5 + ((MORNING,), ())
    calendar = WorkingCalendar("saturday", week)
    assert _due("2026-11-20 14:00", "1 working_day", calendar=calendar) == at("2026-11-23 07:30")
    assert _due("2026-11-20 14:00", "1 working_day", NEXT_DAY, calendar) == at("2026-11-21 11:30")


def test_shorter_working_day__is_still_one_day() -> None:
    calendar = WorkingCalendar("short", (((AFTERNOON,),) * 5) + ((), ()))
    assert _due("2026-11-16 14:00", "3 working_days", calendar=calendar) == at("2026-11-19 14:00")


def test_changed_hours_of_a_weekday__are_not_called_made_up() -> None:
    calendar = OFFICE.overlaid(
        "x", {date(2026, 11, 23): DayOverride(OverrideKind.WORK, (MORNING,), reason="đại hội")}
    )
    result = due(calendar, MINUTE_CLOCK, at("2026-11-23 07:00"), TimeLimit.parse("4 working_hours"))
    assert [span.kind for span in result.spans] == [SpanKind.WORKED]


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-20 14:59", "2026-11-20 17:00"),
        ("2026-11-20 15:01", "2026-11-23 07:00"),
        ("2026-11-20 17:30", "2026-11-23 17:00"),
        ("2026-11-21 09:00", "2026-11-23 17:00"),
    ],
)
def test_hand_over__is_due_within_the_day_or_at_the_next_opening(received: str, expected: str) -> None:
    assert hand_over_due(OFFICE, FIFTEEN, at(received)) == at(expected)


def test_pause__moves_the_due_date_by_the_working_time_waited() -> None:
    moved = shift_due(OFFICE, at("2026-05-04 16:30"), at("2026-04-24 17:00"), at("2026-04-28 08:00"))
    assert moved == at("2026-05-05 07:30")
    unmoved = shift_due(OFFICE, at("2026-05-04 16:30"), at("2026-04-24 17:00"), at("2026-04-28 07:00"))
    assert unmoved == at("2026-05-04 16:30")


def test_pause_that_ends_before_it_begins__is_refused() -> None:
    with pytest.raises(CalendarError, match="tiếp tục phải sau"):
        shift_due(OFFICE, at("2026-05-04 16:30"), at("2026-04-28 08:00"), at("2026-04-24 17:00"))


def test_date_outside_the_calendar__is_refused() -> None:
    for limit in ("10 years", "30 calendar_days", "20 working_days", "1000 working_hours"):
        with pytest.raises(CalendarError, match="nằm ngoài lịch"):
            due(OFFICE, MINUTE_CLOCK, at("9999-12-20 08:00"), TimeLimit.parse(limit))


def test_due_in_an_undecided_year__is_provisional() -> None:
    result = due(OFFICE, MINUTE_CLOCK, at("2026-12-30 08:00"), TimeLimit.parse("5 working_days"))
    assert result.provisional
    assert result.summary().endswith("(tạm tính)")
    assert not due(
        OFFICE, MINUTE_CLOCK, at("2026-12-01 08:00"), TimeLimit.parse("5 working_days")
    ).provisional


half_days = st.integers(1, 8).map(lambda halves: TimeLimit(Decimal(halves) / 2, LimitUnit.WORKING_DAYS))
limits = st.one_of(
    half_days,
    st.integers(1, 40).map(lambda hours: TimeLimit(Decimal(hours) / 2, LimitUnit.WORKING_HOURS)),
    st.integers(1, 20).map(lambda days: TimeLimit(Decimal(days), LimitUnit.CALENDAR_DAYS)),
    st.integers(1, 3).map(lambda months: TimeLimit(Decimal(months), LimitUnit.MONTHS)),
    st.just(TimeLimit.parse("same_day")),
    st.just(TimeLimit.parse("immediate")),
)
policies = st.builds(
    ClockPolicy,
    st.sampled_from(CountFrom),
    st.sampled_from([None, time(15), time(10, 30)]),
    st.booleans(),
    st.sampled_from(AfterCutoff),
)


def _worth(calendar: WorkingCalendar, limit: TimeLimit) -> int:
    """Working minutes of a limit in half days, halves of an odd minute rounded up."""
    return (int(limit.amount * 2) * calendar.minutes_per_day + 1) // 2


@settings(max_examples=30, deadline=None)
@given(slow.calendars(), slow.moments, half_days)
def test_working_days_on_any_calendar__agree_with_counting_minutes(
    calendar: WorkingCalendar, received: datetime, limit: TimeLimit
) -> None:
    result = due(calendar, MINUTE_CLOCK, received, limit)
    assert result.due_at == slow.add_minutes(calendar, received, _worth(calendar, limit))
    assert result.starts_at == slow.next_worked(calendar, received)


@settings(max_examples=30, deadline=None)
@given(slow.calendars(), slow.moments, st.integers(1, 8))
def test_following_days_on_any_calendar__agree_with_counting_days(
    calendar: WorkingCalendar, received: datetime, count: int
) -> None:
    day, left = received.date(), count
    while left:
        day += timedelta(days=1)
        left -= bool(slow.shifts_of(calendar, day))
    closes = slow.shifts_of(calendar, day)[-1].end
    result = due(calendar, NEXT_DAY, received, TimeLimit(Decimal(count), LimitUnit.WORKING_DAYS))
    assert result.due_at == datetime.combine(day, closes, received.tzinfo)


@given(st.integers(0, 500 * 480), st.integers(1, 60))
def test_full_days__keep_the_minute_and_step_from_working_day_to_working_day(worked: int, days: int) -> None:
    received = slow.next_worked(OFFICE, at("2025-01-02 07:00") + timedelta(minutes=worked))
    result = due(OFFICE, MINUTE_CLOCK, received, TimeLimit(Decimal(days), LimitUnit.WORKING_DAYS))
    position = working_minutes_between(OFFICE, received.replace(hour=0, minute=0), received)
    day, left = received.date(), days if position else days - 1
    while left:
        day += timedelta(days=1)
        left -= OFFICE.is_working_day(day)
    assert result.due_at.date() == day
    if received.time() not in (time(7, 0), time(13, 30)):
        assert result.due_at.time() == received.time()


@given(slow.calendars(), slow.moments, slow.moments, limits, policies)
def test_receipt_later__is_never_due_earlier(
    calendar: WorkingCalendar, one: datetime, other: datetime, limit: TimeLimit, policy: ClockPolicy
) -> None:
    first, second = sorted((one, other))
    assert due(calendar, policy, first, limit).due_at <= due(calendar, policy, second, limit).due_at


@given(slow.calendars(), slow.moments, half_days, half_days, policies)
def test_longer_limit__is_never_due_earlier(
    calendar: WorkingCalendar, received: datetime, one: TimeLimit, other: TimeLimit, policy: ClockPolicy
) -> None:
    short, long = sorted((one, other), key=lambda limit: limit.amount)
    assert due(calendar, policy, received, short).due_at <= due(calendar, policy, received, long).due_at


@given(slow.calendars(), slow.moments, st.integers(1, 5), st.integers(1, 5))
def test_limits_one_after_the_other__end_as_their_sum(
    calendar: WorkingCalendar, received: datetime, one: int, other: int
) -> None:
    first, second, both = (TimeLimit(Decimal(n), LimitUnit.WORKING_DAYS) for n in (one, other, one + other))
    for policy in (MINUTE_CLOCK, NEXT_DAY):
        halfway = due(calendar, policy, received, first).due_at
        assert due(calendar, policy, halfway, second).due_at == due(calendar, policy, received, both).due_at


@given(slow.calendars(), slow.moments, half_days)
def test_counted_spans__sum_to_the_limit(
    calendar: WorkingCalendar, received: datetime, limit: TimeLimit
) -> None:
    spans = due(calendar, MINUTE_CLOCK, received, limit).spans
    assert sum(span.minutes for span in spans if span.counted) == _worth(calendar, limit)


@given(slow.calendars(), slow.moments, limits, policies)
def test_spans_of_any_due_date__are_in_order_and_hold_what_they_say(
    calendar: WorkingCalendar, received: datetime, limit: TimeLimit, policy: ClockPolicy
) -> None:
    result = due(calendar, policy, received, limit)
    spans = result.spans
    assert all(before.end <= after.start for before, after in pairwise(spans))
    for span in spans:
        assert span.start < span.end
        if span.kind in (SpanKind.WORKED, SpanKind.MADE_UP):
            assert span.minutes == working_minutes_between(calendar, span.start, span.end) > 0
        elif not span.counted:
            assert working_minutes_between(calendar, span.start, span.end) == 0
            assert span.reason
    assert result.due_at >= result.received
    assert result.summary()
    assert len(result.explanation()) >= len(spans) + 3


@given(slow.calendars(), slow.moments, slow.moments, slow.moments)
def test_any_pause__moves_the_due_date_by_exactly_its_working_time(
    calendar: WorkingCalendar, due_at: datetime, one: datetime, other: datetime
) -> None:
    start, end = sorted((one, other))
    moved = shift_due(calendar, due_at, start, end)
    waited = working_minutes_between(calendar, start, end)
    assert working_minutes_between(calendar, due_at, moved) == waited
    assert moved >= due_at
