"""A job whose worker died is taken up at once on the same machine, and a cancelled one never goes on."""

import subprocess
import sys

import pytest

from motcua.dossiers.actor import Actor
from motcua.services.background_jobs import cancel_job, enqueue, holds, report_progress, take_job
from motcua.services.runtime import Platform
from motcua.services.worker_identity import is_gone, worker_identity
from motcua.storage.tables import JobRow

KIND = "check_integrity"
NOBODY = Actor("quantri")


@pytest.fixture
def job(province: Platform) -> int:
    with province.database.write() as session:
        return enqueue(session, KIND, {}, NOBODY, province.now())


def identity_of_a_dead_process() -> str:
    code = "from motcua.services.worker_identity import worker_identity; print(worker_identity())"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_job_of_a_dead_worker__is_taken_up_at_once(province: Platform, job: int) -> None:
    with province.database.write() as session:
        first = take_job(session, province.now(), [KIND])
        assert first is not None
        assert take_job(session, province.now(), [KIND]) is None
    with province.database.write() as session:
        session.get_one(JobRow, job).worker = identity_of_a_dead_process()
    with province.database.write() as session:
        second = take_job(session, province.now(), [KIND])
        assert second is not None
        assert (second.id, second.attempt) == (job, 2)
        assert not holds(session, first)
        assert holds(session, second)


def test_cancelled_job__is_no_longer_held(province: Platform, job: int) -> None:
    with province.database.write() as session:
        taken = take_job(session, province.now(), [KIND])
        assert taken is not None
        cancel_job(session, job, province.now())
        assert not report_progress(session, taken, province.now(), 1, 2)
        assert take_job(session, province.now(), [KIND]) is None


@pytest.mark.parametrize(
    "identity", ["", "elsewhere/1/5", worker_identity()], ids=["nobody", "elsewhere", "alive"]
)
def test_worker_elsewhere_or_alive__is_not_taken_for_dead(identity: str) -> None:
    assert not is_gone(identity)
