"""Limits and calendars not published yet are tried on the dossiers there are."""

from __future__ import annotations

import pytest
from tests.conftest import MovableClock
from tests.unit.services.proving import TARGET, business, person, text_of

from motcua.dossiers.commands import Act
from motcua.kernel.remaining import Timeliness
from motcua.services.access import scope_of
from motcua.services.acting import act
from motcua.services.drafted_rulebook import what_if_of_text
from motcua.services.editing import EditTarget
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope

ALL = Scope.everything("kiểm thử")


def move_clock(platform: Platform, text: str) -> None:
    clock = platform.clock
    assert isinstance(clock, MovableClock)
    clock.set(text)


def test_shorter_limit__shows_who_would_be_late_by_agency(province: Platform) -> None:
    first, second = business(province), business(province, "motcua2", "H88.32")
    move_clock(province, "2026-11-24T09:00:00+07:00")
    third = business(province)
    text = text_of(province).replace("time_limit: 3 working_days", "time_limit: 1 working_day")
    move_clock(province, "2026-11-25T15:00:00+07:00")
    found = what_if_of_text(province, ALL, text[: text.index("tests:")], TARGET)
    assert [tally.agency for tally in found.tallies] == ["H88.31", "H88.32"]
    assert (found.total.total, found.total.late_before, found.total.late_after) == (3, 0, 2)
    assert {one.number for one in found.moved if one.after is Timeliness.LATE} == {first, second}
    assert {one.number for one in found.moved} == {first, second, third}
    assert found.turned_late == 2
    own = what_if_of_text(
        province, scope_of(person(province, "motcua2")), text[: text.index("tests:")], TARGET
    )
    assert [tally.agency for tally in own.tallies] == ["H88.32"]


def test_past_dossier__is_judged_by_the_day_it_was_settled(sqlite_platform: Platform) -> None:
    number = business(sqlite_platform)
    move_clock(sqlite_platform, "2026-11-23T15:00:00+07:00")
    # refused three days after receipt: settled on the second working day
    act(
        sqlite_platform,
        person(sqlite_platform, "motcua"),
        number,
        Act("refuse", "receive", "Không đủ căn cứ"),
    )
    text = text_of(sqlite_platform).replace("time_limit: 3 working_days", "time_limit: 4 working_hours")
    found = what_if_of_text(sqlite_platform, ALL, text[: text.index("tests:")], TARGET)
    assert found.total.total == 0  # refused dossiers are not judged
    assert found.unknown == 0


def test_holiday_more__moves_every_due_date_over_it(province: Platform) -> None:
    business(province)
    target = EditTarget("calendar", "vietnam")
    text = text_of(province, target).replace(
        "      - {date: 2026-11-24,",
        "      - {date: 2026-11-25, is: off, name: Nghỉ bão}\n      - {date: 2026-11-24,",
    )
    assert "Nghỉ bão" in text
    (moved,) = what_if_of_text(province, ALL, text, target).moved
    assert moved.due_after > moved.due_before
    assert moved.due_after.date().isoformat() == "2026-11-27"


def test_text_with_errors__is_not_counted(sqlite_platform: Platform) -> None:
    with pytest.raises(ValueError, match="còn lỗi"):
        what_if_of_text(sqlite_platform, ALL, "kind: procedure\ncode: 1.001612\noffers: 3\n", TARGET)
