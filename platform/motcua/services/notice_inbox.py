"""Notices an officer reads on screen: the unread count, the list, marking as read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from motcua.storage.tables import InAppNoticeRow

COUNT_CAP = 100
PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of notices, newest first; ``next_id`` is 0 on the last one."""

    rows: Sequence[InAppNoticeRow]
    next_id: int


def unread_count(session: Session, username: str) -> int:
    """How many notices a person has not read; no more than 100 are counted."""
    unread = (
        select(InAppNoticeRow.id)
        .where(InAppNoticeRow.username == username, InAppNoticeRow.read_at.is_(None))
        .limit(COUNT_CAP)
    )
    return session.scalar(select(func.count()).select_from(unread.subquery())) or 0


def inbox(session: Session, username: str, *, unread_only: bool = False, before: int = 0) -> InboxPage:
    """A page of a person's notices, those older than ``before`` when it is given."""
    statement = select(InAppNoticeRow).where(InAppNoticeRow.username == username)
    if unread_only:
        statement = statement.where(InAppNoticeRow.read_at.is_(None))
    if before:
        statement = statement.where(InAppNoticeRow.id < before)
    found = session.scalars(statement.order_by(InAppNoticeRow.id.desc()).limit(PAGE_SIZE + 1)).all()
    rows = found[:PAGE_SIZE]
    return InboxPage(rows, rows[-1].id if len(found) > PAGE_SIZE else 0)


def mark_read(session: Session, username: str, now: datetime, notice_id: int | None = None) -> str:
    """Mark one notice of a person as read, or (None) all of them. Returns the dossier number of the one."""
    statement = update(InAppNoticeRow).where(
        InAppNoticeRow.username == username, InAppNoticeRow.read_at.is_(None)
    )
    if notice_id is not None:
        statement = statement.where(InAppNoticeRow.id == notice_id)
    session.execute(statement.values(read_at=now).execution_options(synchronize_session=False))
    if notice_id is None:
        return ""
    number = session.scalar(
        select(InAppNoticeRow.number).where(
            InAppNoticeRow.id == notice_id, InAppNoticeRow.username == username
        )
    )
    return number or ""
