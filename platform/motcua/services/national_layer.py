"""Keeps the national layer of procedures as an import leaves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Text, delete, insert, or_, select, type_coerce, update
from sqlalchemy.orm import Session

from motcua.catalog.national_record import NationalRecord
from motcua.compiler.sources import Layer
from motcua.services.catalog_rows import Publication, chunks
from motcua.storage.tables import CatalogEntryRow, DefinitionSourceRow

_BROUGHT_BY_DETAILS = ('%"checklist":%', '%"texts":%', '%"legal_basis":%', '%"offers":%')


def detailed_records(session: Session) -> dict[str, Mapping[str, Any]]:
    """The national records that hold more than a catalog row, by code."""
    content = type_coerce(DefinitionSourceRow.data, Text)
    rows = session.execute(
        select(DefinitionSourceRow.code, DefinitionSourceRow.data).where(
            DefinitionSourceRow.kind == "procedure",
            DefinitionSourceRow.layer == Layer.NATIONAL.value,
            or_(*(content.like(pattern) for pattern in _BROUGHT_BY_DETAILS)),
        )
    )
    return {row.code: row.data for row in rows}


def store_national(
    session: Session,
    records: Sequence[NationalRecord],
    hashes: Mapping[str, str],
    publication: Publication,
    file: str,
) -> None:
    """Store the records as the national layer, replacing what it held of them."""
    forget_national(session, [record.code for record in records])
    rows = [
        {
            "kind": "procedure",
            "code": record.code,
            "layer": Layer.NATIONAL.value,
            "agency_code": "",
            "document_kind": "procedure",
            "file": file,
            "text": None,
            "data": dict(record.data),
            "content_hash": hashes[record.code],
            "import_run_id": publication.import_run,
            "updated_by": publication.author,
            "updated_at": publication.at,
        }
        for record in records
    ]
    if rows:
        session.execute(insert(DefinitionSourceRow), rows)


def forget_national(session: Session, codes: Sequence[str]) -> None:
    """Take procedures out of the national layer."""
    for part in chunks(codes):
        session.execute(
            delete(DefinitionSourceRow).where(
                DefinitionSourceRow.kind == "procedure",
                DefinitionSourceRow.layer == Layer.NATIONAL.value,
                DefinitionSourceRow.code.in_(part),
            )
        )


def note_hashes(session: Session, records: Sequence[NationalRecord], hashes: Mapping[str, str]) -> None:
    """Tell in the catalog which national content a procedure has."""
    session.execute(
        update(CatalogEntryRow),
        [
            {"id": row_id, "national_hash": hashes[code]}
            for row_id, code in _entry_ids(session, [record.code for record in records])
        ],
    )


def _entry_ids(session: Session, codes: Sequence[str]) -> Iterator[tuple[int, str]]:
    for part in chunks(codes):
        rows = session.execute(
            select(CatalogEntryRow.id, CatalogEntryRow.code).where(CatalogEntryRow.code.in_(part))
        )
        yield from ((row_id, code) for row_id, code in rows)
