"""Tables of every kind beside the catalog: recognized under other headings, tried out, taken in once."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import func, select
from tests.unit.spreadsheets.old_workbook import old_workbook, workbook_stream
from tests.unit.spreadsheets.other_files import open_document, windows

from motcua.definitions.import_mapping import ImportSubject
from motcua.dossiers.actor import Actor, Seat
from motcua.jobs.job_kinds import run_next_job
from motcua.kernel.clock import VIETNAM
from motcua.kernel.text import fold
from motcua.services.access import ForbiddenError
from motcua.services.import_centre import told_passwords, try_table
from motcua.services.import_kinds import Standing, TableOrder
from motcua.services.import_looking import TableLook, look_at_table
from motcua.services.import_runs import ImportRunClosedError, Upload, find_run, take_in
from motcua.services.import_table_jobs import take_now
from motcua.services.integrity import examine
from motcua.services.passwords import verify_password
from motcua.services.runtime import Platform
from motcua.services.staffing import seat_people
from motcua.storage.accounts import account_state, find_account
from motcua.storage.facts_as_of import FactQuery
from motcua.storage.report_facts import count
from motcua.storage.scope import Scope
from motcua.storage.tables import CatalogEntryRow, DossierEventRow, DossierRow, OutboxRow, WorkItemRow

EVERYTHING = Scope.everything("kiểm thử")
ADMIN = Actor(
    "quantri",
    "Quản trị",
    permissions=frozenset(
        {
            "can_import_catalog",
            "can_publish_definition",
            "can_manage_organization",
            "can_manage_officer",
            "can_manage_calendar",
            "can_manage_setting",
        }
    ),
)


def book(rows: Sequence[Sequence[Any]], sheet: str = "Sheet1", title: str = "") -> bytes:
    """A workbook with these rows, under a merged title when one is given."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        page = made.add_worksheet(sheet)
        first = 0
        if title:
            page.merge_range(0, 0, 0, len(rows[0]) - 1, title)
            first = 2
        for number, row in enumerate(rows, start=first):
            page.write_row(number, 0, row)
    return buffer.getvalue()


def work(platform: Platform) -> None:
    """Run every job that waits."""
    while run_next_job(platform, lambda: False):
        pass


def look(
    platform: Platform,
    content: bytes,
    name: str = "bang.xlsx",
    into: str = "",
    subject: ImportSubject | None = None,
) -> TableLook:
    platform.rules.refresh()
    with platform.database.read() as session:
        return look_at_table(platform, session, content, TableOrder(name, into, subject))


def take(
    platform: Platform,
    content: bytes,
    name: str = "bang.xlsx",
    into: str = "",
    actor: Actor = ADMIN,
    subject: ImportSubject | None = None,
) -> TableLook:
    found = look(platform, content, name, into, subject)
    take_now(platform, actor, Upload(name, content), found, TableOrder(name, into))
    return found


def figures(found: TableLook) -> tuple[str, int, int, int, int]:
    """Subject, added, changed, unchanged, rejected."""
    told = found.summary()
    return told["subject"], told["added"], told["changed"], told["unchanged"], told["rejected"]


AGENCIES = (
    ("TT", "Tên đơn vị", "Mã định danh điện tử", "Trực thuộc", "Cấp hành chính", "Trụ sở", "Hiệu lực từ"),
    (
        1,
        "Ủy ban nhân dân xã Thử Nghiệm",
        "H88.901",
        "Ủy ban nhân dân tỉnh Đồng Lam",
        "Xã",
        "Thôn 1",
        "01/07/2025",
    ),
    (2, "Ủy ban nhân dân xã Thử Nghiệm Hai", "H88.902", "H88", "Cấp xã", "", "2025-07-01"),
    (3, "Trung tâm của xã Thử Nghiệm", "H88.901.01", "H88.901", "Xã", "", ""),
)


