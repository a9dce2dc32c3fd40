"""Imports of the catalog and of every other table: a file is kept, tried out, looked at, then taken in or left; each
as a job of the worker that can be watched, called off and taken up again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from motcua.catalog.table_fields import TARGETS
from motcua.definitions.import_mapping import ImportSubject
from motcua.dossiers.actor import Actor
from motcua.services.access import require
from motcua.services.background_jobs import JobState, cancel_job, enqueue
from motcua.services.catalog_order import DONE, KIND
from motcua.services.runtime import Platform
from motcua.storage.tables import ImportRunRow, JobRow

TRYING = "trying"
TRIED = "tried"
UNUSABLE = "unusable"
IMPORTING = "importing"
FINISHED = DONE
UNDOING = "undoing"
UNDONE = "undone"
TAKEN = "taken"
LEFT = "left"
TABLE = "table"
"""The kind of an import of anything but the catalog."""
KINDS = frozenset({KIND, TABLE})
PERMISSION = "can_import_catalog"
AT_WORK = frozenset({TRYING, IMPORTING, UNDOING})
FOLDER = "imports"
ERROR_BOOK = "loi.xlsx"
ENDINGS = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".json", ".jsonl", ".gz"})
DETAIL_ENDINGS = (".jsonl", ".jsonl.gz", ".json", ".json.gz")


class ImportJob(StrEnum):
    """The kinds of jobs of an import."""

    TRIAL = "import_trial"
    IMPORT = "import_taking"
    UNDO = "import_undo"


_STATE_OF: Mapping[str, str] = MappingProxyType(
    {ImportJob.TRIAL: TRYING, ImportJob.IMPORT: IMPORTING, ImportJob.UNDO: UNDOING}
)


class ImportRunMissingError(LookupError):
    """There is no such import, or its file is gone."""


class ImportRunClosedError(RuntimeError):
    """The import stands where this can no longer be done with it; the text says why."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came in: its name for people and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the job of an import is. `stuck` says that it ended without coming to an end, and why is in `message`."""

    state: JobState
    done: int
    total: int
    message: str

    @property
    def stuck(self) -> bool:
        """Whether a person has to take it up again."""
        return self.state in (JobState.FAILED, JobState.CANCELLED)


def try_out(platform: Platform, actor: Actor, book: Upload, details: Upload | None = None) -> int:
    """Keep the files and have it worked out what importing them would do. Returns the import's id.

    Raises ValueError, in Vietnamese, for a file of another kind.
    """
    require(actor, PERMISSION, "nhập danh mục thủ tục")
    ending = _ending(book)
    if details is not None and not details.name.lower().endswith(DETAIL_ENDINGS):
        raise ValueError(f"Tệp chi tiết “{details.name}” phải có đuôi .jsonl hoặc .jsonl.gz.")
    summary = {"bytes": len(book.content), "details": details.name if details else ""}
    row = keep_file(platform, actor, book, KIND, f"danh-muc{ending}", summary)
    _keep_details((platform.settings.file_folder / row.file_path).parent, details)
    return begin(platform, actor, row)


def keep_file(
    platform: Platform, actor: Actor, book: Upload, kind: str, name: str, summary: Mapping[str, Any]
) -> ImportRunRow:
    """Lay a file down under a name in a folder of its own; the import that has it, not stored yet."""
    folder = platform.settings.file_folder / FOLDER / secrets.token_hex(12)
    folder.mkdir(parents=True)
    file = folder / name
    file.write_bytes(book.content)
    return ImportRunRow(
        kind=kind,
        file_name=Path(book.name).name,
        file_hash=hashlib.sha256(book.content).hexdigest(),
        file_path=str(file.relative_to(platform.settings.file_folder)),
        dry_run=True,
        started_by=actor.user,
        started_at=platform.now(),
        summary=dict(summary),
        plan={},
    )


def begin(platform: Platform, actor: Actor, row: ImportRunRow) -> int:
    """Store a new import and have it tried out. Returns its id."""
    with platform.database.write() as session:
        session.add(row)
        session.flush()
        start_job(platform, session, actor, row, ImportJob.TRIAL)
        return row.id


def _ending(book: Upload) -> str:
    ending = Path(book.name).suffix.lower()
    if ending not in ENDINGS:
        raise ValueError(
            f"Tệp “{book.name}” không phải bảng tính. Chọn tệp .xlsx, .xls, .ods hoặc .csv "
            "tải từ cơ sở dữ liệu quốc gia."
        )
    return ending


def _keep_details(folder: Path, details: Upload | None) -> None:
    if details is not None:
        name = details.name.lower()
        ending = next(one for one in sorted(DETAIL_ENDINGS, key=len, reverse=True) if name.endswith(one))
        (folder / f"chi-tiet{ending}").write_bytes(details.content)


