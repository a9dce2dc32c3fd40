"""A procedure that lives on under a new code takes along what the province and its agencies wrote for the old one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.compiler.kinds import OVERLAY
from motcua.compiler.sources import Layer, SourceDocument
from motcua.services.catalog_rows import Publication, chunks
from motcua.services.definition_store import store_documents
from motcua.storage.tables import DefinitionSourceRow

LOCAL = (Layer.PROVINCE.value, Layer.AGENCY.value)


def carried_documents(session: Session, same: Mapping[str, str]) -> dict[str, list[SourceDocument]]:
    """The local documents of old codes, rewritten for the new code of each; none where the new one has its own."""
    own = set(_local(session, list(same)))
    found = _local(session, [old for new, old in same.items() if new not in own])
    return {
        new: [_renamed(row, old, new) for row in found[old]]
        for new, old in same.items()
        if new not in own and old in found
    }


def _local(session: Session, codes: Sequence[str]) -> dict[str, list[DefinitionSourceRow]]:
    by_code: dict[str, list[DefinitionSourceRow]] = {}
    for part in chunks(codes):
        for row in session.scalars(
            select(DefinitionSourceRow)
            .where(
                DefinitionSourceRow.kind == "procedure",
                DefinitionSourceRow.layer.in_(LOCAL),
                DefinitionSourceRow.code.in_(part),
            )
            .order_by(DefinitionSourceRow.id)
        ):
            by_code.setdefault(row.code, []).append(row)
    return by_code


def _renamed(row: DefinitionSourceRow, old: str, new: str) -> SourceDocument:
    """A local document that speaks of the new code; its other words stay."""
    file = row.file.replace(old, new)
    name = rf"^(of:[ \t]*[\"']?procedure/|code:[ \t]*[\"']?){re.escape(old)}\b"
    text = None if row.text is None else re.sub(name, rf"\g<1>{new}", row.text, count=1, flags=re.MULTILINE)
    data: dict[str, Any] | None = None
    if row.data is not None:
        key, value = ("of", f"procedure/{new}") if row.document_kind == OVERLAY else ("code", new)
        data = {**row.data, key: value}
    return SourceDocument(file, Layer(row.layer), text, data, row.agency_code)


def store_carried(
    session: Session, carried: Mapping[str, Sequence[SourceDocument]], publication: Publication, run: int
) -> None:
    """Keep the documents as local layers of the new codes."""
    documents = [one for documents in carried.values() for one in documents]
    if documents:
        store_documents(session, documents, publication.author, publication.at, run)
