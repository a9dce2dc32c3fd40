"""The worker: one loop that tells what is to be told and does what is due, until it is asked to stop."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from types import FrameType

from sqlalchemy.exc import DBAPIError

from motcua.jobs.errands import send_one, spread_events
from motcua.jobs.job_kinds import run_next_job
from motcua.jobs.timetable import TIMETABLE
from motcua.services.runtime import Platform
from motcua.services.timed_tasks import due_kinds, finish_task, register_tasks, take_task

_LOG = logging.getLogger(__name__)

MESSAGES_A_TURN = 20
TASK_LEASE = timedelta(minutes=15)
RETRY_TASK = timedelta(minutes=1)
FIRST_REST = 5.0
LONGEST_REST = 300.0
AFTER_TROUBLE = 5.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the worker goes: seconds between looks while idle, how long a row is held, the parent it serves.

    A worker with a parent stops when that process is gone. The lease must be longer than any channel takes to send.
    """

    idle: float = 1.0
    lease: timedelta = timedelta(minutes=3)
    parent: int = 0


@dataclass(slots=True)
class Rest:
    """Channels that failed rest, longer each time, so that a broken one does not hold up the others."""

    now: Callable[[], float] = time.monotonic
    _until: dict[str, float] = field(default_factory=dict)
    _length: dict[str, float] = field(default_factory=dict)

    def resting(self) -> frozenset[str]:
        """The channels that are not to be tried now."""
        moment = self.now()
        return frozenset(channel for channel, until in self._until.items() if until > moment)

    def went_wrong(self, channel: str) -> None:
        """Let a channel rest twice as long as the last time."""
        length = min(self._length.get(channel, FIRST_REST / 2) * 2, LONGEST_REST)
        self._length[channel] = length
        self._until[channel] = self.now() + length

    def went_well(self, channel: str) -> None:
        """The channel works again."""
        self._length.pop(channel, None)
        self._until.pop(channel, None)


class Worker:
    """One worker on one platform. ``stop`` may be called from a signal handler."""

    def __init__(self, platform: Platform, pace: Pace | None = None) -> None:
        self._platform = platform
        self._pace = pace or Pace()
        self._stopping = threading.Event()
        self._rest = Rest()

    def stop(self) -> None:
        """Ask the worker to end after the piece of work at hand."""
        self._stopping.set()

    def run(self) -> None:
        """Work until told to stop. A database that is away is waited for."""
        while not self._should_stop():
            try:
                self._register()
                break
            except DBAPIError:
                _LOG.exception("database not ready")
                self._stopping.wait(AFTER_TROUBLE)
        while not self._should_stop():
            try:
                is_busy = self.turn()
            except DBAPIError:
                _LOG.exception("database away")
                self._stopping.wait(AFTER_TROUBLE)
                continue
            if not is_busy:
                self._stopping.wait(self._pace.idle)

    def drain(self) -> None:
        """Work until nothing is ready, then come back."""
        self._register()
        while not self._should_stop() and self.turn():
            pass

    def turn(self) -> bool:
        """A bit of everything; whether there was anything to do."""
        did = spread_events(self._platform, self._pace.lease) > 0
        did = self._send_some() or did
        did = self._run_due_tasks() or did
        return run_next_job(self._platform, self._should_stop) or did

    def _register(self) -> None:
        with self._platform.database.write() as session:
            register_tasks(session, TIMETABLE, self._platform.now())

    def _should_stop(self) -> bool:
        if self._pace.parent and os.getppid() != self._pace.parent:
            self._stopping.set()
        return self._stopping.is_set()

    def _send_some(self) -> bool:
        for count in range(MESSAGES_A_TURN):
            if self._should_stop():
                return count > 0
            sent = send_one(self._platform, self._pace.lease, self._rest.resting())
            if sent is None:
                return count > 0
            message, attempt = sent
            if attempt.is_sent:
                self._rest.went_well(message.word)
            elif not attempt.permanent:
                self._rest.went_wrong(message.word)
        return True

    def _run_due_tasks(self) -> bool:
        database, now = self._platform.database, self._platform.now()
        with database.read() as session:
            due = [kind for kind in due_kinds(session, now) if kind in TIMETABLE]
        for kind in due:
            if self._should_stop():
                return True
            with database.write() as session:
                is_mine = take_task(session, kind, self._platform.now(), TASK_LEASE)
            if is_mine:
                self._run_task(kind)
        return bool(due)

    def _run_task(self, kind: str) -> None:
        task = TIMETABLE[kind]
        every, failed = task.every, False
        try:
            message = task.run(self._platform)
        except DBAPIError:
            raise  # the lease ends by itself
        except Exception as error:  # noqa: BLE001 — a task that fails is tried again; the others go on
            _LOG.exception("timed task %s failed", kind)
            message, every, failed = f"Lỗi {type(error).__name__}: {error}", RETRY_TASK, True
        with self._platform.database.write() as session:
            finish_task(session, kind, self._platform.now(), message, every=every, failed=failed)


def stop_on_signals(worker: Worker) -> None:
    """SIGTERM and SIGINT end the worker after the piece of work at hand."""

    def handle(number: int, frame: FrameType | None) -> None:
        del number, frame
        worker.stop()

    signal.signal(signal.SIGTERM, handle)
    signal.signal(signal.SIGINT, handle)
