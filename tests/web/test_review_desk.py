"""The wizard from a review item to ready: proposals accepted, own values, reasons, reopening, publishing, the next one."""

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from tests.web.desk import Person, hidden, words

from motcua.services.catalog_import import CatalogOrder, import_catalog
from motcua.services.officers import identity_by_name
from motcua.services.runtime import Platform
from motcua.storage.tables import AuditEntryRow, CatalogEntryRow, ReviewItemRow
from motcua.web.application import create_application

HEAD = (
    "Mã số",
    "Tên",
    "Lĩnh vực",
    "Cơ quan thực hiện",
    "Thời hạn giải quyết",
    "Phí, lệ phí",
    "Cấp thực hiện",
)
ROWS = (
    ("9.000101", "Thủ tục thử A", "Hộ tịch", "Ủy ban nhân dân cấp xã", "20 ngày; trường hợp phức tạp 30 ngày",
     "Người lớn 50.000 đồng; trẻ em 25.000 đồng", "Cấp gì đó"),
    ("9.000102", "Thủ tục thử B", "Hộ tịch", "Ủy ban nhân dân cấp xã", "7", "Miễn phí", "Cấp Xã"),
)  # fmt: skip


@pytest.fixture
def catalog(sqlite_platform: Platform, tmp_path: Any) -> Platform:
    """The example province after an import with doubtful values."""
    text = io.StringIO()
    csv.writer(text).writerows([HEAD, *ROWS])
    book = tmp_path / "danh-muc.csv"
    book.write_text(text.getvalue(), encoding="utf-8-sig")
    with sqlite_platform.database.read() as session:
        found = identity_by_name(session, "quantri")
    assert found is not None
    report = import_catalog(sqlite_platform, found.actor(sqlite_platform.now()), CatalogOrder(book))
    assert report.added == 2, report.problems
    return sqlite_platform


@pytest.fixture
def app(catalog: Platform) -> Flask:
    return create_application(catalog)


@pytest.fixture
def admin(app: Flask) -> Person:
    return Person(app, "quantri")


def open_items(platform: Platform, code: str) -> dict[str, str]:
    """Kinds of the open items by id."""
    with platform.database.read() as session:
        rows = session.scalars(
            select(ReviewItemRow).where(ReviewItemRow.procedure_code == code, ReviewItemRow.state == "open")
        )
        return {row.item_id: row.kind for row in rows}


def give(person: Person, code: str, item: str, way: str = "value", **more: Any) -> Any:
    path = f"/thu-tuc/{code}/ra-soat"
    page = person.read(path)
    kept = hidden(page)
    data = {"csrf_token": kept["csrf_token"], "version": kept.get("version", "0"), "item": item, "way": way}
    return person.client.post(path, data=data | more)


def test_every_item__is_shown_with_source_proposals_and_confidence(admin: Person) -> None:
    page = words(admin.read("/thu-tuc/9.000101/ra-soat"))
    assert "20 ngày; trường hợp phức tạp 30 ngày" in page
    assert "Chọn 20 ngày" in page
    assert "Cần xem kỹ" in page
    assert "Chọn 50.000 đ" in page
    assert "Chọn giá trị đúng" in page
    assert "Đã trả lời 0 trong 3 mục" in page


