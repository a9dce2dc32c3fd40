"""Compares the records of a file with the national layer that is stored: added, changed, unchanged, abolished."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.catalog.differences import Difference, differences
from motcua.catalog.national_record import NationalRecord
from motcua.compiler.freezing import content_hash
from motcua.compiler.sources import Layer
from motcua.kernel.text import fold
from motcua.services.catalog_rows import chunks
from motcua.storage.tables import CatalogEntryRow, DefinitionSourceRow

COVERED_SHARE = 0.5
"""An issuing agency is covered by a file only when the file lists at least this share of its known procedures."""


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """A record that differs from the stored one."""

    record: NationalRecord
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class AbolishedProcedure:
    """A stored national procedure of the same issuing agency that the file does not list."""

    code: str
    name: str
    issuing_agency: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What importing the file would do. `hashes` are the content hashes of all records by code."""

    added: tuple[NationalRecord, ...]
    changed: tuple[ChangedRecord, ...]
    unchanged: tuple[NationalRecord, ...]
    abolished: tuple[AbolishedProcedure, ...]
    hashes: Mapping[str, str]

    @property
    def to_store(self) -> tuple[NationalRecord, ...]:
        """The records whose national layer is new or different."""
        return (*self.added, *(item.record for item in self.changed))


def compare(session: Session, records: Sequence[NationalRecord], codes: frozenset[str]) -> Comparison:
    """Compare with what is stored. `codes` are all codes the file names, those of rejected rows included."""
    stored = _stored_hashes(session)
    hashes = {record.code: content_hash(record.data) for record in records}
    added = tuple(record for record in records if record.code not in stored)
    unchanged = tuple(record for record in records if stored.get(record.code) == hashes[record.code])
    same = {record.code for record in unchanged}
    different = [record for record in records if record.code in stored and record.code not in same]
    return Comparison(
        added,
        _with_differences(session, different),
        unchanged,
        _abolished(session, records, codes, frozenset(stored)),
        hashes,
    )


def _stored_hashes(session: Session) -> dict[str, str]:
    rows = session.execute(
        select(DefinitionSourceRow.code, DefinitionSourceRow.content_hash).where(
            DefinitionSourceRow.kind == "procedure", DefinitionSourceRow.layer == Layer.NATIONAL.value
        )
    )
    return {row.code: row.content_hash for row in rows}


def _with_differences(session: Session, records: Sequence[NationalRecord]) -> tuple[ChangedRecord, ...]:
    before: dict[str, Mapping[str, object]] = {}
    for part in chunks(records):
        rows = session.execute(
            select(DefinitionSourceRow.code, DefinitionSourceRow.data).where(
                DefinitionSourceRow.kind == "procedure",
                DefinitionSourceRow.layer == Layer.NATIONAL.value,
                DefinitionSourceRow.code.in_([record.code for record in part]),
            )
        )
        before.update({row.code: row.data or {} for row in rows})
    return tuple(
        ChangedRecord(record, differences(before.get(record.code, {}), record.data)) for record in records
    )


def _abolished(
    session: Session, records: Sequence[NationalRecord], codes: frozenset[str], stored: frozenset[str]
) -> tuple[AbolishedProcedure, ...]:
    """Only agencies whose procedures the file really lists count: another ministry's file, or one stray row of it,
    says nothing about the rest.
    """
    listed = Counter(fold(record.issuing_agency) for record in records if record.issuing_agency)
    missing: dict[str, list[AbolishedProcedure]] = {}
    known: Counter[str] = Counter()
    rows = session.execute(
        select(CatalogEntryRow.code, CatalogEntryRow.name, CatalogEntryRow.issuing_agency)
        .where(CatalogEntryRow.retired.is_(False))
        .order_by(CatalogEntryRow.code)
    )
    for code, name, issuing in rows:
        agency = fold(issuing)
        if code not in stored or agency not in listed:
            continue
        known[agency] += 1
        if code not in codes:
            missing.setdefault(agency, []).append(AbolishedProcedure(code, name, issuing))
    return tuple(
        item
        for agency, items in missing.items()
        if listed[agency] >= COVERED_SHARE * known[agency]
        for item in items
    )
