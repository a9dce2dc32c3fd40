"""The screens of proof: simulation, comparison, what-if, migration, two people, rollback, ending, grants, log."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from tests.unit.services.proving import BUSINESS, TARGET, business, change, person, text_of, without_tests
from tests.web.desk import Person, hidden, words

from motcua.services.editing import save_draft
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierRow
from motcua.web.application import create_application

THREE, FIVE = "time_limit: 3 working_days", "time_limit: 5 working_days"
RUN = f"/thu-tuc/{BUSINESS}/chay-thu"
PATH = f"/dinh-nghia/procedure/{BUSINESS}"


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def admin(app: Flask) -> Person:
    return Person(app, "quantri")


def fields(page: str) -> dict[str, Any]:
    """What a browser would post of the run's form."""
    found = hidden(page)
    for name, value in re.findall(r'<input class="form-control[^>]*name="([^"]+)" value="([^"]*)"', page):
        found[name] = value
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        found[name] = chosen[1] if chosen else ""
    for tag in re.findall(r'<input class="form-check-input" type="radio"[^>]*checked[^>]*>', page):
        found[re.search(r'name="([^"]+)"', tag)[1]] = re.search(r'value="([^"]*)"', tag)[1]  # type: ignore[index]
    return found


def draft(platform: Platform, old: str, new: str) -> None:
    save_draft(
        platform, person(platform, "quantri"), TARGET, without_tests(text_of(platform).replace(old, new)), 0
    )


def test_simulation__is_pressed_to_its_end_and_kept_as_a_test(
    admin: Person, sqlite_platform: Platform
) -> None:
    page = admin.read(RUN)
    assert "Tiếp nhận hồ sơ : Đang xử lý" in words(page)
    assert "“Tiếp nhận hồ sơ” chờ" in words(page)
    asked = {**fields(page), "act": "press:receive/forward", "next_day": "26/11/2026", "next_time": "10:00"}
    page = admin.client.post(RUN, data=asked).text
    assert "Chuyển thụ lý" in words(page)
    assert "10:00 26/11/2026" in words(page)
    page = admin.client.post(RUN, data={**fields(page), "act": "main"}).text
    assert "Hồ sơ đã kết thúc" in words(page)
    paper = admin.client.post(RUN, data={**fields(page), "act": "paper:0/mau-01"}).text
    assert "data:image/svg+xml;base64" in paper
    back = admin.client.post(RUN, data={**fields(page), "act": "back:1"}).text
    assert "Hồ sơ đã kết thúc" not in words(back)
    early = {**fields(back), "act": "press:handle/submit", "next_day": "01/01/2020", "next_time": "10:00"}
    assert "sớm hơn" in words(admin.client.post(RUN, data=early).text)
    saved = admin.client.post(RUN, data={**fields(page), "act": "save", "test_name": "Chạy thử ở quầy"}).text
    assert "Đã lưu “Chạy thử ở quầy”" in words(saved)
    assert "Chạy thử ở quầy" in admin.read(f"/thu-tuc/{BUSINESS}/sua")
    with sqlite_platform.database.read(Scope.everything("kiểm thử")) as session:
        assert session.query(DossierRow).count() == 0


@pytest.mark.parametrize(
    "odd",
    [
        {"act": "press:receive/forward", "next_day": "20/11/9999", "next_time": "10:00"},
        {"act": "back:99999999999999999999999"},
        {"act": "paper:99999999999999999999999/mau-01"},
        {"act": "paper:0/../../x"},
        {"act": "run", "day": "31/12/9998", "time": "99:99"},
        {"act": "run", "day": "31/12/9998", "time": "10:00"},
        {"source": "99999999999999999999999", "act": "run"},
        {"presses": '[["receive", 5, 7]]', "act": "run"},
        {"presses": '[["receive", "forward", 7, ""]]', "act": "run"},
        {"presses": '{"a": 1}', "act": "press:"},
        {"applicant.full_name.x": "y", "form.ten_ho.x.y": "z", "channel": "zzz", "act": "main"},
        {"agency": "H00", "variant": "khong-co", "seed": "9" * 30, "act": "generate"},
        {"act": "save", "test_name": "a: [b" * 60},
    ],
)
def test_odd_runs__are_answered_in_words(admin: Person, odd: dict[str, str]) -> None:
    page = admin.read(RUN)
    answer = admin.client.post(RUN, data={**fields(page), **odd})
    assert answer.status_code == 200, words(answer.text)[-900:]
    assert "Chạy thử" in words(answer.text)


