"""The jobs of an import of the catalog as the worker runs them."""

from __future__ import annotations

from datetime import date
from typing import Any

from motcua.services.catalog_carrying import problems_kept
from motcua.services.catalog_import import import_catalog
from motcua.services.catalog_order import CatalogOrder, CatalogReport
from motcua.services.import_changes import keep_changes
from motcua.services.import_runs import (
    ERROR_BOOK,
    FINISHED,
    IMPORTING,
    TRIED,
    TRYING,
    UNUSABLE,
    find_run,
    kept_file,
)
from motcua.services.import_work import RunWork
from motcua.storage.tables import ImportRunRow


def try_catalog(work: RunWork) -> str:
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


def take_catalog(work: RunWork) -> str:
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
