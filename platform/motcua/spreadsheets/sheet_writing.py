"""What every written workbook shares: books, sheets, fonts, formats, print set-up and texts that stay texts."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from motcua.kernel.clock import in_vietnam

FONT = "Times New Roman"
Target = BinaryIO | io.BytesIO | Path | str
_PAPERS = {"A3": 8, "A4": 9, "A5": 11}
_NOT_IN_SHEET_NAME = dict.fromkeys(map(ord, "[]:*?/\\'"))
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
MOST_CHARACTERS = 32_767
MOST_MARK = 150
LINE_HEIGHT = 16.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: path of headings, number below it, width in characters, way of writing, alignment."""

    heading: tuple[str, ...]
    number: str = ""
    width: float = 10
    format: str = ""
    align: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The paper, and how many columns stay in view when scrolling. ``mark`` stands at the foot of every printed page:
    who took the workbook away and when.
    """

    paper: str = "A4"
    landscape: bool = True
    frozen_columns: int = 2
    mark: str = ""


@dataclass(slots=True)
class Sheet:
    """A worksheet under construction with its formats; rows are written from top to bottom."""

    book: Any
    sheet: Any
    columns: Sequence[Column]
    row: int = 0
    header_last: int = 0
    formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def style(self, **properties: Any) -> Any:
        """A format, made once for the same properties."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"font_name": FONT, "font_size": 11, **properties})
        return self.formats[key]

    def cell_style(self, column: Column, **more: Any) -> Any:
        """The format of a cell of the table's body."""
        return self.style(**cell_properties(column), **more)

    def text(self, row: int, column: int, value: str, **properties: Any) -> None:
        """A text, never a formula or link whatever it begins with."""
        if value.startswith(_STARTS_A_FORMULA):
            properties["quote_prefix"] = True
        self.sheet.write_string(row, column, value[:MOST_CHARACTERS], self.style(**properties))

    def safe_string(self, column: int, value: str, style: Any) -> None:
        """A text in the current row in a given format; one that looks like a formula is marked as text."""
        if value.startswith(_STARTS_A_FORMULA):
            style = self.cell_style(self.columns[column], quote_prefix=True)
        self.sheet.write_string(self.row, column, value[:MOST_CHARACTERS], style)

    @property
    def last(self) -> int:
        """The index of the last column."""
        return max(len(self.columns) - 1, 0)


def open_book(target: Target, *, title: str, made_at: datetime | None, long: bool = False) -> Any:
    """A workbook that takes texts as texts. ``long`` keeps only the current row in memory: write rows in order."""
    book = xlsxwriter.Workbook(
        str(target) if isinstance(target, Path) else target,
        {
            "constant_memory": long,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
            "nan_inf_to_errors": True,
        },
    )
    properties: dict[str, Any] = {"title": title}
    if made_at is not None:
        properties["created"] = in_vietnam(made_at).replace(tzinfo=None, microsecond=0)
    book.set_properties(properties)
    return book


def open_sheet(book: Any, name: str, columns: Sequence[Column], page: Page) -> Sheet:
    """An empty sheet with its column widths and print set-up."""
    sheet = book.add_worksheet(sheet_name(name))
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width + 0.7)
    if page.landscape:
        sheet.set_landscape()
    sheet.set_paper(_PAPERS.get(page.paper, _PAPERS["A4"]))
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)
    sheet.center_horizontally()
    mark = f'&L&"{FONT},Italic"&8{page.mark.replace("&", "&&")[:MOST_MARK]}' if page.mark else ""
    sheet.set_footer(f'{mark}&C&"{FONT},Regular"&10Trang &P/&N')
    sheet.hide_gridlines(2)
    return Sheet(book, sheet, columns)


def sheet_name(name: str) -> str:
    """A name a worksheet may have."""
    return name.translate(_NOT_IN_SHEET_NAME).strip()[:31] or "Trang 1"


def number_format(name: str) -> Mapping[str, str]:
    """How values of a column format are written in a spreadsheet."""
    known = {
        "number": "#,##0",
        "money": "#,##0",
        "percent": "0.00",
        "decimal": "#,##0.00",
        "date": "dd/mm/yyyy",
        "datetime": "hh:mm dd/mm/yyyy",
    }
    return {"num_format": known[name]} if name in known else {}


def cell_properties(column: Column) -> dict[str, Any]:
    """How a cell of the table's body looks."""
    align = column.align or ("left" if column.format in ("", "text") else "center")
    look = {"border": 1, "valign": "vcenter", "align": align, "text_wrap": True}
    return {**look, **number_format(column.format)}
