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
from motcua.services.import_centre import try_table
from motcua.services.import_runs import Upload, find_run, take_in, try_out
from motcua.services.import_undo import ask_undo
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import (
    CatalogEntryRow,
    DefinitionSourceRow,
    DossierEventRow,
    DossierRow,
    ImportChangeRow,
    JobRow,
    ReleaseRow,
    RevisionRow,
)

ROWS = 800
DOSSIERS = 1_300
EVERYTHING = Scope.everything("kiểm thử")
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


def past() -> Upload:
    lines = ["Số biên nhận;Mã TTHC;Đơn vị tiếp nhận;Chủ hồ sơ;Ngày nhận;Ngày trả kết quả"]
    lines += [
        f"CU-{number:05};1.004873;H88.31;Lê Văn {number};05/01/2026;08/01/2026" for number in range(DOSSIERS)
    ]
    return Upload("ho-so-cu.csv", "\n".join(lines).encode())


def stored(platform: Platform) -> tuple[int, int, int]:
    """Dossiers of the file, those of them with a log, and those the import says it brought."""
    with platform.database.read(EVERYTHING) as session:
        mine = DossierRow.number.startswith("CU-")
        logged = select(func.count(DossierEventRow.dossier_id.distinct())).join(
            DossierRow, DossierRow.id == DossierEventRow.dossier_id
        )
        return (
            session.scalar(select(func.count(DossierRow.id)).where(mine)) or 0,
            session.scalar(logged.where(mine)) or 0,
            session.scalar(select(func.count(ImportChangeRow.id))) or 0,
        )


def killed_once_it_has(platform: Platform, process: subprocess.Popen, message: str, done: int) -> None:
    def is_so_far() -> bool:
        with platform.database.read() as session:
            row = session.scalars(select(JobRow).order_by(JobRow.id.desc())).first()
            return row is not None and row.message == message and row.progress >= done

    wait_until(is_so_far, message)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_worker_killed_among_past_dossiers__next_one_brings_and_takes_back_every_one_once(
    province: Platform,
    stop_afterwards: Remember,  # noqa: F811 — the fixture
) -> None:
    admin = officer(province, "quantri")
    began = time.time()
    run = try_table(province, admin, past())
    killed_once_it_has(
        province, stop_afterwards(start_worker(province, began)), "Đang kiểm tra từng hồ sơ", 200
    )
    assert stored(province) == (0, 0, 0)
    run_next_job(province, lambda: False)
    take_in(province, admin, run)
    killed_once_it_has(province, stop_afterwards(start_worker(province, began)), "Đang ghi", 500)
    count = stored(province)[0]
    assert 500 <= count < DOSSIERS
    assert stored(province) == (count, count, count)
    run_next_job(province, lambda: False)
    assert state(province, run) == "finished"
    assert stored(province) == (DOSSIERS, DOSSIERS, DOSSIERS)
    ask_undo(province, admin, run, "thử")
    killed_once_it_has(
        province, stop_afterwards(start_worker(province, began)), "Đang trả lại như trước lần nhập", 500
    )
    count = stored(province)[0]
    assert 0 < count < DOSSIERS
    assert stored(province) == (count, count, count)
    run_next_job(province, lambda: False)
    assert state(province, run) == "undone"
    assert stored(province) == (0, 0, 0)
