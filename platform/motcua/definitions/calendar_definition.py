"""Working hours, holidays and swapped days as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from motcua.definitions.legal import LegalBasis


@dataclass(frozen=True, slots=True)
class WeekdayHours:
    """Shifts of one weekday (``mon`` … ``sun``), each as ``07:00-11:30``."""

    day: str
    shifts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A date that is not what its weekday says: ``off`` or ``work`` (running the shifts of ``like``)."""

    date: date
    is_: str
    name: str = ""
    like: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """The special days of one year; ``provisional`` until the government has issued them."""

    year: int
    days: tuple[CalendarDay, ...] = ()
    provisional: bool = False
    legal_basis: tuple[LegalBasis, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class CalendarDefinition:
    """A calendar; ``extends`` another and adds or replaces hours and days. ``intake`` are the hours in which
    dossiers are taken in when they differ from working time.
    """

    code: str
    name: str
    extends: str = ""
    hours: tuple[WeekdayHours, ...] = ()
    intake: tuple[WeekdayHours, ...] = ()
    years: tuple[CalendarYear, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
