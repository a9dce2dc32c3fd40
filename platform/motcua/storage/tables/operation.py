"""What keeps the platform running: settings, counters, outbox, jobs and the audit log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from motcua.storage.declaration import (
    BIG,
    Base,
    Code,
    Count,
    Id,
    Json,
    JsonText,
    Line,
    Moment,
    TzDateTime,
    plain_text,
)

HAS_KEY = text("key IS NOT NULL")
"""Most rows of the outbox carry no key; they need no entry in its index."""


class SettingRow(Base):
    """One setting of the province, changed on screen."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(plain_text(128), primary_key=True)
    value: Mapped[object] = mapped_column(JsonText)
    updated_by: Mapped[Code]
    updated_at: Mapped[Moment]


class CounterRow(Base):
    """The last number given out in a scope, such as `dossier:H88.31:261008`."""

    __tablename__ = "counter"

    scope_key: Mapped[str] = mapped_column(plain_text(200), primary_key=True)
    n: Mapped[int] = mapped_column(BIG)


class OutboxRow(Base):
    """Something to tell another system, written with the change itself and sent afterwards until it succeeds.

    `key` is what the receiver knows a message by: the same for each repetition, and no two rows share one.
    While a row is being sent, `available_at` is when others may take it up again.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(None, "state", "available_at", "id"),
        Index(None, "key", unique=True, sqlite_where=HAS_KEY, postgresql_where=HAS_KEY),
    )

    id: Mapped[Id]
    topic: Mapped[Code]
    key: Mapped[str | None] = mapped_column(plain_text(200))
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"))
    payload: Mapped[Json]
    state: Mapped[Code] = mapped_column(default="waiting")
    attempts: Mapped[Count]
    last_error: Mapped[Line]
    created_at: Mapped[Moment]
    available_at: Mapped[Moment]
    done_at: Mapped[datetime | None] = mapped_column(TzDateTime)


class AuditEntryRow(Base):
    """Who did or read what, when and from where."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index(None, "at"),
        Index(None, "actor", "at"),
        Index(None, "target_kind", "target", "at"),
    )

    id: Mapped[Id]
    at: Mapped[Moment]
    actor: Mapped[Code]
    actor_name: Mapped[Line]
    agency_code: Mapped[Code]
    action: Mapped[Code]
    target_kind: Mapped[Code]
    target: Mapped[Code]
    detail: Mapped[Json]
    address: Mapped[Code]


class JobRow(Base):
    """A piece of background work and how far it is."""

    __tablename__ = "job"
    __table_args__ = (Index(None, "state", "created_at"), Index(None, "created_by", "created_at"))

    id: Mapped[Id]
    kind: Mapped[Code]
    agency_code: Mapped[Code]
    arguments: Mapped[Json]
    state: Mapped[Code] = mapped_column(default="waiting")
    progress: Mapped[Count]
    total: Mapped[int | None] = mapped_column(Integer)
    message: Mapped[Line]
    result: Mapped[Json]
    attempts: Mapped[Count]
    created_by: Mapped[Code]
    created_at: Mapped[Moment]
    started_at: Mapped[datetime | None] = mapped_column(TzDateTime)
    heartbeat_at: Mapped[datetime | None] = mapped_column(TzDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(TzDateTime)
    worker: Mapped[Code]
