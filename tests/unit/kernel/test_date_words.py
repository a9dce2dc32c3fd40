"""Dates in Vietnamese words."""

from datetime import date

from tests.unit.kernel.vietnam_2025_2026 import at

from motcua.kernel.date_words import date_run_words, moment_words, short_moment_words, weekday_words


def test_moment__puts_time_before_date() -> None:
    assert moment_words(at("2026-11-23 16:05")) == "16:05 thứ hai 23/11/2026"


def test_short_moment__shows_the_year_on_request() -> None:
    assert short_moment_words(at("2026-04-04 08:00")) == "thứ bảy 4/4 08:00"
    assert short_moment_words(at("2026-04-04 08:00"), with_year=True) == "thứ bảy 4/4/2026 08:00"


def test_sunday__has_its_own_word() -> None:
    assert weekday_words(date(2026, 4, 26)) == "chủ nhật"


def test_days_in_a_row__are_one_run() -> None:
    days = [date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1)]
    assert date_run_words(days) == "27/4, 30/4–1/5"
    assert date_run_words([date(2026, 12, 31), date(2027, 1, 1)], with_year=True) == "31/12/2026–1/1/2027"
    assert date_run_words([]) == ""
