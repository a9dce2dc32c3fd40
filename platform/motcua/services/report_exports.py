"""Workbooks of reports that somebody takes away: at once, or made in the background; marked and written down."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.kernel.date_words import date_words, time_words
from motcua.services.access import ForbiddenError, require, scope_of
from motcua.services.audit import Act, write_audit_entry
from motcua.services.background_jobs import JobState, TakenJob, enqueue
from motcua.services.officers import identity_by_name
from motcua.services.report_plans import ReportRequest, plan_report, shared_report
from motcua.services.reporting import Export, list_size, write_workbook
from motcua.services.runtime import Platform
from motcua.spreadsheets.sheet_writing import Target
from motcua.storage.scope import Scope
from motcua.storage.tables import JobRow

JOB = "report_workbook"
FOLDER = "reports"
KEPT = timedelta(days=7)
SMALL = 20_000
"""Rows of a list that are written while somebody waits; longer ones are made in the background."""
_MAKES = ("can_report", "can_report_all")


class ReportFileMissingError(LookupError):
    """There is no such file of the actor's, or not any more; the text is Vietnamese."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """A workbook asked for in the background and how far it is."""

    id: int
    name: str
    state: JobState
    done: int
    total: int | None
    message: str
    asked_at: datetime
    is_ready: bool


def export_mark(actor: Actor, now: datetime) -> str:
    """What stands at the foot of every page: who took it away and when."""
    return f"{actor.full_name or actor.user} ({actor.user}) xuất lúc {time_words(now)} {date_words(now)}"


def export_workbook(
    platform: Platform, scope: Scope, actor: Actor, request: ReportRequest, target: Target
) -> int:
    """Write a workbook for somebody who waits; returns its rows. Who took what away is written down."""
    now = platform.now()
    rows = write_workbook(platform, scope, request, target, Export(export_mark(actor, now)))
    _write_down(platform, actor, request, rows)
    return rows


def _write_down(platform: Platform, actor: Actor, request: ReportRequest, rows: int) -> None:
    detail = {"period": request.period, "agency": request.agency, "rows": rows}
    with platform.database.write(scope_of(actor)) as session:
        write_audit_entry(
            session, actor, Act("export.report", "report", request.code, detail), platform.now()
        )


def is_long(platform: Platform, scope: Scope, request: ReportRequest) -> bool:
    """Whether a report is a list that is better made in the background."""
    size = list_size(platform, scope, request)
    return size is not None and size > SMALL


def ask_for_workbook(platform: Platform, scope: Scope, actor: Actor, request: ReportRequest) -> int:
    """Have a workbook made in the background; the number of the job. Raises what planning the report raises."""
    plan = plan_report(platform, scope, request)
    arguments = {
        "code": request.code,
        "name": plan.report.name,
        "period": request.period,
        "agency": request.agency,
        "as_of": plan.query.as_of.isoformat(),
    }
    with platform.database.write(scope) as session:
        return enqueue(session, JOB, arguments, actor, platform.now())


def make_workbook(
    platform: Platform, job: TakenJob, progress: Callable[[int, int | None, str], None]
) -> tuple[str, Mapping[str, Any]]:
    """Make the workbook of a job by the rights its asker has now; a sentence and where the file lies."""
    platform.rules.refresh()
    actor = _asker(platform, job.created_by)
    scope = scope_of(actor)
    asked = job.arguments
    as_of = datetime.fromisoformat(asked["as_of"])
    request = ReportRequest(asked["code"], asked["period"], asked["agency"], as_of)
    plan = plan_report(platform, scope, request)
    total = list_size(platform, scope, request)
    progress(0, total, "Đang đọc hồ sơ")
    folder = Path(FOLDER) / f"{job.id}-{secrets.token_hex(8)}"
    name = f"{plan.report.code}-{plan.period.text.replace('..', '-')}.xlsx"
    place = platform.settings.file_folder / folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    wish = Export(export_mark(actor, platform.now()), lambda done: progress(done, total, "Đang ghi"))
    rows = write_workbook(platform, scope, request, place, wish)
    _write_down(platform, actor, request, rows)
    agencies = None if scope.agencies is None else sorted(scope.agencies)
    result = {"file": str(folder / name), "name": name, "rows": rows, "agencies": agencies}
    return f"Đã ghi {rows} dòng.", result


def _asker(platform: Platform, username: str) -> Actor:
    with platform.database.read() as session:
        identity = identity_by_name(session, username)
    if identity is None:
        raise ForbiddenError(f"Không còn tài khoản {username}.")
    actor = identity.actor(platform.now())
    if not any(one in actor.permissions for one in _MAKES):
        require(actor, _MAKES[0], "lập báo cáo")
    return actor


def own_files(platform: Platform, actor: Actor) -> tuple[FileLine, ...]:
    """The workbooks the actor asked for, newest first."""
    statement = select(JobRow).where(JobRow.kind == JOB, JobRow.created_by == actor.user)
    with platform.database.read() as session:
        rows = session.scalars(statement.order_by(JobRow.id.desc()).limit(50)).all()
    return tuple(
        FileLine(
            row.id,
            f"{row.arguments['name']}, {row.arguments['period']}",
            JobState(row.state),
            row.progress,
            row.total,
            row.message,
            row.created_at,
            _is_there(platform, row),
        )
        for row in rows
    )


def _is_there(platform: Platform, row: JobRow) -> bool:
    name = str(row.result.get("file", ""))
    return bool(name) and (platform.settings.file_folder / name).is_file()


def own_file(platform: Platform, scope: Scope, actor: Actor, job_id: int) -> tuple[Path, str]:
    """A finished workbook of the actor's and its name, as long as the actor may still see all that stands in it.

    Raises ReportFileMissingError, ForbiddenError when rights were taken away since.
    """
    with platform.database.read() as session:
        row = _own_row(session, actor, job_id)
    if not _is_there(platform, row):
        raise ReportFileMissingError("Tệp này chưa xong hoặc đã được dọn. Xuất lại nếu cần.")
    shared_report(platform, scope, str(row.arguments["code"]))
    agencies = row.result["agencies"]
    hidden = not scope.is_everything if agencies is None else not all(map(scope.covers, agencies))
    if hidden:
        raise ForbiddenError("Tệp có hồ sơ của cơ quan mà tài khoản không còn được xem. Xuất lại báo cáo.")
    return platform.settings.file_folder / str(row.result["file"]), str(row.result["name"])


def _own_row(session: Session, actor: Actor, job_id: int) -> JobRow:
    row = session.get(JobRow, job_id)
    if row is None or row.kind != JOB or row.created_by != actor.user:
        raise ReportFileMissingError(f"Không có tệp số {job_id} của bạn.")
    return row


def sweep_report_files(platform: Platform) -> str:
    """Remove files of reports, downloaded or sent, that are older than a week; says how many."""
    folder = platform.settings.file_folder / FOLDER
    before = (platform.now() - KEPT).timestamp()
    removed = 0
    for place in folder.glob("*/*"):
        if place.stat().st_mtime < before:
            place.unlink(missing_ok=True)
            removed += 1
    for place in folder.glob("*"):
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()
    return f"Bỏ {removed} tệp báo cáo cũ."
