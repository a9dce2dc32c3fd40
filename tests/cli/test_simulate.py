"""`motcua simulate`: a fictitious dossier from the command line, by published rules or by files not published yet."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from motcua.cli.main import main

PROJECT = Path(__file__).resolve().parents[2]
BUSINESS = "1.001612"


@pytest.fixture
def run(sqlite_province: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    shutil.copy(sqlite_province, tmp_path / "motcua.sqlite3")
    monkeypatch.setenv("MOTCUA_HOME", str(PROJECT))
    monkeypatch.setenv("MOTCUA_VAR", str(tmp_path))
    monkeypatch.delenv("MOTCUA_DATABASE_URL", raising=False)

    def invoke(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, list(arguments))
        assert result.exit_code == code, result.output + repr(result.exception)
        return result

    return invoke


def test_simulate__walks_to_the_end_and_says_what_came(run: Callable[..., Result]) -> None:
    body = json.loads(run("simulate", BUSINESS, "--at", "2026-11-20T09:00", "--json").output)
    assert body["over"]
    assert body["due"].startswith("2026-11-26T09:00")
    assert body["stages"][0]["papers"] == ["mau-01"]
    assert body["test"]["expect"]["path"][0] == "receive"
    assert "Trả kết quả" in run("simulate", BUSINESS).output


def test_simulate__takes_the_buttons_given_and_stops_at_a_wrong_one(run: Callable[..., Result]) -> None:
    asked = run(
        "simulate", BUSINESS, "--at", "2026-11-20T09:00",
        "--press", "receive/request_supplement@2026-11-20T10:00", "--json",
    )  # fmt: skip
    stages = json.loads(asked.output)["stages"]
    assert [stage["events"] for stage in stages] == [["received"], ["supplement_requested"]]
    assert "Dừng" in run("simulate", BUSINESS, "--press", "sign/approve", code=1).output
    assert "chưa đúng dạng" in run("simulate", BUSINESS, "--press", "x", code=1).output
    assert "Không có" in run("simulate", "9.999999", code=1).output


def test_simulate__follows_a_file_not_published_yet(run: Callable[..., Result], tmp_path: Path) -> None:
    text = (PROJECT / "metadata" / "procedures" / f"{BUSINESS}.yaml").read_text(encoding="utf-8")
    draft = tmp_path / "ban-nhap.yaml"
    draft.write_text(
        text[: text.index("tests:")].replace("time_limit: 3 working_days", "time_limit: 5 working_days"),
        encoding="utf-8",
    )
    shown = run("simulate", BUSINESS, "--file", str(draft), "--at", "2026-11-20T09:00").output
    assert "5 ngày làm việc" in shown
    draft.write_text("kind: procedure\ncode: 1.001612\noffers: 3\n", encoding="utf-8")
    assert "còn" in run("simulate", BUSINESS, "--file", str(draft), code=1).output
