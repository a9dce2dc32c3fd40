"""Stores an import that was worked out: layers, revisions, what ends, and what stood before, in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from motcua.catalog.import_problems import import_problem
from motcua.catalog.national_record import NationalRecord
from motcua.compiler.sources import SourceDocument
from motcua.dossiers.actor import Actor
from motcua.kernel.problems import Place, Problem
from motcua.services.audit import Act, write_audit_entry
from motcua.services.catalog_comparison import Comparison
from motcua.services.catalog_order import DONE, KIND, CatalogOrder, CatalogReport
from motcua.services.catalog_rows import Publication
from motcua.services.compiled_spool import CompiledSpool
from motcua.services.import_changes import keep_changes, mark_done, remember_before
from motcua.services.import_refusals import remember
from motcua.services.national_layer import forget_national, note_hashes, store_national
from motcua.services.publishing import publish_parts, retire
from motcua.services.recoding import store_carried
from motcua.services.runtime import Platform
from motcua.services.usage import usage_of
from motcua.storage.tables import ImportRunRow, ReleaseRow

MOST_PROBLEMS = 2_000


@dataclass(frozen=True, slots=True)
class Carrying:
    """What is to be stored. `found` is what the file does, `comparison` what is left of it after a person's choices;
    `stored` are the records that compiled, `carried` the local documents that follow a new code, `retire` what ends.
    """

    found: Comparison
    comparison: Comparison
    stored: Sequence[NationalRecord]
    carried: Mapping[str, Sequence[SourceDocument]]
    retire: frozenset[str]
    spool: CompiledSpool


def carry_out(
    platform: Platform,
    session: Session,
    actor: Actor,
    order: CatalogOrder,
    carrying: Carrying,
    report: CatalogReport,
) -> None:
    """Store everything within the caller's transaction and write into the report what was done."""
    run = _run(platform, session, actor, order)
    publication = Publication(
        author=actor.user,
        at=platform.now(),
        effective_from=order.effective_from or platform.today(),
        reason=f"nhập danh mục {order.name}",
        import_run=run.id,
    )
    codes = [record.code for record in carrying.stored]
    keep_changes(session, run.id, carrying.found)
    remember(session, run, carrying.found, actor.user, publication.at)
    remember_before(session, run.id, [*codes, *sorted(carrying.retire)])
    hashes = carrying.comparison.hashes
    store_national(session, carrying.stored, hashes, publication, order.name)
    store_carried(
        session,
        {code: carrying.carried[code] for code in codes if code in carrying.carried},
        publication,
        run.id,
    )
    if codes:
        published = publish_parts(session, carrying.spool.parts(), {"procedure"}, publication)
        report.release = published.release or _empty_release(session, publication)
        note_hashes(session, carrying.stored, hashes)
        mark_done(session, run.id, codes, report.release)
    releases = [report.release, _retire(session, run.id, carrying, publication, report)]
    report.import_run = run.id
    _finish(platform, run, report, [one for one in releases if one])
    write_audit_entry(
        session, actor, Act("import_catalog", KIND, order.name, report.summary()), publication.at
    )


def _run(platform: Platform, session: Session, actor: Actor, order: CatalogOrder) -> ImportRunRow:
    if order.run:
        return session.get_one(ImportRunRow, order.run)
    row = ImportRunRow(
        kind=KIND,
        file_name=order.name,
        file_hash=hashlib.sha256(order.file.read_bytes()).hexdigest(),
        started_by=actor.user,
        started_at=platform.now(),
        summary={},
        plan={},
    )
    session.add(row)
    session.flush()
    return row


def _empty_release(session: Session, publication: Publication) -> int:
    """The release of an import that changed layers and no effective definition."""
    row = ReleaseRow(
        reason=publication.reason,
        published_by=publication.author,
        published_at=publication.at,
        summary={"definitions": 0},
    )
    session.add(row)
    session.flush()
    return row.id


def _retire(
    session: Session, run: int, carrying: Carrying, publication: Publication, report: CatalogReport
) -> int:
    """End what is to end, except what other definitions name."""
    free = []
    for code in sorted(carrying.retire):
        usage = usage_of(session, "procedure", code)
        if usage.is_needed:
            place = Place(file=report.file)
            report.problems += (import_problem("IMP-023", place, what=code, found=usage.words()),)
        else:
            free.append(code)
    if not free:
        return 0
    ended = retire(session, free, publication)
    report.retired = len(ended.changed)
    forget_national(session, free)
    if ended.release:
        mark_done(session, run, free, ended.release)
    return ended.release


def _finish(platform: Platform, run: ImportRunRow, report: CatalogReport, releases: Sequence[int]) -> None:
    before: Mapping[str, Any] = run.summary or {}
    run.state = DONE
    run.dry_run = False
    run.finished_at = platform.now()
    run.summary = {
        **before,
        **report.summary(),
        "releases": [*before.get("releases", ()), *releases],
    }
    run.plan = problems_kept(report.problems)


def problems_kept(problems: Sequence[Problem]) -> dict[str, Any]:
    """What an import keeps of its problems; the error workbook has them all."""
    shown = sorted(set(problems))
    return {
        "problems": [problem.as_json() for problem in shown[:MOST_PROBLEMS]],
        "problem_count": len(shown),
    }
