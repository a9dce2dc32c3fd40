"""`kill -9` of the worker in the middle of an import: the next one brings every row once, and nothing is seen half-done."""

import signal
import subprocess
import time
from pathlib import Path

import xlsxwriter
from sqlalchemy import func, select
from tests.jobs.conftest import officer, stop_afterwards  # noqa: F401 — a fixture
from tests.jobs.test_killed_worker import Remember, start_worker, wait_until

from motcua.jobs.job_kinds import run_next_job
from motcua.services.import_runs import Upload, find_run, take_in, try_out
from motcua.services.runtime import Platform
from motcua.storage.tables import CatalogEntryRow, DefinitionSourceRow, JobRow, ReleaseRow, RevisionRow

ROWS = 800
HEAD = ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực")


def book(folder: Path) -> Upload:
    place = folder / "danh-muc.xlsx"
    with xlsxwriter.Workbook(str(place)) as made:
        sheet = made.add_worksheet("Danh sách TTHC")
        sheet.write_row(0, 0, HEAD)
        for number in range(ROWS):
            sheet.write_row(
                number + 1, 0, (f"9.{number:06}", f"Thủ tục {number}", "Bộ Thử", "Sở Tư pháp", "Luật sư")
            )
    return Upload(place.name, place.read_bytes())


def counts(platform: Platform) -> tuple[int, int, int]:
    """Revisions, layers and entries of the catalog of what the file lists."""
    with platform.database.read() as session:
        return (
            session.scalar(select(func.count(RevisionRow.id)).where(RevisionRow.code.startswith("9.00")))
            or 0,
            session.scalar(
                select(func.count(DefinitionSourceRow.id)).where(DefinitionSourceRow.code.startswith("9.00"))
            )
            or 0,
            session.scalar(
                select(func.count(CatalogEntryRow.id)).where(CatalogEntryRow.code.startswith("9.00"))
            )
            or 0,
        )


def said(platform: Platform, message: str) -> bool:
    with platform.database.read() as session:
        row = session.scalars(select(JobRow).order_by(JobRow.id.desc())).first()
        return row is not None and row.message == message


def killed_when_it_says(platform: Platform, process: subprocess.Popen, message: str) -> None:
    wait_until(lambda: said(platform, message), message)
    time.sleep(0.03)
    process.send_signal(signal.SIGKILL)
    process.wait()


def state(platform: Platform, run: int) -> str:
    with platform.database.read() as session:
        return find_run(session, run).state


def test_worker_killed_in_the_middle_of_an_import__next_one_brings_every_row_once(
    province: Platform,
    tmp_path: Path,
    stop_afterwards: Remember,  # noqa: F811 — the fixture
) -> None:
    admin = officer(province, "quantri")
    began = time.time()
    run = try_out(province, admin, book(tmp_path))
    run_next_job(province, lambda: False)
    take_in(province, admin, run, None, retire_abolished=False)
    killed_when_it_says(
        province, stop_afterwards(start_worker(province, began)), "Đang kiểm tra từng thủ tục"
    )
    assert counts(province) == (0, 0, 0)
    killed_when_it_says(province, stop_afterwards(start_worker(province, began)), "Đang ghi vào danh mục")
    assert counts(province) in ((0, 0, 0), (ROWS, ROWS, ROWS))
    process = stop_afterwards(start_worker(province, began))
    wait_until(lambda: said_done(province), "the import")
    process.terminate()
    assert process.wait(10) == 0
    assert state(province, run) == "finished"
    assert counts(province) == (ROWS, ROWS, ROWS)
    with province.database.read() as session:
        releases = session.scalars(
            select(ReleaseRow.id).where(ReleaseRow.reason.startswith("nhập danh mục"))
        ).all()
        assert find_run(session, run).summary["releases"] == releases
    assert len(releases) == 1


def said_done(platform: Platform) -> bool:
    with platform.database.read() as session:
        row = session.scalars(select(JobRow).order_by(JobRow.id.desc())).first()
        return row is not None and row.state == "done"
