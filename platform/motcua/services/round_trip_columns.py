"""The columns of a workbook for editing many procedures: how each value is shown in a cell and read back from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from motcua.catalog.parsers.time_limits import parse_time_limit
from motcua.catalog.understood import Confidence
from motcua.definitions.procedure import Procedure
from motcua.kernel.money import MoneyError, format_amount, parse_money
from motcua.kernel.text import clean, fold
from motcua.surfaces.procedure_words import (
    APPLICANT_NAMES,
    CHANNEL_NAMES,
    FEE_KIND_NAMES,
    LEVEL_NAMES,
    ONLINE_NAMES,
)

YES, NO = "Có", "Không"
CLEAR, UNCLEAR = "Đã rõ", "Chưa rõ"
MOST_COPIES = 99


class CellValueError(ValueError):
    """A cell cannot be read; ``expected`` and ``remedy`` say what stands there."""

    def __init__(self, message: str, expected: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.expected = expected
        self.remedy = remedy


class SheetId(StrEnum):
    """The sheets of the workbook, one for each part of a procedure."""

    PROCEDURES = "Thủ tục"
    LIMITS = "Thời hạn"
    FEES = "Phí, lệ phí"
    PAPERS = "Thành phần hồ sơ"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that may be edited: its name in definitions, its heading, and both ways of its value.

    ``choices`` names a list the cell is chosen from: words, or codes of a kind of definitions.
    """

    sheet: SheetId
    name: str
    heading: str
    show: Callable[[Any], str]
    read: Callable[[str], Any]
    choices: tuple[str, ...] = ()
    kind: str = ""
    width: int = 18

    @property
    def id(self) -> str:
        """How forms name the column."""
        return f"{self.sheet.name.lower()}.{self.name}"


@dataclass(frozen=True, slots=True)
class Item:
    """A row: a procedure, or a part of it with its id; ``about`` helps people know the part again."""

    code: str
    part: str
    about: str
    value: Any


PARTS: Mapping[SheetId, str] = MappingProxyType(
    {SheetId.PROCEDURES: "", SheetId.LIMITS: "offers", SheetId.FEES: "fees", SheetId.PAPERS: "checklist"}
)
"""The list of a procedure each sheet shows."""


def items_of(sheet: SheetId, procedure: Procedure) -> Iterator[Item]:
    """The rows a procedure has on a sheet."""
    if sheet is SheetId.PROCEDURES:
        yield Item(procedure.code, "", "", procedure)
        return
    variants = {one.id: one.name for one in procedure.variants}
    for part in getattr(procedure, PARTS[sheet]):
        about = ""
        if sheet is SheetId.LIMITS:
            cases = ", ".join(variants.get(one, one) for one in part.variants) or "mọi trường hợp"
            channels = ", ".join(CHANNEL_NAMES[one] for one in part.channels) or "mọi cách nộp"
            about = f"{cases}; {channels}"
        yield Item(procedure.code, part.id, about, part)


def path_of(column: Column, item: Item) -> tuple[str, ...]:
    """Where the value of a cell stands in the definition."""
    holder = PARTS[column.sheet]
    return (holder, item.part, column.name) if holder else (column.name,)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _required(text: str) -> str:
    bare = clean(text)
    if not bare:
        raise CellValueError("Ô này không được để trống.", "chữ", "Ghi lại giá trị.")
    return bare


def _optional(text: str) -> Any:
    return clean(text) or None


def _count(text: str) -> int:
    bare = clean(text)
    if not bare.isdecimal() or int(bare) > MOST_COPIES:
        expected = f"số nguyên từ 0 đến {MOST_COPIES}"
        raise CellValueError(f"“{bare[:40]}” không phải là số bản.", expected, "Ghi 0 nếu không cần.")
    return int(bare)


def _limit(text: str) -> Any:
    bare = clean(text)
    if not bare:
        return None
    reading = parse_time_limit(bare)
    if reading.value is None or reading.confidence is not Confidence.CERTAIN:
        message = f"Không hiểu thời hạn “{bare[:60]}”: {reading.reason or 'ghi chưa gọn'}."
        raise CellValueError(
            message, "số và đơn vị", "Ghi như 3 ngày làm việc, 4 giờ làm việc, 15 ngày, trong ngày."
        )
    return str(reading.value)


def _show_amount(value: Any) -> str:
    return format_amount(value) if isinstance(value, int) else _text(value)


def _amount(text: str) -> Any:
    bare = clean(text)
    if not bare:
        return None
    try:
        amount = parse_money(bare)
    except MoneyError as error:
        raise CellValueError(
            str(error), "số tiền bằng đồng", "Ghi số nguyên đồng, ví dụ 15.000; 0 nếu không thu."
        ) from error
    if amount < 0:
        raise CellValueError("Số tiền không được âm.", "số tiền bằng đồng", "Ghi 0 nếu không thu.")
    return amount


