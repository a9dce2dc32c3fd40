"""Writes the error workbook: the same tables with coloured cells, comments and a column of remedies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook as OutputBook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from motcua.kernel.problems import Problem, Severity
from motcua.kernel.sheet import Sheet, Workbook

_CELL = re.compile(r"([A-Z]+)([0-9]+)")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
COLOURS = {Severity.ERROR: "F8CBAD", Severity.WARNING: "FFE699", Severity.ADVICE: "DDEBF7"}
REMEDY_HEADING = "Lỗi và cách sửa"
GENERAL_SHEET = "Lỗi chung"
MAX_CELL = 32_000


def write_error_workbook(path: Path, workbook: Workbook, problems: Iterable[Problem]) -> None:
    """Write the workbook with every problem at its cell; what belongs to no cell stands on a sheet of its own.

    Texts are written as texts, so that nothing from the file can run as a formula.
    """
    by_sheet: dict[str, dict[tuple[int, int], list[Problem]]] = {}
    general: list[Problem] = []
    names = {sheet.name for sheet in workbook.sheets}
    for problem in problems:
        cell = _CELL.fullmatch(problem.place.cell)
        if cell is None or problem.place.sheet not in names:
            general.append(problem)
            continue
        at = (int(cell[2]) - 1, _column(cell[1]))
        by_sheet.setdefault(problem.place.sheet, {}).setdefault(at, []).append(problem)
    book = OutputBook(write_only=True)
    if general:
        _write_general(book.create_sheet(GENERAL_SHEET), general)
    for sheet in workbook.sheets:
        if not sheet.hidden:
            target = book.create_sheet(_FORBIDDEN.sub(" ", sheet.name)[:31] or "Bảng")
            _write_sheet(target, sheet, by_sheet.get(sheet.name, {}))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _write_general(target: WriteOnlyWorksheet, problems: Iterable[Problem]) -> None:
    target.append([_text(target, heading, bold=True) for heading in ("Vị trí", "Lỗi", "Cách sửa")])
    for problem in problems:
        row = [_text(target, text) for text in (str(problem.place), problem.message, problem.remedy)]
        row[1].fill = PatternFill("solid", fgColor=COLOURS[problem.severity])
        target.append(row)


def _write_sheet(
    target: WriteOnlyWorksheet, sheet: Sheet, problems: dict[tuple[int, int], list[Problem]]
) -> None:
    width = max((len(row) for row in sheet.rows), default=0)
    by_row: dict[int, list[Problem]] = {}
    for (row, _column_number), found in sorted(problems.items()):
        by_row.setdefault(row, []).extend(found)
    heading_row = min(by_row, default=1) - 1
    for number, texts in enumerate(sheet.rows):
        cells = [_text(target, text) for text in texts]
        if number in by_row:
            cells += [_text(target, "") for _ in range(width - len(cells))]
            for column, cell in enumerate(cells):
                if (number, column) in problems:
                    _mark(cell, problems[number, column])
            cells.append(
                _text(target, "\n".join(f"{p.message} {p.remedy}" for p in by_row[number]), wrap=True)
            )
        elif number == heading_row:
            cells += [_text(target, "") for _ in range(width - len(cells))]
            cells.append(_text(target, REMEDY_HEADING, bold=True))
        target.append(cells)


def _mark(cell: WriteOnlyCell, problems: list[Problem]) -> None:
    worst = min(problems, key=lambda problem: list(Severity).index(problem.severity))
    cell.fill = PatternFill("solid", fgColor=COLOURS[worst.severity])
    text = "\n".join(f"{problem.message} {problem.remedy}" for problem in problems)
    cell.comment = Comment(text[:2_000], "Một Cửa", width=320, height=140)


def _text(target: WriteOnlyWorksheet, text: str, *, bold: bool = False, wrap: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(target, value=_CONTROL.sub(" ", text)[:MAX_CELL])
    cell.data_type = "s"
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
