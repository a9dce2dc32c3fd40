"""The columns of a report as a sheet draws them."""

from __future__ import annotations

from motcua.definitions.report import Report
from motcua.reporting.layout import column_align, column_format
from motcua.reporting.rows import column_number
from motcua.spreadsheets.sheet_writing import Column


def table_columns(report: Report) -> list[Column]:
    """The columns of a report as a sheet draws them."""
    return [
        Column(
            column.heading,
            column_number(report, column.id),
            column.width,
            column_format(column),
            column_align(column),
        )
        for column in report.columns
    ]
