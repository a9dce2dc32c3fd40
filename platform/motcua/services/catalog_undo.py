"""Undoes a whole import of the catalog: the national layer stands again exactly as it was before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from motcua.compiler.compilation import compile_documents
from motcua.compiler.sources import Layer, SourceDocument
from motcua.dossiers.actor import Actor
from motcua.services.audit import Act, write_audit_entry
from motcua.services.catalog_order import KIND
from motcua.services.catalog_rows import Publication, chunks
from motcua.services.compiled_spool import CompiledSpool
from motcua.services.definition_store import StoredLibrary
from motcua.services.import_dependents import CHECKING, StillNeededError, dependents
from motcua.services.import_refusals import forget
from motcua.services.import_runs import UNDOING, UNDONE, find_run
from motcua.services.import_work import RunWork
from motcua.services.national_layer import forget_national, stand_of_sources
from motcua.services.publishing import publish_parts, retire
from motcua.services.recoding import LOCAL
from motcua.storage.insertion import insert_many
from motcua.storage.locking import take_turn_to_publish
from motcua.storage.tables import (
    CatalogEntryRow,
    DefinitionSourceRow,
    ImportChangeRow,
    ReferenceRow,
    ReviewItemRow,
    RevisionRow,
)

PART = 500
MAX_REPEATS = 3


@dataclass(frozen=True, slots=True)
class _Before:
    """The national layer as it was: what stood there by code, and the codes that had none."""

    restored: Mapping[str, Mapping[str, Any]]
    bare: tuple[str, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return (*self.restored, *self.bare)


def undo_catalog(work: RunWork) -> str:
    """Undo the import as a job of the worker."""
    platform = work.platform
    with platform.database.read() as session:
        row = find_run(session, work.run_id)
        if row.state == UNDONE and row.job_id == work.job.id:
            return "Đã hoàn tác."
    row = work.row(UNDOING)
    actor = work.actor()
    with CompiledSpool() as spool:
        for _repeat in range(MAX_REPEATS):
            with platform.database.read() as session:
                stand = stand_of_sources(session)
                before = _before(session, row.id)
                _compile(work, session, before, row.file_name, spool)
            work.tell(len(before.codes), len(before.codes), "Đang trả lại danh mục trước lần nhập")
            with platform.database.write(CHECKING) as session:
                work.watch.must_be_mine(session)
                take_turn_to_publish(session)
                if stand == stand_of_sources(session):
                    _restore(work, session, actor, before, spool)
                    break
        else:
            raise RuntimeError("Danh mục đang được sửa liên tục. Bấm Chạy tiếp khi không còn ai công bố.")
    platform.rules.refresh()
    return f"Đã hoàn tác {len(before.codes)} thủ tục."


def _before(session: Session, run: int) -> _Before:
    rows = session.execute(
        select(ImportChangeRow.code, ImportChangeRow.before)
        .where(ImportChangeRow.import_run_id == run, ImportChangeRow.release_id.is_not(None))
        .order_by(ImportChangeRow.code)
    ).all()
    return _Before(
        {row.code: row.before for row in rows if row.before},
        tuple(row.code for row in rows if not row.before),
    )


class _WithoutNational(StoredLibrary):
    """What stands without the national layers."""

    def layers(self, kind: str, code: str) -> Sequence[SourceDocument]:
        return [one for one in super().layers(kind, code) if one.layer is not Layer.NATIONAL]


def _compile(work: RunWork, session: Session, before: _Before, file: str, spool: CompiledSpool) -> None:
    """Compile everything as it is without the import. Raises RuntimeError when something no longer compiles."""
    spool.clear()
    codes = before.codes
    for start in range(0, len(codes), PART):
        work.tell(start, len(codes), "Đang dựng lại danh mục trước lần nhập")
        part = codes[start : start + PART]
        library = _WithoutNational(session)
        library.expect("procedure", part)
        documents = [
            SourceDocument(f"{file}#{code}", Layer.NATIONAL, data=before.restored[code]["data"])
            for code in part
            if code in before.restored
        ]
        for code in part:
            documents += _own(session, work.run_id, code) if code in before.bare else ()
        made = compile_documents(documents, library, work.platform.registry, today=work.platform.today())
        if made.failed:
            code = min(made.failed)[1]
            raise RuntimeError(f"Bản trước của thủ tục {code} không còn biên dịch được nên chưa hoàn tác gì.")
        spool.add(made.definitions)


def _own(session: Session, run: int, code: str) -> list[SourceDocument]:
    """What the province had written of a procedure before the import brought a national layer."""
    rows = session.scalars(
        select(DefinitionSourceRow).where(
            DefinitionSourceRow.kind == "procedure",
            DefinitionSourceRow.code == code,
            DefinitionSourceRow.layer.in_(LOCAL),
        )
    ).all()
    own = [row for row in rows if row.import_run_id != run]
    if not any(row.document_kind == "procedure" for row in own):
        return []
    return [SourceDocument(row.file, Layer(row.layer), row.text, row.data, row.agency_code) for row in own]


def _restore(work: RunWork, session: Session, actor: Actor, before: _Before, spool: CompiledSpool) -> None:
    """Put everything back within the caller's transaction."""
    platform, row = work.platform, find_run(session, work.run_id, locked=True)
    found = dependents(session, row.id, row.summary["releases"])
    if found:
        raise StillNeededError(found)
    reason = str(work.job.arguments.get("reason", ""))
    publication = Publication(
        author=actor.user,
        at=platform.now(),
        effective_from=platform.today(),
        reason=f"hoàn tác lần nhập {row.id}" + (f": {reason}" if reason else ""),
        import_run=row.id,
    )
    forget_national(session, before.codes)
    _forget_carried(session, row.id, before.codes)
    forget(session, row.id)
    insert_many(session, DefinitionSourceRow, [_source(code, one) for code, one in before.restored.items()])
    published = publish_parts(session, spool.parts(), {"procedure"}, publication)
    standing = {code for _kind, code, agency in published.changed if not agency}
    gone = [code for code in before.bare if code not in standing]
    retire(session, gone, publication)
    _forget_new(session, gone, row.summary["releases"])
    _note_origin(session, before.restored)
    row.state = UNDONE
    row.finished_at = publication.at
    row.summary = {**row.summary, "undone_by": actor.user, "undone_reason": reason}
    detail = {"codes": len(before.codes), "reason": reason}
    write_audit_entry(session, actor, Act("undo_import", KIND, str(row.id), detail), publication.at)


