"""Writes down who did or read what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.storage.tables import AuditEntryRow


@dataclass(frozen=True, slots=True)
class Act:
    """What was done to what; `detail` is JSON-ready and never holds a password or a token."""

    action: str
    target_kind: str = ""
    target: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


def write_audit_entry(session: Session, actor: Actor, act: Act, now: datetime, address: str = "") -> None:
    """Add one entry to the audit log within the caller's transaction."""
    session.add(
        AuditEntryRow(
            at=now,
            actor=actor.user,
            actor_name=actor.full_name,
            agency_code=actor.agency,
            action=act.action,
            target_kind=act.target_kind,
            target=act.target,
            detail=dict(act.detail),
            address=address[:128],
        )
    )
