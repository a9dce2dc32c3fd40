"""Why review items were declared done: the reason stands beside the removal in the province's own text."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.compiler.drafts import draft_of
from motcua.compiler.sources import Layer, SourceDocument
from motcua.storage.tables import DefinitionSourceRow


def reasons_of(session: Session, codes: Collection[str]) -> dict[tuple[str, str], str]:
    """Reasons by procedure and item, as the stored texts of these procedures give them."""
    found: dict[tuple[str, str], str] = {}
    rows = session.execute(
        select(DefinitionSourceRow.code, DefinitionSourceRow.text).where(
            DefinitionSourceRow.kind == "procedure",
            DefinitionSourceRow.code.in_(sorted(codes)),
            DefinitionSourceRow.layer == Layer.PROVINCE.value,
            DefinitionSourceRow.text.is_not(None),
        )
    )
    for code, text in rows:
        draft, _problems = draft_of(SourceDocument(code, Layer.PROVINCE, text))
        for entry in draft.data.get("review", ()) if draft is not None else ():
            if entry.get("remove") and entry.get("message"):
                found[code, str(entry["id"])] = str(entry["message"])
    return found
