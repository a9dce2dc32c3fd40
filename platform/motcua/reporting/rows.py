"""Turns counted groups into the rows of a report: groups, lines, totals, formulas and balance checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter

from motcua.definitions.report import Report
from motcua.kernel.codes import natural_sort_key
from motcua.kernel.text import fold
from motcua.reporting.formulas import Formula, parse_formula
from motcua.reporting.result import Cell, CheckResult, ResultRow, RowKind
from motcua.reporting.vocabulary import Dimension

_UNKNOWN = "Chưa rõ"
_BY_NAME = (Dimension.FIELD_OF_WORK, Dimension.OFFICER, Dimension.RECEIVING_OFFICER)
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
Key = tuple[str, ...]
Figures = dict[str, int]


@dataclass(frozen=True, slots=True)
class CountedGroup:
    """What was counted for one combination of dimension values, figures by measure."""

    key: Key
    figures: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DimensionWords:
    """The words of dimension values: ``names[dimension][value]`` in the order they are shown."""

    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def label(self, dimension: str, value: str) -> str:
        """What a reader sees for a value."""
        named = self.names.get(dimension, {}).get(value)
        if named:
            return named
        if dimension == Dimension.MONTH and value:
            return f"Tháng {int(value[5:7])}/{value[:4]}"
        return value or _UNKNOWN

    def values(self, dimension: str) -> tuple[str, ...]:
        """Every value known of a dimension."""
        return tuple(self.names.get(dimension, ()))

    def rank(self, dimension: str, value: str) -> tuple[object, ...]:
        """Where a value stands among its neighbors: known ones in their order, others by name or code, unknown last."""
        order = self.names.get(dimension, {})
        if dimension not in (Dimension.PROCEDURE, *_BY_NAME) and value in order:
            return (0, list(order).index(value))
        if dimension in _BY_NAME:
            return (1 if value else 2, fold(self.label(dimension, value)))
        return (1 if value else 2, natural_sort_key(value))


def row_index(number: int, *, roman: bool) -> str:
    """The ordinal of a row: I, II … for groups, 1, 2 … for lines."""
    if not roman:
        return str(number)
    text, rest = "", number
    for value, letters in _ROMAN:
        count, rest = divmod(rest, value)
        text += letters * count
    return text


def measures_needed(report: Report) -> tuple[str, ...]:
    """The measures of its columns, each once."""
    return tuple(dict.fromkeys(column.measure for column in report.columns if column.measure))


def build_rows(
    report: Report,
    groups: Iterable[CountedGroup],
    words: DimensionWords,
    wholes: Iterable[CountedGroup] = (),
    missing: frozenset[str] = frozenset(),
) -> tuple[tuple[ResultRow, ...], tuple[CheckResult, ...]]:
    """The rows of a grouped report from outer to inner, the total last, and its checks over all of them.

    ``groups`` add up to their parents; ``wholes`` state the figure of a group or (empty key) the total as it is;
    measures in ``missing`` have no figure at all.
    """
    depth = len(report.rows.group_by)
    figures: dict[Key, Figures] = {}
    for key in _shown_empty(report, words):
        figures.setdefault(key, {})
    for group in groups:
        for length in range(depth + 1):
            _add(figures.setdefault(group.key[:length], {}), group.figures)
    for group in wholes:
        _add(figures.setdefault(group.key, {}), group.figures)
    _add_parents(figures)
    rows: list[ResultRow] = []
    cells = _CellMaker(report, missing)
    if depth:
        _descend(report, figures, words, (), cells, rows)
    total = cells.of(figures.get((), {}))
    if report.rows.total or not depth:
        rows.append(ResultRow((), report.rows.total or report.name, 0, RowKind.TOTAL, cells=total))
    return tuple(rows), check_rows(report, rows)


def _add(total: Figures, more: Mapping[str, int]) -> None:
    for name, count in more.items():
        total[name] = total.get(name, 0) + count


def _add_parents(figures: dict[Key, Figures]) -> None:
    for key in list(figures):
        for length in range(len(key)):
            figures.setdefault(key[:length], {})


def _shown_empty(report: Report, words: DimensionWords) -> list[Key]:
    """Keys that stand in the report even without a dossier: ``level`` for every level, ``level:district`` for one."""
    keys: list[Key] = [()]
    for dimension in report.rows.group_by:
        shown = [
            value
            for entry in report.rows.show_empty
            for value in ([entry.partition(":")[2]] if ":" in entry else words.values(dimension))
            if entry.partition(":")[0] == dimension
        ]
        if not shown:
            break
        keys = [(*key, value) for key in keys for value in dict.fromkeys(shown)]
    return keys if keys != [()] else []


def _descend(
    report: Report,
    figures: Mapping[Key, Figures],
    words: DimensionWords,
    parent: Key,
    cells: _CellMaker,
    rows: list[ResultRow],
) -> None:
    level = len(parent)
    dimension = report.rows.group_by[level]
    is_line = level + 1 == len(report.rows.group_by)
    below = [key for key in figures if len(key) == level + 1 and key[:level] == parent]
    below.sort(key=lambda key: words.rank(dimension, key[-1]))
    made = {key: cells.of(figures[key]) for key in below}
    if is_line and report.rows.order_by:
        below = _ordered(below, made, report.rows.order_by)
    for number, key in enumerate(below, start=1):
        kind = RowKind.LINE if is_line else RowKind.GROUP
        index = row_index(number, roman=not is_line and level == 0)
        rows.append(ResultRow(key, words.label(dimension, key[-1]), level + 1, kind, index, made[key]))
        if not is_line:
            _descend(report, figures, words, key, cells, rows)


def _ordered(keys: list[Key], cells: Mapping[Key, Mapping[str, Cell]], order_by: str) -> list[Key]:
    """Lines by a column: ``c10`` upwards, ``-c10`` downwards; empty cells last, equal ones in their natural order."""
    column, down = order_by.removeprefix("-"), order_by.startswith("-")

    def figure(key: Key) -> tuple[bool, float]:
        value = cells[key].get(column)
        if not isinstance(value, int | float):
            return (True, 0.0)
        return (False, -float(value) if down else float(value))

    return sorted(keys, key=figure)


class _CellMaker:
    """Figures by measure to cells by column, formulas after the columns they are counted from."""

    def __init__(self, report: Report, missing: frozenset[str]) -> None:
        self._missing = missing
        self._measures = [(column.id, column.measure) for column in report.columns if column.measure]
        formulas = {
            column.id: parse_formula(column.formula)
            for column in report.columns
            if column.formula and not column.measure
        }
        self._formulas = [(name, formulas[name]) for name in formula_order(formulas)]
        self._order = [column.id for column in report.columns]

    def of(self, figures: Mapping[str, int]) -> dict[str, Cell]:
        """The cells of one row in the order of the columns."""
        found: dict[str, int | float | None] = {
            name: None if measure in self._missing else figures.get(measure, 0)
            for name, measure in self._measures
        }
        for name, formula in self._formulas:
            found[name] = formula.evaluate(found)
        return {name: found[name] for name in self._order if name in found}


def formula_order(formulas: Mapping[str, Formula]) -> list[str]:
    """The columns with formulas, each after those it is counted from. Raises CycleError for a circle."""
    graph = {name: formula.names & formulas.keys() for name, formula in formulas.items()}
    return list(TopologicalSorter(graph).static_order())


def check_rows(report: Report, rows: Iterable[ResultRow]) -> tuple[CheckResult, ...]:
    """Every balance check over every row."""
    counted = [
        (row.label, {name: value for name, value in row.cells.items() if not isinstance(value, str)})
        for row in rows
    ]
    results = []
    for check in report.checks:
        rule = parse_formula(check.rule)
        failing = tuple(label for label, cells in counted if not rule.holds(cells))
        results.append(CheckResult(check.id, check.rule, check.text, failing))
    return tuple(results)


def column_number(report: Report, column_id: str) -> str:
    """The number printed under a heading, with the sum it is: ``(3)=(4)+(5)+(6)``."""
    numbers = {column.id: _bracketed(column.number) for column in report.columns}
    column = next(column for column in report.columns if column.id == column_id)
    own = numbers[column_id]
    terms = parse_formula(column.formula).terms() if column.formula and own and "=" not in own else None
    if not terms or not all(numbers.get(name) for name in terms):
        return own
    return f"{own}={'+'.join(numbers[name] for name in terms)}"


def _bracketed(number: str) -> str:
    return f"({number})" if number.isalnum() else number
