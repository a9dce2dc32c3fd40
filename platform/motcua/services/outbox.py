"""The queue of what is still to be told: taking rows for a while, settling them, trying again later, giving up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, select, update
from sqlalchemy.orm import Session

from motcua.storage.tables import OutboxRow

MAX_ATTEMPTS = 12
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=1)
LONGEST_ERROR = 500

EVENTS = "dossier."
"""Topics of what happened to a dossier; a worker writes the notices it calls for."""
MESSAGES = "notice."
"""Topics of written messages, followed by the channel."""


class OutboxState(StrEnum):
    """How a row stands. A row being sent is taken up again once its time is over, whoever had taken it."""

    WAITING = "waiting"
    SENDING = "sending"
    DONE = "done"
    DEAD = "dead"
    CANCELED = "canceled"

    @property
    def name_in_vietnamese(self) -> str:
        """The words screens show."""
        return _STATE_NAMES[self]


_STATE_NAMES = {
    OutboxState.WAITING: "Chờ gửi",
    OutboxState.SENDING: "Đang gửi",
    OutboxState.DONE: "Đã gửi",
    OutboxState.DEAD: "Bị kẹt",
    OutboxState.CANCELED: "Đã bỏ",
}
_OPEN = (OutboxState.WAITING.value, OutboxState.SENDING.value)


@dataclass(frozen=True, slots=True)
class Taken:
    """A row this worker holds until its lease ends; ``attempt`` counts from 1."""

    id: int
    topic: str
    key: str
    dossier_id: int | None
    payload: Mapping[str, Any]
    attempt: int
    created_at: datetime

    @property
    def word(self) -> str:
        """What follows the prefix of the topic: the kind of event, or the channel."""
        return self.topic.partition(".")[2]


def _ready(now: datetime, prefix: str, resting: Collection[str]) -> ColumnElement[bool]:
    conditions = [
        OutboxRow.state.in_(_OPEN),
        OutboxRow.available_at <= now,
        OutboxRow.topic.startswith(prefix),
    ]
    if resting:
        conditions.append(not_(OutboxRow.topic.in_(sorted(resting))))
    return and_(*conditions)


def has_ready(session: Session, now: datetime, prefix: str, resting: Collection[str] = ()) -> bool:
    """Whether there is anything to take; asked in a reading session so that an idle worker never writes."""
    return session.scalar(select(OutboxRow.id).where(_ready(now, prefix, resting)).limit(1)) is not None


def settle_unheard(session: Session, now: datetime, heard: Collection[str], limit: int) -> int:
    """Settle ready events nobody listens to (kinds other than those heard), all at once; how many there were."""
    unheard = not_(OutboxRow.topic.in_([f"{EVENTS}{kind}" for kind in sorted(heard)]))
    ids = (
        select(OutboxRow.id)
        .where(_ready(now, EVENTS, ()), unheard)
        .order_by(OutboxRow.available_at, OutboxRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = list(session.scalars(ids))
    if found:
        session.execute(
            update(OutboxRow)
            .where(OutboxRow.id.in_(found))
            .values(state=OutboxState.DONE.value, done_at=now)
            .execution_options(synchronize_session=False)
        )
    return len(found)


def take(
    session: Session, now: datetime, lease: timedelta, prefix: str, limit: int, resting: Collection[str] = ()
) -> tuple[Taken, ...]:
    """Take the oldest ready rows for as long as the lease; rows another worker is just taking are passed over."""
    rows = session.scalars(
        select(OutboxRow)
        .where(_ready(now, prefix, resting))
        .order_by(OutboxRow.available_at, OutboxRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.state = OutboxState.SENDING.value
        row.attempts += 1
        row.available_at = now + lease
    return tuple(
        Taken(
            row.id, row.topic, row.key or "", row.dossier_id, dict(row.payload), row.attempts, row.created_at
        )
        for row in rows
    )


def settle(session: Session, taken: Sequence[Taken], now: datetime) -> None:
    """What was taken is done. A row somebody else has taken up since, or canceled, is left to them."""
    for one in taken:
        session.execute(
            update(OutboxRow)
            .where(*_still_held(one))
            .values(state=OutboxState.DONE.value, done_at=now, last_error="")
            .execution_options(synchronize_session=False)
        )


def put_back(
    session: Session, taken: Taken, now: datetime, error: str, *, spread: float, permanent: bool = False
) -> OutboxState:
    """What was taken failed: it waits for its next attempt, or is given up. ``spread`` (0 to 1) is the jitter."""
    is_dead = permanent or taken.attempt >= MAX_ATTEMPTS
    state = OutboxState.DEAD if is_dead else OutboxState.WAITING
    session.execute(
        update(OutboxRow)
        .where(*_still_held(taken))
        .values(
            state=state.value,
            available_at=now if is_dead else now + retry_delay(taken.attempt, spread),
            last_error=error[:LONGEST_ERROR],
        )
        .execution_options(synchronize_session=False)
    )
    return state


def release(session: Session, taken: Sequence[Taken], now: datetime) -> None:
    """Give rows back untried, such as when the worker is told to stop; the attempt does not count."""
    for one in taken:
        session.execute(
            update(OutboxRow)
            .where(*_still_held(one))
            .values(state=OutboxState.WAITING.value, attempts=one.attempt - 1, available_at=now)
            .execution_options(synchronize_session=False)
        )


def retry_delay(attempt: int, spread: float) -> timedelta:
    """How long to wait after an attempt: doubled each time up to an hour, of which a random half is left out."""
    whole = min(FIRST_DELAY * 2.0 ** min(attempt - 1, 20), LONGEST_DELAY)
    return whole * (0.5 + 0.5 * spread)


def _still_held(taken: Taken) -> tuple[ColumnElement[bool], ...]:
    return (
        OutboxRow.id == taken.id,
        OutboxRow.state == OutboxState.SENDING.value,
        OutboxRow.attempts == taken.attempt,
    )
