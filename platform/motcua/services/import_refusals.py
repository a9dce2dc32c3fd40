"""Values a person did not take: remembered, so that the same value is not offered again, only a different one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from motcua.services.catalog_comparison import ALL, Comparison
from motcua.services.catalog_rows import chunks
from motcua.storage.insertion import insert_many
from motcua.storage.tables import ImportChangeRow, ImportRunRow, RefusedValueRow

REASONS = "refusal_reasons"
"""Where an import keeps why a person refused, by code; `*` is for everything else."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was refused, when, by whom and why; `same` when the incoming value is the one that was refused."""

    value: str
    at: datetime
    by: str
    reason: str
    same: bool


def remembered(session: Session, comparison: Comparison) -> dict[str, frozenset[str]]:
    """The paths by code whose incoming value was refused before, and is still the same."""
    rows = session.execute(
        select(RefusedValueRow.code, RefusedValueRow.path, RefusedValueRow.digest)
    ).tuples()
    known = {(code, path): digest for code, path, digest in rows}
    if not known:
        return {}
    found: dict[str, set[str]] = {}
    for code, path, digest, _shown in _incoming(comparison, {code for code, _path in known}):
        if known.get((code, path)) == digest:
            found.setdefault(code, set()).add(path)
    return {code: frozenset(paths) for code, paths in found.items()}


def _incoming(comparison: Comparison, codes: Collection[str]) -> list[tuple[str, str, str, str]]:
    """Code, path, digest and shown text of every value the file brings for these procedures."""
    added = [
        (record.code, ALL, comparison.hashes[record.code], record.name)
        for record in comparison.added
        if record.code in codes
    ]
    changed = [
        (one.record.code, difference.path, difference.digest, difference.new or "")
        for one in comparison.changed
        if one.record.code in codes
        for difference in one.differences
    ]
    return [*added, *changed]


def remember(session: Session, run: ImportRunRow, comparison: Comparison, author: str, at: datetime) -> None:
    """Keep what was refused of an import that is carried out now, and forget what was taken after all."""
    chosen = {
        row.code: frozenset(row.refused)
        for row in session.execute(
            select(ImportChangeRow.code, ImportChangeRow.refused).where(
                ImportChangeRow.import_run_id == run.id
            )
        )
    }
    known = _known(session, list(chosen))
    fresh: list[dict[str, Any]] = []
    gone: list[int] = []
    reasons: Mapping[str, str] = run.summary.get(REASONS, {})
    for code, path, digest, shown in _incoming(comparison, chosen):
        before, is_refused = known.get((code, path)), bool(chosen[code] & {path, ALL})
        reason = reasons.get(code) or reasons.get(ALL, "")
        if before is not None and is_refused and before.digest == digest:
            before.reason = reason or before.reason
            continue
        if before is not None:
            gone.append(before.id)
        if is_refused:
            fresh.append(
                {
                    "code": code,
                    "path": path,
                    "value": shown,
                    "digest": digest,
                    "reason": reason,
                    "refused_by": author,
                    "refused_at": at,
                    "import_run_id": run.id,
                }
            )
    for part in chunks(gone):
        session.execute(delete(RefusedValueRow).where(RefusedValueRow.id.in_(part)))
    insert_many(session, RefusedValueRow, fresh)


def _known(session: Session, codes: Sequence[str]) -> dict[tuple[str, str], RefusedValueRow]:
    return {
        (row.code, row.path): row
        for part in chunks(codes)
        for row in session.scalars(select(RefusedValueRow).where(RefusedValueRow.code.in_(part)))
    }


def forget(session: Session, run: int) -> None:
    """Forget what was refused at an import that is undone."""
    session.execute(delete(RefusedValueRow).where(RefusedValueRow.import_run_id == run))


def refusals(
    session: Session, codes: Sequence[str], incoming: Mapping[tuple[str, str], str]
) -> dict[tuple[str, str], Refusal]:
    """What was refused before of these procedures, by code and path; `incoming` are the digests that come now."""
    return {
        key: Refusal(
            row.value, row.refused_at, row.refused_by, row.reason, same=incoming.get(key) == row.digest
        )
        for key, row in _known(session, codes).items()
    }


def keep_reason(run: ImportRunRow, codes: Collection[str], reason: str) -> None:
    """Note why values of these procedures were refused."""
    if reason and codes:
        known: Mapping[str, str] = run.summary.get(REASONS, {})
        run.summary = {**run.summary, REASONS: {**known, **dict.fromkeys(codes, reason)}}
