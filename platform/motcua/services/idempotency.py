"""A request repeated with the same key does nothing twice and gets the first answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.storage.locking import hold_name
from motcua.storage.tables import IdempotencyKeyRow

MAX_KEY = 120


class KeyReusedError(ValueError):
    """The key was used before for another request."""


def request_hash(body: Any) -> str:
    """A fingerprint of a request body."""
    return hashlib.sha256(msgspec.json.encode(body, order="deterministic")).hexdigest()


@dataclass(frozen=True, slots=True)
class Request:
    """A request that may come twice: who asks for what, under which key, with which body fingerprint."""

    actor: str
    operation: str
    key: str
    fingerprint: str


def wait_for_twin(session: Session, request: Request) -> None:
    """Let a request with the same key that is under way end first, so that its answer is known or it left none."""
    hold_name(session, f"{request.operation}\n{request.actor}\n{request.key}")


def earlier_answer(session: Session, request: Request) -> dict[str, Any] | None:
    """The answer given to this key before; None when it is new.

    Raises :class:`KeyReusedError` when the key belongs to a different request.
    """
    row = session.scalars(
        select(IdempotencyKeyRow).where(
            IdempotencyKeyRow.actor == request.actor,
            IdempotencyKeyRow.operation == request.operation,
            IdempotencyKeyRow.key == request.key,
        )
    ).one_or_none()
    if row is None:
        return None
    if row.request_hash != request.fingerprint:
        raise KeyReusedError(
            f"Khóa chống gửi trùng “{request.key}” đã dùng cho một yêu cầu khác. Dùng khóa mới cho yêu cầu mới."
        )
    return dict(row.response or {})


def remember(session: Session, request: Request, response: dict[str, Any], at: datetime) -> None:
    """Keep the answer, in the transaction of the change it belongs to."""
    session.add(
        IdempotencyKeyRow(
            actor=request.actor,
            operation=request.operation,
            key=request.key,
            request_hash=request.fingerprint,
            status=200,
            response=response,
            created_at=at,
        )
    )
