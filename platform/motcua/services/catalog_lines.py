"""Rows of the catalog with what their definitions say: limit, fee, and the first thing to review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.compiler.freezing import ThawError, thaw
from motcua.definitions.procedure import Procedure
from motcua.storage.tables import CatalogEntryRow, ReviewItemRow, RevisionRow
from motcua.surfaces.procedure_words import UNKNOWN, Summary, fee_summary, limit_summary


@dataclass(frozen=True, slots=True)
class CatalogLine:
    """A row of the catalog as lists show it."""

    entry: CatalogEntryRow
    limit: Summary
    fee: Summary
    to_review: str = ""


def catalog_lines(session: Session, entries: Sequence[CatalogEntryRow]) -> tuple[CatalogLine, ...]:
    """The rows with limits and fees of the revisions they were made from."""
    procedures = load_procedures(session, (entry.revision_id for entry in entries))
    reviews = _first_reviews(session, [entry.code for entry in entries if entry.review_count])
    lines = []
    for entry in entries:
        procedure = procedures.get(entry.revision_id or 0)
        unknown = Summary(UNKNOWN, unknown=True)
        lines.append(
            CatalogLine(
                entry,
                limit_summary(procedure) if procedure else unknown,
                fee_summary(procedure) if procedure else unknown,
                reviews.get(entry.code, ""),
            )
        )
    return tuple(lines)


def load_procedures(session: Session, revisions: Iterable[int | None]) -> Mapping[int, Procedure]:
    """Procedures by the id of their revision, read in one go; contents that cannot be read are left out."""
    wanted = [revision for revision in revisions if revision]
    found = {}
    for row_id, content in session.execute(
        select(RevisionRow.id, RevisionRow.content).where(RevisionRow.id.in_(wanted))
    ):
        try:
            found[row_id] = thaw("procedure", msgspec.json.decode(content))
        except ThawError:
            continue
    return found


def _first_reviews(session: Session, codes: Sequence[str]) -> dict[str, str]:
    rows = session.execute(
        select(ReviewItemRow.procedure_code, ReviewItemRow.message)
        .where(ReviewItemRow.procedure_code.in_(codes), ReviewItemRow.state == "open")
        .order_by(ReviewItemRow.id.desc())
    )
    return {row.procedure_code: row.message for row in rows}
