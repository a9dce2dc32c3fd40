"""Gives out numbers by numbering definitions, inside the caller's transaction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from motcua.definitions.numbering import Numbering
from motcua.kernel.clock import in_vietnam
from motcua.storage.counters import next_number

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
