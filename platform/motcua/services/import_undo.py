"""Asks for the undoing of a whole import, which is refused while anything depends on it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.services.access import require
from motcua.services.import_dependents import CHECKING, Dependent, StillNeededError, dependents
from motcua.services.import_runs import (
    FINISHED,
    TABLE,
    TRIED,
    ImportJob,
    ImportRunClosedError,
    permission_for,
    run_for,
    start_job,
    was_taken_in,
)
from motcua.services.import_table_undo import table_dependents
from motcua.services.runtime import Platform
from motcua.storage.tables import ImportRunRow


def ask_undo(platform: Platform, actor: Actor, run_id: int, reason: str) -> None:
    """Have an import undone. Raises :class:`StillNeededError`, ``ImportRunClosedError``, ``ImportRunMissingError``."""
    with platform.database.write(CHECKING) as session:
        row = run_for(session, actor, run_id, locked=True)
        require(actor, permission_for(row), "hoàn tác lần nhập")
        if not can_undo(row):
            raise ImportRunClosedError("Lần nhập này chưa ghi gì, hoặc đã hoàn tác, nên không hoàn tác được.")
        found = needed_by(session, row)
        if found:
            raise StillNeededError(found)
        start_job(platform, session, actor, row, ImportJob.UNDO, {"reason": reason})


def can_undo(row: ImportRunRow) -> bool:
    """Whether something of an import stands here and nothing is being done with it."""
    return row.state in (FINISHED, TRIED) and was_taken_in(row)


def needed_by(session: Session, row: ImportRunRow) -> tuple[Dependent, ...]:
    """Everything that depends on an import, whatever its kind. The session must see every dossier."""
    if row.kind == TABLE:
        return table_dependents(session, row)
    return dependents(session, row.id, row.summary.get("releases", ()))
