"""Clock chips and timeliness."""

import pytest
from tests.unit.kernel.vietnam_2025_2026 import OFFICE, at

from motcua.kernel.remaining import ClockState, Timeliness, remaining, timeliness


@pytest.mark.parametrize(
    ("now", "kind", "words"),
    [
        ("2026-11-18 10:00", ClockState.OK, "còn 2,5 ngày làm việc"),
        ("2026-11-19 10:00", ClockState.OK, "còn 1,5 ngày làm việc"),
        ("2026-11-19 16:30", ClockState.OK, "còn 1 ngày làm việc"),
        ("2026-11-19 17:00", ClockState.SOON, "còn 7,5 giờ làm việc"),
        ("2026-11-20 14:45", ClockState.SOON, "còn 1,5 giờ làm việc"),
        ("2026-11-20 15:31", ClockState.SOON, "còn 59 phút"),
        ("2026-11-20 16:30", ClockState.SOON, "đến hạn"),
        ("2026-11-20 16:31", ClockState.LATE, "quá 1 phút"),
        ("2026-11-23 08:00", ClockState.LATE, "quá 1,5 giờ"),
        ("2026-11-26 13:30", ClockState.LATE, "quá 2,5 ngày"),
    ],
)
def test_time_left__is_worded_for_a_chip(now: str, kind: ClockState, words: str) -> None:
    left = remaining(OFFICE, at(now), at("2026-11-20 16:30"))
    assert (left.kind, left.words) == (kind, words)


def test_after_hours_of_the_day_due__is_just_late() -> None:
    left = remaining(OFFICE, at("2026-11-20 17:05"), at("2026-11-20 17:00"))
    assert (left.minutes, left.kind, left.words) == (0, ClockState.LATE, "vừa quá hạn")


def test_timeliness__is_judged_by_date() -> None:
    due_at = at("2026-11-20 11:30")
    assert timeliness(at("2026-11-19 17:00"), due_at) is Timeliness.EARLY
    assert timeliness(at("2026-11-20 16:59"), due_at) is Timeliness.ON_TIME
    assert timeliness(at("2026-11-21 07:00"), due_at) is Timeliness.LATE