def test_agencies_under_other_headings__join_the_organization(province: Platform) -> None:
    found = take(province, book(AGENCIES, title="DANH SÁCH ĐƠN VỊ"))
    assert figures(found) == ("organization", 3, 0, 0, 0), found.problems
    directory = province.directory()
    agency = directory.agency("H88.901")
    assert (agency.parent, agency.level.value, agency.address) == ("H88", "commune", "Thôn 1")
    assert agency.valid_from == date(2025, 7, 1)
    assert directory.agency("H88.901.01").parent == "H88.901"
    assert figures(look(province, book(AGENCIES))) == ("organization", 0, 0, 3, 0)


def test_known_agency__is_changed_where_it_stands(sqlite_platform: Platform) -> None:
    rows = (("Mã đơn vị", "Tên cơ quan", "SĐT"), ("H88.31", "Ủy ban nhân dân xã Mới Tên", "02x99"))
    found = take(sqlite_platform, book(rows))
    assert figures(found) == ("organization", 0, 1, 0, 0)
    assert found.plan is not None
    assert [(target.code, target.kind) for target in found.plan.edits] != [("co-quan-nhap", "organization")]
    agency = sqlite_platform.directory().agency("H88.31")
    assert (agency.name, agency.phone) == ("Ủy ban nhân dân xã Mới Tên", "02x99")
    assert agency.units or sqlite_platform.directory().units("H88.31")


def test_wrong_rows_of_agencies__are_named_with_their_cells(sqlite_platform: Platform) -> None:
    rows = (
        AGENCIES[0],
        (1, "Xã không cha", "H88.911", "Sở Không Có", "Xã", "", ""),
        (2, "", "H88.912", "H88", "Xã", "", ""),
        (3, "Xã sai ngày", "H88.913", "H88", "Xã", "", "32/13/2025"),
        (4, "Xã lặp", "H88.914", "H88", "Xã", "", ""),
        (5, "Xã lặp nữa", "H88.914", "H88", "Xã", "", ""),
        (6, "Xã cấp lạ", "H88.915", "H88", "Thôn", "", ""),
    )
    found = look(sqlite_platform, book(rows))
    assert figures(found) == ("organization", 1, 0, 0, 5)
    assert sorted((one.code, one.place.cell) for one in found.problems) == [
        ("TAB-003", "B3"),
        ("TAB-004", "E7"),
        ("TAB-004", "G4"),
        ("TAB-005", "C6"),
        ("TAB-006", "D2"),
    ]
    assert all(one.message and one.remedy for one in found.problems)


def test_code_no_definition_takes__is_rejected_alone(sqlite_platform: Platform) -> None:
    rows = (*AGENCIES[:3], (3, "Xã mã sai", "H88.9999", "H88", "Xã", "", ""))
    found = take(sqlite_platform, book(rows))
    assert figures(found) == ("organization", 2, 0, 0, 1)
    assert [(one.code, one.place.cell) for one in found.problems] == [("SHAPE-013", "B4")]
    assert sqlite_platform.directory().knows("H88.902")


def test_many_entries__are_written_at_once(sqlite_platform: Platform) -> None:
    rows = [CODES[0], *((f"M{number}", f"Mục {number}", "") for number in range(800))]
    begun = time.process_time()
    take(sqlite_platform, book(rows), into="nhieu")
    changed = [(code, f"{name} mới", parent) for code, name, parent in rows[1:61]]
    found = take(sqlite_platform, book([rows[0], *changed]), into="nhieu")
    assert figures(found) == ("code_list", 0, 60, 0, 0)
    assert time.process_time() - begun < 20
    listed = sqlite_platform.rules.definition("code_list", "nhieu", sqlite_platform.today())
    assert (len(listed.items), listed.items[0].name) == (800, "Mục 0 mới")


CODES = (
    ("Mã số", "Tên gọi", "Mã cha"),
    ("01", "Nhóm một", ""),
    ("01.1", "Mục con", "01"),
    ("02", "Nhóm hai", ""),
)


