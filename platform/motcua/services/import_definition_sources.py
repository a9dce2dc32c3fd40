"""The texts of definitions as they stand: kept before a table changes them, put back when its import is undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from motcua.compiler.sources import Layer, SourceDocument
from motcua.services.catalog_rows import Publication
from motcua.services.compiling import compile_tested
from motcua.services.definition_store import StoredLibrary
from motcua.services.editing import EditTarget, NotPublishableError
from motcua.services.publishing import Published, publish, retire
from motcua.services.revision_texts import keep_texts
from motcua.services.runtime import Platform
from motcua.storage.tables import DefinitionSourceRow

COLUMNS = ("layer", "agency_code", "document_kind", "file", "text", "data", "content_hash", "import_run_id")


def sources_as_they_are(
    session: Session, targets: Sequence[EditTarget]
) -> dict[EditTarget, list[dict[str, Any]]]:
    """What the province itself keeps of each definition; the national layer belongs to the catalog."""
    return {
        target: [{name: getattr(row, name) for name in COLUMNS} for row in _own(session, target)]
        for target in targets
    }


def _own(session: Session, target: EditTarget) -> Sequence[DefinitionSourceRow]:
    return session.scalars(
        select(DefinitionSourceRow)
        .where(
            DefinitionSourceRow.kind == target.kind,
            DefinitionSourceRow.code == target.code,
            DefinitionSourceRow.agency_code == target.agency,
            DefinitionSourceRow.layer != Layer.NATIONAL.value,
        )
        .order_by(DefinitionSourceRow.id)
    ).all()


def put_back(
    session: Session,
    platform: Platform,
    kept: Mapping[EditTarget, Sequence[Mapping[str, Any]]],
    order: Publication,
) -> tuple[Published, ...]:
    """Make the definitions again what :func:`sources_as_they_are` told, in the caller's transaction; those that had
    nothing end. Raises ``NotPublishableError`` when something that stands needs what would go.
    """
    keep_texts(session, [(one.kind, one.code, one.agency) for one in kept])
    for target, rows in kept.items():
        for row in _own(session, target):
            session.execute(delete(DefinitionSourceRow).where(DefinitionSourceRow.id == row.id))
        values = [
            {
                **row,
                "kind": target.kind,
                "code": target.code,
                "updated_by": order.author,
                "updated_at": order.at,
            }
            for row in rows
        ]
        if values:
            session.execute(insert(DefinitionSourceRow), values)
    session.expire_all()
    standing = {target: _layers(session, target) for target in kept}
    documents = [one for layers in standing.values() for one in layers]
    done = []
    if documents:
        compilation = compile_tested(platform, documents, StoredLibrary(session))
        if not compilation.ok:
            raise NotPublishableError([problem for problem in compilation.problems if problem.is_error])
        done.append(publish(session, compilation.definitions, order))
    keep_texts(session, [(one.kind, one.code, one.agency) for one in kept])
    for target, layers in standing.items():
        if not layers:
            done.append(retire(session, [target.code], order, kind=target.kind, agency=target.agency))
    return tuple(done)


def _layers(session: Session, target: EditTarget) -> list[SourceDocument]:
    rows = session.scalars(
        select(DefinitionSourceRow)
        .where(
            DefinitionSourceRow.kind == target.kind,
            DefinitionSourceRow.code == target.code,
            DefinitionSourceRow.agency_code == target.agency,
        )
        .order_by(DefinitionSourceRow.id)
    )
    return [SourceDocument(row.file, Layer(row.layer), row.text, row.data, row.agency_code) for row in rows]
