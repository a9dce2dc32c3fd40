"""`motcua simulate` and `motcua diff`: a fictitious dossier, and what a revision changed, from the command line."""

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


def test_diff__says_what_a_revision_changed_and_prints_it(run: Callable[..., Result], tmp_path: Path) -> None:
    text = (PROJECT / "metadata" / "procedures" / f"{BUSINESS}.yaml").read_text(encoding="utf-8")
    changed = tmp_path / "moi.yaml"
    changed.write_text(
        text[: text.index("tests:")].replace("time_limit: 3 working_days", "time_limit: 5 working_days"),
        encoding="utf-8",
    )
    run("publish", str(changed))
    annex = tmp_path / "phu-luc.pdf"
    shown = run("diff", BUSINESS, "--out", str(annex)).output
    assert "3 ngày làm việc → 5 ngày làm việc" in shown
    assert annex.read_bytes().startswith(b"%PDF")
    body = json.loads(run("diff", BUSINESS, "lop:baseline", "2", "--json").output)
    assert body["left"]["token"] == "lop:baseline"
    assert "Có:" in run("diff", BUSINESS, "1", "9", code=1).output
    assert "Không có" in run("diff", "9.999999", code=1).output
