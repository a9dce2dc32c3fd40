"""A sheet as importers see it: cells of text with their places, whatever file they came from."""

from __future__ import annotations

from dataclasses import dataclass


def column_letters(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """The name of a cell counted from 0: (1, 2) is C2."""
    return f"{column_letters(column)}{row + 1}"


@dataclass(frozen=True, slots=True)
class MergedRange:
    """Cells that were merged into one, both corners included, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet. Rows and columns count from 0 as in the file; every cell is text, an empty one the empty text.

    `numbers` are the cells the file held as numbers, so that a code which lost its zeros can be told apart.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[MergedRange, ...] = ()
    numbers: frozenset[tuple[int, int]] = frozenset()
    hidden: bool = False

    def text(self, row: int, column: int) -> str:
        """The text of a cell; empty when it lies outside."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return ""


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a file; `kind` is xlsx, xlsb, xls, ods or csv."""

    file: str
    kind: str
    sheets: tuple[Sheet, ...]
