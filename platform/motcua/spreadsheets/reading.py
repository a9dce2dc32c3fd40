"""Reads a workbook of any usual kind into sheets of text, or says in Vietnamese why it cannot."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from motcua.kernel.problems import Problem
from motcua.kernel.sheet import MergedRange, Sheet, Workbook
from motcua.kernel.text import nfc
from motcua.spreadsheets.containers import FileKind, inspect_file
from motcua.spreadsheets.delimited import read_delimited
from motcua.spreadsheets.reading_problems import MAX_CELLS, MAX_FILE_BYTES, MAX_ROWS, reading_problem

# The reader of xls and ods panics rather than raises on some damaged files; its panics are no Exception.
PANIC = "PanicException"


@dataclass(frozen=True, slots=True)
class WorkbookReading:
    """A workbook, or the problems that kept it from being read."""

    workbook: Workbook | None
    problems: tuple[Problem, ...] = ()


def read_workbook(path: Path, shown_name: str = "") -> WorkbookReading:
    """Read xlsx, xlsm, xlsb, xls, ods or csv. `shown_name` is what problems call the file.

    Formulas come out as their last values, numbers and dates as text, all letters composed (NFC).
    """
    name = shown_name or path.name
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return WorkbookReading(None, (reading_problem("BOOK-007", name),))
        data = path.read_bytes()
    except OSError as error:
        return WorkbookReading(None, (reading_problem("BOOK-001", name, found=error.strerror or ""),))
    return read_bytes(data, name)


def read_bytes(data: bytes, name: str) -> WorkbookReading:
    """Read a workbook from the bytes of an upload; `name` is its file name."""
    kind = inspect_file(data, name)
    if isinstance(kind, Problem):
        return WorkbookReading(None, (kind,))
    if kind is FileKind.CSV:
        found = read_delimited(data, name)
        if isinstance(found, Problem):
            return WorkbookReading(None, (found,))
        return WorkbookReading(Workbook(name, kind.value, (found,)))
    return _read_binary(data, name, kind)


def _read_binary(data: bytes, name: str, kind: FileKind) -> WorkbookReading:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets: list[Sheet] = []
        cells = 0
        for number, about in enumerate(book.sheets_metadata):
            try:
                source = book.get_sheet_by_index(number)
            except CalamineError:
                if about.visible is SheetVisibleEnum.Visible and "WorkSheet" in str(about.typ):
                    raise
                continue
            cells += source.total_height * source.total_width
            if source.total_height > MAX_ROWS or cells > MAX_CELLS:
                return WorkbookReading(None, (reading_problem("BOOK-008", name, sheet=about.name),))
            sheets.append(_sheet(source, about.visible is not SheetVisibleEnum.Visible))
        return WorkbookReading(Workbook(name, kind.value, tuple(sheets)))
    except PasswordError:
        return WorkbookReading(None, (reading_problem("BOOK-003", name),))
    except (CalamineError, OSError, ValueError) as error:
        return WorkbookReading(None, (reading_problem("BOOK-005", name, found=str(error)[:200]),))
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        return WorkbookReading(None, (reading_problem("BOOK-005", name),))


def _sheet(source: CalamineSheet, hidden: bool) -> Sheet:
    rows: list[tuple[str, ...]] = []
    numbers: set[tuple[int, int]] = set()
    for r, values in enumerate(source.to_python(skip_empty_area=False)):
        texts: list[str] = []
        for c, value in enumerate(values):
            if value.__class__ is str:
                texts.append(value if value.isascii() else nfc(value))
            else:
                texts.append(as_text(value))
                if value.__class__ in (float, int):
                    numbers.add((r, c))
        rows.append(tuple(texts))
    while rows and not any(rows[-1]):
        rows.pop()
    merged = tuple(
        MergedRange(top, left, bottom, right)
        for (top, left), (bottom, right) in source.merged_cell_ranges or ()
    )
    return Sheet(source.name, tuple(rows), merged, frozenset(numbers), hidden)


def as_text(value: Any) -> str:
    """A cell's value as an official would read it: 45.0 as 45, dates as dd/mm/yyyy, no exponent."""
    match value:
        case str():
            return nfc(value)
        case bool():
            return "TRUE" if value else "FALSE"
        case float() | int():
            return _number(value)
        case dt.datetime():
            return f"{value:%d/%m/%Y}" if value.time() == dt.time(0) else f"{value:%d/%m/%Y %H:%M}"
        case dt.date():
            return f"{value:%d/%m/%Y}"
        case dt.time():
            return f"{value:%H:%M}"
        case dt.timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60:02}:{minutes % 60:02}"
        case _:
            return ""


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e18:
        return str(int(value))
    text = repr(value)
    return f"{value:.15f}".rstrip("0") if "e" in text else text
