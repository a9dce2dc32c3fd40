"""The portal: finding procedures, reading one, tracking by number without personal data, public figures."""

import pytest
from flask import Flask
from tests.clients import Api
from tests.web.desk import Person, words

from motcua.services.catalog_view import CatalogQuery, catalog_page
from motcua.services.runtime import Platform
from motcua.web.application import create_application


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


def read(app: Flask, url: str) -> str:
    answer = app.test_client().get(url, follow_redirects=True)
    assert answer.status_code == 200, (url, answer.status_code)
    assert "style=" not in answer.text
    return answer.text


def test_front_page__leads_to_procedures_and_tracking(app: Flask) -> None:
    page = read(app, "/cong")
    assert "Một cửa cho mọi thủ tục" in words(page)
    assert "Dịch vụ công tỉnh Đồng Lam" in words(page)
    assert "/cong/thu-tuc/" in page
    assert 'action="/tra-cuu"' in page


@pytest.mark.parametrize("typed", ["khai sinh", "Khai Sinh", "khai%20s", "1.001193"])
def test_search__finds_as_people_type(province: Platform, typed: str) -> None:
    assert "/cong/thu-tuc/1.001193" in read(create_application(province), f"/cong/thu-tuc?q={typed}")


def test_everyday_word__finds_the_official_name(app: Flask) -> None:
    assert "/cong/thu-tuc/1.004873" in read(app, "/cong/thu-tuc?q=độc thân")
    assert "Chưa tìm thấy thủ tục nào" in words(read(app, "/cong/thu-tuc?q=xyzxyz"))


def test_procedure__says_papers_limit_fee_and_where_without_codes(app: Flask) -> None:
    shown = words(read(app, "/cong/thu-tuc/1.004873"))
    for expected in (
        "Tờ khai cấp Giấy xác nhận",
        "23 ngày làm việc",
        "15.000 đ/bản",
        "trực tuyến 7.500 đ",
        "xã Tân Hòa",
    ):
        assert expected in shown
    for forbidden in ("form.", "applicant.", "da_o_noi_khac", "working_days"):
        assert forbidden not in shown


def test_every_public_procedure__can_be_read(app: Flask, sqlite_platform: Platform) -> None:
    for row in catalog_page(sqlite_platform, CatalogQuery(public=True, size=200)).rows:
        shown = words(read(app, f"/cong/thu-tuc/{row.code}"))
        assert "form." not in shown
    assert app.test_client().get("/cong/thu-tuc/9.999999").status_code == 404


def test_tracking__tells_progress_and_nothing_personal(province: Platform) -> None:
    app = create_application(province)
    api = Api(app)
    applicant = {"full_name": "Trần Văn Khách", "phone": "0912345678", "identity_number": "001090012345"}
    number = api.receive("motcua", "1.004873", applicant=applicant)["number"]
    shown = words(read(app, f"/tra-cuu/{number}"))
    assert "Đang được xem xét" in shown
    assert "Hẹn trả" in shown
    assert "Vì sao hẹn ngày" in shown
    assert "Trả kết quả" in shown
    for secret in ("Trần Văn Khách", "0912345678", "001090012345", "motcua"):
        assert secret not in shown


def test_number_typed_loosely__is_found_and_a_wrong_one_explained(app: Flask) -> None:
    number = Api(app).receive("motcua", "1.001193")["number"]
    assert number in read(app, f"/tra-cuu?ma= {number.lower()} ")
    answer = app.test_client().get("/tra-cuu/H88.31-000000-0000")
    assert answer.status_code == 404
    assert "Không có hồ sơ nào mang mã này" in words(answer.text)


def test_tracking__follows_the_dossier_to_its_end(app: Flask) -> None:
    api = Api(app)
    dossier = api.receive("motcua", "1.001193")
    api.finish(dossier, "giamsat")
    assert "Đã trả kết quả" in words(read(app, f"/tra-cuu/{dossier['number']}"))


def test_public_figures__are_those_of_the_month(app: Flask) -> None:
    Api(app).receive("motcua", "1.001193")
    shown = words(read(app, "/cong/so-lieu"))
    assert "tháng 11/2026" in shown
    assert "Ủy ban nhân dân xã Tân Hòa 1 0 1" in shown


def test_signed_in_officer__finds_the_way_back_to_work(app: Flask) -> None:
    assert "Về màn hình làm việc" in words(Person(app, "motcua").read("/cong"))
