"""Notices through a Zalo Official Account."""

from __future__ import annotations

from motcua.extension.points import NOTIFIERS
from motcua.extension.registry import Registrar

from .zns import OPTIONS, ZaloNotifier


def register(registry: Registrar) -> None:
    """Add the channel."""
    registry.add(NOTIFIERS, "zalo", ZaloNotifier(), title="Zalo", options_schema=OPTIONS)
