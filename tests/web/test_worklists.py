"""Work lists: generated from screen definitions, filtered, paged, worked on in bulk, never beyond one's agency."""

import re

import pytest
from flask import Flask
from tests.web.desk import Person, hidden, words

from motcua.services.runtime import Platform
from motcua.web.application import create_application


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def desk(app: Flask) -> Person:
    return Person(app, "motcua")


def numbers(page: str) -> list[str]:
    return re.findall(r'data-href="/ho-so/([^"?]+)', page)


@pytest.mark.parametrize("user", ["motcua", "thuly", "lanhdao", "vanthu", "giamsat", "quantri"])
def test_every_list_of_a_role__opens(app: Flask, desk: Person, user: str) -> None:
    desk.receive()
    person = Person(app, user)
    first = person.get("/").location
    assert first
    page = person.read(first)
    lists = set(re.findall(r'href="(/viec/[^"?]+)"', page))
    assert lists or user == "quantri"
    for place in lists:
        page = person.read(place)
        assert "<h1" in page
        assert "aria-current" in page


def test_dossier_just_received__stands_in_the_list_with_its_clock(desk: Person) -> None:
    number = desk.receive()
    page = desk.read("/viec/viec-cua-toi")
    assert numbers(page) == [number]
    shown = words(page)
    assert "còn 3 ngày làm việc 26/11 09:41" in shown
    assert "Mai Thị Hồng Nhung" in shown
    assert "Tiếp nhận hồ sơ" in shown
    assert "Trực tiếp" in shown
    assert "1–1 trong 1" in shown


def test_counters__are_filters(desk: Person, sqlite_platform: Platform) -> None:
    number = desk.receive()
    assert numbers(desk.read("/viec/viec-cua-toi?loc=qua-han")) == []
    sqlite_platform.clock.set("2026-12-20T09:00:00+07:00")
    page = desk.read("/viec/viec-cua-toi?loc=qua-han")
    assert numbers(page) == [number]
    assert re.search(r"Quá hạn</span> <b class=\"t-late\">1</b>", page)


def test_search__finds_the_end_of_a_number_and_a_name(desk: Person) -> None:
    number = desk.receive()
    other = desk.receive(**{"applicant.full_name": "Đỗ Quang Bình"})
    assert numbers(desk.read(f"/viec/viec-cua-toi?q={number[-4:]}")) == [number]
    assert numbers(desk.read("/viec/viec-cua-toi?q=do quang")) == [other]
    assert "Không có hồ sơ nào khớp" in desk.read("/viec/viec-cua-toi?q=khongco")


def test_pages__go_forward_and_back(desk: Person) -> None:
    received = [desk.receive(payment_way="later") for _ in range(22)]
    first = desk.read("/viec/viec-cua-toi")
    assert numbers(first) == received[:20]
    assert "Mã đầy đủ bắt đầu bằng H88.31-" in words(first)
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = desk.read(following)
    assert numbers(second) == received[20:]
    assert "21–22 trong 22" in words(second)
    back = re.search(r'rel="prev" href="([^"]+)"', second)[1]
    assert numbers(desk.read(back)) == received[:20]


def test_cursor_that_was_not_made_here__is_refused(desk: Person) -> None:
    assert desk.get("/viec/viec-cua-toi?trang=abc").status_code == 400


def test_bulk__does_what_it_can_and_says_why_not_the_rest(app: Flask, desk: Person) -> None:
    first, second, third = (desk.receive() for _ in range(3))
    page = desk.read("/viec/viec-cua-toi")
    assert 'data-needs="forward"' in page
    desk.press(third, "Chuyển thụ lý")
    data = {**hidden(page), "act": "forward", "dossier": [first, second, third]}
    answer = desk.client.post("/viec/viec-cua-toi/hang-loat", data=data)
    assert answer.status_code == 302
    shown = words(desk.read(answer.location))
    assert "Đã chuyển 2 hồ sơ." in shown
    assert f"1 hồ sơ chưa làm được. {third}" in shown
    assert set(numbers(Person(app, "thuly").read("/viec/cho-thu-ly"))) == {first, second, third}


def test_bulk_without_a_choice__does_nothing(desk: Person) -> None:
    page = desk.read("/viec/viec-cua-toi")
    answer = desk.client.post("/viec/viec-cua-toi/hang-loat", data={**hidden(page), "act": "forward"})
    assert "Chưa chọn hồ sơ nào" in desk.read(answer.location)


def test_bulk_act_the_list_does_not_have__is_refused(desk: Person) -> None:
    page = desk.read("/viec/viec-cua-toi")
    data = {**hidden(page), "act": "assign", "dossier": "x", "assignee": "motcua"}
    assert desk.client.post("/viec/viec-cua-toi/hang-loat", data=data).status_code == 404


def test_leader__gives_work_to_people(app: Flask, desk: Person) -> None:
    number = desk.receive()
    desk.press(number, "Chuyển thụ lý")
    leader = Person(app, "lanhdao")
    page = leader.read("/viec/cho-phan-cong")
    assert numbers(page) == [number]
    data = {**hidden(page), "act": "assign", "dossier": number, "assignee": "thuly"}
    answer = leader.client.post("/viec/cho-phan-cong/hang-loat", data=data)
    assert "Đã phân công 1 hồ sơ." in words(leader.read(answer.location))
    assert number in numbers(Person(app, "thuly").read("/viec/viec-cua-toi"))


def test_list_of_another_position__is_not_there(desk: Person) -> None:
    assert desk.get("/viec/cho-ky").status_code == 404
    assert desk.get("/viec/khong-co").status_code == 404


def test_dossiers_of_another_agency__are_in_no_list_and_not_found(app: Flask, desk: Person) -> None:
    number = desk.receive()
    neighbor = Person(app, "motcua2")
    assert number not in neighbor.read("/viec/ho-so-don-vi")
    assert number not in re.findall(r'href="/ho-so/([^"]+)"', neighbor.read(f"/tim?q={number}"))
    assert number in desk.read(f"/tim?q={number}")


def test_search_over_everything__finds_procedures_too(desk: Person) -> None:
    shown = words(desk.read("/tim?q=khai sinh"))
    assert "1.001193" in shown
    assert "Không có hồ sơ nào khớp" in shown


def test_front_page__leads_to_the_work_of_the_role(app: Flask) -> None:
    assert Person(app, "motcua").get("/").location == "/tiep-nhan"
    assert Person(app, "lanhdao").get("/").location == "/viec/viec-cua-toi"
    visitor = app.test_client().get("/")
    assert visitor.status_code == 302


def test_rail__counts_what_waits(desk: Person) -> None:
    desk.receive()
    page = desk.read("/tiep-nhan")
    assert re.search(r'href="/viec/viec-cua-toi">.*?<span class="n">1</span>', page)


def test_session__is_kept_alive(desk: Person) -> None:
    page = desk.read("/tiep-nhan")
    answer = desk.client.post(
        "/phien", data={}, headers={"X-CSRFToken": re.search(r'csrf-token" content="([^"]+)', page)[1]}
    )
    assert answer.status_code == 204