def test_code_list__is_made_then_only_what_changes_is_changed(province: Platform) -> None:
    found = take(province, book(CODES), "nhom-viec.xlsx", "nhom-viec")
    assert figures(found) == ("code_list", 3, 0, 0, 0), found.problems
    again = take(province, book([*CODES[:3], ("02", "Nhóm hai (mới)", "")]), "nhom-viec.xlsx", "nhom-viec")
    assert figures(again) == ("code_list", 0, 1, 2, 0)
    listed = province.rules.definition("code_list", "nhom-viec", province.today())
    assert [(item.code, item.name, item.parent) for item in listed.items] == [
        ("01", "Nhóm một", ""),
        ("01.1", "Mục con", "01"),
        ("02", "Nhóm hai (mới)", ""),
    ]


def test_code_list_without_a_place_to_go__says_so(sqlite_platform: Platform) -> None:
    found = look(sqlite_platform, book(CODES), "Bảng mã.xlsx")
    assert ([one.code for one in found.problems], found.usable) == (["TAB-009"], False)
    orphan = look(sqlite_platform, book([*CODES, ("03", "Mồ côi", "99")]), into="nhom-viec")
    assert [(one.code, one.place.cell) for one in orphan.problems] == [("TAB-006", "C5")]


HOLIDAYS = (
    ("Ngày bắt đầu", "Đến ngày", "Tên ngày nghỉ", "Loại ngày", "Làm như"),
    ("05/02/2028", "18/02/2028", "Tết Mậu Thân", "Nghỉ", ""),
    ("26/02/2028", "", "Làm bù cho thứ hai", "Đi làm bù", "Thứ hai"),
)


def test_holidays_by_span__become_working_days_off_and_move_due_dates(province: Platform) -> None:
    before = province.directory().calendar_of("H88.31")
    assert before.is_working_day(date(2028, 2, 8))
    found = take(province, book(HOLIDAYS), "nghi-2028.xlsx")
    assert figures(found) == ("holidays", 11, 0, 0, 0), found.problems
    calendar = province.directory().calendar_of("H88.31")
    assert not calendar.is_working_day(date(2028, 2, 8))
    assert calendar.is_working_day(date(2028, 2, 26))
    assert figures(look(province, book(HOLIDAYS))) == ("holidays", 0, 0, 11, 0)


def test_holidays_told_twice_or_backwards__are_rejected(sqlite_platform: Platform) -> None:
    rows = (
        HOLIDAYS[0],
        ("08/02/2028", "07/02/2028", "Ngược", "Nghỉ", ""),
        ("07/02/2028", "", "Một", "Nghỉ", ""),
        ("07/02/2028", "", "Hai", "Nghỉ", ""),
    )
    found = look(sqlite_platform, book(rows))
    assert [(one.code, one.place.cell) for one in found.problems] == [("TAB-004", "B2"), ("TAB-005", "A4")]


STAFF = (
    ("STT", "Họ và tên cán bộ", "Tên tài khoản", "Đơn vị công tác", "Nhiệm vụ", "Phòng ban"),
    (1, "Lê Thị Thử", "thu.le", "H88.31", "Chuyên viên", ""),
    (2, "Lê Thị Thử", "thu.le", "H88.31", "Văn thư", ""),
    (3, "Trần Văn Nghiệm", "nghiem.tran", "UBND phường Tân An", "Cán bộ tiếp nhận", ""),
)


def test_staff_list__makes_accounts_with_positions_and_first_passwords(province: Platform) -> None:
    run = try_table(province, ADMIN, Upload("can-bo.xlsx", book(STAFF)))
    work(province)
    take_in(province, ADMIN, run)
    work(province)
    with province.database.read() as session:
        row = find_run(session, run)
        assert (row.state, row.summary["rejected"]) == ("finished", 0), row.plan
        day = province.today()
        assert "thu.le" in seat_people(session, Seat("H88.31", "clerk"), day)
        assert "thu.le" in seat_people(session, Seat("H88.31", "handling-officer"), day)
        told = told_passwords(province, session, ADMIN, run)
        assert told is not None
        lines = [line.split(";") for line in told.decode("utf-8-sig").splitlines()[1:]]
        assert [line[0] for line in lines] == ["thu.le", "nghiem.tran"]
        account = find_account(session, "thu.le")
        assert account is not None
        assert verify_password(account.password, lines[0][2])
        assert account_state(session, account.id).must_change_password
        assert told_passwords(province, session, ADMIN, run) is None
    again = look(province, book(STAFF))
    assert figures(again) == ("staff", 0, 0, 3, 0)
    with pytest.raises(ImportRunClosedError):
        take_in(province, ADMIN, run)


