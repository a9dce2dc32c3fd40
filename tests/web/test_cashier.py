"""The cashier's screens: day sheet on screen, paper and workbook, statement compared and booked."""

import io
import re

import pytest
from flask import Flask
from tests.web.desk import TOKEN, Person, hidden, words

from motcua.services.runtime import Platform
from motcua.spreadsheets.reading import read_bytes
from motcua.web.application import create_application


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def desk(app: Flask) -> Person:
    return Person(app, "motcua")


def test_day_sheet__shows_prints_and_goes_into_a_workbook_without_formulas(desk: Person) -> None:
    number = desk.receive(**{"applicant.full_name": "=HYPERLINK Mai"})
    page = words(desk.read("/thu-phi"))
    assert "Tổng thu 30.000 đ" in page
    assert number in page
    book = desk.get("/thu-phi/tai")
    assert book.headers["Content-Disposition"].endswith('.xlsx"')
    cells = [cell for row in read_bytes(book.data, "x.xlsx").workbook.sheets[0].rows for cell in row]
    assert "=HYPERLINK Mai" in cells, "a text, not a formula"
    assert "Bảng kê thu phí" in desk.read("/thu-phi/in")
    assert desk.get("/thu-phi/in/pdf").data.startswith(b"%PDF")
    assert "Chưa thu khoản nào" in desk.read("/thu-phi?tu=01/11/2026&den=02/11/2026")


def test_statement__is_compared_and_the_chosen_credit_booked(desk: Person) -> None:
    number = desk.receive(payment_way="transfer")
    text = f"Ngày,Mã giao dịch,Số tiền,Nội dung\n20/11/2026,FT1,30000,{number} nop\n20/11/2026,FT2,5000,la\n"
    token = TOKEN.search(desk.read("/thu-phi/doi-soat"))[1]
    sent = {"csrf_token": token, "file": (io.BytesIO(text.encode()), "sao-ke.csv")}
    answer = desk.client.post("/thu-phi/doi-soat", data=sent, content_type="multipart/form-data")
    page = words(answer.text)
    assert "Khớp, chưa ghi sổ" in page
    assert "Không rõ hồ sơ" in page
    credit = re.search(r'name="credit" value="([^"]+)"', answer.text)[1]
    booked = desk.client.post("/thu-phi/doi-soat/ghi", data={**hidden(answer.text), "credit": credit})
    assert booked.status_code == 302
    assert "FT1" in desk.read(f"/ho-so/{number}?phan=nhat-ky") or "BL-26E/0000001" in desk.read("/thu-phi")


def test_file_that_is_no_statement__says_what_to_do(desk: Person) -> None:
    token = TOKEN.search(desk.read("/thu-phi/doi-soat"))[1]
    sent = {"csrf_token": token, "file": (io.BytesIO(b"xin chao"), "thu.csv")}
    answer = desk.client.post("/thu-phi/doi-soat", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Không thấy dòng tiêu đề" in answer.text


def test_who_takes_no_money__does_not_see_the_sheet(app: Flask) -> None:
    assert Person(app, "thuly").get("/thu-phi").status_code == 403
