"""Several agencies in one cell: split them without cutting names that hold commas, and tell their level."""

from __future__ import annotations

import re
from collections.abc import Sequence

from motcua.catalog.parsers.words import WordIndex
from motcua.catalog.understood import Confidence, Understood, absent, not_understood
from motcua.kernel.text import clean, fold

# What the name of an agency begins with; anything else after a comma belongs to the name before it.
_BEGINNINGS = re.compile(
    r"(?:uy ban|ubnd|chu tich|so|bo|cuc|chi cuc|tong cuc|vu|phong|trung tam|cong an|toa an|vien kiem sat|co quan|"
    r"to chuc|van phong|ban|vien|bao hiem xa hoi|thi hanh an|thue|kho bac|ngan hang|hoi dong|giam doc|truong|"
    r"benh vien|nguoi dung dau|don vi|thanh tra|hat kiem lam|hai quan|quy|dai hoc|cong doan|tap doan|tong cong ty|"
    r"bo truong|tham phan|chi nhanh|cac)\b"
)
# A slash separates only where agencies stand at both sides: "Sở Xây dựng/UBND cấp xã", never "phường/xã".
_SEPARATORS = re.compile(r"[\n;]|\s*/\s*(?=(?:UBND|Ủy ban|Sở|Bộ|Cục|Công an|Phòng|Ban|Trung tâm)\b)")
_NUMBERING = re.compile(r"^(?:\d{1,2}[.)]\s+|[-+•]\s*)")


def parse_agencies(text: str, words: WordIndex) -> Understood[tuple[str, ...]]:
    """The agencies of a cell in their order, each once.

    Line breaks and semicolons always separate; a comma only where what follows begins like the name of an agency.
    """
    source = "\n".join(filter(None, map(clean, text.splitlines())))
    if words.is_nothing(source):
        return absent(source)
    names: dict[str, str] = {}
    for line in _SEPARATORS.split(source):
        for name in _split_line(line):
            names.setdefault(fold(name), name)
    if not names:
        return absent(source)
    return Understood(tuple(names.values()), Confidence.CERTAIN, source, 0, len(source))


def _split_line(line: str) -> list[str]:
    names: list[str] = []
    for part in line.split(","):
        piece = _NUMBERING.sub("", part.strip()).rstrip(".").strip()
        if not piece:
            continue
        if names and not (piece[0].isupper() and _BEGINNINGS.match(fold(piece))):
            names[-1] = f"{names[-1]}, {piece}"
        else:
            names.append(piece.lstrip("-+• ").strip())
    return [name for name in names if name]


def levels_of_agencies(agencies: Sequence[str], words: WordIndex) -> Understood[tuple[str, ...]]:
    """The levels the names of agencies speak of, for tables without a column for the level.

    "cấp xã" counts wherever it stands; a single word ("Sở", "Cục") only at the beginning of a name.
    """
    source = "\n".join(agencies)
    if not agencies:
        return absent()
    levels = [words.leading("agency_level", name) for name in agencies]
    known = tuple(dict.fromkeys(filter(None, levels)))
    if not known:
        return not_understood(source, "tên cơ quan không cho biết cấp")
    return Understood(known, Confidence.LIKELY, source, 0, len(source))
