"""The application server: everything is loaded once in this process, then the workers are forked from it."""

from __future__ import annotations

import importlib
import os
from dataclasses import dataclass
from typing import Any

from gunicorn.app.base import BaseApplication

from motcua.services.runtime import Platform

APPLICATION = "motcua.web.application"
ACCEPTED = {
    "worker_class": "gthread",
    "preload_app": True,
    "timeout": 180,
    "graceful_timeout": 20,
    "keepalive": 15,
    "loglevel": "warning",
}


@dataclass(frozen=True, slots=True)
class Size:
    """How many worker processes, and threads in each."""

    workers: int
    threads: int


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn around the platform this process has wired; a worker opens its own database connections."""

    def __init__(self, platform: Platform, size: Size) -> None:
        self._platform = platform
        self._size = size
        super().__init__()

    def load_config(self) -> None:
        """Take the settings of the installation."""
        settings = self._platform.settings
        chosen = {
            **ACCEPTED,
            "bind": f"{settings.host}:{settings.port}",
            "workers": self._size.workers,
            "threads": self._size.threads,
            "worker_tmp_dir": _shared_memory(),
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The web application. Named, not imported: commands do not depend on the web layer."""
        self._platform.rules.refresh()
        return importlib.import_module(APPLICATION).create_application(self._platform)


def _shared_memory() -> str | None:
    """Where workers leave their heartbeat: memory where there is any, so that a busy disk does not look like death."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
