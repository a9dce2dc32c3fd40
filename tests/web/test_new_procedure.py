"""A procedure from a template, as a copy, and definitions brought in a file."""

import io
import zipfile
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from tests.web.desk import Person, hidden, words

from motcua.services.definition_sheet import newest_sheet
from motcua.services.editing import EditTarget, check, open_editor
from motcua.services.new_procedure import copy_of
from motcua.services.officers import identity_by_name
from motcua.services.runtime import Platform
from motcua.storage.tables import DefinitionDraftRow
from motcua.web.application import create_application

GOOD = {
    "baseline": "cap-xa-ho-tich",
    "code": "DL.0001",
    "name": "Cấp bản sao trích lục của tỉnh",
    "number": "2",
    "unit": "working_days",
    "fee": "levy",
    "amount": "8.000",
    "agencies": ["H88.31", "H88.32"],
}
FORM = "kind: form\ncode: to-khai-moi\nname: Tờ khai mới\nsections:\n  - {id: a, title: A, fields: [{id: ho_ten, type: person_name, label: Họ tên}]}\n"


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def admin(app: Flask) -> Person:
    return Person(app, "quantri")


def compiled(platform: Platform, code: str) -> Any:
    """What the draft compiles to, with its problems."""
    target = EditTarget("procedure", code)
    with platform.database.read() as session:
        found = identity_by_name(session, "quantri")
        assert found is not None
        opened = open_editor(session, found.actor(platform.now()), target)
        assert opened.is_draft
        compilation = check(platform, session, opened.text, target)
    assert compilation.ok, compilation.problems
    return compilation.get("procedure", code)


def test_template_and_a_few_answers__make_a_valid_draft(admin: Person, sqlite_platform: Platform) -> None:
    assert "Tạo bản nháp" in words(admin.read("/thu-tuc/them"))
    answer = admin.post("/thu-tuc/them", GOOD)
    assert answer.status_code == 302, words(answer.text)[-900:]
    made = compiled(sqlite_platform, "DL.0001")
    assert made.health == "ready"
    assert str(made.definition.offers[0].time_limit) == "2 working_days"
    assert made.definition.fees[0].amount == 8_000
    assert made.definition.offered_by == ("H88.31", "H88.32")
    assert made.definition.process
    assert made.definition.form


def test_unknown_fee_and_limit__are_kept_as_items_to_review(admin: Person, sqlite_platform: Platform) -> None:
    given = {**GOOD, "code": "DL.0002", "number": "", "fee": "unknown"}
    assert admin.post("/thu-tuc/them", given).status_code == 302
    made = compiled(sqlite_platform, "DL.0002")
    assert made.health == "needs_review"
    assert {item.kind for item in made.review_items} == {"fee", "limit"}


def test_answers_that_cannot_be_used__are_refused_beside_their_field(admin: Person) -> None:
    for changes, said in (
        ({"code": "mã có dấu"}, "Mã gồm chữ không dấu"),
        ({"code": "1.004873"}, "đã có"),
        ({"name": " "}, "Ghi tên thủ tục"),
        ({"baseline": ""}, "Chọn một mẫu"),
        ({"number": "hai"}, "Ghi số và chọn đơn vị"),
        ({"amount": "mười"}, "không phải là số tiền"),
        ({"agencies": ["H99"]}, "Không có cơ quan"),
    ):
        answer = admin.post("/thu-tuc/them", {**GOOD, **changes})
        assert answer.status_code == 400, changes
        assert said in words(answer.text), changes
        assert GOOD["number"] in answer.text


def test_copy__is_the_same_procedure_under_another_code(admin: Person, sqlite_platform: Platform) -> None:
    path = "/thu-tuc/1.004873/sao-chep"
    answer = admin.post(path, {"code": "DL.0003", "name": "Bản của tỉnh"})
    assert answer.status_code == 302, words(answer.text)[-600:]
    made = compiled(sqlite_platform, "DL.0003")
    with sqlite_platform.database.read() as session:
        sheet = newest_sheet(session, "procedure", "1.004873")
        assert sheet is not None
        assert "kiểm thử" not in copy_of(session, sheet, "x", "x")
    left = {"kind", "code", "name", "tests", "review", "decision_number", "effective_from", "effective_to"}
    same = {name: value for name, value in sheet.content.items() if name not in left}
    assert {name: value for name, value in made.content.items() if name not in left} == same
    taken = admin.post(path, {"code": "1.004873", "name": "x"})
    assert taken.status_code == 400
    assert admin.get("/thu-tuc/9.999999/sao-chep").status_code == 404


def bring(person: Person, content: bytes, name: str) -> Any:
    token = hidden(person.read("/dinh-nghia/nhap-tep"))["csrf_token"]
    data = {"csrf_token": token, "file": (io.BytesIO(content), name)}
    return person.client.post("/dinh-nghia/nhap-tep", data=data, content_type="multipart/form-data")


def zipped(**files: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/") + ".yaml", text)
    return target.getvalue()


def test_zip_of_definitions__is_looked_at_then_kept_as_drafts(
    admin: Person, sqlite_platform: Platform
) -> None:
    overlay = "kind: overlay\nof: procedure/1.001193\nreason: thử\nname: Tên mới của thủ tục\n"
    place = bring(admin, zipped(a__form=FORM, b=overlay), "goi.zip").location
    page = words(admin.read(place))
    assert "Thêm mới" in page
    assert "Tên mới của thủ tục" in page
    with sqlite_platform.database.read() as session:
        assert session.scalar(select(func.count(DefinitionDraftRow.id))) == 0
    assert admin.client.post(f"{place}/nhap", data=hidden(admin.read(place))).status_code == 302
    with sqlite_platform.database.read() as session:
        assert set(session.scalars(select(DefinitionDraftRow.code))) == {"to-khai-moi", "1.001193"}
    assert "đã dùng xong" in words(admin.read(place))


def test_file_published_at_once__is_in_force(admin: Person, sqlite_platform: Platform) -> None:
    place = bring(admin, FORM.encode(), "form.yaml").location
    page = admin.read(f"{place}?cach=cong-bo")
    data = {**hidden(page), "cach": "cong-bo", "effective_from": f"{sqlite_platform.today():%d/%m/%Y}"}
    answer = admin.client.post(f"{place}/nhap", data=data)
    assert answer.status_code == 302, words(answer.text)[-900:]
    with sqlite_platform.database.read() as session:
        assert newest_sheet(session, "form", "to-khai-moi") is not None


def test_bad_files__are_explained_with_place_and_remedy(admin: Person) -> None:
    wrong = words(admin.read(bring(admin, FORM.replace("person_name", "ten").encode(), "x.yaml").location))
    assert "Cách sửa" in wrong
    for content, name, said in (
        (b"PK\x03\x04hong", "x.zip", "Tệp nén bị hỏng"),
        (b"\xff\xfe\x00", "x.yaml", "UTF-16"),
        (b"# khong co gi", "x.yaml", "không có định nghĩa nào"),
        (zipped(a="\t:"), "x.zip", "Chỗ cần sửa"),
    ):
        assert said in words(admin.read(bring(admin, content, name).location)), name
    assert bring(admin, b"", "x.yaml").status_code == 400


def test_officers__add_nothing(app: Flask) -> None:
    person = Person(app, "motcua")
    for path in ("/thu-tuc/them", "/thu-tuc/1.004873/sao-chep", "/dinh-nghia/nhap-tep"):
        assert person.get(path).status_code == 403
