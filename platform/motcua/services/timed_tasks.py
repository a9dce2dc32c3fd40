"""Keeps track of work that is due again and again, so that of several workers one does it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from motcua.storage.insertion import insert_missing
from motcua.storage.tables import TimedTaskRow


def register_tasks(session: Session, kinds: Iterable[str], now: datetime) -> None:
    """Make each kind known; a new one is due at once."""
    for kind in kinds:
        insert_missing(session, TimedTaskRow, {"kind": kind, "next_at": now})


def due_kinds(session: Session, now: datetime) -> tuple[str, ...]:
    """The kinds that are due, longest overdue first."""
    return tuple(
        session.scalars(
            select(TimedTaskRow.kind).where(TimedTaskRow.next_at <= now).order_by(TimedTaskRow.next_at)
        )
    )


def take_task(session: Session, kind: str, now: datetime, lease: timedelta) -> bool:
    """Take a due task for as long as the lease; False when somebody else has it."""
    taken = session.scalar(
        update(TimedTaskRow)
        .where(TimedTaskRow.kind == kind, TimedTaskRow.next_at <= now)
        .values(next_at=now + lease, started_at=now)
        .returning(TimedTaskRow.kind)
        .execution_options(synchronize_session=False)
    )
    return taken is not None


def finish_task(
    session: Session, kind: str, now: datetime, message: str, *, every: timedelta, failed: bool = False
) -> None:
    """Write down how it went and when it is due again."""
    row = session.get_one(TimedTaskRow, kind)
    row.next_at = now + every
    row.finished_at = now
    row.message = message
    row.failed = row.failed + 1 if failed else 0


def known_tasks(session: Session) -> Sequence[TimedTaskRow]:
    """Every task with how it went last."""
    return session.scalars(select(TimedTaskRow).order_by(TimedTaskRow.kind)).all()
