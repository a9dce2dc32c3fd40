"""Reads one cell of a table as its column means it, or says in Vietnamese what was expected."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from motcua.catalog.parsers.agencies import parse_agencies
from motcua.catalog.parsers.fees import parse_fee
from motcua.catalog.parsers.time_limits import parse_time_limit
from motcua.catalog.parsers.words import WordIndex
from motcua.catalog.procedure_codes import read_code
from motcua.catalog.table_fields import FieldKind
from motcua.catalog.understood import Confidence
from motcua.kernel.clock import VIETNAM
from motcua.kernel.money import format_money
from motcua.kernel.text import clean, fold

Value = str | date | datetime | tuple[str, ...]

EXPECTED = {
    FieldKind.DAY: "Ghi ngày dạng 31/12/2026.",
    FieldKind.MOMENT: "Ghi ngày dạng 31/12/2026, có thể kèm giờ 14:30.",
    FieldKind.PROCEDURE: "Ghi mã thủ tục, ví dụ 1.004873; định dạng cột là Văn bản để không mất số 0.",
    FieldKind.CODE: "Ghi mã không có dấu cách, tối đa 64 ký tự.",
    FieldKind.TIME_LIMIT: "Ghi một thời hạn có đơn vị, ví dụ 3 ngày làm việc.",
    FieldKind.FEE: "Ghi một số tiền, ví dụ 20.000 đồng/hồ sơ, hoặc Không.",
}
_DAY_FIRST = re.compile(r"(?P<d>\d{1,2})\s*[/.\-]\s*(?P<m>\d{1,2})\s*[/.\-]\s*(?P<y>\d{4})")
_YEAR_FIRST = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})")
_IN_WORDS = re.compile(
    r"(?:ngày\s+)?(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})\s+năm\s+(?P<y>\d{4})", re.IGNORECASE
)
_CLOCK = re.compile(
    r"(?P<h>\d{1,2})\s*(?::|h|giờ)\s*(?P<min>\d{1,2})?(?::\d{2}(?:\.\d+)?)?\s*(?:phút)?", re.IGNORECASE
)
_CODE = re.compile(r"[^\s]{1,64}")
BEGIN_OF_DAY = time(7, 30)
"""When a past day without a time is taken to have begun."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell means: its value, or what was expected instead; ``shown`` is the value in words."""

    value: Value | None
    confidence: Confidence
    shown: str = ""
    expected: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether the value may be taken."""
        return self.value is not None and self.confidence in (Confidence.CERTAIN, Confidence.LIKELY)


def read_cell(kind: FieldKind, column: str, text: str, words: WordIndex, *, is_number: bool = False) -> Cell:
    """The value of a cell with a text in it."""
    source = clean(text) if kind is not FieldKind.AGENCIES else text.strip()
    if not source:
        return Cell(None, Confidence.ABSENT)
    match kind:
        case FieldKind.DAY:
            day = parse_day(source)
            return _found(day, f"{day:%d/%m/%Y}" if day else "", kind)
        case FieldKind.MOMENT:
            moment = parse_moment(source)
            return _found(moment, f"{moment:%d/%m/%Y %H:%M}" if moment else "", kind)
        case FieldKind.PROCEDURE:
            code = read_code(source, is_number)
            return _found(code.code if code.is_usable else None, code.code, kind)
        case FieldKind.CODE:
            return _found(source if _CODE.fullmatch(source) else None, source, kind)
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return _choice(kind, column, source, words)
        case FieldKind.TIME_LIMIT | FieldKind.FEE:
            return _parsed(kind, source)
        case FieldKind.AGENCIES:
            names = parse_agencies(source, words).value or ()
            return Cell(names or None, Confidence.LIKELY, "; ".join(names))
        case _:
            return Cell(source, Confidence.CERTAIN, source)


def _found(value: Value | None, shown: str, kind: FieldKind) -> Cell:
    if value is None:
        return Cell(None, Confidence.NOT_UNDERSTOOD, expected=EXPECTED[kind])
    return Cell(value, Confidence.CERTAIN, shown)


def _choice(kind: FieldKind, column: str, source: str, words: WordIndex) -> Cell:
    found = words.values(column, source)
    values = found.value or ()
    if kind is FieldKind.CHOICES and values:
        return Cell(values, found.confidence, ", ".join(values))
    if len(values) == 1:
        return Cell(values[0], found.confidence, values[0])
    known = ", ".join(f"“{text}”" for text in words.texts(column)[:8])
    expected = f"Ghi một trong: {known}; hoặc chỉ nghĩa của chữ này ở “Chỉ cột”."
    return Cell(None, Confidence.NOT_UNDERSTOOD, expected=expected)


def _parsed(kind: FieldKind, source: str) -> Cell:
    if kind is FieldKind.TIME_LIMIT:
        limit = parse_time_limit(source)
        shown = limit.value.words() if limit.value is not None else ""
        value = str(limit.value) if limit.value is not None else None
        return Cell(value, limit.confidence, shown, "" if limit.is_usable else limit.reason)
    fee = parse_fee(source)
    if fee.amount is None:
        return Cell(None, fee.confidence, expected="cần người xem lại mức thu")
    price = format_money(fee.amount) if fee.amount else "Không thu"
    return Cell(str(fee.amount), fee.confidence, f"{price}/{fee.unit}" if fee.unit else price)


def parse_day(text: str) -> date | None:
    """A day as officials write it, or as machines do; None for anything else."""
    for pattern in (_DAY_FIRST, _YEAR_FIRST, _IN_WORDS):
        match = pattern.search(text)
        if match:
            try:
                return date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                return None
    return None


def parse_moment(text: str) -> datetime | None:
    """A moment in Vietnamese time; a day alone is its beginning of work."""
    day = parse_day(text)
    if day is None:
        return None
    rest = text.replace("T", " ")
    for pattern in (_DAY_FIRST, _YEAR_FIRST, _IN_WORDS):
        rest = pattern.sub(" ", rest, count=1)
    clock = _CLOCK.search(rest)
    if clock is None:
        return datetime.combine(day, BEGIN_OF_DAY, VIETNAM)
    try:
        return datetime.combine(day, time(int(clock["h"]), int(clock["min"] or 0)), VIETNAM)
    except ValueError:
        return None


def folded_key(text: str) -> str:
    """A name as names are looked up: folded, tidied."""
    return fold(clean(text))
