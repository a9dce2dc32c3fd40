"""Definitions brought as one YAML, JSON or ZIP file: read, compiled, compared, then kept as drafts or published."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from sqlalchemy.orm import Session

from motcua.compiler.compilation import Compilation
from motcua.compiler.drafts import draft_of
from motcua.compiler.problem_codes import Finding
from motcua.compiler.sources import SUFFIXES, SourceDocument, decode, split_documents
from motcua.dossiers.actor import Actor
from motcua.kernel.problems import Place, Problem
from motcua.services.access import require
from motcua.services.compiling import compile_tested
from motcua.services.definition_diff import Change, differences
from motcua.services.definition_files import publish_documents
from motcua.services.definition_store import StoredLibrary, slot_of
from motcua.services.editing import (
    EditConflictError,
    EditTarget,
    NotPublishableError,
    PublishWish,
    open_editor,
    save_draft,
)
from motcua.services.publication_rules import SECOND_PERSON, needs_two_people
from motcua.services.publishing import Published
from motcua.services.runtime import Platform

MOST_FILES = 2_000
MOST_UNPACKED = 80_000_000
ZIP_MAGIC = b"PK\x03\x04"


class Standing(StrEnum):
    """How a definition of the file stands to what is here."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class UploadedLine:
    """One definition of the file."""

    kind: str
    code: str
    agency: str
    name: str
    standing: Standing
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What a file holds: its documents, one line a definition, every problem."""

    documents: tuple[SourceDocument, ...]
    lines: tuple[UploadedLine, ...]
    problems: tuple[Problem, ...]

    @property
    def usable(self) -> bool:
        """Whether everything may be kept."""
        return bool(self.documents) and not any(one.is_error for one in self.problems)


def read_upload(name: str, content: bytes) -> tuple[list[SourceDocument], list[Problem]]:
    """The documents of a YAML, JSON or ZIP file. Nothing is unpacked to disk; what cannot be read is a problem."""
    documents: list[SourceDocument] = []
    problems: list[Problem] = []
    parts = _unpacked(name, content) if content.startswith(ZIP_MAGIC) else iter([(name, content)])
    for file, raw in parts:
        text = raw if isinstance(raw, Problem) else decode(raw, file)
        if isinstance(text, Problem):
            problems.append(text)
        else:
            documents.extend(split_documents(text, file))
    if not documents and not problems:
        problems.append(Finding("READ-011", f"Tệp “{name}” không có định nghĩa nào.").at(Place(name)))
    return documents, problems


def _unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes | Problem]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            left = MOST_UNPACKED
            for info in sorted(archive.infolist(), key=lambda one: one.filename)[:MOST_FILES]:
                path = PurePosixPath(info.filename)
                hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
                if info.is_dir() or hidden or path.suffix.lower() not in SUFFIXES:
                    continue
                with archive.open(info) as member:
                    raw = member.read(left + 1)
                left -= len(raw)
                if left < 0:
                    message = f"Tệp nén giải ra quá {MOST_UNPACKED // 1_000_000} MB."
                    yield name, Finding("READ-008", message).at(Place(name))
                    return
                yield str(path), raw
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        yield name, Finding("READ-012", "Tệp nén bị hỏng hoặc đặt mật khẩu.").at(Place(name))


def look_at(platform: Platform, session: Session, name: str, content: bytes) -> Uploaded:
    """What a file would bring; nothing is stored."""
    documents, problems = read_upload(name, content)
    library = StoredLibrary(session)
    compilation = compile_tested(platform, documents, library)
    found = tuple(sorted({*problems, *compilation.problems}))
    lines = dict.fromkeys(_line(source, compilation, library) for source in documents)
    return Uploaded(tuple(documents), tuple(line for line in lines if line is not None), found)


def _line(source: SourceDocument, compilation: Compilation, library: StoredLibrary) -> UploadedLine | None:
    draft, _problems = draft_of(source)
    if draft is None:
        return None
    key = (draft.kind, draft.code, draft.agency)
    compiled = compilation.get(*key)
    name = str(draft.data.get("name", "")) or draft.code
    if compiled is None:
        return UploadedLine(*key, name, Standing.BROKEN)
    before = library.content(*key) or (library.content(key[0], key[1]) if draft.agency else None)
    if before is None:
        return UploadedLine(*key, name, Standing.ADDED)
    changes = differences(draft.kind, before, compiled.content)
    title = str(compiled.content.get("name", name))
    return UploadedLine(*key, title, Standing.CHANGED if changes else Standing.UNCHANGED, changes[:8])


def keep_as_drafts(
    platform: Platform, actor: Actor, documents: Sequence[SourceDocument]
) -> tuple[EditTarget, ...]:
    """Keep each definition as the actor's draft. Raises ``NotPublishableError`` when two documents are for one,
    ``EditConflictError`` when another draft is in the way; nothing is kept then.
    """
    require(actor, "can_edit_definition", "nhập định nghĩa")
    texts: dict[EditTarget, str] = {}
    for source in documents:
        slot = slot_of(source)
        if slot is None:
            continue
        target = EditTarget(slot.kind, slot.code, slot.agency)
        if target in texts:
            finding = Finding(
                "LINK-004", f"Tệp có hai văn bản cho {slot.kind} “{slot.code}”.", found=slot.code
            )
            raise NotPublishableError([finding.at(Place(source.file, source.first_line))])
        texts[target] = (source.text or "").strip("\n") + "\n"
    with platform.database.read() as session:
        opened = {target: open_editor(session, actor, target) for target in texts}
    for target, text in texts.items():
        if opened[target].is_draft and opened[target].text != text:
            raise EditConflictError(
                f"Bạn đang có bản nháp khác của {target.kind} “{target.code}”. Công bố hoặc bỏ bản nháp đó trước."
            )
    for target, text in texts.items():
        save_draft(platform, actor, target, text, opened[target].version)
    return tuple(texts)


def publish_upload(
    platform: Platform, actor: Actor, documents: Sequence[SourceDocument], wish: PublishWish
) -> Published:
    """Publish everything of the file together. Raises ``NotPublishableError``; nothing is stored then."""
    with platform.database.read() as session:
        if needs_two_people(session):
            raise NotPublishableError([SECOND_PERSON])
    return publish_documents(platform, actor, documents, wish)[0]
