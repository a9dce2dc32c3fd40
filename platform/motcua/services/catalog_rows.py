"""The catalog and its review items, kept in step with what is published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from motcua.compiler.compilation import CompiledDefinition
from motcua.definitions.procedure import Procedure, ReviewItem
from motcua.kernel.text import fold
from motcua.services.review_notes import reasons_of
from motcua.storage.insertion import insert_many
from motcua.storage.tables import CatalogEntryRow, ReviewItemRow, RevisionRow

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Publication:
    """Who publishes, when, from which day, under which decision."""

    author: str
    at: datetime
    effective_from: date
    reason: str
    decision_number: str = ""
    import_run: int | None = None


def chunks(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """The items in parts small enough for one statement."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def store_catalog(
    session: Session, items: Sequence[CompiledDefinition], release: int, order: Publication
) -> None:
    """Catalog rows of procedures published in a release, replacing those they had."""
    revisions: dict[str, tuple[int, int]] = {}
    for part in chunks(items):
        codes = [item.code for item in part]
        found = select(RevisionRow.code, RevisionRow.id, RevisionRow.number).where(
            RevisionRow.kind == "procedure",
            RevisionRow.code.in_(codes),
            RevisionRow.agency_code == "",
            RevisionRow.release_id == release,
        )
        revisions |= {code: (row_id, number) for code, row_id, number in session.execute(found)}
        session.execute(delete(CatalogEntryRow).where(CatalogEntryRow.code.in_(codes)))
    rows = [_catalog_values(item, revisions[item.code], order) for item in items]
    insert_many(session, CatalogEntryRow, rows)


def _catalog_values(
    item: CompiledDefinition, revision: tuple[int, int], order: Publication
) -> dict[str, Any]:
    procedure: Procedure = item.definition
    return {
        "code": procedure.code,
        "name": procedure.name,
        "search_text": fold(f"{procedure.code} {procedure.name} {procedure.field_of_work}"),
        "field_of_work": procedure.field_of_work,
        "field_folded": fold(procedure.field_of_work),
        "levels": ",".join(level.value for level in procedure.levels),
        "issuing_agency": procedure.issuing_agency,
        "executing_agencies": "\n".join(procedure.executing_agencies),
        "online_level": procedure.online_level.value if procedure.online_level else "",
        "decision_number": procedure.decision_number,
        "health": item.health.value,
        "outside_competence": procedure.outside_competence,
        "retired": False,
        "sensitive": procedure.sensitive,
        "form": procedure.form,
        "process": procedure.process,
        "policy": procedure.policy,
        "baseline": procedure.extends,
        "source": _source_layer(item),
        "review_count": len(item.review_items),
        "revision_id": revision[0],
        "revision_number": revision[1],
        "effective_from": order.effective_from,
        "national_hash": "",
        "import_run_id": order.import_run,
        "updated_at": order.at,
    }


def _source_layer(item: CompiledDefinition) -> str:
    layers = set(item.origins.values())
    for layer in ("agency", "province", "national"):
        if layer in layers:
            return layer
    return "baseline"


def store_reviews(session: Session, items: Sequence[CompiledDefinition], order: Publication) -> None:
    """Items follow the definition: what it still has is open, what a person's publication ends is settled history.

    What an import no longer brings is simply gone; an item that comes back is open again.
    """
    for part in chunks(items):
        _end_reviews(session, part, order)
    rows = [_review_values(item.code, review, order) for item in items for review in item.review_items]
    insert_many(session, ReviewItemRow, rows)


def _end_reviews(session: Session, items: Sequence[CompiledDefinition], order: Publication) -> None:
    """Take out every row that stands open again, and settle or take out what is over."""
    remaining = {(item.code, review.id) for item in items for review in item.review_items}
    rows = session.execute(
        select(
            ReviewItemRow.id, ReviewItemRow.procedure_code, ReviewItemRow.item_id, ReviewItemRow.state
        ).where(ReviewItemRow.procedure_code.in_([item.code for item in items]))
    ).all()
    by_person = order.import_run is None
    over = [
        row.id for row in rows if row.state == "open" and (row.procedure_code, row.item_id) not in remaining
    ]
    gone = [row.id for row in rows if (row.procedure_code, row.item_id) in remaining]
    if not by_person:
        gone += over
    for part in chunks(gone):
        session.execute(delete(ReviewItemRow).where(ReviewItemRow.id.in_(part)))
    if by_person and over:
        _settle(session, over, order)


def _settle(session: Session, over: Sequence[int], order: Publication) -> None:
    """Keep items that a person ended as history, each with its own reason where one was given."""
    for part in chunks(over):
        rows = session.scalars(select(ReviewItemRow).where(ReviewItemRow.id.in_(part))).all()
        reasons = reasons_of(session, {row.procedure_code for row in rows})
        for row in rows:
            row.state = "settled"
            row.settled_by = order.author
            row.settled_at = order.at
            row.settled_note = reasons.get((row.procedure_code, row.item_id), order.reason)[:500]


def _review_values(code: str, review: ReviewItem, order: Publication) -> dict[str, Any]:
    return {
        "procedure_code": code,
        "item_id": review.id,
        "kind": review.kind,
        "message": review.message,
        "path": review.path,
        "source_text": review.source_text,
        "proposal": review.proposal,
        "state": "open",
        "import_run_id": order.import_run,
        "created_at": order.at,
    }
