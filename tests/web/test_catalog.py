"""The catalog and the page of a procedure: search, facets, pages, origins, drawing, what people without rights see."""

import re

import pytest
from flask import Flask
from tests.web.desk import Person, words

from motcua.services.catalog_view import CatalogQuery, catalog_page
from motcua.services.runtime import Platform
from motcua.web.application import create_application

CODE = "1.004873"


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def admin(app: Flask) -> Person:
    return Person(app, "quantri")


@pytest.mark.parametrize("typed", ["tình trạng hôn nhân", "tinh trang hon nhan", "HON NHAN", CODE, "4873"])
def test_search__finds_with_and_without_diacritics_and_by_code(province: Platform, typed: str) -> None:
    page = Person(create_application(province), "quantri").read(f"/thu-tuc?q={typed}")
    assert f'href="/thu-tuc/{CODE}"' in page


def test_search_without_result__says_what_to_do(admin: Person) -> None:
    assert "Không có thủ tục nào khớp" in words(admin.read("/thu-tuc?q=zzzz"))


def test_facets__narrow_the_list_and_can_be_taken_away(admin: Person) -> None:
    page = admin.read("/thu-tuc?cap=province")
    assert "1.001029" in page
    assert CODE not in page
    assert re.search(r'href="/thu-tuc"[^>]*aria-current="page"', page)
    assert "1.009122" in admin.read("/thu-tuc?linh-vuc=Hoạt động xây dựng")


def test_pages__go_forward_and_back_over_the_same_rows(sqlite_platform: Platform) -> None:
    first = catalog_page(sqlite_platform, CatalogQuery(size=5))
    second = catalog_page(sqlite_platform, CatalogQuery(size=5, cursor=first.next_cursor))
    back = catalog_page(sqlite_platform, CatalogQuery(size=5, before=second.previous_cursor))
    assert [row.code for row in back.rows] == [row.code for row in first.rows]
    assert second.skipped == 5
    assert not back.previous_cursor
    assert first.total == second.total >= 12


def test_foreign_cursor__is_a_bad_request(admin: Person) -> None:
    assert admin.get("/thu-tuc?sau=xyz").status_code == 400


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("thong-tin", "mẫu chung thủ tục hộ tịch cấp xã"),
        ("thoi-han", "23 ngày làm việc"),
        ("giay-to", "“Tình trạng trước đây” là “Đã ly hôn”"),
        ("bieu-mau", "so_ban_an"),
        ("phi", "15.000 đ/bản"),
        ("quy-trinh", "Công an cho ý kiến"),
        ("mau-in", "giay-xac-nhan-tinh-trang-hon-nhan"),
        ("kiem-thu", "5/5 đạt"),
        ("ra-soat", "Không còn chỗ nào cần rà soát"),
        ("lich-su", "Đang áp dụng"),
    ],
)
def test_every_part_of_a_procedure__shows_its_values(admin: Person, part: str, expected: str) -> None:
    assert expected in words(admin.read(f"/thu-tuc/{CODE}?phan={part}"))


def test_flow__is_drawn_by_the_server_without_inline_style(admin: Person) -> None:
    page = admin.read(f"/thu-tuc/{CODE}?phan=quy-trinh")
    assert '<svg class="flow"' in page
    assert "style=" not in page
    assert "onclick" not in page


def test_every_procedure__opens_in_every_part(admin: Person, sqlite_platform: Platform) -> None:
    for row in catalog_page(sqlite_platform, CatalogQuery(size=200)).rows:
        for part in ("thong-tin", "quy-trinh", "kiem-thu"):
            page = admin.read(f"/thu-tuc/{row.code}?phan={part}")
            assert "Traceback" not in page


def test_unknown_procedure_or_part__is_not_found(admin: Person) -> None:
    assert admin.get("/thu-tuc/9.999999").status_code == 404
    assert admin.get(f"/thu-tuc/{CODE}?phan=khac").status_code == 404


def test_officer_without_editing__reads_but_sees_no_way_to_change(app: Flask) -> None:
    officer = Person(app, "motcua")
    page = officer.read(f"/thu-tuc/{CODE}")
    assert f"/thu-tuc/{CODE}/sua" not in page
    assert officer.get(f"/thu-tuc/{CODE}/sua").status_code == 403
    assert officer.get(f"/thu-tuc/{CODE}/giao-co-quan").status_code == 403
    assert officer.get("/dinh-nghia").status_code == 403


def test_visitor__is_sent_to_sign_in(app: Flask) -> None:
    answer = app.test_client().get("/thu-tuc")
    assert answer.status_code == 302
    assert "/login" in answer.location
