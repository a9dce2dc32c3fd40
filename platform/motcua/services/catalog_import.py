"""Imports a national catalog: read, compare, compile, publish in one transaction, or only show what would happen."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.kernel.problems import Problem
from motcua.services.access import require
from motcua.services.catalog_carrying import Carrying, carry_out
from motcua.services.catalog_comparison import Comparison, choose, compare
from motcua.services.catalog_compiling import Compiled, compile_records, failures
from motcua.services.catalog_order import CatalogOrder, CatalogReport
from motcua.services.catalog_reading import CatalogReading, read_catalog
from motcua.services.catalog_rows import chunks
from motcua.services.compiled_spool import CompiledSpool
from motcua.services.definition_store import StoredLibrary
from motcua.services.import_changes import choices_of
from motcua.services.import_watch import UNWATCHED, Watch
from motcua.services.memory_turns import collecting_by_hand
from motcua.services.national_layer import DetailedRecords, stand_of_sources
from motcua.services.recoding import carried_documents
from motcua.services.runtime import Platform
from motcua.spreadsheets.error_workbook import write_error_workbook
from motcua.storage.locking import take_turn_to_publish
from motcua.storage.tables import ReviewItemRow

__all__ = ["CatalogOrder", "CatalogReport", "import_catalog"]

MAX_REPEATS = 2
"""How often an import is worked out anew because others published meanwhile, before it keeps them waiting."""


def import_catalog(
    platform: Platform, actor: Actor, order: CatalogOrder, watch: Watch = UNWATCHED
) -> CatalogReport:
    """Import a catalog workbook. A file that cannot be used leaves everything as it was, and so does any failure;
    rows that are wrong are rejected one by one.

    Everything is worked out beside the running system and stored in one short transaction; when others published
    meanwhile it is worked out anew.
    """
    require(actor, "can_import_catalog", "nhập danh mục thủ tục")
    with collecting_by_hand():
        return _import(platform, actor, order, watch)


def _import(platform: Platform, actor: Actor, order: CatalogOrder, watch: Watch) -> CatalogReport:
    started = time.perf_counter()
    watch.progress(0, None, "Đang đọc tệp")
    with platform.database.read() as session:
        reading = read_catalog(
            StoredLibrary(session), order.file, order.details, lambda: DetailedRecords(session), order.name
        )
    report = _report(order, reading)
    if reading.usable:
        with CompiledSpool() as spool:
            work = _Work(platform, order, reading, spool, watch, started)
            if order.dry_run:
                with platform.database.read() as session:
                    _fill_in(report, session, _work_out(work, session))
            else:
                _store(work, actor, report)
        if not order.dry_run:
            platform.rules.refresh()
    report.problems = tuple(sorted(set(report.problems)))
    if order.errors is not None and report.problems and reading.workbook is not None:
        write_error_workbook(order.errors, reading.workbook, report.problems, origins=True)
    report.seconds = time.perf_counter() - started
    return report


def _report(order: CatalogOrder, reading: CatalogReading) -> CatalogReport:
    return CatalogReport(
        file=order.name,
        dry_run=order.dry_run,
        usable=reading.usable,
        rows=reading.rows,
        rejected=reading.rejected,
        problems=tuple(reading.problems),
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """What an import works with."""

    platform: Platform
    order: CatalogOrder
    reading: CatalogReading
    spool: CompiledSpool
    watch: Watch
    started: float


@dataclass(frozen=True, slots=True)
class _Result:
    """What an import comes to; `stand` tells what it was worked out against."""

    stand: tuple[object, ...]
    comparison: Comparison
    compiled: Compiled
    carrying: Carrying
    problems: tuple[Problem, ...]


def _work_out(work: _Work, session: Session) -> _Result:
    """Compare and compile against what stands in this session; nothing is stored."""
    stand = stand_of_sources(session)
    work.watch.progress(0, work.reading.rows, "Đang so với danh mục đang có")
    found = compare(session, work.reading.records, work.reading.codes)
    choices = choices_of(session, work.order.run, found, retire_all=work.order.retire_abolished)
    comparison = choose(session, found, choices)
    carried = carried_documents(session, choices.same)
    compiled = compile_records(work.platform, session, comparison.to_store, carried, work.spool, work.watch)
    problems = tuple(failures(work.platform, session, comparison.to_store, carried, compiled.failed))
    stored = [record for record in comparison.to_store if record.code not in compiled.failed]
    carrying = Carrying(found, comparison, stored, carried, choices.retire, work.spool)
    return _Result(stand, comparison, compiled, carrying, problems)


def _fill_in(report: CatalogReport, session: Session, result: _Result) -> None:
    """Fill the figures in; what did not compile is rejected."""
    comparison, failed = result.comparison, result.compiled.failed
    report.comparison = result.carrying.found
    report.added = sum(record.code not in failed for record in comparison.added)
    report.changed = sum(item.record.code not in failed for item in comparison.changed)
    report.unchanged = len(comparison.unchanged)
    report.abolished = len(comparison.abolished)
    report.kept = len(comparison.kept)
    report.rejected += sum(record.code in failed for record in comparison.to_store)
    report.problems += result.problems
    report.review_items = result.compiled.review_items
    for part in chunks(comparison.settled):
        counted = session.scalar(
            select(func.count())
            .select_from(ReviewItemRow)
            .where(ReviewItemRow.procedure_code.in_(part), ReviewItemRow.state == "open")
        )
        report.review_items += counted or 0


def _store(work: _Work, actor: Actor, report: CatalogReport) -> None:
    """Work it out in a reading session and store it, unless others published in between."""
    platform = work.platform
    for repeat in range(MAX_REPEATS + 1):
        result: _Result | None = None
        if repeat < MAX_REPEATS:
            with platform.database.read() as session:
                result = _work_out(work, session)
            total = len(result.carrying.stored)
            work.watch.progress(total, total, "Đang ghi vào danh mục")
        with platform.database.write() as session:
            work.watch.must_be_mine(session)
            take_turn_to_publish(session)
            if result is None:
                silent = replace(work, watch=UNWATCHED)
                result = _work_out(silent, session)
            elif result.stand != stand_of_sources(session):
                continue
            _fill_in(report, session, result)
            report.seconds = time.perf_counter() - work.started
            carry_out(platform, session, actor, work.order, result.carrying, report)
            return
