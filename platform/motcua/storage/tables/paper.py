"""Papers and money of a dossier: checklist lines, files, fees, payments, issued papers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from motcua.storage.declaration import (
    BIG,
    Base,
    Big,
    Code,
    Count,
    Flag,
    Id,
    Json,
    JsonList,
    Line,
    Moment,
    TzDateTime,
)


class StoredFileRow(Base):
    """The content of an uploaded or generated file, found by its SHA-256; the bytes lie in the file store.

    `scan_state`: clean, unscanned (no scanner is installed), waiting (no scanner answered), infected.
    """

    __tablename__ = "stored_file"
    __table_args__ = (UniqueConstraint("sha256"),)

    id: Mapped[Id]
    sha256: Mapped[Code]
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[Code]
    name: Mapped[Line]
    scan_state: Mapped[Code] = mapped_column(index=True)
    scan_note: Mapped[Line]
    scanned_at: Mapped[datetime | None] = mapped_column(TzDateTime)
    created_by: Mapped[Code]
    created_at: Mapped[Moment]


class DossierDocumentRow(Base):
    """One line of a dossier's checklist: how many of which paper were handed in, and the file if there is one."""

    __tablename__ = "dossier_document"
    __table_args__ = (Index(None, "dossier_id"),)

    id: Mapped[Id]
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"))
    agency_code: Mapped[Code]
    requirement_id: Mapped[Code]
    name: Mapped[Line]
    originals: Mapped[Count]
    copies: Mapped[Count]
    certified_copies: Mapped[Count]
    received: Mapped[Flag]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    file_name: Mapped[Line]
    file_added_at: Mapped[datetime | None] = mapped_column(TzDateTime)
    note: Mapped[Line]
    added_by: Mapped[Code]
    added_at: Mapped[Moment]


class FeeLineRow(Base):
    """One charge or levy of a dossier in đồng; an unknown amount is empty, never zero.

    State: due, paid, waived, refunded.
    """

    __tablename__ = "fee_line"
    __table_args__ = (Index(None, "dossier_id"),)

    id: Mapped[Id]
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"))
    agency_code: Mapped[Code]
    fee_id: Mapped[Code]
    name: Mapped[Line]
    kind: Mapped[Code]
    amount: Mapped[int | None] = mapped_column(BIG)
    unit_amount: Mapped[int | None] = mapped_column(BIG)
    quantity: Mapped[Count]
    exemption: Mapped[Line]
    explanation: Mapped[JsonList]
    collect: Mapped[Code]
    state: Mapped[Code] = mapped_column(default="due")


class PaymentRow(Base):
    """One entry of the money book, never changed: paid, refunded or waived. Amounts in đồng."""

    __tablename__ = "payment"
    __table_args__ = (Index(None, "dossier_id"), Index(None, "agency_code", "at"))

    id: Mapped[Id]
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"))
    agency_code: Mapped[Code]
    fee_line_id: Mapped[int | None] = mapped_column(ForeignKey("fee_line.id"))
    kind: Mapped[Code]
    amount: Mapped[int] = mapped_column(BIG)
    method: Mapped[Code]
    receipt_number: Mapped[Code]
    external_id: Mapped[Code]
    note: Mapped[Line]
    actor: Mapped[Code]
    at: Mapped[Moment]


class IssuedPaperRow(Base):
    """A slip or notice given out: which print, from which revision, of which data, the how-manieth time and why."""

    __tablename__ = "issued_paper"
    __table_args__ = (UniqueConstraint("dossier_id", "print_code", "issue"),)

    id: Mapped[Id]
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"))
    agency_code: Mapped[Code]
    print_code: Mapped[Code]
    print_role: Mapped[Code]
    issue: Mapped[Count]
    number: Mapped[Code]
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    data: Mapped[Json]
    content_hash: Mapped[Code]
    event_seq: Mapped[Count]
    reason: Mapped[Line]
    issued_by: Mapped[Code]
    issued_at: Mapped[Moment]
