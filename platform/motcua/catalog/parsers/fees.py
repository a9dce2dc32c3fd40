"""Reads fees out of free text: "20.000 đồng/tờ khai", "Miễn phí" with a note, lost zeros, foreign money, tiers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from motcua.catalog.parsers.amounts import AmountPart, amount_part, amounts_in
from motcua.catalog.understood import Confidence
from motcua.kernel.text import clean, fold

_PERCENT = re.compile(r"(?<!\w)\d{1,3}(?:[.,]\d+)?\s*%")
_STRUCTURED = re.compile(
    r"^(?P<number>\d[\d.,]*)\s*(?P<currency>Việt Nam Đồng|VNĐ|VND|Đồng|USD|EUR|Euro)\s*(?:\((?P<note>.*)\))?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_UNIT_NAMES = (
    r"lần|hồ sơ|bản|trang|giấy|thẻ|tờ|cuốn|quyển|người|trường hợp|văn bản|giao dịch|di chúc|khẩu-chiếc|chiếc|xe|sổ|"
    r"tờ khai|giấy phép|chứng chỉ|hộ chiếu|việc"
)
_UNIT_NOTE = re.compile(
    rf"^[\s(]*/?\s*(?P<unit>(?:\d\s*)?(?:{_UNIT_NAMES})(?:[ /][^\W\d_][^\d()]{{0,30}})?)?[\s.);]*"
    r"(?:\((?:theo\s+)?thông tư[^()]*\))?[\s.);]*$",
    re.IGNORECASE,
)
_BARE_AMOUNT = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d{1,9}")
_FREE = re.compile(
    r"^(?:miễn(?:\s+(?:phí|lệ\s+phí|thu))?|không(?:\s+(?:thu|có|mất|phải\s+nộp))?(?:\s+(?:phí|lệ\s+phí|tiền))?(?:,?\s*(?:và\s+)?lệ\s+phí)?|"
    r"không\s+phí|free|0(?:\s*(?:đồng|đ|vnđ))?|không đồng)[\s.]*$",
    re.IGNORECASE,
)
# What the older portal glued behind every amount, and the name before a cell that holds nothing else.
_FURNITURE = re.compile(r"(?<=ồng)\s*Xem chi tiết|Xem chi tiết\s*$")
_NAMED_CELL = re.compile(
    r"^(?:phí|lệ phí)\s*:\s*(?P<cell>(?:0|không)(?:\s*đồng)?|miễn[^.;]*)\s*$", re.IGNORECASE
)
_FREE_START = re.compile(r"^\s*miễn\s+(?:phí|lệ\s+phí|thu)", re.IGNORECASE)
_NO_INFORMATION = re.compile(
    r"^(?:không\s+có\s+thông\s+tin|chưa\s+(?:có|quy\s+định)[^.]*|null|n/a)?[\s.\-]*$", re.IGNORECASE
)
_NOTHING_SET = re.compile(
    r"^[\s(]*(?:không\s+(?:quy\s+định|có|thu)|chưa\s+quy\s+định|miễn\s+phí|không)?[\s).]*$", re.IGNORECASE
)
_SPEAKS_OF_FEE = re.compile(
    r"mức\s+(?:thu|phí|lệ\s+phí)|lệ\s+phí|(?<!miễn )(?<!bưu )\bphí\b|hội\s+đồng\s+nhân\s+dân|hđnd|"
    r"thông\s+tư\s+(?:số\s+)?\d+/\d{4}/tt-btc|\d\s*(?:đồng|đ|vnđ|usd)\b|\d{1,3}\.000",
    re.IGNORECASE,
)
_LOCALLY_SET = re.compile(
    r"hội\s+đồng\s+nhân\s+dân|hđnd|ubnd\s+tỉnh\s+quy\s+định|theo\s+(?:quy\s+định|mức|biểu)", re.IGNORECASE
)
_CONDITIONAL = re.compile(
    r"trường\s+hợp|kể\s+từ\s+ngày|đến\s+hết|giảm|miễn|\bnếu\b|đối\s+với|từ\s+trang|tối\s+đa|dưới\s+\d|trên\s+\d|%|áp\s+dụng\s+mức",
    re.IGNORECASE,
)
_REDUCED = re.compile(
    r"áp\s+dụng\s+mức|(?:mức\s+thu|phí)[^.;]{0,40}\d\s*%|giảm\s+\d|miễn\s+(?:phí|lệ\s+phí)\s+(?:cho|đối)",
    re.IGNORECASE,
)
SMALLEST_SURE = 1_000


class FeeDoubt(StrEnum):
    """Why a fee cannot be taken as it stands; names of review items are made from it."""

    NONE = ""
    NO_INFORMATION = "no_information"
    FREE_BUT_NOTE = "free_but_note"
    LOST_ZEROS = "lost_zeros"
    FOREIGN_MONEY = "foreign_money"
    SEVERAL_AMOUNTS = "several_amounts"
    CONDITIONS = "conditions"
    SET_LOCALLY = "set_locally"
    CONTRADICTION = "contradiction"
    NOT_UNDERSTOOD = "not_understood"


@dataclass(frozen=True, slots=True)
class FeeReading:
    """What a fee cell says. `amount` is đồng (0 = free of charge by the source), None when unknown; with a doubt
    the amount is only a proposal.
    """

    amount: int | None
    confidence: Confidence
    doubt: FeeDoubt = FeeDoubt.NONE
    kind: str = ""
    unit: str = ""
    source: str = ""
    start: int = 0
    end: int = 0
    parts: tuple[AmountPart, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether the amount may be charged without a person."""
        return self.confidence in (Confidence.CERTAIN, Confidence.LIKELY)


