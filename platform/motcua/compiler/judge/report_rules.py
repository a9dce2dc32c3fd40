"""Rules of reports: every column says one thing, and what it names exists."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType

from motcua.compiler.judge.context import Context, Rule, at, unknown
from motcua.compiler.problem_codes import Finding
from motcua.definitions.report import ChartKind, Report
from motcua.extension.registry import Vocabulary

_ALLOWED = (
    ast.Expression,
    ast.BinOp,
    ast.UnaryOp,
    ast.Compare,
    ast.BoolOp,
    ast.And,
    ast.Or,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.USub,
    ast.Eq,
    ast.NotEq,
    ast.Lt,
    ast.LtE,
    ast.Gt,
    ast.GtE,
    ast.Name,
    ast.Load,
    ast.Constant,
    ast.Call,
)
FUNCTIONS = MappingProxyType({"percent": 2, "score": 4})
"""`percent(part, whole)` and `score(part, whole, full_at, points)` of report formulas: how many values each takes."""
MOST_SERIES = MappingProxyType({ChartKind.SHARE: 6, ChartKind.HEAT_MAP: 1})
"""Columns a chart may draw; three where nothing else is said."""
OF_PERSONS = frozenset({"receiving_officer", "officer", "position"})
"""Dimensions that tell persons apart."""
OF_INDICATORS = frozenset({"indicator", "ranking"})
"""Reports whose figures are the scores of indicators."""
_MOST_CHARACTERS = 500


def columns_say_one_thing(report: Report, _context: Context) -> Iterator[Finding]:
    """RPT-001: a column is a measure, a formula or a value, never two."""
    for column in report.columns:
        given = [name for name in ("measure", "formula", "value") if getattr(column, name)]
        if len(given) != 1:
            found = " và ".join(given) or "không có gì"
            message = f"Cột “{column.id}” phải có đúng một trong measure, formula, value; ở đây là {found}."
            yield Finding("RPT-001", message, at("columns", column.id), found)


def words_are_known(report: Report, context: Context) -> Iterator[Finding]:
    """RPT-002: measures, values, dimensions, filters and periods are of the documented vocabulary."""
    listed = report.rows.each != "group"
    for column in report.columns:
        if column.measure:
            yield from _word(
                context,
                Vocabulary.REPORT_MEASURE,
                "Số đo",
                at("columns", column.id, "measure"),
                column.measure,
            )
        if column.value and listed:
            yield from _word(
                context, Vocabulary.REPORT_VALUE, "Giá trị", at("columns", column.id, "value"), column.value
            )
        if column.format:
            yield from _word(
                context,
                Vocabulary.REPORT_FORMAT,
                "Cách ghi",
                at("columns", column.id, "format"),
                column.format,
            )
    for key, dimensions in (("group_by", report.rows.group_by), ("show_empty", report.rows.show_empty)):
        for dimension in dimensions:
            name = dimension.partition(":")[0]
            yield from _word(context, Vocabulary.REPORT_DIMENSION, "Chiều", at("rows", key), name)
    for name in report.filter.replace(",", " ").split():
        yield from _word(context, Vocabulary.REPORT_FILTER, "Phạm vi", "/filter", name)
    for period in report.period_kinds:
        yield from _word(context, Vocabulary.PERIOD_KIND, "Kỳ báo cáo", "/period_kinds", period)


def _word(context: Context, vocabulary: Vocabulary, what: str, path: str, word: str) -> Iterator[Finding]:
    known = context.word(vocabulary, word)
    if known is not None:
        yield unknown("RPT-002", what, path, word, known)


def formulas_compute(report: Report, _context: Context) -> Iterator[Finding]:
    """RPT-003: formulas and checks are sums over columns that exist."""
    columns = [column.id for column in report.columns]
    for column in report.columns:
        if column.formula:
            yield from _formula(column.formula, at("columns", column.id, "formula"), columns)
    for check in report.checks:
        yield from _formula(check.rule, at("checks", check.id, "rule"), columns)


def _formula(text: str, path: str, columns: Collection[str]) -> Iterator[Finding]:
    tree = _parsed(text)
    if tree is None:
        yield Finding("RPT-003", f"Công thức “{text[:80]}” không đọc được.", path, text[:200])
        return
    for name in sorted(_columns_in(tree)):
        if name not in columns:
            yield unknown("RPT-003", "Cột", path, name, columns)


def _columns_in(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - FUNCTIONS.keys()


def _parsed(text: str) -> ast.Expression | None:
    if len(text) > _MOST_CHARACTERS:
        return None
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return tree if all(_is_allowed(node) for node in ast.walk(tree)) else None


def _is_allowed(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=value):
            return isinstance(value, int | float) and not isinstance(value, bool)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return FUNCTIONS.get(name) == len(arguments)
        case ast.Call():
            return False
        case _:
            return isinstance(node, _ALLOWED)


def formulas_have_an_order(report: Report, _context: Context) -> Iterator[Finding]:
    """RPT-004: no column is computed from itself."""
    graph = {}
    for column in report.columns:
        tree = _parsed(column.formula) if column.formula else None
        graph[column.id] = _columns_in(tree) if tree else set()
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = " → ".join(error.args[1])
        yield Finding(
            "RPT-004", f"Các cột tính vòng tròn: {circle}.", at("columns", error.args[1][0], "formula")
        )


def indicators_compute(report: Report, context: Context) -> Iterator[Finding]:
    """RPT-005: indicators stand where they are shown, and are counted from measures that exist."""
    if bool(report.indicators) != (report.rows.each in OF_INDICATORS):
        message = "Chỉ tiêu (indicators) và “each: indicator” hoặc “each: ranking” phải đi cùng nhau."
        yield Finding("RPT-005", message, "/indicators", report.rows.each)
    for group in report.indicators:
        for one in group.indicators:
            for name in ("numerator", "denominator", "appraised", "appraised_of"):
                text = getattr(one, name)
                if not text and name.startswith("appraised"):
                    continue
                path = at("indicators", group.id, "indicators", one.id, name)
                tree = _parsed(text)
                if tree is None or any(isinstance(node, ast.Compare | ast.Call) for node in ast.walk(tree)):
                    message = f"Chỉ tiêu “{one.id}”: “{text[:80]}” phải là số đo hoặc tổng, hiệu các số đo."
                    yield Finding("RPT-005", message, path, text[:200])
                    continue
                for measure in sorted(_columns_in(tree)):
                    yield from _word(context, Vocabulary.REPORT_MEASURE, "Số đo", path, measure)


def charts_draw(report: Report, _context: Context) -> Iterator[Finding]:
    """RPT-006: a chart draws columns of figures that the report has, in rows it is divided into."""
    figures = [column.id for column in report.columns if not column.value]
    for chart in report.charts:
        path = at("charts", chart.id)
        for name in chart.columns:
            if name not in figures:
                yield unknown("RPT-006", "Cột số", f"{path}/columns", name, figures)
        if report.rows.each != "group":
            message = f"Biểu đồ “{chart.id}” chỉ vẽ được từ báo cáo có dòng là nhóm (each: group)."
            yield Finding("RPT-006", message, path, report.rows.each)
        elif chart.kind is ChartKind.HEAT_MAP and (len(chart.columns) != 1 or len(report.rows.group_by) < 2):
            message = f"Bản đồ nhiệt “{chart.id}” cần đúng một cột và báo cáo chia theo hai chiều."
            yield Finding("RPT-006", message, path)
        elif len(chart.columns) > MOST_SERIES.get(chart.kind, 3):
            message = f"Biểu đồ “{chart.id}” có {len(chart.columns)} cột, nhiều hơn số màu phân biệt được."
            yield Finding("RPT-006", message, f"{path}/columns")


def public_says_nothing_of_persons(report: Report, _context: Context) -> Iterator[Finding]:
    """RPT-007: figures shown without signing in are never of one dossier or one person."""
    if not report.public:
        return
    if report.rows.each not in ("group", *OF_INDICATORS):
        message = f"Báo cáo công khai không được là danh sách ({report.rows.each})."
        yield Finding("RPT-007", message, "/public", report.rows.each)
    for dimension in report.rows.group_by:
        if dimension in OF_PERSONS:
            message = f"Báo cáo công khai không được chia theo “{dimension}”."
            yield Finding("RPT-007", message, at("rows", "group_by"), dimension)


REPORT_RULES: tuple[Rule, ...] = (
    columns_say_one_thing,
    words_are_known,
    formulas_compute,
    formulas_have_an_order,
    indicators_compute,
    charts_draw,
    public_says_nothing_of_persons,
)
