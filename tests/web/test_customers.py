"""Customers at the counter: known again from the second time on, warned of doubles, masked, every reading noted."""

import pytest
from flask import Flask
from sqlalchemy import select
from tests.web.desk import ANSWERS, MARRIAGE, Person, hidden, part, words

from motcua.services.customers import learn_all
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import AuditEntryRow, CustomerRow
from motcua.web.application import create_application

NUMBER = ANSWERS["applicant.identity_number"]


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def desk(app: Flask) -> Person:
    return Person(app, "motcua")


def evaluate(desk: Person, **typed: str) -> str:
    page = desk.read(f"/tiep-nhan/{MARRIAGE}")
    answer = desk.client.post(f"/tiep-nhan/{MARRIAGE}/tinh", data={**hidden(page), "own": "1", **typed})
    assert answer.status_code == 200
    return answer.text


def known(page: str) -> dict[str, str]:
    return hidden(part(page, "c-applicant").partition('id="c-answers"')[0])


def audited(platform: Platform) -> list[tuple[str, str]]:
    with platform.database.read() as session:
        rows = session.execute(
            select(AuditEntryRow.action, AuditEntryRow.target)
            .where(AuditEntryRow.action.startswith("customer."))
            .order_by(AuditEntryRow.id)
        )
        return [tuple(row) for row in rows]


def test_number_seen_before__fills_in_what_is_empty_and_says_where_from(
    desk: Person, sqlite_platform: Platform
) -> None:
    desk.receive()
    page = evaluate(desk, **{"applicant.identity_number": NUMBER, "applicant.phone": "0987 654 321"})
    assert 'value="Mai Thị Hồng Nhung"' in page
    assert 'value="14/02/1996"' in page
    assert "0987" in page
    assert "0912" not in page
    assert "từ hồ sơ trước" in page
    assert known(page)["known_for"] == NUMBER
    assert "phone" not in known(page)["known_names"].split(",")
    assert audited(sqlite_platform) == [("customer.fill", "")]


def test_field_emptied_after_it_was_filled__stays_empty(desk: Person) -> None:
    desk.receive()
    page = evaluate(
        desk, **{"applicant.identity_number": NUMBER, "known_for": NUMBER, "known_names": "phone"}
    )
    assert "0912" not in page


def test_next_persons_number__takes_the_first_ones_values_away(desk: Person) -> None:
    desk.receive()
    filled = {
        "applicant.identity_number": "001096012345",
        "applicant.full_name": "Mai Thị Hồng Nhung",
        "applicant.phone": "0912 345 678",
        "known_for": NUMBER,
        "known_names": "full_name",
    }
    page = evaluate(desk, **filled)
    assert "Mai Thị Hồng Nhung" not in part(page, "c-applicant").partition('id="c-answers"')[0]
    assert "0912" in page, "what was typed by hand stays"


def test_open_dossier_of_the_same_person_and_procedure__is_named(desk: Person) -> None:
    number = desk.receive()
    page = evaluate(desk, **{"applicant.identity_number": NUMBER})
    assert f"Người này đang có hồ sơ {number} cùng thủ tục" in words(page)
    other = evaluate(desk, **{"applicant.identity_number": "001096012345"})
    assert "đang có hồ sơ" not in words(other)


def test_other_name_under_the_same_number__is_pointed_out(desk: Person) -> None:
    desk.receive()
    page = evaluate(desk, **{"applicant.identity_number": NUMBER, "applicant.full_name": "Mai Thị Hồng Hoa"})
    assert "Số này trước đây ghi tên “Mai Thị Hồng Nhung”" in words(page)


