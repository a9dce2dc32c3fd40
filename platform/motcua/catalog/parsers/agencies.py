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
# A part of an agency named before the whole: "Phòng Quản lý xuất nhập cảnh, Công an tỉnh" is one agency.
_PART_AND_WHOLE = (
    (
        re.compile(r"(?:tai |truc tiep tai )?(?:tru so )?(?:phong|doi)\b"),
        re.compile(r"(?:cong an|so|ubnd|uy ban nhan dan)\b"),
    ),
    (re.compile(r"trung tam\b"), re.compile(r"(?:cuc|vu)\b")),
    (re.compile(r"(?:trung tam\b.*, )?(?:cuc|vu|tong cuc)\b"), re.compile(r"bo\b")),
)
_EITHER = re.compile(r"\s+hoặc\s+(?=(?:UBND|Ủy ban|Sở|Bộ|Cục|Công an|Phòng|Ban|Trung tâm|Tòa án|Viện)\b)")
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
        for one in _EITHER.split(line):
            for name in _split_line(one):
                names.setdefault(fold(name), name)
    if not names:
        return absent(source)
    return Understood(tuple(names.values()), Confidence.CERTAIN, source, 0, len(source))


def _split_line(line: str) -> list[str]:
    names: list[str] = []
    for part in _outside_brackets(line):
        piece = _NUMBERING.sub("", part.strip()).rstrip(".:").strip()
        if not piece:
            continue
        begins = piece[0].isupper() and _BEGINNINGS.match(fold(piece))
        if names and (not begins or _is_whole_of(names[-1], piece)):
            names[-1] = f"{names[-1]}, {piece}"
        else:
            names.append(piece.lstrip("-+• ").strip())
    return [name for name in names if name]


def _outside_brackets(line: str) -> list[str]:
    """The pieces between commas, of which none opens a bracket that another one closes."""
    pieces: list[str] = []
    depth = 0
    for part in line.split(","):
        if depth > 0:
            pieces[-1] = f"{pieces[-1]},{part}"
        else:
            pieces.append(part)
        depth = max(depth + part.count("(") - part.count(")"), 0)
    return pieces


def _is_whole_of(name: str, piece: str) -> bool:
    """Whether a piece names the agency that the one before it is a part of, and not another one."""
    folded, whole = fold(name), fold(piece)
    return any(part.match(folded) and into.match(whole) for part, into in _PART_AND_WHOLE)


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
