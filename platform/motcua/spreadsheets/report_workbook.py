"""A grouped report as a workbook in its official layout, with formulas where the form has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from motcua.definitions.report import ReportColumn
from motcua.reporting.formulas import parse_formula
from motcua.reporting.layout import report_foot, title_block
from motcua.reporting.measures import MEASURES
from motcua.reporting.result import ReportResult, ResultRow, RowKind
from motcua.spreadsheets.report_layout import table_columns
from motcua.spreadsheets.sheet_parts import lines_needed, write_foot, write_header, write_title
from motcua.spreadsheets.sheet_writing import LINE_HEIGHT, Page, Sheet, Target, open_book, open_sheet

_MOST_TERMS = 200
"""Scattered cells added up in one formula; beyond it the figure stands alone."""


def write_report(result: ReportResult, target: Target, mark: str = "") -> None:
    """Write a grouped report to a file or stream; the mark says on every page who took it away."""
    report = result.report
    page = Page(report.paper, report.landscape, mark=mark)
    book = open_book(target, title=report.title, made_at=result.made_at)
    sheet = open_sheet(book, report.code, table_columns(report), page)
    write_title(sheet, title_block(result))
    write_header(sheet, page)
    _Table(sheet, result).write()
    write_foot(sheet, report_foot(result))
    book.close()


class _Table:
    """Writes the rows of a report into its sheet."""

    def __init__(self, sheet: Sheet, result: ReportResult) -> None:
        self._sheet = sheet
        self._rows = result.rows
        self._columns = result.report.columns
        self._places = {column.id: index for index, column in enumerate(self._columns)}
        self._formulas = {
            column.id: parse_formula(column.formula) for column in self._columns if column.formula
        }
        self._first = sheet.row
        self._parts = self._parts_of_sums()

    def _parts_of_sums(self) -> dict[tuple[str, ...], list[int]]:
        """For each group and the total, the sheet rows it adds up: those one level below it."""
        parts: dict[tuple[str, ...], list[int]] = {}
        for offset, row in enumerate(self._rows):
            if row.key:
                parts.setdefault(row.key[:-1], []).append(self._first + offset)
        return parts

    def write(self) -> None:
        """Every row from top to bottom."""
        wide = next((column.width for column in self._columns if column.value == "label"), 0)
        for row in self._rows:
            for index, column in enumerate(self._columns):
                if column.value and not isinstance(row.cells.get(column.id), int | float):
                    self._text(row, index, column)
                else:
                    self._figure(row, index, column)
            if wide:
                self._sheet.sheet.set_row(self._sheet.row, LINE_HEIGHT * lines_needed(row.label, wide))
            self._sheet.row += 1

    def _text(self, row: ResultRow, index: int, column: ReportColumn) -> None:
        text = {"index": row.index, "label": row.label}.get(column.value, "")
        if column.id in row.cells:
            text = str(row.cells[column.id] or "")
        look: dict[str, Any] = {"border": 1, "valign": "vcenter", "text_wrap": True, "align": "left"}
        if row.kind is RowKind.TOTAL or column.value == "index":
            look["align"] = "center"
        elif row.level > 1:
            look["indent"] = row.level - 1
        if row.kind is not RowKind.LINE:
            look["bold"] = True
        self._sheet.text(self._sheet.row, index, text, **look)

    def _figure(self, row: ResultRow, index: int, column: ReportColumn) -> None:
        sheet, value = self._sheet, row.cells.get(column.id)
        bold = {} if row.kind is RowKind.LINE else {"bold": True}
        style = sheet.cell_style(sheet.columns[index], **bold)
        formula = self._live(row, index, column)
        if formula:
            sheet.sheet.write_formula(sheet.row, index, formula, style, "" if value is None else value)
        elif isinstance(value, int | float):
            sheet.sheet.write_number(sheet.row, index, value, style)
        else:
            sheet.sheet.write_blank(sheet.row, index, None, style)

    def _live(self, row: ResultRow, index: int, column: ReportColumn) -> str:
        """The column's own formula on every row; in groups and the total the sum of the rows below them. Where figures
        are missing it is empty until somebody fills them in, as on screen.
        """
        formula = self._formulas.get(column.id)
        if formula is not None:
            cells = {
                name: xl_rowcol_to_cell(self._sheet.row, self._places[name])
                for name in sorted(formula.names, key=self._places.__getitem__)
            }
            live = formula.spreadsheet(cells.__getitem__)
            if any(row.cells.get(name) is None for name in cells):
                return f'=IF(COUNT({",".join(cells.values())})<{len(cells)},"",{live})'
            return f"={live}"
        if row.kind is RowKind.LINE or not _adds_up(column):
            return ""
        return _sum(self._parts.get(row.key, ()), index, missing=row.cells.get(column.id) is None)


def _adds_up(column: ReportColumn) -> bool:
    """Whether groups are the sum of their rows; what is counted once for each is not."""
    return not column.measure or MEASURES[column.measure].additive


def _sum(rows: Sequence[int], column: int, *, missing: bool) -> str:
    if not rows:
        return ""
    if rows[-1] - rows[0] + 1 == len(rows):
        cells = f"{xl_rowcol_to_cell(rows[0], column)}:{xl_rowcol_to_cell(rows[-1], column)}"
        live = f"SUM({cells})"
    elif len(rows) > _MOST_TERMS:
        return ""
    else:
        found = [xl_rowcol_to_cell(row, column) for row in rows]
        cells, live = ",".join(found), "+".join(found)
    return f'=IF(COUNT({cells})=0,"",{live})' if missing else f"={live}"
