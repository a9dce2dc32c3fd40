from datetime import date, datetime
from typing import Any

import pytest

from motcua.definitions.calendar_definition import CalendarDay, CalendarDefinition, CalendarYear, WeekdayHours
from motcua.definitions.directory import Directory
from motcua.definitions.organization import Agency, Organization, Position, Unit, UnitPattern
from motcua.definitions.procedure import Level, Procedure
from motcua.definitions.working_calendars import working_calendar
from motcua.kernel.clock import VIETNAM
from motcua.kernel.working_calendar import CalendarError

DAY = ("07:00-11:30", "13:30-17:00")
WEEK = tuple(WeekdayHours(day, DAY) for day in ("mon", "tue", "wed", "thu", "fri"))
OFFICE = (
    Unit("one-stop", "Một cửa", "one-stop", ("clerk",)),
    Unit("police", "Công an", "police", ("police",)),
)


def agency(code: str, level: Level = Level.COMMUNE, **more: Any) -> Agency:
    return Agency(code, f"Cơ quan {code}", level, **more)


AGENCIES = (
    agency("H88", Level.PROVINCE, kind="people-committee", receives=False, calendar="tinh"),
    agency(
        "H88.2",
        Level.PROVINCE,
        kind="department",
        parent="H88",
        fields_of_work=("Đất đai",),
        roles=("land-office",),
    ),
    agency(
        "H88.10", Level.PROVINCE, kind="department", parent="H88", fields_of_work=("Hộ tịch",), roles=("tax",)
    ),
    agency("H88.31", parent="H88", kind="commune"),
    agency("H88.32", parent="H88", kind="ward", units=(Unit("x", "Phòng", "", ("leader",)),)),
    agency("H88.33", parent="H88", kind="commune", valid_to=date(2025, 6, 30)),
    agency("H88.31.01", parent="H88.31", kind="station", roles=("health",), calendar="tram"),
)
PATTERNS = (
    UnitPattern(levels=(Level.COMMUNE,), units=OFFICE),
    UnitPattern(kinds=("ward",), units=(Unit("w", "Phường"),)),
    UnitPattern(kinds=("department",), units=(Unit("d", "Phòng", "professional", ("clerk",)),)),
)
CALENDARS = [
    CalendarDefinition("vietnam", "Chung", hours=WEEK),
    CalendarDefinition("tinh", "Tỉnh", hours=WEEK),
    CalendarDefinition("tram", "Trạm", hours=WEEK),
]


def directory(day: date | None = None) -> Directory:
    organization = Organization(
        "t", "T", agencies=AGENCIES, positions=(Position("clerk", "Văn thư"),), unit_patterns=PATTERNS
    )
    return Directory.link([organization], CALENDARS, day)


def procedure(*offered_by: str, field: str = "Hộ tịch") -> Procedure:
    return Procedure("1.000001", "A", field_of_work=field, offered_by=offered_by)


def test_agencies__stand_in_natural_order() -> None:
    codes = [one.code for one in directory().agencies()]
    assert codes == ["H88", "H88.2", "H88.10", "H88.31", "H88.31.01", "H88.32", "H88.33"]


def test_the_tree__is_walked_up_and_down() -> None:
    province = directory()
    assert province.children("H88.31") == ("H88.31.01",)
    assert province.below("H88.31") == ("H88.31", "H88.31.01")
    assert province.ancestors("H88.31.01") == ("H88.31", "H88")


def test_units__are_its_own_then_by_kind_then_by_level() -> None:
    province = directory()
    assert [unit.id for unit in province.units("H88.32")] == ["x"]
    assert [unit.id for unit in province.units("H88.2")] == ["d"]
    assert [unit.id for unit in province.units("H88.31")] == ["one-stop", "police"]
    assert province.units("H88") == ()


@pytest.mark.parametrize(
    ("code", "role", "expected"),
    [
        ("H88.31", "police", "H88.31"),
        ("H88.31", "health", "H88.31.01"),
        ("H88.31", "tax", "H88.10"),
        ("H88.31.01", "tax", "H88.10"),
        ("H88.2", "land-office", "H88.2"),
        ("H88.2", "police", None),
        ("H88.31", "khong-co", None),
        ("H99", "tax", None),
    ],
)
def test_a_role__is_found_near_and_never_in_a_neighbors_unit(
    code: str, role: str, expected: str | None
) -> None:
    assert directory().with_role(code, role) == expected


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        (("level:commune",), ("H88.31", "H88.31.01", "H88.32")),
        (("kind:department",), ("H88.2", "H88.10")),
        (("role:tax", "H88.31"), ("H88.10", "H88.31")),
        (("field",), ("H88.10",)),
        (("field:dat dai",), ("H88.2",)),
        (("H88.33",), ("H88.33",)),
        (("lever:commune",), ()),
        ((), ()),
    ],
)
def test_selectors__name_the_agencies_that_offer(
    selectors: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert directory().offering(procedure(*selectors, field="HỘ TỊCH")) == expected


def test_an_agency__offers_until_the_day_it_ends() -> None:
    wanted = procedure("level:commune")
    assert directory(date(2025, 6, 30)).offers(wanted, "H88.33")
    assert not directory(date(2025, 7, 1)).offers(wanted, "H88.33")


def test_units_with_a_position__narrow_by_id_or_role() -> None:
    province = directory()
    assert [unit.id for unit in province.units_with("H88.31", "police")] == ["police"]
    assert province.units_with("H88.31", "police", "one-stop") == ()
    assert [unit.id for unit in province.units_with("H88.31", "clerk", "competent")] == ["one-stop"]


def test_a_calendar__is_its_own_else_of_the_nearest_above_else_the_national() -> None:
    province = directory()
    assert province.calendar_of("H88.31.01").code == "tram"
    assert province.calendar_of("H88.32").code == "tinh"
    assert province.calendar_of("H99").code == "vietnam"


def test_no_calendar_at_all__is_said_in_vietnamese() -> None:
    with pytest.raises(LookupError, match="lịch làm việc"):
        Directory([], {}).calendar_of("H88")


def test_a_circle_of_parents__is_cut() -> None:
    circle = Organization("t", "T", agencies=(agency("H01", parent="H02"), agency("H02", parent="H01")))
    province = Directory.link([circle], [])
    assert province.ancestors("H01") == ("H02",)
    assert province.below("H01") == ("H01", "H02")


def test_a_calendar_definition__becomes_working_time() -> None:
    days = (
        CalendarDay(date(2026, 4, 30), "off", "Lễ"),
        CalendarDay(date(2026, 5, 9), "work", "Bù", like="fri"),
    )
    years = (CalendarYear(2026, days, provisional=True),)
    intake = (*WEEK, WeekdayHours("sat", ("07:30-11:00",)))
    calendar = working_calendar(CalendarDefinition("c", "C", hours=WEEK, intake=intake, years=years))
    assert not calendar.is_working_day(date(2026, 4, 30))
    assert calendar.is_working_time(datetime(2026, 5, 9, 8, tzinfo=VIETNAM))
    saturday = datetime(2026, 5, 16, 8, tzinfo=VIETNAM)
    assert calendar.is_open_for_intake(saturday)
    assert not calendar.is_working_time(saturday)
    assert calendar.is_provisional(2026)


def test_an_impossible_calendar__is_refused() -> None:
    with pytest.raises(CalendarError):
        working_calendar(CalendarDefinition("c", "C"))
