"""Lists as workbooks: any columns and rows, and list reports such as the register, row by row in little memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from motcua.kernel.clock import in_vietnam
from motcua.reporting.layout import Foot, TitleBlock, report_foot, title_block
from motcua.reporting.result import ReportResult
from motcua.spreadsheets.report_layout import table_columns
from motcua.spreadsheets.sheet_parts import write_foot, write_header, write_title
from motcua.spreadsheets.sheet_writing import Column, Page, Sheet, Target, open_book, open_sheet

ListCell = str | int | float | date | datetime | None
NO_FOOT = Foot()


@dataclass(frozen=True, slots=True)
class ListBook:
    """A list to write: the name of its sheet, what stands above and below, its columns and paper."""

    name: str
    title: TitleBlock
    columns: tuple[Column, ...]
    foot: Foot = NO_FOOT
    page: Page = Page()
    made_at: datetime | None = None


def write_list(book: ListBook, rows: Iterable[Sequence[ListCell]], target: Target) -> int:
    """Write a list to a file or stream and return the number of rows; rows are taken one at a time."""
    opened = open_book(target, title=book.title.title, made_at=book.made_at, long=True)
    sheet = open_sheet(opened, book.name, book.columns, book.page)
    write_title(sheet, book.title)
    write_header(sheet, book.page)
    first = sheet.row
    styles = [sheet.cell_style(column) for column in book.columns]
    for row in rows:
        for index, value in enumerate(row):
            _write_cell(sheet, index, value, styles[index])
        sheet.row += 1
    number = sheet.row - first
    if number and not book.foot.signatures:
        sheet.sheet.autofilter(sheet.header_last, 0, sheet.row - 1, sheet.last)
    write_foot(sheet, book.foot)
    opened.close()
    return number


def write_list_report(
    result: ReportResult, rows: Iterable[Sequence[ListCell]], target: Target, mark: str = ""
) -> int:
    """A list report (``each: dossier``); ``rows`` may be more than the result itself holds."""
    report = result.report
    book = ListBook(
        name=report.code,
        title=title_block(result),
        columns=tuple(table_columns(report)),
        foot=report_foot(result),
        page=Page(report.paper, report.landscape, mark=mark),
        made_at=result.made_at,
    )
    return write_list(book, rows, target)


def _write_cell(sheet: Sheet, index: int, value: ListCell, style: object) -> None:
    match value:
        case None | "":
            sheet.sheet.write_blank(sheet.row, index, None, style)
        case str():
            sheet.safe_string(index, value, style)
        case datetime():
            moment = in_vietnam(value).replace(tzinfo=None, microsecond=0)
            sheet.sheet.write_datetime(sheet.row, index, moment, style)
        case date():
            sheet.sheet.write_datetime(sheet.row, index, value, style)
        case _:
            sheet.sheet.write_number(sheet.row, index, value, style)
