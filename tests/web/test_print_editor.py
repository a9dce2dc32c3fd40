"""A Word template in the browser: placeholders chosen, made a draft, looked at, published for one agency."""

import io
from typing import Any

import pytest
from docx import Document
from flask import Flask
from tests.web.desk import Person, hidden, words

from motcua.services.runtime import Platform
from motcua.web.application import create_application

PATH = "/mau-in/tu-word"


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def admin(app: Flask) -> Person:
    return Person(app, "quantri")


def bring(person: Person, *lines: str, name: str = "mau.docx", content: bytes | None = None) -> Any:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    target = io.BytesIO()
    document.save(target)
    data = {
        "csrf_token": hidden(person.read(PATH))["csrf_token"],
        "file": (io.BytesIO(content if content is not None else target.getvalue()), name),
    }
    return person.client.post(PATH, data=data, content_type="multipart/form-data")


def test_template__is_checked_chosen_made_a_draft_and_looked_at_with_three_dossiers(
    admin: Person, sqlite_platform: Platform
) -> None:
    place = bring(admin, "GIẤY TIẾP NHẬN", "Mã: {maHoSo}, nộp bởi {nguoiNaoDo}, hẹn {ngayHenTra}").location
    page = words(admin.read(place))
    assert "2 đã rõ, 1 chưa biết" in page
    assert "Chưa biết ô này là dữ liệu nào" in page
    assert "Giấy này thường phải có" in page
    token = hidden(admin.read(place))["csrf_token"]
    answers = {"csrf_token": token, "code": "giay-xa", "name": "Giấy tiếp nhận của xã", "role": "receipt",
               "agencies": "H88.31", "o:nguoiNaoDo": "applicant.full_name"}  # fmt: skip
    again = words(admin.client.post(place, data={**answers, "viec": "kiem-tra"}).text)
    assert "3 đã rõ, 0 chưa biết" in again
    made = admin.client.post(place, data={**answers, "viec": "tao"})
    assert made.status_code == 302, words(made.text)[-600:]
    seen = admin.read(made.location)
    for name in ("Hồ sơ thường gặp", "Giá trị dài nhất", "Chưa có giá trị"):
        assert name in seen
    assert seen.count("data:image/svg+xml;base64") >= 3
    for kind, magic in (("pdf", b"%PDF"), ("docx", b"PK")):
        file = admin.get(f"/mau-in/giay-xa/xem-thu/dai-nhat/{kind}")
        assert file.data.startswith(magic)
    publish = "/dinh-nghia/print/giay-xa/cong-bo"
    data = {
        **hidden(admin.read(publish)),
        "effective_from": f"{sqlite_platform.today():%d/%m/%Y}",
        "accepted": "1",
    }
    assert admin.client.post(publish, data=data).status_code == 302
    sqlite_platform.rules.refresh()
    today, rules = sqlite_platform.today(), sqlite_platform.rules
    own, other = rules.print_for("receipt", today, "H88.31"), rules.print_for("receipt", today, "H88.32")
    assert own is not None
    assert other is not None
    assert own.code == "giay-xa"
    assert other.code != "giay-xa"


def test_answers_that_do_not_do__are_refused_beside_their_field(admin: Person) -> None:
    place = bring(admin, "{x}").location
    token = hidden(admin.read(place))["csrf_token"]
    for answers, said in (
        ({"code": "có dấu", "name": "A"}, "Mã gồm chữ không dấu"),
        ({"code": "a", "name": ""}, "Ghi tên của giấy tờ"),
        ({"code": "a", "name": "A", "role": "gi-do"}, "Chọn mẫu này dùng làm gì"),
        ({"code": "a", "name": "A", "role": "receipt", "o:x": "dossier.documents"}, "sai loại"),
    ):
        answer = admin.client.post(
            place, data={"csrf_token": token, "viec": "tao", "role": "receipt", **answers}
        )
        assert answer.status_code == 400, answers
        assert said in words(answer.text)


def test_files_that_are_no_template__are_refused(admin: Person, app: Flask) -> None:
    refused = bring(admin, content=b"xin chao", name="mau.doc")
    assert refused.status_code == 400
    assert "lưu dạng .docx" in words(refused.text)
    assert admin.get("/mau-in/tu-word/99").status_code == 404
    assert "Chưa xem thử được" in words(admin.read("/mau-in/khong-co/xem-thu"))
    assert admin.get("/mau-in/mau-01/xem-thu/gi-do/pdf").status_code == 404
    assert Person(app, "motcua").get(PATH).status_code == 403


def test_shipped_paper__can_be_looked_at_with_samples(admin: Person) -> None:
    assert "Giá trị dài nhất" in words(admin.read("/mau-in/mau-01/xem-thu"))
