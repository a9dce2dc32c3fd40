"""A legal time limit or step budget as definitions write it: `3 working_days`, `4 working_hours`, `same_day`."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

MINUTES_PER_WORKING_DAY = 480
"""Eight working hours make one working day when a limit is compared or halved."""

_WRITTEN = re.compile(r"(?P<amount>[0-9]+(?:[.,][0-9]+)?)\s*(?P<unit>.*)", re.DOTALL)
# Days in the shortest run of that many calendar months.
_SHORTEST_MONTHS = (0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334)


class LimitUnit(StrEnum):
    """What a limit is counted in; the last two have no number."""

    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    YEARS = "years"
    SAME_DAY = "same_day"
    IMMEDIATE = "immediate"

    @property
    def has_amount(self) -> bool:
        """Whether a number stands before the unit."""
        return self not in (LimitUnit.SAME_DAY, LimitUnit.IMMEDIATE)


_WORDS = {
    LimitUnit.WORKING_HOURS: "giờ làm việc",
    LimitUnit.WORKING_DAYS: "ngày làm việc",
    LimitUnit.CALENDAR_DAYS: "ngày",
    LimitUnit.MONTHS: "tháng",
    LimitUnit.YEARS: "năm",
    LimitUnit.SAME_DAY: "trong ngày",
    LimitUnit.IMMEDIATE: "giải quyết ngay",
}
_LARGEST = {
    LimitUnit.WORKING_HOURS: 80_000,
    LimitUnit.WORKING_DAYS: 10_000,
    LimitUnit.CALENDAR_DAYS: 36_500,
    LimitUnit.MONTHS: 1_200,
    LimitUnit.YEARS: 100,
}
_BY_NAME = {unit.value: unit for unit in LimitUnit} | {
    unit.value.removesuffix("s"): unit for unit in LimitUnit if unit.has_amount
}


class TimeLimitError(ValueError):
    """The text is no time limit; the message is a Vietnamese sentence, `remedy` says how to right it.

    `fix` is a text to put in its place, or None when nothing is certain.
    """

    def __init__(self, message: str, remedy: str, fix: str | None = None) -> None:
        super().__init__(f"{message} {remedy}")
        self.message = message
        self.remedy = remedy
        self.fix = fix


def decimal_words(amount: Decimal) -> str:
    """A number as Vietnamese papers show it, with a decimal comma: `1,5`."""
    return _plain(amount).replace(".", ",")


def hours_words(minutes: int) -> str:
    """Minutes as hours, or as minutes when they make no tidy fraction: `4,5 giờ`, `50 phút`."""
    if minutes >= 60 and minutes % 15 == 0:
        return f"{decimal_words(Decimal(minutes) / 60)} giờ"
    hours, rest = divmod(minutes, 60)
    return f"{hours} giờ {rest} phút" if hours else f"{rest} phút"


def _plain(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """So many of a unit. The amount is 0 for `same_day` and `immediate`, above 0 for the others.

    Hours and working days may have fractions as long as they make whole minutes; days, months and years are whole.
    """

    amount: Decimal
    unit: LimitUnit

    def __post_init__(self) -> None:
        """Refuse amounts the unit cannot have."""
        shown = f"“{self}”"
        if not self.unit.has_amount:
            if self.amount != 0:
                raise TimeLimitError(
                    f"Thời hạn {shown} không đi kèm số.", f"Chỉ ghi {self.unit.value}.", self.unit.value
                )
            return
        if not self.amount.is_finite() or self.amount <= 0:
            raise TimeLimitError(
                f"Thời hạn {shown} phải lớn hơn 0.", "Ghi số dương, hoặc same_day nếu trả kết quả trong ngày."
            )
        if self.amount > _LARGEST[self.unit]:
            raise TimeLimitError(
                f"Thời hạn {shown} dài quá mức có thể.",
                f"Ghi không quá {_LARGEST[self.unit]} {self.unit.value}.",
            )
        self._check_fraction(shown)

    def _check_fraction(self, shown: str) -> None:
        match self.unit:
            case LimitUnit.WORKING_HOURS | LimitUnit.WORKING_DAYS:
                minutes = self.amount * (
                    60 if self.unit is LimitUnit.WORKING_HOURS else MINUTES_PER_WORKING_DAY
                )
                whole = minutes == minutes.to_integral_value()
            case _:
                whole = self.amount == self.amount.to_integral_value()
        if not whole:
            raise TimeLimitError(
                f"Thời hạn {shown} có phần lẻ không dùng được.",
                "Ngày, tháng, năm ghi số nguyên; giờ làm việc và ngày làm việc ghi phần lẻ như 0.5.",
            )

    @classmethod
    def parse(cls, text: str) -> TimeLimit:
        """Read `3 working_days`, `1 working_day`, `0.5 working_days`, `same_day`, `immediate`.

        Raises TimeLimitError (a ValueError) whose message names the remedy in Vietnamese.
        """
        bare = text.strip()
        unit = _BY_NAME.get(bare)
        if unit is not None and not unit.has_amount:
            return cls(Decimal(0), unit)
        if unit is not None:
            raise TimeLimitError(
                f"Thời hạn “{bare}” có đơn vị nhưng chưa có số.",
                f"Ghi số trước đơn vị, ví dụ “3 {unit.value}”.",
            )
        match = _WRITTEN.fullmatch(bare)
        if match is None:
            raise TimeLimitError(
                f"Thời hạn “{bare[:60]}” không đọc được.",
                "Ghi số và đơn vị, ví dụ “3 working_days”, “4 working_hours”, hoặc “same_day”.",
                _closest_bare_unit(bare),
            )
        amount = match["amount"]
        unit = _unit_after(amount, match["unit"].strip(), bare)
        return cls(Decimal(amount.replace(",", ".")), unit)

    def __str__(self) -> str:
        """The text definitions use; `parse` reads it back."""
        if not self.unit.has_amount and self.amount == 0:
            return self.unit.value
        name = self.unit.value.removesuffix("s") if self.amount == 1 else self.unit.value
        return f"{_plain(self.amount)} {name}"

    def words(self) -> str:
        """The limit in Vietnamese: `3 ngày làm việc`, `1,5 ngày làm việc`, `trong ngày`."""
        if not self.unit.has_amount:
            return _WORDS[self.unit]
        return f"{decimal_words(self.amount)} {_WORDS[self.unit]}"

    def working_minutes(self, minutes_per_day: int = MINUTES_PER_WORKING_DAY) -> int:
        """The working minutes the limit surely holds, holidays aside, for setting budgets against it.

        Calendar periods count five working days a week and their worst placement in the week and the year.
        `same_day` and `immediate` count as one working day, the most they can ever give.
        """
        match self.unit:
            case LimitUnit.WORKING_HOURS:
                return int(self.amount * 60)
            case LimitUnit.WORKING_DAYS:
                return int(self.amount * minutes_per_day)
            case LimitUnit.CALENDAR_DAYS:
                days = int(self.amount)
            case LimitUnit.MONTHS:
                years, months = divmod(int(self.amount), 12)
                days = years * 365 + _SHORTEST_MONTHS[months]
            case LimitUnit.YEARS:
                days = int(self.amount) * 365
            case LimitUnit.SAME_DAY | LimitUnit.IMMEDIATE:
                return minutes_per_day
            case _:
                assert_never(self.unit)
        weeks, rest = divmod(days, 7)
        return (weeks * 5 + max(0, rest - 2)) * minutes_per_day


def _unit_after(amount: str, name: str, whole: str) -> LimitUnit:
    if not name:
        raise TimeLimitError(
            f"Thời hạn có số {amount} nhưng chưa có đơn vị.",
            f"Ghi “{amount} working_days” (ngày làm việc) hoặc “{amount} calendar_days” (ngày).",
        )
    unit = _BY_NAME.get(name)
    if unit is None:
        near = _closest_unit(name)
        known = ", ".join(unit.value for unit in LimitUnit if unit.has_amount)
        raise TimeLimitError(
            f"Thời hạn “{whole[:60]}” có đơn vị “{name[:40]}” không có trong danh sách.",
            f"Dùng một trong: {known}.",
            f"{amount} {near}" if near else None,
        )
    if not unit.has_amount:
        raise TimeLimitError(
            f"Thời hạn “{whole[:60]}” không đi kèm số.", f"Chỉ ghi {unit.value}.", unit.value
        )
    return unit


def _closest_unit(name: str) -> str | None:
    vietnamese = {words: unit.value for unit, words in _WORDS.items()}
    if name in vietnamese:
        return vietnamese[name]
    folded = name.strip().lower().replace("-", "_").replace(" ", "_")
    near = difflib.get_close_matches(folded, list(_BY_NAME), n=1, cutoff=0.75)
    return near[0] if near else None


def _closest_bare_unit(name: str) -> str | None:
    near = _closest_unit(name)
    return near if near is not None and not _BY_NAME[near].has_amount else None
