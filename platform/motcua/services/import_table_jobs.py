"""The jobs of an import of a table: read for a trial, then stored part by part, to go on where it was left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from motcua.catalog.table_fields import TARGETS
from motcua.dossiers.actor import Actor
from motcua.services.access import ForbiddenError, require
from motcua.services.catalog_rows import chunks
from motcua.services.editing import NotPublishableError
from motcua.services.import_centre import PASSWORDS, kept_plan, order_of, table_row
from motcua.services.import_kinds import TableOrder, TakenRow, Taking
from motcua.services.import_looking import KINDS, TableLook, look_at_table
from motcua.services.import_runs import (
    ERROR_BOOK,
    FINISHED,
    IMPORTING,
    TRIED,
    TRYING,
    UNUSABLE,
    Upload,
    find_run,
    kept_file,
)
from motcua.services.import_staff import first_passwords
from motcua.services.import_watch import UNWATCHED, Watch
from motcua.services.import_work import RunWork
from motcua.services.runtime import Platform
from motcua.spreadsheets.error_workbook import write_error_workbook
from motcua.storage.insertion import insert_many
from motcua.storage.scope import Scope
from motcua.storage.tables import ImportChangeRow, ImportRunRow

TAKING = Scope.everything("nhập bảng dữ liệu")


def try_table_run(work: RunWork) -> str:
    """Work out what the kept file would do and write it down."""
    row = work.row(TRYING)
    look = _look(work, row)
    book = kept_file(work.platform, row).with_name(ERROR_BOOK)
    book.unlink(missing_ok=True)
    if look.workbook is not None and any(one.place.cell for one in look.problems):
        work.watch.progress(0, None, "Đang tô màu chỗ sai")
        write_error_workbook(book, look.workbook, look.problems, origins=True)
    with work.platform.database.write() as session:
        work.watch.must_be_mine(session)
        stored = find_run(session, row.id)
        stored.state = TRIED if look.usable or look.mapping is None or look.is_catalog else UNUSABLE
        stored.finished_at = work.platform.now()
        stored.summary = {**stored.summary, **look.summary(), "said": ""}
        stored.error_file = ERROR_BOOK if book.exists() else ""
        stored.plan = kept_plan(look)
    return f"Đọc thử xong: {_figures(look)}."


def take_table_run(work: RunWork) -> str:
    """Take the kept file in for good; what an earlier run of the job stored is known and left as it is."""
    platform = work.platform
    with platform.database.read() as session:
        row = find_run(session, work.run_id)
        if row.state == FINISHED and row.job_id == work.job.id:
            return "Đã nhập xong."  # it was stored, and the worker died before it could say so
    row = work.row(IMPORTING)
    look = _look(work, row)
    try:
        take_parts(platform, work.actor(), look, order_of(row), row.id, work.watch)
    except NotPublishableError as error:
        return _refused(work, " ".join(f"{one.message} {one.remedy}".strip() for one in error.problems[:3]))
    except (ForbiddenError, ValueError) as error:
        return _refused(work, str(error))
    return f"Nhập xong: {_figures(look)}."


def _refused(work: RunWork, why: str) -> str:
    """Say why it could not be taken in; it waits again."""
    with work.platform.database.write() as session:
        work.watch.must_be_mine(session)
        row = find_run(session, work.run_id)
        row.state, row.summary = TRIED, {**row.summary, "said": why}
    return f"Chưa nhập được: {why}"


def _look(work: RunWork, row: ImportRunRow) -> TableLook:
    platform = work.platform
    platform.rules.refresh()
    content = kept_file(platform, row).read_bytes()
    with platform.database.read() as session:
        return look_at_table(platform, session, content, order_of(row), watch=work.watch)


def _figures(look: TableLook) -> str:
    told = look.summary()
    return f"thêm {told['added']}, đổi {told['changed']}, bị loại {told['rejected']}"


def take_now(platform: Platform, actor: Actor, file: Upload, look: TableLook, order: TableOrder) -> int:
    """Take a file in at once, without a worker; the import's id. Raises as :func:`take_parts`."""
    row = table_row(platform, actor, file, order.into, order.subject)
    with platform.database.write() as session:
        row.state, row.summary, row.plan = IMPORTING, {**row.summary, **look.summary()}, kept_plan(look)
        session.add(row)
        session.flush()
        run = row.id
    take_parts(platform, actor, look, order, run)
    return run