def test_staff_who_left__can_no_longer_sign_in(sqlite_platform: Platform) -> None:
    take(sqlite_platform, book(STAFF))
    head = (*STAFF[0], "Trạng thái")
    found = take(sqlite_platform, book([head, (*STAFF[1], "Đã nghỉ"), (*STAFF[2], "Đã nghỉ")]))
    assert found.plan is not None
    assert found.plan.count(Standing.CHANGED) == 2
    with sqlite_platform.database.read() as session:
        account = find_account(session, "thu.le")
        assert account is not None
        assert not account.active
        assert "thu.le" not in seat_people(session, Seat("H88.31", "clerk"), sqlite_platform.today())


def test_address_of_another_account__is_rejected(sqlite_platform: Platform) -> None:
    head = ("Tên đăng nhập", "Họ và tên", "Cơ quan", "Chức danh", "Email")
    rows = [
        head,
        ("a.a", "A", "H88.31", "Văn thư", "chung@x.example"),
        ("b.b", "B", "H88.31", "Văn thư", "Chung@x.example"),
    ]
    found = take(sqlite_platform, book(rows))
    assert [(one.code, one.place.cell) for one in found.problems] == [("TAB-008", "E3")]
    assert figures(found) == ("staff", 1, 0, 0, 1)


def test_staff_of_unknown_agency_or_position__are_named(sqlite_platform: Platform) -> None:
    rows = [
        STAFF[0],
        (1, "A", "a.a", "Sở Không Có", "Văn thư", ""),
        (2, "B", "b.b", "H88.31", "Phi công", ""),
        (3, "C", "c.c", "H88.31", "Văn thư", "Phòng Không Có"),
        (4, "D", "d d", "H88.31", "Văn thư", ""),
    ]
    found = look(sqlite_platform, book(rows))
    assert [(one.code, one.place.cell) for one in found.problems] == [
        ("TAB-006", "D2"),
        ("TAB-006", "E3"),
        ("TAB-006", "F4"),
        ("TAB-004", "C5"),
    ]
    assert not found.usable


OFFERS = (
    ("STT", "Mã TTHC", "Tên TTHC", "Lĩnh vực"),
    (1, "1.004873", "Xác nhận tình trạng hôn nhân", "Hộ tịch"),
)


def test_offer_list_of_a_commune__offers_each_procedure_there(sqlite_platform: Platform) -> None:
    with sqlite_platform.database.read() as session:
        codes = session.scalars(select(CatalogEntryRow.code).where(CatalogEntryRow.retired.is_(False))).all()
    directory, today = sqlite_platform.directory(), sqlite_platform.today()
    foreign = [
        code
        for code in codes
        if not directory.offers(sqlite_platform.rules.definition("procedure", code, today), "H88.31")
    ]
    rows = [OFFERS[0], *((1, code, "", "") for code in foreign), (9, "9.999999", "Không có", "")]
    assert look(sqlite_platform, book(rows)).is_catalog
    offers = ImportSubject.OFFERS
    found = take(sqlite_platform, book(rows), "xa.xlsx", "H88.31", subject=offers)
    assert found.plan is not None
    taken = [line.key for line in found.plan.lines]
    assert taken
    assert figures(found) == ("offers", 0, len(taken), 0, len(rows) - 1 - len(taken))
    # what nobody there could work on is left out, each with its cell and the compiler's own words
    left_out = {f"B{number}" for number, code in enumerate(foreign, start=2) if code not in taken}
    assert left_out
    assert {one.place.cell for one in found.problems if one.code == "PROC-011"} == left_out
    assert [one.place.cell for one in found.problems if one.code == "TAB-006"] == [f"B{len(rows)}"]
    directory = sqlite_platform.directory()
    for code in taken:
        assert directory.offers(sqlite_platform.rules.definition("procedure", code, today), "H88.31")
    again = look(sqlite_platform, book(rows), "xa.xlsx", "H88.31", offers)
    assert figures(again)[:4] == ("offers", 0, 0, len(taken))


