"""What a person may have run in the background, and the runner of one queued job."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy.exc import DBAPIError

from motcua.services.background_jobs import (
    JobState,
    TakenJob,
    finish_job,
    has_job,
    report_progress,
    take_job,
)
from motcua.services.import_jobs import run_import, run_trial, run_undo
from motcua.services.import_runs import ImportJob
from motcua.services.import_watch import ImportLostError
from motcua.services.import_work import RunWork
from motcua.services.integrity import examine
from motcua.services.report_exports import JOB as REPORT_WORKBOOK
from motcua.services.report_exports import make_workbook
from motcua.services.runtime import Platform

_LOG = logging.getLogger(__name__)
MOST_FINDINGS = 100


@dataclass(frozen=True, slots=True)
class Running:
    """What a job's function is given beside the platform. ``progress(done, total, message)`` also says that the
    worker lives; a job that says nothing for five minutes counts as left. It may raise ``JobLeftError``.
    """

    job: TakenJob
    progress: Callable[[int, int | None, str], None]
    should_stop: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended: a Vietnamese sentence and JSON-ready details."""

    message: str
    result: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job; running it twice must do no harm. `by_hand`: a person may start it from the list of jobs."""

    title: str
    run: Callable[[Platform, Running], Outcome]
    by_hand: bool = True


class JobLeftError(RuntimeError):
    """Another worker has taken the job up; this one must leave it."""


def check_integrity(platform: Platform, running: Running) -> Outcome:
    """Examine every dossier as `motcua doctor` does."""
    running.progress(0, None, "Đang kiểm tra từng hồ sơ")
    examination = examine(platform)
    findings = [f"{one.number}: {one.message}" for one in examination.findings[:MOST_FINDINGS]]
    count = len(examination.findings)
    message = f"Đã kiểm tra {examination.dossiers} hồ sơ, {examination.events} sự kiện; {count} sai lệch."
    return Outcome(message, {"findings": findings})


def _of_import(work: Callable[[RunWork], str]) -> Callable[[Platform, Running], Outcome]:
    def run(platform: Platform, running: Running) -> Outcome:
        try:
            return Outcome(work(RunWork(platform, running.job, running.progress)), {})
        except ImportLostError as lost:
            raise JobLeftError from lost

    return run


def make_report_workbook(platform: Platform, running: Running) -> Outcome:
    """Write the workbook of a report for who asked for it."""
    message, result = make_workbook(platform, running.job, running.progress)
    return Outcome(message, result)


JOB_KINDS: Mapping[str, JobKind] = MappingProxyType(
    {
        "check_integrity": JobKind("Kiểm tra toàn vẹn hồ sơ", check_integrity),
        REPORT_WORKBOOK: JobKind("Xuất báo cáo ra Excel", make_report_workbook, by_hand=False),
        ImportJob.TRIAL: JobKind("Đọc thử tệp nhập", _of_import(run_trial), by_hand=False),
        ImportJob.IMPORT: JobKind("Nhập tệp", _of_import(run_import), by_hand=False),
        ImportJob.UNDO: JobKind("Hoàn tác lần nhập", _of_import(run_undo), by_hand=False),
    }
)
"""Every kind of queued job."""


def run_next_job(platform: Platform, should_stop: Callable[[], bool]) -> bool:
    """Run the oldest queued job; False when there is none."""
    with platform.database.read() as session:
        if not has_job(session, platform.now()):
            return False
    with platform.database.write() as session:
        job = take_job(session, platform.now(), JOB_KINDS)
    if job is None:
        return False

    def progress(done: int, total: int | None, message: str) -> None:
        with platform.database.write() as writing:
            if not report_progress(writing, job, platform.now(), done, total, message):
                raise JobLeftError

    try:
        outcome = JOB_KINDS[job.kind].run(platform, Running(job, progress, should_stop))
        state = JobState.DONE
    except DBAPIError:
        raise  # taken up again once it has been silent
    except JobLeftError:
        return True
    except Exception as error:  # noqa: BLE001 — a job that fails must not end the worker
        _LOG.exception("job %s (%s) failed", job.id, job.kind)
        outcome, state = Outcome(f"Lỗi {type(error).__name__}: {error}", {}), JobState.FAILED
    with platform.database.write() as session:
        finish_job(session, job, platform.now(), state, outcome.message, outcome.result)
    return True
