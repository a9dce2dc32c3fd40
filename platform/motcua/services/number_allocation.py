"""Gives out numbers by numbering definitions, inside the caller's transaction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from motcua.definitions.numbering import Numbering
from motcua.kernel.clock import in_vietnam
from motcua.storage.counters import next_number

_WRITTEN = {
    "agency": r".+?",
    "agency_short": r".+?",
    "book": r".+?",
    "yy": r"\d{2}",
    "yyyy": r"\d{4}",
    "mm": r"\d{2}",
    "dd": r"\d{2}",
    "yymmdd": r"\d{6}",
    "n": r"\d+",
}
_PART = re.compile(r"\{(?P<name>[a-z_]+)(?::0(?P<width>\d))?\}")


@dataclass(frozen=True, slots=True)
class NumberContext:
    """For whom and when a number is given: agency code, its short name, the moment, the book."""

    agency: str
    at: datetime
    agency_short: str = ""
    book: str = "01"


def allocate(session: Session, numbering: Numbering, context: NumberContext) -> str:
    """The next number of a numbering; given back when the caller's transaction is rolled back."""
    local = in_vietnam(context.at)
    parts = {
        "agency": context.agency,
        "agency_short": context.agency_short or context.agency,
        "book": context.book,
        "yy": f"{local:%y}",
        "yyyy": f"{local:%Y}",
        "mm": f"{local:%m}",
        "dd": f"{local:%d}",
        "yymmdd": f"{local:%y%m%d}",
    }
    scopes = {
        "agency": context.agency,
        "day": f"{local:%Y%m%d}",
        "month": f"{local:%Y%m}",
        "year": f"{local:%Y}",
        "book": context.book,
    }
    key = ":".join((numbering.code, *(scopes[name] for name in numbering.scope)))
    n = next_number(session, key, numbering.first)

    def fill(match: re.Match[str]) -> str:
        name = match["name"]
        value = str(n) if name == "n" else parts.get(name, match[0])
        return value.zfill(int(match["width"])) if match["width"] else value

    return _PART.sub(fill, numbering.pattern)


@dataclass(frozen=True, slots=True)
class GivenNumber:
    """A number that was given out: the counter it came from, and which one of it."""

    counter: str
    n: int


class NumberReader:
    """Reads numbers back into counter and count, for those numberings whose pattern says both."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        written, last, seen = "", 0, set()
        for part in _PART.finditer(numbering.pattern):
            name = part["name"]
            written += re.escape(numbering.pattern[last : part.start()])
            written += (
                f"(?P={name})" if name in seen else f"(?P<{name}>{_WRITTEN.get(name, re.escape(part[0]))})"
            )
            seen.add(name)
            last = part.end()
        self._pattern = re.compile(written + re.escape(numbering.pattern[last:]))

    def read(self, number: str) -> GivenNumber | None:
        """Counter and count; nothing for a number of another pattern, or one that does not show its scope."""
        found = self._pattern.fullmatch(number)
        if found is None:
            return None
        parts = found.groupdict()
        day = parts.get("yymmdd") or "".join(parts.get(name) or "" for name in ("yy", "mm", "dd"))
        year = parts.get("yyyy") or (f"20{day[:2]}" if day else "")
        scopes = {
            "agency": parts.get("agency"),
            "book": parts.get("book"),
            "day": f"20{day}" if len(day) == 6 else None,
            "month": f"20{day[:4]}" if len(day) >= 4 else None,
            "year": year or None,
        }
        values = [scopes.get(name) for name in self._numbering.scope]
        if "n" not in parts or None in values:
            return None
        return GivenNumber(":".join((self._numbering.code, *map(str, values))), int(parts["n"]))
