"""The import centre in the browser: any file is recognized or taught, tried out, taken in."""

import io
from typing import Any

import pytest
from flask import Flask
from tests.web.desk import Person, hidden, words

from motcua.jobs.job_kinds import run_next_job
from motcua.services.runtime import Platform
from motcua.web.application import create_application

CODES = "Mã số;Tên gọi\n01;Nhóm một\n02;Nhóm hai\n"
STRANGE = "Ký hiệu;Danh xưng;Hạng\nH88.961;UBND xã Lạ;hạng ba\n"


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


class Working(Person):
    """A person whose worker does at once what was asked for."""

    platform: Platform

    def work(self) -> None:
        while run_next_job(self.platform, lambda: False):
            pass


@pytest.fixture
def admin(app: Flask, sqlite_platform: Platform) -> Working:
    person = Working(app, "quantri")
    person.platform = sqlite_platform
    return person


def upload(person: Working, text: str, name: str = "bang.csv", **more: Any) -> Any:
    data = {
        **hidden(person.read("/nhap-du-lieu")),
        "file": (io.BytesIO(text.encode()), name),
        "kind": "",
        **more,
    }
    answer = person.client.post("/nhap-du-lieu", data=data, content_type="multipart/form-data")
    person.work()
    return answer


def post(person: Working, page: str, action: str, **data: str) -> Any:
    answer = person.client.post(action, data={**hidden(person.read(page)), **data})
    person.work()
    return answer


def test_known_table__is_tried_directed_and_taken_in(sqlite_platform: Platform, admin: Working) -> None:
    place = upload(admin, CODES).location
    assert "Chưa biết nhập vào đâu" in words(admin.read(place))
    assert post(admin, place, f"{place}/chon", kind="", into="nhom-viec").status_code == 302
    page = words(admin.read(place))
    assert "Nhập 2 mục" in page
    assert post(admin, place, f"{place}/nhap").status_code == 302
    assert "Đã nhập" in words(admin.read(place))
    sqlite_platform.rules.refresh()
    listed = sqlite_platform.rules.definition("code_list", "nhom-viec", sqlite_platform.today())
    assert [item.code for item in listed.items] == ["01", "02"]
    assert "bang.csv" in words(admin.read("/nhap-du-lieu"))
    again = post(admin, place, f"{place}/nhap")
    assert "đã xong" in words(admin.read(again.location))


def test_strange_table__is_taught_once_then_known(admin: Working) -> None:
    place = upload(admin, STRANGE).location
    assert "Chưa nhận ra bố cục" in words(admin.read(place))
    layout = f"{place}/chi-cot"
    assert "Danh xưng" in words(admin.read(f"{layout}?loai=organization"))
    data = {
        "kind": "organization",
        "was_kind": "organization",
        "sheet": "CSV",
        "was_sheet": "CSV",
        "first_row": "1",
        "last_row": "1",
        "was_rows": "0-0",
        "cot-0": "code",
        "cot-1": "name",
        "cot-2": "level",
        "name": "Bố cục lạ",
        "into": "",
    }
    seen = post(admin, layout, layout, **data, viec="xem")
    assert "hạng ba" in words(seen.text)
    assert "không hiểu" in words(seen.text)
    data |= {"chu-cot-0": "level", "chu-0": "hạng ba", "nghia-0": "commune"}
    lacking = post(admin, layout, layout, **{**data, "cot-0": "-"}, viec="nho")
    assert lacking.status_code == 400
    assert "Chưa chỉ cột cho: Mã định danh" in words(lacking.text)
    assert post(admin, layout, layout, **data, viec="nho").status_code == 302
    assert "Nhập 1 cơ quan" in words(admin.read(place))
    another = upload(admin, STRANGE.replace("961", "962")).location
    assert "Nhập 1 cơ quan" in words(admin.read(another))


def test_staff_list__gives_first_passwords_once(admin: Working) -> None:
    text = "Tên đăng nhập;Họ và tên;Cơ quan;Chức danh\nthu.le;Lê Thử;H88.31;Văn thư\n"
    place = upload(admin, text).location
    post(admin, place, f"{place}/nhap")
    told = post(admin, place, f"{place}/mat-khau")
    assert "thu.le;Lê Thử;" in told.get_data(as_text=True)
    assert post(admin, place, f"{place}/mat-khau").status_code == 404


def test_wrong_cells__are_shown_and_the_marked_file_is_given(admin: Working) -> None:
    text = "Tên đăng nhập;Họ và tên;Cơ quan;Chức danh\na.b;A B;H88.31;Phi công\n"
    place = upload(admin, text).location
    page = words(admin.read(place))
    assert "Chức danh “Phi công” không có trong hệ thống" in page
    assert admin.get(f"{place}/tep-loi").mimetype.endswith("spreadsheetml.sheet")
    assert "Nhập 1" not in page


def test_catalog_and_records__go_to_the_import_of_the_catalog(admin: Working) -> None:
    place = upload(admin, "Mã số,Tên,Lĩnh vực\n9.000041,Thử,Hộ tịch\n").location
    handed = post(admin, place, f"{place}/danh-muc")
    assert handed.location.startswith("/nhap-danh-muc/")
    records = '{"MATTHC": "9.000042", "TENTTHC": "Thử", "CACHTHUCTHUCHIEN": []}'
    assert upload(admin, records, "goi.json").location.startswith("/nhap-danh-muc/")


def test_nothing_chosen_or_nobody_s_import__is_told(app: Flask, admin: Working) -> None:
    answer = post(admin, "/nhap-du-lieu", "/nhap-du-lieu")
    assert (answer.status_code, "Chưa chọn tệp" in words(answer.text)) == (400, True)
    place = upload(admin, CODES).location
    assert admin.get("/nhap-du-lieu/99999").status_code == 404
    assert admin.get("/nhap-du-lieu/99999/chi-cot").status_code == 404
    assert admin.get(f"{place}/tep-loi").status_code in (200, 404)
    officer = Person(app, "motcua")
    assert officer.get("/nhap-du-lieu").status_code == 403
    assert officer.get(place).status_code == 403
    post(admin, place, f"{place}/bo")
    assert "Đã bỏ" in words(admin.read("/nhap-du-lieu"))


def test_dossier_of_the_earlier_system__says_so_in_its_log(app: Flask, admin: Working) -> None:
    text = (
        "Mã hồ sơ;Mã thủ tục;Cơ quan tiếp nhận;Người nộp;Ngày tiếp nhận;Ngày trả kết quả\n"
        "CU-77;1.004873;H88.31;Lê Văn Cũ;05/01/2026;08/01/2026\n"
    )
    place = upload(admin, text, "cu.csv").location
    post(admin, place, f"{place}/nhap")
    page = words(Person(app, "motcua").read("/ho-so/CU-77"))
    assert "Lê Văn Cũ" in page
    assert "chuyển từ hệ thống cũ (tệp cu.csv)" in page
