"""A worker in a process of its own, on the clock of the tests: `python worker_process.py LEASE`, set up by environment."""

import os
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from motcua.bootstrap import build_platform
from motcua.jobs.worker import Pace, Worker, stop_on_signals


@dataclass(frozen=True)
class RunningClock:
    """Starts at a moment and goes on from there."""

    start: datetime
    began: float

    def now(self) -> datetime:
        return self.start + timedelta(seconds=time.time() - self.began)


clock = RunningClock(datetime.fromisoformat(os.environ["TEST_CLOCK"]), float(os.environ["TEST_CLOCK_BEGAN"]))
worker = Worker(build_platform(clock=clock), Pace(idle=0.05, lease=timedelta(seconds=float(sys.argv[1]))))
stop_on_signals(worker)
worker.run()
