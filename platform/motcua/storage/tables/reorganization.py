"""Agencies merged, split or renamed by a decision, and which dossiers went on elsewhere because of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from motcua.storage.declaration import Base, Big, Code, Id, Json, Line, Moment, TzDateTime


class ReorganizationRow(Base):
    """One decision on agencies. State: draft, scheduled, running, done or cancelled; `message` says how it went last.

    `plan` is what is wanted, `result` what was done, both as JSON.
    """

    __tablename__ = "reorganization"
    __table_args__ = (Index(None, "state", "effective_on"),)

    id: Mapped[Id]
    kind: Mapped[Code]
    decision_number: Mapped[Line]
    effective_on: Mapped[date]
    state: Mapped[Code] = mapped_column(default="draft")
    message: Mapped[Line]
    plan: Mapped[Json]
    result: Mapped[Json]
    created_by: Mapped[Code]
    created_at: Mapped[Moment]
    ordered_by: Mapped[Code]
    finished_at: Mapped[datetime | None] = mapped_column(TzDateTime)


class DossierAgencyChangeRow(Base):
    """A running dossier that went on at other agencies: which were its receiving and competent ones before.

    Reports of an earlier moment count it where it was then. `agency_code` is the receiving agency since.
    """

    __tablename__ = "dossier_agency_change"
    __table_args__ = (Index(None, "dossier_id", "at"), Index(None, "at"))

    id: Mapped[Id]
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"))
    agency_code: Mapped[Code]
    agency_before: Mapped[Code]
    competent_before: Mapped[Code]
    at: Mapped[Moment]
    reorganization_id: Mapped[Big] = mapped_column(ForeignKey("reorganization.id"))