def test_customer_page__is_masked_until_asked_for_and_every_reading_is_noted(
    app: Flask, desk: Person, sqlite_platform: Platform
) -> None:
    number = desk.receive()
    learn_all(sqlite_platform)
    listed = desk.read("/khach-hang?q=hong nhung")
    assert "Mai Thị Hồng Nhung" in listed
    assert NUMBER not in listed
    place = "/khach-hang/" + listed.split('href="/khach-hang/')[1].partition('"')[0]
    page = desk.read(place)
    assert number in page
    assert "Bản án" in page, "papers handed in"
    assert NUMBER not in page
    assert "0912" not in page
    whole = desk.post(f"{place}/hien", {}, page=place)
    assert NUMBER in whole.text
    assert "0912 345 678" in whole.text
    customer = place.rpartition("/")[2]
    read = ("customer.read", customer)
    assert audited(sqlite_platform) == [read, read, ("customer.reveal", customer)]
    handler = Person(app, "thuly")
    assert handler.post(f"{place}/hien", {}, page=place).status_code == 403


def test_whole_number__finds_the_customer_and_another_agency_finds_nobody(
    app: Flask, desk: Person, sqlite_platform: Platform
) -> None:
    desk.receive()
    learn_all(sqlite_platform)
    assert "Mai Thị Hồng Nhung" in desk.read(f"/khach-hang?q={NUMBER}")
    assert "Mai Thị Hồng Nhung" not in desk.read(f"/khach-hang?q={NUMBER[:9]}")
    neighbor = Person(app, "motcua2")
    assert "Mai Thị Hồng Nhung" not in neighbor.read(f"/khach-hang?q={NUMBER}")
    assert neighbor.get("/khach-hang/1").status_code == 404


def test_contact_mended__is_kept_and_a_wrong_phone_is_explained(
    desk: Person, sqlite_platform: Platform
) -> None:
    desk.receive()
    learn_all(sqlite_platform)
    typed = {"full_name": "Mai Thị Hồng Nhung", "phone": "12", "email": "", "address": "Thôn Tây"}
    wrong = desk.post("/khach-hang/1/sua", typed, page="/khach-hang/1")
    assert wrong.status_code == 422
    assert "Số điện thoại" in wrong.text
    assert "Thôn Tây" in wrong.text, "nothing typed is lost"
    assert (
        desk.post("/khach-hang/1/sua", {**typed, "phone": "0987654321"}, page="/khach-hang/1").status_code
        == 302
    )
    page = evaluate(desk, **{"applicant.identity_number": NUMBER})
    assert "0987" in page
    learn_all(sqlite_platform)
    assert "0987" in evaluate(desk, **{"applicant.identity_number": NUMBER})
    assert ("customer.mend", "1") in audited(sqlite_platform)


def test_two_records_of_one_person__are_offered_masked_put_together_and_parted(
    desk: Person, sqlite_platform: Platform
) -> None:
    numbers = ("001196012345", "001196054321")
    for number in numbers:
        desk.receive(**{"applicant.identity_number": number})
    learn_all(sqlite_platform)
    with sqlite_platform.database.read(Scope.everything("kiểm thử")) as session:
        kept, twin = session.scalars(select(CustomerRow.id).order_by(CustomerRow.identity_number)).all()
    page = desk.read(f"/khach-hang/{kept}")
    assert "Có thể là cùng một người" in words(page)
    assert numbers[1] not in page, "masked as everywhere"
    wish = {"twin": str(twin), "reason": "Cùng thẻ căn cước", "csrf_token": hidden(page)["csrf_token"]}
    desk.client.post(f"/khach-hang/{kept}/gop", data={**wish, "act": "merge"})
    merged = words(desk.read(f"/khach-hang/{twin}"))
    assert "Đã gộp vào đây" in merged
    assert "2 hồ sơ đã nộp" in merged
    desk.client.post(f"/khach-hang/{kept}/gop", data={**wish, "act": "part"})
    assert "1 hồ sơ đã nộp" in words(desk.read(f"/khach-hang/{kept}"))
    strange = desk.client.post(f"/khach-hang/{kept}/gop", data={**wish, "twin": "x"}, follow_redirects=True)
    assert "Chọn bản ghi cùng người" in words(strange.text)
