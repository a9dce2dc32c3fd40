"""What province and agencies keep of a procedure for themselves, and why, beside what an import brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.catalog.differences import field_label
from motcua.compiler.drafts import draft_of
from motcua.compiler.sources import Layer, SourceDocument
from motcua.services.catalog_rows import chunks
from motcua.services.recoding import LOCAL
from motcua.storage.tables import DefinitionSourceRow

HEAD = frozenset({"kind", "code", "of", "agency", "reason"})
"""What a document says about itself."""


@dataclass(frozen=True, slots=True)
class LocalPart:
    """What the province or an agency keeps of a procedure, and why."""

    whose: str
    reason: str
    labels: tuple[str, ...]


def local_parts(session: Session, codes: Sequence[str]) -> dict[str, tuple[LocalPart, ...]]:
    """What province and agencies wrote of these procedures; their layers lie over the national one and stay."""
    parts: dict[str, tuple[LocalPart, ...]] = {}
    for some in chunks(codes):
        rows = session.scalars(
            select(DefinitionSourceRow)
            .where(
                DefinitionSourceRow.kind == "procedure",
                DefinitionSourceRow.layer.in_(LOCAL),
                DefinitionSourceRow.code.in_(some),
            )
            .order_by(DefinitionSourceRow.agency_code)
        )
        for row in rows:
            source = SourceDocument(row.file, Layer(row.layer), row.text, row.data, row.agency_code)
            draft, _problems = draft_of(source)
            if draft is None:
                continue
            whose = f"Cơ quan {row.agency_code}" if row.agency_code else "Tỉnh"
            reason = str(_head(row, "reason"))
            labels = tuple(dict.fromkeys(field_label(f"/{name}") for name in draft.data if name not in HEAD))
            parts[row.code] = (*parts.get(row.code, ()), LocalPart(whose, reason, labels))
    return parts


def _head(row: DefinitionSourceRow, name: str) -> object:
    """A word of an overlay's head."""
    if row.data is not None:
        return row.data.get(name) or ""
    prefix = f"{name}:"
    for line in (row.text or "").splitlines():
        if line.startswith(prefix):
            return line.removeprefix(prefix).strip().strip("\"'")
    return ""
