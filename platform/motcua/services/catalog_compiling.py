"""Compiles the records of an import part by part, so that thousands of procedures need little memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from motcua.catalog.import_problems import import_problem
from motcua.catalog.national_record import NationalRecord
from motcua.compiler.compilation import Compilation, compile_documents
from motcua.compiler.sources import Layer, SourceDocument
from motcua.kernel.problems import Problem
from motcua.services.compiled_spool import CompiledSpool
from motcua.services.definition_store import StoredLibrary
from motcua.services.import_watch import Watch
from motcua.services.memory_turns import collect_young
from motcua.services.runtime import Platform

PART = 400
MAX_EXPLAINED = 50
Carried = Mapping[str, Sequence[SourceDocument]]
"""Local documents that a procedure brings along from its old code."""


@dataclass(slots=True)
class Compiled:
    """What came of compiling: the codes that may not be published, and how much is to be reviewed."""

    failed: set[str] = field(default_factory=set)
    review_items: int = 0


def compile_records(
    platform: Platform,
    session: Session,
    records: Sequence[NationalRecord],
    carried: Carried,
    spool: CompiledSpool,
    watch: Watch,
) -> Compiled:
    """Compile all records over what stands, and put what is right aside for publishing."""
    compiled = Compiled()
    spool.clear()
    for start in range(0, len(records), PART):
        watch.progress(start, len(records), "Đang kiểm tra từng thủ tục")
        compilation = compile_part(platform, session, records[start : start + PART], carried)
        failed = {code for kind, code, _agency in compilation.failed if kind == "procedure"}
        good = [item for item in compilation.definitions if item.code not in failed]
        compiled.failed |= failed
        compiled.review_items += sum(
            len(item.review_items)
            for item in compilation.definitions
            if item.kind == "procedure" and not item.agency
        )
        spool.add(good)
        del compilation, good
        collect_young()
    return compiled


def compile_part(
    platform: Platform, session: Session, records: Sequence[NationalRecord], carried: Carried
) -> Compilation:
    """Compile some records together."""
    documents = [
        SourceDocument(f"{record.place.file}#{record.code}", Layer.NATIONAL, data=record.data)
        for record in records
    ]
    for record in records:
        documents += carried.get(record.code, ())
    library = StoredLibrary(session)
    library.expect("procedure", [record.code for record in records])
    return compile_documents(documents, library, platform.registry, today=platform.today())


def failures(
    platform: Platform,
    session: Session,
    records: Sequence[NationalRecord],
    carried: Carried,
    failed: set[str],
) -> Iterator[Problem]:
    """What keeps records out. Compiled alone, every problem found is its own, also one in the province's part."""
    rejected = [record for record in records if record.code in failed]
    for number, record in enumerate(rejected):
        reasons: list[str] = []
        if number < MAX_EXPLAINED:
            alone = compile_part(platform, session, [record], carried)
            reasons = [problem.message for problem in alone.problems if problem.is_error]
        found = "; ".join(reasons) or "xem phần riêng của tỉnh."
        yield import_problem("IMP-019", record.place, what=record.code, found=found)
