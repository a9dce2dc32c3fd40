"""Sends written messages over their channels and keeps the log of every attempt."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.extension.points import NOTIFIERS, Attachment, DeliveryFailed, Message
from motcua.extension.registry import Registry, UnknownExtensionError
from motcua.services.outbox import LONGEST_ERROR, OutboxState, Taken, put_back, settle
from motcua.storage.tables import DossierRow, NoticeDeliveryRow

_LOG = logging.getLogger(__name__)


class DeliveryResult(StrEnum):
    """How an attempt ended."""

    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"

    @property
    def name_in_vietnamese(self) -> str:
        """The words screens show."""
        return {"sent": "Đã gửi", "failed": "Chưa gửi được, sẽ thử lại", "given_up": "Không gửi được"}[self]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one attempt; ``error`` is empty when the message was taken. ``permanent``: no use to repeat."""

    error: str = ""
    permanent: bool = False

    @property
    def is_sent(self) -> bool:
        """Whether the receiver took the message."""
        return not self.error


def send(registry: Registry, message: Taken, folder: Path | None = None) -> Attempt:
    """Hand a message to its channel. Never raises: whatever an extension does becomes an attempt that failed.

    ``folder`` is where the files lie that a message carries.
    """
    payload = message.payload
    try:
        entry = registry.registration(NOTIFIERS, message.word)
        written = Message(
            str(payload["to"]),
            str(payload["text"]),
            str(payload.get("subject") or ""),
            _attachments(payload.get("files") or (), folder),
        )
        entry.implementation.send(entry.options, written, message.key)
    except UnknownExtensionError:
        return Attempt(
            f"Kênh “{message.word}” chưa được thiết lập. Bật phần mở rộng của kênh rồi gửi lại.",
            permanent=True,
        )
    except FileNotFoundError:
        return Attempt("Tệp đính kèm không còn trên máy chủ. Lập lại báo cáo rồi gửi.", permanent=True)
    except DeliveryFailed as failure:
        return Attempt(str(failure) or "Kênh từ chối, không nói lý do.", permanent=failure.permanent)
    except Exception as error:  # noqa: BLE001 — an extension may fail in any way; the message is kept
        _LOG.exception("channel %s failed on message %s", message.word, message.key)
        return Attempt(f"Phần mở rộng của kênh “{message.word}” bị lỗi: {type(error).__name__}: {error}")
    return Attempt()


def _attachments(files: Iterable[Mapping[str, str]], folder: Path | None) -> tuple[Attachment, ...]:
    """The files a message names, read when it is sent."""
    return tuple(
        Attachment(one["name"], one["media_type"], ((folder or Path()) / one["path"]).read_bytes())
        for one in files
    )


def record(
    session: Session, message: Taken, attempt: Attempt, now: datetime, spread: float
) -> DeliveryResult:
    """Settle the message or put it back, and log the attempt, in the caller's transaction."""
    if attempt.is_sent:
        settle(session, (message,), now)
        result = DeliveryResult.SENT
    else:
        state = put_back(session, message, now, attempt.error, spread=spread, permanent=attempt.permanent)
        result = DeliveryResult.GIVEN_UP if state is OutboxState.DEAD else DeliveryResult.FAILED
    if message.dossier_id is None:
        return result
    agency = session.scalar(select(DossierRow.agency_code).where(DossierRow.id == message.dossier_id))
    session.add(
        NoticeDeliveryRow(
            dossier_id=message.dossier_id,
            agency_code=agency or "",
            key=message.key,
            notice=str(message.payload.get("notice", "")),
            channel=message.word,
            recipient=str(message.payload.get("to", "")),
            attempt=message.attempt,
            result=result.value,
            error=attempt.error[:LONGEST_ERROR],
            at=now,
        )
    )
    return result


def deliveries(session: Session, dossier_id: int) -> Sequence[NoticeDeliveryRow]:
    """Every attempt to tell somebody of a dossier, newest first, within the session's scope."""
    return session.scalars(
        select(NoticeDeliveryRow)
        .where(NoticeDeliveryRow.dossier_id == dossier_id)
        .order_by(NoticeDeliveryRow.id.desc())
    ).all()
