"""The screen of due dates after a calendar change: offered after publishing, marked, moved, told; and the command."""

import json
import re

import pytest
from click.testing import CliRunner
from flask import Flask
from tests.unit.services.test_recounting import announce
from tests.web.desk import Person, words

from motcua.cli import recounting
from motcua.services.runtime import Platform
from motcua.web.application import create_application

PLACE = "/quan-tri/tinh-lai-hen"


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


def test_late_holiday__is_offered_after_publishing_and_moves_what_is_marked(
    app: Flask, sqlite_platform: Platform
) -> None:
    first, second = Person(app, "motcua").receive(), Person(app, "motcua").receive()
    admin = Person(app, "quantri")
    assert "Không có ngày hẹn nào phải đổi" in words(admin.read(PLACE))
    announce(sqlite_platform)
    assert PLACE in admin.read("/dinh-nghia/calendar/vietnam/da-cong-bo")
    page = admin.read(PLACE)
    seen = re.search(rf'value="({first}@\d+)"', page)[1]
    page = words(page)
    assert "Nghỉ bù bão" in page
    assert "09:41 26/11/2026 09:41 27/11/2026" in page
    none = admin.post(PLACE, {"dossier": [seen]})
    assert none.status_code == 422
    assert "Ghi lý do" in words(none.text)
    moved = admin.post(PLACE, {"dossier": [seen], "reason": "Nghỉ bù bão", "document": "99/CĐ-TTg"})
    assert moved.status_code == 302
    page = admin.read(PLACE)
    assert first not in page
    assert second in page
    assert "Đã đổi ngày hẹn của 1 hồ sơ" in words(page)
    assert "Tính lại ngày hẹn theo lịch làm việc" in admin.read(f"/ho-so/{first}?phan=nhat-ky")


def test_command__shows_then_moves(
    app: Flask, sqlite_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = Person(app, "motcua").receive()
    announce(sqlite_platform)
    monkeypatch.setattr(recounting, "ready_platform", lambda: (sqlite_platform, None))
    run = CliRunner()
    assert "1 hồ sơ sẽ đổi ngày hẹn" in run.invoke(recounting.recount, []).output
    assert run.invoke(recounting.recount, ["--apply"]).exit_code == 1
    done = json.loads(run.invoke(recounting.recount, ["--apply", "--reason", "Nghỉ bão", "--json"]).output)
    assert done["done"] == [number]
    assert "Đã đổi 0 hồ sơ" in run.invoke(recounting.recount, ["--apply", "--reason", "x"]).output
