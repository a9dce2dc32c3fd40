"""Numbers and days nobody means, in addresses and in every form of a dossier: refused or read, never a failure."""

import random
import re

import pytest
from flask import Flask
from tests.web.desk import Person, hidden

from motcua.services.runtime import Platform
from motcua.web.application import create_application
from motcua.web.screens.words import parse_day
from motcua.web.typed_numbers import TOO_LARGE, typed_number

LONG = ("9" * 16, "9" * 19, "9" * 40, "9" * 5_000)
ODD = (
    *LONG[1:],
    "",
    "\x00",
    "-1",
    "0",
    "1e309",
    "٣",
    "x" * 5_000,
    "2026-13-45",
    "9999-12-31",
    "0001-01-01",
    "31/12/9999",
    "khong-co",
    "H88.32",
    "true",
    "[]",
)
FORMS = {
    "/ho-so/{}/viec": "action step reason answers assignee expected_version items deadline due_at method amount",
    "/ho-so/{}/giao": "step assignee reason expected_version",
    "/ho-so/{}/giay-to": "paper dropped reason source",
    "/ho-so/{}/giay-to/dung-lai": "paper key consent",
    "/ho-so/{}/ket-qua": "what location reason document way tracking outcome until",
    "/ho-so/{}/trao-doi": "text mentions",
    "/ho-so/{}/tien/pay": "fee amount method reference receipt expected_version",
    "/ho-so/{}/tien/waive": "fee reason expected_version",
    "/ho-so/{}/tien/refund": "fee amount reason method expected_version",
    "/ho-so/{}/tien/sua-giay": "reason applicant.full_name applicant.birth_date expected_version",
    "/viec/viec-cua-toi/hang-loat": "act dossier assignee reason",
    "/viec/viec-cua-toi/bo-loc": "name q loc drop back",
    "/giam-sat/giao": "step assignee dossier reason",
    "/giam-sat/vang-mat": "user starts ends substitute basis",
    "/uy-quyen": "holder substitute starts ends kind holding field",
    "/ban-giao/lap": "kind dossier number unit",
    "/tiep-nhan/1.004873": "act applicant.birth_date form.so_ban form.ngay_hieu_luc quantity due_at channel variant",
    "/nhan-nhieu/1.004873": "act rows applicant.full_name",
    "/thu-phi/doi-soat/ghi": "credit",
}
PAGES = {
    "/thong-bao": "truoc loc",
    "/quan-tri/hang-doi": "truoc loc so",
    "/quan-tri/nhat-ky": "tu den truoc ai",
    "/thu-phi": "tu den",
    "/viec/ho-so-don-vi": "q loc trang",
    "/giam-sat/viec": "loc don-vi nguoi trang",
    "/khach-hang": "q sau",
    "/tim": "q",
}


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    made = create_application(sqlite_platform)
    made.config["RATELIMIT_ENABLED"] = False
    return made


def test_number_typed__is_read_within_bounds() -> None:
    assert [typed_number(text, None) for text in ("12", " 7 ", "", "-1", "1.5", "abc")] == [
        12,
        7,
        None,
        None,
        None,
        None,
    ]
    assert {typed_number(text, 0) for text in LONG} == {TOO_LARGE}


def test_day_nobody_means__is_none() -> None:
    assert parse_day("31/12/2199") is not None
    assert [parse_day(text) for text in ("31/12/9999", "0001-01-01", "01/01/1899")] == [None] * 3


def test_row_number_too_long_for_a_database__is_no_address(app: Flask) -> None:
    people = Person(app, "quantri"), Person(app, "motcua")
    rules = [rule for rule in app.url_map.iter_rules() if "<int:" in rule.rule]
    assert len(rules) > 30
    for rule in rules:
        for long in LONG[:3]:
            address = re.sub(r"<[^>]+>", "x", re.sub(r"<int:\w+>", long, rule.rule))
            for person in people:
                answer = person.client.open(address, method=min(rule.methods - {"HEAD", "OPTIONS"}))
                assert answer.status_code in (302, 400, 403, 404, 405), (address, answer.status_code)


def test_odd_values_in_every_form_of_a_dossier__are_no_failure(app: Flask) -> None:
    draw = random.Random(20261120)
    desk, leader, admin = (Person(app, name) for name in ("motcua", "lanhdao", "quantri"))
    number = desk.receive()
    seen = set()
    for person in (desk, leader):
        page = person.read(f"/ho-so/{number}")
        for path, names in FORMS.items():
            for _turn in range(10):
                posted = {name: draw.choice(ODD) for name in names.split() if draw.random() < 0.6}
                body = {**(hidden(page) if draw.random() < 0.7 else {}), **posted}
                body["csrf_token"] = hidden(page)["csrf_token"]
                answer = person.client.post(path.format(number), data=body)
                seen.add(answer.status_code)
                assert answer.status_code < 500, (path, posted)
    assert {200, 302, 422} <= seen, "the forms were read, not only refused at the door"
    for person in (desk, leader, admin):
        for path, names in PAGES.items():
            for _turn in range(8):
                asked = {name: draw.choice(ODD) for name in names.split() if draw.random() < 0.7}
                assert person.client.get(path, query_string=asked).status_code < 500, (path, asked)