def take_parts(
    platform: Platform,
    actor: Actor,
    look: TableLook,
    order: TableOrder,
    run: int,
    watch: Watch = UNWATCHED,
) -> None:
    """Store a plan part by part, the last one together with the end of the import.

    Raises ``ForbiddenError``, ``NotPublishableError`` or ValueError; the part at hand is not stored then.
    """
    if look.mapping is None or look.plan is None or not look.usable:
        raise ValueError("Tệp không có dòng nào nhập được.")
    target = TARGETS[look.mapping.subject]
    require(actor, target.permission, f"nhập {target.name.lower()}")
    kind, taking = KINDS[look.mapping.subject], Taking(platform, actor, order, run)
    parts = list(kind.parts(look.plan)) or [()]
    total, done = sum(map(len, parts)), 0
    for part in parts:
        watch.progress(done, total, "Đang ghi")
        done += len(part)
        with platform.database.write(TAKING) as session:
            watch.must_be_mine(session)
            row = find_run(session, run, locked=True)
            since = platform.now().isoformat()
            taken = kind.take(session, taking, look.plan, part) if part else ()
            keep_taken(session, run, taken)
            _count(session, row, taken, since)
            if part is parts[-1]:
                _finish(platform, row, look)
    platform.rules.refresh()


def _count(session: Session, row: ImportRunRow, taken: Sequence[TakenRow], since: str) -> None:
    """Note how much stands here of the import, since when, and the releases that brought it."""
    standing = select(func.count(ImportChangeRow.id)).where(ImportChangeRow.import_run_id == row.id)
    releases = {one.release for one in taken if one.release} | set(row.summary.get("releases", ()))
    row.summary = {
        "since": since,
        **row.summary,
        "taken": session.scalar(standing),
        "releases": sorted(releases),
        "said": "",
    }


def _finish(platform: Platform, row: ImportRunRow, look: TableLook) -> None:
    told = first_passwords(look.plan) if look.plan else ()
    if told:
        _write_passwords(kept_file(platform, row).with_name(PASSWORDS), told)
    row.state, row.dry_run, row.finished_at = FINISHED, False, platform.now()
    row.summary = {**row.summary, "passwords": len(told)}


def _write_passwords(place: Path, told: Sequence[tuple[str, str, str]]) -> None:
    lines = "".join(f"{user};{name};{password}\n" for user, name, password in told)
    place.write_text(f"\ufeffTên đăng nhập;Họ và tên;Mật khẩu lần đầu\n{lines}", "utf-8")
    place.chmod(0o600)


def keep_taken(session: Session, run: int, taken: Sequence[TakenRow]) -> None:
    """Write down what a part did, so that it can be undone; what stood before the first time counts."""
    for part in chunks(taken):
        rows = session.scalars(
            select(ImportChangeRow).where(
                ImportChangeRow.import_run_id == run, ImportChangeRow.code.in_([one.key for one in part])
            )
        )
        known = {row.code: row for row in rows}
        for one in part:
            row = known.get(one.key)
            if row is not None:
                row.release_id = one.release or row.release_id
                row.before = _merged(row.before, one.before)
        insert_many(session, ImportChangeRow, [_kept(run, one) for one in part if one.key not in known])


def _merged(first: Mapping[str, Any], then: Mapping[str, Any]) -> dict[str, Any]:
    """What stood before a thing was changed twice by one import; the rows of both times made it what it is."""
    kept = {name: first[name] for name in ("before", "sources") if name in first}
    rows = {"rows": [*first["rows"], *then["rows"]]} if "rows" in first and "rows" in then else {}
    return {**then, **kept, **rows}


def _kept(run: int, one: TakenRow) -> dict[str, object]:
    return {
        "import_run_id": run,
        "code": one.key,
        "name": one.name,
        "action": one.action.value,
        "differences": [],
        "refused": [],
        "partner": "",
        "likeness": 0,
        "verdict": "",
        "before": dict(one.before),
        "release_id": one.release,
    }
