"""A workbook with the rows a person mended in its error workbook, and how to write it down again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import xlsxwriter

from motcua.kernel.sheet import Sheet, Workbook
from motcua.kernel.text import clean
from motcua.spreadsheets.error_workbook import ORIGIN_HEADING, safe_sheet_name

_ORIGIN = re.compile(r"(.+)!([0-9]{1,7})", re.DOTALL)


class NoOriginError(ValueError):
    """The workbook does not tell which rows it mends."""


@dataclass(frozen=True, slots=True)
class Patched:
    """The workbook with its mended rows; `rows` are those that became different, as `sheet!row`."""

    workbook: Workbook
    rows: tuple[str, ...]


def patched(original: Workbook, mended: Workbook) -> Patched:
    """Put the rows of a mended error workbook over the rows they came from; all others stay as they are.

    Raises :class:`NoOriginError` when the file has no column of origins.
    """
    sheets = {sheet.name: sheet for sheet in original.sheets}
    rows: dict[str, dict[int, tuple[str, ...]]] = {}
    found = False
    for sheet in mended.sheets:
        column = _origin_column(sheet)
        if column is None:
            continue
        found = True
        for name, number, cells in _rows(sheet, column):
            if name in sheets and number < len(sheets[name].rows):
                old = sheets[name].rows[number]
                if _plain(cells) != _plain(old):
                    rows.setdefault(name, {})[number] = cells
    if not found:
        raise NoOriginError(
            f"Tệp không có cột “{ORIGIN_HEADING}”. Tải tệp lỗi ở trang này, sửa ngay trong tệp đó rồi tải lên lại."
        )
    made = tuple(_with_rows(sheet, rows.get(sheet.name, {})) for sheet in original.sheets)
    places = tuple(f"{name}!{number + 1}" for name, some in rows.items() for number in sorted(some))
    return Patched(Workbook(original.file, original.kind, made), places)


def _origin_column(sheet: Sheet) -> int | None:
    first = sheet.rows[0] if sheet.rows else ()
    return next((column for column, text in enumerate(first) if clean(text) == ORIGIN_HEADING), None)


def _rows(sheet: Sheet, column: int) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Sheet and number of the row it came from, and its cells without the remedies and the origin."""
    for row in sheet.rows[1:]:
        match = _ORIGIN.fullmatch(row[column].strip()) if column < len(row) else None
        if match is not None:
            yield match[1], int(match[2]) - 1, row[: column - 1]


def _plain(cells: tuple[str, ...]) -> tuple[str, ...]:
    tidy = [text.strip() for text in cells]
    while tidy and not tidy[-1]:
        tidy.pop()
    return tuple(tidy)


def _with_rows(sheet: Sheet, rows: Mapping[int, tuple[str, ...]]) -> Sheet:
    if not rows:
        return sheet
    made = tuple(rows.get(number, cells) for number, cells in enumerate(sheet.rows))
    numbers = frozenset(place for place in sheet.numbers if place[0] not in rows)
    return replace(sheet, rows=made, numbers=numbers)


def write_workbook(path: Path, workbook: Workbook) -> None:
    """Write the workbook so that reading it gives the same cells at the same places."""
    with xlsxwriter.Workbook(str(path)) as book:
        text = book.add_format({"num_format": "@"})
        taken: set[str] = set()
        for sheet in workbook.sheets:
            target = book.add_worksheet(safe_sheet_name(sheet.name, taken))
            _write(target, sheet, text)
            if sheet.hidden and len(workbook.sheets) > 1:
                target.hide()


def _write(target: Any, sheet: Sheet, text: Any) -> None:
    for area in sheet.merged:
        if area.bottom > area.top or area.right > area.left:
            target.merge_range(area.top, area.left, area.bottom, area.right, "", text)
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            if not cell:
                continue
            if (row, column) in sheet.numbers:
                target.write_number(row, column, float(cell))
            else:
                target.write_string(row, column, cell, text)
