"""The rows of an index: what each indicator reached, its points, and the rank; what has no source says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from motcua.definitions.report import Indicator, IndicatorGroup, Report, ScoreBand
from motcua.reporting.formulas import Number, parse_formula
from motcua.reporting.measures import MEASURES
from motcua.reporting.result import Cell, ResultRow, RowKind

NO_DATA = "Chưa có dữ liệu"
_NOTHING_HAPPENED = "Không phát sinh trong kỳ"
_HUNDRED = Fraction(100)
_DIGITS = 2


@dataclass(frozen=True, slots=True)
class _Scored:
    """An indicator with its figures; ``score`` is None when it cannot be judged, ``remark`` says why."""

    indicator: Indicator
    numerator: Number | None
    denominator: Number | None
    rate: Fraction | None
    score: Fraction | None
    remark: str

    @property
    def points(self) -> Fraction:
        """The most it is worth."""
        return Fraction(self.indicator.points)


def indicator_measures(report: Report) -> tuple[str, ...]:
    """The measures that its indicators are counted from, each once."""
    names = (
        name
        for group in report.indicators
        for one in group.indicators
        for text in (one.numerator, one.denominator)
        for name in sorted(parse_formula(text).names)
    )
    return tuple(dict.fromkeys(names))


def indicator_rows(
    report: Report, figures: Mapping[str, int], missing: frozenset[str]
) -> tuple[ResultRow, ...]:
    """A row for every group and indicator, and the total with the rank. ``missing`` measures have no figure."""
    rows: list[ResultRow] = []
    everything: list[_Scored] = []
    for number, group in enumerate(report.indicators, start=1):
        scored = [_scored(one, figures, missing) for one in group.indicators]
        everything += scored
        rows.append(ResultRow((group.id,), group.name, 1, RowKind.GROUP, str(number), _sums(report, scored)))
        rows += [_line(report, group, f"{number}.{place}", one) for place, one in enumerate(scored, start=1)]
    cells = _sums(report, everything, rank(report.bands, everything))
    rows.append(ResultRow((), report.rows.total or report.name, 0, RowKind.TOTAL, cells=cells))
    return tuple(rows)


def _scored(one: Indicator, figures: Mapping[str, int], missing: frozenset[str]) -> _Scored:
    above, below = parse_formula(one.numerator), parse_formula(one.denominator)
    without = sorted((above.names | below.names) & missing)
    values = {name: figures.get(name, 0) for name in above.names | below.names if name not in missing}
    numerator, denominator = above.evaluate(values), below.evaluate(values)
    if without:
        reasons = " ".join(dict.fromkeys(MEASURES[name].missing for name in without))
        return _Scored(one, numerator, denominator, None, None, f"{NO_DATA}. {reasons}".strip())
    if numerator is None or not denominator:
        return _Scored(one, numerator, denominator, None, None, _NOTHING_HAPPENED)
    rate = Fraction(numerator) / Fraction(denominator) * 100
    share = rate / (Fraction(one.full_at) or _HUNDRED)
    score = min(Fraction(1), max(Fraction(0), share)) * Fraction(one.points)
    return _Scored(one, numerator, denominator, rate, score, "")


def _line(report: Report, group: IndicatorGroup, index: str, one: _Scored) -> ResultRow:
    values: dict[str, Cell] = {
        "numerator": one.numerator,
        "denominator": one.denominator,
        "rate": _rounded(one.rate),
        "threshold": _rounded(Fraction(one.indicator.full_at)),
        "points": _rounded(one.points),
        "score": _rounded(one.score),
        "remark": one.remark,
    }
    key = (group.id, one.indicator.id)
    return ResultRow(key, one.indicator.name, 2, RowKind.LINE, index, _cells(report, values))


def _sums(report: Report, scored: Sequence[_Scored], remark: str = "") -> dict[str, Cell]:
    judged = [one.score for one in scored if one.score is not None]
    values: dict[str, Cell] = {
        "points": _rounded(_added(one.points for one in scored)),
        "score": _rounded(_added(judged)) if judged else None,
        "remark": remark or _open_points(scored),
    }
    return _cells(report, values)


def _open_points(scored: Sequence[_Scored]) -> str:
    """How many points could not be judged."""
    open_points = _added(one.points for one in scored if one.score is None)
    return f"Chưa chấm {_words(open_points)} điểm" if open_points else ""


def _added(values: Iterable[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


def _cells(report: Report, values: Mapping[str, Cell]) -> dict[str, Cell]:
    return {
        column.id: values.get(column.value)
        for column in report.columns
        if column.value not in ("index", "label")
    }


def rank(bands: Sequence[ScoreBand], scored: Sequence[_Scored]) -> str:
    """The rank by the points that could be judged, in proportion to a hundred; says when it is provisional."""
    judged = [one for one in scored if one.score is not None]
    possible = _added(one.points for one in judged)
    if not possible or not bands:
        return _open_points(scored)
    reached = _added(one.score for one in judged if one.score is not None) / possible * 100
    found = max(
        (band for band in bands if Fraction(band.at_least) <= reached),
        key=lambda band: Fraction(band.at_least),
        default=None,
    )
    name = found.name if found else "Chưa xếp loại"
    whole = _added(one.points for one in scored)
    if possible == whole:
        return name
    return (
        f"Tạm tính: {name} ({_words(reached)}/100 trên phần chấm được). "
        f"{_open_points(scored)} trong {_words(whole)}"
    )


def _rounded(value: Fraction | None) -> Cell:
    """To two decimals, half up; whole numbers stay whole."""
    if value is None:
        return None
    scaled = (value * 10**_DIGITS + Fraction(1, 2)).__floor__()
    exact = Fraction(scaled, 10**_DIGITS)
    return exact.numerator if exact.denominator == 1 else float(exact)


def _words(value: Fraction) -> str:
    rounded = _rounded(value)
    return str(rounded).replace(".", ",")
