"""Amounts of money named in a text: đồng, nghìn, triệu, dollars, what one of them is for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from motcua.kernel.text import clean

_NUMBER = r"\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d{1,2})?"
_CURRENCY = (
    r"việt\s*nam\s*đồng|vnđ|vnd|đồng|đ|usd|đô\s*la(?:\s*mỹ)?|euro|eur|triệu(?:\s*đồng)?|nghìn(?:\s*đồng)?|"
    r"ngàn(?:\s*đồng)?|tỷ(?:\s*đồng)?"
)
_AMOUNT = re.compile(
    rf"(?<![\w.,/])(?P<number>{_NUMBER})\s*(?P<currency>{_CURRENCY})(?!\w)"
    r"(?:\s*\([^()\d]{3,60}\))?(?:\s*/\s*(?P<unit>[^\d\s.,;:()/](?:(?!\s[-–+]\s)[^\d.,;:()/\n]){0,40}))?",
    re.IGNORECASE,
)
_SLASHED = re.compile(
    r"(?<![\w.,/])(?P<number>\d{1,3}(?:\.\d{3})+)\s*/\s*(?P<unit>[^\d\s.,;:()/](?:(?!\s[-–+]\s)[^\d.,;:()/\n]){0,40})"
)
_FOREIGN = ("usd", "đô", "eur")
_MULTIPLIERS = (("triệu", 1_000_000), ("nghìn", 1_000), ("ngàn", 1_000), ("tỷ", 1_000_000_000))


@dataclass(frozen=True, slots=True)
class AmountPart:
    """An amount named in a text: đồng, or foreign money when `currency` is not VND."""

    amount: int
    currency: str
    unit: str
    start: int
    end: int


def amounts_in(text: str) -> tuple[AmountPart, ...]:
    """Every amount of money a text names, in order."""
    found: dict[int, AmountPart] = {}
    for match in _AMOUNT.finditer(text):
        part = amount_part(match["number"], match["currency"].lower(), match["unit"] or "", match.span())
        if part:
            found[match.start()] = part
    for match in _SLASHED.finditer(text):
        part = amount_part(match["number"], "đ", match["unit"], match.span())
        if part:
            found.setdefault(match.start(), part)
    return tuple(found[start] for start in sorted(found))


def amount_part(number: str, currency: str, unit: str, span: tuple[int, int]) -> AmountPart | None:
    """An amount out of its number, its currency in small letters, its unit and where it stands."""
    foreign = next((name for name in _FOREIGN if currency.startswith(name)), "")
    factor = next((factor for word, factor in _MULTIPLIERS if currency.startswith(word)), 1)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", number):
        value = float(re.sub(r"[.,]", "", number))
    else:
        value = float(number.replace(",", "."))
    amount = round(value * factor)
    return AmountPart(
        amount, "USD" if foreign in ("usd", "đô") else "EUR" if foreign else "VND", _unit_words(unit), *span
    )


def _unit_words(text: str) -> str:
    """What a price is for, without the clause that follows it."""
    return re.split(r"\s(?:kể|áp|từ|đối|theo|nếu|và|-)", clean(text))[0].rstrip(" -")
