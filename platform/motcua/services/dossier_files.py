"""Files of dossiers: attached as events, and opened for those who may see the dossier."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import BinaryIO

from sqlalchemy import select

from motcua.documents.file_kinds import KINDS, FileKind
from motcua.dossiers.actor import Actor
from motcua.dossiers.record_commands import Attach
from motcua.dossiers.record_parts import FileSource
from motcua.dossiers.snapshot import DossierState
from motcua.services.access import scope_of
from motcua.services.acting import act, find_dossier
from motcua.services.file_scanning import ScanState
from motcua.services.file_uploads import find_uploads
from motcua.services.runtime import Platform
from motcua.storage.dossier_access import within_dossier
from motcua.storage.file_store import ContentMissingError
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierFileRow, StoredFileRow


class FileMissingError(LookupError):
    """The dossier has no such file, or the person may not see it; the two look the same on purpose."""

    def __init__(self, message: str = "Hồ sơ không có tệp này, hoặc bạn không được xem.") -> None:
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file of a dossier ready to be read; close ``content`` after use."""

    name: str
    media_type: str
    size: int
    sha256: str
    content: BinaryIO

    @property
    def kind(self) -> FileKind:
        """What kind of file it is."""
        return KINDS[self.media_type]


@dataclass(frozen=True, slots=True)
class Attachment:
    """Uploads to put to one paper of a dossier, or files of it that no longer count with the reason."""

    paper: str = ""
    uploads: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    reason: str = ""
    source: FileSource = FileSource.UPLOADED
    expected_version: int | None = None


def attach(platform: Platform, actor: Actor, number: str, wish: Attachment, key: str = "") -> DossierState:
    """Put uploads to a paper of a dossier, as one event. Raises UploadMissingError and as ``acting.act`` does."""
    found = find_uploads(platform, actor, wish.uploads).values()
    files = tuple(replace(one.as_paper(wish.paper), source=wish.source) for one in found)
    command = Attach(files, wish.dropped, wish.reason, wish.expected_version)
    return act(platform, actor, number, command, key)


def open_file(platform: Platform, actor: Actor, number: str, sha256: str) -> OpenFile:
    """A file of a dossier for a person who may see it. Raises FileMissingError, also while it is not safe to open."""
    return _open(platform, scope_of(actor), number, sha256)


def open_public_file(platform: Platform, number: str, sha256: str, reason: str) -> OpenFile:
    """A file for somebody who proved otherwise that it is theirs; the reason says how."""
    return _open(platform, Scope.everything(reason), number, sha256)


def _open(platform: Platform, scope: Scope, number: str, sha256: str) -> OpenFile:
    with platform.database.read(scope) as session:
        row = find_dossier(session, number)
        with within_dossier(session, row):
            found = session.execute(
                select(DossierFileRow, StoredFileRow)
                .join(StoredFileRow, StoredFileRow.id == DossierFileRow.file_id)
                .where(DossierFileRow.dossier_id == row.id, DossierFileRow.sha256 == sha256)
                .order_by(DossierFileRow.id.desc())
            ).first()
    if found is None:
        raise FileMissingError
    kept, stored = found
    match ScanState(stored.scan_state):
        case ScanState.WAITING:
            raise FileMissingError("Tệp đang chờ quét mã độc, chưa mở được. Thử lại sau ít phút.")
        case ScanState.INFECTED:
            raise FileMissingError("Tệp có mã độc nên đã bị cách ly. Yêu cầu nộp lại giấy này.")
    try:
        content = platform.files.open(sha256)
    except ContentMissingError as error:
        raise FileMissingError("Nội dung tệp không còn trong kho. Báo quản trị hệ thống.") from error
    return OpenFile(kept.file_name, stored.media_type, stored.size, sha256, content)
