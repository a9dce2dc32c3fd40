"""Mended rows of an import: taken from its error workbook as a patch of the same import, other rows untouched."""

from __future__ import annotations

from motcua.dossiers.actor import Actor
from motcua.kernel.sheet import Workbook
from motcua.services.import_runs import (
    FINISHED,
    TRIED,
    UNUSABLE,
    ImportJob,
    ImportRunClosedError,
    Upload,
    kept_file,
    run_for,
    start_job,
)
from motcua.services.runtime import Platform
from motcua.spreadsheets.patched_workbook import patched, write_workbook
from motcua.spreadsheets.reading import read_bytes, read_workbook


def mend(platform: Platform, actor: Actor, run_id: int, book: Upload) -> int:
    """Put the mended rows into the import's workbook and try it out anew; returns how many rows became different.

    Raises ValueError in Vietnamese for a file of no use here, ``ImportRunClosedError``, ``ImportRunMissingError``.
    """
    with platform.database.read() as session:
        row = run_for(session, actor, run_id)
        file, name = kept_file(platform, row), row.file_name
    original = _opened(read_workbook(file, name).workbook, name)
    made = patched(original, _opened(read_bytes(book.content, book.name).workbook, book.name))
    if not made.rows:
        raise ValueError(
            f"Tệp “{book.name}” không có dòng nào khác tệp đã tải lên. Sửa các ô tô màu rồi tải lên lại."
        )
    with platform.database.write() as session:
        row = run_for(session, actor, run_id, locked=True)
        if row.state not in (TRIED, UNUSABLE, FINISHED) or kept_file(platform, row) != file:
            raise ImportRunClosedError("Lần nhập này đang được xử lý hoặc đã bỏ. Mở lại trang rồi thử lại.")
        patches = [*row.summary.get("patches", ()), {"file": book.name, "rows": len(made.rows)}]
        target = file.with_name(f"sua-{len(patches)}.xlsx")
        write_workbook(target, made.workbook)
        row.file_path = str(target.relative_to(platform.settings.file_folder))
        row.summary = {**row.summary, "patches": patches}
        start_job(platform, session, actor, row, ImportJob.TRIAL)
    return len(made.rows)


def _opened(workbook: Workbook | None, name: str) -> Workbook:
    if workbook is None:
        raise ValueError(f"Không đọc được tệp “{name}”. Tải lại tệp lỗi ở trang này rồi sửa trong tệp đó.")
    return workbook
