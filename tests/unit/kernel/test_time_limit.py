"""Time limits are read, written, worded and compared."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.time_limit import LimitUnit, TimeLimit, TimeLimitError

WITH_AMOUNT = [unit for unit in LimitUnit if unit.has_amount]


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("3 working_days", "3", LimitUnit.WORKING_DAYS),
        ("1 working_day", "1", LimitUnit.WORKING_DAYS),
        ("0.5 working_days", "0.5", LimitUnit.WORKING_DAYS),
        ("1,5 working_days", "1.5", LimitUnit.WORKING_DAYS),
        (" 4  working_hours ", "4", LimitUnit.WORKING_HOURS),
        ("30 calendar_days", "30", LimitUnit.CALENDAR_DAYS),
        ("6 months", "6", LimitUnit.MONTHS),
        ("1 year", "1", LimitUnit.YEARS),
        ("same_day", "0", LimitUnit.SAME_DAY),
        ("immediate", "0", LimitUnit.IMMEDIATE),
    ],
)
def test_written_limit__is_read(text: str, amount: str, unit: LimitUnit) -> None:
    assert TimeLimit.parse(text) == TimeLimit(Decimal(amount), unit)


@given(st.integers(1, 60), st.sampled_from(WITH_AMOUNT), st.booleans())
def test_any_limit__survives_writing_and_reading(amount: int, unit: LimitUnit, halved: bool) -> None:
    divisible = unit in (LimitUnit.WORKING_DAYS, LimitUnit.WORKING_HOURS)
    limit = TimeLimit(Decimal(amount) / 2 if halved and divisible else Decimal(amount), unit)
    assert TimeLimit.parse(str(limit)) == limit


def test_equal_limits_written_differently__are_one() -> None:
    assert TimeLimit.parse("3.0 working_days") == TimeLimit.parse("3 working_days")
    assert hash(TimeLimit.parse("3.0 working_days")) == hash(TimeLimit.parse("3 working_days"))
    assert str(TimeLimit.parse("3.0 working_days")) == "3 working_days"
    assert str(TimeLimit.parse("10 working_days")) == "10 working_days"


@pytest.mark.parametrize(
    ("text", "remedy", "fix"),
    [
        ("23", "Ghi “23 working_days” (ngày làm việc) hoặc “23 calendar_days” (ngày).", None),
        ("", "Ghi số và đơn vị", None),
        ("working_days", "Ghi số trước đơn vị, ví dụ “3 working_days”.", None),
        ("3 workingdays", "Dùng một trong: working_hours", "3 working_days"),
        ("3 ngày làm việc", "Dùng một trong", "3 working_days"),
        ("3 fortnights", "Dùng một trong", None),
        ("trong ngày", "Ghi số và đơn vị", "same_day"),
        ("0 working_days", "Ghi số dương", None),
        ("2 same_day", "Chỉ ghi same_day.", "same_day"),
        ("1.5 months", "ghi số nguyên", None),
        ("0.001 working_hours", "ghi số nguyên", None),
        ("999999 calendar_days", "Ghi không quá 36500 calendar_days.", None),
        ("-3 working_days", "Ghi số và đơn vị", None),
    ],
)
def test_what_is_no_limit__is_refused_with_a_remedy(text: str, remedy: str, fix: str | None) -> None:
    with pytest.raises(TimeLimitError) as caught:
        TimeLimit.parse(text)
    assert remedy in caught.value.remedy
    assert caught.value.remedy in str(caught.value)
    assert caught.value.fix == fix


@given(st.text())
def test_any_text__is_a_limit_or_a_time_limit_error(text: str) -> None:
    with suppress(TimeLimitError):
        assert TimeLimit.parse(text).words()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3 working_days", "3 ngày làm việc"),
        ("1.5 working_days", "1,5 ngày làm việc"),
        ("4 working_hours", "4 giờ làm việc"),
        ("30 calendar_days", "30 ngày"),
        ("2 months", "2 tháng"),
        ("1 year", "1 năm"),
        ("same_day", "trong ngày"),
        ("immediate", "giải quyết ngay"),
    ],
)
def test_words__are_vietnamese(text: str, words: str) -> None:
    assert TimeLimit.parse(text).words() == words


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("4 working_hours", 240),
        ("3 working_days", 1440),
        ("0.5 working_days", 240),
        ("7 calendar_days", 5 * 480),
        ("2 calendar_days", 0),
        ("10 calendar_days", 6 * 480),
        ("1 month", 20 * 480),
        ("1 year", 260 * 480),
        ("same_day", 480),
        ("immediate", 480),
    ],
)
def test_working_minutes__are_what_the_limit_surely_holds(text: str, minutes: int) -> None:
    assert TimeLimit.parse(text).working_minutes() == minutes
