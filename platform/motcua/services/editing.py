"""Edits definitions: check a text, keep it as a draft, publish it as a new revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from motcua.compiler.compilation import Compilation
from motcua.compiler.drafts import draft_of
from motcua.compiler.freezing import content_hash
from motcua.compiler.sources import Layer, SourceDocument, split_documents
from motcua.dossiers.actor import Actor
from motcua.kernel.problems import Problem, Severity
from motcua.services.access import require
from motcua.services.beginning_texts import definition_beginning, overlay_beginning, without_blank_lines
from motcua.services.catalog_rows import Publication
from motcua.services.compiling import compile_tested
from motcua.services.definition_store import StoredLibrary, stored_text
from motcua.services.draft_rows import DraftKey, find_draft, forget_draft, note_draft
from motcua.services.editing_grants import Duty, check_duty
from motcua.services.publication_changes import definition_keys
from motcua.services.publication_rules import SECOND_PERSON, needs_two_people
from motcua.services.publishing import Published
from motcua.services.runtime import Platform
from motcua.services.text_publication import publish_noted
from motcua.storage.locking import take_turn_to_publish
from motcua.storage.tables import DefinitionDraftRow, DefinitionSourceRow, RevisionRow

EDITOR_FILE = "văn bản"


class EditConflictError(RuntimeError):
    """Somebody else saved the same draft or published the definition in the meantime; nothing was overwritten."""


class NotPublishableError(ValueError):
    """The text has errors; ``problems`` name place and remedy."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"Còn {len(problems)} lỗi, chưa công bố được.")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Editable:
    """What an editor opens: the text, whether it is an unpublished draft, and the version to save against.

    ``base_number`` is the newest revision at the time the draft was begun.
    """

    kind: str
    code: str
    agency: str
    text: str
    is_draft: bool
    version: int
    base_number: int = 0


@dataclass(frozen=True, slots=True)
class EditTarget:
    """The definition that is edited; ``agency`` for the difference of one agency."""

    kind: str
    code: str
    agency: str = ""


def key_of(target: EditTarget) -> DraftKey:
    """What a draft is found by, together with its author."""
    return target.kind, target.code, target.agency


def open_editor(session: Session, actor: Actor, target: EditTarget) -> Editable:
    """The actor's draft if there is one, else the stored text, else the beginning of an overlay."""
    draft = find_draft(session, actor, key_of(target))
    if draft is not None:
        return Editable(
            target.kind,
            target.code,
            target.agency,
            draft.text,
            is_draft=True,
            version=draft.version,
            base_number=draft.base_number,
        )
    return Editable(
        target.kind,
        target.code,
        target.agency,
        standing_text(session, target),
        is_draft=False,
        version=0,
        base_number=newest_number(session, target),
    )


def standing_text(session: Session, target: EditTarget) -> str:
    """The stored text, else the beginning of an overlay, else the beginning of a new definition."""
    row = stored_text(session, target.kind, target.code, target.agency)
    if row is not None and row.text:
        return without_blank_lines(row.text)
    if target.agency or _is_written(session, target):
        return overlay_beginning(target.kind, target.code, target.agency)
    return definition_beginning(target.kind, target.code)


def _is_written(session: Session, target: EditTarget) -> bool:
    """Whether any layer speaks of a definition; one that ended with its last text begins anew."""
    known = select(DefinitionSourceRow.id).where(
        DefinitionSourceRow.kind == target.kind, DefinitionSourceRow.code == target.code
    )
    return session.scalar(known.limit(1)) is not None


def newest_number(session: Session, target: EditTarget) -> int:
    """The number of the newest revision; 0 when there is none."""
    return (
        session.scalar(
            select(func.max(RevisionRow.number)).where(
                RevisionRow.kind == target.kind,
                RevisionRow.code == target.code,
                RevisionRow.agency_code == target.agency,
            )
        )
        or 0
    )


def documents_of(text: str, target: EditTarget | None = None) -> list[SourceDocument]:
    """The documents of an edited text; with an agency they belong to its layer."""
    layer = Layer.AGENCY if target and target.agency else Layer.PROVINCE
    return split_documents(text, EDITOR_FILE, layer)


def check(
    platform: Platform,
    session: Session,
    text: str,
    target: EditTarget | None = None,
    library: StoredLibrary | None = None,
) -> Compilation:
    """Compile a text over what stands and run its tests; nothing is stored. Problems carry line and column.

    `library` is what has been read in this session already.
    """
    documents = documents_of(text, target)
    compilation = compile_tested(platform, documents, library or StoredLibrary(session))
    strays = _strays(documents, target)
    if not strays:
        return compilation
    return replace(compilation, problems=(*strays, *compilation.problems))


