"""Takes files in: recognized by their bytes, limited, scanned, stored under their hash, known by a key until used."""

from __future__ import annotations

import hashlib
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, BinaryIO, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.documents.file_kinds import KINDS, FileKind, UnusableFileError, clean_name, recognize
from motcua.dossiers.actor import Actor
from motcua.dossiers.record_parts import FileSource, PaperFile
from motcua.services.file_scanning import ScanState, scan
from motcua.services.runtime import Platform
from motcua.storage.file_store import CHUNK
from motcua.storage.insertion import insert_missing
from motcua.storage.scope import Scope
from motcua.storage.tables import FileUploadRow, StoredFileRow

KEPT_IN_MEMORY = 2 * 1024 * 1024
MEGABYTE = 1024 * 1024


class UploadMissingError(LookupError):
    """There is no such upload of this person; the text says what to do."""

    def __init__(self, key: str) -> None:
        super().__init__(f"Không còn tệp đã tải lên “{key[:40]}”. Tải lại tệp rồi gửi.")
        self.key = key


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was taken in; ``key`` is how its owner names it until it lies in a dossier."""

    key: str
    name: str
    media_type: str
    size: int
    sha256: str
    scan_state: ScanState

    @property
    def kind(self) -> FileKind:
        """What kind of file it is."""
        return KINDS[self.media_type]

    def as_paper(self, paper: str, source: FileSource = FileSource.UPLOADED) -> PaperFile:
        """The file as the engine knows it, put to a line of the checklist."""
        return PaperFile(paper, self.sha256, self.name, self.media_type, self.size, source)


def own_scope(actor: Actor) -> Scope:
    """The rows of uploads a person may touch; whose they are is asked besides."""
    return Scope.of({actor.agency}, f"tệp do {actor.user} tải lên")


def take_upload(platform: Platform, actor: Actor, stream: IO[bytes], name: str) -> Upload:
    """Take a file in. Raises UnusableFileError for a file that is too large, of a wrong kind or infected.

    The content is in its place before any row speaks of it, so a process killed half-way leaves no broken row.
    """
    shown = clean_name(name)
    with _spooled(stream, platform.settings.max_file_bytes, shown) as (content, sha256, size):
        kind = recognize(shown, content)
        state, note = _known_state(platform, sha256) or scan(platform, content)
        if state is not ScanState.INFECTED:
            platform.files.keep(sha256, content)
        stored = _Stored(sha256, size, kind.media_type, shown, state, note)
        if state is ScanState.INFECTED:
            platform.files.keep(sha256, content, quarantined=True)
            with platform.database.write() as session:
                _stored_id(session, stored, actor, platform.now())
            raise UnusableFileError(
                "infected",
                f"Tệp “{shown}” có mã độc ({note}) nên đã bị cách ly. Quét giấy lại bằng máy khác rồi tải lên.",
            )
        upload = _note(platform, actor, stored)
        if not platform.files.has(sha256):
            # swept as a stray between the content and its row
            platform.files.keep(sha256, content)
        return upload


@dataclass(frozen=True, slots=True)
class _Stored:
    sha256: str
    size: int
    media_type: str
    name: str
    state: ScanState
    note: str = ""


def keep_generated(platform: Platform, actor: Actor, content: bytes, name: str, paper: str) -> PaperFile:
    """Store a file the platform has made itself, and give it as the engine knows it."""
    with tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY) as spool:
        spool.write(content)
        held = cast("BinaryIO", spool)
        kind = recognize(name, held)
        sha256 = hashlib.sha256(content).hexdigest()
        platform.files.keep(sha256, held)
    stored = _Stored(sha256, len(content), kind.media_type, name, ScanState.CLEAN)
    with platform.database.write() as session:
        _stored_id(session, stored, actor, platform.now())
    return PaperFile(paper, sha256, name, kind.media_type, len(content), FileSource.GENERATED)


def find_uploads(platform: Platform, actor: Actor, keys: Sequence[str]) -> dict[str, Upload]:
    """The person's own uploads by key. Raises UploadMissingError for the first that is not there."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return {}
    with platform.database.read(own_scope(actor)) as session:
        rows = session.execute(
            select(FileUploadRow, StoredFileRow)
            .join(StoredFileRow, StoredFileRow.id == FileUploadRow.file_id)
            .where(FileUploadRow.upload_key.in_(wanted), FileUploadRow.created_by == actor.user)
        ).all()
    found = {upload.upload_key: _upload(upload, stored) for upload, stored in rows}
    for key in wanted:
        if key not in found or found[key].scan_state is ScanState.INFECTED:
            raise UploadMissingError(key)
    return {key: found[key] for key in wanted}


