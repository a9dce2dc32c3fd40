"""Takes in tables of every other kind than the catalog: recognized, tried out, taken in, kept in a history."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from motcua.definitions.import_mapping import ImportSubject
from motcua.dossiers.actor import Actor
from motcua.services.access import require
from motcua.services.editing import NotPublishableError
from motcua.services.import_kinds import TableOrder
from motcua.services.import_looking import TableLook, carry_out, look_at_table
from motcua.services.import_runs import FINISHED, FOLDER, LEFT, TRIED, UNUSABLE, Upload
from motcua.services.import_staff import first_passwords
from motcua.services.runtime import Platform
from motcua.spreadsheets.error_workbook import write_error_workbook
from motcua.spreadsheets.reading_problems import MAX_FILE_BYTES
from motcua.storage.tables import ImportRunRow

KIND = "table"
ERROR_BOOK = "loi.xlsx"
PASSWORDS = "mat-khau.csv"
MOST_KEPT = 2_000


class TableRunMissingError(LookupError):
    """There is no such import, or its file is gone."""


class TableRunClosedError(RuntimeError):
    """The import was taken in or left already, or nothing of it can be taken in; the text says what to do."""


def try_table(
    platform: Platform, actor: Actor, file: Upload, into: str = "", subject: ImportSubject | None = None
) -> int:
    """Keep a file and show what taking it in would do. Returns the import's id. Raises ValueError for a huge one."""
    require(actor, "can_import_catalog", "nhập dữ liệu")
    if len(file.content) > MAX_FILE_BYTES:
        raise ValueError(f"Tệp “{file.name}” lớn hơn {MAX_FILE_BYTES // 1_000_000} MB. Chia nhỏ rồi tải lên.")
    folder = Path(FOLDER) / secrets.token_hex(12)
    place = platform.settings.file_folder / folder / f"tep{Path(file.name).suffix.lower()[:8]}"
    place.parent.mkdir(parents=True)
    place.write_bytes(file.content)
    with platform.database.write() as session:
        row = ImportRunRow(
            kind=KIND,
            file_name=file.name,
            file_hash=hashlib.sha256(file.content).hexdigest(),
            file_path=str(place.relative_to(platform.settings.file_folder)),
            state=TRIED,
            dry_run=True,
            started_by=actor.user,
            started_at=platform.now(),
            summary={"into": into, "wanted": subject.value if subject else "", "bytes": len(file.content)},
            plan={},
        )
        session.add(row)
        session.flush()
        run = row.id
    look_again(platform, actor, run)
    return run


def look_again(platform: Platform, actor: Actor, run: int) -> TableLook:
    """Look at a kept file anew, after a choice or a learned layout, and keep what was seen."""
    require(actor, "can_import_catalog", "nhập dữ liệu")
    platform.rules.refresh()
    with platform.database.read() as session:
        row = table_run(session, actor, run)
        _must_be_open(row)
        content, file = kept_content(platform, row), platform.settings.file_folder / row.file_path
        look = look_at_table(platform, session, content, order_of(row))
    book = file.parent / ERROR_BOOK
    book.unlink(missing_ok=True)
    if look.workbook is not None and any(one.place.cell for one in look.problems):
        write_error_workbook(book, look.workbook, look.problems)
    with platform.database.write() as session:
        row = table_run(session, actor, run)
        row.state = TRIED if look.usable or look.mapping is None or look.is_catalog else UNUSABLE
        row.summary = {**(row.summary or {}), **look.summary()}
        row.error_file = ERROR_BOOK if book.exists() else ""
        row.plan = kept_plan(look)
    return look


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