def fee_kind(text: str) -> str:
    """`levy` (lệ phí) or `charge` (phí) when the text says only one of the two, else `other`."""
    folded = fold(text)
    levies = len(re.findall(r"\ble phi\b", folded))
    charges = len(re.findall(r"(?<!le )(?<!mien )\bphi\b", folded))
    if levies and not charges:
        return "levy"
    if charges and not levies:
        return "charge"
    return "other"


def parse_fee(text: str, note: str = "") -> FeeReading:
    """The fee a cell states; `note` is what stands beside it (Mô tả) and may change the meaning.

    Free of charge is believed only when nothing beside it speaks of a fee.
    """
    source = _FURNITURE.sub(" ", clean(text)).strip()
    beside = clean(note)
    named = _NAMED_CELL.match(source)
    if named:
        return _free(named["cell"], beside) if _FREE.match(named["cell"]) else _prose(source, beside)
    structured = _STRUCTURED.match(source)
    if structured:
        return _structured(structured, source, beside)
    if _NO_INFORMATION.match(source):
        return _without_information(source, beside)
    if _FREE.match(source):
        return _free(source, beside)
    if _FREE_START.match(source):
        return _free(source, f"{source} {beside}")
    return _prose(source, beside)


def _without_information(source: str, beside: str) -> FeeReading:
    parts = amounts_in(beside)
    proposal = (
        parts[0].amount if len({part.amount for part in parts}) == 1 and parts[0].currency == "VND" else None
    )
    return FeeReading(
        proposal,
        Confidence.ABSENT,
        FeeDoubt.NO_INFORMATION,
        fee_kind(beside),
        source=source,
        end=len(source),
        parts=parts,
    )


def _free(source: str, beside: str) -> FeeReading:
    rest = _FREE_START.sub("", beside) if beside.startswith(source) else beside
    if _NOTHING_SET.match(rest) or not _SPEAKS_OF_FEE.search(rest):
        return FeeReading(0, Confidence.CERTAIN, source=source, end=len(source))
    parts = amounts_in(rest)
    only = {part.amount for part in parts if part.currency == "VND"}
    proposal = only.pop() if len(only) == 1 and len(parts) == 1 else None
    doubt = FeeDoubt.SET_LOCALLY if not parts and _LOCALLY_SET.search(rest) else FeeDoubt.FREE_BUT_NOTE
    return FeeReading(
        proposal, Confidence.DOUBTFUL, doubt, fee_kind(rest), source=source, end=len(source), parts=parts
    )


