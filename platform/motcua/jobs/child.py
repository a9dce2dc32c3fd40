"""The worker as a child of the server: forked, watched, started anew when it dies, ended with the server."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from motcua.jobs.worker import Pace, Worker, stop_on_signals
from motcua.services.runtime import Platform

_LOG = logging.getLogger(__name__)

SOONEST_RESTART = 5.0
POLITENESS = 5
"""How much the worker steps back for the processes that answer people (niceness)."""


@dataclass(slots=True)
class ChildWorker:
    """The one worker of a server. ``keep`` is called again and again by the server's own loop and never waits.

    ``forget`` closes, in the worker, what belongs to the server alone.
    """

    platform: Platform
    forget: Callable[[], None] = lambda: None
    now: Callable[[], float] = time.monotonic
    pid: int = 0
    started_at: float = -SOONEST_RESTART

    def keep(self) -> None:
        """Start the worker when there is none; one that dies at once is not started more than every five seconds."""
        if self.is_alive() or self.now() - self.started_at < SOONEST_RESTART:
            return
        if self.pid:
            _LOG.warning("worker %s is gone, starting another", self.pid)
        self.started_at = self.now()
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            _work_and_exit(self.platform, parent, self.forget)

    def is_alive(self) -> bool:
        """Whether the worker runs; a dead one is buried, unless the server has done so already."""
        if not self.pid:
            return False
        with contextlib.suppress(ChildProcessError):
            return os.waitpid(self.pid, os.WNOHANG)[0] == 0
        return False

    def stop(self, patience: float = 10.0) -> None:
        """End the worker: it finishes the piece of work at hand, at most for as long as the patience lasts."""
        if not self.is_alive():
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        limit = self.now() + patience
        while self.is_alive() and self.now() < limit:
            time.sleep(0.05)
        if self.is_alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        self.pid = 0


def _work_and_exit(platform: Platform, parent: int, forget: Callable[[], None]) -> None:
    """In the forked process: forget the server's signals, work, and never return to the server's code."""
    code = 1
    try:
        for number in (signal.SIGCHLD, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.set_wakeup_fd(-1)
        forget()
        with contextlib.suppress(OSError):
            os.nice(POLITENESS)
        worker = Worker(platform, Pace(parent=parent))
        stop_on_signals(worker)
        worker.run()
        code = 0
    except Exception:  # noqa: BLE001 — nothing may return to the server's code
        _LOG.exception("worker ended")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
