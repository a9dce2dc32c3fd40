"""Imports a national catalog: read, compare, compile, publish in one transaction, or only show what would happen."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from motcua.catalog.import_problems import import_problem
from motcua.catalog.national_record import NationalRecord
from motcua.compiler.compilation import Compilation, compile_documents
from motcua.compiler.sources import Layer, SourceDocument
from motcua.dossiers.actor import Actor
from motcua.kernel.problems import Problem
from motcua.services.access import require
from motcua.services.audit import Act, write_audit_entry
from motcua.services.catalog_comparison import Comparison, compare
from motcua.services.catalog_reading import CatalogReading, read_catalog
from motcua.services.catalog_rows import Publication, chunks
from motcua.services.definition_store import StoredLibrary
from motcua.services.national_layer import detailed_records, forget_national, note_hashes, store_national
from motcua.services.publishing import publish, retire
from motcua.services.runtime import Platform
from motcua.spreadsheets.error_workbook import write_error_workbook
from motcua.storage.locking import take_turn_to_publish
from motcua.storage.tables import ImportRunRow, ReviewItemRow

KIND = "procedure_catalog"
MAX_KEPT_PROBLEMS = 200
MAX_EXPLAINED = 50


@dataclass(frozen=True, slots=True)
class CatalogOrder:
    """What to import and how far to go. `shown_name` is the file's name for people; `retire_abolished` confirms that
    procedures the file no longer lists are to be retired; `errors` is where to write the error workbook.
    """

    file: Path
    details: Path | None = None
    dry_run: bool = False
    retire_abolished: bool = False
    effective_from: date | None = None
    errors: Path | None = None
    shown_name: str = ""

    @property
    def name(self) -> str:
        """The file's name for people."""
        return self.shown_name or self.file.name


@dataclass(slots=True)
class CatalogReport:
    """What an import did, or would do. `usable` is false when the file could not be taken at all."""

    file: str
    dry_run: bool
    usable: bool = False
    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    abolished: int = 0
    retired: int = 0
    rejected: int = 0
    review_items: int = 0
    seconds: float = 0.0
    release: int = 0
    import_run: int = 0
    problems: tuple[Problem, ...] = ()
    comparison: Comparison | None = field(default=None, repr=False)

    def summary(self) -> dict[str, Any]:
        """The figures as `--json` prints them and the history keeps them."""
        return {
            "file": self.file,
            "dry_run": self.dry_run,
            "ok": self.usable,
            "rows": self.rows,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "abolished": self.abolished,
            "retired": self.retired,
            "rejected": self.rejected,
            "review_items": self.review_items,
            "seconds": round(self.seconds, 3),
        }


def import_catalog(platform: Platform, actor: Actor, order: CatalogOrder) -> CatalogReport:
    """Import a catalog workbook. A file that cannot be used leaves everything as it was, and so does any failure;
    rows that are wrong are rejected one by one.
    """
    require(actor, "can_import_catalog", "nhập danh mục thủ tục")
    started = time.perf_counter()
    with platform.database.read() as session:
        library = StoredLibrary(session)
        reading = read_catalog(
            library, order.file, order.details, lambda: detailed_records(session), order.name
        )
        report = _report(order, reading)
        if reading.usable and order.dry_run:
            _rehearse(platform, session, reading, report)
    if reading.usable and not order.dry_run:
        with platform.database.write() as session:
            _carry_out(platform, session, actor, order, reading, report)
        platform.rules.refresh()
    report.problems = tuple(sorted(set(report.problems)))
    if order.errors is not None and report.problems and reading.workbook is not None:
        write_error_workbook(order.errors, reading.workbook, report.problems)
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


def _rehearse(platform: Platform, session: Session, reading: CatalogReading, report: CatalogReport) -> None:
    comparison = compare(session, reading.records, reading.codes)
    compilation = _compile(platform, session, comparison.to_store, report.file)
    _take_in(report, comparison, compilation)
    report.problems += tuple(_failures(platform, session, comparison, compilation))
    _count_reviews(session, report, comparison, compilation)


def _compile(
    platform: Platform, session: Session, records: Sequence[NationalRecord], file: str
) -> Compilation:
    documents = [
        SourceDocument(f"{file}#{record.code}", Layer.NATIONAL, data=record.data) for record in records
    ]
    if not documents:
        return Compilation((), ())
    return compile_documents(documents, StoredLibrary(session), platform.registry, today=platform.today())


