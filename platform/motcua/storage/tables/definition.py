"""Definitions: what was written (sources, drafts) and what was published (releases, revisions)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from motcua.storage.declaration import (
    Base,
    Code,
    Count,
    Flag,
    Id,
    Json,
    JsonList,
    JsonText,
    Line,
    Moment,
    TzDateTime,
)


class ReleaseRow(Base):
    """One act of publishing; all its revisions become visible together. The greatest id tells workers to refresh."""

    __tablename__ = "release"

    id: Mapped[Id]
    reason: Mapped[Line]
    published_by: Mapped[Code]
    published_at: Mapped[Moment]
    summary: Mapped[Json]


class RevisionRow(Base):
    """An immutable revision: canonical JSON of a compiled definition, in force from a day on.

    The one in force on a day has the greatest number among those with `effective_from` on or before it.
    """

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("kind", "code", "agency_code", "number"),
        Index(None, "kind", "code", "effective_from"),
    )

    id: Mapped[Id]
    kind: Mapped[Code]
    code: Mapped[Code]
    agency_code: Mapped[Code]
    number: Mapped[Count]
    content: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[Code]
    origins: Mapped[Json]
    effective_from: Mapped[date]
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), index=True)
    decision_number: Mapped[Line]
    published_by: Mapped[Code]
    published_at: Mapped[Moment]
    note: Mapped[Line]
    retired: Mapped[Flag]


class DefinitionSourceRow(Base):
    """One layer of a definition as its author wrote it: text when there is one, and its data."""

    __tablename__ = "definition_source"
    __table_args__ = (
        UniqueConstraint("kind", "code", "layer", "agency_code", "document_kind"),
        Index(None, "layer", "document_kind"),
    )

    id: Mapped[Id]
    kind: Mapped[Code]
    code: Mapped[Code]
    layer: Mapped[Code]
    agency_code: Mapped[Code]
    document_kind: Mapped[Code]
    file: Mapped[Line]
    text: Mapped[str | None] = mapped_column(Text)
    data: Mapped[dict[str, object] | None] = mapped_column(JsonText)
    content_hash: Mapped[Code]
    import_run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"))
    updated_by: Mapped[Code]
    updated_at: Mapped[Moment]


class DefinitionDraftRow(Base):
    """Text being edited; nothing runs from it."""

    __tablename__ = "definition_draft"
    __table_args__ = (UniqueConstraint("kind", "code", "agency_code", "created_by"),)

    id: Mapped[Id]
    kind: Mapped[Code]
    code: Mapped[Code]
    agency_code: Mapped[Code]
    layer: Mapped[Code]
    text: Mapped[str] = mapped_column(Text)
    base_number: Mapped[Count]
    base_hash: Mapped[Code]
    problems: Mapped[JsonList]
    note: Mapped[Line]
    version: Mapped[Count]
    created_by: Mapped[Code]
    created_at: Mapped[Moment]
    updated_at: Mapped[datetime | None] = mapped_column(TzDateTime)
