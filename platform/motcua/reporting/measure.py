"""What one measure of reports is: what it counts, of what, and whether its figures add up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from motcua.reporting.facts import Fact


class Unit(StrEnum):
    """What a measure counts."""

    DOSSIERS = "dossiers"
    DONG = "dong"
    PAYMENTS = "payments"
    PROCEDURES = "procedures"
    PROCESSES = "processes"
    ACTS = "acts"
    OFFICERS = "officers"
    OPEN_STEPS = "open_steps"
    SLIPS = "slips"
    POINTS = "points"
    STATED = "stated"


class Family(StrEnum):
    """Where the figures of a measure come from."""

    DOSSIERS = "dossiers"
    MONEY = "money"
    CATALOG = "catalog"
    WORK = "work"
    SURVEY = "survey"
    PLUGIN = "plugin"
    """Decided by a plugin, dossier by dossier."""
    STATED = "stated"
    """Typed in by an agency for a period, because no other system tells it here."""
    NONE = "none"
    """Nowhere yet: its cells stay empty and say so."""


@dataclass(frozen=True, slots=True)
class CatalogCount:
    """Procedures of the catalog in force at the moment of counting, each once.

    ``level`` is the level of the agency that settles it (empty: any); ``offered`` leaves out those nobody takes in;
    ``online`` are the levels of online service, ``with_fee`` those with something to pay; ``processes`` counts the
    different internal processes instead.
    """

    level: str = ""
    offered: bool = False
    online: tuple[str, ...] = ()
    with_fee: bool = False
    processes: bool = False


@dataclass(frozen=True, slots=True)
class WorkCount:
    """Acts of officers in the period by the kinds of events; ``dossiers`` counts the dossiers they were on instead,
    ``open_steps`` what lies with them now (``late`` only what is overdue), which is known of the present alone.
    ``officers`` counts people: ``acting`` those who did something in the period, and of the present alone ``all``,
    ``active`` and ``closed`` accounts.
    """

    events: tuple[str, ...] = ()
    dossiers: bool = False
    open_steps: bool = False
    late: bool = False
    officers: str = ""

    @property
    def of_the_present(self) -> bool:
        """Whether only the present knows it, so that a period that is over has no figure."""
        return self.open_steps or self.officers not in ("", "acting")


class SurveyCount(StrEnum):
    """What is counted of the slips that applicants filled in during the period, of every survey."""

    SLIPS = "slips"
    SATISFIED = "satisfied"
    """Slips with at least the share of points that the code list ``nguong-bao-cao`` asks for."""
    POINTS = "points"
    MOST = "most"
    """The points the answered questions could have given."""
    CHOSEN = "chosen"
    """Slips on which one answer of the asked question was chosen."""


@dataclass(frozen=True, slots=True)
class StatedSum:
    """What is added up of the figures agencies type in under a name: their values, or ``each`` for every one of them
    (what a score could have been at most). Scores are kept in tenths of a point.
    """

    name: str
    each: int = 0


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: dossiers of which all ``facts`` hold, or what one of the other counts says.

    ``money`` are the kinds of fees added up, ``entry`` the kind of entries (``paid``, ``refunded``), ``entries``
    counts them instead. ``survey_index`` keeps a count of slips to the question of that index, ``survey_choice`` to
    one answer of it. ``distinct`` counts a dimension's values instead of dossiers. ``missing`` says why there is
    no figure yet; ``plugin`` is the word of a measure that a plugin registered.
    """

    id: str
    name: str
    source: str
    facts: tuple[Fact, ...] = ()
    money: tuple[str, ...] = ()
    entry: str = "paid"
    entries: bool = False
    catalog: CatalogCount | None = None
    work: WorkCount | None = None
    survey: SurveyCount | None = None
    survey_index: str = ""
    survey_choice: str = ""
    stated: StatedSum | None = None
    plugin: str = ""
    distinct: str = ""
    missing: str = ""

    @property
    def family(self) -> Family:
        """Where its figures come from."""
        if self.missing:
            return Family.NONE
        if self.money:
            return Family.MONEY
        if self.catalog:
            return Family.CATALOG
        if self.survey:
            return Family.SURVEY
        if self.stated:
            return Family.STATED
        if self.plugin:
            return Family.PLUGIN
        return Family.WORK if self.work else Family.DOSSIERS

    @property
    def unit(self) -> Unit:
        """What it counts."""
        if self.money:
            return Unit.PAYMENTS if self.entries else Unit.DONG
        if self.survey:
            return Unit.POINTS if self.survey in (SurveyCount.POINTS, SurveyCount.MOST) else Unit.SLIPS
        if self.stated:
            return Unit.STATED
        if self.catalog:
            return Unit.PROCESSES if self.catalog.processes else Unit.PROCEDURES
        if self.work:
            if self.work.open_steps:
                return Unit.OPEN_STEPS
            if self.work.officers:
                return Unit.OFFICERS
            return Unit.DOSSIERS if self.work.dossiers else Unit.ACTS
        return Unit.PROCEDURES if self.distinct else Unit.DOSSIERS

    @property
    def additive(self) -> bool:
        """Whether the figure of a group is the sum of its rows; what is counted once each does not add up."""
        return not (
            self.catalog
            or self.distinct
            or (self.work and (self.work.dossiers or self.work.officers == "acting"))
        )

    @property
    def why_missing(self) -> str:
        """Why there may be no figure, in Vietnamese."""
        return self.missing or ("Chưa nhập số liệu của kỳ." if self.stated else "")

    @property
    def opens(self) -> bool:
        """Whether the dossiers behind a figure can be shown."""
        return self.family in (Family.DOSSIERS, Family.PLUGIN) and not self.distinct
