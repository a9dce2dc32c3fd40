"""Importing the catalog in the browser: dry run, problems at their cells, taking in once, history, bad files."""

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from tests.web.desk import Person, hidden, words

from motcua.jobs.job_kinds import run_next_job
from motcua.services.catalog_view import CatalogQuery, catalog_page
from motcua.services.runtime import Platform
from motcua.web.application import create_application

BOOK = "Tên,Mã số,Lĩnh vực,Cơ quan ban hành,Cơ quan thực hiện\n"


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def admin(app: Flask) -> Person:
    return Person(app, "quantri")


def upload(person: Person, content: bytes, name: str = "danh-muc.csv", **more: Any) -> Any:
    data = {**hidden(person.read("/nhap-danh-muc")), "file": (io.BytesIO(content), name), **more}
    return person.client.post("/nhap-danh-muc", data=data, content_type="multipart/form-data")


def work(platform: Platform) -> None:
    """What the worker would do now."""
    while run_next_job(platform, lambda: False):
        pass


def seed(project_root: Path) -> Path:
    return next((project_root / "seed_catalogs").rglob("*.xlsx"))


def total(platform: Platform) -> int:
    return catalog_page(platform, CatalogQuery(size=1)).total


def test_workbook__is_tried_then_taken_in_once(province: Platform, project_root: Path) -> None:
    person = Person(create_application(province), "quantri")
    book = seed(project_root)
    before = total(province)
    answer = upload(person, book.read_bytes(), book.name)
    assert answer.status_code == 302, words(answer.text)[-600:]
    assert "Đang chạy thử" in words(person.read(answer.location))
    work(province)
    page = person.read(answer.location)
    assert "chưa ghi gì" in words(page)
    assert total(province) == before
    done = person.client.post(f"{answer.location}/nhap", data={**hidden(page), "effective_from": ""})
    assert done.status_code == 302
    assert "Đang nhập" in words(person.read(done.location))
    assert total(province) == before
    work(province)
    assert "Đã nhập" in words(person.read(done.location))
    assert total(province) > before
    again = person.client.post(f"{answer.location}/nhap", data=hidden(page))
    assert "đã xong hoặc đã bỏ" in words(person.read(again.location))
    second = upload(person, book.read_bytes(), book.name)
    work(province)
    shown = words(person.read(second.location))
    assert "Thêm mới 0" in shown
    assert "Cập nhật 0" in shown
    history = words(person.read("/nhap-danh-muc"))
    assert "Đã nhập" in history
    assert "Chạy thử, chưa nhập" in history


def test_import__can_be_left(admin: Person, project_root: Path, sqlite_platform: Platform) -> None:
    book = seed(project_root)
    before = total(sqlite_platform)
    place = upload(admin, book.read_bytes(), book.name).location
    work(sqlite_platform)
    assert admin.client.post(f"{place}/bo", data=hidden(admin.read(place))).status_code == 302
    assert total(sqlite_platform) == before
    assert "Đã bỏ" in words(admin.read("/nhap-danh-muc"))


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.4", "danh-muc.pdf", "không phải bảng tính"),
        (b"", "", "Chưa chọn tệp"),
    ],
)
def test_other_files__are_refused_with_a_remedy(admin: Person, content: bytes, name: str, said: str) -> None:
    answer = upload(admin, content, name)
    assert answer.status_code == 400
    assert said in words(answer.text)


@pytest.mark.parametrize(
    "content", [b"khong phai so", b"PK\x03\x04rac", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600]
)
def test_broken_workbook__is_explained_and_cannot_be_taken_in(
    admin: Person, sqlite_platform: Platform, content: bytes
) -> None:
    before = total(sqlite_platform)
    answer = upload(admin, content, "hong.xlsx")
    work(sqlite_platform)
    page = admin.read(answer.location)
    assert "Không dùng được" in words(page)
    assert "Cách sửa" in words(page)
    assert '/nhap"' not in page
    assert total(sqlite_platform) == before


def test_wrong_rows__stand_at_their_cells_and_in_the_error_book(
    admin: Person, sqlite_platform: Platform
) -> None:
    rows = "Đăng ký thử,1.00489,Hộ tịch,Bộ Tư pháp,Ủy ban nhân dân cấp xã\n,1.999999,Hộ tịch,Bộ Tư pháp,UBND cấp xã\n"
    place = upload(admin, (BOOK + rows).encode()).location
    work(sqlite_platform)
    page = admin.read(place)
    assert "B2" in words(page)
    assert "Bị loại" in words(page)
    book = admin.get(f"{place}/tep-loi")
    assert book.status_code == 200
    assert book.data[:2] == b"PK"


def test_import_of_others__is_closed_to_officers(app: Flask) -> None:
    officer = Person(app, "motcua")
    assert officer.get("/nhap-danh-muc").status_code == 403
    assert officer.get("/nhap-danh-muc/1").status_code == 403


def test_unknown_import__is_not_found(admin: Person) -> None:
    assert admin.get("/nhap-danh-muc/999").status_code == 404
    assert admin.get("/nhap-danh-muc/999/tep-loi").status_code == 404
