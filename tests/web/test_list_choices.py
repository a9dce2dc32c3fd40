"""Work lists as a person wants them: columns, saved filters, the list as a workbook within one's own rows."""

import pytest
from flask import Flask
from sqlalchemy import select
from tests.web.desk import Person, words

from motcua.services.runtime import Platform
from motcua.spreadsheets.reading import read_bytes
from motcua.storage.tables import AuditEntryRow
from motcua.web.application import create_application
from motcua.web.screens import list_choices

LIST = "/viec/viec-cua-toi"
TAKEN = "/tai-viec/viec-cua-toi"


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def desk(app: Flask) -> Person:
    return Person(app, "motcua")


def test_columns_chosen__are_this_persons_only_and_can_be_given_back(app: Flask, desk: Person) -> None:
    desk.receive()
    assert "Lĩnh vực</th>" not in desk.read(LIST)
    chosen = {"column": ["field_of_work", "applicant", "la-la"], "back": LIST}
    assert desk.post(f"{LIST}/cot", chosen, page=LIST).location == LIST
    page = desk.read(LIST)
    assert "Lĩnh vực</th>" in page
    assert "Mã hồ sơ</th>" in page, "the number stays"
    assert "Kênh</th>" not in page
    colleague = Person(app, "thuly")
    assert "Kênh</th>" in colleague.read(LIST) or "Không còn việc" in words(colleague.read(LIST))
    desk.post(f"{LIST}/cot", {"back": LIST}, page=LIST)
    assert "Kênh</th>" in desk.read(LIST)


def test_filter_saved_under_a_name__comes_back_and_can_be_dropped(desk: Person) -> None:
    number = desk.receive()
    desk.receive(**{"applicant.full_name": "Đỗ Quang Bình"})
    empty = desk.post(f"{LIST}/bo-loc", {"name": "", "q": "mai"}, page=LIST)
    assert empty.status_code == 302
    assert "Chưa đặt tên bộ lọc" in desk.read(LIST)
    saved = {"name": "Của chị Mai", "q": "mai thi", "loc": "con-han", "back": LIST}
    desk.post(f"{LIST}/bo-loc", saved, page=LIST)
    page = desk.read(LIST)
    assert "Của chị Mai" in page
    shown = desk.read(f"{LIST}?loc=con-han&q=mai+thi")
    assert number in shown
    assert "Đỗ Quang Bình" not in shown
    desk.post(f"{LIST}/bo-loc", {"drop": "Của chị Mai"}, page=LIST)
    assert "Của chị Mai</a>" not in desk.read(LIST)


def test_workbook__holds_every_page_of_own_rows_as_texts_and_is_written_down(
    app: Flask, desk: Person, sqlite_platform: Platform
) -> None:
    numbers = {desk.receive(payment_way="later") for _ in range(21)}
    evil = desk.receive(**{"applicant.full_name": '=cmd|"/C calc"!A0'})
    Person(app, "motcua2").receive()
    answer = desk.get(TAKEN)
    assert answer.status_code == 200
    rows = read_bytes(answer.data, "x.xlsx").workbook.sheets[0].rows
    cells = {cell for row in rows for cell in row}
    assert numbers | {evil} <= cells
    assert '=cmd|"/C calc"!A0' in cells
    assert b"<f>" not in answer.data
    assert not any(cell.startswith("H88.32-") for cell in cells)
    one = desk.get(f"{TAKEN}?q={evil[-4:]}")
    found = [row for row in read_bytes(one.data, "x.xlsx").workbook.sheets[0].rows if evil in row]
    assert len(found) == 1
    with sqlite_platform.database.read() as session:
        noted = session.scalars(
            select(AuditEntryRow.detail).where(AuditEntryRow.action == "export.list")
        ).all()
    assert [one["rows"] for one in noted] == [22, 1]


def test_workbook__has_the_columns_chosen_and_says_when_it_is_cut_short(
    desk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        desk.receive(payment_way="later")
    desk.post(f"{LIST}/cot", {"column": ["field_of_work", "applicant"], "back": LIST}, page=LIST)
    rows = read_bytes(desk.get(TAKEN).data, "x.xlsx").workbook.sheets[0].rows
    heads = next(row for row in rows if "Mã hồ sơ" in row)
    assert {"Người nộp", "Lĩnh vực"} <= set(heads)
    assert "Kênh" not in heads
    assert not any("hồ sơ đầu danh sách" in cell for row in rows for cell in row)
    monkeypatch.setattr(list_choices, "MOST_ROWS", 2)
    rows = read_bytes(desk.get(TAKEN).data, "x.xlsx").workbook.sheets[0].rows
    assert any("hồ sơ đầu danh sách" in cell for row in rows for cell in row)
    assert sum(any(cell.startswith("H88.31-") for cell in row) for row in rows) == 2


def test_list_of_another_position__is_not_given_away(app: Flask) -> None:
    assert Person(app, "giamsat").get(TAKEN).status_code == 404