PAST = (
    (
        "Số biên nhận",
        "Mã TTHC",
        "Đơn vị tiếp nhận",
        "Chủ hồ sơ",
        "CCCD",
        "Ngày nhận",
        "Hạn trả",
        "Ngày có kết quả",
        "Ngày trả kết quả",
        "Tình trạng hồ sơ",
        "Hình thức nộp",
    ),
    (
        "CU-1",
        "1.004873",
        "H88.31",
        "Lê Văn Một",
        "001099000001",
        "05/01/2026",
        "09/01/2026",
        "08/01/2026",
        "12/01/2026",
        "Đã trả kết quả",
        "Trực tuyến",
    ),
    ("CU-2", "1.004873", "H88.31", "Lê Văn Hai", "", "06/01/2026", "08/01/2026", "13/01/2026", "", "", ""),
    ("CU-3", "1.004873", "H88.31", "Lê Văn Ba", "", "07/01/2026", "12/01/2026", "", "", "Đang xử lý", ""),
    (
        "CU-4",
        "1.004873",
        "H88.31",
        "Lê Văn Bốn",
        "",
        "07/01/2026",
        "12/01/2026",
        "08/01/2026",
        "",
        "Công dân rút",
        "",
    ),
)


def test_past_dossiers__keep_numbers_count_as_of_their_days_and_tell_nobody(province: Platform) -> None:
    found = take(province, book(PAST), "cu.xlsx")
    assert figures(found) == ("past_dossiers", 4, 0, 0, 0), found.problems
    begin = datetime(2026, 1, 1, tzinfo=VIETNAM)
    with province.database.read(EVERYTHING) as session:
        rows = {row.number: row for row in session.scalars(select(DossierRow))}
        states = {number: row.lifecycle for number, row in rows.items()}
        assert states == {"CU-1": "returned", "CU-2": "done", "CU-3": "processing", "CU-4": "withdrawn"}
        assert rows["CU-1"].finished_at == datetime(2026, 1, 8, 7, 30, tzinfo=VIETNAM)
        assert rows["CU-1"].channel == "online"
        marks = session.scalars(select(DossierEventRow.data).where(DossierEventRow.seq == 1)).all()
        assert {mark["data"]["taken_over"]["file"] for mark in marks} == {"cu.xlsx"}
        assert session.scalar(select(func.count()).select_from(OutboxRow)) == 0
        open_work = session.execute(select(WorkItemRow.number, WorkItemRow.position)).tuples().all()
        assert {number for number, _position in open_work} == {"CU-2", "CU-3"}
        query = FactQuery(begin, begin + timedelta(days=31))
        names = ("received_total", "settled_total", "settled_late", "pending_total")
        (group,) = count(session, query, ("competent_agency",), names)
        assert [group.figures.get(name, 0) for name in names] == [4, 3, 1, 1]
        early = replace(query, as_of=datetime(2026, 1, 7, 12, tzinfo=VIETNAM))
        (group,) = count(session, early, ("competent_agency",), names)
        assert [group.figures.get(name, 0) for name in names] == [4, 0, 0, 4]
    assert examine(province).findings == ()
    assert figures(take(province, book(PAST), "cu.xlsx")) == ("past_dossiers", 0, 0, 4, 0)


