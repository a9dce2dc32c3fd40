"""A report as a text table for other programs: one line of headings, plain figures, UTF-8 that spreadsheets know."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from motcua.definitions.report import Report
from motcua.kernel.clock import in_vietnam
from motcua.reporting.result import ReportResult

Cell = str | int | float | date | datetime | None
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_LEVELS = " - "


def report_csv(result: ReportResult) -> bytes:
    """A grouped report, rows as on screen; figures without dots between thousands."""
    columns = result.report.columns
    return table_csv(
        headings(result.report),
        (
            [
                {"index": row.index, "label": row.label}.get(column.value, "")
                if column.value and column.id not in row.cells
                else row.cells.get(column.id)
                for column in columns
            ]
            for row in result.rows
        ),
    )


def headings(report: Report) -> list[str]:
    """One text a column: the levels of its heading from the top."""
    return [_LEVELS.join(dict.fromkeys(column.heading)) for column in report.columns]


def table_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The bytes of a text table, commas between and the byte-order mark that spreadsheets need for Vietnamese."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([_plain(head) for head in heads])
    for row in rows:
        writer.writerow([_plain(value) for value in row])
    return stream.getvalue().encode("utf-8-sig")


def _plain(value: Cell) -> str | int | float:
    """A value as text tables hold it; a text that a spreadsheet would take for a formula gets an apostrophe."""
    match value:
        case None:
            return ""
        case datetime():
            return in_vietnam(value).strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case str():
            return f"'{value}" if value.startswith(_STARTS_A_FORMULA) else value
        case _:
            return value
