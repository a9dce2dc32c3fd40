"""Values typed as answers to review items, read or refused in words."""

from __future__ import annotations

from motcua.kernel.money import MoneyError, parse_money
from motcua.kernel.time_limit import TimeLimit, TimeLimitError


class ReviewAnswerError(ValueError):
    """The answer cannot be used; the text says what to do."""


def limit_given(text: str) -> TimeLimit:
    """A time limit as a person typed it. Raises :class:`ReviewAnswerError`."""
    try:
        return TimeLimit.parse(text)
    except TimeLimitError as error:
        raise ReviewAnswerError("Ghi số và chọn đơn vị, ví dụ 3 ngày làm việc.") from error


def amount_given(text: str) -> int:
    """An amount in đồng as a person typed it. Raises :class:`ReviewAnswerError`."""
    try:
        amount = parse_money(text)
    except MoneyError as error:
        raise ReviewAnswerError(str(error)) from error
    if amount < 0:
        raise ReviewAnswerError("Số tiền không được âm. Ghi 0 nếu không thu.")
    return amount
