"""Money on the dossier page: each fee taken, waived, given back; receipts printed; the slip corrected."""

import re

import pytest
from flask import Flask
from tests.web.desk import Person, hidden, words

from motcua.services.runtime import Platform
from motcua.web.application import create_application


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def desk(app: Flask) -> Person:
    return Person(app, "motcua")


def ask(person: Person, number: str, act: str, **typed: str):
    """Answer the dialog of an act on the first fee."""
    page = person.read(f"/ho-so/{number}?phan=phi")
    form = re.search(rf'<form method="post" action="/ho-so/{number}/tien/{act}.*?</form>', page, re.DOTALL)
    assert form, f"no {act} on {words(page)[-900:]}"
    return person.client.post(f"/ho-so/{number}/tien/{act}?phan=phi", data={**hidden(form[0]), **typed})


def test_fee_taken_at_the_page__gets_a_receipt_that_prints(desk: Person) -> None:
    number = desk.receive(payment_way="later")
    page = words(desk.read(f"/ho-so/{number}?phan=phi"))
    assert "Còn phải nộp 30.000 đ" in page
    wrong = ask(desk, number, "pay", amount="nhiều", method="cash")
    assert wrong.status_code == 422
    assert "không phải là số tiền" in wrong.text
    assert 'value="nhiều"' in wrong.text
    much = ask(desk, number, "pay", amount="40.000", method="cash")
    assert "không thu 40.000 đ được" in much.text
    assert ask(desk, number, "pay", amount="30.000", method="transfer", reference="FT99").status_code == 302
    page = desk.read(f"/ho-so/{number}?phan=phi")
    assert "BL-26E/0000001" in page
    place = re.search(r'href="(/ho-so/[^"]+/tien/bien-lai/\d+)"', page)[1]
    assert "Biên lai thu tiền" in desk.read(place)
    assert desk.get(f"{place}/pdf").data.startswith(b"%PDF")
    assert desk.get(f"{place}/docx").data.startswith(b"PK")


def test_cash_at_the_counter__gets_a_receipt_too(desk: Person) -> None:
    number = desk.receive()
    assert "BL-26E/0000001" in desk.read(f"/ho-so/{number}?phan=phi")


def test_refund_and_waiver__need_a_reason_and_stand_in_the_entries(desk: Person) -> None:
    number = desk.receive()
    missing = ask(desk, number, "refund", amount="10.000", method="cash", reason="")
    assert missing.status_code == 422
    assert "lý do" in words(missing.text).lower()
    assert ask(desk, number, "refund", amount="10.000", method="cash", reason="thu thừa").status_code == 302
    page = words(desk.read(f"/ho-so/{number}?phan=phi"))
    assert "Hoàn: " in page
    assert "“thu thừa”" in page
    other = desk.receive(payment_way="later", **{"applicant.full_name": "Lê Văn An"})
    unproved = ask(desk, other, "waive", reason="hộ nghèo")
    assert unproved.status_code == 422
    assert "Ghi giấy tờ chứng minh được miễn" in words(unproved.text)
    waived = ask(desk, other, "waive", reason="hộ nghèo", document="Giấy chứng nhận hộ nghèo số 12")
    assert waived.status_code == 302
    assert "theo Giấy chứng nhận hộ nghèo số 12" in words(desk.read(f"/ho-so/{other}?phan=phi"))
    page = words(desk.read(f"/ho-so/{other}?phan=phi"))
    assert "Được miễn" in page
    assert "Còn phải nộp" not in page


def test_who_takes_no_money__sees_no_button_and_is_refused(app: Flask, desk: Person) -> None:
    number = desk.receive(payment_way="later")
    handler = Person(app, "thuly")
    page = handler.read(f"/ho-so/{number}?phan=phi")
    assert 'data-open-dialog="money-' not in page
    answer = handler.post(
        f"/ho-so/{number}/tien/pay", {"fee": "le-phi", "amount": "1"}, page=f"/ho-so/{number}"
    )
    assert answer.status_code == 403


def test_slip_corrected__shows_the_new_name_and_says_when_nothing_changed(app: Flask, desk: Person) -> None:
    number = desk.receive()
    page = desk.read(f"/ho-so/{number}?phan=ban-in")
    assert "Sửa giấy tiếp nhận" in page
    typed = {"full_name": "Mai Thị Nhung", "reason": "ghi sai tên đệm"}
    place = f"/ho-so/{number}/tien/sua-giay"
    same = desk.post(
        f"{place}?phan=ban-in", {"full_name": "Mai Thị Hồng Nhung", "reason": "x"}, page=f"/ho-so/{number}"
    )
    assert same.status_code == 422
    assert "Chưa có gì thay đổi" in same.text
    assert desk.post(place, typed, page=f"/ho-so/{number}").status_code == 302
    page = desk.read(f"/ho-so/{number}")
    assert "Mai Thị Nhung" in page
    assert "Sửa giấy tiếp nhận" in page
    assert "Sửa giấy tiếp nhận…" not in Person(app, "thuly").read(f"/ho-so/{number}?phan=ban-in")