def _word_of(names: Mapping[str, str]) -> tuple[Callable[[Any], str], Callable[[str], Any]]:
    """One of several words."""
    by_word = {fold(word): str(code) for code, word in names.items()}
    listed = ", ".join(names.values())

    def show(value: Any) -> str:
        return names.get(value, _text(value)) if value is not None else ""

    def read(text: str) -> Any:
        bare = clean(text)
        if not bare:
            return None
        found = by_word.get(fold(bare))
        if found is None:
            raise CellValueError(
                f"Không có giá trị “{bare[:60]}”.", f"một trong: {listed}", "Chọn trong danh sách của ô."
            )
        return found

    return show, read


def _words_of(names: Mapping[str, str]) -> tuple[Callable[[Any], str], Callable[[str], Any]]:
    """Several words, separated by semicolons."""
    _show, read_one = _word_of(names)

    def show(values: Any) -> str:
        return "; ".join(names.get(one, _text(one)) for one in values)

    def read(text: str) -> Any:
        return [read_one(part) for part in text.split(";") if clean(part)]

    return show, read


def _show_codes(values: Sequence[str]) -> str:
    return "; ".join(values)


def _codes(text: str) -> list[str]:
    return [clean(part) for part in text.split(";") if clean(part)]


def _flag(yes: str, no: str) -> tuple[Callable[[Any], str], Callable[[str], Any]]:
    def show(value: Any) -> str:
        return yes if value else no

    def read(text: str) -> bool:
        folded = fold(clean(text))
        if folded not in (fold(yes), fold(no)):
            raise CellValueError(
                f"Không hiểu “{clean(text)[:40]}”.", f"{yes} hoặc {no}", "Chọn trong danh sách của ô."
            )
        return folded == fold(yes)

    return show, read


def _columns() -> Iterator[Column]:
    one, level, fee, paper = SheetId.PROCEDURES, _words_of(LEVEL_NAMES), SheetId.FEES, SheetId.PAPERS
    yield Column(one, "name", "Tên thủ tục", _text, _required, width=60)
    yield Column(one, "field_of_work", "Lĩnh vực", _text, _optional, width=24)
    yield Column(one, "levels", "Cấp thực hiện", *level)
    yield Column(one, "applicants", "Đối tượng thực hiện", *_words_of(APPLICANT_NAMES), width=26)
    online = _word_of(ONLINE_NAMES)
    yield Column(one, "online_level", "Dịch vụ công", *online, choices=tuple(ONLINE_NAMES.values()))
    yield Column(one, "channels", "Cách nộp", *_words_of(CHANNEL_NAMES), width=26)
    yield Column(one, "extends", "Mẫu chung", _text, _optional, kind="baseline")
    yield Column(one, "process", "Quy trình", _text, _optional, kind="process")
    yield Column(one, "form", "Biểu mẫu", _text, _optional, kind="form", width=24)
    yield Column(one, "offered_by", "Nơi thực hiện", _show_codes, _codes, width=24)
    yield Column(one, "decision_number", "Quyết định công bố", _text, _optional)
    yield Column(one, "dossier_sets", "Số bộ hồ sơ", _text, _count, width=10)
    limits = SheetId.LIMITS
    yield Column(
        limits, "time_limit", "Thời hạn", lambda value: value.words() if value else "", _limit, width=22
    )
    yield Column(limits, "note", "Ghi chú thời hạn", _text, _optional, width=30)
    yield Column(fee, "name", "Tên khoản thu", _text, _required, width=34)
    kinds = _word_of(FEE_KIND_NAMES)
    yield Column(fee, "kind", "Loại khoản thu", *kinds, choices=tuple(FEE_KIND_NAMES.values()))
    yield Column(fee, "amount", "Mức thu (đồng)", _show_amount, _amount)
    yield Column(fee, "unit", "Đơn vị tính", _text, _optional)
    yield Column(fee, "certain", "Mức thu đã rõ", *_flag(CLEAR, UNCLEAR), choices=(CLEAR, UNCLEAR))
    yield Column(paper, "name", "Tên giấy tờ", _text, _required, width=60)
    yield Column(paper, "required", "Bắt buộc", *_flag(YES, NO), choices=(YES, NO), width=10)
    yield Column(paper, "originals", "Bản chính", _text, _count, width=10)
    yield Column(paper, "certified_copies", "Bản chứng thực", _text, _count, width=10)
    yield Column(paper, "copies", "Bản sao", _text, _count, width=10)
    yield Column(paper, "group", "Nhóm giấy tờ", _text, _optional, width=30)


COLUMNS: tuple[Column, ...] = tuple(_columns())
BY_ID: Mapping[str, Column] = MappingProxyType({column.id: column for column in COLUMNS})
USUAL = (
    "procedures.name",
    "procedures.field_of_work",
    "procedures.process",
    "procedures.offered_by",
    "limits.time_limit",
    "fees.amount",
    "fees.certain",
)
"""The columns chosen when nobody chose."""