def _strays(documents: Sequence[SourceDocument], target: EditTarget | None) -> list[Problem]:
    """A text edited under one definition must not define another."""
    problems: list[Problem] = []
    for source in documents if target else ():
        draft, _found = draft_of(source)
        if draft is not None and target and (draft.kind, draft.code) != (target.kind, target.code):
            problems.append(
                Problem(
                    "EDIT-001",
                    Severity.ERROR,
                    f"Văn bản này định nghĩa {draft.kind} “{draft.code}”, không phải {target.kind} “{target.code}”.",
                    draft.place(("code",)),
                    found=draft.code,
                    expected=target.code,
                    remedy=f"Ghi lại mã “{target.code}”, hoặc tạo định nghĩa mới từ danh sách.",
                )
            )
    return problems


def save_draft(platform: Platform, actor: Actor, target: EditTarget, text: str, version: int) -> int:
    """Keep a text as the actor's draft; returns the new version.

    Raises :class:`EditConflictError` when the draft was saved elsewhere since ``version``.
    """
    require(actor, "can_edit_definition", "sửa định nghĩa")
    now = platform.now()
    with platform.database.write() as session:
        check_duty(session, actor, Duty.EDIT, (target.kind, target.code, target.agency))
        row = find_draft(session, actor, key_of(target))
        if row is None:
            row = DefinitionDraftRow(
                kind=target.kind,
                code=target.code,
                agency_code=target.agency,
                layer=(Layer.AGENCY if target.agency else Layer.PROVINCE).value,
                created_by=actor.user,
                created_at=now,
                version=0,
                base_number=newest_number(session, target),
                base_hash="",
                text="",
            )
            session.add(row)
            note_draft(session, actor, ("begin_draft", {"base": row.base_number}), key_of(target), now)
        elif version != row.version:
            raise EditConflictError(
                "Bản nháp này vừa được lưu ở một cửa sổ khác. "
                "Tải lại để xem bản mới; phần bạn gõ vẫn còn trên màn hình."
            )
        row.text = text
        row.version += 1
        row.updated_at = now
        row.base_hash = content_hash({"text": text})
        return row.version


def drop_draft(platform: Platform, actor: Actor, target: EditTarget) -> None:
    """Forget the actor's draft."""
    require(actor, "can_edit_definition", "sửa định nghĩa")
    with platform.database.write() as session:
        row = find_draft(session, actor, key_of(target))
        if row is not None:
            told = {
                "base": row.base_number,
                "changes": [{"what": "Văn bản", "before": row.text, "after": ""}],
            }
            note_draft(session, actor, ("drop_draft", told), key_of(target), platform.now())
            forget_draft(session, actor, key_of(target))


@dataclass(frozen=True, slots=True)
class PublishWish:
    """From which day a text applies, under which decision, and why it changes. ``proposed_by`` when by two people."""

    effective_from: date
    decision_number: str = ""
    note: str = ""
    proposed_by: str = ""


def publish_text(
    platform: Platform, actor: Actor, text: str, wish: PublishWish, target: EditTarget | None = None
) -> tuple[Published, Compilation]:
    """Publish a text: new revisions for what it changes and for what depends on it, effective from the day given.

    Raises :class:`NotPublishableError` with every problem when there is an error, or when the province wants a second
    person and there is none; nothing is stored then.
    """
    require(actor, "can_publish_definition", "công bố định nghĩa")
    with platform.database.write() as session:
        take_turn_to_publish(session)
        if needs_two_people(session) and wish.proposed_by in ("", actor.user):
            raise NotPublishableError([SECOND_PERSON])
        documents = documents_of(text, target)
        for key in definition_keys(documents):
            check_duty(session, actor, Duty.PUBLISH, key)
        compilation = check(platform, session, text, target)
        if not compilation.ok:
            raise NotPublishableError([problem for problem in compilation.problems if problem.is_error])
        order = Publication(
            author=actor.user,
            at=platform.now(),
            effective_from=wish.effective_from,
            reason=wish.note or "sửa trên trình soạn",
            decision_number=wish.decision_number,
        )
        said = {"proposed_by": wish.proposed_by, "note": wish.note}
        published = publish_noted(session, actor, documents, compilation, order, said)
        if target is not None:
            forget_draft(session, actor, key_of(target))
    platform.rules.refresh()
    return published, compilation
