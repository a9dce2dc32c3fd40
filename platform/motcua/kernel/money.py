"""Money as whole đồng: reading what officials type, writing what papers show, rounding half up."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from motcua.kernel.text import clean

_CURRENCY = re.compile(r"\s*(?:đồng|dong|vnđ|vnd|đ|₫|d)\.?$", re.IGNORECASE)
_GROUPED = re.compile(r"^-?[0-9]{1,3}(?:([.,\s])[0-9]{3})(?:\1[0-9]{3})*$")
_PLAIN = re.compile(r"^-?[0-9]+$")
_MOST_LETTERS = 24
_ZERO_FRACTION = re.compile(r"[.,]0{1,2}$")


class MoneyError(ValueError):
    """The text is not an amount in whole đồng; the message is Vietnamese and names the remedy."""


def round_half_up(amount: Decimal | float) -> int:
    """Whole đồng, halves away from zero (12.500,5 gives 12.501). Floats are read as they are written."""
    if isinstance(amount, int):
        return int(amount)
    exact = amount if isinstance(amount, Decimal) else Decimal(repr(amount))
    if not exact.is_finite():
        raise MoneyError("Số tiền không phải là một số hữu hạn. Kiểm tra lại công thức tính phí.")
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def format_money(amount: int) -> str:
    """The amount as papers show it: `15.000 đ`."""
    return f"{format_amount(amount)} đ"


def format_amount(amount: int) -> str:
    """The amount with dots between thousands and no currency: `15.000`."""
    return f"{amount:,}".replace(",", ".")


def parse_money(text: str) -> int:
    """Whole đồng from `15000`, `15.000`, `15,000 đ`, `15 000 đồng`, `15.000,00 VND`.

    Raises MoneyError for anything else, so that a fraction or a sentence is never guessed at.
    """
    bare = _CURRENCY.sub("", clean(text)).strip()
    if len(bare) > _MOST_LETTERS:
        raise MoneyError(
            f"“{bare[:20]}…” dài quá một số tiền. Ghi số nguyên đồng, ví dụ 15000 hoặc 15.000 đ."
        )
    if _PLAIN.match(bare) or _GROUPED.match(bare):
        return int(re.sub(r"[.,\s]", "", bare))
    without_fraction = _ZERO_FRACTION.sub("", bare)
    if without_fraction != bare and (_PLAIN.match(without_fraction) or _GROUPED.match(without_fraction)):
        return int(re.sub(r"[.,\s]", "", without_fraction))
    shown = clean(text)[:60]
    raise MoneyError(f"“{shown}” không phải là số tiền. Ghi số nguyên đồng, ví dụ 15000 hoặc 15.000 đ.")
