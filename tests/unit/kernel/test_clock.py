"""Clocks tell aware Vietnamese time."""

from datetime import UTC, datetime, timedelta

from motcua.kernel.clock import VIETNAM, FixedClock, SystemClock, in_vietnam


def test_system_clock__is_aware_and_vietnamese() -> None:
    now = SystemClock().now()
    assert now.tzinfo is VIETNAM
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=5)


def test_fixed_clock__stands_still_in_vietnamese_time() -> None:
    clock = FixedClock(datetime(2026, 4, 24, 9, 30, tzinfo=UTC))
    assert clock.now().isoformat() == "2026-04-24T16:30:00+07:00"
    assert clock.now() == clock.now()


def test_naive_time__is_vietnamese_wall_time() -> None:
    assert in_vietnam(datetime(2026, 4, 24, 16, 30)).isoformat() == "2026-04-24T16:30:00+07:00"
