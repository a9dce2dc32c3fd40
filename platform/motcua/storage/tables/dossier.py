"""A dossier, its event log, its open steps and the agencies it was shown to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from motcua.storage.declaration import (
    Base,
    Big,
    Code,
    Count,
    Flag,
    Folded,
    Id,
    Json,
    Line,
    Moment,
    TzDateTime,
    plain_text,
)

HAS_TIMER = text("timer_at IS NOT NULL")
SETTLED_ELSEWHERE = text("competent_agency <> agency_code")
ENDED_BEFORE_RECEIPT = text("finished_at < received_at")


class DossierRow(Base):
    """A dossier: facts as received, and the projection of its events. `agency_code` received it.

    `number_tail` is the number reversed, so that a search for its end is a search for a beginning.
    The four revision ids pin the rules of its whole life.
    """

    __tablename__ = "dossier"
    __table_args__ = (
        UniqueConstraint("number"),
        Index(None, "number_tail"),
        Index(None, "agency_code", "received_at", "id"),
        Index(None, "agency_code", "lifecycle", "due_at", "id"),
        Index(None, "agency_code", "finished_at"),
        Index(None, "competent_agency", "received_at", "id"),
        Index(None, "competent_agency", "finished_at", "received_at"),
        # SQLite has a wider one in its place, from which reports are read alone (migration 0017)
        Index(None, "finished_at", "received_at").ddl_if(dialect="postgresql"),
        Index(None, "procedure_code", "received_at"),
        Index(None, "applicant_identity"),
        Index(None, "applicant_phone"),
        Index(None, "received_at", "id"),
        # the few that one agency received and another one settles
        Index(
            "ix_dossier_settled_elsewhere",
            "competent_agency",
            "received_at",
            "id",
            sqlite_where=SETTLED_ELSEWHERE,
            postgresql_where=SETTLED_ELSEWHERE,
        ),
        # hardly any: taken over from elsewhere with such dates
        Index(
            "ix_dossier_ended_before_receipt",
            "received_at",
            sqlite_where=ENDED_BEFORE_RECEIPT,
            postgresql_where=ENDED_BEFORE_RECEIPT,
        ),
    )

    id: Mapped[Id]
    number: Mapped[Code]
    number_tail: Mapped[Code]
    agency_code: Mapped[Code]
    competent_agency: Mapped[Code]
    procedure_code: Mapped[Code]
    procedure_name: Mapped[Line]
    field_of_work: Mapped[Line]
    level: Mapped[Code]
    procedure_revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    form_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    process_revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    policy_revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    variant: Mapped[Code]
    channel: Mapped[Code]
    applicant_name: Mapped[Line]
    applicant_folded: Mapped[Folded]
    applicant_identity: Mapped[Code]
    applicant_phone: Mapped[Code]
    owner_name: Mapped[Line]
    summary: Mapped[Line]
    search_text: Mapped[Folded]
    lifecycle: Mapped[Code]
    official_status: Mapped[Count]
    received_at: Mapped[Moment]
    original_due_at: Mapped[datetime | None] = mapped_column(TzDateTime)
    due_at: Mapped[datetime | None] = mapped_column(TzDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(TzDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(TzDateTime)
    last_event_at: Mapped[Moment]
    version: Mapped[Count]
    last_hash: Mapped[Code]
    created_by: Mapped[Code]
    demo: Mapped[Flag]
    # the long texts stand last: SQLite walks through what is before a column to reach it
    applicant: Mapped[Json]
    answers: Mapped[Json]
    state: Mapped[Json]


class DossierEventRow(Base):
    """One event of the append-only log, chained by hash, with the dossier's standing right after it."""

    __tablename__ = "dossier_event"
    __table_args__ = (
        UniqueConstraint("dossier_id", "seq"),
        Index(None, "agency_code", "at"),
        Index(None, "at"),
    )

    id: Mapped[Id]
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"))
    agency_code: Mapped[Code]
    seq: Mapped[Count]
    kind: Mapped[Code]
    at: Mapped[Moment]
    actor: Mapped[Code]
    actor_name: Mapped[Line]
    position: Mapped[Code]
    step: Mapped[Code]
    previous_hash: Mapped[Code]
    hash: Mapped[Code]
    lifecycle_after: Mapped[Code]
    official_status_after: Mapped[Count]
    due_at_after: Mapped[datetime | None] = mapped_column(TzDateTime)
    finished_at_after: Mapped[datetime | None] = mapped_column(TzDateTime)
    data: Mapped[Json]


class WorkItemRow(Base):
    """One open step of a dossier, with all a work list shows of it. `agency_code` must act, `owner_agency` received."""

    __tablename__ = "work_item"
    __table_args__ = (
        UniqueConstraint("dossier_id", "step", "branch"),
        # everything the counts beside the lists ask for, so that they never read the rows themselves
        Index(
            "ix_work_item_list",
            *("agency_code", "position", "due_at", "id"),
            *("lifecycle", "step_kind", "assignee", "owner_agency", "dossier_id"),
        ),
        Index(None, "assignee", "due_at", "id"),
        Index(None, "agency_code", "due_at", "id"),
        Index(None, "owner_agency", "due_at", "id"),
        Index("ix_work_item_timer_at", "timer_at", sqlite_where=HAS_TIMER, postgresql_where=HAS_TIMER),
    )

    id: Mapped[Id]
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"))
    agency_code: Mapped[Code]
    owner_agency: Mapped[Code]
    step: Mapped[Code]
    step_name: Mapped[Line]
    step_kind: Mapped[Code]
    branch: Mapped[Code]
    position: Mapped[Code]
    unit: Mapped[Code]
    assignee: Mapped[Code]
    entered_at: Mapped[Moment]
    step_due_at: Mapped[datetime | None] = mapped_column(TzDateTime)
    timer_at: Mapped[datetime | None] = mapped_column(TzDateTime)
    # never empty, so that a keyset over it needs no special case; dossiers without a limit stand at the far end
    due_at: Mapped[Moment]
    has_due: Mapped[Flag] = mapped_column(default=True)
    received_at: Mapped[Moment]
    lifecycle: Mapped[Code]
    official_status: Mapped[int] = mapped_column(Integer, default=0)
    number: Mapped[str] = mapped_column(plain_text(128), index=True)
    applicant_name: Mapped[Line]
    procedure_code: Mapped[Code]
    procedure_name: Mapped[Line]
    field_of_work: Mapped[Line]
    channel: Mapped[Code]
    what: Mapped[Line]


class ChildDossierRow(Base):
    """A dossier that a step of another one opened at an agency; reports count it with the one it belongs to."""

    __tablename__ = "child_dossier"
    __table_args__ = (UniqueConstraint("dossier_id"), Index(None, "parent_number"))

    id: Mapped[Id]
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"))
    agency_code: Mapped[Code]
    parent_number: Mapped[Code]
    step: Mapped[Code]
    opened_at: Mapped[Moment]


class DossierAccessRow(Base):
    """An agency beside the receiving and the competent one that may see a dossier: it was consulted or must act."""

    __tablename__ = "dossier_access"
    __table_args__ = (UniqueConstraint("dossier_id", "agency_code"), Index(None, "agency_code", "dossier_id"))

    id: Mapped[Id]
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"))
    agency_code: Mapped[Code]
    reason: Mapped[Line]
    granted_at: Mapped[Moment]
