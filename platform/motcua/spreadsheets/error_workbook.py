"""Writes the error workbook: the same tables with coloured cells, comments and a column of remedies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from motcua.kernel.problems import Problem, Severity
from motcua.kernel.sheet import MergedRange, Sheet, Workbook

_CELL = re.compile(r"([A-Z]+)([0-9]+)")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
COLOURS: Mapping[Severity, str] = {
    Severity.ERROR: "#F8CBAD",
    Severity.WARNING: "#FFE699",
    Severity.ADVICE: "#DDEBF7",
}
REMEDY_HEADING = "Lỗi và cách sửa"
ORIGIN_HEADING = "Dòng trong tệp gốc"
GENERAL_SHEET = "Lỗi chung"
MAX_CELL = 32_000
MAX_COMMENTS = 5_000
"""A comment is a drawing; beyond these the remedy column alone speaks, so that the file still opens quickly."""
MAX_WIDTH = 60


@dataclass(frozen=True, slots=True)
class _Formats:
    """The formats of one book; everything is written as text, so that nothing from the file runs as a formula."""

    plain: Any
    bold: Any
    wrapped: Any
    marked: Mapping[Severity, Any]


def write_error_workbook(
    path: Path, workbook: Workbook, problems: Iterable[Problem], *, origins: bool = False
) -> None:
    """Write the workbook with every problem at its cell; what belongs to no cell stands on a sheet of its own.

    With `origins` a last column names the row of the file each row comes from, so that mended rows find their place.
    """
    by_sheet: dict[str, dict[tuple[int, int], list[Problem]]] = {}
    general: list[Problem] = []
    names = {sheet.name for sheet in workbook.sheets if not sheet.hidden}
    for problem in problems:
        cell = _CELL.fullmatch(problem.place.cell)
        if cell is None or problem.place.sheet not in names:
            general.append(problem)
        else:
            at = (int(cell[2]) - 1, _column(cell[1]))
            by_sheet.setdefault(problem.place.sheet, {}).setdefault(at, []).append(problem)
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path)) as book:
        formats = _formats(book)
        if general:
            _write_general(book.add_worksheet(GENERAL_SHEET), general, formats)
        taken = {GENERAL_SHEET.lower()}
        for sheet in workbook.sheets:
            if not sheet.hidden:
                target = book.add_worksheet(safe_sheet_name(sheet.name, taken))
                _write_sheet(target, sheet, by_sheet.get(sheet.name, {}), formats)
                if origins:
                    _write_origins(target, sheet, formats)


def _formats(book: Any) -> _Formats:
    plain = {"num_format": "@", "valign": "top"}
    return _Formats(
        book.add_format(plain),
        book.add_format({**plain, "bold": True}),
        book.add_format({**plain, "text_wrap": True}),
        {severity: book.add_format({**plain, "bg_color": colour}) for severity, colour in COLOURS.items()},
    )


def safe_sheet_name(name: str, taken: set[str]) -> str:
    """A name Excel accepts, unlike those taken, which it joins."""
    base = _FORBIDDEN.sub(" ", name).strip("' ")[:28] or "Bảng"
    unique, number = base, 2
    while unique.lower() in taken:
        unique, number = f"{base} {number}", number + 1
    taken.add(unique.lower())
    return unique


def _write_general(target: Any, problems: Iterable[Problem], formats: _Formats) -> None:
    for column, (heading, width) in enumerate((("Vị trí", 30), ("Lỗi", 60), ("Cách sửa", 60))):
        target.write_string(0, column, heading, formats.bold)
        target.set_column(column, column, width)
    for row, problem in enumerate(problems, start=1):
        target.write_string(row, 0, _text(str(problem.place)), formats.wrapped)
        target.write_string(row, 1, _text(problem.message), formats.marked[problem.severity])
        target.write_string(row, 2, _text(problem.remedy), formats.wrapped)


def _write_sheet(
    target: Any, sheet: Sheet, problems: Mapping[tuple[int, int], list[Problem]], formats: _Formats
) -> None:
    width = max((len(row) for row in sheet.rows), default=0)
    by_row: dict[int, list[Problem]] = {}
    for (row, _column_number), found in sorted(problems.items()):
        by_row.setdefault(row, []).extend(found)
    for row, texts in enumerate(sheet.rows):
        for column, text in enumerate(texts):
            if text and (row, column) not in problems:
                target.write_string(row, column, _text(text), formats.plain)
    for number, ((row, column), found) in enumerate(sorted(problems.items())):
        worst = min(found, key=lambda problem: list(Severity).index(problem.severity))
        target.write_string(row, column, _text(sheet.text(row, column)), formats.marked[worst.severity])
        if number < MAX_COMMENTS:
            target.write_comment(row, column, _words(found)[:2_000], {"x_scale": 2.5, "y_scale": 1.5})
    for row, found in by_row.items():
        target.write_string(row, width, _text(_words(found)), formats.wrapped)
    if by_row:
        target.write_string(max(min(by_row) - 1, 0), width, REMEDY_HEADING, formats.bold)
        target.set_column(width, width, MAX_WIDTH)
    _merge(target, sheet.merged, sheet, formats)
    _set_widths(target, sheet, width)


def _write_origins(target: Any, sheet: Sheet, formats: _Formats) -> None:
    column = max((len(row) for row in sheet.rows), default=0) + 1
    target.write_string(0, column, ORIGIN_HEADING, formats.bold)
    for row, texts in enumerate(sheet.rows[1:], start=1):
        if any(texts):
            target.write_string(row, column, f"{_text(sheet.name)}!{row + 1}", formats.plain)
    target.set_column(column, column, 24)


def _merge(target: Any, merged: Iterable[MergedRange], sheet: Sheet, formats: _Formats) -> None:
    for area in merged:
        if area.bottom > area.top or area.right > area.left:
            text = _text(sheet.text(area.top, area.left))
            target.merge_range(area.top, area.left, area.bottom, area.right, text, formats.bold)


def _set_widths(target: Any, sheet: Sheet, width: int) -> None:
    covered = {(area.top, area.left) for area in sheet.merged}
    sample = sheet.rows[:200]
    for column in range(width):
        lengths = [
            len(cells[column])
            for row, cells in enumerate(sample)
            if column < len(cells) and (row, column) not in covered
        ]
        target.set_column(column, column, min(max([8, *lengths]) + 2, MAX_WIDTH))


def _words(problems: Iterable[Problem]) -> str:
    return "\n".join(f"{problem.message} {problem.remedy}".strip() for problem in problems)


def _text(text: str) -> str:
    return _CONTROL.sub(" ", text)[:MAX_CELL]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
