"""Bundles in the browser and by command: export of chosen procedures, an unknown key, trusting it, taking it in."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from tests.web.desk import Person, hidden, words

from motcua.cli.main import main
from motcua.services import definition_bundles
from motcua.services.bundle_keys import public_text
from motcua.services.definition_bundles import make_bundle
from motcua.services.runtime import Platform
from motcua.web.application import create_application

PATH = "/goi-dinh-nghia"


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def admin(app: Flask) -> Person:
    return Person(app, "quantri")


def bring(person: Person, content: bytes) -> Any:
    token = hidden(person.read(PATH))["csrf_token"]
    data = {"csrf_token": token, "file": (io.BytesIO(content), "goi.zip")}
    return person.client.post(PATH, data=data, content_type="multipart/form-data")


@pytest.fixture
def foreign(sqlite_platform: Platform, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A bundle of another installation: the same definitions, one renamed, signed with a key not known here."""
    key = Ed25519PrivateKey.generate()
    with monkeypatch.context() as patch:
        patch.setattr(definition_bundles, "own_key", lambda _platform: key)
        original = definition_bundles._entries

        def renamed(*given: Any) -> Any:
            return [
                type(one)(**{**{name: getattr(one, name) for name in one.__slots__},
                             "content": one.content.replace("name: ", "name: Gói ", 1) if one.code == "1.000656" else one.content})
                for one in original(*given)
            ]  # fmt: skip

        patch.setattr(definition_bundles, "_entries", renamed)
        with sqlite_platform.database.read() as session:
            return make_bundle(sqlite_platform, session, [("procedure", "1.000656")], "Gói của tỉnh bạn")[0]


def test_chosen_procedures__are_exported_as_a_signed_bundle_that_brings_nothing_new_here(
    admin: Person,
) -> None:
    page = admin.read(f"{PATH}?ma=1.000656&ma=1.000894")
    assert "2 thủ tục đã chọn" in words(page)
    data = {"csrf_token": hidden(page)["csrf_token"], "ma": ["1.000656", "1.000894"], "ten-goi": "Hộ tịch"}
    answer = admin.client.post(f"{PATH}/xuat", data=data)
    assert answer.status_code == 200
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert admin.client.post(f"{PATH}/xuat", data=data).data == answer.data
    seen = words(admin.read(bring(admin, answer.data).location))
    assert "Chữ ký đúng" in seen
    assert "giống hệt" in seen
    nothing = admin.client.post(f"{PATH}/xuat", data={"csrf_token": data["csrf_token"]})
    assert nothing.status_code == 400


def test_unknown_key__is_trusted_after_comparing_then_the_bundle_is_taken_in(
    admin: Person, foreign: bytes, sqlite_platform: Platform
) -> None:
    place = bring(admin, foreign).location
    page = admin.read(place)
    assert "Khóa chưa được tin" in words(page)
    kept = hidden(page)
    early = admin.client.post(
        f"{place}/nhap", data={**kept, "effective_from": f"{sqlite_platform.today():%d/%m/%Y}"}
    )
    assert early.status_code == 400
    assert "chưa được tin" in words(early.text)
    trusted = admin.client.post(f"{PATH}/khoa", data={**kept, "name": "Tỉnh bạn"})
    assert trusted.location == place
    again = admin.read(place)
    assert "ký bởi Tỉnh bạn" in words(again)
    data = {**hidden(again), "effective_from": f"{sqlite_platform.today():%d/%m/%Y}", "note": "Nhập gói"}
    done = admin.client.post(f"{place}/nhap", data=data)
    assert done.status_code == 302, words(done.text)[-600:]
    assert "Gói " in words(admin.read("/thu-tuc/1.000656"))
    assert "đã nhập" in words(admin.read(place))
    home = admin.read(PATH)
    assert "Tỉnh bạn" in home
    key = next(one for one in (kept["key"],) if one in home)
    assert (
        admin.client.post(
            f"{PATH}/khoa", data={"csrf_token": kept["csrf_token"], "viec": "bo", "key": key}
        ).status_code
        == 302
    )
    assert "Tỉnh bạn" not in words(admin.read(PATH))


def test_files_that_are_no_bundle__are_refused(admin: Person, app: Flask) -> None:
    assert bring(admin, b"khong phai").status_code == 400
    assert admin.get(f"{PATH}/99").status_code == 404
    token = hidden(admin.read(PATH))["csrf_token"]
    wrong = admin.client.post(f"{PATH}/khoa", data={"csrf_token": token, "key": "abc", "name": "A"})
    assert wrong.status_code == 400
    assert Person(app, "motcua").get(PATH).status_code == 403


def test_commands__export_look_trust_and_take_in(
    sqlite_platform: Platform, foreign: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = sqlite_platform.settings
    for name, value in (
        ("HOME", settings.home),
        ("VAR", settings.var),
        ("DATABASE_URL", settings.database_url),
    ):
        monkeypatch.setenv(f"MOTCUA_{name}", str(value))
    runner = CliRunner()
    own, theirs = tmp_path / "cua-ta.zip", tmp_path / "cua-ban.zip"
    theirs.write_bytes(foreign)
    made = runner.invoke(main, ["bundle", "export", str(own), "procedure/1.000656", "--json"])
    assert made.exit_code == 0, made.output
    looked = json.loads(runner.invoke(main, ["bundle", "import", str(theirs), "--dry-run", "--json"]).stdout)
    assert looked["changed"] == ["procedure/1.000656 (province)"]
    assert looked["signer"] == ""
    refused = runner.invoke(main, ["bundle", "import", str(theirs)])
    assert refused.exit_code == 1
    assert "chưa được tin" in refused.output
    assert runner.invoke(main, ["bundle", "trust", looked["key"], "--name", "Tỉnh bạn"]).exit_code == 0
    taken = json.loads(runner.invoke(main, ["bundle", "import", str(theirs), "--json"]).stdout)
    assert taken["published"] >= 1
    keys = json.loads(runner.invoke(main, ["bundle", "key", "--json"]).stdout)
    assert [one["name"] for one in keys["trusted"]] == ["Tỉnh bạn"]
    assert keys["own"] != public_text(Ed25519PrivateKey.generate())
