"""Tables through the worker: called off, taken up again, mended row by row, undone whole while nothing needs them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from tests.jobs.conftest import officer

from motcua.definitions.import_mapping import ImportSubject
from motcua.dossiers.actor import Actor
from motcua.jobs.job_kinds import run_next_job
from motcua.services import import_past_dossiers
from motcua.services.background_jobs import take_job
from motcua.services.import_centre import choose, told_passwords, try_table
from motcua.services.import_dependents import CHECKING, StillNeededError
from motcua.services.import_history import history
from motcua.services.import_jobs import run_import
from motcua.services.import_patch import mend
from motcua.services.import_runs import (
    ImportJob,
    ImportRunClosedError,
    ImportRunMissingError,
    Upload,
    call_off,
    error_book,
    find_run,
    leave,
    take_in,
    take_up_again,
)
from motcua.services.import_undo import ask_undo, needed_by
from motcua.services.import_work import RunWork
from motcua.services.integrity import examine
from motcua.services.publication_rules import set_two_people
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import (
    DefinitionDraftRow,
    DossierEventRow,
    DossierRow,
    HoldingRow,
    ImportChangeRow,
    ImportRunRow,
    OfficerRow,
    WorkItemRow,
)

EVERYTHING = Scope.everything("kiểm thử")
PAST_HEAD = "Số biên nhận;Mã TTHC;Đơn vị tiếp nhận;Chủ hồ sơ;Ngày nhận;Ngày trả kết quả\n"
STAFF_HEAD = "Tên đăng nhập;Họ và tên;Cơ quan;Chức danh\n"


@pytest.fixture
def admin(sqlite_platform: Platform) -> Actor:
    return officer(sqlite_platform, "quantri")


def work(platform: Platform) -> None:
    while run_next_job(platform, lambda: False):
        pass


def past(count: int, prefix: str = "CU") -> str:
    lines = [
        f"{prefix}-{number:05};1.004873;H88.31;Lê Văn {number};05/01/2026;{'08/01/2026' if number % 2 else ''}"
        for number in range(count)
    ]
    return PAST_HEAD + "\n".join(lines)


def tried(platform: Platform, admin: Actor, text: str, into: str = "", kind: str = "") -> int:
    subject = ImportSubject(kind) if kind else None
    run = try_table(platform, admin, Upload("bang.csv", text.encode()), into, subject)
    work(platform)
    assert row_of(platform, run).state == "tried", row_of(platform, run).plan
    return run


def taken(platform: Platform, admin: Actor, text: str, into: str = "", kind: str = "") -> int:
    run = tried(platform, admin, text, into, kind)
    take_in(platform, admin, run)
    work(platform)
    assert row_of(platform, run).state == "finished", row_of(platform, run).summary
    return run


def row_of(platform: Platform, run: int) -> ImportRunRow:
    with platform.database.read() as session:
        row = find_run(session, run)
        session.expunge(row)
        return row


def numbers(platform: Platform) -> list[str]:
    with platform.database.read(EVERYTHING) as session:
        return sorted(session.scalars(select(DossierRow.number)))


def why(platform: Platform, run: int) -> dict[str, str]:
    """What depends on an import, by code."""
    with platform.database.read(CHECKING) as session:
        return {one.code: one.why for one in needed_by(session, find_run(session, run))}


def undone(platform: Platform, admin: Actor, run: int) -> None:
    ask_undo(platform, admin, run, "thử")
    work(platform)
    row = row_of(platform, run)
    assert (row.state, row.summary["taken"], row.summary["undone_reason"]) == ("undone", 0, "thử"), (
        row.summary
    )
    with platform.database.read() as session:
        left = select(func.count(ImportChangeRow.id)).where(ImportChangeRow.import_run_id == run)
        assert session.scalar(left) == 0
    with pytest.raises(ImportRunClosedError):
        ask_undo(platform, admin, run, "")


class StoppedError(RuntimeError):
    """The worker is gone."""


def stop_after(parts: int) -> Any:
    """A `tell` that ends the work once so many parts were stored."""
    told = []

    def tell(done: int, total: int | None, message: str) -> None:
        del done, total
        if message == "Đang ghi":
            told.append(message)
            if len(told) > parts:
                raise StoppedError

    return tell


def test_past_dossiers_stopped_between_parts__go_on_without_a_lost_or_double_one(
    sqlite_platform: Platform, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_past_dossiers, "chunks", lambda items: [items[:4], items[4:8], items[8:]])
    run = tried(sqlite_platform, admin, past(10))
    take_in(sqlite_platform, admin, run)
    with sqlite_platform.database.write() as session:
        job = take_job(session, sqlite_platform.now(), [ImportJob.IMPORT])
    assert job is not None
    with pytest.raises(StoppedError):
        run_import(RunWork(sqlite_platform, job, stop_after(2)))
    assert len(numbers(sqlite_platform)) == 8
    row = row_of(sqlite_platform, run)
    assert (row.state, row.summary["taken"]) == ("importing", 8)
    monkeypatch.undo()
    run_import(RunWork(sqlite_platform, job, stop_after(9)))
    row = row_of(sqlite_platform, run)
    assert (row.state, row.summary["taken"], row.summary["added"]) == ("finished", 10, 10)
    assert numbers(sqlite_platform) == [f"CU-{number:05}" for number in range(10)]
    assert examine(sqlite_platform).findings == ()
    run_import(RunWork(sqlite_platform, job, stop_after(0)))
    assert len(numbers(sqlite_platform)) == 10


def test_past_dossiers_called_off_in_the_middle__are_taken_further_or_undone(
    sqlite_platform: Platform, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_past_dossiers, "chunks", lambda items: [items[:4], items[4:]])
    run = tried(sqlite_platform, admin, past(10))
    take_in(sqlite_platform, admin, run)
    with sqlite_platform.database.write() as session:
        job = take_job(session, sqlite_platform.now(), [ImportJob.IMPORT])
    assert job is not None
    with pytest.raises(StoppedError):
        run_import(RunWork(sqlite_platform, job, stop_after(1)))
    call_off(sqlite_platform, admin, run)
    assert row_of(sqlite_platform, run).state == "tried"
    take_in(sqlite_platform, admin, run)
    call_off(sqlite_platform, admin, run)
    with pytest.raises(ImportRunClosedError):
        choose(sqlite_platform, admin, run)
    undone(sqlite_platform, admin, run)
    assert numbers(sqlite_platform) == []


def test_undone_past_dossiers__leave_nothing_behind(sqlite_platform: Platform, admin: Actor) -> None:
    kept = taken(sqlite_platform, admin, past(2, "GIU"))
    run = taken(sqlite_platform, admin, past(700))
    undone(sqlite_platform, admin, run)
    assert numbers(sqlite_platform) == ["GIU-00000", "GIU-00001"]
    with sqlite_platform.database.read(EVERYTHING) as session:
        for table in (DossierEventRow, WorkItemRow):
            strays = select(func.count()).where(table.dossier_id.not_in(select(DossierRow.id)))
            assert session.scalar(strays) == 0
    assert examine(sqlite_platform).findings == ()
    assert row_of(sqlite_platform, kept).summary["taken"] == 2
    again = taken(sqlite_platform, admin, past(3))
    assert row_of(sqlite_platform, again).summary["taken"] == 3


def test_past_dossier_somebody_worked_on__keeps_its_import(sqlite_platform: Platform, admin: Actor) -> None:
    run = taken(sqlite_platform, admin, past(3))
    with sqlite_platform.database.write(EVERYTHING) as session:
        row = session.scalars(select(DossierRow).where(DossierRow.number == "CU-00001")).one()
        row.last_event_at = sqlite_platform.now()
    assert why(sqlite_platform, run) == {"CU-00001": "đã được xử lý sau khi nhập"}
    with pytest.raises(StillNeededError, match="CU-00001"):
        ask_undo(sqlite_platform, admin, run, "")
    assert len(numbers(sqlite_platform)) == 3


def test_undone_staff_list__takes_new_accounts_away_and_gives_old_ones_back(
    sqlite_platform: Platform, admin: Actor
) -> None:
    def people(session: Session) -> list[tuple[Any, ...]]:
        rows = session.execute(
            select(OfficerRow.username, OfficerRow.full_name, OfficerRow.title, HoldingRow.position)
            .join(HoldingRow, HoldingRow.officer_id == OfficerRow.id)
            .order_by(OfficerRow.username, HoldingRow.position)
        )
        return [tuple(row) for row in rows]

    with sqlite_platform.database.read() as session:
        before = people(session)
    text = (
        STAFF_HEAD + "thu.le;Lê Thử;H88.31;Văn thư\nthu.le;Lê Thử;H88.31;Cán bộ tiếp nhận\n"
        "motcua;Đổi Tên Rồi;H88.31;Văn thư\n"
    )
    run = tried(sqlite_platform, admin, text)
    take_in(sqlite_platform, admin, run)
    work(sqlite_platform)
    assert row_of(sqlite_platform, run).summary["taken"] == 2
    with sqlite_platform.database.read() as session:
        assert told_passwords(sqlite_platform, session, admin, run) is not None
        assert people(session) != before
    undone(sqlite_platform, admin, run)
    with sqlite_platform.database.read() as session:
        assert people(session) == before


def test_officer_changed_again__keeps_the_staff_list(sqlite_platform: Platform, admin: Actor) -> None:
    run = taken(sqlite_platform, admin, STAFF_HEAD + "thu.le;Lê Thử;H88.31;Văn thư\n")
    with sqlite_platform.database.write() as session:
        row = session.scalars(select(OfficerRow).where(OfficerRow.username == "thu.le")).one()
        row.title = "Trưởng phòng"
    assert why(sqlite_platform, run) == {"thu.le": "đã được sửa sau khi nhập"}


CODES = "Mã số;Tên gọi\n01;Nhóm một\n02;Nhóm hai\n"


def items(platform: Platform, code: str) -> list[tuple[str, str]]:
    platform.rules.refresh()
    found = platform.rules.definition("code_list", code, platform.today())
    return [(item.code, item.name) for item in found.items]


def test_undone_code_list__is_what_it_was_or_no_longer_stands(
    sqlite_platform: Platform, admin: Actor
) -> None:
    first = taken(sqlite_platform, admin, CODES, "nhom-viec")
    second = taken(sqlite_platform, admin, CODES.replace("hai", "đổi") + "03;Nhóm ba\n", "nhom-viec")
    assert items(sqlite_platform, "nhom-viec")[1:] == [("02", "Nhóm đổi"), ("03", "Nhóm ba")]
    assert "bản mới hơn" in why(sqlite_platform, first)["code_list/nhom-viec"]
    undone(sqlite_platform, admin, second)
    assert items(sqlite_platform, "nhom-viec") == [("01", "Nhóm một"), ("02", "Nhóm hai")]


def test_code_list_nothing_else_names__ends_with_its_import(sqlite_platform: Platform, admin: Actor) -> None:
    run = taken(sqlite_platform, admin, CODES, "nhom-viec")
    undone(sqlite_platform, admin, run)
    sqlite_platform.rules.refresh()
    with pytest.raises(RulesMissingError):
        items(sqlite_platform, "nhom-viec")
    taken(sqlite_platform, admin, CODES, "nhom-viec")
    assert len(items(sqlite_platform, "nhom-viec")) == 2


def test_code_list_being_edited__keeps_its_import(sqlite_platform: Platform, admin: Actor) -> None:
    run = taken(sqlite_platform, admin, CODES, "nhom-viec")
    with sqlite_platform.database.write() as session:
        session.add(
            DefinitionDraftRow(
                kind="code_list",
                code="nhom-viec",
                agency_code="",
                layer="province",
                text="",
                version=1,
                created_by="quantri",
                created_at=sqlite_platform.now(),
                updated_at=sqlite_platform.now(),
            )
        )
    assert why(sqlite_platform, run) == {"code_list/nhom-viec": "quantri đang có bản nháp"}


AGENCY = "Mã định danh;Tên đơn vị;Cấp hành chính;Trực thuộc\nH88.931;UBND xã Thử Ba Mốt;Xã;H88\n"


def test_agency_with_people__keeps_its_import_until_they_are_gone(
    sqlite_platform: Platform, admin: Actor
) -> None:
    run = taken(sqlite_platform, admin, AGENCY)
    people = taken(sqlite_platform, admin, STAFF_HEAD + "thu.le;Lê Thử;H88.931;Văn thư\n")
    assert why(sqlite_platform, run) == {"H88.931": "đã có 1 cán bộ"}
    undone(sqlite_platform, admin, people)
    undone(sqlite_platform, admin, run)
    sqlite_platform.rules.refresh()
    assert not sqlite_platform.directory().knows("H88.931")


def test_undone_holidays__are_working_days_again(sqlite_platform: Platform, admin: Actor) -> None:
    text = "Từ ngày;Đến ngày;Tên ngày nghỉ\n06/07/2027;07/07/2027;Nghỉ thử\n"
    run = taken(sqlite_platform, admin, text, "vietnam", "holidays")

    def days() -> set[str]:
        sqlite_platform.rules.refresh()
        calendar = sqlite_platform.rules.definition("calendar", "vietnam", sqlite_platform.today())
        return {f"{day.date:%d/%m/%Y}" for year in calendar.years for day in year.days}

    assert "07/07/2027" in days()
    undone(sqlite_platform, admin, run)
    assert not {"06/07/2027", "07/07/2027"} & days()


def test_mended_rows_of_past_dossiers__join_the_same_import(
    sqlite_platform: Platform, admin: Actor, tmp_path: Path
) -> None:
    wrong = past(3).replace("CU-00001;1.004873;H88.31", "CU-00001;1.004873;Sở Không Có")
    run = taken(sqlite_platform, admin, wrong)
    assert numbers(sqlite_platform) == ["CU-00000", "CU-00002"]
    book = error_book(sqlite_platform, row_of(sqlite_platform, run))
    assert book is not None
    opened = openpyxl.load_workbook(book)
    sheet = opened.worksheets[0]
    assert sheet["C3"].fill.start_color.rgb.endswith("F8CBAD")
    assert "Ghi mã định danh" in " ".join(str(cell.value) for cell in sheet[3])
    sheet["C3"] = "H88.31"
    sheet.delete_rows(2)  # rows that were right may be left out
    buffer = io.BytesIO()
    opened.save(buffer)
    assert mend(sqlite_platform, admin, run, Upload("loi.xlsx", buffer.getvalue())) == 1
    work(sqlite_platform)
    row = row_of(sqlite_platform, run)
    assert (row.state, row.summary["added"], row.summary["unchanged"]) == ("tried", 1, 2), row.plan
    take_in(sqlite_platform, admin, run)
    work(sqlite_platform)
    assert row_of(sqlite_platform, run).summary["taken"] == 3
    undone(sqlite_platform, admin, run)
    assert numbers(sqlite_platform) == []


def test_what_cannot_be_published__is_said_and_waits_again(sqlite_platform: Platform, admin: Actor) -> None:
    run = tried(sqlite_platform, admin, CODES, "nhom-viec")
    set_two_people(sqlite_platform, admin, wanted=True)
    take_in(sqlite_platform, admin, run)
    work(sqlite_platform)
    row = row_of(sqlite_platform, run)
    assert (row.state, "người công bố phải khác" in row.summary["said"]) == ("tried", True)
    set_two_people(sqlite_platform, admin, wanted=False)
    take_in(sqlite_platform, admin, run)
    work(sqlite_platform)
    assert row_of(sqlite_platform, run).state == "finished"


def test_imports_of_another_kind__are_for_those_who_may_take_them_in(
    sqlite_platform: Platform, admin: Actor
) -> None:
    run = taken(sqlite_platform, admin, past(1))
    importer = Actor("nguoi-nhap", permissions=frozenset({"can_import_catalog"}))
    colleague = Actor("dong-nghiep", permissions=frozenset({"can_import_catalog", "can_manage_setting"}))
    with sqlite_platform.database.read() as session:
        assert [line.row.id for line in history(session, importer)] == []
        assert [line.row.id for line in history(session, colleague)] == [run]
    for act in (leave, call_off, take_in, take_up_again):
        with pytest.raises(ImportRunMissingError):
            act(sqlite_platform, importer, run)
    ask_undo(sqlite_platform, colleague, run, "")
