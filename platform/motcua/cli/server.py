"""The application server: everything is loaded once in this process, then the workers are forked from it."""

from __future__ import annotations

import importlib
import os
from dataclasses import dataclass
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from motcua.cli.even_worker import EvenWorker
from motcua.jobs.child import ChildWorker
from motcua.services.runtime import Platform

APPLICATION = "motcua.web.application"
ACCEPTED = {
    "worker_class": EvenWorker,
    "preload_app": True,
    "timeout": 180,
    "graceful_timeout": 20,
    "keepalive": 15,
    "loglevel": "warning",
}


@dataclass(frozen=True, slots=True)
class Size:
    """How many worker processes, threads in each, and whether background work is done here too."""

    workers: int
    threads: int
    jobs: bool = True


class KeepingArbiter(Arbiter):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's arbiter, which also keeps the process of background work."""

    def __init__(self, app: Server, child: ChildWorker | None) -> None:
        self._child = child
        super().__init__(app)
        if child is not None:
            child.forget = self._close_listeners

    def manage_workers(self) -> None:
        """Called about once a second."""
        super().manage_workers()
        if self._child is not None:
            self._child.keep()

    def stop(self, graceful: bool = True) -> None:
        """End the background process first, then the workers."""
        if self._child is not None:
            self._child.stop()
        super().stop(graceful)

    def _close_listeners(self) -> None:
        for listener in self.LISTENERS:
            listener.sock.close()


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

    def run(self) -> None:
        """Serve until told to stop."""
        child = ChildWorker(self._platform) if self._size.jobs else None
        try:
            KeepingArbiter(self, child).run()
        except RuntimeError as error:
            raise click.ClickException(str(error)) from error

    def load(self) -> Any:
        """The web application. Named, not imported: commands do not depend on the web layer."""
        self._platform.rules.refresh()
        return importlib.import_module(APPLICATION).create_application(self._platform)


def _shared_memory() -> str | None:
    """Where workers leave their heartbeat: memory where there is any, so that a busy disk does not look like death."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