def _source(code: str, one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": "procedure",
        "code": code,
        "layer": Layer.NATIONAL.value,
        "agency_code": "",
        "document_kind": "procedure",
        "text": None,
        **one,
        "updated_at": datetime.fromisoformat(one["updated_at"]),
    }


def _forget_carried(session: Session, run: int, codes: Sequence[str]) -> None:
    """Local documents that followed a new code leave with it."""
    for part in chunks(codes):
        session.execute(
            delete(DefinitionSourceRow).where(
                DefinitionSourceRow.kind == "procedure",
                DefinitionSourceRow.layer.in_(LOCAL),
                DefinitionSourceRow.import_run_id == run,
                DefinitionSourceRow.code.in_(part),
            )
        )


def _forget_new(session: Session, codes: Sequence[str], releases: Sequence[int]) -> None:
    """Take procedures that the import brought for the first time out of the catalog; their revisions stay."""
    for part in chunks(codes):
        older = set(
            session.scalars(
                select(RevisionRow.code).where(
                    RevisionRow.kind == "procedure",
                    RevisionRow.code.in_(part),
                    RevisionRow.release_id < min(releases),
                )
            )
        )
        new = [code for code in part if code not in older]
        session.execute(delete(CatalogEntryRow).where(CatalogEntryRow.code.in_(new)))
        session.execute(delete(ReviewItemRow).where(ReviewItemRow.procedure_code.in_(part)))
        session.execute(
            delete(ReferenceRow).where(
                ReferenceRow.from_kind == "procedure", ReferenceRow.from_code.in_(part)
            )
        )


def _note_origin(session: Session, restored: Mapping[str, Mapping[str, Any]]) -> None:
    """Tell in the catalog which content procedures have again and which import it came from."""
    for part in chunks(list(restored)):
        rows = session.execute(
            select(CatalogEntryRow.id, CatalogEntryRow.code).where(CatalogEntryRow.code.in_(part))
        ).all()
        session.execute(
            update(CatalogEntryRow),
            [
                {
                    "id": row.id,
                    "national_hash": restored[row.code]["content_hash"],
                    "import_run_id": restored[row.code]["import_run_id"],
                }
                for row in rows
            ],
        )
