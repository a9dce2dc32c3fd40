"""Processes out of a workbook, in the browser and by command: unresolved, chosen, drafts that compile."""

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from tests.unit.catalog.test_process_workbook import ARROWS, STEPS
from tests.web.desk import Person, hidden, words

from motcua.cli.main import main
from motcua.services.editing import EditTarget, check
from motcua.services.runtime import Platform
from motcua.storage.tables import DefinitionDraftRow
from motcua.web.application import create_application

PATH = "/quy-trinh/tu-excel"


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def admin(app: Flask) -> Person:
    return Person(app, "quantri")


def workbook(group: str = "Chuyên viên") -> bytes:
    made = openpyxl.Workbook()
    for sheet, rows in ((made.active, STEPS), (made.create_sheet("LuanChuyen"), ARROWS)):
        for row in rows:
            sheet.append([text.replace("Chuyên viên", group) for text in row])
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def bring(person: Person, content: bytes, name: str = "quy-trinh.xlsx") -> Any:
    token = hidden(person.read(PATH))["csrf_token"]
    data = {"csrf_token": token, "file": (io.BytesIO(content), name)}
    return person.client.post(PATH, data=data, content_type="multipart/form-data")


def test_workbook__asks_for_position_and_unit_then_becomes_a_draft(
    admin: Person, sqlite_platform: Platform
) -> None:
    place = bring(admin, workbook("Tổ 47")).location
    page = admin.read(place)
    assert "Chưa rõ “Tổ 47” là chức danh nào" in words(page)
    assert "không có đơn vị" in words(page)
    token = hidden(page)["csrf_token"]
    refused = admin.client.post(place, data={"csrf_token": token, "viec": "tao"})
    assert refused.status_code == 400
    answers = {"csrf_token": token, "0:nhom:1": "handling-officer", "0:don-vi": "working_days", "0:ma": "qt-thu",
               "0:ten": "Quy trình thử"}  # fmt: skip
    again = admin.client.post(place, data={**answers, "viec": "xem"}).text
    assert "Chưa rõ “Tổ 47”" not in words(again)
    assert "<svg" in again
    made = admin.client.post(place, data={**answers, "viec": "tao"})
    assert made.status_code == 302, words(made.text)[-500:]
    with sqlite_platform.database.read() as session:
        row = session.scalars(select(DefinitionDraftRow).where(DefinitionDraftRow.code == "qt-thu")).one()
        compilation = check(sqlite_platform, session, row.text, EditTarget("process", "qt-thu"))
    assert compilation.ok, compilation.problems
    assert "qt-thu" in admin.read(made.location)


def test_file_that_is_no_workbook__is_explained(admin: Person, app: Flask) -> None:
    page = words(admin.read(bring(admin, b"khong phai", "x.xlsx").location))
    assert "Không đọc được quy trình nào" in page
    assert "Cách sửa" in page
    assert bring(admin, b"", "x.xlsx").status_code == 400
    assert admin.get(f"{PATH}/99").status_code == 404
    assert Person(app, "motcua").get(PATH).status_code == 403


def test_command__prints_the_process_and_names_what_is_unresolved(
    sqlite_platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = sqlite_platform.settings
    for name, value in (
        ("HOME", settings.home),
        ("VAR", settings.var),
        ("DATABASE_URL", settings.database_url),
    ):
        monkeypatch.setenv(f"MOTCUA_{name}", str(value))
    file = tmp_path / "quy-trinh.xlsx"
    file.write_bytes(workbook("Tổ 47"))
    refused = CliRunner().invoke(main, ["process", "import", str(file), "--json"])
    assert refused.exit_code == 1
    body = json.loads(refused.stdout)
    assert [one["code"] for one in body["problems"] if one["severity"] == "error"] == ["IMP-036"]
    options = ["--position", "Tổ 47=handling-officer", "--unit", "working_days", "--draft", "--json"]
    done = CliRunner().invoke(main, ["process", "import", str(file), *options])
    assert done.exit_code == 0, done.output
    assert len(json.loads(done.stdout)["drafts"]) == 1
