"""What a chart of a report shows: its categories and series, taken from the counted rows and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from motcua.definitions.report import ChartKind, Report, ReportChart, ReportColumn
from motcua.reporting.formulas import Number
from motcua.reporting.result import ReportResult, ResultRow, RowKind
from motcua.reporting.rows import DimensionWords
from motcua.reporting.vocabulary import Dimension

_OVER_TIME = (Dimension.DAY, Dimension.MONTH)
_TONES: Mapping[str, str] = MappingProxyType(
    {"late": "late", "early": "ok", "on_time": "on", "in_time": "cham", "due_soon": "soon"}
)
"""What a column counts of, and how it is colored wherever it is drawn."""
_PLAIN_TONES = ("cham", "pale", "wait", "on", "soon", "ok")


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One column of a chart: a value (None where there is no figure) for every category. ``tone`` is its color."""

    column: str
    name: str
    tone: str
    values: tuple[Number | None, ...]
    format: str = "number"


@dataclass(frozen=True, slots=True)
class ChartData:
    """A chart ready to be drawn. ``keys`` are the rows of the report its categories come from, for drill-down.

    ``left_out`` categories stand only in the table; there are ``drawn`` in the drawing.
    """

    id: str
    name: str
    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    keys: tuple[tuple[str, ...], ...] = ()
    drawn: int = 0

    @property
    def left_out(self) -> int:
        """How many categories are not drawn."""
        return len(self.categories) - self.drawn

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing above zero to be drawn."""
        return not any(value for one in self.series for value in one.values)


def needs_history(report: Report, chart: ReportChart) -> bool:
    """Whether a chart goes over earlier periods, which have to be counted for it."""
    by_time = bool(report.rows.group_by) and report.rows.group_by[-1] in _OVER_TIME
    return chart.kind is ChartKind.TREND and not by_time


def chart_data(
    result: ReportResult, chart: ReportChart, history: Sequence[tuple[str, ResultRow | None]] = ()
) -> ChartData:
    """The data of a chart. ``history`` are names of periods with their row of totals, oldest first."""
    columns = [column for name in chart.columns for column in result.report.columns if column.id == name]
    match chart.kind:
        case ChartKind.HEAT_MAP:
            return _heat_map(result, chart, columns)
        case ChartKind.SHARE if len(columns) > 1:
            return _share_of_total(result, chart, columns)
        case ChartKind.TREND if needs_history(result.report, chart):
            totals = [row for _name, row in history]
            return _data(chart, [name for name, _row in history], columns, totals, len(totals))
        case ChartKind.TREND:
            rows = _by_time(result)
            return _data(chart, [_label(result, row) for row in rows], columns, rows, len(rows))
        case _:
            found = sorted(_compared(result), key=lambda row: -(_number(row, columns[0]) or 0))
            return _data(chart, [row.label for row in found], columns, found, min(chart.most, len(found)))


def _data(
    chart: ReportChart,
    categories: Sequence[str],
    columns: Sequence[ReportColumn],
    rows: Sequence[ResultRow | None],
    drawn: int,
) -> ChartData:
    series = tuple(
        ChartSeries(
            column.id,
            name,
            tone,
            tuple(_number(row, column) if row else None for row in rows),
            "percent" if column.formula.startswith("percent") else "number",
        )
        for column, name, tone in zip(columns, column_names(columns), _tones(columns), strict=True)
    )
    keys = tuple(row.key for row in rows if row is not None) if None not in rows else ()
    if chart.kind is ChartKind.TREND and all(row is None or not row.key for row in rows):
        keys = ()
    return ChartData(chart.id, chart.name, chart.kind, tuple(categories), series, keys, drawn)


def column_names(columns: Sequence[ReportColumn]) -> list[str]:
    """Columns by their paths of headings, as a legend says them; what all begin with is left out."""
    shared = len({column.heading[0] for column in columns}) == 1 and len(columns) > 1
    return [
        column.heading[-1] if shared else ", ".join(dict.fromkeys((column.heading[0], column.heading[-1])))
        for column in columns
    ]


def _tones(columns: Sequence[ReportColumn]) -> list[str]:
    tones: list[str] = []
    for column in columns:
        text = f"_{column.measure}_"
        told = next((tone for word, tone in _TONES.items() if f"_{word}_" in text), "")
        plain = next((tone for tone in _PLAIN_TONES if tone not in tones), "idle")
        tones.append(told if told and told not in tones else plain)
    return tones


def _number(row: ResultRow, column: ReportColumn) -> Number | None:
    value = row.cells.get(column.id)
    return value if isinstance(value, int | float) else None


def _compared(result: ReportResult) -> list[ResultRow]:
    """The rows beside each other: of the outermost dimension with more than one, else the innermost. Levels of
    government are compared only where nothing stands below them.
    """
    dimensions = result.report.rows.group_by
    first = 2 if len(dimensions) > 1 and dimensions[0] == Dimension.LEVEL else 1
    for level in range(first, len(dimensions) + 1):
        rows = [row for row in result.rows if row.level == level and row.kind is not RowKind.TOTAL]
        if len(rows) > 1:
            return rows
    return [row for row in result.rows if row.kind is RowKind.LINE]


def _by_time(result: ReportResult) -> list[ResultRow]:
    """One row for every day or month, in their order; of several dimensions the values are added up."""
    depth = len(result.report.rows.group_by)
    lines = [row for row in result.rows if row.level == depth and row.kind is RowKind.LINE]
    if depth == 1:
        return sorted(lines, key=lambda row: row.key)
    added: dict[str, dict[str, Number]] = {}
    for row in lines:
        cells = added.setdefault(row.key[-1], {})
        for name, value in row.cells.items():
            if isinstance(value, int | float):
                cells[name] = cells.get(name, 0) + value
    return [ResultRow((), "", 1, RowKind.LINE, time, dict(cells)) for time, cells in sorted(added.items())]


def _label(result: ReportResult, row: ResultRow) -> str:
    """A day or month as an axis says it; of added-up rows the time stands in the index."""
    value = row.key[-1] if row.key else row.index
    if result.report.rows.group_by[-1] == Dimension.DAY and value:
        return f"{int(value[8:10])}/{int(value[5:7])}"
    return row.label or DimensionWords().label(Dimension.MONTH, value)


def _share_of_total(result: ReportResult, chart: ReportChart, columns: Sequence[ReportColumn]) -> ChartData:
    """Columns of the row of totals as parts of a whole."""
    total = result.total
    parts = tuple(
        ChartSeries(column.id, name, tone, (_number(total, column) if total else None,))
        for column, name, tone in zip(columns, column_names(columns), _tones(columns), strict=True)
    )
    label = total.label if total else ""
    return ChartData(chart.id, chart.name, chart.kind, (label,), parts, ((),), 1)


def _heat_map(result: ReportResult, chart: ReportChart, columns: Sequence[ReportColumn]) -> ChartData:
    """Units as categories, the values of the innermost dimension as series of one figure."""
    column = columns[0]
    outer: dict[tuple[str, ...], str] = {}
    figures: dict[tuple[tuple[str, ...], str], Number] = {}
    labels: dict[str, str] = {}
    for row in result.rows:
        if row.kind is RowKind.GROUP:
            outer[row.key] = row.label
        elif row.kind is RowKind.LINE:
            labels.setdefault(row.key[-1], _short(result, row))
            figures[row.key[:-1], row.key[-1]] = _number(row, column) or 0
    places = [key for key in outer if len(key) == len(result.report.rows.group_by) - 1]
    places.sort(key=lambda key: -sum(figures.get((key, one), 0) for one in labels))
    series = tuple(
        ChartSeries(
            f"{column.id}:{one}", labels[one], "heat", tuple(figures.get((key, one), 0) for key in places)
        )
        for one in sorted(labels)
    )
    names = tuple(outer[key] for key in places)
    return ChartData(
        chart.id, chart.name, chart.kind, names, series, tuple(places), min(chart.most, len(names))
    )


def _short(result: ReportResult, row: ResultRow) -> str:
    dimension = result.report.rows.group_by[-1]
    value = row.key[-1]
    if dimension == Dimension.MONTH and value:
        return f"{int(value[5:7])}/{value[:4]}"
    return row.label
