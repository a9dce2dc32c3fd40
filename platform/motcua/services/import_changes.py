"""What an import does to each procedure, kept so that a person can choose, look back and undo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from motcua.catalog.recoded import likely_pairs
from motcua.compiler.sources import Layer
from motcua.services.catalog_comparison import Choices, Comparison
from motcua.services.catalog_rows import chunks
from motcua.services.import_refusals import remembered
from motcua.storage.insertion import insert_many
from motcua.storage.tables import DefinitionSourceRow, ImportChangeRow

MOST_DIFFERENCES = 80


class Action(StrEnum):
    """What the file does to a procedure."""

    ADDED = "added"
    CHANGED = "changed"
    ABOLISHED = "abolished"


class Verdict(StrEnum):
    """What a person said: of a likely pair that it is one procedure or two, of an abolished one that it is to end."""

    NONE = ""
    SAME = "same"
    DIFFERENT = "different"
    RETIRE = "retire"


def keep_changes(session: Session, run: int, comparison: Comparison) -> None:
    """Write down what an import would do; choices made before stand, and so does what was already carried out."""
    known = {
        row.code: row
        for row in session.execute(
            select(
                ImportChangeRow.code,
                ImportChangeRow.refused,
                ImportChangeRow.partner,
                ImportChangeRow.verdict,
                ImportChangeRow.release_id,
            ).where(ImportChangeRow.import_run_id == run)
        )
    }
    session.execute(
        delete(ImportChangeRow).where(
            ImportChangeRow.import_run_id == run, ImportChangeRow.release_id.is_(None)
        )
    )
    done = {code for code, row in known.items() if row.release_id is not None}
    again = remembered(session, comparison)
    for part in chunks([row for row in _rows(run, comparison) if row["code"] not in done]):
        for row in part:
            before = known.get(row["code"])
            row["refused"] = sorted(again.get(row["code"], ()))
            if before is not None:
                row["refused"] = before.refused
                row["verdict"] = before.verdict if before.partner == row["partner"] else ""
        insert_many(session, ImportChangeRow, part)


def _rows(run: int, comparison: Comparison) -> Iterator[dict[str, Any]]:
    pairs = {
        pair.new: pair
        for pair in likely_pairs(
            [(record.code, record.name) for record in comparison.added],
            [(one.code, one.name) for one in comparison.abolished],
        )
    }
    empty = {
        "import_run_id": run,
        "differences": [],
        "refused": [],
        "partner": "",
        "likeness": 0,
        "verdict": "",
        "before": {},
        "release_id": None,
    }
    for record in comparison.added:
        row = {**empty, "code": record.code, "name": record.name, "action": Action.ADDED.value}
        pair = pairs.get(record.code)
        yield row if pair is None else {**row, "partner": pair.old, "likeness": pair.likeness}
    for one in comparison.changed:
        found = [difference.as_json() for difference in one.differences[:MOST_DIFFERENCES]]
        row = {**empty, "code": one.record.code, "name": one.record.name, "differences": found}
        yield {**row, "action": Action.CHANGED.value}
    for gone in comparison.abolished:
        yield {**empty, "code": gone.code, "name": gone.name, "action": Action.ABOLISHED.value}


def choices_of(session: Session, run: int, comparison: Comparison, *, retire_all: bool = False) -> Choices:
    """What a person chose for an import, as far as it still concerns what the file does."""
    rows = session.execute(
        select(
            ImportChangeRow.code, ImportChangeRow.refused, ImportChangeRow.partner, ImportChangeRow.verdict
        ).where(ImportChangeRow.import_run_id == run)
    ).all()
    gone = {one.code for one in comparison.abolished}
    same = {
        row.code: row.partner for row in rows if row.verdict == Verdict.SAME.value and row.partner in gone
    }
    refused = remembered(session, comparison)
    refused |= {row.code: frozenset(row.refused) for row in rows}
    chosen = gone if retire_all else {row.code for row in rows if row.verdict == Verdict.RETIRE.value}
    return Choices(
        {code: paths for code, paths in refused.items() if paths},
        same,
        frozenset(chosen & gone) | frozenset(same.values()),
    )


def remember_before(session: Session, run: int, codes: Sequence[str]) -> None:
    """Keep the national layer of procedures as it stands, before the import replaces it. The first time counts."""
    for part in chunks(codes):
        known = set(
            session.scalars(
                select(ImportChangeRow.code).where(
                    ImportChangeRow.import_run_id == run,
                    ImportChangeRow.code.in_(part),
                    ImportChangeRow.release_id.is_not(None),
                )
            )
        )
        rows = session.execute(
            select(
                DefinitionSourceRow.code,
                DefinitionSourceRow.file,
                DefinitionSourceRow.data,
                DefinitionSourceRow.content_hash,
                DefinitionSourceRow.import_run_id,
                DefinitionSourceRow.updated_by,
                DefinitionSourceRow.updated_at,
            ).where(
                DefinitionSourceRow.kind == "procedure",
                DefinitionSourceRow.layer == Layer.NATIONAL.value,
                DefinitionSourceRow.code.in_(part),
            )
        ).all()
        ids = _ids(session, run, part)
        changed = [
            {"id": ids[row.code], "before": _snapshot(row)}
            for row in rows
            if row.code in ids and row.code not in known
        ]
        if changed:
            session.execute(update(ImportChangeRow), changed)


def _snapshot(row: Any) -> dict[str, Any]:
    moment: datetime = row.updated_at
    return {
        "file": row.file,
        "data": row.data,
        "content_hash": row.content_hash,
        "import_run_id": row.import_run_id,
        "updated_by": row.updated_by,
        "updated_at": moment.isoformat(),
    }


def _ids(session: Session, run: int, codes: Sequence[str]) -> Mapping[str, int]:
    rows = session.execute(
        select(ImportChangeRow.code, ImportChangeRow.id).where(
            ImportChangeRow.import_run_id == run, ImportChangeRow.code.in_(codes)
        )
    )
    return {row.code: row.id for row in rows}


def mark_done(session: Session, run: int, codes: Sequence[str], release: int) -> None:
    """Note that the import was carried out for these procedures, in which release."""
    for part in chunks(codes):
        session.execute(
            update(ImportChangeRow)
            .where(
                ImportChangeRow.import_run_id == run,
                ImportChangeRow.code.in_(part),
            )
            .values(release_id=release)
            .execution_options(synchronize_session=False)
        )