def describe_uploads(platform: Platform, actor: Actor, keys: Sequence[str]) -> tuple[Upload, ...]:
    """The person's own uploads among the keys, in their order; keys nobody knows are passed over."""
    found: list[Upload] = []
    for key in dict.fromkeys(keys):
        try:
            found.extend(find_uploads(platform, actor, (key,)).values())
        except UploadMissingError:
            continue
    return tuple(found)


def _upload(upload: FileUploadRow, stored: StoredFileRow) -> Upload:
    return Upload(
        upload.upload_key,
        upload.file_name,
        stored.media_type,
        stored.size,
        stored.sha256,
        ScanState(stored.scan_state),
    )


@contextmanager
def _spooled(stream: IO[bytes], limit: int, name: str) -> Iterator[tuple[BinaryIO, str, int]]:
    """The stream read to its end, once, with its hash and size; never more than the limit."""
    digest, size = hashlib.sha256(), 0
    with tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY) as spool:
        while block := stream.read(CHUNK):
            size += len(block)
            if size > limit:
                raise UnusableFileError(
                    "too_large",
                    f"Tệp “{name}” lớn hơn {limit // MEGABYTE} MB. Quét lại ở 200 dpi, hoặc tách thành nhiều tệp.",
                )
            digest.update(block)
            spool.write(block)
        spool.seek(0)
        yield cast("BinaryIO", spool), digest.hexdigest(), size


def _known_state(platform: Platform, sha256: str) -> tuple[ScanState, str] | None:
    """What is known of the very content already; only that it is infected saves asking again."""
    with platform.database.read() as session:
        row = session.scalars(select(StoredFileRow).where(StoredFileRow.sha256 == sha256)).one_or_none()
    if row is not None and row.scan_state == ScanState.INFECTED.value:
        return ScanState.INFECTED, row.scan_note
    return None


def _note(platform: Platform, actor: Actor, stored: _Stored) -> Upload:
    key, now = secrets.token_urlsafe(18), platform.now()
    with platform.database.write(own_scope(actor)) as session:
        session.add(
            FileUploadRow(
                upload_key=key,
                file_id=_stored_id(session, stored, actor, now),
                agency_code=actor.agency,
                file_name=stored.name,
                created_by=actor.user,
                created_at=now,
            )
        )
    return Upload(key, stored.name, stored.media_type, stored.size, stored.sha256, stored.state)


def _stored_id(session: Session, stored: _Stored, actor: Actor, now: datetime) -> int:
    """The row of a content, made when there is none; a better judgement of its safety is kept."""
    values: dict[str, Any] = {
        "sha256": stored.sha256,
        "size": stored.size,
        "media_type": stored.media_type,
        "name": stored.name,
        "scan_state": stored.state.value,
        "scan_note": stored.note,
        "scanned_at": now if stored.state in (ScanState.CLEAN, ScanState.INFECTED) else None,
        "created_by": actor.user,
        "created_at": now,
    }
    insert_missing(session, StoredFileRow, values)
    row = session.scalars(select(StoredFileRow).where(StoredFileRow.sha256 == stored.sha256)).one()
    if row.scan_state != stored.state.value and stored.state in (ScanState.CLEAN, ScanState.INFECTED):
        row.scan_state, row.scan_note, row.scanned_at = stored.state.value, stored.note, now
    return row.id
