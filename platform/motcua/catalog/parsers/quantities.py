"""Reads how many originals and copies of a paper are asked for: "1 bản chính,1 bản sao", "0 bản chính" is a note."""

from __future__ import annotations

import re
from dataclasses import dataclass

from motcua.catalog.understood import Confidence, Understood, absent, not_understood
from motcua.kernel.text import clean

_COUNT = re.compile(
    r"(?:(?P<before>\d{1,2})\s*(?:\([^()]{2,12}\)\s*)?)?(?P<what>bản\s+chính|bản\s+gốc|bản\s+sao\s+(?:có\s+|được\s+)?(?:chứng\s+thực|công\s+chứng)|"
    r"bản\s+chứng\s+thực|bản\s+sao|bản\s+chụp|bản\s+phô\s*tô|bản\s+photo(?:copy)?)(?:\s*:\s*(?P<after>\d{1,2}))?",
    re.IGNORECASE,
)
_SETS = re.compile(
    r"^(?P<count>\d{1,2})\s*(?:\([^()]{2,12}\)\s*)?(?:bộ|bản|tờ|chiếc|cái|ảnh)\.?$", re.IGNORECASE
)
# Pictures, forms and sets, each with its number, said in a line of words: "02 ảnh 4x6 cm", "Số lượng: 01 (một) bộ".
_THINGS = re.compile(
    r"(?<![\w.,/])(?P<count>\d{1,2})\s*(?:\([^()]{2,12}\)\s*)?(?:bộ|ảnh|tờ\s+khai|tờ|đơn|phiếu|cuốn|"
    r"bản(?!\s+(?:chính|gốc|sao|chụp|phô|photo|chứng)))\b",
    re.IGNORECASE,
)
_BEFORE_THINGS = re.compile(
    r"[\s\-+•*]*(?:(?:số\s+(?:lượng|bộ)(?:\s+hồ\s+sơ)?|kèm(?:\s+theo)?|gồm)\s*:?\s*)?", re.IGNORECASE
)
_UNSURE = re.compile(r"\b(?:hoặc|mỗi|từng|một\s+trong|trong\s+đó)\b", re.IGNORECASE)
_KIND_WITHOUT_COUNT = re.compile(r"\bbản\s+(?:chính|gốc|sao|chụp)\b", re.IGNORECASE)
MAX_COUNT = 99


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many of each are handed in; all zero means that the line is a remark, not a paper."""

    originals: int = 0
    copies: int = 0
    certified_copies: int = 0

    @property
    def is_note(self) -> bool:
        """Whether nothing is to be handed in."""
        return not (self.originals or self.copies or self.certified_copies)


def parse_quantity(text: str) -> Understood[Quantity]:
    """The counts a text states; "hoặc" between kinds is doubtful, because then either will do."""
    source = clean(text)
    if not source:
        return absent()
    plain = _SETS.match(source)
    if plain:
        return Understood(Quantity(originals=int(plain["count"])), Confidence.LIKELY, source, 0, len(source))
    counts = {"originals": 0, "copies": 0, "certified_copies": 0}
    found: list[re.Match[str]] = []
    for match in _COUNT.finditer(source):
        number = match["after"] if match["after"] is not None else match["before"]
        if number is None:
            continue
        counts[_kind(match["what"])] += min(int(number), MAX_COUNT)
        found.append(match)
    if not found:
        return _things(source)
    start, end = found[0].start(), found[-1].end()
    rest = source[:start] + source[end:]
    either = re.search(r"\bhoặc\b", source, re.IGNORECASE)
    sure = (
        Confidence.DOUBTFUL
        if either
        else Confidence.LIKELY
        if len(rest.strip(" .;-()")) > 2
        else Confidence.CERTAIN
    )
    return Understood(
        Quantity(**counts), sure, source, start, end, "nộp một trong các loại" if either else ""
    )


def _things(source: str) -> Understood[Quantity]:
    """Things that are counted without saying whether they are originals; each of them is handed in as one."""
    found = list(_THINGS.finditer(source))
    if not found:
        return not_understood(source, "không có số bản chính, bản sao")
    total = min(sum(int(match["count"]) for match in found), MAX_COUNT)
    more = not _BEFORE_THINGS.fullmatch(source[: found[0].start()])
    unsure = more or _UNSURE.search(source) or _KIND_WITHOUT_COUNT.search(source)
    sure = Confidence.DOUBTFUL if unsure else Confidence.LIKELY
    reason = "không rõ nộp tất cả hay một phần" if unsure else ""
    return Understood(Quantity(originals=total), sure, source, found[0].start(), found[-1].end(), reason)


def _kind(words: str) -> str:
    lowered = words.lower()
    if "chứng" in lowered:
        return "certified_copies"
    return "originals" if "chính" in lowered or "gốc" in lowered else "copies"
