"""Files of dossiers and their results: what was uploaded, which paper it belongs to, what was issued."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from motcua.storage.declaration import (
    Base,
    Big,
    Code,
    Count,
    Id,
    JsonList,
    Line,
    Moment,
    TzDateTime,
    plain_text,
)


class FileUploadRow(Base):
    """A file somebody has uploaded, known by a key nobody can guess until it is put into a dossier."""

    __tablename__ = "file_upload"
    __table_args__ = (UniqueConstraint("upload_key"), Index(None, "created_at"), Index(None, "file_id"))

    id: Mapped[Id]
    upload_key: Mapped[Code]
    file_id: Mapped[Big] = mapped_column(ForeignKey("stored_file.id"))
    agency_code: Mapped[Code]
    file_name: Mapped[Line]
    created_by: Mapped[Code]
    created_at: Mapped[Moment]


class DossierFileRow(Base):
    """One file of a dossier, as its events say: which paper it is, where it came from, why it no longer counts."""

    __tablename__ = "dossier_file"
    __table_args__ = (Index(None, "dossier_id", "sha256"), Index(None, "file_id"))

    id: Mapped[Id]
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"))
    agency_code: Mapped[Code]
    requirement_id: Mapped[Code]
    file_id: Mapped[Big] = mapped_column(ForeignKey("stored_file.id"))
    sha256: Mapped[Code]
    file_name: Mapped[Line]
    source: Mapped[Code]
    origin: Mapped[Code]
    event_seq: Mapped[Count]
    dropped: Mapped[Line]
    added_by: Mapped[Code]
    added_at: Mapped[Moment]


class IssuedOutcomeRow(Base):
    """A result that got a number, as the events of its dossier say. State: valid, revoked, replaced.

    `verify_code` is what the public asks with; `holder_identity` whose result it is, so that it need not be handed
    in again.
    """

    __tablename__ = "issued_outcome"
    __table_args__ = (
        UniqueConstraint("dossier_id", "number"),
        UniqueConstraint("verify_code"),
        Index(None, "agency_code", "issued_at"),
        Index(None, "holder_identity", "outcome_code"),
    )

    id: Mapped[Id]
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"))
    agency_code: Mapped[Code]
    issuer: Mapped[Code]
    outcome_code: Mapped[Code]
    name: Mapped[Line]
    number: Mapped[Code]
    verify_code: Mapped[str | None] = mapped_column(plain_text(128))
    issued_at: Mapped[Moment]
    valid_until: Mapped[date | None]
    signer_name: Mapped[Line]
    signatures: Mapped[JsonList]
    sha256: Mapped[Code]
    register: Mapped[Code]
    holder_name: Mapped[Line]
    holder_identity: Mapped[Code]
    state: Mapped[Code]
    reason: Mapped[Line]
    changed_at: Mapped[datetime | None] = mapped_column(TzDateTime)
