"""A report as it stands on paper: header with its levels, rows with links behind their figures, balance beside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from motcua.definitions.report import Report, ReportColumn
from motcua.kernel.clock import in_vietnam
from motcua.kernel.date_words import date_words, time_words
from motcua.kernel.money import format_amount
from motcua.reporting.formulas import parse_formula
from motcua.reporting.layout import column_align, column_format, report_foot, title_block
from motcua.reporting.result import ReportResult, ResultRow, RowKind
from motcua.reporting.rows import column_number
from motcua.services.figure_parts import figures_of
from motcua.surfaces.print_composer import header_rows

Open = Callable[[ResultRow, str], str]
"""The address of the dossiers behind a row and a column."""


def paper(result: ReportResult, group: str, open_figure: Open) -> dict[str, Any]:
    """Everything the sheet shows; ``group`` names the agencies when a group was asked for."""
    named = replace(result, agency_name=group) if group else result
    columns = result.report.columns
    printed = [column_number(result.report, column.id) for column in columns]
    balance = _balance(result)
    balanced = _balance_heading(result.report)
    return {
        "title": title_block(named),
        "header": header_rows([column.heading for column in columns]),
        "columns": columns,
        "numbers": printed if any(printed) else [],
        "rows": [_row(result, row, open_figure, balance) for row in result.rows],
        "foot": report_foot(named),
        "has_balance": bool(result.checks) and result.report.rows.each != "dossier",
        "balance_heading": balanced,
        "balance_short": balanced if balanced.startswith("(") else "Cân đối",
        "landscape": result.report.landscape,
    }


def _balance(result: ReportResult) -> frozenset[str]:
    return frozenset(label for check in result.checks for label in check.failing)


def _balance_heading(report: Report) -> str:
    """`(3) = (7)+(11)` of the first check, from the numbers of its columns; its words when they have none."""
    if not report.checks:
        return ""
    columns = {column.id: column.number for column in report.columns}
    if not all(columns.get(name) for name in parse_formula(report.checks[0].rule).names):
        return report.checks[0].text.rstrip(".")
    text = report.checks[0].rule.replace("==", "=")
    for column in sorted(report.columns, key=lambda column: -len(column.id)):
        if column.number:
            text = text.replace(column.id, f"({column.number})")
    return text


def _row(result: ReportResult, row: ResultRow, open_figure: Open, failing: frozenset[str]) -> dict[str, Any]:
    cells = []
    opening = frozenset(one.id for one in figures_of(result.report))
    for column in result.report.columns:
        value = _value(row, column)
        shown = cell_words(value, column_format(column))
        href = ""
        if column.value == "label" and result.report.rows.each == "dossier":
            href = open_figure(row, "")
        elif isinstance(value, int | float) and value and column.id in opening:
            href = open_figure(row, column.id)
        cells.append({"text": shown, "align": column_align(column), "href": href, "column": column.id})
    return {
        "cells": cells,
        "kind": row.kind.value,
        "balanced": row.label not in failing,
        "is_total": row.kind is RowKind.TOTAL,
        "is_group": row.kind is RowKind.GROUP,
    }


def _value(row: ResultRow, column: ReportColumn) -> Any:
    if column.value == "index" and column.id not in row.cells:
        return row.index
    if column.value == "label" and column.id not in row.cells:
        return row.label
    return row.cells.get(column.id)


def cell_words(value: Any, look: str) -> str:
    """A value as the paper writes it."""
    if value is None or value == "":
        return ""
    if isinstance(value, str) and look in ("date", "datetime"):
        moment = in_vietnam(datetime.fromisoformat(value))
        return date_words(moment) if look == "date" else f"{time_words(moment)} {date_words(moment)}"
    if look == "percent" and isinstance(value, int | float):
        return f"{value:.2f}".replace(".", ",")
    if isinstance(value, int):
        return format_amount(value)
    if isinstance(value, float):
        exact = f"{value:.2f}"
        return (exact.rstrip("0").rstrip(".") if look == "decimal" else exact).replace(".", ",")
    return str(value)
