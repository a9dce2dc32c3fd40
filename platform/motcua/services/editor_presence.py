"""Two people at the same definition see each other: who has its editor open, where, and what they have saved."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.exc import IntegrityError

from motcua.dossiers.actor import Actor
from motcua.services.editing import EditTarget, newest_number
from motcua.services.runtime import Platform
from motcua.storage.tables import DefinitionDraftRow, EditorPresenceRow, OfficerRow

SEEN_FOR = timedelta(seconds=40)
"""An editor that did not report for so long is closed."""
MOST_PLACE = 200


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else at the same definition, at the field with pointer `place`; `draft_saved_at` is of their draft."""

    username: str
    name: str
    place: str
    seen_at: datetime
    draft_saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Company:
    """The others, and the number of the newest revision."""

    people: Sequence[Colleague]
    newest: int


def report_presence(platform: Platform, actor: Actor, target: EditTarget, place: str) -> Company:
    """Say that the actor's editor is open at a place, and learn who else is there."""
    now = platform.now()
    # when two windows of one person begin at the same moment, the other one has said it
    with suppress(IntegrityError):
        _write(platform, actor, target, place[:MOST_PLACE], now)
    with platform.database.read() as session:
        rows = session.execute(
            select(EditorPresenceRow, OfficerRow.full_name, DefinitionDraftRow.updated_at)
            .outerjoin(OfficerRow, OfficerRow.username == EditorPresenceRow.username)
            .outerjoin(
                DefinitionDraftRow,
                (DefinitionDraftRow.created_by == EditorPresenceRow.username)
                & (DefinitionDraftRow.kind == target.kind)
                & (DefinitionDraftRow.code == target.code)
                & (DefinitionDraftRow.agency_code == target.agency),
            )
            .where(
                EditorPresenceRow.kind == target.kind,
                EditorPresenceRow.code == target.code,
                EditorPresenceRow.agency_code == target.agency,
                EditorPresenceRow.username != actor.user,
                EditorPresenceRow.seen_at > now - SEEN_FOR,
            )
            .order_by(EditorPresenceRow.username)
        ).all()
        people = tuple(
            Colleague(row.username, name or row.username, row.place, row.seen_at, saved)
            for row, name, saved in rows
        )
        return Company(people, newest_number(session, target))


def leave(platform: Platform, actor: Actor, target: EditTarget) -> None:
    """The actor closed the editor."""
    with platform.database.write() as session:
        session.execute(delete(EditorPresenceRow).where(*_mine(actor, target)))


def _write(platform: Platform, actor: Actor, target: EditTarget, place: str, now: datetime) -> None:
    with platform.database.write() as session:
        session.execute(delete(EditorPresenceRow).where(EditorPresenceRow.seen_at < now - 10 * SEEN_FOR))
        row = session.scalars(select(EditorPresenceRow).where(*_mine(actor, target))).one_or_none()
        if row is None:
            session.add(
                EditorPresenceRow(
                    kind=target.kind,
                    code=target.code,
                    agency_code=target.agency,
                    username=actor.user,
                    place=place,
                    seen_at=now,
                )
            )
        else:
            row.place, row.seen_at = place, now


def _mine(actor: Actor, target: EditTarget) -> tuple[ColumnElement[bool], ...]:
    return (
        EditorPresenceRow.kind == target.kind,
        EditorPresenceRow.code == target.code,
        EditorPresenceRow.agency_code == target.agency,
        EditorPresenceRow.username == actor.user,
    )
