"""Takes the terms of a fee out of prose: what each tier costs, who is exempt, and who sets the amount."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from motcua.catalog.parsers.amounts import amounts_in
from motcua.catalog.parsers.legal_references import parse_legal_references
from motcua.kernel.text import clean

MAX_LABEL = 200
MAX_WHO = 400

_CLAUSE = re.compile(r"\n|;|(?<![\d])\.(?=\s|$)|(?:^|\s)[-+•](?=\s)|(?:^|\s)[a-zđ]\)\s")
_LIST_SIGN = re.compile(r"^(?:[a-zđ]\)|[-+•*]+)\s*")
_LEAD = re.compile(
    r"^(?:mức\s+)?(?:thu\s+)?(?:lệ\s+phí|phí)?\s*(?:là|:|đối\s+với|trường\s+hợp|của)?\s*", re.IGNORECASE
)
_TAIL = re.compile(
    r"(?:mức\s+(?:thu|phí|lệ\s+phí)|(?:lệ\s+)?phí)?\s*(?:là|thì|thu|áp\s+dụng\s+mức(?:\s+phí)?)?\s*[:=,(]*\s*$",
    re.IGNORECASE,
)
_EXEMPT = re.compile(
    r"(?:được\s+)?(?:miễn|không\s+thu)\s+(?:(?:nộp|thu)\s+)?(?:phí,?\s*(?:và\s+)?lệ\s+phí|lệ\s+phí|phí)?\s*"
    r"(?:đăng\s+ký\s+hộ\s+tịch\s+)?(?:cho|đối\s+với|trong\s+trường\s+hợp|với)\s*:?\s*(?P<who>[^.\n]+)",
    re.IGNORECASE,
)
_WHO_ENDS = re.compile(r"\)\s*$|\s+(?:theo\s+quy\s+định|phí\s+cấp|lệ\s+phí\s+cấp)\b.*$", re.IGNORECASE)
_SHARE = re.compile(
    r"(?:bằng|giảm(?:\s+còn)?|thu|còn)\s+(?P<share>\d{1,3})\s*%(?P<rest>[^.;\n]{0,160})", re.IGNORECASE
)
_REDUCED_BY = re.compile(r"^giảm(?!\s+còn)", re.IGNORECASE)
_UNTIL = re.compile(
    r"(?:đến|hết|trước)\s+(?:hết\s+)?(?:ngày\s+)?(?P<until>\d{1,2}/\d{1,2}/\d{4})", re.IGNORECASE
)
_FROM = re.compile(r"(?:kể\s+từ|từ)\s+(?:ngày\s+)?(?P<start>\d{1,2}/\d{1,2}/\d{4})", re.IGNORECASE)
_COUNCIL = re.compile(r"hội\s+đồng\s+nhân\s+dân|hđnd", re.IGNORECASE)
_COMMITTEE = re.compile(
    r"(?:ubnd|ủy\s+ban\s+nhân\s+dân)\s+(?:cấp\s+)?tỉnh\s+(?:quy\s+định|quyết\s+định)", re.IGNORECASE
)
_MINISTRY = re.compile(r"bộ\s+(?:trưởng\s+bộ\s+)?tài\s+chính|tt-btc", re.IGNORECASE)
_SETS = re.compile(r"quy\s+định|quyết\s+định|theo|mức\s+thu|nghị\s+quyết|thông\s+tư", re.IGNORECASE)


class SetBy(StrEnum):
    """Who sets the amount, as far as the text says."""

    UNSAID = ""
    COUNCIL = "provincial_council"
    COMMITTEE = "provincial_committee"
    MINISTRY = "ministry_of_finance"


# The portal's own amount in front of a note, its three zeros lost: no sum that anybody pays.
_CUT_SHORT = re.compile(r"\d{1,3}\s*(?:Việt Nam Đồng|VNĐ|VND|Đồng)\s*\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeeTier:
    """One amount with what it is for; ``start`` and ``end`` bound the amount in the source."""

    label: str
    amount: int
    currency: str
    unit: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FeeShare:
    """A part of the usual amount that is due, in hundredths, and for how long (days as the text writes them)."""

    percent: int
    starts: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class FeeTerms:
    """Everything a text says of a fee beside one plain amount. Empty parts: the text does not speak of them."""

    tiers: tuple[FeeTier, ...] = ()
    exempt: tuple[str, ...] = ()
    shares: tuple[FeeShare, ...] = ()
    set_by: SetBy = SetBy.UNSAID
    documents: tuple[str, ...] = ()

    @property
    def says_anything(self) -> bool:
        """Whether the text has any terms."""
        return bool(self.tiers or self.exempt or self.shares or self.set_by)


def parse_fee_terms(text: str) -> FeeTerms:
    """The terms of a fee. Nothing is guessed: what is not said in the usual words is left out."""
    source = "\n".join(filter(None, map(clean, text.splitlines())))
    if not source:
        return FeeTerms()
    found = parse_legal_references(source).value or ()
    return FeeTerms(
        _tiers(source), _exempt(source), _shares(source), _set_by(source), tuple(one.number for one in found)
    )


def _tiers(source: str) -> tuple[FeeTier, ...]:
    tiers: list[FeeTier] = []
    before = 0
    cut_short = _CUT_SHORT.match(source)
    for part in amounts_in(source):
        if cut_short and part.start < cut_short.end():
            before = part.end
            continue
        clause = _CLAUSE.split(source[before : part.start])
        label = clean(next((piece for piece in reversed(clause) if piece and piece.strip(" ,:(")), ""))
        before = part.end
        label = _TAIL.sub("", _LEAD.sub("", _LIST_SIGN.sub("", label))).strip(" ,:(-–")
        if label.lower().startswith(part.unit.lower()) and part.unit:
            label = ""
        tiers.append(FeeTier(label[:MAX_LABEL], part.amount, part.currency, part.unit, part.start, part.end))
    return tuple(tiers)


def _exempt(source: str) -> tuple[str, ...]:
    people: dict[str, None] = {}
    for match in _EXEMPT.finditer(source):
        for who in re.split(r";", match["who"]):
            bare = clean(_WHO_ENDS.sub("", who)).strip(" ,.()-")
            if bare and len(bare) <= MAX_WHO:
                people.setdefault(bare)
    return tuple(people)


def _shares(source: str) -> tuple[FeeShare, ...]:
    shares: dict[FeeShare, None] = {}
    for match in _SHARE.finditer(source):
        percent = int(match["share"])
        if not 0 < percent <= 100:
            continue
        around = source[max(0, match.start() - 90) : match.end()]
        starts, until = _FROM.search(around), _UNTIL.search(around)
        left = 100 - percent if _REDUCED_BY.match(match[0]) else percent
        shares.setdefault(FeeShare(left, starts["start"] if starts else "", until["until"] if until else ""))
    return tuple(shares)


def _set_by(source: str) -> SetBy:
    if _COUNCIL.search(source):
        return SetBy.COUNCIL
    if _COMMITTEE.search(source):
        return SetBy.COMMITTEE
    if _MINISTRY.search(source) and _SETS.search(source):
        return SetBy.MINISTRY
    return SetBy.UNSAID
