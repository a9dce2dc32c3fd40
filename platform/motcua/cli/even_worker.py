"""A worker of the server that leaves a new connection to the worker that has fewer."""

from __future__ import annotations

import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

HELD_BACK = 0.002
MOST = 20
"""Connections beyond which a worker holds back no longer."""


class EvenWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Browsers and programs keep their connections. The worker that is quicker to accept would have most of them for
    good, and who sits there would wait while the other worker rests.
    """

    def accept(self, listener: Any) -> None:
        """Take a connection, two milliseconds later for each one this worker has; another one may be quicker."""
        time.sleep(min(self.nr_conns, MOST) * HELD_BACK)
        super().accept(listener)
