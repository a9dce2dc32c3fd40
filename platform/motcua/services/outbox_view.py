"""The queue as those who look after it see it: counts, pages of rows, sending again, giving up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.services.access import require
from motcua.services.audit import Act, write_audit_entry
from motcua.services.outbox import EVENTS, MESSAGES, OutboxState
from motcua.services.runtime import Platform
from motcua.storage.tables import OutboxRow

COUNT_CAP = 10_000
PAGE_SIZE = 25
MOST_AT_ONCE = 1_000
UNATTENDED = timedelta(minutes=10)
"""A row that has been ready for so long shows that no worker runs."""

FILTERS = ("dead", "retrying", "waiting", "sending", "done", "canceled")
_MANAGE = "can_manage_job"


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many rows stand how; ``unattended`` when a row has been ready for longer than any worker would leave it."""

    waiting: int
    sending: int
    retrying: int
    dead: int
    unattended: bool


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """Which rows of the queue: how they stand, over which channel, of which dossier, older than which id."""

    state: str = "dead"
    channel: str = ""
    number: str = ""
    before: int = 0


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue, newest first; ``next_id`` is 0 on the last one."""

    rows: Sequence[OutboxRow]
    next_id: int


class QueueRowError(LookupError):
    """The row is not there any more, or does not stand so that this could be done; the text says which."""


def _is(state: OutboxState) -> ColumnElement[bool]:
    return OutboxRow.state == state.value


def _condition(name: str) -> ColumnElement[bool]:
    if name == "retrying":
        return and_(_is(OutboxState.WAITING), OutboxRow.attempts > 0)
    if name == "waiting":
        return and_(_is(OutboxState.WAITING), OutboxRow.attempts == 0)
    if name == "done":
        return and_(_is(OutboxState.DONE), OutboxRow.topic.startswith(MESSAGES))
    return _is(OutboxState(name))


def queue_counts(session: Session, now: datetime) -> QueueCounts:
    """How the queue stands; no more than 10,000 rows of a kind are counted."""

    def count(condition: ColumnElement[bool]) -> int:
        inner = select(OutboxRow.id).where(condition).limit(COUNT_CAP).subquery()
        return session.scalar(select(func.count()).select_from(inner)) or 0

    left = select(OutboxRow.id).where(_is(OutboxState.WAITING), OutboxRow.available_at < now - UNATTENDED)
    return QueueCounts(
        waiting=count(_condition("waiting")),
        sending=count(_condition("sending")),
        retrying=count(_condition("retrying")),
        dead=count(_condition("dead")),
        unattended=session.scalar(left.limit(1)) is not None,
    )


def queue_page(session: Session, query: QueueQuery) -> QueuePage:
    """A page of rows as asked for. Unknown states find what is stuck."""
    name = query.state if query.state in FILTERS else "dead"
    conditions = [_condition(name)]
    if query.channel:
        conditions.append(OutboxRow.topic == f"{MESSAGES}{query.channel}")
    if query.number:
        conditions.append(OutboxRow.key.startswith(f"{query.number.strip().upper()}/", autoescape=True))
    if query.before:
        conditions.append(OutboxRow.id < query.before)
    found = session.scalars(
        select(OutboxRow).where(*conditions).order_by(OutboxRow.id.desc()).limit(PAGE_SIZE + 1)
    ).all()
    rows = found[:PAGE_SIZE]
    return QueuePage(rows, rows[-1].id if len(found) > PAGE_SIZE else 0)


def retry(platform: Platform, actor: Actor, row_id: int) -> None:
    """Send a row again at once, with all its attempts before it. Raises QueueRowError or ForbiddenError."""
    require(actor, _MANAGE, "gửi lại việc trong hàng đợi")
    states = (OutboxState.DEAD, OutboxState.CANCELED, OutboxState.WAITING)
    _change(platform, actor, row_id, OutboxState.WAITING, states)


def cancel(platform: Platform, actor: Actor, row_id: int) -> None:
    """Give a row up for good. Raises QueueRowError or ForbiddenError."""
    require(actor, _MANAGE, "bỏ việc trong hàng đợi")
    _change(platform, actor, row_id, OutboxState.CANCELED, (OutboxState.DEAD, OutboxState.WAITING))


def retry_all(platform: Platform, actor: Actor, channel: str = "") -> int:
    """Send everything that is stuck again, of one channel or of all; how many rows."""
    require(actor, _MANAGE, "gửi lại việc trong hàng đợi")
    now = platform.now()
    conditions = [_condition("dead")]
    if channel:
        conditions.append(OutboxRow.topic == f"{MESSAGES}{channel}")
    with platform.database.write() as session:
        ids = list(session.scalars(select(OutboxRow.id).where(*conditions).limit(MOST_AT_ONCE)))
        if ids:
            session.execute(
                update(OutboxRow)
                .where(OutboxRow.id.in_(ids))
                .values(state=OutboxState.WAITING.value, attempts=0, available_at=now)
                .execution_options(synchronize_session=False)
            )
            done = Act("outbox.retry_all", "outbox", channel, {"rows": len(ids)})
            write_audit_entry(session, actor, done, now)
    return len(ids)


def _change(
    platform: Platform, actor: Actor, row_id: int, to: OutboxState, states: tuple[OutboxState, ...]
) -> None:
    now = platform.now()
    with platform.database.write() as session:
        row = session.scalars(select(OutboxRow).where(OutboxRow.id == row_id).with_for_update()).one_or_none()
        if row is None:
            raise QueueRowError("Việc này không còn trong hàng đợi. Tải lại trang.")
        if row.state not in {state.value for state in states}:
            shown = OutboxState(row.state).name_in_vietnamese.lower()
            raise QueueRowError(f"Việc này {shown} nên không thay đổi được nữa. Tải lại trang.")
        row.state = to.value
        row.available_at = now
        if to is OutboxState.WAITING:
            row.attempts = 0
        act = Act(f"outbox.{'retry' if to is OutboxState.WAITING else 'cancel'}", "outbox", str(row_id))
        write_audit_entry(session, actor, act, now)


def is_event(row: OutboxRow) -> bool:
    """Whether a row is an event still to be told, rather than a written message."""
    return row.topic.startswith(EVENTS)
