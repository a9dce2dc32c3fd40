"""Visual changes of a definition: a text opened as a drawing, an act applied to it, the result kept as draft."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from motcua.compiler.compilation import Compilation
from motcua.compiler.drafts import Draft, draft_of
from motcua.compiler.freezing import ThawError, thaw
from motcua.compiler.linking import Linked, Linker
from motcua.compiler.nodes import split_pointer
from motcua.compiler.text_edits import Edit, EditError, edit_text
from motcua.definitions.process import Process
from motcua.dossiers.actor import Actor
from motcua.kernel.problems import Correction, Problem
from motcua.services.definition_store import StoredLibrary
from motcua.services.draft_merge import MergeSource, MergeWish, merge_draft
from motcua.services.editing import EditConflictError, EditTarget, check, documents_of, save_draft
from motcua.services.editor_desk import Foundation, after_acts
from motcua.services.runtime import Platform
from motcua.surfaces.definition_acts import Deed, FormAct
from motcua.surfaces.flow_budget import ServedLimit
from motcua.surfaces.workpiece import ActRefusedError, Path, Workpiece

MOST_SERVED = 60
"""Procedures whose limits are compared with a process; of shared processes those with the lowest codes."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A text as a drawing. `piece` and `definition` are None when the text cannot be read; `problems` say why."""

    target: EditTarget
    text: str
    piece: Workpiece | None
    definition: Any
    problems: tuple[Problem, ...]
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether it could be published."""
        return not any(problem.is_error for problem in self.problems)


def draw(platform: Platform, session: Session, text: str, target: EditTarget) -> Drawn:
    """The text as it is drawn, with every problem of it. Nothing is stored."""
    started = time.perf_counter()
    compilation = check(platform, session, text, target)
    piece = open_piece(session, text, target)
    definition = _thawed(piece)
    return Drawn(target, text, piece, definition, _sorted(compilation), time.perf_counter() - started)


def _sorted(compilation: Compilation) -> tuple[Problem, ...]:
    return tuple(compilation.problems)


def open_piece(session: Session, text: str, target: EditTarget) -> Workpiece | None:
    """What the text says and what applies with it; None while the text does not read or does not fit its schema."""
    drafts = _drafts(text, target)
    if len(drafts) != 1:
        return None
    library = StoredLibrary(session)
    linker = Linker(drafts, library)
    linked: Linked | None = (
        linker.link_agency(target.kind, target.code, target.agency)
        if target.agency
        else linker.link(target.kind, target.code)
    )
    if linked is None or drafts[0].broken or (linked.base is not None and linked.base.broken):
        return None
    published = library.content(target.kind, target.code, target.agency) or {}
    return Workpiece(target.kind, drafts[0].data, linked.content, published)


def _drafts(text: str, target: EditTarget) -> list[Draft]:
    found = (draft_of(source)[0] for source in documents_of(text, target))
    return [one for one in found if one is not None and (one.kind, one.code) == (target.kind, target.code)]


def _thawed(piece: Workpiece | None) -> Any:
    if piece is None:
        return None
    try:
        return thaw(piece.kind, piece.whole)
    except ThawError:
        return None


ActOn = Callable[[Workpiece], tuple[Path, Sequence[Edit]]]
"""What an act makes of a drawing: the entry to choose next, and the edits."""


def act_on(session: Session, text: str, target: EditTarget, act: ActOn) -> tuple[Path, str]:
    """The text after an act, and the entry to choose next.

    Raises :class:`ActRefusedError` when the act does not fit, or its result would not fit the schema any more.
    """
    piece = open_piece(session, text, target)
    if piece is None:
        raise ActRefusedError("Văn bản đang có lỗi nên chưa vẽ được. Sửa lỗi ở trình soạn YAML trước.")
    chosen, edits = act(piece)
    try:
        changed = edit_text(text, edits)
    except EditError as error:
        raise ActRefusedError(str(error)) from error
    if changed != text and open_piece(session, changed, target) is None:
        raise ActRefusedError(_first_words(changed, target))
    return chosen, changed


def _first_words(text: str, target: EditTarget) -> str:
    """What is wrong with a text that does not fit its schema."""
    for source in documents_of(text, target):
        _draft, problems = draft_of(source)
        for problem in problems:
            return f"{problem.message} {problem.remedy}".strip()
    return "Giá trị này làm văn bản không còn đọc được. Ghi giá trị khác."


def corrected(session: Session, text: str, target: EditTarget, correction: Correction) -> str:
    """The text with a correction that a problem offered. Raises :class:`ActRefusedError` when it does not fit."""
    act = FormAct(
        Deed.CORRECT,
        split_pointer(correction.path),
        correction.value,
        kind=correction.kind.value,
        found=correction.found,
    )
    try:
        changed, _added = after_acts(Foundation(StoredLibrary(session), target), text, [act])
    except EditError as error:
        raise ActRefusedError(str(error)) from error
    return changed


@dataclass(frozen=True, slots=True)
class Kept:
    """A text as it is stored now; `taken` counts what came in from another window."""

    text: str
    version: int
    taken: int = 0


def keep(platform: Platform, actor: Actor, target: EditTarget, text: str, known: Kept) -> Kept:
    """Keep the text as the actor's draft, joined with what another window saved since `known` was.

    Raises :class:`EditConflictError` when both changed the same value.
    """
    try:
        return Kept(text, save_draft(platform, actor, target, text, known.version))
    except EditConflictError:
        wish = MergeWish(text, MergeSource.WINDOW, known.text)
        merged = merge_draft(platform, actor, target, wish)
        if merged.conflicts:
            raise
        return Kept(merged.text, merged.version, merged.taken)


def served_limits(session: Session, process: Process) -> tuple[ServedLimit, ...]:
    """The limits of procedures that use a process, directly or by what they extend; at most so many procedures."""
    library = StoredLibrary(session)
    codes = sorted(code for kind, code in library.referrers("process", process.code) if kind == "procedure")
    return tuple(_limits(library, codes[:MOST_SERVED]))


def _limits(library: StoredLibrary, codes: Iterable[str]) -> Iterable[ServedLimit]:
    for code in codes:
        try:
            procedure = library.load("procedure", code)
        except KeyError:
            continue
        for offer in procedure.offers:
            if offer.time_limit is not None:
                yield ServedLimit(procedure.code, procedure.name, offer.time_limit)
