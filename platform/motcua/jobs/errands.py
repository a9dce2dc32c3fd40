"""Single pieces of the worker's work: turning events into notices, handing one message to its channel."""

from __future__ import annotations

import logging
import random
from collections.abc import Collection
from datetime import timedelta

from motcua.services.notice_sending import Attempt, record, send
from motcua.services.notices import SENDING, Letter, heard_events, store_letter, write_letter
from motcua.services.outbox import (
    EVENTS,
    MESSAGES,
    Taken,
    has_ready,
    put_back,
    settle_unheard,
    take,
)
from motcua.services.runtime import Platform

_LOG = logging.getLogger(__name__)
_JITTER = random.Random()  # noqa: S311 — spreads retries, hides nothing

UNHEARD_AT_ONCE = 2_000
LETTERS_AT_ONCE = 50


def spread_events(platform: Platform, lease: timedelta) -> int:
    """Write the notices of some waiting events; how many events were settled or put back."""
    with platform.database.read() as session:
        if not has_ready(session, platform.now(), EVENTS):
            return 0
    platform.rules.refresh()
    heard = heard_events(platform)
    with platform.database.write(SENDING) as session:
        unheard = settle_unheard(session, platform.now(), heard, UNHEARD_AT_ONCE)
        taken = take(session, platform.now(), lease, EVENTS, LETTERS_AT_ONCE)
    for event in taken:
        _spread(platform, event)
    return unheard + len(taken)


def _spread(platform: Platform, event: Taken) -> None:
    try:
        letter: Letter | None = write_letter(platform, event)
        with platform.database.write(SENDING) as session:
            store_letter(session, letter, event, platform.now())
    except Exception as error:  # noqa: BLE001 — one event that cannot be told must not stop the others
        _LOG.exception("event %s of dossier %s cannot be told", event.word, event.dossier_id)
        reason = f"Không viết được thông báo: {type(error).__name__}: {error}"
        with platform.database.write(SENDING) as session:
            put_back(session, event, platform.now(), reason, spread=_JITTER.random())


def send_one(platform: Platform, lease: timedelta, resting: Collection[str]) -> tuple[Taken, Attempt] | None:
    """Hand the oldest ready message to its channel; nothing when none is ready. Channels that rest are left out.

    The message is taken before and settled after the sending, each in its own transaction: no lock is held while a
    channel is slow, and a worker that dies in between leaves the message to the next one, under the same key.
    """
    topics = [f"{MESSAGES}{channel}" for channel in resting]
    with platform.database.read() as session:
        if not has_ready(session, platform.now(), MESSAGES, topics):
            return None
    with platform.database.write(SENDING) as session:
        taken = take(session, platform.now(), lease, MESSAGES, 1, topics)
    if not taken:
        return None
    message = taken[0]
    attempt = send(platform.registry, message, platform.settings.file_folder)
    with platform.database.write(SENDING) as session:
        record(session, message, attempt, platform.now(), _JITTER.random())
    return message, attempt
