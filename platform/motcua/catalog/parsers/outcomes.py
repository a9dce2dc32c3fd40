"""Takes the results of a procedure out of the portal's flattened text: "Trích lục khai tửMã: KQ.G15.000034…"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from motcua.catalog.understood import Confidence, Understood, absent
from motcua.kernel.text import clean

# What the portal prints below the results; everything from here on is page furniture.
_FURNITURE = re.compile(
    r"Từ khóa\s*(?:Không có thông tin|[^\s])|Chọn cơ quan thực hiện|Hệ thống chỉ hiển thị|Nộp hồ sơ\s*$"
)
_CODED = re.compile(r"(?P<name>.+?)\s*Mã:\s*(?P<code>[A-Z0-9.\-]*[0-9])(?![0-9])", re.DOTALL)
MAX_NAME = 2_000


@dataclass(frozen=True, slots=True)
class OutcomeText:
    """A result: its name and its national code, empty when it has none."""

    name: str
    code: str = ""


def parse_outcomes(text: str) -> Understood[tuple[OutcomeText, ...]]:
    """The results a text lists, page furniture cut off."""
    cut = _FURNITURE.search(text)
    source = clean(text[: cut.start()] if cut else text)
    if not source or source.lower().startswith("không có thông tin"):
        return absent(source)
    coded = [
        OutcomeText(clean(match["name"]).strip(" -;")[:MAX_NAME], match["code"])
        for match in _CODED.finditer(source)
        if match["name"].strip(" -;")
    ]
    if coded:
        return Understood(tuple(coded), Confidence.CERTAIN, source, 0, len(source))
    lines = [
        line.strip(" -+•;.")
        for line in re.split(r"\n|;\s|(?:^|\s)[-+•]\s", text[: cut.start()] if cut else text)
    ]
    names = tuple(OutcomeText(clean(line)[:MAX_NAME]) for line in lines if clean(line))
    return Understood(names[:1] if len(names) > 6 else names, Confidence.LIKELY, source, 0, len(source))
