"""Removes what no dossier speaks of: files uploaded and never used, contents without a row, halves of killed writes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, exists, select

from motcua.services.file_preview import sweep_previews
from motcua.services.file_scanning import ScanState
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierDocumentRow, DossierFileRow, FileUploadRow, StoredFileRow

KEPT_UPLOADS = timedelta(days=30)
"""Drafts at the counter live that long with their scans."""
KEPT_STRAYS = timedelta(days=1)
BATCH = 500
SWEEPING = Scope.everything("dọn tệp không thuộc hồ sơ nào")


def sweep_files(platform: Platform) -> str:
    """Sweep once; says how much went. May run twice, and while others upload."""
    uploads = _forget_uploads(platform)
    files = _forget_files(platform)
    strays = _remove_strays(platform)
    sweep_previews(platform)
    return f"Bỏ {uploads} lượt tải lên không dùng, {files} tệp không thuộc hồ sơ nào, {strays} nội dung thừa."


def _forget_uploads(platform: Platform) -> int:
    with platform.database.write(SWEEPING) as session:
        old = select(FileUploadRow.id).where(FileUploadRow.created_at < platform.now() - KEPT_UPLOADS)
        ids = list(session.scalars(old.limit(BATCH)))
        if ids:
            session.execute(delete(FileUploadRow).where(FileUploadRow.id.in_(ids)))
    return len(ids)


def _forget_files(platform: Platform) -> int:
    """Only rows: their contents are strays from then on, so that nothing a new upload needs is removed with them."""
    before = platform.now() - KEPT_STRAYS
    with platform.database.write(SWEEPING) as session:
        rows = session.scalars(
            select(StoredFileRow)
            .where(
                StoredFileRow.created_at < before,
                StoredFileRow.scan_state != ScanState.INFECTED.value,
                ~exists().where(DossierFileRow.file_id == StoredFileRow.id),
                ~exists().where(DossierDocumentRow.file_id == StoredFileRow.id),
                ~exists().where(FileUploadRow.file_id == StoredFileRow.id),
            )
            .limit(BATCH)
        ).all()
        for row in rows:
            session.delete(row)
        return len(rows)


def _remove_strays(platform: Platform) -> int:
    before = platform.now() - KEPT_STRAYS
    removed = platform.files.remove_partials(before)
    old = [one.sha256 for one in platform.files.contents() if one.written_at < before]
    for start in range(0, len(old), BATCH):
        some = old[start : start + BATCH]
        with platform.database.read() as session:
            known = set(session.scalars(select(StoredFileRow.sha256).where(StoredFileRow.sha256.in_(some))))
        for sha256 in some:
            # written again in the meantime: somebody uploads the same content just now
            if sha256 not in known and platform.files.is_older(sha256, before):
                platform.files.remove(sha256)
                removed += 1
    return removed