def take_table(platform: Platform, actor: Actor, run: int, reason: str = "") -> TableLook:
    """Take a kept file in for good. Raises as :func:`carry_out`, and :class:`TableRunClosedError`."""
    look = look_again(platform, actor, run)
    if not look.usable:
        raise TableRunClosedError("Chưa có dòng nào nhập được. Sửa tệp hoặc chỉ lại cột, rồi nhập.")
    with platform.database.read() as session:
        row = table_run(session, actor, run)
        order = replace(order_of(row), reason=reason)
        folder = (platform.settings.file_folder / row.file_path).parent
    try:
        carry_out(platform, actor, look, order, run)
    except NotPublishableError as error:
        said = " ".join(f"{one.message} {one.remedy}".strip() for one in error.problems[:3])
        raise TableRunClosedError(f"Chưa nhập được: {said}") from error
    told = first_passwords(look.plan) if look.plan else ()
    if told:
        lines = "".join(f"{user};{name};{password}\n" for user, name, password in told)
        (folder / PASSWORDS).write_text(f"\ufeffTên đăng nhập;Họ và tên;Mật khẩu lần đầu\n{lines}", "utf-8")
    with platform.database.write() as session:
        row = table_run(session, actor, run)
        row.state, row.dry_run, row.finished_at = FINISHED, False, platform.now()
        row.summary = {**(row.summary or {}), "passwords": len(told)}
    return look


def choose(platform: Platform, actor: Actor, run: int, into: str, subject: ImportSubject | None) -> None:
    """Say what a kept file is and where its rows go, and look again. Raises as :func:`table_run`."""
    with platform.database.write() as session:
        row = table_run(session, actor, run)
        _must_be_open(row)
        row.summary = {**(row.summary or {}), "into": into, "wanted": subject.value if subject else ""}
    look_again(platform, actor, run)


def order_of(row: ImportRunRow) -> TableOrder:
    """What was chosen for a kept file."""
    said = row.summary or {}
    wanted = str(said.get("wanted", ""))
    return TableOrder(row.file_name, str(said.get("into", "")), ImportSubject(wanted) if wanted else None)


def leave_table(platform: Platform, actor: Actor, run: int) -> None:
    """Drop a tried import."""
    with platform.database.write() as session:
        row = table_run(session, actor, run)
        _must_be_open(row)
        row.state = LEFT


def table_run(session: Session, actor: Actor, run: int) -> ImportRunRow:
    """An import of the actor's, by its id. Raises :class:`TableRunMissingError`."""
    row = session.get(ImportRunRow, run)
    if row is None or row.kind != KIND or row.started_by != actor.user:
        raise TableRunMissingError(f"Không có lần nhập {run}.")
    return row


def _must_be_open(row: ImportRunRow) -> None:
    if row.state not in (TRIED, UNUSABLE):
        raise TableRunClosedError("Lần nhập này đã xong hoặc đã bỏ. Tải tệp lên lại để nhập lần mới.")


def kept_content(platform: Platform, row: ImportRunRow) -> bytes:
    """The bytes of a kept file. Raises :class:`TableRunMissingError` when it is gone."""
    place = platform.settings.file_folder / row.file_path
    if not place.is_file():
        raise TableRunMissingError("Tệp đã tải lên không còn trên máy chủ. Tải lên lại.")
    return place.read_bytes()


def told_passwords(platform: Platform, session: Session, actor: Actor, run: int) -> bytes | None:
    """The first passwords of new accounts, once: the file is gone afterwards."""
    row = table_run(session, actor, run)
    place = (platform.settings.file_folder / row.file_path).parent / PASSWORDS
    if not place.is_file():
        return None
    content = place.read_bytes()
    place.unlink()
    return content


def table_history(session: Session, actor: Actor, limit: int = 30) -> tuple[ImportRunRow, ...]:
    """The actor's imports of tables, the newest first."""
    rows = session.scalars(
        select(ImportRunRow)
        .where(ImportRunRow.kind == KIND, ImportRunRow.started_by == actor.user)
        .order_by(ImportRunRow.id.desc())
        .limit(limit)
        .options(defer(ImportRunRow.plan))
    )
    return tuple(rows)