def _failed(compilation: Compilation) -> frozenset[str]:
    """The procedures that did not compile, for the province or for one agency."""
    return frozenset(code for kind, code, _agency in compilation.failed if kind == "procedure")


def _take_in(report: CatalogReport, comparison: Comparison, compilation: Compilation) -> None:
    """Fill the figures in; what did not compile is rejected."""
    failed = _failed(compilation)
    report.comparison = comparison
    report.added = sum(record.code not in failed for record in comparison.added)
    report.changed = sum(item.record.code not in failed for item in comparison.changed)
    report.unchanged = len(comparison.unchanged)
    report.abolished = len(comparison.abolished)
    report.rejected += sum(record.code in failed for record in comparison.to_store)


def _failures(
    platform: Platform, session: Session, comparison: Comparison, compilation: Compilation
) -> Iterator[Problem]:
    """What keeps a record out. Compiled alone, every problem found is its own, also one in the province's part."""
    failed = _failed(compilation)
    rejected = [record for record in comparison.to_store if record.code in failed]
    for number, record in enumerate(rejected):
        reasons: list[str] = []
        if number < MAX_EXPLAINED:
            alone = _compile(platform, session, [record], record.place.file)
            reasons = [problem.message for problem in alone.problems if problem.is_error]
        found = "; ".join(reasons) or "xem phần riêng của tỉnh."
        yield import_problem("IMP-019", record.place, what=record.code, found=found)


def _count_reviews(
    session: Session, report: CatalogReport, comparison: Comparison, compilation: Compilation
) -> None:
    """Open items of every procedure the file lists."""
    report.review_items = sum(
        len(item.review_items)
        for item in compilation.definitions
        if item.kind == "procedure" and not item.agency
    )
    for part in chunks(comparison.unchanged):
        counted = session.scalar(
            select(func.count())
            .select_from(ReviewItemRow)
            .where(
                ReviewItemRow.procedure_code.in_([record.code for record in part]),
                ReviewItemRow.state == "open",
            )
        )
        report.review_items += counted or 0


def _carry_out(
    platform: Platform,
    session: Session,
    actor: Actor,
    order: CatalogOrder,
    reading: CatalogReading,
    report: CatalogReport,
) -> None:
    take_turn_to_publish(session)
    comparison = compare(session, reading.records, reading.codes)
    compilation = _compile(platform, session, comparison.to_store, report.file)
    _take_in(report, comparison, compilation)
    report.problems += tuple(_failures(platform, session, comparison, compilation))
    run = _start_run(platform, session, actor, order)
    publication = Publication(
        author=actor.user,
        at=run.started_at,
        effective_from=order.effective_from or platform.today(),
        reason=f"nhập danh mục {order.name}",
        import_run=run.id,
    )
    failed = _failed(compilation)
    stored = [record for record in comparison.to_store if record.code not in failed]
    store_national(session, stored, comparison.hashes, publication, order.name)
    if stored:
        good = [item for item in compilation.definitions if item.code not in failed]
        report.release = publish(session, good, publication).release
        note_hashes(session, stored, comparison.hashes)
    if order.retire_abolished and comparison.abolished:
        codes = [item.code for item in comparison.abolished]
        report.retired = len(retire(session, codes, publication).changed)
        forget_national(session, codes)
    _count_reviews(session, report, comparison, compilation)
    report.import_run = run.id
    run.state = "finished"
    run.finished_at = platform.now()
    run.summary = report.summary()
    run.plan = _plan(report, comparison)
    write_audit_entry(
        session, actor, Act("import_catalog", KIND, order.name, report.summary()), run.started_at
    )


def _start_run(platform: Platform, session: Session, actor: Actor, order: CatalogOrder) -> ImportRunRow:
    run = ImportRunRow(
        kind=KIND,
        file_name=order.name,
        file_hash=hashlib.sha256(order.file.read_bytes()).hexdigest(),
        started_by=actor.user,
        started_at=platform.now(),
        summary={},
        plan={},
    )
    session.add(run)
    session.flush()
    return run


def _plan(report: CatalogReport, comparison: Comparison) -> dict[str, Any]:
    """What the history keeps beside the figures: codes, differences and the first problems."""
    return {
        "added": [record.code for record in comparison.added],
        "changed": [
            {"code": item.record.code, "differences": [one.as_json() for one in item.differences[:40]]}
            for item in comparison.changed
        ],
        "abolished": [item.code for item in comparison.abolished],
        "problems": [problem.as_json() for problem in report.problems[:MAX_KEPT_PROBLEMS]],
    }
