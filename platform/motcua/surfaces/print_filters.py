"""Filters of print tokens: how dates, money and names are written on official papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from motcua.kernel.clock import VIETNAM
from motcua.kernel.date_words import official_date

Filter = Callable[[Any, str], str]


def official_datetime(moment: datetime) -> str:
    """A moment as on official papers ("09 giờ 41 phút, ngày 26 tháng 11 năm 2026"), Vietnamese time."""
    local = moment.astimezone(VIETNAM)
    return f"{local.hour:02d} giờ {local.minute:02d} phút, {official_date(local.date())}"


def _as_date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            return None
    return None


def _as_datetime(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
    return None


def long_date(value: Any, _argument: str) -> str:
    """Official long date."""
    day = _as_date(value)
    return official_date(day) if day else _plain(value)


def long_datetime(value: Any, _argument: str) -> str:
    """Official long moment."""
    moment = _as_datetime(value)
    return official_datetime(moment) if moment else _plain(value)


def short_date(value: Any, _argument: str) -> str:
    """26/11/2026."""
    day = _as_date(value)
    return f"{day:%d/%m/%Y}" if day else _plain(value)


def short_datetime(value: Any, _argument: str) -> str:
    """09:41 26/11/2026."""
    moment = _as_datetime(value)
    return f"{moment.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if moment else _plain(value)


def money(value: Any, _argument: str) -> str:
    """15.000 đồng."""
    return f"{value:,} đồng".replace(",", ".") if isinstance(value, int) else _plain(value)


def upper(value: Any, _argument: str) -> str:
    """Capitals, as titles of agencies are printed."""
    return _plain(value).upper()


def first_upper(value: Any, _argument: str) -> str:
    """A capital at the beginning of a sentence."""
    text = _plain(value)
    return text[:1].upper() + text[1:]


def default(value: Any, argument: str) -> str:
    """The argument where the value is empty."""
    return _plain(value) or argument


def blank_zero(value: Any, _argument: str) -> str:
    """Nothing for a zero quantity."""
    return "" if value in (0, "0", None) else _plain(value)


def two_digits(value: Any, _argument: str) -> str:
    """01, 02 … for counts of sets."""
    return f"{value:02d}" if isinstance(value, int) else _plain(value)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, datetime):
        return short_datetime(value, "")
    if isinstance(value, date):
        return short_date(value, "")
    if isinstance(value, (list, tuple)):
        return ", ".join(_plain(item) for item in value)
    return str(value)


plain = _plain

FILTERS: Mapping[str, Filter] = {
    "long_date": long_date,
    "long_datetime": long_datetime,
    "short_date": short_date,
    "short_datetime": short_datetime,
    "money": money,
    "upper": upper,
    "first_upper": first_upper,
    "default": default,
    "blank_zero": blank_zero,
    "two_digits": two_digits,
}

WORDS_FILTER = "amount_words"
FILTER_NAMES = frozenset(FILTERS) | {WORDS_FILTER}
