"""The texts behind published revisions, kept when an editor publishes, restored when a revision is rolled back to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from motcua.compiler.sources import Layer, SourceDocument
from motcua.storage.tables import DefinitionSourceRow, RevisionRow, RevisionSourceRow

Key = tuple[str, str, str]
"""Kind, code and agency of a definition."""


def keep_texts(session: Session, keys: Iterable[Key]) -> None:
    """Keep what is stored now as the texts of the newest revision of each definition, unless some are kept already."""
    for key in keys:
        revision = _newest(session, key)
        if revision is None or _kept(session, revision):
            continue
        rows = [
            {
                "revision_id": revision,
                "layer": row.layer,
                "agency_code": row.agency_code,
                "document_kind": row.document_kind,
                "file": row.file,
                "text": row.text,
                "data": row.data,
            }
            for row in _stored(session, key)
        ]
        if rows:
            session.execute(insert(RevisionSourceRow), rows)


def texts_at(session: Session, key: Key, number: int) -> Sequence[SourceDocument] | None:
    """The texts a revision was made of: those kept last at or before it; None when none were kept."""
    kind, code, agency = key
    revision = session.scalar(
        select(RevisionRow.id)
        .join(RevisionSourceRow, RevisionSourceRow.revision_id == RevisionRow.id)
        .where(
            RevisionRow.kind == kind,
            RevisionRow.code == code,
            RevisionRow.agency_code == agency,
            RevisionRow.number <= number,
        )
        .order_by(RevisionRow.number.desc())
        .limit(1)
    )
    if revision is None:
        return None
    rows = session.scalars(
        select(RevisionSourceRow)
        .where(RevisionSourceRow.revision_id == revision)
        .order_by(RevisionSourceRow.id)
    )
    return [SourceDocument(row.file, Layer(row.layer), row.text, row.data, row.agency_code) for row in rows]


def _newest(session: Session, key: Key) -> int | None:
    kind, code, agency = key
    return session.scalar(
        select(RevisionRow.id)
        .where(RevisionRow.kind == kind, RevisionRow.code == code, RevisionRow.agency_code == agency)
        .order_by(RevisionRow.number.desc())
        .limit(1)
    )


def _kept(session: Session, revision: int) -> bool:
    found = select(func.count()).select_from(RevisionSourceRow)
    return bool(session.scalar(found.where(RevisionSourceRow.revision_id == revision)))


def _stored(session: Session, key: Key) -> Sequence[DefinitionSourceRow]:
    """The texts of the province, or of one agency; the national layer is the import's."""
    kind, code, agency = key
    return session.scalars(
        select(DefinitionSourceRow)
        .where(
            DefinitionSourceRow.kind == kind,
            DefinitionSourceRow.code == code,
            DefinitionSourceRow.agency_code == agency,
            DefinitionSourceRow.layer != Layer.NATIONAL.value,
        )
        .order_by(DefinitionSourceRow.id)
    ).all()
