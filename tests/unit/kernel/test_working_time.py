"""Working minutes agree with counting them one by one, and with each other."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.kernel import slow_reference as slow
from tests.unit.kernel.vietnam_2025_2026 import OFFICE, at

from motcua.kernel.working_calendar import WorkingCalendar
from motcua.kernel.working_time import (
    add_working_minutes,
    end_of_working_day,
    next_working_moment,
    subtract_working_minutes,
    working_minutes_between,
)

few_minutes = st.integers(0, 1200)


@settings(max_examples=30, deadline=None)
@given(slow.calendars(), slow.moments, slow.moments)
def test_minutes_between_any_moments__are_those_counted_one_by_one(
    calendar: WorkingCalendar, one: datetime, other: datetime
) -> None:
    start, end = sorted((one, other))
    assert working_minutes_between(calendar, start, end) == slow.minutes_between(calendar, start, end)
    assert working_minutes_between(calendar, end, start) == -working_minutes_between(calendar, start, end)


@settings(max_examples=30, deadline=None)
@given(slow.calendars(), slow.moments, few_minutes)
def test_adding_minutes__ends_where_counting_ends(
    calendar: WorkingCalendar, start: datetime, minutes: int
) -> None:
    assert add_working_minutes(calendar, start, minutes) == slow.add_minutes(calendar, start, minutes)


@settings(max_examples=30, deadline=None)
@given(slow.calendars(), slow.moments, few_minutes)
def test_subtracting_minutes__ends_where_counting_back_ends(
    calendar: WorkingCalendar, end: datetime, minutes: int
) -> None:
    assert subtract_working_minutes(calendar, end, minutes) == slow.subtract_minutes(calendar, end, minutes)


@settings(max_examples=30, deadline=None)
@given(slow.calendars(), slow.moments)
def test_next_working_moment__is_the_first_worked_minute(calendar: WorkingCalendar, moment: datetime) -> None:
    opening = next_working_moment(calendar, moment)
    assert opening == slow.next_worked(calendar, moment)
    assert calendar.is_working_time(opening)


@given(slow.calendars(), slow.moments, few_minutes, few_minutes)
def test_adding_twice__is_adding_the_sum(
    calendar: WorkingCalendar, start: datetime, one: int, other: int
) -> None:
    at_once = add_working_minutes(calendar, start, one + other)
    assert add_working_minutes(calendar, add_working_minutes(calendar, start, one), other) == at_once


@given(slow.calendars(), slow.moments, few_minutes)
def test_what_was_added__lies_between(calendar: WorkingCalendar, start: datetime, minutes: int) -> None:
    assert working_minutes_between(calendar, start, add_working_minutes(calendar, start, minutes)) == minutes
    assert (
        working_minutes_between(calendar, subtract_working_minutes(calendar, start, minutes), start)
        == minutes
    )


@given(slow.calendars(), slow.moments, slow.moments, few_minutes)
def test_starting_later__never_ends_earlier(
    calendar: WorkingCalendar, one: datetime, other: datetime, minutes: int
) -> None:
    start, later = sorted((one, other))
    assert add_working_minutes(calendar, start, minutes) <= add_working_minutes(calendar, later, minutes)


def test_negative_minutes__count_the_other_way() -> None:
    start = at("2026-04-24 16:30")
    assert add_working_minutes(OFFICE, start, -60) == at("2026-04-24 15:30")
    assert subtract_working_minutes(OFFICE, start, -60) == at("2026-04-28 07:30")


def test_end_of_session__stays() -> None:
    assert add_working_minutes(OFFICE, at("2026-04-24 07:00"), 270) == at("2026-04-24 11:30")
    assert add_working_minutes(OFFICE, at("2026-04-24 13:30"), 210) == at("2026-04-24 17:00")


def test_end_of_working_day__is_the_close_of_the_next_working_moment() -> None:
    assert end_of_working_day(OFFICE, at("2026-04-24 12:00")) == at("2026-04-24 17:00")
    assert end_of_working_day(OFFICE, at("2026-04-24 17:00")) == at("2026-04-28 17:00")


def test_seconds__are_dropped() -> None:
    start = at("2026-04-24 16:30") + timedelta(seconds=59)
    assert add_working_minutes(OFFICE, start, 30) == at("2026-04-24 17:00")