def test_answers__make_the_procedure_ready_once_published(admin: Person, catalog: Platform) -> None:
    code = "9.000101"
    by_kind = {kind: item for item, kind in open_items(catalog, code).items()}
    assert give(admin, code, by_kind["limit"], value="20 calendar_days").status_code == 302
    assert give(admin, code, by_kind["fee"], value="50.000").status_code == 302
    assert "Đã trả lời 2 trong 3 mục" in words(admin.read(f"/thu-tuc/{code}/ra-soat"))
    assert give(admin, code, by_kind["level"], values=["commune"]).status_code == 302
    page = words(admin.read(f"/thu-tuc/{code}/ra-soat"))
    assert "Đã trả lời hết 3 mục" in page
    assert "Xem thay đổi và công bố" in page
    place = f"/dinh-nghia/procedure/{code}/cong-bo"
    shown = admin.read(place)
    data = {
        **hidden(shown),
        "effective_from": f"{catalog.today():%d/%m/%Y}",
        "accepted": "1",
        "note": "Rà soát",
    }
    answer = admin.client.post(place, data=data)
    assert answer.status_code == 302, words(answer.text)[-900:]
    with catalog.database.read() as session:
        row = session.scalars(select(CatalogEntryRow).where(CatalogEntryRow.code == code)).one()
        assert (row.health, row.review_count) == ("ready", 0)
        settled = session.scalars(select(ReviewItemRow).where(ReviewItemRow.procedure_code == code)).all()
        assert {one.state for one in settled} == {"settled"}
        assert {one.settled_by for one in settled} == {"quantri"}
        acts = session.scalars(
            select(AuditEntryRow).where(AuditEntryRow.action == "answer_review_item")
        ).all()
        assert {act.detail["item"] for act in acts} == set(by_kind.values())


def test_own_value__is_written_and_can_be_taken_back(admin: Person, catalog: Platform) -> None:
    (item,) = open_items(catalog, "9.000102")
    assert give(admin, "9.000102", item, number="3", unit="working_days").status_code == 302
    page = admin.read("/thu-tuc/9.000102/ra-soat")
    assert "Đã trả lời hết 1 mục" in words(page)
    assert give(admin, "9.000102", item, "reopen").status_code == 302
    assert "Đã trả lời 0 trong 1 mục" in words(admin.read("/thu-tuc/9.000102/ra-soat"))


def test_answer_that_cannot_be_used__is_refused_in_words(admin: Person, catalog: Platform) -> None:
    (item,) = open_items(catalog, "9.000102")
    for given in (
        {"number": "ba", "unit": "working_days"},
        {"number": "-3", "unit": "working_days"},
        {"value": ""},
    ):
        answer = give(admin, "9.000102", item, **given)
        assert answer.status_code == 400, given
        assert "Ghi số và chọn đơn vị" in words(answer.text)


def test_unknown_limit__cannot_be_waved_through(admin: Person, catalog: Platform) -> None:
    (item,) = open_items(catalog, "9.000102")
    answer = give(admin, "9.000102", item, "settle", reason="Không cần sửa gì")
    assert answer.status_code == 400
    assert "cần một giá trị" in words(answer.text)


def test_judgement__needs_a_reason_which_stays_in_the_history(admin: Person, catalog: Platform) -> None:
    by_kind = {kind: item for item, kind in open_items(catalog, "9.000101").items()}
    short = give(admin, "9.000101", by_kind["level"], "settle", reason="ok")
    assert short.status_code == 400
    assert "Ghi lý do" in words(short.text)
    assert (
        give(admin, "9.000101", by_kind["level"], "settle", reason="Đã đối chiếu quyết định").status_code
        == 302
    )
    place = "/dinh-nghia/procedure/9.000101/cong-bo"
    data = {**hidden(admin.read(place)), "effective_from": f"{catalog.today():%d/%m/%Y}", "accepted": "1"}
    assert admin.client.post(place, data=data).status_code == 302
    assert "Đã đối chiếu quyết định" in words(admin.read("/thu-tuc/9.000101?phan=ra-soat"))


def test_wizard__goes_from_one_procedure_to_the_next(admin: Person) -> None:
    page = admin.read("/thu-tuc/9.000101/ra-soat")
    following = re.search(r'href="(/thu-tuc/[^"]+/ra-soat[^"]*)"[^>]*>Thủ tục tiếp theo', page)
    assert following
    assert "/thu-tuc/9.000102/ra-soat" in unescape(following[1])
    assert admin.get("/ra-soat").status_code == 302
    assert admin.get("/thu-tuc/9.999999/ra-soat").status_code == 404


def test_officers__have_no_wizard(app: Flask) -> None:
    assert Person(app, "motcua").get("/thu-tuc/9.000101/ra-soat").status_code == 403
