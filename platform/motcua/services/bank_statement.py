"""Reads a bank's statement (workbook or CSV): which column is what, and the credits in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from motcua.kernel.money import MoneyError, parse_money
from motcua.kernel.sheet import Sheet
from motcua.kernel.text import fold
from motcua.spreadsheets.reading import read_bytes

HEADINGS = {
    "amount": ("ghi co", "phat sinh co", "so tien co", "co (credit)", "credit", "so tien", "amount"),
    "text": ("noi dung", "dien giai", "mo ta", "description", "remark", "chi tiet"),
    "reference": (
        "ma giao dich",
        "so giao dich",
        "so but toan",
        "so tham chieu",
        "reference",
        "so ct",
        "ref",
    ),
    "day": ("ngay giao dich", "ngay hach toan", "ngay gd", "ngay", "date"),
}
LOOKED_AT = 30
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{2})-(\d{2})")


class StatementRefusedError(ValueError):
    """The file is no statement that can be read; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class BankLine:
    """One credit: the line of the sheet (counted from 1), when, how much in đồng, the text and the bank's reference."""

    line: int
    day: date | None
    amount: int
    text: str
    reference: str


def read_statement(data: bytes, name: str) -> tuple[BankLine, ...]:
    """The credits of a statement, in its order. Raises :class:`StatementRefusedError`."""
    reading = read_bytes(data, name)
    if reading.workbook is None:
        said = " ".join(f"{one.message} {one.remedy}".strip() for one in reading.problems)
        raise StatementRefusedError(said or "Không đọc được tệp. Lưu lại dạng xlsx hoặc csv rồi thử lại.")
    for sheet in reading.workbook.sheets:
        found = _columns(sheet)
        if found is not None:
            head, columns = found
            return tuple(_lines(sheet, head, columns))
    raise StatementRefusedError(
        "Không thấy dòng tiêu đề có cột số tiền (Ghi có, Số tiền) và cột nội dung (Nội dung, Diễn giải). "
        "Kiểm tra tệp sao kê, giữ nguyên dòng tiêu đề của ngân hàng."
    )


def _columns(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The head of the table: its line, and which column holds what."""
    for index, row in enumerate(sheet.rows[:LOOKED_AT]):
        folded = [fold(cell) for cell in row]
        columns = {
            name: place for name, words in HEADINGS.items() if (place := _place(folded, words)) is not None
        }
        if "amount" in columns and "text" in columns:
            return index, columns
    return None


def _place(folded: Sequence[str], words: Sequence[str]) -> int | None:
    """The column whose heading says one of the words; the earlier word counts more."""
    for word in words:
        for index, cell in enumerate(folded):
            if cell == word or cell.startswith((f"{word} ", f"{word}(")):
                return index
    return None


def _lines(sheet: Sheet, head: int, columns: dict[str, int]) -> Iterator[BankLine]:
    for index, row in enumerate(sheet.rows[head + 1 :], head + 2):

        def cell(name: str, row: Sequence[str] = row) -> str:
            place = columns.get(name)
            return row[place].strip() if place is not None and place < len(row) else ""

        try:
            amount = parse_money(cell("amount").lstrip("+"))
        except MoneyError:
            continue  # a debit, a balance line or a foot: nothing came in
        if amount > 0:
            yield BankLine(index, _day(cell("day")), amount, cell("text"), cell("reference"))


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    if found is None:
        return None
    parts = (found[3], found[2], found[1]) if found[1] else (found[4], found[5], found[6])
    try:
        return date(*map(int, parts))
    except ValueError:
        return None
