"""Payment QR codes that every Vietnamese banking app reads."""

from __future__ import annotations

from motcua.extension.points import PAYMENT_CODES
from motcua.extension.registry import Registrar

from .payload import OPTIONS, VietQr


def register(registry: Registrar) -> None:
    """Add the payment code."""
    registry.add(PAYMENT_CODES, "vietqr", VietQr(), title="Mã QR VietQR", options_schema=OPTIONS)
