"""Compares the records of a file with the national layer that is stored: added, changed, unchanged, abolished."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.catalog.differences import Difference, differences, with_refused
from motcua.catalog.national_record import NationalRecord
from motcua.compiler.freezing import content_hash
from motcua.compiler.sources import Layer
from motcua.kernel.text import fold
from motcua.services.catalog_rows import chunks
from motcua.storage.tables import CatalogEntryRow, DefinitionSourceRow

COVERED_SHARE = 0.5
"""An issuing agency is covered by a file only when the file lists at least this share of its known procedures."""


ALL = "*"
"""Stands for every value of a procedure."""


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
    kept: tuple[str, ...] = ()

    @property
    def settled(self) -> tuple[str, ...]:
        """The codes that stay as they are stored: those the file does not change and those a person kept."""
        return (*(record.code for record in self.unchanged), *self.kept)

    @property
    def to_store(self) -> tuple[NationalRecord, ...]:
        """The records whose national layer is new or different."""
        return (*self.added, *(item.record for item in self.changed))


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided about an import. `refused` are the values that stay, by code and path, `ALL` for a whole
    procedure; `same` names the procedure that a new code continues; `retire` are the abolished ones to be ended.
    """

    refused: Mapping[str, frozenset[str]] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)
    retire: frozenset[str] = frozenset()


def choose(session: Session, comparison: Comparison, choices: Choices) -> Comparison:
    """The comparison with what a person refused left as it is."""
    refused = choices.refused
    if not refused:
        return comparison
    whole = {code for code, paths in refused.items() if ALL in paths}
    kept = [record.code for record in comparison.added if record.code in whole]
    hashes = dict(comparison.hashes)
    before = _stored_data(
        session, [one.record.code for one in comparison.changed if one.record.code in refused]
    )
    changed = []
    for one in comparison.changed:
        code = one.record.code
        if code in whole:
            kept.append(code)
            continue
        if code not in before:
            changed.append(one)
            continue
        data = with_refused(before[code], one.record.data, refused[code])
        if data == before[code]:
            kept.append(code)
        else:
            hashes[code] = content_hash(data)
            changed.append(ChangedRecord(replace(one.record, data=data), differences(before[code], data)))
    added = tuple(record for record in comparison.added if record.code not in whole)
    return replace(comparison, added=added, changed=tuple(changed), hashes=hashes, kept=tuple(kept))


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
    changed: list[ChangedRecord] = []
    for part in chunks(records):
        before = _stored_data(session, [record.code for record in part])
        changed += (
            ChangedRecord(record, differences(before.get(record.code, {}), record.data)) for record in part
        )
    return tuple(changed)


def _stored_data(session: Session, codes: Sequence[str]) -> dict[str, Mapping[str, object]]:
    found: dict[str, Mapping[str, object]] = {}
    for part in chunks(codes):
        rows = session.execute(
            select(DefinitionSourceRow.code, DefinitionSourceRow.data).where(
                DefinitionSourceRow.kind == "procedure",
                DefinitionSourceRow.layer == Layer.NATIONAL.value,
                DefinitionSourceRow.code.in_(part),
            )
        )
        found.update({row.code: row.data or {} for row in rows})
    return found


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
