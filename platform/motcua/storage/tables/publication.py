"""Publishing by two people, the texts behind each revision, and who may edit what."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from motcua.storage.declaration import (
    BIG,
    Base,
    Code,
    Count,
    Id,
    JsonList,
    JsonText,
    Line,
    Moment,
    TzDateTime,
)


class PublicationRequestRow(Base):
    """A text somebody proposes to publish, until somebody else approves or declines it. State: open, approved,
    declined or withdrawn.
    """

    __tablename__ = "publication_request"
    __table_args__ = (Index(None, "state", "proposed_at"), Index(None, "kind", "code", "agency_code"))

    id: Mapped[Id]
    kind: Mapped[Code]
    code: Mapped[Code]
    agency_code: Mapped[Code]
    name: Mapped[Line]
    text: Mapped[str] = mapped_column(Text)
    base_number: Mapped[Count]
    effective_from: Mapped[date]
    decision_number: Mapped[Line]
    note: Mapped[Line]
    changes: Mapped[JsonList]
    state: Mapped[Code] = mapped_column(default="open")
    proposed_by: Mapped[Code]
    proposed_by_name: Mapped[Line]
    proposed_at: Mapped[Moment]
    reviews: Mapped[JsonList]
    decided_by: Mapped[Code]
    decided_by_name: Mapped[Line]
    decided_at: Mapped[datetime | None] = mapped_column(TzDateTime)
    decision_note: Mapped[Line]
    release_id: Mapped[int | None] = mapped_column(BIG)


class RevisionSourceRow(Base):
    """A text of the province or of an agency as it stood when a revision was published; what a rollback restores."""

    __tablename__ = "revision_source"
    __table_args__ = (UniqueConstraint("revision_id", "layer", "agency_code", "document_kind"),)

    id: Mapped[Id]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    layer: Mapped[Code]
    agency_code: Mapped[Code]
    document_kind: Mapped[Code]
    file: Mapped[Line]
    text: Mapped[str | None] = mapped_column(Text)
    data: Mapped[dict[str, object] | None] = mapped_column(JsonText)


class DefinitionGrantRow(Base):
    """A field of work, an agency or both within which an account may edit, review or publish definitions.

    An empty field or agency means every one. Who has no grant is limited by the permissions of the role alone.
    """

    __tablename__ = "definition_grant"
    __table_args__ = (UniqueConstraint("username", "duty", "field_folded", "agency_code"),)

    id: Mapped[Id]
    username: Mapped[Code]
    duty: Mapped[Code]
    field_of_work: Mapped[Line]
    field_folded: Mapped[Code]
    agency_code: Mapped[Code]
    granted_by: Mapped[Code]
    granted_at: Mapped[Moment]
