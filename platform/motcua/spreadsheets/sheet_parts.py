"""The parts of an official sheet: title block, multi-level header, notes and signatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from types import MappingProxyType
from typing import Any

from motcua.reporting.layout import Foot, TitleBlock
from motcua.spreadsheets.sheet_writing import LINE_HEIGHT, Column, Page, Sheet
from motcua.surfaces.print_composer import header_rows

_SIDE_SHARE = 0.27
"""Part of the table's width that the left and the right corner of the title block take."""
_LOOKS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "title": {"bold": True, "font_size": 13},
        "named": {"bold": True},
        "period": {},
        "span": {"italic": True},
        "plain": {},
    }
)
_HEADER: Mapping[str, Any] = MappingProxyType(
    {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
)
_NUMBERS: Mapping[str, Any] = MappingProxyType(
    {"italic": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True, "font_size": 10}
)


def write_title(sheet: Sheet, block: TitleBlock) -> None:
    """The title block: three corners on the same rows, or everything centred above a narrow table."""
    left, right = _side_columns(sheet.columns)
    heads = [("title", block.title), *(("period", line) for line in block.below[:1])]
    centre = [*heads, *(("span", line) for line in block.below[1:])]
    if left < 0:
        for look, text in [*(("plain", line) for line in (*block.left, *block.right)), *centre]:
            _span(sheet, (0, sheet.last), text, align="center", **_LOOKS[look])
            sheet.row += 1
    else:
        named = [("named" if index == 0 else "plain", line) for index, line in enumerate(block.left)]
        told = [("plain", line) for line in block.right]
        corners = (
            ((0, left), named, "left"),
            ((left + 1, right - 1), centre, "center"),
            ((right, sheet.last), told, "left"),
        )
        for offset in range(max(len(lines) for _, lines, _ in corners)):
            height = 1
            for span, lines, align in corners:
                if offset < len(lines):
                    look, text = lines[offset]
                    _span(sheet, span, text, align=align, **_LOOKS[look])
                    height = max(height, lines_needed(text, _width(sheet.columns, span)))
            sheet.sheet.set_row(sheet.row, height * LINE_HEIGHT)
            sheet.row += 1
    if block.unit_line:
        _span(sheet, (0, sheet.last), block.unit_line, align="right", italic=True)
    sheet.row += 1


def _side_columns(columns: Sequence[Column]) -> tuple[int, int]:
    """The last column of the left corner and the first of the right one; -1 when the table is too narrow."""
    whole = sum(column.width for column in columns)
    if len(columns) < 3:
        return -1, -1
    left, used = 0, columns[0].width
    while left < len(columns) - 3 and used + columns[left + 1].width <= whole * _SIDE_SHARE:
        left += 1
        used += columns[left].width
    right, used = len(columns) - 1, columns[-1].width
    while right > left + 2 and used + columns[right - 1].width <= whole * _SIDE_SHARE:
        right -= 1
        used += columns[right].width
    return left, right


def _width(columns: Sequence[Column], span: tuple[int, int]) -> float:
    return sum(column.width for column in columns[span[0] : span[1] + 1])


def lines_needed(text: str, width: float) -> int:
    """Lines a text takes in so many characters of width; capitals are wider."""
    if not text:
        return 1
    wide = 1.25 if text.isupper() else 1.0
    return sum(max(1, -(-int(len(part) * wide) // max(int(width), 1))) for part in text.split("\n"))


def _span(sheet: Sheet, span: tuple[int, int], text: str, **look: Any) -> None:
    """A text over several columns of the current row."""
    first, last = span
    sheet.text(sheet.row, first, text, valign="vcenter", text_wrap=True, **look)
    if last > first:
        sheet.sheet.merge.append([sheet.row, first, sheet.row, last])


def write_header(sheet: Sheet, page: Page) -> None:
    """The multi-level header with merged cells and the row of column numbers; repeated on every page, frozen."""
    first = sheet.row
    for texts, height in _header_lines(sheet):
        for index, text in enumerate(texts):
            sheet.text(sheet.row, index, text, **_HEADER)
        sheet.sheet.set_row(sheet.row, height * LINE_HEIGHT)
        sheet.row += 1
    if any(column.number for column in sheet.columns):
        for index, column in enumerate(sheet.columns):
            sheet.text(sheet.row, index, column.number, **_NUMBERS)
        height = max(lines_needed(column.number, column.width) for column in sheet.columns)
        sheet.sheet.set_row(sheet.row, height * LINE_HEIGHT)
        sheet.row += 1
    sheet.header_last = sheet.row - 1
    sheet.sheet.repeat_rows(first, sheet.header_last)
    sheet.sheet.freeze_panes(sheet.row, min(page.frozen_columns, sheet.last))


def _header_lines(sheet: Sheet) -> list[tuple[list[str], int]]:
    """The texts and height of each header row; merges are noted in the sheet, since rows may be written only once."""
    levels = header_rows([column.heading for column in sheet.columns])
    taken: set[tuple[int, int]] = set()
    lines = []
    for level, cells in enumerate(levels):
        texts = [""] * len(sheet.columns)
        column, height = 0, 1
        for cell in cells:
            while (level, column) in taken:
                column += 1
            last_row, last_column = level + cell.rows - 1, column + cell.columns - 1
            area = product(range(level, last_row + 1), range(column, last_column + 1))
            taken.update(area)
            if (last_row, last_column) != (level, column):
                sheet.sheet.merge.append([sheet.row + level, column, sheet.row + last_row, last_column])
            texts[column] = cell.text
            needed = lines_needed(cell.text, _width(sheet.columns, (column, last_column)))
            height = max(height, -(-needed // cell.rows))
            column = last_column + 1
        lines.append((texts, height))
    return lines


def write_foot(sheet: Sheet, foot: Foot) -> None:
    """Warnings, notes and signature blocks below the table, and the print area around everything."""
    for text in foot.warnings:
        _span(sheet, (0, sheet.last), text, align="left", font_color="#B00020", bold=True)
        sheet.row += 1
    for text in foot.notes:
        _span(sheet, (0, sheet.last), text, align="left", italic=True, font_size=10)
        sheet.sheet.set_row(
            sheet.row, LINE_HEIGHT * lines_needed(text, _width(sheet.columns, (0, sheet.last)))
        )
        sheet.row += 1
    sheet.row += 1
    spans = _signature_spans(sheet.columns, len(foot.signatures))
    if spans and foot.place_date:
        _span(sheet, spans[-1], foot.place_date, align="center", italic=True)
        sheet.row += 1
    blocks = (
        [list(zip(spans, foot.signatures, strict=True))]
        if spans
        else [[((0, sheet.last), signature)] for signature in foot.signatures]
    )
    for block in blocks:
        for part, look in ((0, {"bold": True}), (1, {"italic": True})):
            for span, signature in block:
                if signature[part]:
                    _span(sheet, span, signature[part], align="center", **look)
            sheet.row += 1
    sheet.sheet.print_area(0, 0, max(sheet.row - 1, 0), sheet.last)


def _signature_spans(columns: Sequence[Column], number: int) -> list[tuple[int, int]]:
    """Columns under which each signature block stands, of about the same width; none when there are too few."""
    if not number or number > len(columns):
        return []
    whole, first, used = _width(columns, (0, len(columns) - 1)), 0, 0.0
    spans: list[tuple[int, int]] = []
    for index, column in enumerate(columns):
        used += column.width
        left_over = len(columns) - 1 - index
        wanted = number - len(spans) - 1
        if len(spans) < number - 1 and (used >= whole * (len(spans) + 1) / number or left_over == wanted):
            spans.append((first, index))
            first = index + 1
    return [*spans, (first, len(columns) - 1)]
