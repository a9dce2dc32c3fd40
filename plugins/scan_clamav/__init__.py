"""Scans uploads with ClamAV."""

from __future__ import annotations

from motcua.extension.points import FILE_SCANNERS
from motcua.extension.registry import Registrar

from .clamd import OPTIONS, ClamdScanner


def register(registry: Registrar) -> None:
    """Add the scanner."""
    registry.add(FILE_SCANNERS, "clamav", ClamdScanner(), title="ClamAV", options_schema=OPTIONS)
