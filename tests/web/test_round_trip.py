"""Many procedures edited in a spreadsheet: export, unchanged cells, changed cells, bad cells, conflicts, formulas."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select
from tests.web.desk import Person, hidden, words

from motcua.kernel.time_limit import TimeLimit
from motcua.services.definition_sheet import newest_sheet
from motcua.services.editing import EditTarget, PublishWish, publish_text, standing_text
from motcua.services.officers import identity_by_name
from motcua.services.round_trip_columns import BY_ID, COLUMNS, items_of
from motcua.services.runtime import Platform
from motcua.storage.tables import DefinitionDraftRow
from motcua.web.application import create_application

CODES = ["1.000656", "1.000894", "1.004859"]
PATH = "/thu-tuc/bang-tinh"


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def admin(app: Flask) -> Person:
    return Person(app, "quantri")


def export(person: Person, columns: list[str] | None = None) -> Any:
    token = hidden(person.read(f"{PATH}?ma=1.000656"))["csrf_token"]
    data = {"csrf_token": token, "ma": CODES, "cot": columns or [column.id for column in COLUMNS]}
    answer = person.client.post(f"{PATH}/xuat", data=data)
    assert answer.status_code == 200, words(answer.text)
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def bring(person: Person, book: Any, name: str = "sua.xlsx") -> str:
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    token = hidden(person.read(PATH))["csrf_token"]
    data = {"csrf_token": token, "file": (content, name)}
    answer = person.client.post(PATH, data=data, content_type="multipart/form-data")
    assert answer.status_code == 302, words(answer.text)
    return str(answer.location)


def cell(book: Any, sheet: str, code: str, heading: str, part: str = "") -> Any:
    """The cell of a row, found by code (and part) and heading."""
    target = book[sheet]
    heads = [one.value for one in target[1]]
    for row in target.iter_rows(min_row=2):
        if row[0].value == code and (not part or part in [one.value for one in row]):
            return row[heads.index(heading)]
    raise AssertionError(f"no row {code} on {sheet}")


def carry_out(person: Person, place: str, way: str = "nhap", **more: str) -> Any:
    page = person.read(f"{place}?cach={way}")
    form = page[page.index(f'action="{place}/thuc-hien"') :]
    return person.client.post(f"{place}/thuc-hien", data={**hidden(form[: form.index("</form>")]), **more})


def content_of(platform: Platform, code: str) -> Any:
    with platform.database.read() as session:
        sheet = newest_sheet(session, "procedure", code)
    assert sheet is not None
    return sheet.content


def test_untouched_workbook__changes_nothing(admin: Person) -> None:
    page = words(admin.read(bring(admin, export(admin))))
    assert "0 ô có giá trị mới" in page
    assert "Sẽ đổi 0" in page
    assert "Ô cần sửa" not in page


def test_workbook__locks_its_keys_and_offers_choices(admin: Person) -> None:
    book = export(admin)
    sheet = book["Thủ tục"]
    assert sheet.protection.sheet
    assert sheet["A2"].protection.locked
    assert not sheet["B2"].protection.locked
    assert sheet.data_validations.dataValidation
    hidden_sheets = [one for one in book.sheetnames if book[one].sheet_state == "veryHidden"]
    assert "Gốc Thủ tục" in hidden_sheets


def test_changed_cells__become_drafts_and_then_revisions(admin: Person, sqlite_platform: Platform) -> None:
    book = export(admin)
    cell(book, "Thủ tục", "1.000656", "Tên thủ tục").value = "Đăng ký khai tử (đã sửa)"
    cell(book, "Thủ tục", "1.000894", "Dịch vụ công").value = "Chỉ cung cấp thông tin"
    limit = cell(book, "Thời hạn", "1.004859", "Thời hạn")
    limit.value = "9 ngày làm việc"
    place = bring(admin, book)
    shown = words(admin.read(place))
    assert "3 ô có giá trị mới" in shown
    assert "Đăng ký khai tử (đã sửa)" in shown
    assert carry_out(admin, place).status_code == 302
    with sqlite_platform.database.read() as session:
        drafts = set(session.scalars(select(DefinitionDraftRow.code)))
    assert "1.000656" in drafts
    assert content_of(sqlite_platform, "1.000656")["name"] != "Đăng ký khai tử (đã sửa)"
    assert "đã dùng xong" in words(admin.read(place))


def test_published_at_once__is_one_release_from_the_chosen_day(
    admin: Person, sqlite_platform: Platform
) -> None:
    book = export(admin, ["procedures.name"])
    for code in CODES:
        found = cell(book, "Thủ tục", code, "Tên thủ tục")
        found.value = f"{found.value} (mới)"
    place = bring(admin, book)
    today = f"{sqlite_platform.today():%d/%m/%Y}"
    assert carry_out(admin, place, "cong-bo", effective_from=today, note="Sửa tên").status_code == 302
    assert all(content_of(sqlite_platform, code)["name"].endswith("(mới)") for code in CODES)


def test_cells_that_cannot_be_read__are_named_with_what_is_expected(admin: Person, tmp_path: Path) -> None:
    book = export(admin)
    cell(book, "Thời hạn", "1.000656", "Thời hạn").value = "7"
    cell(book, "Thủ tục", "1.000656", "Tên thủ tục").value = None
    cell(book, "Thủ tục", "1.000894", "Dịch vụ công").value = "Toàn bộ"
    cell(book, "Thành phần hồ sơ", "1.000656", "Bản chính").value = "nhiều"
    book["Thủ tục"]["A4"].value = "9.999999"
    place = bring(admin, book)
    page = words(admin.read(place))
    for said in ("có số nhưng không có đơn vị", "không được để trống", "một trong: Toàn trình", "số nguyên từ 0",
                 "Không có thủ tục mang mã “9.999999”", "Tệp còn ô lỗi"):  # fmt: skip
        assert said in page, said
    marked = admin.get(f"{place}/tep-loi")
    assert marked.status_code == 200
    found = openpyxl.load_workbook(io.BytesIO(marked.data))
    assert "Thủ tục" in found.sheetnames
    assert "A4" in page


def test_value_changed_elsewhere_since__is_a_conflict_at_its_cell(
    admin: Person, sqlite_platform: Platform
) -> None:
    book = export(admin, ["procedures.name"])
    with sqlite_platform.database.read() as session:
        found = identity_by_name(session, "quantri")
        text = standing_text(session, EditTarget("procedure", "1.000656"))
    assert found is not None
    name = content_of(sqlite_platform, "1.000656")["name"]
    publish_text(
        sqlite_platform, found.actor(sqlite_platform.now()), text.replace(f"name: {name}", "name: Tên khác"),
        PublishWish(sqlite_platform.today()), EditTarget("procedure", "1.000656"),
    )  # fmt: skip
    assert "0 ô có giá trị mới" in words(admin.read(bring(admin, book)))
    cell(book, "Thủ tục", "1.000656", "Tên thủ tục").value = "Tên của tôi"
    page = words(admin.read(bring(admin, book)))
    assert "đã được đổi thành “Tên khác” sau khi xuất" in page


def test_text_that_looks_like_a_formula__stays_text(admin: Person, sqlite_platform: Platform) -> None:
    book = export(admin, ["procedures.name"])
    target = cell(book, "Thủ tục", "1.000656", "Tên thủ tục")
    target.value, target.data_type = "=1+1 là tên", "s"
    place = bring(admin, book)
    today = f"{sqlite_platform.today():%d/%m/%Y}"
    assert carry_out(admin, place, "cong-bo", effective_from=today).status_code == 302
    assert content_of(sqlite_platform, "1.000656")["name"] == "=1+1 là tên"
    again = export(admin, ["procedures.name"])
    assert cell(again, "Thủ tục", "1.000656", "Tên thủ tục").data_type == "s"
    assert all(one.data_type != "f" for row in again["Thủ tục"].iter_rows() for one in row)


def test_file_of_another_kind__is_refused(admin: Person) -> None:
    for name in ("a.txt", "a.csv", "a.pdf"):
        token = hidden(admin.read(PATH))["csrf_token"]
        data = {"csrf_token": token, "file": (io.BytesIO(b"x"), name)}
        answer = admin.client.post(PATH, data=data, content_type="multipart/form-data")
        assert answer.status_code == 400, name
        assert "không phải tệp đã xuất" in words(answer.text)


def test_workbook_of_somebody_else__is_not_there(app: Flask, admin: Person) -> None:
    place = bring(admin, export(admin, ["procedures.name"]))
    assert admin.get(f"{PATH}/999").status_code == 404
    assert Person(app, "motcua").get(place).status_code == 403


def test_every_column__reads_back_what_it_shows(sqlite_platform: Platform) -> None:
    read: Callable[[str], Any]
    with sqlite_platform.database.read() as session:
        sheets = [newest_sheet(session, "procedure", code) for code in CODES]
    for sheet in sheets:
        assert sheet is not None
        for column in COLUMNS:
            for item in items_of(column.sheet, sheet.definition):
                value = getattr(item.value, column.name)
                read = column.read
                back = read(column.show(value))
                plain = [str(one) for one in value] if isinstance(value, tuple) else value
                same = back == plain or str(back) == str(plain) or (not back and not plain)
                assert same, (column.id, value, back)


@pytest.mark.parametrize(
    "written",
    ["3 working_days", "0.5 working_days", "4 working_hours", "15 calendar_days", "2 months", "same_day"],
)
def test_limit_in_words__reads_back(written: str) -> None:
    column = BY_ID["limits.time_limit"]
    assert column.read(column.show(TimeLimit.parse(written))) == written