def _structured(match: re.Match[str], source: str, beside: str) -> FeeReading:
    """The portal's own form: an amount, a currency and a note in brackets."""
    note = clean(match["note"] or "")
    beside = beside.replace(note, " ") if note else beside
    kind = fee_kind(f"{note} {beside}")
    parts = amounts_in(note)
    span = (match.start("number"), match.end("currency"))
    if match["currency"].upper() in ("USD", "EUR", "EURO"):
        return FeeReading(None, Confidence.DOUBTFUL, FeeDoubt.FOREIGN_MONEY, kind, "", source, *span, parts)
    amount = int(re.sub(r"[.,]", "", match["number"]))
    if any(part.currency != "VND" for part in parts):
        return FeeReading(None, Confidence.DOUBTFUL, FeeDoubt.FOREIGN_MONEY, kind, "", source, *span, parts)
    if 0 < amount < SMALLEST_SURE:
        proposal = _restored(amount, parts)
        return FeeReading(
            proposal, Confidence.DOUBTFUL, FeeDoubt.LOST_ZEROS, kind, _unit(note, parts), source, *span, parts
        )
    doubt = _doubt_of_note(amount, note, parts) or _doubt_beside(amount, beside)
    if doubt is FeeDoubt.NONE:
        sure = Confidence.CERTAIN if not note or parts or _UNIT_NOTE.match(note) else Confidence.LIKELY
        return FeeReading(amount, sure, doubt, kind, _unit(note, parts), source, *span, parts)
    proposal = amount if doubt is FeeDoubt.CONDITIONS else None
    return FeeReading(proposal, Confidence.DOUBTFUL, doubt, kind, _unit(note, parts), source, *span, parts)


def _doubt_of_note(amount: int, note: str, parts: Sequence[AmountPart]) -> FeeDoubt:
    if not note or _UNIT_NOTE.match(note):
        return FeeDoubt.NONE
    named = {part.amount for part in parts}
    if named and amount not in named and not _CONDITIONAL.search(note):
        return FeeDoubt.CONTRADICTION
    if len(named) > 1 or _CONDITIONAL.search(note) or _PERCENT.search(note):
        return FeeDoubt.CONDITIONS
    return FeeDoubt.NONE


def _doubt_beside(amount: int, beside: str) -> FeeDoubt:
    """What stands beside mostly tells how to hand in; it binds the fee when it names another sum or a reduction."""
    others = any(part.amount != amount or part.currency != "VND" for part in amounts_in(beside))
    return FeeDoubt.CONDITIONS if others or _REDUCED.search(beside) else FeeDoubt.NONE


def _restored(amount: int, parts: Sequence[AmountPart]) -> int | None:
    """The amount with its three zeros, when the note names exactly that sum or names nothing else."""
    named = {part.amount for part in parts}
    if not named or amount * 1_000 in named:
        return amount * 1_000 if amount > 1 else None
    return None


def _unit(note: str, parts: Sequence[AmountPart]) -> str:
    if parts and parts[0].unit:
        return parts[0].unit
    match = _UNIT_NOTE.match(note)
    return clean(match["unit"] or "") if match else ""


def _prose(source: str, beside: str) -> FeeReading:
    """A cell of a provincial catalog: sentences with one or several amounts."""
    parts = amounts_in(source)
    kind = fee_kind(source)
    if not parts and _BARE_AMOUNT.fullmatch(source):
        parts = tuple(filter(None, [amount_part(source, "đ", "", (0, len(source)))]))
    if not parts:
        doubt = FeeDoubt.SET_LOCALLY if _LOCALLY_SET.search(source) else FeeDoubt.NOT_UNDERSTOOD
        return FeeReading(None, Confidence.NOT_UNDERSTOOD, doubt, kind, source=source, end=len(source))
    first = parts[0]
    span = (first.start, first.end)
    if any(part.currency != "VND" for part in parts):
        return FeeReading(
            None, Confidence.DOUBTFUL, FeeDoubt.FOREIGN_MONEY, kind, first.unit, source, *span, parts
        )
    if len({part.amount for part in parts}) > 1:
        return FeeReading(None, Confidence.DOUBTFUL, FeeDoubt.SEVERAL_AMOUNTS, kind, "", source, *span, parts)
    if 0 < first.amount < SMALLEST_SURE:
        return FeeReading(
            first.amount * 1_000,
            Confidence.DOUBTFUL,
            FeeDoubt.LOST_ZEROS,
            kind,
            first.unit,
            source,
            *span,
            parts,
        )
    rest = f"{source[: first.start]} {source[first.end :]} {beside}"
    if _CONDITIONAL.search(rest):
        return FeeReading(
            first.amount, Confidence.DOUBTFUL, FeeDoubt.CONDITIONS, kind, first.unit, source, *span, parts
        )
    sure = Confidence.CERTAIN if len(rest.split()) <= 6 else Confidence.LIKELY
    return FeeReading(first.amount, sure, FeeDoubt.NONE, kind, first.unit, source, *span, parts)
