"""A statutory or operating report (báo cáo)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from motcua.definitions.legal import LegalBasis


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column: ``measure`` of the documented vocabulary or ``formula`` over other columns (``c4 + c5``).

    ``heading`` is the path of header cells from the top ("Số hồ sơ nhận giải quyết", "Trong kỳ", "Trực tuyến");
    equal neighbours merge. ``value`` names a row property for text columns (``index``, ``label``, or a dossier
    value in a list report). ``number`` is printed below the heading as "(4)".
    """

    id: str
    heading: tuple[str, ...]
    number: str = ""
    measure: str = ""
    formula: str = ""
    value: str = ""
    width: int = 10
    format: str = ""


@dataclass(frozen=True, slots=True)
class ReportRows:
    """How rows come about: ``group_by`` a list of dimensions from outer to inner (``level``, ``field_of_work``,
    ``agency``, ``procedure``, ``month``, ``channel``), ``each`` = ``dossier`` for a list of dossiers, ``payment`` for
    one of entries of the money book, ``indicator`` for an index of weighted indicators, ``ranking`` for the first
    dimension's values in the order of their scores in such an index.
    """

    group_by: tuple[str, ...] = ()
    each: str = "group"
    total: str = "TỔNG CỘNG"
    show_empty: tuple[str, ...] = ()
    order_by: str = ""


@dataclass(frozen=True, slots=True)
class BalanceCheck:
    """A rule that must hold on every row, such as ``c3 == c7 + c11``; ``text`` is what a reader sees."""

    id: str
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of an index: a share of two sums of measures, and how many points it is worth.

    ``points`` and ``full_at`` are decimals written as text: all points are given from ``full_at`` percent on, fewer
    in proportion below it. One worth no points is shown below the total as a share. ``appraised`` and
    ``appraised_of`` give the score of a second look the same way.
    """

    id: str
    name: str
    points: str
    numerator: str
    denominator: str
    full_at: str = "100"
    source: str = ""
    appraised: str = ""
    appraised_of: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorGroup:
    """A group of indicators (nhóm chỉ số); its points are the sum of theirs. Without a name it has no row."""

    id: str
    name: str = ""
    indicators: tuple[Indicator, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class ScoreBand:
    """A rank (xếp loại) from so many points of the report's ``band_scale`` on, written as decimal text."""

    id: str
    name: str
    at_least: str


@dataclass(frozen=True, slots=True)
class ReportSignature:
    """One signature block under the table."""

    title: str
    note: str = ""


class ChartKind(StrEnum):
    """How a chart shows figures."""

    TREND = "trend"
    """How figures went over days, months or periods."""
    COMPARISON = "comparison"
    """Figures of rows beside each other."""
    SHARE = "share"
    """Parts of a whole: columns of the total, or one column over rows."""
    HEAT_MAP = "heat_map"
    """One figure by two dimensions, such as unit and month."""


@dataclass(frozen=True, slots=True)
class ReportChart:
    """A drawing of the report's own figures; ``columns`` are ids of its columns.

    A trend of a report that is not divided by day or month goes over the last ``periods`` periods. ``most`` rows are
    drawn, the largest first; the table beside the chart has all of them.
    """

    id: str
    name: str
    kind: ChartKind
    columns: tuple[str, ...]
    most: int = 12
    periods: int = 6


@dataclass(frozen=True, slots=True)
class Report:
    """A report definition. ``population`` is a named filter of the measure vocabulary.

    Scores of indicators are rounded to ``decimals`` before they are added up.

    Whoever has one of ``roles`` may make it, everybody when none is named; the figures of a ``public`` one may be
    shown without signing in.
    """

    code: str
    name: str
    title: str
    number: str = ""
    issued_under: str = ""
    unit_text: str = ""
    rows: ReportRows = ReportRows()
    columns: tuple[ReportColumn, ...] = ()
    checks: tuple[BalanceCheck, ...] = ()
    indicators: tuple[IndicatorGroup, ...] = ()
    bands: tuple[ScoreBand, ...] = ()
    band_scale: str = "100"
    decimals: int = 2
    charts: tuple[ReportChart, ...] = ()
    filter: str = ""
    period_kinds: tuple[str, ...] = ("reporting_quarter",)
    signatures: tuple[ReportSignature, ...] = ()
    notes: tuple[str, ...] = ()
    paper: str = "A4"
    landscape: bool = True
    roles: tuple[str, ...] = ()
    public: bool = False
    legal_basis: tuple[LegalBasis, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    extends: str = ""
