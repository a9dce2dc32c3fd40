"""Before a dossier exists: drafts of intake, known applicants, and keys that make a request happen once."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from motcua.storage.declaration import Base, Code, Count, Folded, Id, Json, JsonText, Line, Moment


class IntakeDraftRow(Base):
    """A form being filled in, saved on every change; `draft_key` is its address."""

    __tablename__ = "intake_draft"
    __table_args__ = (UniqueConstraint("draft_key"), Index(None, "agency_code", "created_by", "updated_at"))

    id: Mapped[Id]
    draft_key: Mapped[Code]
    agency_code: Mapped[Code]
    procedure_code: Mapped[Code]
    procedure_name: Mapped[Line]
    applicant_name: Mapped[Line]
    channel: Mapped[Code]
    payload: Mapped[Json]
    version: Mapped[Count]
    dossier_number: Mapped[Code]
    created_by: Mapped[Code]
    created_at: Mapped[Moment]
    updated_at: Mapped[Moment]


class CustomerRow(Base):
    """A person or organization an agency has served, to fill in the next form from."""

    __tablename__ = "customer"
    __table_args__ = (
        UniqueConstraint("agency_code", "identity_type", "identity_number"),
        Index(None, "agency_code", "name_folded"),
    )

    id: Mapped[Id]
    agency_code: Mapped[Code]
    kind: Mapped[Code]
    identity_type: Mapped[Code]
    identity_number: Mapped[Code]
    full_name: Mapped[Line]
    name_folded: Mapped[Folded]
    birth_date: Mapped[date | None]
    phone: Mapped[Code]
    data: Mapped[Json]
    updated_at: Mapped[Moment]


class IdempotencyKeyRow(Base):
    """A request already answered: the same key by the same person gets the same answer."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("actor", "operation", "key"), Index(None, "created_at"))

    id: Mapped[Id]
    actor: Mapped[Code]
    operation: Mapped[Code]
    key: Mapped[Code]
    request_hash: Mapped[Code]
    status: Mapped[int | None] = mapped_column(Integer)
    response: Mapped[dict[str, object] | None] = mapped_column(JsonText)
    created_at: Mapped[Moment]
