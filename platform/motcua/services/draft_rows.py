"""Drafts of definitions as they are stored: one of each definition for each author, begun and left in the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.services.audit import Act, write_audit_entry
from motcua.storage.tables import DefinitionDraftRow

DraftKey = tuple[str, str, str]
"""Kind, code and agency of a definition."""


def find_draft(session: Session, actor: Actor, key: DraftKey) -> DefinitionDraftRow | None:
    """The actor's draft of a definition."""
    kind, code, agency = key
    return session.scalars(
        select(DefinitionDraftRow).where(
            DefinitionDraftRow.kind == kind,
            DefinitionDraftRow.code == code,
            DefinitionDraftRow.agency_code == agency,
            DefinitionDraftRow.created_by == actor.user,
        )
    ).one_or_none()


def forget_draft(session: Session, actor: Actor, key: DraftKey) -> None:
    """Remove the actor's draft of a definition, if there is one."""
    kind, code, agency = key
    session.execute(
        delete(DefinitionDraftRow).where(
            DefinitionDraftRow.kind == kind,
            DefinitionDraftRow.code == code,
            DefinitionDraftRow.agency_code == agency,
            DefinitionDraftRow.created_by == actor.user,
        )
    )


def note_draft(
    session: Session, actor: Actor, said: tuple[str, Mapping[str, Any]], key: DraftKey, now: datetime
) -> None:
    """Write into the audit log what was done with a draft: the act and its detail."""
    kind, code, agency = key
    action, detail = said
    write_audit_entry(session, actor, Act(action, kind, f"{code}@{agency}" if agency else code, detail), now)
