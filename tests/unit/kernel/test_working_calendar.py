"""Calendars know their days, compile once and refuse what cannot be."""

from datetime import date, time

import pytest
from tests.unit.kernel.vietnam_2025_2026 import AFTERNOON, FULL_DAY, MORNING, OFFICE, OFFICE_WEEK, at

from motcua.kernel.working_calendar import (
    CalendarError,
    DayOverride,
    IntakeHours,
    OverrideKind,
    Shift,
    WorkingCalendar,
    to_moment,
)

WORK, OFF = OverrideKind.WORK, OverrideKind.OFF


def test_official_days__are_known() -> None:
    assert OFFICE.is_working_day(date(2026, 4, 24))
    assert not OFFICE.is_working_day(date(2026, 4, 27))
    assert not OFFICE.is_working_day(date(2026, 4, 25))
    assert OFFICE.is_working_day(date(2026, 8, 22))
    assert OFFICE.is_rest_day(date(2026, 8, 22))


@pytest.mark.parametrize(
    ("moment", "worked"),
    [
        ("2026-04-24 06:59", False),
        ("2026-04-24 07:00", True),
        ("2026-04-24 11:29", True),
        ("2026-04-24 11:30", False),
        ("2026-04-24 17:00", False),
        ("2026-08-22 16:59", True),
    ],
)
def test_working_time__includes_openings_and_not_closes(moment: str, worked: bool) -> None:
    assert OFFICE.is_working_time(at(moment)) is worked


def test_worked_saturday__runs_the_shifts_of_its_weekday() -> None:
    short_friday = WorkingCalendar(
        "short-friday",
        (FULL_DAY,) * 4 + ((MORNING,), (), ()),
        {date(2026, 1, 10): DayOverride(WORK, stands_for=4)},
    )
    assert short_friday.is_working_time(at("2026-01-10 11:00"))
    assert not short_friday.is_working_time(at("2026-01-10 14:00"))


def test_intake_hours__may_differ_from_working_time() -> None:
    duty = WorkingCalendar("duty", OFFICE_WEEK, intake=IntakeHours((FULL_DAY,) * 5 + ((MORNING,), ())))
    saturday = at("2026-04-25 09:00")
    assert duty.is_open_for_intake(saturday)
    assert not duty.is_working_time(saturday)
    assert not OFFICE.is_open_for_intake(saturday)


def test_agency_overrides__are_laid_over() -> None:
    flooded = OFFICE.overlaid("xa", {date(2026, 4, 24): DayOverride(OFF, reason="bão")})
    assert not flooded.is_working_day(date(2026, 4, 24))
    assert not flooded.is_working_day(date(2026, 4, 27))
    assert OFFICE.is_working_day(date(2026, 4, 24))


def test_years_without_decision__are_provisional() -> None:
    assert OFFICE.is_provisional(2027)
    assert OFFICE.is_provisional(2031)
    assert not OFFICE.is_provisional(2026)
    assert not WorkingCalendar("plain", OFFICE_WEEK).is_provisional(2031)


def test_standard_day__is_the_longest_of_the_week_unless_told() -> None:
    assert OFFICE.minutes_per_day == 480
    assert WorkingCalendar("short", ((MORNING,),) * 7).minutes_per_day == 270
    assert WorkingCalendar("told", ((MORNING,),) * 7, minutes_per_day=480).minutes_per_day == 480


def test_calendar__does_not_see_later_changes_of_its_overrides() -> None:
    overrides = {date(2026, 4, 27): DayOverride(OFF)}
    calendar = WorkingCalendar("copy", OFFICE_WEEK, overrides)
    overrides.clear()
    assert not calendar.is_working_day(date(2026, 4, 27))
    assert date(2026, 4, 27) in calendar.overrides


def test_equal_calendars__are_equal_and_hash_alike() -> None:
    twin = WorkingCalendar(OFFICE.code, OFFICE.weekly, dict(OFFICE.overrides), OFFICE.provisional_years)
    assert twin == OFFICE
    assert hash(twin) == hash(OFFICE)


def test_impossible_shifts__are_refused() -> None:
    with pytest.raises(CalendarError, match="bắt đầu trước khi kết thúc"):
        Shift(time(11, 30), time(7, 0))
    with pytest.raises(CalendarError, match="tròn phút"):
        Shift(time(7, 0, 30), time(11, 0))
    with pytest.raises(CalendarError, match="không chồng nhau"):
        WorkingCalendar("overlap", ((AFTERNOON, MORNING),) * 7)


def test_impossible_weeks__are_refused() -> None:
    with pytest.raises(CalendarError, match="đủ bảy ngày"):
        WorkingCalendar("six", (FULL_DAY,) * 6)
    with pytest.raises(CalendarError, match="ít nhất một ngày"):
        WorkingCalendar("never", ((),) * 7)


@pytest.mark.parametrize(
    "override", [DayOverride(WORK), DayOverride(WORK, stands_for=6), DayOverride(WORK, stands_for=9)]
)
def test_worked_day_without_shifts__is_refused(override: DayOverride) -> None:
    with pytest.raises(CalendarError, match="10/01/2026 chưa có ca"):
        WorkingCalendar("bad", OFFICE_WEEK, {date(2026, 1, 10): override})


def test_day_off_with_shifts__is_refused() -> None:
    with pytest.raises(CalendarError, match="không được có ca"):
        WorkingCalendar("bad", OFFICE_WEEK, {date(2026, 1, 9): DayOverride(OFF, shifts=FULL_DAY)})


def test_moment_outside_all_years__is_refused() -> None:
    with pytest.raises(CalendarError, match="nằm ngoài lịch"):
        to_moment(4_000_000 * 1440)
