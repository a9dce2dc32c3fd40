"""Numbering patterns with scoped counters (số, ký hiệu)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Numbering:
    """``pattern`` over ``{agency} {agency_short} {yy} {yyyy} {mm} {dd} {yymmdd} {n} {n:04} {book}``; the counter
    starts at ``first`` for each value of ``scope`` (any of ``agency``, ``day``, ``month``, ``year``, ``book``).
    """

    code: str
    name: str
    pattern: str
    scope: tuple[str, ...] = ("agency", "day")
    first: int = 1
    extends: str = ""
