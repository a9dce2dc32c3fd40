"""A package of another system in the browser: what it becomes, what it cannot, drafts and tables of what was chosen."""

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from tests.cli.test_opencps import package, workbook
from tests.web.desk import Person, hidden, words

from motcua.services.runtime import Platform
from motcua.storage.tables import DefinitionDraftRow, ImportRunRow, JobRow
from motcua.web.application import create_application

PLACE = "/nhap-du-lieu/goi"


@pytest.fixture
def admin(sqlite_platform: Platform) -> Person:
    app: Flask = create_application(sqlite_platform)
    return Person(app, "quantri")


def upload(person: Person, content: bytes, name: str) -> Any:
    data = {**hidden(person.read(PLACE)), "file": (io.BytesIO(content), name)}
    return person.client.post(PLACE, data=data, content_type="multipart/form-data")


def drafts(platform: Platform) -> dict[str, str]:
    with platform.database.read() as session:
        rows = session.execute(
            select(DefinitionDraftRow.kind, DefinitionDraftRow.code, DefinitionDraftRow.text)
        )
        return {f"{row.kind}/{row.code}": row.text for row in rows}


def test_package__is_shown_as_definitions_and_kept_as_drafts(
    sqlite_platform: Platform, admin: Person
) -> None:
    assert PLACE in admin.read("/nhap-du-lieu")
    place = upload(admin, package(), "goi.zip").location
    page = words(admin.read(place))
    assert "9.000051 Cấp giấy phép thử chuyển đổi Mới" in page
    assert "mau.xml Biểu mẫu điện tử của mẫu HS1" in page
    assert "1 dòng" in page
    report = admin.get(f"{place}/bao-cao")
    assert "| quy-trinh.xml |" in report.get_data(as_text=True)
    nothing = admin.client.post(place, data=hidden(admin.read(place)))
    assert (nothing.status_code, "Chưa chọn định nghĩa" in words(nothing.text)) == (400, True)
    chosen = ["procedure/9.000051", "process/qt1", "nhap-du-lieu/ngay-nghi.csv"]
    kept = admin.client.post(place, data={**hidden(admin.read(place)), "take": chosen})
    assert kept.status_code == 302
    made = drafts(sqlite_platform)
    assert sorted(made) == ["procedure/9.000051", "process/qt1"]
    assert "process: qt1" in made["procedure/9.000051"]
    with sqlite_platform.database.read() as session:
        assert session.scalars(select(ImportRunRow.file_name).where(ImportRunRow.kind == "table")).all() == [
            "ngay-nghi.csv"
        ]
        assert session.scalars(select(JobRow.kind)).all() == ["import_trial"]
    again = admin.client.post(place, data={**hidden(admin.read(place)), "take": chosen})
    assert "đã được dùng" in words(again.text)


def test_workbook_of_an_analyst__goes_the_same_way_and_drafts_are_never_overwritten(
    sqlite_platform: Platform, admin: Person
) -> None:
    place = upload(admin, workbook(), "phan-tich.xlsx").location
    assert "Thao tác “Trình”: điều kiện thực hiện" in words(admin.read(place))
    data = {**hidden(admin.read(place)), "take": ["procedure/TT-THU-1"]}
    assert admin.client.post(place, data=data).status_code == 302
    with sqlite_platform.database.write() as session:
        row = session.scalars(select(DefinitionDraftRow)).one()
        row.text += "\n# của tôi\n"
    another = upload(admin, workbook(), "phan-tich.xlsx").location
    refused = admin.client.post(another, data=data)
    assert "Bạn đang có bản nháp thủ tục" in words(refused.text)
    assert "# của tôi" in drafts(sqlite_platform)["procedure/TT-THU-1"]


@pytest.mark.parametrize("content", [b"khong phai goi", b"<a/>", b"PK\x03\x04hong"])
def test_package_of_no_use__is_refused_in_words(admin: Person, content: bytes) -> None:
    answer = upload(admin, content, "la.zip")
    assert answer.status_code == 400
    assert "Tệp" in words(answer.text)
