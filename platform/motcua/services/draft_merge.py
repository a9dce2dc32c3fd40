"""A draft is joined with what somebody else did to the same definition in the meantime; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.compiler.text_merge import Conflict, merge_texts
from motcua.dossiers.actor import Actor
from motcua.services.access import require
from motcua.services.editing import EditTarget, newest_number, open_editor, save_draft, standing_text
from motcua.services.revision_texts import texts_at
from motcua.services.runtime import Platform
from motcua.storage.tables import DefinitionDraftRow


class MergeSource(StrEnum):
    """Whose text is joined in: what was published since, the same draft in another window, another person's draft."""

    PUBLISHED = "published"
    WINDOW = "window"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class MergeWish:
    """What is joined with `text`.

    `base` is the text the window last loaded or saved; `person` whose draft is meant; `choices` say for conflicts by
    path whether the other's value is taken.
    """

    text: str
    source: MergeSource
    base: str = ""
    person: str = ""
    choices: Mapping[tuple[str, ...], bool] | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """The joined text; while conflicts are left it is not saved and `version` is 0. `taken` counts what came in."""

    text: str
    conflicts: tuple[Conflict, ...]
    taken: int
    version: int = 0
    base_number: int = 0


class NothingToMergeError(LookupError):
    """The other text is not there any more."""


def merge_draft(platform: Platform, actor: Actor, target: EditTarget, wish: MergeWish) -> Merged:
    """Join the texts; without open conflicts the result is saved as the actor's draft on the newest revision.

    Raises :class:`NothingToMergeError`, and :class:`~motcua.compiler.edits.EditError` when a text does not read.
    """
    require(actor, "can_edit_definition", "sửa định nghĩa")
    with platform.database.read() as session:
        editable = open_editor(session, actor, target)
        base, theirs = _texts(session, actor, target, wish)
        newest = newest_number(session, target)
    merge = merge_texts(base, wish.text, theirs, wish.choices)
    if merge.conflicts:
        return Merged(merge.text, merge.conflicts, merge.taken)
    version = save_draft(platform, actor, target, merge.text, editable.version)
    if wish.source is MergeSource.PUBLISHED:
        _rebase(platform, actor, target, newest)
    return Merged(merge.text, (), merge.taken, version, newest)


def _texts(session: Session, actor: Actor, target: EditTarget, wish: MergeWish) -> tuple[str, str]:
    """The text both come from, and the other's."""
    match wish.source:
        case MergeSource.WINDOW:
            return wish.base, open_editor(session, actor, target).text
        case MergeSource.PERSON:
            theirs = draft_text(session, target, wish.person)
            if theirs is None:
                raise NothingToMergeError("Người này không còn bản nháp của định nghĩa này.")
            return standing_text(session, target), theirs
        case MergeSource.PUBLISHED:
            editable = open_editor(session, actor, target)
            return published_text(session, target, editable.base_number), standing_text(session, target)


def published_text(session: Session, target: EditTarget, number: int) -> str:
    """The text of a revision; when it was not kept, only the head that every text of the definition shares."""
    kept = texts_at(session, (target.kind, target.code, target.agency), number) if number else None
    texts = [source.text for source in kept or () if source.text]
    if texts:
        return texts[0]
    return f"kind: {target.kind}\ncode: {target.code}\n"


def draft_text(session: Session, target: EditTarget, person: str) -> str | None:
    """Somebody's draft; None when there is none."""
    return session.scalar(
        select(DefinitionDraftRow.text).where(
            DefinitionDraftRow.kind == target.kind,
            DefinitionDraftRow.code == target.code,
            DefinitionDraftRow.agency_code == target.agency,
            DefinitionDraftRow.created_by == person,
        )
    )


def _rebase(platform: Platform, actor: Actor, target: EditTarget, number: int) -> None:
    with platform.database.write() as session:
        row = session.scalars(
            select(DefinitionDraftRow).where(
                DefinitionDraftRow.kind == target.kind,
                DefinitionDraftRow.code == target.code,
                DefinitionDraftRow.agency_code == target.agency,
                DefinitionDraftRow.created_by == actor.user,
            )
        ).one()
        row.base_number = number