def start_job(
    platform: Platform,
    session: Session,
    actor: Actor,
    row: ImportRunRow,
    job: ImportJob,
    wishes: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Queue the next piece of work of an import within the caller's transaction."""
    row.job_id = enqueue(session, job, {"run": row.id, **wishes}, actor, platform.now())
    row.state = _STATE_OF[job]


def find_run(session: Session, run_id: int, *, locked: bool = False) -> ImportRunRow:
    """An import by its id. Raises :class:`ImportRunMissingError`."""
    row = session.get(ImportRunRow, run_id, with_for_update=True if locked else None)
    if row is None or row.kind not in KINDS:
        raise ImportRunMissingError(f"Không có lần nhập {run_id}.")
    return row


def permission_for(row: ImportRunRow) -> str:
    """What somebody must be allowed to take this import in."""
    subject = (row.summary or {}).get("subject")
    return TARGETS[ImportSubject(subject)].permission if row.kind == TABLE and subject else PERMISSION


def run_for(session: Session, actor: Actor, run_id: int, *, locked: bool = False) -> ImportRunRow:
    """An import the actor may see: one's own, or of a kind one may take in. Raises :class:`ImportRunMissingError`."""
    require(actor, PERMISSION, "nhập dữ liệu")
    row = find_run(session, run_id, locked=locked)
    if may_see(actor, row):
        return row
    raise ImportRunMissingError(f"Không có lần nhập {run_id}.")


def may_see(actor: Actor, row: ImportRunRow) -> bool:
    """Whether an import is the actor's own, or of a kind the actor may take in."""
    if row.started_by == actor.user:
        return True
    known = row.kind == KIND or bool((row.summary or {}).get("subject"))
    return known and permission_for(row) in actor.permissions


def take_in(
    platform: Platform,
    actor: Actor,
    run_id: int,
    effective_from: date | None = None,
    *,
    retire_abolished: bool = False,
) -> None:
    """Have the kept files imported for good. Raises :class:`ImportRunMissingError`, :class:`ImportRunClosedError`."""
    wishes = {
        "effective_from": effective_from.isoformat() if effective_from else "",
        "retire_abolished": retire_abolished,
    }
    with platform.database.write() as session:
        row = run_for(session, actor, run_id, locked=True)
        require(actor, permission_for(row), "nhập loại dữ liệu này")
        if row.state != TRIED:
            raise ImportRunClosedError("Lần nhập này đã xong hoặc đã bỏ. Tải tệp lên lại để nhập lần mới.")
        kept_file(platform, row)
        start_job(platform, session, actor, row, ImportJob.IMPORT, wishes)


def kept_file(platform: Platform, row: ImportRunRow) -> Path:
    """The file of an import. Raises :class:`ImportRunMissingError` when it is gone."""
    file = platform.settings.file_folder / row.file_path
    if not row.file_path or not file.is_file():
        raise ImportRunMissingError("Tệp đã tải lên không còn trên máy chủ. Tải lên lại.")
    return file


def leave(platform: Platform, actor: Actor, run_id: int) -> None:
    """Drop a tried import; what was taken in of it before stays. Raises as :func:`take_in`."""
    with platform.database.write() as session:
        row = run_for(session, actor, run_id, locked=True)
        if row.state not in (TRIED, UNUSABLE):
            raise ImportRunClosedError("Lần nhập này đã xong nên không bỏ được nữa.")
        row.state = FINISHED if was_taken_in(row) else LEFT


def was_taken_in(row: ImportRunRow) -> bool:
    """Whether something of an import stands here: in the catalog, or rows of a table."""
    told = row.summary or {}
    return bool(told.get("releases") or told.get("taken")) and row.state != UNDONE


def call_off(platform: Platform, actor: Actor, run_id: int) -> None:
    """Stop the work on an import: nothing of it is stored. Raises as :func:`take_in`, also when it was quicker."""
    with platform.database.write() as session:
        row = run_for(session, actor, run_id, locked=True)
        if row.state not in AT_WORK:
            raise ImportRunClosedError("Việc này vừa chạy xong nên không dừng được nữa.")
        row.state = _before(row)
        if row.job_id is not None:
            cancel_job(session, row.job_id, platform.now())


def _before(row: ImportRunRow) -> str:
    """Where an import stood before the work at hand."""
    if row.state == IMPORTING:
        return TRIED
    return FINISHED if was_taken_in(row) else LEFT


def take_up_again(platform: Platform, actor: Actor, run_id: int) -> None:
    """Queue the work of an import anew after it ended without coming to an end. Raises as :func:`take_in`."""
    with platform.database.write() as session:
        row = run_for(session, actor, run_id, locked=True)
        job = session.get(JobRow, row.job_id) if row.job_id else None
        if row.state not in AT_WORK or job is None or not progress_of(job).stuck:
            raise ImportRunClosedError("Lần nhập này không dừng giữa chừng nên không cần chạy tiếp.")
        wishes = {name: value for name, value in job.arguments.items() if name != "run"}
        start_job(platform, session, actor, row, ImportJob(job.kind), wishes)


def progress_of(job: JobRow) -> Progress:
    """How far a job is."""
    return Progress(JobState(job.state), job.progress, job.total or 0, job.message)


def find_progress(session: Session, row: ImportRunRow) -> Progress | None:
    """How far the work on an import is; None when nothing is being done."""
    job = session.get(JobRow, row.job_id) if row.job_id and row.state in AT_WORK else None
    return None if job is None else progress_of(job)


def error_book(platform: Platform, row: ImportRunRow) -> Path | None:
    """The workbook with coloured cells, when there is one."""
    if not row.error_file or not row.file_path:
        return None
    file = (platform.settings.file_folder / row.file_path).parent / ERROR_BOOK
    return file if file.is_file() else None
