"""The catalog and its review items, kept in step with what is published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from motcua.compiler.compilation import CompiledDefinition
from motcua.definitions.procedure import Procedure, ReviewItem
from motcua.kernel.text import fold
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
    revisions = {
        code: (row_id, number)
        for code, row_id, number in session.execute(
            select(RevisionRow.code, RevisionRow.id, RevisionRow.number).where(
                RevisionRow.release_id == release,
                RevisionRow.kind == "procedure",
                RevisionRow.agency_code == "",
            )
        )
    }
    for part in chunks(items):
        session.execute(delete(CatalogEntryRow).where(CatalogEntryRow.code.in_([item.code for item in part])))
    rows = [_catalog_values(item, revisions[item.code], order) for item in items]
    session.execute(insert(CatalogEntryRow), rows)


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
    """Open items follow the definition; settled ones stay as history unless the item is gone or back."""
    for part in chunks(items):
        session.execute(
            delete(ReviewItemRow).where(
                ReviewItemRow.procedure_code.in_([item.code for item in part]), ReviewItemRow.state == "open"
            )
        )
    settled: set[tuple[str, str]] = set()
    for part in chunks(items):
        settled.update(
            tuple(row)  # type: ignore[misc]
            for row in session.execute(
                select(ReviewItemRow.procedure_code, ReviewItemRow.item_id).where(
                    ReviewItemRow.procedure_code.in_([item.code for item in part])
                )
            )
        )
    rows = [
        _review_values(item.code, review, order)
        for item in items
        for review in item.review_items
        if (item.code, review.id) not in settled
    ]
    if rows:
        session.execute(insert(ReviewItemRow), rows)


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
