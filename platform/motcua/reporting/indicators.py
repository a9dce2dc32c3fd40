"""The rows of an index: what each indicator reached, its points, and the rank; what has no source says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from motcua.definitions.report import Indicator, IndicatorGroup, Report
from motcua.kernel.text import fold
from motcua.reporting.formulas import Number, parse_formula
from motcua.reporting.measures import MEASURES
from motcua.reporting.result import Cell, ResultRow, RowKind

NO_DATA = "Chưa có dữ liệu"
_NOTHING_HAPPENED = "Không phát sinh trong kỳ"
_HUNDRED = Fraction(100)
_DIGITS = 2


@dataclass(frozen=True, slots=True)
class _Scored:
    """An indicator with its figures; ``score`` is None when it cannot be judged, ``remark`` says why. ``appraised``
    is the score of the second look.
    """

    indicator: Indicator
    numerator: Number | None
    denominator: Number | None
    rate: Fraction | None
    score: Fraction | None
    remark: str
    appraised: Fraction | None = None

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
        for text in (one.numerator, one.denominator, one.appraised, one.appraised_of)
        if text
        for name in sorted(parse_formula(text).names)
    )
    return tuple(dict.fromkeys(names))


def find_indicator(report: Report, key: Sequence[str]) -> Indicator | None:
    """The indicator that a row of an index stands for; none for groups and the total."""
    if len(key) != 2:
        return None
    group = next((one for one in report.indicators if one.id == key[0]), None)
    return next((one for one in group.indicators if one.id == key[1]), None) if group else None


def indicator_rows(
    report: Report, figures: Mapping[str, int], missing: frozenset[str]
) -> tuple[ResultRow, ...]:
    """A row for every named group and every indicator, the total with the rank, and below it what is worth no points.

    ``missing`` measures have no figure.
    """
    rows: list[ResultRow] = []
    below: list[ResultRow] = []
    everything: list[_Scored] = []
    number = 0
    for group in report.indicators:
        scored = [_scored(report, one, figures, missing) for one in group.indicators]
        if all(not one.points for one in scored):
            below += [_line(report, group, "", one) for one in scored]
            continue
        everything += scored
        number += 1
        if group.name:
            cells = _sums(report, scored)
            rows.append(ResultRow((group.id,), group.name, 1, RowKind.GROUP, str(number), cells))
        rows += [
            _line(report, group, f"{number}.{place}" if group.name else str(place), one)
            for place, one in enumerate(scored, start=1)
        ]
    cells = _sums(report, everything, rank(report, everything))
    rows.append(ResultRow((), report.rows.total or report.name, 0, RowKind.TOTAL, cells=cells))
    return (*rows, *below)


def ranking_rows(
    report: Report,
    figures: Mapping[str, Mapping[str, int]],
    labels: Mapping[str, str],
    missing: frozenset[str],
) -> tuple[ResultRow, ...]:
    """A row for every value with figures, the best score first; equal scores share a place. What could not be scored
    at all stands last without a place.
    """
    found = []
    for key, counted in figures.items():
        scored = [
            _scored(report, one, counted, missing) for group in report.indicators for one in group.indicators
        ]
        judged = [one.score for one in scored if one.score is not None]
        found.append((key, scored, _added(judged) if judged else None))
    found.sort(key=lambda one: (one[2] is None, -(one[2] or 0), fold(labels.get(one[0], one[0]))))
    rows = []
    for key, scored, total in found:
        place = (
            sum(1 for other in found if other[2] is not None and total is not None and other[2] > total) + 1
        )
        values: dict[str, Cell] = {
            "points": _rounded(_added(one.points for one in scored)),
            "score": _rounded(total),
            "rank": _band(report, scored),
            "remark": _open_points(scored),
            **{f"score_{number}": _rounded(one.score) for number, one in enumerate(scored, start=1)},
        }
        index = "" if total is None else str(place)
        cells = _cells(report, values)
        rows.append(ResultRow((key,), labels.get(key, key) or "Chưa rõ", 1, RowKind.LINE, index, cells))
    return tuple(rows)


def _scored(report: Report, one: Indicator, figures: Mapping[str, int], missing: frozenset[str]) -> _Scored:
    appraised = None
    if one.appraised and one.appraised_of:
        _above, _below, rate, _why = _rate(one.appraised, one.appraised_of, figures, missing)
        appraised = _score(report, one, rate)
    above, below, rate, why = _rate(one.numerator, one.denominator, figures, missing)
    return _Scored(one, above, below, rate, _score(report, one, rate), why, appraised)


def _rate(
    over: str, under: str, figures: Mapping[str, int], missing: frozenset[str]
) -> tuple[Number | None, Number | None, Fraction | None, str]:
    """Numerator, denominator and percentage, and why there is none."""
    above, below = parse_formula(over), parse_formula(under)
    without = sorted((above.names | below.names) & missing)
    values = {name: figures.get(name, 0) for name in above.names | below.names if name not in missing}
    numerator, denominator = above.evaluate(values), below.evaluate(values)
    if without:
        reasons = " ".join(dict.fromkeys(MEASURES[name].why_missing for name in without))
        return numerator, denominator, None, f"{NO_DATA}. {reasons}".strip()
    if numerator is None or not denominator:
        return numerator, denominator, None, _NOTHING_HAPPENED
    return numerator, denominator, Fraction(numerator) / Fraction(denominator) * 100, ""


def _score(report: Report, one: Indicator, rate: Fraction | None) -> Fraction | None:
    if rate is None or not Fraction(one.points):
        return None
    share = rate / (Fraction(one.full_at) or _HUNDRED)
    exact = min(Fraction(1), max(Fraction(0), share)) * Fraction(one.points)
    return _round(exact, report.decimals)


def _line(report: Report, group: IndicatorGroup, index: str, one: _Scored) -> ResultRow:
    worth = bool(one.points)
    share = (
        f"{_words(one.rate)} % ({one.numerator}/{one.denominator})" if one.rate is not None else one.remark
    )
    values: dict[str, Cell] = {
        "numerator": one.numerator,
        "denominator": one.denominator,
        "rate": _rounded(one.rate),
        "threshold": _rounded(Fraction(one.indicator.full_at)) if worth else None,
        "points": _rounded(one.points) if worth else None,
        "score": _rounded(one.score),
        "appraised": _rounded(one.appraised),
        "remark": one.remark if worth else share,
    }
    key = (group.id, one.indicator.id)
    return ResultRow(key, one.indicator.name, 2, RowKind.LINE, index, _cells(report, values))


def _sums(report: Report, scored: Sequence[_Scored], remark: str = "") -> dict[str, Cell]:
    judged = [one.score for one in scored if one.score is not None]
    appraised = [one.appraised for one in scored if one.appraised is not None]
    values: dict[str, Cell] = {
        "points": _rounded(_added(one.points for one in scored)),
        "score": _rounded(_added(judged)) if judged else None,
        "appraised": _rounded(_added(appraised)) if appraised else None,
        "rank": remark,
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


def rank(report: Report, scored: Sequence[_Scored]) -> str:
    """The rank by the points that could be judged, in proportion to the scale; says when it is provisional."""
    name = _band(report, scored)
    if not name or not _open_points(scored):
        return name or _open_points(scored)
    whole = _added(one.points for one in scored)
    return (
        f"Tạm tính: {name} ({_words(_reached(report, scored))}/{report.band_scale} trên phần chấm được). "
        f"{_open_points(scored)} trong {_words(whole)}"
    )


def _reached(report: Report, scored: Sequence[_Scored]) -> Fraction:
    judged = [one for one in scored if one.score is not None]
    possible = _added(one.points for one in judged)
    reached = _added(one.score for one in judged if one.score is not None)
    return reached / possible * Fraction(report.band_scale) if possible else Fraction(0)


def _band(report: Report, scored: Sequence[_Scored]) -> str:
    """The name of the rank reached; empty when nothing could be judged or there are no ranks."""
    if not report.bands or all(one.score is None for one in scored):
        return ""
    return band_name(report, _reached(report, scored))


def band_name(report: Report, reached: Fraction) -> str:
    """The rank that so many points of the scale give."""
    found = max(
        (band for band in report.bands if Fraction(band.at_least) <= reached),
        key=lambda band: Fraction(band.at_least),
        default=None,
    )
    return found.name if found else "Chưa xếp loại"


def _round(value: Fraction, digits: int) -> Fraction:
    """To so many decimals, half up."""
    return Fraction((value * 10**digits + Fraction(1, 2)).__floor__(), 10**digits)


def _rounded(value: Fraction | None) -> Cell:
    """To two decimals, half up; whole numbers stay whole."""
    if value is None:
        return None
    exact = _round(value, _DIGITS)
    return exact.numerator if exact.denominator == 1 else float(exact)


def _words(value: Fraction) -> str:
    rounded = _rounded(value)
    return str(rounded).replace(".", ",")