def test_odd_numbers__are_no_page_and_no_failure(admin: Person) -> None:
    huge = "9" * 30
    assert admin.get(f"/cong-bo/de-nghi/{huge}").status_code == 404
    assert admin.get(f"{PATH}/quay-ve?ban={huge}").status_code == 404
    assert admin.get(f"/quan-tri/nhat-ky?truoc={huge}").status_code == 200
    assert admin.get(f"{PATH}/doi-chieu?trai=ban:{huge}&phai=ban:1").status_code == 200
    token = {"csrf_token": hidden(admin.read("/cong-bo"))["csrf_token"]}
    assert admin.client.post(f"{PATH}/huy-lich", data={**token, "ban": huge}).status_code == 302
    assert admin.client.post("/quan-tri/pham-vi-sua", data={**token, "bo": huge}).status_code == 200


def test_simulation_of_a_broken_draft__says_what_to_right(admin: Person, sqlite_platform: Platform) -> None:
    draft(sqlite_platform, THREE, "time_limit: 3 ngay")
    page = words(admin.read(RUN))
    assert "còn" in page
    assert "chưa chạy thử được" in page
    assert "Bản đang áp dụng" in page


def test_sides__are_compared_and_printed(admin: Person, sqlite_platform: Platform) -> None:
    change(sqlite_platform, THREE, FIVE)
    page = words(admin.read(f"{PATH}/doi-chieu"))
    assert "3 ngày làm việc 5 ngày làm việc" in page, page[600:2500]
    assert "data-diff" in admin.read(f"{PATH}/doi-chieu?trai=ban:1&phai=ban:2&xem=yaml")
    assert "Chọn lại" in words(admin.read(f"{PATH}/doi-chieu?trai=ban:1&phai=ban:77"))
    annex = f"{PATH}/doi-chieu/phu-luc?trai=ban:1&phai=ban:2"
    assert "data:image/svg+xml" in admin.read(annex)
    assert admin.get(f"{annex}&dang=pdf").data.startswith(b"%PDF")
    assert admin.get(f"{PATH}/doi-chieu/phu-luc?trai=ban:1&phai=x").status_code == 404


def test_what_if__shows_the_table_and_opens_dossiers(admin: Person, sqlite_platform: Platform) -> None:
    number = business(sqlite_platform)
    draft(sqlite_platform, THREE, FIVE)
    page = admin.read(f"{PATH}/tinh-thu")
    assert number in page
    assert "Đổi ngày hẹn 1" in words(page)
    assert number in admin.read(f"{PATH}/tinh-thu?cua=H88.31")
    assert admin.get("/dinh-nghia/form/to-khai-chung/tinh-thu").status_code == 404


def test_migration__is_tried_then_done_for_the_marked_ones(admin: Person, sqlite_platform: Platform) -> None:
    number = business(sqlite_platform)
    change(sqlite_platform, THREE, FIVE)
    path = f"/thu-tuc/{BUSINESS}/chuyen-ho-so"
    page = admin.read(path)
    assert "3 ngày làm việc 5 ngày làm việc" in words(page)
    token = hidden(page)
    assert "Chưa đánh dấu" in words(admin.client.post(path, data=token).text)
    marked = {**token, "dossier": f"{number}@1"}
    assert "Ghi lý do" in words(admin.client.post(path, data=marked).text)
    done = admin.client.post(path, data={**marked, "reason": "Theo Quyết định 1482"}, follow_redirects=True)
    assert "Đã chuyển 1 hồ sơ" in words(done.text)
    assert "Không có hồ sơ nào theo bản cũ" in words(done.text)
    assert "Chuyển sang bản quy định mới" in words(admin.read(f"/ho-so/{number}?phan=nhat-ky"))