def test_past_dossiers_that_cannot_be__are_named_with_their_cells(sqlite_platform: Platform) -> None:
    good = list(PAST[1])

    def changed(**cells: str) -> list[str]:
        row = [f"X-{fold('-'.join(cells.values())).replace(' ', '')}", *good[1:]]
        for name, value in cells.items():
            row[PAST[0].index(name.replace("_", " "))] = value
        return row

    rows = [
        PAST[0],
        changed(Mã_TTHC="1.999999"),
        changed(Đơn_vị_tiếp_nhận="Sở Không Có"),
        changed(Ngày_nhận="05/01/2099"),
        changed(Ngày_có_kết_quả="01/01/2026"),
        changed(Tình_trạng_hồ_sơ="Lạc đâu đó"),
        changed(Ngày_có_kết_quả="", Ngày_trả_kết_quả=""),
        changed(Ngày_trả_kết_quả="06/01/2026"),
    ]
    found = look(sqlite_platform, book(rows))
    assert sorted((one.place.cell, one.code) for one in found.problems) == [
        ("B2", "TAB-006"),
        ("C3", "TAB-006"),
        ("F4", "TAB-008"),
        ("H5", "TAB-008"),
        ("I8", "TAB-008"),
        ("J6", "TAB-004"),
        ("J7", "TAB-008"),
    ]
    assert not found.usable


def test_strange_layout__is_told_and_nothing_is_taken(sqlite_platform: Platform) -> None:
    found = look(sqlite_platform, book([("Cột một", "Cột hai"), ("a", "b")]))
    assert (found.mapping, found.usable) == (None, False)
    assert [one.code for one in found.problems] == ["TAB-001"]
    known = look(sqlite_platform, book([(*CODES[0], "Cột lạ"), ("1", "a", "", "x")]), into="x")
    assert [one.code for one in known.problems] == ["TAB-007"]
    empty = look(sqlite_platform, book([CODES[0]]), into="x")
    assert [one.code for one in empty.problems] == ["TAB-002"]


def test_catalog__goes_its_own_way(sqlite_platform: Platform) -> None:
    rows = [("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện"), ("1.000001", "a", "b", "c")]
    assert look(sqlite_platform, book(rows)).is_catalog


def test_without_the_permission_of_the_kind__nothing_changes(sqlite_platform: Platform) -> None:
    importer = Actor("nhap", permissions=frozenset({"can_import_catalog"}))
    with pytest.raises(ForbiddenError):
        take(sqlite_platform, book(AGENCIES), actor=importer)
    assert not sqlite_platform.directory().knows("H88.901")


def semicolons(rows: Sequence[Sequence[Any]]) -> str:
    return "\r\n".join(";".join(map(str, row)) for row in rows)


def test_table_in_any_kind_of_file__brings_the_same(sqlite_platform: Platform) -> None:
    rows = [tuple(map(str, row)) for row in AGENCIES]
    files = {
        "bang.xlsx": book(AGENCIES),
        "cu.xls": old_workbook(workbook_stream(rows)),
        "mo.ods": open_document(rows),
        "co-dau.csv": b"\xef\xbb\xbf" + semicolons(rows).encode(),
        "tab.csv": semicolons(rows).replace(";", "\t").encode("utf-16"),
        "windows.csv": windows(semicolons(rows)),
    }
    for name, content in files.items():
        found = look(sqlite_platform, content, name)
        assert figures(found) == ("organization", 3, 0, 0, 0), (name, found.problems)
        assert found.plan is not None
        names = [line.name for line in found.plan.lines]
        assert names == [row[1] for row in AGENCIES[1:]], name


def test_offer_list_of_a_real_commune__is_known_by_what_it_is(
    sqlite_platform: Platform, shared_data: Path
) -> None:
    content = (shared_data / "catalog" / "commune-nui-cam.csv").read_bytes()
    found = look(sqlite_platform, content, "commune-nui-cam.csv", "H88.31", ImportSubject.OFFERS)
    told = found.summary()
    assert (told["subject"], told["rows"]) == ("offers", 376)
    with sqlite_platform.database.read() as session:
        catalog = set(session.scalars(select(CatalogEntryRow.code)))
    listed = {line.split(",")[0] for line in content.decode("utf-8-sig").splitlines()[1:]}
    assert told["changed"] + told["unchanged"] + sum(one.code == "PROC-011" for one in found.problems) == len(
        listed & catalog
    )
    assert {one.code for one in found.problems} <= {"TAB-006", "PROC-011", "TAB-007"}
