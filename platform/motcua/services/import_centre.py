"""Takes in tables of every other kind than the catalog: recognized, tried out, taken in, kept in a history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from motcua.definitions.import_mapping import ImportSubject
from motcua.dossiers.actor import Actor
from motcua.services.access import require
from motcua.services.import_kinds import TableOrder
from motcua.services.import_looking import TableLook
from motcua.services.import_runs import (
    PERMISSION,
    TABLE,
    TRIED,
    UNUSABLE,
    ImportJob,
    ImportRunClosedError,
    ImportRunMissingError,
    Upload,
    begin,
    keep_file,
    kept_file,
    run_for,
    start_job,
    was_taken_in,
)
from motcua.services.runtime import Platform
from motcua.spreadsheets.reading_problems import MAX_FILE_BYTES
from motcua.storage.tables import ImportRunRow

PASSWORDS = "mat-khau.csv"
MOST_KEPT = 2_000


def try_table(
    platform: Platform, actor: Actor, file: Upload, into: str = "", subject: ImportSubject | None = None
) -> int:
    """Keep a file and have it worked out what taking it in would do. Returns the import's id.

    Raises ValueError for a huge one.
    """
    require(actor, PERMISSION, "nhập dữ liệu")
    if len(file.content) > MAX_FILE_BYTES:
        raise ValueError(f"Tệp “{file.name}” lớn hơn {MAX_FILE_BYTES // 1_000_000} MB. Chia nhỏ rồi tải lên.")
    return begin(platform, actor, table_row(platform, actor, file, into, subject))


def table_row(
    platform: Platform, actor: Actor, file: Upload, into: str, subject: ImportSubject | None
) -> ImportRunRow:
    """The import of a table, its file kept, not stored yet."""
    name = f"tep{Path(file.name).suffix.lower()[:8]}"
    said = {"into": into, "wanted": subject.value if subject else "", "bytes": len(file.content)}
    return keep_file(platform, actor, file, TABLE, name, said)


def choose(
    platform: Platform, actor: Actor, run: int, into: str | None = None, subject: ImportSubject | None = None
) -> None:
    """Have a kept file read anew, told what it is and where its rows go unless ``into`` is None.

    Raises ``ImportRunMissingError``, ``ImportRunClosedError``.
    """
    with platform.database.write() as session:
        row = table_run(session, actor, run, locked=True)
        if row.state not in (TRIED, UNUSABLE) or was_taken_in(row):
            raise ImportRunClosedError(
                "Lần nhập này đang chạy, đã xong hoặc đã bỏ. Tải tệp lên lại để nhập lần mới."
            )
        if into is not None:
            row.summary = {**row.summary, "into": into, "wanted": subject.value if subject else ""}
        start_job(platform, session, actor, row, ImportJob.TRIAL)


def order_of(row: ImportRunRow) -> TableOrder:
    """What was chosen for a kept file. A mended file is a workbook, whatever came in first."""
    said = row.summary or {}
    wanted = str(said.get("wanted", ""))
    name = str(Path(row.file_name).with_suffix(Path(row.file_path).suffix))
    return TableOrder(name, str(said.get("into", "")), ImportSubject(wanted) if wanted else None)


def kept_plan(look: TableLook) -> dict[str, Any]:
    """What pages show of a look: the first lines and problems."""
    lines = look.plan.lines[:MOST_KEPT] if look.plan else []
    return {
        "lines": [
            {
                "key": one.key,
                "name": one.name,
                "standing": one.standing.value,
                "cell": f"{one.place.sheet}!{one.place.cell}".strip("!"),
                "changes": list(one.changes),
            }
            for one in lines
        ],
        "problems": [one.as_json() for one in look.problems[:MOST_KEPT]],
        "problem_count": len(look.problems),
    }


def table_run(session: Session, actor: Actor, run: int, *, locked: bool = False) -> ImportRunRow:
    """An import of a table that the actor may see. Raises ``ImportRunMissingError``."""
    row = run_for(session, actor, run, locked=locked)
    if row.kind != TABLE:
        raise ImportRunMissingError(f"Không có lần nhập {run}.")
    return row


def kept_content(platform: Platform, row: ImportRunRow) -> bytes:
    """The bytes of a kept file. Raises ``ImportRunMissingError`` when it is gone."""
    return kept_file(platform, row).read_bytes()


def told_passwords(platform: Platform, session: Session, actor: Actor, run: int) -> bytes | None:
    """The first passwords of new accounts, once: the file is gone afterwards."""
    row = table_run(session, actor, run)
    place = (platform.settings.file_folder / row.file_path).parent / PASSWORDS
    if not place.is_file():
        return None
    content = place.read_bytes()
    place.unlink()
    return content
