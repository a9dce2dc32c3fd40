"""Notices as they were delivered, notices officers read on screen, and which reminders were given."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from motcua.storage.declaration import Base, Big, Code, Count, Id, Line, Moment, TzDateTime, plain_text


class NoticeDeliveryRow(Base):
    """One attempt to deliver a notice about a dossier; never changed, one row for each attempt."""

    __tablename__ = "notice_delivery"
    __table_args__ = (Index(None, "dossier_id", "id"), Index(None, "at"))

    id: Mapped[Id]
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"))
    agency_code: Mapped[Code]
    key: Mapped[str] = mapped_column(plain_text(200))
    notice: Mapped[Code]
    channel: Mapped[Code]
    recipient: Mapped[Line]
    attempt: Mapped[Count]
    result: Mapped[Code]
    error: Mapped[Line]
    at: Mapped[Moment]


class InAppNoticeRow(Base):
    """A notice for one officer on screen, until it is read."""

    __tablename__ = "in_app_notice"
    __table_args__ = (
        Index(None, "key", unique=True),
        Index(None, "username", "id"),
        Index(None, "username", "read_at"),
    )

    id: Mapped[Id]
    username: Mapped[Code]
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"))
    number: Mapped[Code]
    notice: Mapped[Code]
    title: Mapped[Line]
    text: Mapped[Line]
    key: Mapped[str] = mapped_column(plain_text(200))
    at: Mapped[Moment]
    read_at: Mapped[datetime | None] = mapped_column(TzDateTime)


class ReminderRow(Base):
    """A reminder given about a due date; another due date is reminded of anew."""

    __tablename__ = "reminder"

    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(plain_text(32), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(TzDateTime, primary_key=True)
    given_at: Mapped[Moment]


class TimedTaskRow(Base):
    """Work that is due again and again: when next, and how it went last. Taking it moves `next_at`."""

    __tablename__ = "timed_task"

    kind: Mapped[str] = mapped_column(plain_text(64), primary_key=True)
    next_at: Mapped[Moment]
    started_at: Mapped[datetime | None] = mapped_column(TzDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(TzDateTime)
    message: Mapped[Line]
    failed: Mapped[Count]
