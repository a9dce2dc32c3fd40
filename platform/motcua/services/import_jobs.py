"""The jobs of an import as the worker runs them; each may run twice, and stores its end together with its work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.services.background_jobs import TakenJob, holds
from motcua.services.catalog_carrying import problems_kept
from motcua.services.catalog_import import import_catalog
from motcua.services.catalog_order import CatalogOrder, CatalogReport
from motcua.services.import_changes import keep_changes
from motcua.services.import_runs import (
    AT_WORK,
    ERROR_BOOK,
    FINISHED,
    IMPORTING,
    TRIED,
    TRYING,
    UNUSABLE,
    find_run,
    kept_file,
)
from motcua.services.import_watch import ImportLostError, Watch
from motcua.services.officers import identity_by_name
from motcua.services.runtime import Platform
from motcua.storage.tables import ImportRunRow

Tell = Callable[[int, int | None, str], None]


@dataclass(frozen=True, slots=True)
class RunWork:
    """The work of one job on an import."""

    platform: Platform
    job: TakenJob
    tell: Tell

    @property
    def run_id(self) -> int:
        """The import."""
        return int(self.job.arguments["run"])

    @property
    def watch(self) -> Watch:
        """Tells how far it is, and lets nothing be stored once somebody called it off or another worker has it."""
        return Watch(self.tell, self.is_mine)

    def is_mine(self, session: Session) -> bool:
        """Whether the import still waits for this job; the answer holds until the transaction ends."""
        mine = session.scalar(
            select(ImportRunRow.id)
            .where(
                ImportRunRow.id == self.run_id,
                ImportRunRow.job_id == self.job.id,
                ImportRunRow.state.in_(AT_WORK),
            )
            .with_for_update()
        )
        return mine is not None and holds(session, self.job)

    def actor(self) -> Actor:
        """Who asked for it, with the permissions held now."""
        with self.platform.database.read() as session:
            identity = identity_by_name(session, self.job.created_by)
        if identity is None:
            raise LookupError(f"Không còn tài khoản “{self.job.created_by}”.")
        return identity.actor(self.platform.now())

    def row(self, state: str) -> ImportRunRow:
        """The import, detached. Raises :class:`ImportLostError` unless it waits for this job in that state."""
        with self.platform.database.read() as session:
            row = find_run(session, self.run_id)
            session.expunge(row)
        if row.state != state or row.job_id != self.job.id:
            raise ImportLostError("Lần nhập đã được dừng.")
        return row


def run_trial(work: RunWork) -> str:
    """Work out what the kept file would do and write it down."""
    row = work.row(TRYING)
    report = import_catalog(work.platform, work.actor(), _order(work, row, dry_run=True), work.watch)
    with work.platform.database.write() as session:
        work.watch.must_be_mine(session)
        stored = find_run(session, row.id)
        stored.state = TRIED if report.usable else UNUSABLE
        stored.finished_at = work.platform.now()
        stored.summary = {**stored.summary, **report.summary()}
        stored.plan = problems_kept(report.problems)
        stored.error_file = _error_book(work, row)
        if report.comparison is not None:
            keep_changes(session, row.id, report.comparison)
    return f"Chạy thử xong: {_figures(report)}."


def run_import(work: RunWork) -> str:
    """Import the kept file for good."""
    with work.platform.database.read() as session:
        row = find_run(session, work.run_id)
        if row.state == FINISHED and row.job_id == work.job.id:
            return "Đã nhập xong."  # it was stored, and the worker died before it could say so
    row = work.row(IMPORTING)
    report = import_catalog(work.platform, work.actor(), _order(work, row, dry_run=False), work.watch)
    with work.platform.database.write() as session:
        stored = find_run(session, row.id)
        stored.error_file = _error_book(work, row)
        if not report.usable:
            work.watch.must_be_mine(session)
            stored.state = UNUSABLE
            stored.plan = problems_kept(report.problems)
    return f"Nhập xong: {_figures(report)}."


def _order(work: RunWork, row: ImportRunRow, *, dry_run: bool) -> CatalogOrder:
    file = kept_file(work.platform, row)
    errors = file.parent / ERROR_BOOK
    errors.unlink(missing_ok=True)
    wishes: Any = work.job.arguments
    day = str(wishes.get("effective_from", ""))
    return CatalogOrder(
        file,
        next(iter(sorted(file.parent.glob("chi-tiet*"))), None),
        dry_run=dry_run,
        retire_abolished=bool(wishes.get("retire_abolished")),
        effective_from=date.fromisoformat(day) if day else None,
        errors=errors,
        shown_name=row.file_name,
        run=row.id,
    )


def _error_book(work: RunWork, row: ImportRunRow) -> str:
    return ERROR_BOOK if (kept_file(work.platform, row).parent / ERROR_BOOK).exists() else ""


def _figures(report: CatalogReport) -> str:
    return f"thêm {report.added}, đổi {report.changed}, bị loại {report.rejected}"
