"""Whether a detail record really describes the procedure of its catalog row: the same code is not enough."""

from __future__ import annotations

import re
from enum import StrEnum

from motcua.catalog.details_record import DetailRecord
from motcua.catalog.rows import CatalogRow
from motcua.kernel.text import clean, fold

SHARED_WORDS = 0.5
_WORD = re.compile(r"[a-z0-9]+")
_COMMON = frozenset(
    {"thu", "tuc", "thuc", "hien", "tai", "cap", "xa", "tinh", "va", "cua", "cho", "theo", "viec"}
)


class Agreement(StrEnum):
    """How the names and fields of row and details relate."""

    SAME = "same"
    RENAMED = "renamed"
    ANOTHER = "another"


def agreement(row: CatalogRow, detail: DetailRecord) -> Agreement:
    """Compare the names by their words; where few are shared, a different field of work means that the details are
    of another procedure (collections of public pages hold such mix-ups), the same field that it was renamed.
    """
    name = detail.values.get("name", "")
    if not name or _shared(row.name, name) >= SHARED_WORDS:
        return Agreement.SAME
    ours, theirs = (fold(clean(values.get("field_of_work", ""))) for values in (row.values, detail.values))
    return Agreement.RENAMED if ours and ours == theirs else Agreement.ANOTHER


def _shared(one: str, other: str) -> float:
    """The share of the shorter name's telling words that stand in the longer one."""
    words = [set(_WORD.findall(fold(text))) for text in (one, other)]
    telling = [found - _COMMON or found for found in words]
    shorter = min(telling, key=len)
    return len(telling[0] & telling[1]) / max(len(shorter), 1)
