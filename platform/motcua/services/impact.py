"""Whom a change reaches: dossiers by step, screens, papers, reports, positions, agencies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from motcua.compiler.compilation import Compilation
from motcua.definitions.procedure import Procedure
from motcua.definitions.process import Process
from motcua.definitions.screen import Screen
from motcua.services.definition_store import StoredLibrary
from motcua.services.drafted_rules import compiled_rules
from motcua.services.editing import EditTarget
from motcua.services.runtime import Platform
from motcua.services.usage import ENDED
from motcua.storage.tables import DossierRow, ReferenceRow, WorkItemRow

MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class StepLoad:
    """Dossiers that stand in a step now; `stays` is false when the changed process has no such step."""

    step: str
    name: str
    dossiers: int
    stays: bool


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change touches, each by code and name, and the dossiers under way."""

    procedures: tuple[str, ...] = ()
    running: int = 0
    steps: tuple[StepLoad, ...] = ()
    screens: tuple[tuple[str, str], ...] = ()
    papers: tuple[tuple[str, str], ...] = ()
    reports: tuple[tuple[str, str], ...] = ()
    positions_added: tuple[str, ...] = ()
    positions_removed: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    agency_count: int = 0


def impact_of(platform: Platform, session: Session, compilation: Compilation, target: EditTarget) -> Impact:
    """The reach of a compiled change. The session's scope decides which dossiers are counted."""
    codes = _procedures(session, compilation, target)
    after = _process_after(session, compilation, codes, target)
    before = _process_before(platform, codes, after)
    used = _positions(before) | _positions(after)
    directory = platform.directory()

    def position(code: str) -> str:
        return directory.position(code).name if _knows(directory, code) else code

    agencies = _agencies(platform, session, codes, target)
    return Impact(
        procedures=codes,
        running=_count(session, codes),
        steps=_steps(session, codes, after),
        screens=_screens(platform, used),
        papers=_papers(session, compilation, codes),
        reports=_reports(platform) if codes else (),
        positions_added=tuple(sorted(map(position, _positions(after) - _positions(before)))),
        positions_removed=tuple(sorted(map(position, _positions(before) - _positions(after)))),
        positions=tuple(sorted(map(position, used))),
        agencies=tuple(directory.agency(code).name for code in agencies[:MOST_NAMED]),
        agency_count=len(agencies),
    )


def _knows(directory: object, code: str) -> bool:
    try:
        directory.position(code)  # type: ignore[attr-defined]
    except KeyError:
        return False
    return True


def _procedures(session: Session, compilation: Compilation, target: EditTarget) -> tuple[str, ...]:
    """The procedures whose dossiers follow what changes."""
    found = {item.code for item in compilation.definitions if item.kind == "procedure"}
    if target.kind == "procedure":
        found.add(target.code)
    for item in compilation.definitions:
        if item.kind in ("form", "process", "policy", "numbering"):
            found.update(
                session.scalars(
                    select(ReferenceRow.from_code).where(
                        ReferenceRow.to_kind == item.kind,
                        ReferenceRow.to_code == item.code,
                        ReferenceRow.from_kind == "procedure",
                    )
                )
            )
    return tuple(sorted(found))


def _count(session: Session, codes: Sequence[str]) -> int:
    wanted = select(func.count(DossierRow.id)).where(
        DossierRow.procedure_code.in_(codes[:900]), DossierRow.lifecycle.not_in(ENDED)
    )
    return session.scalar(wanted) or 0 if codes else 0


def _steps(session: Session, codes: Sequence[str], after: Process | None) -> tuple[StepLoad, ...]:
    if not codes:
        return ()
    rows = session.execute(
        select(
            WorkItemRow.step, func.max(WorkItemRow.step_name), func.count(WorkItemRow.dossier_id.distinct())
        )
        .where(WorkItemRow.procedure_code.in_(codes[:900]))
        .group_by(WorkItemRow.step)
        .order_by(func.count(WorkItemRow.dossier_id.distinct()).desc(), WorkItemRow.step)
    )
    known = {step.id for step in after.steps} if after else set()
    standard = {"submitted", "wait-supplement", "wait-payment", "hand-over"}
    return tuple(
        StepLoad(step, name, count, after is None or step in known or step in standard)
        for step, name, count in rows
    )


def _process_after(
    session: Session, compilation: Compilation, codes: Sequence[str], target: EditTarget
) -> Process | None:
    edited = compilation.get(target.kind, target.code, target.agency)
    if edited is not None and isinstance(edited.definition, Process):
        return edited.definition
    if target.kind == "procedure":
        bundle = compiled_rules(session, compilation, target.code, target.agency)
        return bundle.process if bundle else None
    bundles = (compiled_rules(session, compilation, code) for code in codes[:1])
    return next((bundle.process for bundle in bundles if bundle), None)


def _process_before(platform: Platform, codes: Sequence[str], after: Process | None) -> Process | None:
    for code in codes[:1]:
        try:
            return platform.rules.bundle(code, "", platform.today()).process
        except LookupError:
            return None
    if after is None:
        return None
    try:
        found: Process = platform.rules.definition("process", after.code, platform.today())
    except LookupError:
        return None
    return found


def _positions(process: Process | None) -> set[str]:
    return {step.by.position for step in process.steps if step.by is not None} if process else set()


def _screens(platform: Platform, positions: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Work lists of the positions that take part."""
    wanted = set(positions)
    lists: Iterable[Screen] = platform.rules.every("screen", platform.today())
    return tuple(
        (one.code, one.name) for one in lists if wanted and (not one.positions or wanted & set(one.positions))
    )


def _papers(session: Session, compilation: Compilation, codes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Papers issued with these procedures' results, and those every dossier gets."""
    found: dict[str, str] = {}
    library = StoredLibrary(session)
    for code in codes[:50]:
        compiled = compilation.get("procedure", code)
        procedure = compiled.definition if compiled else None
        if not isinstance(procedure, Procedure):
            try:
                procedure = library.load("procedure", code)
            except LookupError:
                continue
        for print_code in (*procedure.prints, *(one.print for one in procedure.outcomes if one.print)):
            content = library.content("print", print_code)
            found[print_code] = str(content["name"]) if content else print_code
    for item in compilation.definitions:
        if item.kind == "print":
            found[item.code] = str(item.content.get("name", item.code))
    return tuple(sorted(found.items()))


def _reports(platform: Platform) -> tuple[tuple[str, str], ...]:
    """Reports that count dossiers; what was handed in before stays as it is."""
    return tuple((one.code, one.name) for one in platform.rules.every("report", platform.today()))


def _agencies(
    platform: Platform, session: Session, codes: Sequence[str], target: EditTarget
) -> tuple[str, ...]:
    if target.agency:
        return (target.agency,)
    library, directory = StoredLibrary(session), platform.directory()
    found: dict[str, None] = {}
    for code in codes[:50]:
        try:
            found.update(dict.fromkeys(directory.offering(library.load("procedure", code))))
        except LookupError:
            continue
    return tuple(found)
