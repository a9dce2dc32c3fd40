"""The supervisor's screens: every figure opens its dossiers, work is given anew, positions are lent."""

import re

import pytest
from flask import Flask
from tests.web.desk import Person, words

from motcua.services.runtime import Platform
from motcua.web.application import create_application


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


def test_figures__open_the_dossiers_they_count(app: Flask, sqlite_platform: Platform) -> None:
    desk = Person(app, "motcua")
    number = desk.receive()
    sqlite_platform.clock.set("2026-12-20T09:00:00+07:00")
    watcher = Person(app, "giamsat")
    page = watcher.read("/giam-sat")
    assert "Việc đang mở 1 Quá hạn 1" in words(page)
    assert number in page
    for place in dict.fromkeys(re.findall(r'href="(/giam-sat[^"]*)"', page)):
        watcher.read(place.replace("&amp;", "&"))
    assert number in watcher.read("/giam-sat/viec?loc=late&don-vi=H88.31")
    assert "Không có việc nào" in words(watcher.read("/giam-sat/viec?loc=soon"))
    assert "Giao lại" not in watcher.read("/giam-sat/viec?loc=late"), "who only watches gives no work"
    people = words(watcher.read("/giam-sat?don-vi=H88.31"))
    assert "Danh sách chung" in people


def test_leader__gives_a_step_to_somebody_and_takes_it_back(app: Flask) -> None:
    desk = Person(app, "motcua")
    number = desk.receive()
    desk.press(number, "Chuyển thụ lý")
    leader = Person(app, "lanhdao")
    page = leader.read("/giam-sat/viec")
    step = re.search(rf'value="({number}\|[^"]+)"', page)[1]
    none = leader.post("/giam-sat/giao", {"step": step, "back": "/giam-sat/viec"}, page="/giam-sat/viec")
    assert none.status_code == 302
    given = {"step": step, "assignee": "thuly", "reason": "đều việc", "back": "/giam-sat/viec"}
    assert leader.post("/giam-sat/giao", given, page="/giam-sat/viec").location == "/giam-sat/viec"
    page = words(leader.read("/giam-sat/viec"))
    assert "Đã giao lại 1 việc" in page
    assert "Trần Minh Đức" in page
    assert leader.post("/giam-sat/giao", {**given, "assignee": "-"}, page="/giam-sat/viec").status_code == 302
    assert "giao-viec" in leader.read(f"/ho-so/{number}?phan=nhat-ky") or "về danh sách chung" in leader.read(
        f"/ho-so/{number}?phan=nhat-ky"
    )


def test_absence__is_made_told_and_ended_on_screen(app: Flask) -> None:
    leader = Person(app, "lanhdao")
    typed = {
        "kind": "absence",
        "holder": "lanhdao",
        "substitute": "vanthu",
        "starts": "20/11/2026",
        "ends": "22/11/2026",
        "basis": "đi họp tỉnh",
    }
    wrong = leader.post("/uy-quyen", {**typed, "ends": "mai"})
    assert wrong.status_code == 422
    assert "đi họp tỉnh" in wrong.text, "nothing typed is lost"
    assert leader.post("/uy-quyen", typed).status_code == 302
    page = words(leader.read("/uy-quyen"))
    assert "Thay khi vắng mặt" in page
    assert "Đang hiệu lực" in page
    substitute = Person(app, "vanthu")
    assert "Bạn làm thay" in substitute.read("/thong-bao")
    place = re.search(r'action="(/uy-quyen/\d+/cham-dut)"', substitute.read("/uy-quyen"))[1]
    assert substitute.post(place, {}, page="/uy-quyen").status_code == 302
    assert "Đã chấm dứt" in words(leader.read("/uy-quyen"))


def test_work_of_an_absent_one__is_handed_on_with_one_click(app: Flask) -> None:
    desk, leader = Person(app, "motcua"), Person(app, "lanhdao")
    number = desk.receive()
    desk.press(number, "Chuyển thụ lý")
    step = re.search(rf'value="({number}\|[^"]+)"', leader.read("/giam-sat/viec"))[1]
    leader.post("/giam-sat/giao", {"step": step, "assignee": "thuly"}, page="/giam-sat/viec")
    assert "người đang vắng" not in leader.read("/giam-sat")
    absence = {
        "kind": "absence",
        "holder": "thuly",
        "substitute": "thuly.h88.31",
        "starts": "20/11/2026",
        "ends": "27/11/2026",
        "basis": "nghỉ phép",
    }
    assert leader.post("/uy-quyen", absence).status_code == 302
    shown = leader.read("/giam-sat")
    assert "Vắng đến hết 27/11/2026" in words(shown)
    given = {"agency": "H88.31", "user": "thuly", "to": "thuly.h88.31"}
    assert leader.post("/giam-sat/vang-mat", given, page="/giam-sat").status_code == 302
    after = leader.read("/giam-sat")
    assert "Đã giao lại 1 việc" in words(after)
    assert "người đang vắng" not in after
