"""Definitions as files: checking them, publishing them, and bringing files and database together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.compiler.compilation import Compilation
from motcua.compiler.library import EmptyLibrary
from motcua.compiler.sources import Layer, SourceDocument, read_tree
from motcua.dossiers.actor import Actor
from motcua.kernel.problems import Problem, has_errors
from motcua.services.access import require
from motcua.services.catalog_rows import Publication
from motcua.services.compiling import compile_tested
from motcua.services.definition_store import Slot, StoredLibrary, slot_of
from motcua.services.editing import NotPublishableError, PublishWish
from motcua.services.editing_grants import Duty, check_duty
from motcua.services.publication_changes import definition_keys
from motcua.services.publishing import Published
from motcua.services.runtime import Platform
from motcua.services.text_publication import publish_noted
from motcua.storage.locking import take_turn_to_publish
from motcua.storage.tables import DefinitionSourceRow


class FolderError(ValueError):
    """A folder cannot take the definitions; the text is Vietnamese and names the remedy."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking files gave: how many documents they hold, and every problem standing in them."""

    documents: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether they may be published."""
        return not has_errors(self.problems)


@dataclass(frozen=True, slots=True)
class Difference:
    """How one side differs from the other: definitions as `kind/code[@agency]`; `elsewhere` only the other has."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: the difference, the compile of what differed, and the release (0 when nothing changed)."""

    difference: Difference
    published: Published
    problems: tuple[Problem, ...] = ()


def check_files(platform: Platform, paths: Sequence[Path], *, alone: bool = False) -> Checked:
    """Compile, lint and test the definitions below the paths; nothing is stored and no database is needed.

    What they name may also stand in the shipped folders of this installation, unless ``alone``. A definition that
    stands in both is taken from the paths.
    """
    documents, unread = read_tree(paths)
    given = {slot_of(source) for source in documents}
    beside: list[SourceDocument] = []
    if not alone:
        shipped, _unread = read_tree(
            [folder for folder in platform.settings.metadata_folders if folder.exists()]
        )
        beside = [source for source in shipped if slot_of(source) not in given]
    compilation = compile_tested(platform, [*documents, *beside], EmptyLibrary())
    files = {source.file for source in documents} - {source.file for source in beside}
    own = [
        problem for problem in compilation.problems if problem.place.file in files or not problem.place.file
    ]
    return Checked(len(documents), tuple(sorted({*unread, *own, *platform.plugin_problems})))


def read_documents(paths: Iterable[Path]) -> list[SourceDocument]:
    """The documents below the paths. Raises :class:`NotPublishableError` when a file cannot be read."""
    documents, problems = read_tree(paths)
    if has_errors(problems):
        raise NotPublishableError([problem for problem in problems if problem.is_error])
    return documents


def publish_documents(
    platform: Platform, actor: Actor, documents: Sequence[SourceDocument], wish: PublishWish
) -> tuple[Published, Compilation]:
    """Publish documents over what stands, all or nothing, effective from the day wished.

    Raises :class:`NotPublishableError` with every error, red tests included; nothing is stored then.
    """
    require(actor, "can_publish_definition", "công bố định nghĩa")
    with platform.database.write() as session:
        done = publish_within(session, platform, actor, documents, wish)
    platform.rules.refresh()
    return done


def publish_within(
    session: Session, platform: Platform, actor: Actor, documents: Sequence[SourceDocument], wish: PublishWish
) -> tuple[Published, Compilation]:
    """The same within the caller's transaction; the caller refreshes the rules after it."""
    require(actor, "can_publish_definition", "công bố định nghĩa")
    take_turn_to_publish(session)
    for key in definition_keys(documents):
        check_duty(session, actor, Duty.PUBLISH, key)
    compilation = compile_tested(platform, documents, StoredLibrary(session))
    if not compilation.ok:
        raise NotPublishableError([problem for problem in compilation.problems if problem.is_error])
    order = Publication(
        author=actor.user,
        at=platform.now(),
        effective_from=wish.effective_from,
        reason=wish.note or "công bố từ tệp",
        decision_number=wish.decision_number,
    )
    return publish_noted(session, actor, documents, compilation, order, {"note": wish.note}), compilation


