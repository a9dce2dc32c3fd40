"""Files that came in through the browser and wait to be looked at before anything is done with them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.services.access import require
from motcua.services.import_runs import (
    FINISHED,
    FOLDER,
    LEFT,
    TRIED,
    ImportRunClosedError,
    ImportRunMissingError,
    Upload,
)
from motcua.services.runtime import Platform
from motcua.storage.tables import ImportRunRow

MOST_BYTES = 60_000_000


class UploadRefusedError(ValueError):
    """The file is of no use here; the text says which one to choose."""


def keep_upload(platform: Platform, actor: Actor, kind: str, file: Upload, summary: Mapping[str, Any]) -> int:
    """Keep a file for its starter; returns the number it is found under."""
    require(actor, "can_edit_definition", "tải tệp định nghĩa lên")
    if not file.content:
        raise UploadRefusedError(f"Tệp “{file.name}” trống. Chọn tệp khác.")
    if len(file.content) > MOST_BYTES:
        raise UploadRefusedError(
            f"Tệp “{file.name}” lớn hơn {MOST_BYTES // 1_000_000} MB. Chia nhỏ rồi tải lên."
        )
    folder = Path(FOLDER) / secrets.token_hex(8)
    place = platform.settings.file_folder / folder / f"tep{Path(file.name).suffix.lower()[:8]}"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(file.content)
    with platform.database.write() as session:
        row = ImportRunRow(
            kind=kind,
            file_name=file.name,
            file_hash=hashlib.sha256(file.content).hexdigest(),
            state=TRIED,
            dry_run=True,
            started_by=actor.user,
            started_at=platform.now(),
            summary={**summary, "bytes": len(file.content)},
            plan={},
            file_path=str(folder / place.name),
        )
        session.add(row)
        session.flush()
        return row.id


def kept_upload(session: Session, actor: Actor, kind: str, upload_id: int) -> ImportRunRow:
    """The file under a number, for who brought it. Raises :class:`ImportRunMissingError`."""
    row = session.get(ImportRunRow, upload_id)
    if row is None or row.kind != kind or row.started_by != actor.user:
        raise ImportRunMissingError(f"Không có tệp số {upload_id} của bạn. Tải lên lại.")
    return row


def kept_place(platform: Platform, row: ImportRunRow) -> Path:
    """Where the file lies. Raises :class:`ImportRunMissingError` when it is gone."""
    place = platform.settings.file_folder / row.file_path
    if not place.is_file():
        raise ImportRunMissingError("Tệp đã tải lên không còn trên máy chủ. Tải lên lại.")
    return place


def kept_bytes(platform: Platform, row: ImportRunRow) -> bytes:
    """The file itself. Raises :class:`ImportRunMissingError` when it is gone."""
    return kept_place(platform, row).read_bytes()


def must_be_open(row: ImportRunRow) -> None:
    """Refuse a file that was used or left. Raises :class:`ImportRunClosedError`."""
    if row.state != TRIED:
        raise ImportRunClosedError("Tệp này đã được dùng hoặc đã bỏ. Tải lên lại nếu cần.")


def close_upload(
    platform: Platform, row_id: int, summary: Mapping[str, Any] | None = None, *, used: bool = True
) -> None:
    """Note that a file was used, with what came of it, or that it was left."""
    with platform.database.write() as session:
        row = session.get(ImportRunRow, row_id)
        if row is not None and row.state == TRIED:
            row.state = FINISHED if used else LEFT
            row.dry_run = not used
            row.finished_at = platform.now()
            row.summary = {**row.summary, **(summary or {})}
