"""Workbooks made to be edited and read back: locked keys, drop-down lists, and the first values on hidden sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.kernel.sheet import column_letters
from motcua.spreadsheets.sheet_writing import FONT, MOST_CHARACTERS, Target, open_book, sheet_name

ORIGINAL = "Gốc "
"""What the names of the sheets with the first values begin with."""
LISTS = "Danh sách chọn"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class EditColumn:
    """A column: a locked one only tells; ``choices`` is what its cells are chosen from."""

    heading: str
    width: int = 18
    locked: bool = False
    choices: tuple[str, ...] = ()
    help: str = ""


@dataclass(frozen=True, slots=True)
class EditSheet:
    """A sheet of rows of text, one text for each column."""

    name: str
    columns: tuple[EditColumn, ...]
    rows: tuple[tuple[str, ...], ...]


def write_editing_workbook(
    sheets: Sequence[EditSheet], target: Target, *, title: str, made_at: datetime
) -> None:
    """Write the sheets. Every cell is text, never a formula; what may be changed is not locked."""
    book = open_book(target, title=title, made_at=made_at)
    plain = {"font_name": FONT, "font_size": 11, "valign": "top", "text_wrap": True, "num_format": "@"}
    styles = {
        "head": book.add_format({**plain, "bold": True, "bg_color": "#E6EEFA", "border": 1}),
        "open": book.add_format({**plain, "locked": False}),
        "open_quoted": book.add_format({**plain, "locked": False, "quote_prefix": True}),
        "locked": book.add_format({**plain, "bg_color": "#ECEFF3"}),
        "locked_quoted": book.add_format({**plain, "bg_color": "#ECEFF3", "quote_prefix": True}),
    }
    shown = [(sheet, book.add_worksheet(sheet_name(sheet.name))) for sheet in sheets]
    ranges = _write_lists(book, sheets)
    for sheet, target_sheet in shown:
        _write_sheet(target_sheet, sheet, styles)
        _offer_choices(target_sheet, sheet, ranges)
    for sheet in sheets:
        hidden = book.add_worksheet(sheet_name(f"{ORIGINAL}{sheet.name}"))
        _write_rows(hidden, sheet, styles)
        hidden.very_hidden()
    book.close()


def _write_sheet(target: Any, sheet: EditSheet, styles: dict[str, Any]) -> None:
    _write_rows(target, sheet, styles)
    for index, column in enumerate(sheet.columns):
        target.set_column(index, index, column.width)
        if column.help:
            target.write_comment(0, index, column.help)
    target.freeze_panes(1, sum(column.locked for column in sheet.columns))
    target.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    target.protect(
        "",
        {
            "autofilter": True,
            "sort": True,
            "format_columns": True,
            "format_rows": True,
            "select_locked_cells": True,
        },
    )


def _write_rows(target: Any, sheet: EditSheet, styles: dict[str, Any]) -> None:
    for index, column in enumerate(sheet.columns):
        target.write_string(0, index, column.heading, styles["head"])
    for number, row in enumerate(sheet.rows, start=1):
        for index, (text, column) in enumerate(zip(row, sheet.columns, strict=True)):
            name = "locked" if column.locked else "open"
            if text.startswith(_FORMULA):
                name += "_quoted"
            if text:
                target.write_string(number, index, text[:MOST_CHARACTERS], styles[name])
            else:
                target.write_blank(number, index, None, styles[name])


def _write_lists(book: Any, sheets: Iterable[EditSheet]) -> dict[tuple[str, ...], str]:
    """Lists to choose from on a hidden sheet of their own, because a cell's own list takes 255 characters."""
    lists = dict.fromkeys(column.choices for sheet in sheets for column in sheet.columns if column.choices)
    ranges: dict[tuple[str, ...], str] = {}
    if not lists:
        return ranges
    target = book.add_worksheet(LISTS)
    target.very_hidden()
    for index, choices in enumerate(lists):
        for row, choice in enumerate(choices):
            target.write_string(row, index, choice)
        letters = column_letters(index)
        ranges[choices] = f"='{LISTS}'!${letters}$1:${letters}${len(choices)}"
    return ranges


def _offer_choices(target: Any, sheet: EditSheet, ranges: dict[tuple[str, ...], str]) -> None:
    if not sheet.rows:
        return
    for index, column in enumerate(sheet.columns):
        if column.choices:
            target.data_validation(
                1,
                index,
                len(sheet.rows),
                index,
                {
                    "validate": "list",
                    "source": ranges[column.choices],
                    "error_title": "Giá trị không có trong danh sách",
                    "error_message": "Chọn một giá trị trong danh sách của ô.",
                },
            )