def pull(platform: Platform, folder: Path) -> Difference:
    """Write the stored documents below a folder, one file each; the national layer stays with its workbooks.

    Raises :class:`FolderError` when the folder has one of these definitions in a file of another name.
    """
    stored, here = _stored(platform), {}
    for source in read_tree([folder])[0] if folder.is_dir() else ():
        slot = slot_of(source)
        if slot in stored and Path(source.file) != folder / file_name(slot):
            raise FolderError(
                f"{source.file} đã có {slot_words(slot)} dưới tên tệp khác. "
                "Chọn một thư mục trống, hoặc thư mục đã dùng cho lần lấy ra trước."
            )
        if slot is not None:
            here[slot] = source.text or ""
    for slot, text in stored.items():
        if _plain(here.get(slot, "")) != _plain(text):
            place = folder / file_name(slot)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(f"{_plain(text)}\n", encoding="utf-8")
    return _difference(stored, here)


def difference(platform: Platform, folder: Path) -> tuple[Difference, list[SourceDocument]]:
    """How the files below a folder differ from what is stored, and the documents that do."""
    documents, stored = read_documents([folder]), _stored(platform)
    given = _by_slot(documents)
    found = _difference(given, stored)
    fresh = [
        source
        for source in documents
        if (slot := slot_of(source)) is None or _plain(stored.get(slot, "")) != _plain(source.text or "")
    ]
    return found, fresh


def push(platform: Platform, actor: Actor, folder: Path, wish: PublishWish) -> Pushed:
    """Publish what differs below a folder. What only the database has stays as it is.

    Raises :class:`NotPublishableError`; nothing is stored then.
    """
    found, fresh = difference(platform, folder)
    if not fresh:
        return Pushed(found, Published(0, ()))
    published, compilation = publish_documents(platform, actor, fresh, wish)
    return Pushed(found, published, compilation.problems)


def slot_words(slot: Slot) -> str:
    """A slot as people name it: `procedure/1.004873`, `procedure/1.004873@H88.31`."""
    words = f"{slot.kind}/{slot.code}"
    if slot.agency:
        words += f"@{slot.agency}"
    return f"{words} ({slot.document_kind})" if slot.document_kind != slot.kind else words


def file_name(slot: Slot) -> Path:
    """Where a document is written below a folder: `procedure/1.004873.yaml`, `procedure/1.004873@H88.31.yaml`."""
    name = f"{slot.code}@{slot.agency}" if slot.agency else slot.code
    if slot.document_kind != slot.kind and not slot.agency:
        name += ".tinh"
    return Path(slot.kind) / f"{name.replace('/', '_')}.yaml"


def _stored(platform: Platform) -> dict[Slot, str]:
    """The stored texts by slot, those of the national layer left out."""
    with platform.database.read() as session:
        rows = session.scalars(
            select(DefinitionSourceRow)
            .where(DefinitionSourceRow.layer != Layer.NATIONAL.value, DefinitionSourceRow.text.is_not(None))
            .order_by(DefinitionSourceRow.kind, DefinitionSourceRow.code, DefinitionSourceRow.id)
        ).all()
    return {
        Slot(row.kind, row.code, Layer(row.layer), row.agency_code, row.document_kind): row.text or ""
        for row in rows
    }


def _by_slot(documents: Iterable[SourceDocument]) -> dict[Slot, str]:
    found = ((slot_of(source), source.text or "") for source in documents)
    return {slot: text for slot, text in found if slot is not None}


def _difference(given: dict[Slot, str], known: dict[Slot, str]) -> Difference:
    both = [slot for slot in given if slot in known]
    same = [slot for slot in both if _plain(given[slot]) == _plain(known[slot])]
    return Difference(
        added=_words(slot for slot in given if slot not in known),
        changed=_words(slot for slot in both if slot not in same),
        unchanged=_words(same),
        elsewhere=_words(slot for slot in known if slot not in given),
    )


def _words(slots: Iterable[Slot]) -> tuple[str, ...]:
    return tuple(sorted(slot_words(slot) for slot in slots))


def _plain(text: str) -> str:
    """The text without the blanks that cutting a file into documents leaves around it."""
    return text.strip()
