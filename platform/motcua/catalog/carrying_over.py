"""What a row without details keeps of the record that an earlier import with details left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PRICE_COLUMNS = frozenset({"time_limit", "fee", "charge", "levy"})
PARTS_OF_DETAILS: Mapping[str, frozenset[str]] = {
    "levels": frozenset({"levels"}),
    "applicants": frozenset({"applicants"}),
    "decision_number": frozenset({"decision_number"}),
    "online_level": frozenset({"online_level"}),
    "channels": PRICE_COLUMNS,
    "variants": PRICE_COLUMNS,
    "offers": PRICE_COLUMNS,
    "fees": PRICE_COLUMNS,
    "review": PRICE_COLUMNS,
    "checklist": frozenset({"checklist"}),
    "outcomes": frozenset({"outcomes"}),
    "legal_basis": frozenset({"legal_basis"}),
    "texts": frozenset({"note"}),
}
"""Parts of a record that details bring, and the columns with which a row itself speaks of them."""


def carried_over(previous: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """The parts of a stored record that a row without details is silent about; None = the details had none."""
    said = {key.partition("@")[0] for key in values}
    return {part: previous.get(part) for part, columns in PARTS_OF_DETAILS.items() if not said & columns}


def identity_texts(previous: Mapping[str, Any]) -> dict[str, str]:
    """What a stored record says of field and agencies, for rows whose file has no such column or an empty cell."""
    texts = {name: str(previous[name]) for name in ("field_of_work", "issuing_agency") if name in previous}
    if "executing_agencies" in previous:
        texts["executing_agencies"] = "\n".join(previous["executing_agencies"])
    return texts
