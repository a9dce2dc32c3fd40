"""Many dossiers at once, copies of the last one, and lists that go with dossiers from hand to hand."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select
from tests.web.desk import MARRIAGE, Person, hidden, words
from tests.web.test_result_return import to_the_counter

from motcua.services.batch_receipts import batch_receipt_paper
from motcua.services.day_sheet import SheetQuery, day_sheet
from motcua.services.integrity import examine
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierRow, PaymentRow
from motcua.web.application import create_application

CERTIFY = "2.000815"
COMMON = {
    "applicant.full_name": "Phạm Văn Khách",
    "applicant.identity_number": "001096000018",
    "own": "1",
    "channel": "counter",
    "delivery": "counter",
    "payment_way": "cash",
    "form.ten_giay_to": "Bằng tốt nghiệp",
    "form.so_trang": "1",
    "form.so_ban": "2",
    "form.song_ngu": "false",
    "form.nguoi_ngoai_cap": "false",
    "paper.ban-chinh.received": "1",
}


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def desk(app: Flask) -> Person:
    return Person(app, "motcua")


def start_batch(desk: Person) -> str:
    """Enter what the dossiers share and go to the table; its address."""
    page = desk.read(f"/tiep-nhan/{CERTIFY}")
    answer = desk.client.post(f"/tiep-nhan/{CERTIFY}", data={**hidden(page), **COMMON, "act": "batch"})
    assert answer.status_code == 302, words(answer.text)[-800:]
    return answer.location


def dossiers(platform: Platform) -> int:
    with platform.database.read(Scope.everything("kiểm thử")) as session:
        return session.scalar(select(func.count(DossierRow.id)))


def test_thirty_certifications__are_received_at_once_with_one_slip(
    desk: Person, sqlite_platform: Platform
) -> None:
    place = start_batch(desk)
    lines = "\n".join(f"\t\tBằng số {index}\t\t{index}" for index in range(1, 31))
    pasted = desk.post(place, {"rows": "10", "act": "paste", "pasted": lines})
    assert words(pasted.text).count("Phạm Văn Khách") == 1
    rows = dict(re.findall(r'name="(r\d+\.[^"]+)" value="([^"]+)"', pasted.text))
    assert rows["r29.form.ten_giay_to"] == "Bằng số 30"
    done = desk.post(place, {**rows, "rows": "30", "act": "receive"})
    assert done.status_code == 302, words(done.text)[:1500]
    assert dossiers(sqlite_platform) == 30
    page = words(desk.read(done.location))
    assert "30 hồ sơ" in page
    assert "H88.31-261120-0030" in page
    assert desk.get(f"{done.location}/in/pdf").data.startswith(b"%PDF")
    paper = desk.get(f"{done.location}/in")
    assert paper.status_code == 200


def test_row_that_is_wrong__keeps_everything_typed_and_receives_nothing(
    desk: Person, sqlite_platform: Platform
) -> None:
    place = start_batch(desk)
    rows = {"rows": "2", "r0.form.so_ban": "3", "r1.form.so_ban": "nhiều", "r1.owner": "Lê Văn An"}
    answer = desk.post(place, {**rows, "act": "receive"})
    assert answer.status_code == 422
    assert "1 dòng cần sửa" in words(answer.text)
    assert 'value="nhiều"' in answer.text
    assert dossiers(sqlite_platform) == 0
    assert desk.post(place, {"rows": "2", "act": "receive"}).status_code == 422


def test_batch_that_owes__is_paid_at_once_on_one_receipt(desk: Person, sqlite_platform: Platform) -> None:
    page = desk.read(f"/tiep-nhan/{CERTIFY}")
    later = {**hidden(page), **COMMON, "payment_way": "later", "act": "batch"}
    place = desk.client.post(f"/tiep-nhan/{CERTIFY}", data=later).location
    rows = {f"r{index}.form.so_ban": "2" for index in range(3)}
    made = desk.post(place, {"rows": "3", **rows, "act": "receive"})
    assert made.status_code == 302, words(made.text)[-800:]
    listed = desk.read(made.location)
    owed = re.search(r"còn phải nộp ([0-9.]+) đ", words(listed))
    assert owed
    total = int(owed[1].replace(".", ""))
    paid = desk.post(f"{made.location}/thu", {"method": "cash"}, page=made.location)
    assert paid.status_code == 302, words(paid.text)[-800:]
    shown = words(desk.read(made.location))
    assert "Biên lai BL-26E/0000001" in shown
    assert "3 hồ sơ" in shown
    assert "còn phải nộp" not in shown
    with sqlite_platform.database.read(Scope.everything("kiểm thử")) as session:
        entries = session.scalars(select(PaymentRow)).all()
        sheet = day_sheet(session, SheetQuery("H88.31", sqlite_platform.today(), sqlite_platform.today()))
        list_id = int(made.location.rsplit("/", 1)[1])
        paper = batch_receipt_paper(sqlite_platform, session, list_id, "BL-26E/0000001")
    assert {entry.receipt_number for entry in entries} == {"BL-26E/0000001"}
    assert sheet.total("amount") == sum(entry.amount for entry in entries) == total
    assert {line.receipt for line in sheet.lines} == {"BL-26E/0000001"}
    assert f"{total:,} đồng".replace(",", ".") in str(paper)
    assert "(3 hồ sơ)" in str(paper)
    assert desk.get(f"{made.location}/bien-lai/BL-26E/0000001").data.startswith(b"%PDF")
    assert desk.get(f"{made.location}/bien-lai/BL-26E/0000009").status_code == 404
    nothing = desk.client.post(f"{made.location}/thu", data=hidden(desk.read(made.location)))
    assert nothing.status_code == 422
    assert "không còn khoản nào phải nộp" in words(nothing.text)
    assert not examine(sqlite_platform).findings


def test_batch_sent_twice__receives_once(desk: Person, sqlite_platform: Platform) -> None:
    place = start_batch(desk)
    rows = {"rows": "1", "r0.form.so_ban": "3", "r0.owner": "Lê Văn An", "act": "receive"}
    assert desk.post(place, rows).status_code == 302
    again = desk.client.get(place)
    assert again.status_code == 302, "the draft is gone"
    assert dossiers(sqlite_platform) == 1


def test_copy_of_the_last_dossier__fills_the_form(desk: Person) -> None:
    assert "Chưa có hồ sơ nào của thủ tục này để sao" in desk.read(f"/tiep-nhan/{MARRIAGE}?sao=cuoi")
    number = desk.receive()
    page = desk.read(f"/tiep-nhan/{MARRIAGE}?sao=cuoi")
    assert f"Đã sao từ hồ sơ {number}" in words(page)
    assert 'value="Mai Thị Hồng Nhung"' in page
    assert 'value="45/2024/HNGĐ-ST"' in page
    assert 'value="28/02/2024"' in page
    assert "Đủ để tiếp nhận" in words(page)
    assert 'value="45/2024/HNGĐ-ST"' in desk.read(f"/tiep-nhan/{MARRIAGE}?sao={number}")


def test_dossiers_handed_over__are_listed_printed_and_confirmed_by_the_other_side(
    app: Flask, desk: Person
) -> None:
    first, second = desk.receive(), desk.receive(**{"applicant.full_name": "Lê Văn An"})
    for number in (first, second):
        desk.press(number, "Chuyển thụ lý")
    page = desk.read("/ban-giao")
    form = re.search(r'<form method="post" action="/ban-giao/lap".*?</form>', page, re.DOTALL)[0]
    made = desk.client.post(
        "/ban-giao/lap", data={**hidden(form), "dossier": [first, second], "note": "kèm bản chính"}
    )
    assert made.status_code == 302
    place = made.location
    assert "Chờ xác nhận" in words(desk.read(place))
    assert "Không có hồ sơ nào chờ bàn giao" in words(desk.read("/ban-giao"))
    assert desk.get(f"{place}/in/docx").data.startswith(b"PK")
    own = desk.post(f"{place}/xac-nhan", {"arrived": first}, page=place)
    assert own.status_code == 422, "who gives does not confirm"
    handler = Person(app, "thuly")
    assert "Đang đến, chờ bạn xác nhận" in words(handler.read("/ban-giao"))
    silent = handler.post(f"{place}/xac-nhan", {"arrived": first}, page=place)
    assert silent.status_code == 422
    assert f"Ghi lý do hồ sơ {second} chưa đến" in words(silent.text)
    noted = {"arrived": first, f"note.{second}": "thiếu bản án"}
    assert handler.post(f"{place}/xac-nhan", noted, page=place).status_code == 302
    assert "nhận 1/2" in words(desk.read(place))
    again = desk.read("/ban-giao")
    assert second in again.partition("Danh sách gần đây")[0], "what did not arrive is handed over again"
    assert first not in again.partition("Danh sách gần đây")[0]
    assert handler.post(f"{place}/xac-nhan", noted, page="/ban-giao").status_code == 422
    assert Person(app, "motcua2").get(place).status_code == 404


def test_results_handed_over__go_from_the_department_to_the_counter(app: Flask, desk: Person) -> None:
    number = to_the_counter(app, desk)
    clerk = Person(app, "vanthu")
    page = clerk.read("/ban-giao")
    assert "Bàn giao kết quả tới" in words(page)
    form = re.search(r'<form method="post" action="/ban-giao/lap".*?</form>', page, re.DOTALL)[0]
    place = clerk.client.post("/ban-giao/lap", data={**hidden(form), "dossier": number}).location
    assert clerk.get(f"{place}/in/pdf").data.startswith(b"%PDF")
    assert clerk.post(f"{place}/xac-nhan", {"arrived": number}, page=place).status_code == 422
    assert desk.post(f"{place}/xac-nhan", {"arrived": number}, page=place).status_code == 302
    assert "nhận 1/1" in words(desk.read(place))
