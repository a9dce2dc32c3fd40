"""Finds procedures that seem to live on under a new code: a new name much like one that is no longer listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from motcua.kernel.text import fold

LEAST_LIKENESS = 85
"""Names less alike than this many percent are not put before a person."""
MOST_COMPARED = 3_000_000
"""More pairs than this are not compared: such a file replaces the catalog, and likeness says nothing."""


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """A new procedure and the one it seems to continue; likeness in percent."""

    new: str
    old: str
    likeness: int


def likely_pairs(added: Sequence[tuple[str, str]], gone: Sequence[tuple[str, str]]) -> tuple[LikelyPair, ...]:
    """The likeliest continuation of each procedure that is gone, from codes and names; each new one at most once."""
    if not added or not gone or len(added) * len(gone) > MOST_COMPARED:
        return ()
    names = [fold(name) for _code, name in added]
    found: list[tuple[float, str, str]] = []
    for old, name in gone:
        for _name, score, index in process.extract(
            fold(name), names, scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS, limit=3
        ):
            found.append((score, old, added[index][0]))
    pairs: list[LikelyPair] = []
    used: set[str] = set()
    for score, old, new in sorted(found, key=lambda one: (-one[0], one[1], one[2])):
        if old not in used and new not in used:
            used |= {old, new}
            pairs.append(LikelyPair(new, old, int(score)))
    return tuple(sorted(pairs, key=lambda one: one.new))
