"""Money is whole đồng, read strictly and rounded half up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.money import MoneyError, format_amount, format_money, parse_money, round_half_up


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("15000", 15000),
        ("15.000", 15000),
        ("15,000 đ", 15000),
        ("15 000 đồng", 15000),
        ("15.000đ", 15000),
        ("1.234.567,00 VNĐ", 1234567),
        ("0", 0),
        ("-5.000 đ", -5000),
    ],
)
def test_written_amount__is_read(text: str, amount: int) -> None:
    assert parse_money(text) == amount


@pytest.mark.parametrize(
    "text", ["", "miễn phí", "15.00.0", "1.5", "15,5", "15.000/bản", "1.234,567", "12.34"]
)
def test_what_is_no_whole_amount__is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(MoneyError, match="Ghi số nguyên đồng"):
        parse_money(text)


@given(st.integers(-(10**15), 10**15))
def test_any_amount__survives_writing_and_reading(amount: int) -> None:
    assert parse_money(format_money(amount)) == amount


def test_formatting__uses_dots() -> None:
    assert format_money(15000) == "15.000 đ"
    assert format_amount(1234567) == "1.234.567"


def test_halves__round_away_from_zero() -> None:
    assert round_half_up(Decimal("12500.5")) == 12501
    assert round_half_up(2.5) == 3
    assert round_half_up(-2.5) == -3
    assert round_half_up(1.005 * 1000) == 1005
    assert round_half_up(7) == 7


def test_infinite_amount__is_refused() -> None:
    with pytest.raises(MoneyError):
        round_half_up(float("inf"))
