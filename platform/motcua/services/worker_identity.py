"""Which process runs a job, so that what it leaves when it dies is taken up at once."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def worker_identity() -> str:
    """The machine, the number and the start of this process."""
    return f"{socket.gethostname()[:60]}/{os.getpid()}/{_start(os.getpid())}"


def is_gone(identity: str) -> bool:
    """Whether the process is known to be dead. Those of other machines are never; their silence tells."""
    host, _, rest = identity.rpartition("/")[0].rpartition("/")
    if not identity or host != socket.gethostname()[:60] or not rest.isdigit():
        return False
    return _start(int(rest)) != identity.rpartition("/")[2]


def _start(pid: int) -> str:
    """When a process began, in ticks since the machine did; empty when there is none, `?` where that is not told."""
    try:
        about = (
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        )
    except OSError:
        return _without_proc(pid)
    return "" if about[0] in ("Z", "X") else about[19]


def _without_proc(pid: int) -> str:
    if Path("/proc/self/stat").exists():
        return ""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        return "?"
    return "?"
