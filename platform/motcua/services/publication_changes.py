"""What a publication changes, as the audit keeps it: which definitions, which values, before and after."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from motcua.compiler.compilation import Compilation
from motcua.compiler.sources import SourceDocument
from motcua.services.definition_diff import differences
from motcua.services.definition_sheet import newest_sheet
from motcua.services.definition_store import slot_of
from motcua.services.revision_texts import Key

MOST_KEPT = 100
"""How many changes the audit keeps of one definition."""


def definition_keys(documents: Sequence[SourceDocument]) -> list[Key]:
    """What documents define, each once: kind, code and agency."""
    slots = [slot for source in documents if (slot := slot_of(source)) is not None]
    return list(dict.fromkeys((slot.kind, slot.code, slot.agency) for slot in slots))


def changes_kept(session: Session, compilation: Compilation, key: Key) -> list[dict[str, str]]:
    """What a definition becomes against its newest revision, value by value."""
    kind, code, agency = key
    edited = compilation.get(kind, code, agency)
    before = newest_sheet(session, kind, code, agency)
    if edited is None:
        return []
    found = differences(kind, before.content if before else None, edited.content)
    return [
        {"kind": one.kind.value, "what": one.what, "before": one.before, "after": one.after}
        for one in found[:MOST_KEPT]
    ]
