"""Amounts in words, as receipts ask for."""

from __future__ import annotations

from typing import Any

from num2words import num2words


def amount_in_words(amount: int) -> str:
    """Vietnamese words of an amount of đồng, with the unit: "Ba mươi nghìn đồng" for 30000."""
    words = str(num2words(amount, lang="vi"))
    return f"{words[:1].upper()}{words[1:]} đồng"


def amount_words_filter(value: Any, _argument: str) -> str:
    """The print filter ``amount_words``."""
    return amount_in_words(value) if isinstance(value, int) else ""
