"""The public dashboard for the portal, counted once in a while for everybody."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

from flask import current_app

from motcua.services.dashboards import public_dashboard
from motcua.web.screens.dashboard_view import dashboard_view
from motcua.web.security.current import current_platform

KEPT = timedelta(minutes=5)
_PLACE = "motcua.public_board"


class PublicBoard:
    """The dashboard of the portal of one application; visitors never make it count more than every five minutes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until: datetime | None = None
        self._view: dict[str, Any] | None = None

    def view(self) -> dict[str, Any] | None:
        """What the portal shows, None where the province publishes no public dashboard."""
        platform = current_platform()
        with self._lock:
            if self._until is None or platform.now() >= self._until:
                data = public_dashboard(platform)
                self._view = dashboard_view(data) if data else None
                self._until = platform.now() + KEPT
            return self._view


def public_board() -> dict[str, Any] | None:
    """The public dashboard of the running application."""
    kept = current_app.extensions.setdefault(_PLACE, PublicBoard())
    view: dict[str, Any] | None = kept.view()
    return view
