"""Takes legal documents out of text: from a flattened table of titles and numbers, or from plain sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass

from motcua.catalog.parsers.letters import CAPITAL, SMALL
from motcua.catalog.understood import Confidence, Understood, absent, not_understood
from motcua.kernel.text import clean

_MAKERS = (
    "CP|TTg|CTN|VPCP|TTCP|BTP|BTC|BCA|BNV|BYT|BXD|BGTVT|BCT|BGDĐT|BKHCN|BTNMT|BNNPTNT|BNNMT|BLĐTBXH|BVHTTDL|BTTTT|BQP|"
    "BNG|BKHĐT|BDTTG|NHNN|UBDT|UBND|HĐND|TANDTC|VKSNDTC|UBTVQH|BHXH|TLĐ"
)
# An issuer that is known ends the number even when the next title is glued to it in capitals; any other one must be
# followed by something that can begin a word.
_BODY = (
    rf"(?:(?:PL-|NQ-|NQLT-)?(?:UBTVQH|QH)\d{{2}}|[A-ZĐ]{{1,6}}(?:[-_](?:{_MAKERS}))+(?:-[A-Z]{{1,6}}\d{{2}}(?!\d))?|"
    rf"[A-ZĐ]{{1,6}}(?:-[A-ZĐ]{{2,10}})+(?=[{CAPITAL}][{SMALL}]|[^\w/]|\d{{1,5}}/\d{{4}}/|$))"
)
_NUMBER = re.compile(rf"(?:(?<!\d)|(?<=QH\d\d))\d{{1,9}}(?:\.\d{{1,2}})?/(?:\d{{4}}/)?{_BODY}")
_GLUED_YEAR = re.compile(r"(?:19|20)\d\d(?=\d{1,5}/)")
_HEADING = re.compile(
    r"^\s*Tên văn bản pháp lý\s*Mã văn bản|^\s*Số ký hiệu\s*Trích yếu(?:\s*Ngày ban hành)?(?:\s*Cơ quan ban hành)?"
)
_TITLE_START = re.compile(rf"\s*(?:[{CAPITAL}\"“\-]|sửa đổi|quy định|hướng dẫn|về|$)")
MAX_TITLE = 1_000


@dataclass(frozen=True, slots=True)
class LegalReference:
    """A document: its number and its title as found, empty when the text gives none."""

    number: str
    title: str = ""


def parse_legal_references(text: str) -> Understood[tuple[LegalReference, ...]]:
    """The documents of a text, each number once. Titles are taken only from the portal's flattened table."""
    source = clean(text)
    if not source or source.lower().startswith("không có thông tin"):
        return absent(source)
    heading = _HEADING.match(source)
    found = _table(source[heading.end() :]) if heading else _sentences(source)
    if not found:
        return not_understood(source, "không có số văn bản nào nhận ra được")
    return Understood(tuple(found.values()), Confidence.LIKELY, source, 0, len(source))


def _table(body: str) -> dict[str, LegalReference]:
    """Title and number alternate without separators; a number ends a line where a new title begins right after."""
    found: dict[str, LegalReference] = {}
    begin = position = 0
    while match := _NUMBER.search(body, position):
        position = match.end()
        if not _ends_line(body, match):
            continue
        year = _GLUED_YEAR.match(match[0])
        start = match.start() + (4 if year else 0)
        title = clean(body[begin:start]).strip(" -;,")
        number = body[start : match.end()].replace("_", "-")
        if number not in found:
            found[number] = LegalReference(number, title[:MAX_TITLE] if title != number else "")
        begin = position
    return found or _sentences(body)


def _ends_line(body: str, match: re.Match[str]) -> bool:
    after = body[match.end() :]
    if not after:
        return True
    before = body[match.start() - 1 : match.start()]
    glued = bool(before) and before not in " (,;:"
    if following := _NUMBER.match(after.lstrip()):
        # a title that ends with its own number, or the next title, which begins with its own
        return glued and following[0] != match[0]
    return _TITLE_START.match(after) is not None and (glued or after[0].isupper() or not before)


def _sentences(body: str) -> dict[str, LegalReference]:
    numbers = (match[0].replace("_", "-") for match in _NUMBER.finditer(body))
    return {number: LegalReference(number) for number in numbers}
