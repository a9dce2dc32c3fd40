"""Long work that a person asks for and does not wait for: queued, taken by a worker, watched, finished once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.services.worker_identity import is_gone, worker_identity
from motcua.storage.tables import JobRow

MAX_ATTEMPTS = 3
SILENCE = timedelta(minutes=5)
"""A running job whose worker has said nothing for so long is taken up by another one."""


class JobState(StrEnum):
    """How a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def name_in_vietnamese(self) -> str:
        """The words screens show."""
        return {
            "waiting": "Chờ chạy",
            "running": "Đang chạy",
            "done": "Xong",
            "failed": "Không xong",
            "cancelled": "Đã dừng",
        }[self]


@dataclass(frozen=True, slots=True)
class TakenJob:
    """A job this worker runs."""

    id: int
    kind: str
    arguments: Mapping[str, Any]
    created_by: str
    attempt: int


def enqueue(session: Session, kind: str, arguments: Mapping[str, Any], actor: Actor, now: datetime) -> int:
    """Ask for a piece of work within the caller's transaction; the id under which it can be watched."""
    row = JobRow(
        kind=kind,
        agency_code=actor.agency,
        arguments=dict(arguments),
        created_by=actor.user,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def has_open_job(session: Session, kind: str) -> bool:
    """Whether a job of that kind waits or runs."""
    waiting = (JobState.WAITING.value, JobState.RUNNING.value)
    return (
        session.scalar(select(JobRow.id).where(JobRow.kind == kind, JobRow.state.in_(waiting)).limit(1))
        is not None
    )


def has_job(session: Session, now: datetime) -> bool:
    """Whether there is a job to take; asked in a reading session so that an idle worker never writes."""
    return session.scalar(select(JobRow.id).where(_takeable(session, now)).limit(1)) is not None


def _takeable(session: Session, now: datetime) -> Any:
    running = JobRow.state == JobState.RUNNING.value
    workers = session.scalars(select(JobRow.worker).where(running).distinct())
    gone = [worker for worker in workers if is_gone(worker)]
    left = or_(JobRow.heartbeat_at < now - SILENCE, JobRow.worker.in_(gone))
    return or_(JobRow.state == JobState.WAITING.value, and_(running, left))


def take_job(session: Session, now: datetime, kinds: Collection[str]) -> TakenJob | None:
    """Take the oldest job of a known kind, waiting or left by a worker that died: at once when that ran on this
    machine, else after its silence. A job that keeps killing its workers is given up.
    """
    rows = session.scalars(
        select(JobRow)
        .where(_takeable(session, now), JobRow.kind.in_(sorted(kinds)))
        .order_by(JobRow.created_at, JobRow.id)
        .limit(5)
        .with_for_update(skip_locked=True)
    )
    for row in rows:
        if row.attempts >= MAX_ATTEMPTS:
            row.state, row.finished_at = JobState.FAILED.value, now
            row.message = f"Việc dừng giữa chừng {row.attempts} lần nên không chạy lại."
            continue
        row.state, row.started_at, row.heartbeat_at = JobState.RUNNING.value, now, now
        row.attempts += 1
        row.worker = worker_identity()
        return TakenJob(row.id, row.kind, dict(row.arguments), row.created_by, row.attempts)
    return None


def report_progress(
    session: Session, job: TakenJob, now: datetime, done: int, total: int | None, message: str = ""
) -> bool:
    """Say how far a job is; False when another worker has taken it up, and this one must leave it."""
    held = session.scalar(
        update(JobRow)
        .where(*_held(job))
        .values(heartbeat_at=now, progress=done, total=total, message=message)
        .returning(JobRow.id)
        .execution_options(synchronize_session=False)
    )
    return held is not None


def cancel_job(session: Session, job_id: int, now: datetime) -> None:
    """End a job a person no longer wants. One that runs learns of it when it next says how far it is."""
    session.execute(
        update(JobRow)
        .where(JobRow.id == job_id, JobRow.state.in_((JobState.WAITING.value, JobState.RUNNING.value)))
        .values(state=JobState.CANCELLED.value, finished_at=now, message="Đã dừng theo yêu cầu.")
        .execution_options(synchronize_session=False)
    )


def holds(session: Session, job: TakenJob) -> bool:
    """Whether this worker still has the job: nobody cancelled it, no other worker took it up."""
    return session.scalar(select(JobRow.id).where(*_held(job))) is not None


def finish_job(
    session: Session, job: TakenJob, now: datetime, state: JobState, message: str, result: Mapping[str, Any]
) -> None:
    """Write down how a job ended, unless another worker has taken it up."""
    session.execute(
        update(JobRow)
        .where(*_held(job))
        .values(state=state.value, finished_at=now, message=message, result=dict(result))
        .execution_options(synchronize_session=False)
    )


def _held(job: TakenJob) -> tuple[Any, ...]:
    return (JobRow.id == job.id, JobRow.state == JobState.RUNNING.value, JobRow.attempts == job.attempt)


def recent_jobs(session: Session, most: int = 20) -> Sequence[JobRow]:
    """The newest jobs."""
    return session.scalars(select(JobRow).order_by(JobRow.id.desc()).limit(most)).all()
