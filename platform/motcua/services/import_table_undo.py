"""Undoes a whole import of a table while nothing depends on what it brought, part by part like it was stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from motcua.definitions.import_mapping import ImportSubject
from motcua.dossiers.actor import Actor
from motcua.services.audit import Act, write_audit_entry
from motcua.services.catalog_rows import CHUNK
from motcua.services.editing import NotPublishableError
from motcua.services.import_definition_undo import DefinitionUndo
from motcua.services.import_dependents import CHECKING, Dependent, StillNeededError
from motcua.services.import_dossier_undo import DossierUndo
from motcua.services.import_runs import FINISHED, TABLE, UNDOING, UNDONE, find_run, was_taken_in
from motcua.services.import_staff_undo import StaffUndo
from motcua.services.import_work import RunWork
from motcua.services.runtime import Platform
from motcua.storage.tables import ImportChangeRow, ImportRunRow


class TableUndo(Protocol):
    """How one kind of table is taken back. `at_once`: in parts a later one of which may not fail alone."""

    at_once: bool

    def dependents(self, session: Session, row: ImportRunRow) -> Sequence[Dependent]:
        """What depends on what the import brought, the first few of each sort."""

    def give_back(
        self, session: Session, platform: Platform, actor: Actor, rows: Sequence[ImportChangeRow]
    ) -> None:
        """Make things what they were, in the caller's transaction."""


UNDO: Mapping[str, TableUndo] = MappingProxyType(
    {
        ImportSubject.ORGANIZATION.value: DefinitionUndo(),
        ImportSubject.CODE_LIST.value: DefinitionUndo(),
        ImportSubject.HOLIDAYS.value: DefinitionUndo(),
        ImportSubject.OFFERS.value: DefinitionUndo(),
        ImportSubject.STAFF.value: StaffUndo(),
        ImportSubject.PAST_DOSSIERS.value: DossierUndo(),
    }
)


def undo_of(row: ImportRunRow) -> TableUndo:
    """How this import is taken back."""
    return UNDO[str(row.summary["subject"])]


def table_dependents(session: Session, row: ImportRunRow) -> tuple[Dependent, ...]:
    """Everything that depends on an import; empty when it may be undone. The session must see every dossier."""
    if not was_taken_in(row):
        return ()
    return tuple(sorted(undo_of(row).dependents(session, row), key=lambda one: one.code))


def undo_table(work: RunWork) -> str:
    """Undo the import as a job of the worker; taken up again, it goes on with what still stands."""
    platform = work.platform
    with platform.database.read() as session:
        row = find_run(session, work.run_id)
        if row.state == UNDONE and row.job_id == work.job.id:
            return "Đã hoàn tác."
    row, actor = work.row(UNDOING), work.actor()
    try:
        count = _give_back(work, row, actor)
    except (StillNeededError, NotPublishableError) as error:
        said = str(error)
        if isinstance(error, NotPublishableError):
            said = "Không hoàn tác được: " + " ".join(one.message for one in error.problems[:3])
        with platform.database.write() as session:
            work.watch.must_be_mine(session)
            stored = find_run(session, row.id)
            stored.state, stored.summary = FINISHED, {**stored.summary, "said": said}
        return said
    platform.rules.refresh()
    return f"Đã hoàn tác {count} mục."


def _give_back(work: RunWork, row: ImportRunRow, actor: Actor) -> int:
    platform, undo = work.platform, undo_of(row)
    total, done = int(row.summary.get("taken", 0)), 0
    while True:
        work.watch.progress(done, total, "Đang trả lại như trước lần nhập")
        with platform.database.write(CHECKING) as session:
            work.watch.must_be_mine(session)
            stored = find_run(session, row.id, locked=True)
            found = table_dependents(session, stored) if done == 0 or undo.at_once else ()
            if found:
                raise StillNeededError(found)
            part = _rows_left(session, row.id, None if undo.at_once else CHUNK)
            undo.give_back(session, platform, actor, part)
            done += len(part)
            session.execute(delete(ImportChangeRow).where(ImportChangeRow.id.in_([one.id for one in part])))
            stored.summary = {**stored.summary, "taken": _count_left(session, row.id)}
            if not stored.summary["taken"]:
                _end(work, session, stored, actor, done)
                return done


def _rows_left(session: Session, run: int, most: int | None) -> Sequence[ImportChangeRow]:
    wanted = select(ImportChangeRow).where(ImportChangeRow.import_run_id == run)
    return session.scalars(wanted.order_by(ImportChangeRow.id).limit(most)).all()


def _count_left(session: Session, run: int) -> int:
    return (
        session.scalar(select(func.count(ImportChangeRow.id)).where(ImportChangeRow.import_run_id == run))
        or 0
    )


def _end(work: RunWork, session: Session, row: ImportRunRow, actor: Actor, count: int) -> None:
    reason, now = str(work.job.arguments.get("reason", "")), work.platform.now()
    row.state, row.finished_at = UNDONE, now
    row.summary = {**row.summary, "undone_by": actor.user, "undone_reason": reason, "said": ""}
    detail = {"count": count, "reason": reason, "file": row.file_name, "subject": row.summary["subject"]}
    write_audit_entry(session, actor, Act("undo_import", TABLE, str(row.id), detail), now)
