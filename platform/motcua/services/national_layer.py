"""Keeps the national layer of procedures as an import leaves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Text, delete, func, or_, select, type_coerce, update
from sqlalchemy.orm import Session

from motcua.catalog.national_record import NationalRecord
from motcua.compiler.sources import Layer
from motcua.services.catalog_rows import Publication, chunks
from motcua.storage.insertion import insert_many
from motcua.storage.tables import CatalogEntryRow, DefinitionSourceRow, ReleaseRow

_BROUGHT_BY_DETAILS = ('%"checklist":%', '%"texts":%', '%"legal_basis":%', '%"offers":%')


class DetailedRecords(Mapping[str, Mapping[str, Any]]):
    """The national records that hold more than a catalog row, by code; each is read when it is asked for."""

    def __init__(self, session: Session) -> None:
        content = type_coerce(DefinitionSourceRow.data, Text)
        self._session = session
        rows = session.execute(
            select(DefinitionSourceRow.code, DefinitionSourceRow.id).where(
                DefinitionSourceRow.kind == "procedure",
                DefinitionSourceRow.layer == Layer.NATIONAL.value,
                or_(*(content.like(pattern) for pattern in _BROUGHT_BY_DETAILS)),
            )
        )
        self._ids: dict[str, int] = {row.code: row.id for row in rows}

    def __getitem__(self, code: str) -> Mapping[str, Any]:
        data = self._session.scalar(
            select(DefinitionSourceRow.data).where(DefinitionSourceRow.id == self._ids[code])
        )
        return data or {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


def stand_of_sources(session: Session) -> tuple[object, ...]:
    """What changes whenever anything is published or a layer is stored: two equal ones mean nothing did."""
    layers = select(
        func.max(DefinitionSourceRow.id),
        func.count(DefinitionSourceRow.id),
        func.max(DefinitionSourceRow.updated_at),
    )
    return (session.scalar(select(func.max(ReleaseRow.id))), *session.execute(layers).one())


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
    insert_many(session, DefinitionSourceRow, rows)


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
