"""Drafts of intake: what is being typed at the counter, saved on every change and found again after a restart."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.services.access import scope_of
from motcua.services.runtime import Platform
from motcua.storage.tables import IdempotencyKeyRow, IntakeDraftRow

KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
MOST_SHOWN = 12
LARGEST_DRAFT = 400_000


class DraftRefusedError(ValueError):
    """A draft cannot be kept; the text says why in Vietnamese."""


@dataclass(frozen=True, slots=True)
class DraftText:
    """What is to be kept: the posted names and values in order, and the words lists show of it."""

    key: str
    agency: str
    procedure_code: str
    procedure_name: str
    applicant_name: str
    channel: str
    pairs: Sequence[tuple[str, str]]


def new_draft_key() -> str:
    """A key nobody can guess; it also makes the receipt of the draft happen once."""
    return secrets.token_urlsafe(12)


def save_draft(platform: Platform, actor: Actor, text: DraftText) -> datetime:
    """Keep a draft, replacing what was kept under its key; the moment it was kept.

    A draft that has meanwhile been received is not kept again. Raises :class:`DraftRefusedError` for a key of
    somebody else, a key that is none, or a text beyond measure.
    """
    now = platform.now()
    if KEY.fullmatch(text.key) is None:
        raise DraftRefusedError("Mã bản nháp không đúng. Mở lại trang tiếp nhận.")
    if sum(len(name) + len(value) for name, value in text.pairs) > LARGEST_DRAFT:
        raise DraftRefusedError("Nội dung dài quá mức một tờ khai. Rút gọn rồi nhập tiếp.")
    with platform.database.write(scope_of(actor)) as session:
        if _is_received(session, actor, text.key):
            return now
        row = session.scalars(
            select(IntakeDraftRow).where(IntakeDraftRow.draft_key == text.key)
        ).one_or_none()
        if row is None:
            row = IntakeDraftRow(
                draft_key=text.key,
                agency_code=text.agency,
                created_by=actor.user,
                created_at=now,
                version=0,
            )
            session.add(row)
        elif row.created_by != actor.user:
            raise DraftRefusedError("Bản nháp này của người khác. Mở hồ sơ mới để nhập.")
        row.procedure_code = text.procedure_code
        row.procedure_name = text.procedure_name
        row.applicant_name = text.applicant_name
        row.channel = text.channel
        row.payload = {"pairs": [list(pair) for pair in text.pairs]}
        row.version += 1
        row.updated_at = now
    return now


def _is_received(session: Session, actor: Actor, key: str) -> bool:
    found = session.scalar(
        select(IdempotencyKeyRow.id).where(
            IdempotencyKeyRow.actor == actor.user,
            IdempotencyKeyRow.operation.in_(("receive", "refuse", "submit")),
            IdempotencyKeyRow.key == key,
        )
    )
    return found is not None


def drafts_of(session: Session, actor: Actor) -> tuple[IntakeDraftRow, ...]:
    """The person's own drafts, the newest first."""
    rows = session.scalars(
        select(IntakeDraftRow)
        .where(IntakeDraftRow.created_by == actor.user, IntakeDraftRow.dossier_number == "")
        .order_by(IntakeDraftRow.updated_at.desc(), IntakeDraftRow.id.desc())
        .limit(MOST_SHOWN)
    )
    return tuple(rows)


def draft_pairs(session: Session, actor: Actor, key: str) -> tuple[tuple[str, str], ...] | None:
    """What the person typed under a key; None when there is no such draft of theirs."""
    row = session.scalars(
        select(IntakeDraftRow).where(IntakeDraftRow.draft_key == key, IntakeDraftRow.created_by == actor.user)
    ).one_or_none()
    if row is None:
        return None
    return tuple((str(name), str(value)) for name, value in row.payload.get("pairs", ()))


def discard_draft(platform: Platform, actor: Actor, key: str) -> None:
    """Throw a draft of the person away; nothing happens when there is none."""
    with platform.database.write(scope_of(actor)) as session:
        session.execute(
            delete(IntakeDraftRow).where(
                IntakeDraftRow.draft_key == key, IntakeDraftRow.created_by == actor.user
            )
        )
