"""Notices by SMS through a provider's HTTP gateway."""

from __future__ import annotations

from motcua.extension.points import NOTIFIERS
from motcua.extension.registry import Registrar

from .gateway import OPTIONS, HttpSmsNotifier


def register(registry: Registrar) -> None:
    """Add the channel."""
    registry.add(NOTIFIERS, "sms", HttpSmsNotifier(), title="Tin nhắn SMS", options_schema=OPTIONS)
