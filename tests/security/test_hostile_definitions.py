"""Hostile names in definitions and catalogs, hostile files at the upload, text that wants to be code."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from flask import Flask
from sqlalchemy import func, select
from tests.clients import Api
from tests.security.conftest import Browser
from tests.security.hostile import MARK, TEXTS, harm
from tests.security.test_hostile_text import hostile_cells, served

from motcua.dossiers.actor import Actor
from motcua.jobs.job_kinds import run_next_job
from motcua.services.editing import PublishWish, publish_text
from motcua.services.runtime import Platform
from motcua.storage.tables import DefinitionSourceRow, ImportRunRow, ReleaseRow, RevisionRow

PROJECT = Path(__file__).resolve().parents[2]
CODE = "1.004873"
NAME = "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân"
PUBLISHER = Actor("quantri", "Quản trị", permissions=frozenset({"can_publish_definition"}))
HEAD = ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực")
PAGES = (
    "/thu-tuc",
    f"/thu-tuc/{CODE}",
    f"/thu-tuc/{CODE}?phan=quy-trinh",
    f"/thu-tuc/{CODE}?phan=bieu-mau",
    f"/thu-tuc/{CODE}/sua",
    f"/dinh-nghia/procedure/{CODE}/so-sanh",
    "/dinh-nghia/process",
    f"/tim?q={MARK}",
    "/cong/thu-tuc",
    f"/cong/thu-tuc/{CODE}",
    "/tiep-nhan",
    f"/tiep-nhan/tim?q={MARK}",
    f"/tiep-nhan/{CODE}",
)


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return served(sqlite_platform)


def quoted(text: str) -> str:
    """The text as a YAML string in double quotes."""
    shown = "".join(
        letter if letter.isprintable() and letter not in '"\\' else f"\\U{ord(letter):08x}" for letter in text
    )
    return f'"{shown}"'


def stored(platform: Platform) -> tuple[int, ...]:
    with platform.database.read() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(row)) or 0
            for row in (DefinitionSourceRow, RevisionRow, ReleaseRow)
        )


@pytest.mark.parametrize(
    "kind", ["script", "attribute", "closing", "typst", "jinja", "cel", "direction", "formula", "xml"]
)
def test_hostile_name_of_a_procedure__is_only_text(app: Flask, sqlite_platform: Platform, kind: str) -> None:
    words = (PROJECT / "metadata" / "procedures" / f"{CODE}.yaml").read_text(encoding="utf-8")
    text = words.replace(NAME, quoted(TEXTS[kind]), 1).replace(
        "extends:", f"summary: {quoted(TEXTS[kind])}\nextends:", 1
    )
    text = text if "summary" in words else words.replace(NAME, quoted(TEXTS[kind]), 1)
    publish_text(sqlite_platform, PUBLISHER, text, PublishWish(sqlite_platform.today()))
    browser = Browser(app, "quantri")
    for address in PAGES:
        answer = browser.get(address)
        assert answer.status_code in (200, 404, 409), f"{address}: {answer.status_code} {answer.text[-500:]}"
        assert harm(answer.text) == [], address
    api = Api(app)
    number = api.receive("motcua", CODE)["number"]
    officer = Browser(app, "motcua")
    for address in (
        f"/ho-so/{number}",
        "/viec/ho-so-don-vi",
        f"/tra-cuu/{number}",
        f"/tiep-nhan/xong/{number}",
    ):
        assert harm(officer.get(address).text) == [], address
    for style in ("pdf", "docx"):
        assert (
            api.call("GET", f"/dossiers/{number}/prints/mau-01?format={style}", "motcua").status_code == 200
        )


HOSTILE_TEXTS = (
    "",
    "\x00",
    'kind: procedure\ncode: !!python/object/apply:os.system ["touch /tmp/zqx"]',
    "kind: procedure\ncode: ../../etc/passwd\nname: x",
    'kind: procedure\ncode: "a\\0b"\nname: x',
    "kind: [" * 500,
    "a: &a [x,x,x,x,x,x,x,x,x]\n" + "\n".join(f"b{n}: &b{n} [*a,*a,*a,*a,*a,*a,*a]" for n in range(9)),
    "kind: procedure\n" + "\n".join(f"k{n}: {n}" for n in range(20_000)),
    "{" * 20_000,
    "x" * 3_000_000,
    "\ufeffkind: procedure\n\tcode: x",
    "<script>alert('zqx')</script>: 1",
    "kind: <script>alert('zqx')</script>\ncode: \"<img src=zqx onerror=alert(1)>\"",
)


@pytest.mark.parametrize("index", range(len(HOSTILE_TEXTS)))
def test_hostile_text_in_the_editor__is_explained_and_not_published(
    app: Flask, sqlite_platform: Platform, index: int
) -> None:
    before = stored(sqlite_platform)
    browser = Browser(app, "quantri")
    assert browser.get(f"/thu-tuc/{CODE}/sua").status_code == 200
    place = f"/dinh-nghia/procedure/{CODE}"
    for act, more in (("kiem-tra", {}), ("luu-nhap", {"version": "0"})):
        answer = browser.post(f"{place}/{act}", {"text": HOSTILE_TEXTS[index], **more})
        assert answer.status_code < 500, f"{act}: {answer.text[-500:]}"
        if answer.mimetype == "text/html":
            assert harm(answer.text) == []
    for address in (f"/thu-tuc/{CODE}/sua", f"{place}/so-sanh", f"{place}/cong-bo"):
        seen = browser.get(address)
        assert seen.status_code < 500, f"{address}: {seen.text[-500:]}"
        assert harm(seen.text) == [], address
    publishing = {"effective_from": "01/12/2026", "accepted": "1", "version": "1"}
    assert browser.post(f"{place}/cong-bo", publishing).status_code < 500
    assert stored(sqlite_platform) == before
    assert not Path("/tmp/zqx").exists()


@pytest.mark.parametrize(
    "kind", ["..", "%2e%2e", "procedure%00", "PROCEDURE", "x" * 3000, "<script>", "organization"]
)
@pytest.mark.parametrize(
    "code", ["..%2f..%2fetc%2fpasswd", "%00", "x" * 3000, "moi", "<script>alert('zqx')</script>"]
)
def test_strange_places_of_definitions__are_no_failure(app: Flask, kind: str, code: str) -> None:
    browser = Browser(app, "quantri")
    place = f"/dinh-nghia/{kind}/{code}"
    for address in (
        place,
        f"{place}/so-sanh",
        f"{place}/cong-bo",
        f"{place}/da-cong-bo",
        f"{place}?co-quan=%00",
        f"/dinh-nghia/{kind}",
    ):
        answer = browser.get(address)
        assert answer.status_code < 500, f"{address}: {answer.status_code}"
        assert harm(answer.text) == []
    for act in ("kiem-tra", "luu-nhap", "bo-nhap", "cong-bo"):
        assert browser.post(f"{place}/{act}", {"text": "kind: procedure"}).status_code < 500


# ---- catalogs


def workbook(rows: list[tuple[str, ...]]) -> bytes:
    """A workbook of the national layout."""
    place = io.BytesIO()
    with xlsxwriter.Workbook(place, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Danh sách TTHC")
        sheet.write_row(0, 0, HEAD)
        for number, row in enumerate(rows, start=1):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
    return place.getvalue()


def work(browser: Browser) -> None:
    """What the worker would do now."""
    while run_next_job(browser.client.application.extensions["motcua"], lambda: False):
        pass


def upload(browser: Browser, content: bytes, name: str) -> Any:
    """Upload a file in the browser; the page it leads to."""
    answer = browser.client.post(
        "/nhap-danh-muc",
        data={
            "csrf_token": browser.csrf,
            "file": (io.BytesIO(content), name),
            "details": (io.BytesIO(b""), ""),
        },
        content_type="multipart/form-data",
    )
    assert answer.status_code < 500, f"{name}: {answer.text[-600:]}"
    work(browser)
    return browser.get(answer.location) if answer.status_code == 302 else answer


def test_hostile_rows_of_a_catalog__are_text_or_rejected(app: Flask, sqlite_platform: Platform) -> None:
    rows = [
        (f"9.{index:06d}", text, "Bộ Thử nghiệm", "Ủy ban nhân dân cấp xã", text if index % 2 else "Hộ tịch")
        for index, text in enumerate(TEXTS.values())
    ]
    rows += [(text, "Tên", "Bộ Thử nghiệm", text, "Hộ tịch") for text in TEXTS.values()]
    browser = Browser(app, "quantri")
    page = upload(browser, workbook(rows), "danh-muc.xlsx")
    assert harm(page.text) == []
    with sqlite_platform.database.read() as session:
        run = session.scalars(select(ImportRunRow).order_by(ImportRunRow.id.desc())).first()
    assert run is not None
    wrong = browser.get(f"/nhap-danh-muc/{run.id}/tep-loi")
    assert wrong.status_code == 200
    assert hostile_cells(wrong.data) > 0
    assert browser.post(f"/nhap-danh-muc/{run.id}/nhap").status_code == 302
    work(browser)
    for address in (
        "/thu-tuc",
        f"/thu-tuc?q={MARK}",
        "/cong/thu-tuc",
        f"/nhap-danh-muc/{run.id}",
        "/nhap-danh-muc",
    ):
        seen = browser.get(address)
        assert seen.status_code == 200
        assert harm(seen.text) == [], address
    opened = browser.get("/thu-tuc/9.000000")
    assert opened.status_code == 200
    assert harm(opened.text) == []


def bomb() -> bytes:
    """A workbook whose sheet unpacks to a gigabyte."""
    source, place = io.BytesIO(workbook([])), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            if item.filename == "xl/worksheets/sheet1.xml":
                with new.open(item.filename, "w") as sheet:
                    for _part in range(200):
                        sheet.write(b" " * 2_000_000)
            else:
                new.writestr(item, old.read(item.filename))
    return place.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """A workbook with one part more, or with one replaced."""
    source, place = io.BytesIO(workbook([("9.000001", "Tên", "Bộ", "Sở Tư pháp", "Luật sư")])), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(place, "w") as new:
        for item in old.infolist():
            if item.filename != name:
                new.writestr(item, old.read(item.filename))
        new.writestr(name, content)
    return place.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst>&x;</sst>'


def hostile_files() -> Iterator[tuple[str, bytes]]:
    good = workbook([("9.000001", "Tên", "Bộ", "Sở Tư pháp", "Luật sư")])
    yield "rỗng.xlsx", b""
    yield "cat.xlsx", good[: len(good) // 2]
    yield "chuong-trinh.xlsx", b"MZ\x90\x00" + b"\x00" * 4000
    yield "trang.xlsx", b"<html><script>alert('zqx')</script></html>"
    yield "anh.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100
    yield "../../../../tmp/zqx.xlsx", good[:200]
    yield "a\x00b.xlsx", good[:200]
    yield "<script>alert('zqx')</script>.xlsx", good[:200]
    yield "mat-khau.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 2000
    yield "bom.xlsx", bomb()
    yield "duong-dan.xlsx", with_part("../../../../tmp/zqx", b"x")
    yield "thuc-the.xlsx", with_part("xl/sharedStrings.xml", ENTITIES)
    yield "macro.xlsm", with_part("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"x" * 100)
    yield "danh-sach.csv", b"\xff\xfe\x00\xd8" * 100
    yield "dai.csv", ("Mã số,Tên\n" + "9.1," + "x" * 2_000_000).encode()
    yield "khong-ten", b"a"
    yield "x" * 5000 + ".xlsx", good[:100]


@pytest.fixture(scope="module")
def files() -> list[tuple[str, bytes]]:
    return list(hostile_files())


def test_hostile_files__are_refused_with_words_and_leave_nothing(
    app: Flask, sqlite_platform: Platform, files: list[tuple[str, bytes]]
) -> None:
    before = stored(sqlite_platform)
    browser = Browser(app, "quantri")
    for name, content in files:
        page = upload(browser, content, name)
        assert page.status_code in (200, 400, 413, 415, 422), f"{name[:60]}: {page.status_code}"
        assert harm(page.text) == [], name[:60]
        assert "root:" not in page.text
    assert stored(sqlite_platform) == before
    assert not list(Path("/tmp").glob("zqx*"))
    outside = [path for path in sqlite_platform.settings.var.rglob("*") if MARK in path.name]
    assert outside == []


def test_list_of_imports__names_the_files_as_text(app: Flask) -> None:
    browser = Browser(app, "quantri")
    good = workbook([("9.000001", "Tên", "Bộ", "Sở Tư pháp", "Luật sư")])
    for name in ("<script>alert('zqx')</script>.xlsx", "=1+1.xlsx", "../../zqx.xlsx", "\u202excod.xlsx"):
        assert harm(upload(browser, good, name).text) == []
    seen = browser.get("/nhap-danh-muc")
    assert harm(seen.text) == []
