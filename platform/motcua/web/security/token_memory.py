"""Tokens whose signature was proved before: reading one anew takes as long as storing a dossier's events."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

KEPT_TOKENS = 4_096


class TokenMemory:
    """Claims by fingerprint of the token, each until it expires; whether the session goes on is asked every time."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, Mapping[str, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def claims(self, header: str) -> Mapping[str, Any] | None:
        """The claims behind an Authorization header that was proved before and has not expired."""
        found = self._kept.get(_fingerprint(header))
        return found if found is not None and time.time() < found["exp"] else None

    def keep(self, header: str, claims: Mapping[str, Any]) -> None:
        """Remember the claims of an access token that was just proved."""
        if claims.get("type") != "access" or not isinstance(claims.get("exp"), int | float):
            return
        with self._lock:
            self._kept[_fingerprint(header)] = claims
            while len(self._kept) > KEPT_TOKENS:
                self._kept.popitem(last=False)


def _fingerprint(header: str) -> bytes:
    return hashlib.sha256(header.encode()).digest()
