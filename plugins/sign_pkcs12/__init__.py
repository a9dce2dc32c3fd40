"""Signs results with the agency's certificate."""

from __future__ import annotations

from motcua.extension.points import DOCUMENT_SIGNERS
from motcua.extension.registry import Registrar

from .pades import OPTIONS, Pkcs12Signer


def register(registry: Registrar) -> None:
    """Add the signer."""
    registry.add(
        DOCUMENT_SIGNERS, "pkcs12", Pkcs12Signer(), title="Chứng thư số PKCS#12", options_schema=OPTIONS
    )
