"""A dashboard (bảng theo dõi): figures, charts and lists of reports on one page, for some roles or for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CardKind(StrEnum):
    """What a card of a dashboard shows."""

    FIGURE = "figure"
    CHART = "chart"
    LIST = "list"


class Whose(StrEnum):
    """Whose figures a card shows."""

    SCOPE = "scope"
    """Everything the viewer may see."""
    AGENCY = "agency"
    """The viewer's own agency."""
    PERSON = "person"
    """The viewer's own row of a report that is divided by officer."""


@dataclass(frozen=True, slots=True)
class Card:
    """One card: a ``column`` of the total of a ``report``, one of its charts, or its first ``most`` rows with
    ``columns``.

    ``period`` is a rule such as ``this_month``. ``tone`` colors a figure above zero: ``late``, ``soon`` or ``ok``.
    """

    id: str
    name: str
    kind: CardKind
    report: str
    column: str = ""
    columns: tuple[str, ...] = ()
    chart: str = ""
    period: str = "this_month"
    whose: Whose = Whose.SCOPE
    most: int = 10
    tone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A dashboard for ``roles`` (everybody signed in when none is named) in agencies of ``levels`` (of any when none is
    named), or ``public``: without signing in.

    People see the first one that is meant for them, by ``order``.
    """

    code: str
    name: str
    about: str = ""
    roles: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    public: bool = False
    order: int = 100
    cards: tuple[Card, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    extends: str = ""
