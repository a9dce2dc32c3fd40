"""`motcua archive`: a dossier packed into a file, checked, and found out when somebody changed it."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.conftest import open_province
from tests.unit.services.files_at_hand import receive_with, upload
from tests.unit.services.received import actor_of

from motcua.cli.main import main

PROJECT = Path(__file__).resolve().parents[2]


def test_a_package__is_written_verified_and_found_changed(
    sqlite_province: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(sqlite_province, tmp_path / "motcua.sqlite3")
    monkeypatch.setenv("MOTCUA_HOME", str(PROJECT))
    monkeypatch.setenv("MOTCUA_VAR", str(tmp_path))
    monkeypatch.setenv("MOTCUA_DATABASE_URL", f"sqlite:///{tmp_path / 'motcua.sqlite3'}")
    platform = open_province(f"sqlite:///{tmp_path / 'motcua.sqlite3'}", tmp_path)
    desk = actor_of(platform, "motcua")
    number = receive_with(
        platform, desk, {"to-khai": {"received": True, "files": upload(platform, desk).key}}
    )
    platform.database.dispose()
    out = tmp_path / "goi.zip"
    run = CliRunner()
    made = run.invoke(main, ["archive", "export", number, str(out)])
    assert made.exit_code == 0, made.output
    whole = run.invoke(main, ["archive", "verify", str(out), "--json"])
    assert whole.exit_code == 0, whole.output
    report = json.loads(whole.output)
    assert (report["number"], report["is_whole"], report["is_ours"]) == (number, True, True)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("la.txt", "x")
    changed = run.invoke(main, ["archive", "verify", str(out)])
    assert changed.exit_code == 1
    assert "Có thêm phần la.txt" in changed.output
    assert run.invoke(main, ["archive", "export", "H88.31-000000-0000", str(out)]).exit_code == 1
    (tmp_path / "khong.zip").write_bytes(b"x")
    assert run.invoke(main, ["archive", "verify", str(tmp_path / "khong.zip")]).exit_code == 1
