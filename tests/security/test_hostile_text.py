"""Hostile text in every field: refused with words or stored and shown as the text it is; nothing breaks."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import docx
import openpyxl
import pytest
from flask import Flask
from tests.clients import Api, answers_for
from tests.security.conftest import Browser
from tests.security.hostile import EXECUTES, MARK, TEXTS, harm, text_places

from motcua.services.runtime import Platform
from motcua.web.application import create_application

CODE = "1.004873"


@pytest.fixture
def app(province: Platform) -> Flask:
    return served(province)


def served(platform: Platform) -> Flask:
    made = create_application(platform)
    for limiter in made.extensions["limiter"]:
        limiter.enabled = False
    return made


@pytest.fixture
def api(app: Flask) -> Api:
    return Api(app)


def body_with(api: Api, text: str) -> dict[str, Any]:
    """A request whose every free text is the given one."""
    schema = api.get(f"/procedures/{CODE}/form", "motcua")["form"]["schema"]
    return {
        "procedure": CODE,
        "channel": "counter",
        "applicant": {
            "full_name": text,
            "identity_issued_by": text,
            "nationality": text,
            "address": {"street": text},
            "owner_name": text,
        },
        "owner": {"full_name": text},
        "answers": answers_for(schema) | dict.fromkeys(text_places(schema), text),
        "documents": {"to-khai": {"copies": 1, "note": text}},
        "summary": text,
    }


def received(api: Api, text: str) -> str:
    """The number of a dossier full of the text; parts that are refused with words are left out, one after another."""
    body = body_with(api, text)
    for _attempt in range(12):
        answer = api.call("POST", "/dossiers", "motcua", body)
        if answer.status_code == 201:
            return str(answer.json["number"])
        assert answer.status_code in (400, 422), answer.text[:1500]
        assert answer.json["errors"], answer.text
        for error in answer.json["errors"]:
            assert error["detail"]
            assert harm(answer.text) == []
            leave_out(body, error["pointer"])
    raise AssertionError(answer.text[:1500])


def leave_out(body: dict[str, Any], pointer: str) -> None:
    """Replace what was refused by something plain."""
    parts = [part for part in pointer.split("/") if part]
    assert parts, pointer
    place: Any = body
    for part in parts[:-1]:
        if not isinstance(place.get(part), dict):
            break
        place = place[part]
    if parts[0] in ("owner", "documents"):
        body.pop(parts[0], None)
    elif parts[0] == "answers":
        body["answers"].pop(parts[1], None)
        body["answers"] |= {"tinh_trang_truoc": "chua-ket-hon", "muc_dich": "khac", "so_ban": 2}
    elif parts[-1] == "full_name":
        place["full_name"] = "Trần Văn Khách"
    elif isinstance(place, dict):
        place.pop(parts[-1], None)


PAGES = (
    "/ho-so/{number}?phan=giay-to",
    "/ho-so/{number}?phan=nhat-ky",
    "/ho-so/{number}?phan=ban-in",
    "/ho-so/{number}?phan=trao-doi",
    "/ho-so/{number}/in/mau-01",
    "/tiep-nhan/xong/{number}",
    "/viec/viec-cua-toi",
    "/viec/ho-so-don-vi",
    f"/tim?q={MARK}",
    "/tra-cuu/{number}",
    "/tiep-nhan",
)
ALIVE_ON_PAGES = ("script", "attribute", "closing", "jinja", "direction", "header")


@pytest.fixture
def one_app(secured_app: Flask) -> Flask:
    """On SQLite only and the same for all tests, for what does not depend on the database."""
    return secured_app


@pytest.fixture
def one_api(one_app: Flask) -> Api:
    return Api(one_app)


def test_hostile_text_in_every_field__is_stored_or_refused_and_shown_as_text(app: Flask, api: Api) -> None:
    browser = Browser(app, "motcua")
    for text in TEXTS.values():
        number = received(api, text)
        seen = browser.get(f"/ho-so/{number}")
        assert seen.status_code == 200, f"{text!r}: {seen.text[-800:]}"
        assert harm(seen.text) == [], repr(text)
    for address in ("/viec/ho-so-don-vi", f"/tim?q={MARK}"):
        assert harm(browser.get(address).text) == []
    assert api.call("GET", f"/dossiers?q={MARK}", "motcua").status_code == 200


@pytest.mark.parametrize("kind", TEXTS)
def test_hostile_text_on_paper__is_only_text(one_api: Api, kind: str) -> None:
    number = received(one_api, TEXTS[kind])
    path = f"/dossiers/{number}/prints/mau-01"
    assert one_api.call("GET", f"{path}?format=pdf", "motcua").data.startswith(b"%PDF")
    word = docx.Document(io.BytesIO(one_api.call("GET", f"{path}?format=docx", "motcua").data))
    written = " ".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    assert not EXECUTES.search(written)
    assert harm(one_api.call("GET", f"{path}?format=html", "motcua").text) == []


@pytest.mark.parametrize("kind", ALIVE_ON_PAGES)
def test_hostile_text_in_acts_and_remarks__is_only_text_on_every_page(
    one_app: Flask, one_api: Api, kind: str
) -> None:
    number = received(one_api, TEXTS[kind])
    browser = Browser(one_app, "motcua")
    act_with(browser, one_api, number, TEXTS[kind])
    for address in PAGES:
        answer = browser.get(address.format(number=number))
        assert answer.status_code == 200, f"{address}: {answer.status_code} {answer.text[-800:]}"
        assert harm(answer.text) == [], address
    slip = one_api.call("GET", f"/dossiers/{number}/prints/mau-06?format=pdf", "motcua")
    assert slip.data.startswith(b"%PDF")


def act_with(browser: Browser, api: Api, number: str, text: str) -> None:
    """Press a button, comment and assign with the text; each is done or refused with words."""
    offered = api.get(f"/dossiers/{number}", "motcua")
    comment = browser.post(f"/ho-so/{number}/trao-doi", {"text": text})
    assert comment.status_code in (302, 422), comment.text[-800:]
    for action in offered["actions"]:
        posted = {
            "action": action["id"],
            "step": action["step"],
            "reason": text,
            "words": text,
            "basis": text,
            "document": text,
            "next": text,
        }
        answer = browser.post(f"/ho-so/{number}/viec", posted)
        assert answer.status_code in (302, 409, 422), f"{action}: {answer.status_code} {answer.text[-800:]}"
        assert "zqx=1" not in str(answer.headers), "a header was injected"
        if answer.status_code != 302:
            assert harm(answer.text) == []
    assert browser.post(
        f"/ho-so/{number}/giao", {"step": text, "assignee": text, "reason": text}
    ).status_code in (
        302,
        409,
        422,
    )


def test_text_of_a_million_letters__is_refused_with_words(one_app: Flask, one_api: Api) -> None:
    text = MARK * 350_000
    refused = one_api.call("POST", "/dossiers", "motcua", body_with(one_api, text))
    assert refused.status_code == 422
    assert len(refused.data) < 100_000
    number = one_api.receive("motcua", CODE)["number"]
    offered = one_api.get(f"/dossiers/{number}", "motcua")
    needs_reason = next(one for one in offered["actions"] if "reason" in one["requires"])
    body = {"action": needs_reason["id"], "step": needs_reason["step"], "reason": text}
    answer = one_api.call("POST", f"/dossiers/{number}/actions", "motcua", body)
    assert answer.status_code == 422, answer.text[:300]
    assert [error["pointer"] for error in answer.json["errors"]] == ["/reason"]
    browser = Browser(one_app, "motcua")
    assert browser.post(f"/ho-so/{number}/trao-doi", {"text": text}).status_code == 422
    assert one_api.get(f"/dossiers/{number}", "motcua")["version"] == 1
    assert len(browser.get(f"/ho-so/{number}").data) < 1_000_000


ADDRESSES = (
    "/tim?q={}",
    "/tiep-nhan?q={}",
    "/tiep-nhan/tim?q={}",
    "/thu-tuc?q={}",
    "/cong/thu-tuc?q={}",
    "/tra-cuu?q={}",
    "/tra-cuu?so={}",
    "/viec/ho-so-don-vi?q={}",
    "/viec/ho-so-don-vi?loc={}",
    "/viec/ho-so-don-vi?trang={}",
    "/tim?q=x&sau={}",
    "/dia-danh?q={}",
    "/bao-cao/II.06a?ky={}",
    "/bao-cao/II.06a/tai?dang={}",
    "/bao-cao/II.06a?ky=2026-Q4&don-vi={}",
    "/ho-so/{}",
    "/ho-so/{}/in/mau-01",
    "/viec/{}",
    "/tra-cuu/{}",
    "/cong/thu-tuc/{}",
    "/tiep-nhan/{}",
    "/tiep-nhan/xong/{}",
    "/thu-tuc/{}",
    "/login/?next={}",
    "/lang/{}",
    "/api/v1/public/procedures?q={}",
    "/api/v1/public/procedures?cursor={}",
    "/api/v1/public/procedures?level={}",
    "/api/v1/public/tracking/{}",
)
ODD = (
    "%ff%fe",
    "%c3%28",
    "%ed%a0%80",
    "%",
    "",
    "0",
    "-1",
    "9" * 400,
    "1e999",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
)


def visit(browser: Browser, address: str, texts: Sequence[str]) -> None:
    for text in texts:
        answer = browser.get(address.format(text))
        assert answer.status_code < 500, f"{address.format(text)[:200]}: {answer.status_code}"
        assert "zqx=1" not in str(answer.headers)
        if answer.mimetype == "text/html":
            assert harm(answer.text) == [], address.format(text)[:200]


@pytest.mark.parametrize("address", ADDRESSES)
def test_hostile_text_in_an_address__is_no_failure(secured_app: Flask, address: str) -> None:
    visit(Browser(secured_app, "motcua"), address, (*map(quote, TEXTS.values()), *ODD))


def test_what_a_database_refuses_in_an_address__is_no_failure(app: Flask) -> None:
    browser = Browser(app, "motcua")
    odd = (*(quote(TEXTS[kind]) for kind in ("nul", "controls", "sql", "combining")), *ODD[:3], "9" * 400)
    for address in ADDRESSES:
        visit(browser, address, odd)


def test_workbooks__hold_hostile_names_as_text(one_api: Api) -> None:
    for kind in ("formula", "plus", "minus", "at", "array", "nul", "controls", "emoji"):
        received(one_api, TEXTS[kind])
    found = [one["code"] for one in one_api.get("/reports", "giamsat")["items"]]
    assert found
    seen = 0
    for code in found:
        answer = one_api.call("GET", f"/reports/{code}?period=2026-Q4&format=xlsx&agency=H88.31", "giamsat")
        assert answer.status_code in (200, 404, 422), f"{code}: {answer.text[:500]}"
        if answer.status_code == 200:
            seen += hostile_cells(answer.data)
    assert seen, "no report shows a name; the test proves nothing"


def hostile_cells(content: bytes) -> int:
    """How many cells show a hostile text; none of them may be a formula."""
    count = 0
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        for row in sheet.iter_rows():
            for cell in row:
                if MARK in str(cell.value):
                    assert cell.data_type == "s", f"{cell.coordinate}: {cell.value!r}"
                    assert cell.hyperlink is None
                    count += 1
    return count


NUMBERS = [
    "9" * 400,
    "-1",
    "1e400",
    "NaN",
    "Infinity",
    "0",
    "9223372036854775808",
    "1.5",
    "true",
    '"1"',
    "null",
    "[]",
]


@pytest.mark.parametrize("field", ["quantity", "expected_version", "so_ban", "copies", "procedure", "due_at"])
def test_strange_numbers__are_refused_or_read(api: Api, field: str) -> None:
    number = api.receive("motcua", CODE)["number"]
    headers = {"Authorization": f"Bearer {api.token('motcua')}", "Content-Type": "application/json"}
    plain = '"tinh_trang_truoc": "chua-ket-hon", "muc_dich": "khac"'
    for value in NUMBERS:
        match field:
            case "expected_version":
                address, raw = (
                    f"/dossiers/{number}/actions",
                    f'{{"action": "x", "expected_version": {value}}}',
                )
            case "so_ban":
                address = "/dossiers"
                raw = f'{{"procedure": "{CODE}", "answers": {{{plain}, "so_ban": {value}}}, "applicant": {{"full_name": "A B"}}}}'
            case "copies":
                address = "/dossiers"
                raw = (
                    f'{{"procedure": "{CODE}", "answers": {{{plain}, "so_ban": 1}}, "applicant": {{"full_name": "A B"}},'
                    f' "documents": {{"to-khai": {{"copies": {value}}}}}}}'
                )
            case _:
                address = "/dossiers"
                raw = (
                    f'{{"procedure": "{CODE}", "answers": {{{plain}, "so_ban": 1}}, "applicant": {{"full_name": "A B"}},'
                    f' "{field}": {value}}}'
                )
        answer = api.client.post(f"/api/v1{address}", data=raw, headers=headers)
        assert answer.status_code in (201, 400, 409, 422), f"{raw}: {answer.status_code} {answer.text[:300]}"


@pytest.mark.parametrize(
    "due",
    [
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "2026-11-20",
        "2026-11-25T10:00:00",
        "2026-13-45T00:00:00Z",
    ],
)
def test_strange_due_dates__are_refused_or_read(one_api: Api, due: str) -> None:
    body = {
        "procedure": CODE,
        "applicant": {"full_name": "Trần Văn Khách"},
        "answers": {"tinh_trang_truoc": "chua-ket-hon", "muc_dich": "khac", "so_ban": 2},
        "due_at": due,
        "due_reason": "thử",
    }
    assert one_api.call("POST", "/dossiers", "motcua", body).status_code in (201, 400, 422)


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xfe{}",
        b'{"action": "\xc3\x28"}',
        b'{"action": "\\ud800"}',
        b"{" * 100_000,
        b"[" * 100_000,
        b'{"a":1,' * 1000,
        b'{"action": "x", "answers": ' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}",
    ],
)
def test_broken_json__is_refused(api: Api, raw: bytes) -> None:
    number = api.receive("motcua", CODE)["number"]
    headers = {"Authorization": f"Bearer {api.token('motcua')}", "Content-Type": "application/json"}
    for address in (f"/dossiers/{number}/actions", "/dossiers", "/security/login", "/security/refresh"):
        answer = api.client.post(f"/api/v1{address}", data=raw, headers=headers)
        assert 400 <= answer.status_code < 500, f"{address}: {answer.status_code}"
        assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("header", ["k" * 121, "k\tk", "é", "'; --", "{}", "k" * 120])
def test_strange_idempotency_key__is_refused_or_kept(one_api: Api, header: str) -> None:
    body = {
        "procedure": CODE,
        "applicant": {"full_name": "Trần Văn Khách"},
        "answers": {"tinh_trang_truoc": "chua-ket-hon", "muc_dich": "khac", "so_ban": 2},
    }
    first = one_api.call("POST", "/dossiers", "motcua", body, Idempotency_Key=header)
    again = one_api.call("POST", "/dossiers", "motcua", body, Idempotency_Key=header)
    assert {first.status_code, again.status_code} <= {201, 422}
    if first.status_code == 201:
        assert first.json["number"] == again.json["number"]


PAPERS = ("..%2f..%2f..%2fetc%2fpasswd", "%2e%2e", "mau-01%00", "mau-01.typ", "MAU-01", "x" * 5000)
KINDS = ("pdf", "../../etc/passwd", "pdf%0d%0aSet-Cookie:zqx=1", "typ", "exe")


@pytest.mark.parametrize("paper", PAPERS)
def test_papers__are_found_by_their_codes_only(secured_app: Flask, paper: str) -> None:
    api, browser = Api(secured_app), Browser(secured_app, "motcua")
    number = api.receive("motcua", CODE)["number"]
    answers = [browser.get(f"/ho-so/{number}/in/{paper}")]
    for kind in KINDS:
        answers.append(browser.get(f"/ho-so/{number}/in/{paper}/{kind}"))
        answers.append(api.call("GET", f"/dossiers/{number}/prints/{paper}?format={kind}", "motcua"))
    for answer in answers:
        assert answer.status_code == 404
        assert b"root:" not in answer.data
        assert "zqx=1" not in str(answer.headers)


@pytest.mark.parametrize(
    "address",
    [
        "/static/../application.py",
        "/static/%2e%2e/application.py",
        "/static/..%2fapplication.py",
        "/static/css/%00",
        "/static/%5c..%5c..%5capplication.py",
        "/static/appbuilder/..%2f..%2f__init__.py",
    ],
)
def test_files_outside_the_folder__are_not_served(secured_app: Flask, address: str) -> None:
    answer = secured_app.test_client().get(address)
    assert answer.status_code in (400, 404)
    assert b"create_application" not in answer.data


def test_request_id__takes_nothing_strange(secured_app: Flask) -> None:
    for given in ("a" * 41, "<b>", "a b", "é", ""):
        answer = secured_app.test_client().get("/login/", headers={"X-Request-ID": given})
        assert re.fullmatch(r"[0-9a-z]{12}", answer.headers["X-Request-ID"])


def test_broken_forms__are_refused_or_read(secured_app: Flask) -> None:
    browser = Browser(secured_app, "motcua")
    kinds = {"Content-Type": "application/x-www-form-urlencoded"}
    for raw in (b"\xff\xfe=\xff", b"=" * 5000, b"a=%ff%fe&=&&&;", b"x" * 100_000):
        content = b"csrf_token=" + browser.csrf.encode() + b"&" + raw
        for address in (f"/tiep-nhan/{CODE}", f"/tiep-nhan/{CODE}/tinh", "/nhap/1.004873/khoa", "/login/"):
            answer = browser.client.post(address, data=content, headers=kinds)
            assert answer.status_code < 500, f"{address} {raw[:20]!r}: {answer.status_code}"


@pytest.mark.parametrize(
    "kind", ["script", "attribute", "jinja", "direction", "nul", "controls", "formula", "word"]
)
def test_hostile_text_typed_at_the_counter__stays_text(secured_app: Flask, kind: str) -> None:
    browser, text = Browser(secured_app, "motcua"), TEXTS[kind]
    posted = {
        "channel": "counter",
        "draft_key": "khoa-cua-ban-nhap",
        "applicant.full_name": text,
        "applicant.address.street": text,
        "owner.full_name": text,
        "form.noi_thuong_tru": text,
        "summary": text,
        "due_reason": text,
        "refuse_reason": text,
        "guide_reason": text,
        "paper.to-khai.copies": text,
        text: text,
    }
    for address, act in (
        (f"/tiep-nhan/{CODE}", "check"),
        (f"/tiep-nhan/{CODE}/tinh", ""),
        (f"/tiep-nhan/{CODE}/ban-in-thu", ""),
        (f"/nhap/{CODE}/khoa-cua-ban-nhap", ""),
        (f"/tiep-nhan/{CODE}", "guide"),
        (f"/tiep-nhan/{CODE}", "receive"),
        (f"/tiep-nhan/{CODE}", "refuse"),
    ):
        answer = browser.post(address, {**posted, "act": act})
        assert answer.status_code < 500, f"{address} {act}: {answer.status_code} {answer.text[-500:]}"
        if answer.mimetype == "text/html":
            assert harm(answer.text) == [], f"{address} {act}"
    for address in ("/tiep-nhan", f"/tiep-nhan/{CODE}?nhap=khoa-cua-ban-nhap"):
        assert harm(browser.get(address).text) == [], address