def test_two_people__propose_and_approve_on_their_screens(
    app: Flask, admin: Person, sqlite_platform: Platform
) -> None:
    admin.post("/cong-bo/cai-dat", {"two_people": "1"}, "/cong-bo")
    draft(sqlite_platform, THREE, FIVE)
    page = admin.read(f"{PATH}/cong-bo")
    assert "Gửi đề nghị công bố" in words(page)
    assert "Chức danh tham gia" in words(page)
    data = {**hidden(page), "effective_from": "20/11/2026", "note": "Kéo dài", "accepted": "1"}
    refused = admin.client.post(f"{PATH}/cong-bo", data=data)
    assert "người công bố phải khác" in words(refused.text)
    sent = admin.client.post(f"{PATH}/de-nghi", data=data, follow_redirects=True)
    assert "3 ngày làm việc 5 ngày làm việc" in words(sent.text)
    here = sent.request.path
    own = admin.post(here, {"act": "approve"}, here)
    assert own.status_code == 302
    assert "không tự duyệt được" in words(admin.read(here))
    assert "Chờ duyệt" in words(admin.read("/cong-bo"))
    taken = admin.client.post(
        here, data={**hidden(admin.read(here)), "act": "decline"}, follow_redirects=True
    )
    assert "Đã rút" in words(taken.text)
    assert admin.get("/cong-bo/de-nghi/999").status_code == 404


def test_scheduled_revision__is_listed_and_taken_back(admin: Person, sqlite_platform: Platform) -> None:
    change(sqlite_platform, THREE, FIVE, day=date(2026, 12, 1))
    page = admin.read("/cong-bo")
    assert "01/12/2026" in words(page)
    token = {"csrf_token": hidden(page)["csrf_token"], "ban": "2", "note": "Chưa đủ căn cứ"}
    done = admin.client.post(f"{PATH}/huy-lich", data=token, follow_redirects=True)
    assert "Đã hủy lịch áp dụng bản 2" in words(done.text)
    assert "Không có bản nào chờ" in words(done.text)


def test_rollback_and_ending__show_what_changes_first(admin: Person, sqlite_platform: Platform) -> None:
    change(sqlite_platform, THREE, FIVE)
    path = f"{PATH}/quay-ve?ban=1"
    page = admin.read(path)
    assert "5 ngày làm việc 3 ngày làm việc" in words(page)
    data = {**hidden(page), "effective_from": "20/11/2026", "note": "Nhầm"}
    done = admin.client.post(f"{PATH}/quay-ve", data=data, follow_redirects=True)
    assert "Đã công bố nội dung bản 1" in words(done.text)
    assert admin.get(f"{PATH}/quay-ve?ban=99").status_code == 404
    assert "Còn nơi dùng" in words(admin.read("/dinh-nghia/process/household-business/ngung"))
    data = {**hidden(admin.read(f"{PATH}/ngung")), "effective_from": "25/11/2026", "note": "Bãi bỏ"}
    ended = admin.client.post(f"{PATH}/ngung", data=data, follow_redirects=True)
    assert "ngừng áp dụng từ 25/11/2026" in words(ended.text)


def test_grants_and_log__tell_before_and_after(admin: Person, sqlite_platform: Platform) -> None:
    path = "/quan-tri/pham-vi-sua"
    wish = {"username": "motcua", "duty": "edit", "field": "Hộ tịch", "agency": ""}
    assert "Không có tài khoản" in words(admin.post(path, {**wish, "username": "ai-do"}).text)
    admin.post(path, wish)
    page = admin.read(path)
    assert "Hộ tịch" in words(page)
    taken = re.search(r'name="bo" value="(\d+)"', page)
    assert taken
    admin.post(path, {"bo": taken[1]})
    change(sqlite_platform, THREE, FIVE)
    log = words(admin.read("/quan-tri/nhat-ky"))
    assert "Thu phạm vi" in log
    assert "3 ngày làm việc 5 ngày làm việc" in log
    only = admin.read(f"/quan-tri/nhat-ky?doi-tuong={BUSINESS}&tu=20/11/2026")
    assert f'code">{BUSINESS}</div>' in only
    assert 'code">motcua</div>' not in only
    assert "Không có việc nào khớp" in words(admin.read("/quan-tri/nhat-ky?den=01/01/2020"))


def test_broken_draft__still_shows_its_changes(admin: Person, sqlite_platform: Platform) -> None:
    draft(sqlite_platform, THREE, f"{FIVE}, channels: [counter, bay]")
    page = words(admin.read(f"{PATH}/cong-bo"))
    assert "Còn chỗ phải sửa" in page
    assert "3 ngày làm việc 5 ngày làm việc" in page
