"""Legal basis and validity, carried by everything that may change with the law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A document a value rests on: number such as ``60/2014/QH13``, its title, the form number within it."""

    number: str
    title: str = ""
    form: str = ""
    date: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Validity:
    """A span of days; both ends included, ``None`` is open."""

    effective_from: date | None = None
    effective_to: date | None = None

    def covers(self, day: date) -> bool:
        """True when ``day`` lies in the span."""
        starts = self.effective_from is None or self.effective_from <= day
        return starts and (self.effective_to is None or day <= self.effective_to)


def in_force(effective_from: date | None, effective_to: date | None, day: date) -> bool:
    """True when a definition with these ends applies on ``day``."""
    return Validity(effective_from, effective_to).covers(day)
