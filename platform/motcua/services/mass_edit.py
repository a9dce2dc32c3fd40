"""Changes many procedures at once: shows for each what would change or why not, then keeps drafts or publishes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.compiler.compilation import Compilation, CompiledDefinition, compile_documents
from motcua.compiler.edits import Edit, EditError
from motcua.compiler.sources import Layer, SourceDocument, split_documents
from motcua.compiler.text_edits import edit_text
from motcua.dossiers.actor import Actor
from motcua.kernel.problems import Problem
from motcua.services.access import require
from motcua.services.audit import Act, write_audit_entry
from motcua.services.catalog_rows import Publication, chunks
from motcua.services.compiling import compile_tested
from motcua.services.definition_diff import Change, differences
from motcua.services.definition_store import StoredLibrary
from motcua.services.editing import EditTarget, NotPublishableError, PublishWish, save_draft
from motcua.services.editing_grants import Duty
from motcua.services.opened_texts import Opened, forbidden, opened_texts
from motcua.services.publication_requests import propose
from motcua.services.publication_rules import SECOND_PERSON, needs_two_people
from motcua.services.publishing import Published
from motcua.services.runtime import Platform
from motcua.services.text_publication import publish_texts
from motcua.storage.locking import take_turn_to_publish
from motcua.storage.tables import CatalogEntryRow, DefinitionDraftRow

MOST = 3_000
"""So many procedures are changed in one go at most."""


class Outcome(StrEnum):
    """What would become of one procedure."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of one procedure; ``refused`` says why nothing can be done, known beforehand."""

    code: str
    edits: tuple[Edit, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One procedure of a plan: what changes in words, or why it is refused; ``text`` is what would be kept."""

    code: str
    name: str
    outcome: Outcome
    differences: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    reason: str = ""
    text: str = ""
    version: int = 0
    drafted: bool = False


@dataclass(frozen=True, slots=True)
class MassPlan:
    """What changing many procedures would do. ``fingerprint`` is the same as long as the outcome is."""

    lines: tuple[Line, ...]
    fingerprint: str

    def of(self, outcome: Outcome) -> tuple[Line, ...]:
        """The lines with one outcome."""
        return tuple(line for line in self.lines if line.outcome == outcome)


class PlanChangedError(RuntimeError):
    """Between looking and doing, something changed; nothing was done."""


def rehearse(
    platform: Platform, session: Session, actor: Actor, wanted: Sequence[Wanted], *, publishing: bool = False
) -> MassPlan:
    """What the changes would do to each procedure; nothing is stored.

    ``publishing`` refuses procedures that the actor has an unpublished draft of, unless nothing else is wanted of
    them: publishing the change would publish the draft with it.
    """
    library = StoredLibrary(session)
    codes = [one.code for one in wanted[:MOST]]
    duty = Duty.PUBLISH if publishing else Duty.EDIT
    ground = _Ground(
        _names(session, codes), opened_texts(session, actor, codes), forbidden(session, actor, duty, codes)
    )
    begun = [_begin(one, ground, publishing=publishing) for one in wanted[:MOST]]
    documents = [source for line in begun if line.text for source in _documents(line)]
    compilation = compile_tested(platform, documents, library)
    compiled = {
        item.code: item for item in compilation.definitions if item.kind == "procedure" and not item.agency
    }
    lines = tuple(_judged(line, compiled.get(line.code), compilation, library) for line in begun)
    seen = "\n".join(f"{line.code} {line.outcome} {line.text}" for line in lines)
    return MassPlan(lines, hashlib.sha256(seen.encode()).hexdigest())


def _names(session: Session, codes: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in chunks(codes):
        rows = session.execute(
            select(CatalogEntryRow.code, CatalogEntryRow.name).where(CatalogEntryRow.code.in_(part))
        )
        found.update((row.code, row.name) for row in rows)
    return found


@dataclass(frozen=True, slots=True)
class _Ground:
    """What is known before anything is compiled: names, texts to edit, and what the actor may not touch."""

    names: Mapping[str, str]
    texts: Mapping[str, Opened]
    forbidden: Mapping[str, str]


def _begin(one: Wanted, ground: _Ground, *, publishing: bool) -> Line:
    """The line before compiling: its new text, or why there is none."""
    name = ground.names.get(one.code, "")
    opened = ground.texts[one.code]
    reason = ""
    if not name:
        reason = "Danh mục không có thủ tục mang mã này."
    elif one.refused or one.code in ground.forbidden:
        reason = one.refused or ground.forbidden[one.code]
    elif publishing and opened.is_draft and one.edits:
        reason = (
            "Bạn đang có bản nháp của thủ tục này. Công bố hoặc bỏ bản nháp trước, hoặc chỉ lưu nháp lần này."
        )
    elif not one.edits and not opened.is_draft:
        reason = "Bạn không có bản nháp nào của thủ tục này."
    if reason:
        return Line(one.code, name, Outcome.REFUSED, reason=reason)
    try:
        text = edit_text(opened.text, one.edits)
    except EditError as error:
        return Line(one.code, name, Outcome.REFUSED, reason=str(error))
    if one.edits and text == opened.text:
        return Line(one.code, name, Outcome.UNCHANGED)
    return Line(one.code, name, Outcome.CHANGED, text=text, version=opened.version, drafted=opened.is_draft)


def _documents(line: Line) -> list[SourceDocument]:
    """The documents of a line; problems name the procedure as their file."""
    return split_documents(line.text, line.code, Layer.PROVINCE)


def _judged(
    line: Line, compiled: CompiledDefinition | None, compilation: Compilation, library: StoredLibrary
) -> Line:
    if not line.text:
        return line
    problems = tuple(one for one in compilation.problems if one.place.file == line.code and one.is_error)
    if compiled is None or problems:
        reason = "Sau khi đổi, thủ tục có lỗi nên không công bố được."
        return Line(line.code, line.name, Outcome.REFUSED, problems=problems, reason=reason)
    found = differences("procedure", library.content("procedure", line.code), compiled.content)
    if not found:
        return Line(line.code, line.name, Outcome.UNCHANGED)
    return Line(
        line.code,
        line.name,
        Outcome.CHANGED,
        found,
        text=line.text,
        version=line.version,
        drafted=line.drafted,
    )


def keep_drafts(
    platform: Platform, actor: Actor, wanted: Sequence[Wanted], fingerprint: str, why: str
) -> MassPlan:
    """Keep what changes as drafts of the actor. Raises :class:`PlanChangedError` when it is not what was seen."""
    require(actor, "can_edit_definition", "sửa định nghĩa")
    with platform.database.read() as session:
        plan = rehearse(platform, session, actor, wanted)
    _same(plan, fingerprint)
    changed = plan.of(Outcome.CHANGED)
    for line in changed:
        save_draft(platform, actor, EditTarget("procedure", line.code), line.text, line.version)
    with platform.database.write() as session:
        detail = {"codes": [line.code for line in changed], "why": why}
        write_audit_entry(session, actor, Act("draft_procedures", "procedure", "", detail), platform.now())
    return plan


def propose_all(
    platform: Platform, actor: Actor, wanted: Sequence[Wanted], fingerprint: str, wish: PublishWish
) -> MassPlan:
    """Keep drafts and propose each for publication, where the province wants a second person."""
    plan = keep_drafts(platform, actor, wanted, fingerprint, wish.note)
    for line in plan.of(Outcome.CHANGED):
        propose(platform, actor, EditTarget("procedure", line.code), wish)
    return plan


def publish_now(
    platform: Platform, actor: Actor, wanted: Sequence[Wanted], fingerprint: str, wish: PublishWish
) -> tuple[MassPlan, Published]:
    """Publish what changes as one release.

    Raises :class:`PlanChangedError` as :func:`keep_drafts` does, ``NotPublishableError`` where a second person has
    to approve.
    """
    require(actor, "can_publish_definition", "công bố định nghĩa")
    now = platform.now()
    with platform.database.write() as session:
        take_turn_to_publish(session)
        if needs_two_people(session):
            raise NotPublishableError([SECOND_PERSON])
        plan = rehearse(platform, session, actor, wanted, publishing=True)
        _same(plan, fingerprint)
        changed = plan.of(Outcome.CHANGED)
        documents = [source for line in changed for source in _documents(line)]
        compilation = compile_documents(
            documents, StoredLibrary(session), platform.registry, today=platform.today()
        )
        reason = wish.note or "đổi nhiều thủ tục"
        order = Publication(actor.user, now, wish.effective_from, reason, wish.decision_number)
        published = publish_texts(session, documents, compilation.definitions, order)
        _forget_drafts(session, actor, [line.code for line in changed])
        for line in changed:
            detail = {
                "release": published.release,
                "effective_from": wish.effective_from.isoformat(),
                "decision_number": wish.decision_number,
                "changes": [one.sentence() for one in line.differences[:40]],
                "note": wish.note,
            }
            write_audit_entry(session, actor, Act("publish_definition", "procedure", line.code, detail), now)
    platform.rules.refresh()
    return plan, published


def _same(plan: MassPlan, fingerprint: str) -> None:
    if plan.fingerprint != fingerprint:
        raise PlanChangedError(
            "Từ lúc xem trước đến giờ có thủ tục đã đổi, nên chưa làm gì. Xem lại kết quả rồi làm tiếp."
        )


def _forget_drafts(session: Session, actor: Actor, codes: Sequence[str]) -> None:
    for part in chunks(codes):
        for row in session.scalars(
            select(DefinitionDraftRow).where(
                DefinitionDraftRow.kind == "procedure",
                DefinitionDraftRow.agency_code == "",
                DefinitionDraftRow.created_by == actor.user,
                DefinitionDraftRow.code.in_(part),
            )
        ):
            session.delete(row)
