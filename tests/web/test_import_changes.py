"""The pages of an import: progress while it is at work, choices kept and shown again, closed once it was taken in."""

import pytest
from flask import Flask
from sqlalchemy import select
from tests.web.desk import Person, hidden, words
from tests.web.test_import_screen import BOOK, upload, work

from motcua.services.runtime import Platform
from motcua.storage.tables import ImportChangeRow
from motcua.web.application import create_application

OLD = (
    "Cấp giấy phép thử,9.000001,Hộ tịch,Bộ Thử,Sở Tư pháp\n"
    "Đăng ký thử nghiệm lưu động,9.000002,Hộ tịch,Bộ Thử,Sở Tư pháp\n"
    "Công nhận người thử,9.000003,Hộ tịch,Bộ Thử,Sở Tư pháp\n"
)
NEW = (
    "Cấp giấy phép thử lần hai,9.000001,Chứng thực,Bộ Thử,Sở Tư pháp\n"
    "Đăng ký thử nghiệm lưu động,9.000002,Hộ tịch,Bộ Thử,Sở Tư pháp\n"
    "Công nhận người được thử,9.000103,Hộ tịch,Bộ Thử,Sở Tư pháp\n"
)


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def admin(app: Flask) -> Person:
    return Person(app, "quantri")


@pytest.fixture
def run(admin: Person, sqlite_platform: Platform) -> str:
    """The address of a tried import of a changed catalog."""
    first = upload(admin, (BOOK + OLD).encode()).location
    work(sqlite_platform)
    admin.client.post(f"{first}/nhap", data=hidden(admin.read(first)))
    work(sqlite_platform)
    place = str(upload(admin, (BOOK + NEW).encode()).location)
    work(sqlite_platform)
    return place


def choices(platform: Platform, code: str) -> tuple[list[str], str]:
    with platform.database.read() as session:
        row = session.scalars(
            select(ImportChangeRow)
            .where(ImportChangeRow.code == code, ImportChangeRow.release_id.is_(None))
            .order_by(ImportChangeRow.id.desc())
        ).first()
        assert row is not None
        return row.refused, row.verdict


def test_page_of_an_import_at_work__tells_how_far_it_is_and_ends_by_itself(
    admin: Person, sqlite_platform: Platform
) -> None:
    place = upload(admin, (BOOK + OLD).encode()).location
    live = admin.get(f"{place}/tien-do")
    assert "Đang chờ đến lượt" in words(live.text)
    assert "HX-Refresh" not in live.headers
    assert "Dừng" in words(admin.read(place))
    work(sqlite_platform)
    assert admin.get(f"{place}/tien-do").headers["HX-Refresh"] == "true"


def test_import_stopped_on_its_page__is_left(admin: Person, sqlite_platform: Platform) -> None:
    place = upload(admin, (BOOK + OLD).encode()).location
    admin.client.post(f"{place}/dung", data=hidden(admin.read(place)))
    work(sqlite_platform)
    assert "Đã bỏ" in words(admin.read(place))
    admin.client.post(f"{place}/chay-tiep", data=hidden(admin.read("/nhap-danh-muc")))
    assert "không dừng giữa chừng" in words(admin.read(place))


def test_value_not_taken__is_kept_as_refused(admin: Person, run: str, sqlite_platform: Platform) -> None:
    page = admin.read(f"{run}/thay-doi/doi")
    assert "Tên thủ tục: Cấp giấy phép thử Cấp giấy phép thử lần hai" in words(page)
    shown = ["9.000001|/name", "9.000001|/field_of_work"]
    posted = {**hidden(page), "shown": shown, "take": shown[1:]}
    assert admin.client.post(f"{run}/thay-doi/doi", data=posted).status_code == 302
    assert choices(sqlite_platform, "9.000001") == (["/name"], "")
    admin.client.post(f"{run}/thay-doi/doi", data={**posted, "take": []})
    assert choices(sqlite_platform, "9.000001") == (["*"], "")
    admin.client.post(f"{run}/thay-doi/doi", data={**hidden(page), "all": "take"})
    assert choices(sqlite_platform, "9.000001") == ([], "")


def test_pair_and_abolished__follow_what_a_person_says(
    admin: Person, run: str, sqlite_platform: Platform
) -> None:
    page = admin.read(f"{run}/thay-doi/ma-moi")
    assert "9.000003" in words(page)
    said = {**hidden(page), "shown": ["9.000103"], "verdict-9.000103": "same"}
    admin.client.post(f"{run}/thay-doi/ma-moi", data=said)
    assert choices(sqlite_platform, "9.000103") == ([], "same")
    gone = {**hidden(page), "shown": ["9.000003"], "retire": ["9.000003"]}
    admin.client.post(f"{run}/thay-doi/khong-con", data=gone)
    assert choices(sqlite_platform, "9.000003") == ([], "retire")
    admin.client.post(f"{run}/thay-doi/khong-con", data={**hidden(page), "all": "leave"})
    assert choices(sqlite_platform, "9.000003") == ([], "")


def test_choices_of_an_import_that_was_taken_in__are_closed(
    admin: Person, run: str, sqlite_platform: Platform
) -> None:
    page = admin.read(f"{run}/thay-doi/them")
    admin.client.post(f"{run}/nhap", data=hidden(admin.read(run)))
    work(sqlite_platform)
    late = admin.client.post(f"{run}/thay-doi/them", data={**hidden(page), "all": "leave"})
    assert "không còn chờ chọn" in words(admin.read(late.location))
    assert "Lưu lựa chọn" not in words(admin.read(f"{run}/thay-doi/them"))
    assert admin.get(f"{run}/thay-doi/la-gi").status_code == 404


def test_import_undone_on_its_page__is_told_in_the_history(
    admin: Person, run: str, sqlite_platform: Platform
) -> None:
    admin.client.post(f"{run}/nhap", data=hidden(admin.read(run)))
    work(sqlite_platform)
    admin.client.post(f"{run}/hoan-tac", data={**hidden(admin.read(run)), "reason": "nhầm tệp"})
    assert "Đang hoàn tác" in words(admin.read(run))
    work(sqlite_platform)
    assert "nhầm tệp" in words(admin.read(run))
    assert "Đã hoàn tác" in words(admin.read("/nhap-danh-muc"))


def test_value_refused_before__stands_folded_with_day_and_reason(
    admin: Person, run: str, sqlite_platform: Platform
) -> None:
    page = admin.read(f"{run}/thay-doi/doi")
    shown = ["9.000001|/name", "9.000001|/field_of_work"]
    posted = {**hidden(page), "shown": shown, "take": shown[1:], "reason": "tỉnh giữ tên cũ"}
    admin.client.post(f"{run}/thay-doi/doi", data=posted)
    admin.client.post(f"{run}/nhap", data=hidden(admin.read(run)))
    work(sqlite_platform)
    again = str(upload(admin, (BOOK + NEW).encode()).location)
    work(sqlite_platform)
    page = admin.read(f"{again}/thay-doi/doi")
    assert "<details>" in page
    assert "1 chỗ đã từ chối" in words(page)
    assert "đã từ chối ngày 20/11/2026 vì tỉnh giữ tên cũ (quantri)" in words(page)
