"""Notices by e-mail."""

from __future__ import annotations

from motcua.extension.points import NOTIFIERS
from motcua.extension.registry import Registrar

from .mail import OPTIONS, SmtpNotifier


def register(registry: Registrar) -> None:
    """Add the channel."""
    registry.add(NOTIFIERS, "email", SmtpNotifier(), title="Thư điện tử", options_schema=OPTIONS)
