"""Finds provinces and communes by a few typed letters, for the address fields of any form."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from motcua.kernel.text import fold
from motcua.services.places import COMMUNES, PROVINCES, provided

MOST = 12


@lru_cache(maxsize=2)
def folded_names(provider: str) -> tuple[tuple[str, str, str, str], ...]:
    """Folded name, name, code and parent of every place."""
    return tuple((fold(item.name), item.name, item.code, item.parent) for item in provided(provider))


def find_places(typed: str, part: str, province: str) -> list[dict[str, Any]]:
    """Places whose name holds every typed word, those with a word that begins so first; a commune with its province."""
    words = fold(typed[:60]).split()
    if not words:
        return []
    names = {code: name for _folded, name, code, _parent in folded_names(PROVINCES)}
    found = sorted(
        (not any(word.startswith(words[0]) for word in folded.split()), folded, name, code, parent)
        for folded, name, code, parent in folded_names(COMMUNES if part == "commune" else PROVINCES)
        if all(word in folded for word in words) and (not province or not parent or parent == province)
    )
    return [_option(name, code, parent, names) for _late, _folded, name, code, parent in found[:MOST]]


def _option(name: str, code: str, parent: str, names: Mapping[str, str]) -> dict[str, Any]:
    """A place as a choice: ``label`` is read, ``name`` is written; a commune brings its province along."""
    if not parent:
        return {"value": code, "label": name}
    above = names.get(parent, "")
    return {
        "value": code,
        "label": f"{name}, {above}",
        "name": name,
        "parent": {"value": parent, "label": above},
    }
