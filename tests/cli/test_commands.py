"""The commands as an operator types them, each on a real database."""

import contextlib
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from motcua.bootstrap import build_platform, read_settings
from motcua.cli.main import main
from motcua.dossiers.actor import Actor
from motcua.services.dossier_log import load_state
from motcua.services.intake_requests import DossierRequest
from motcua.services.officers import identity_by_name
from motcua.services.receiving import receive
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierRow

PROJECT = Path(__file__).resolve().parents[2]
MARITAL = "1.004873"
ANSWERS = {
    "cho_chinh_minh": True,
    "noi_thuong_tru": "Thôn Đông, xã Tân Hòa",
    "da_o_noi_khac": False,
    "tinh_trang_truoc": "chua-ket-hon",
    "muc_dich": "khac",
    "so_ban": 2,
}

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an installation of its own below the test's folder."""
    monkeypatch.setenv("MOTCUA_HOME", str(PROJECT))
    monkeypatch.setenv("MOTCUA_VAR", str(tmp_path))
    monkeypatch.delenv("MOTCUA_DATABASE_URL", raising=False)

    def invoke(*arguments: object, code: int = 0) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        assert result.exit_code == code, result.output + repr(result.exception)
        return result

    return invoke


@pytest.fixture
def province(sqlite_province: Path, tmp_path: Path, run: Run) -> Path:
    """An installation with the example province; its folder."""
    shutil.copy(sqlite_province, tmp_path / "motcua.sqlite3")
    return tmp_path


def body(result: Result) -> dict:
    return json.loads(result.stdout)


def clerk(platform: Platform, user: str = "motcua") -> Actor:
    with platform.database.read() as session:
        identity = identity_by_name(session, user)
    assert identity is not None
    return identity.actor(platform.now())


def received(folder: Path) -> str:
    """A dossier in the installation; its number."""
    environment = {"MOTCUA_HOME": str(PROJECT), "MOTCUA_VAR": str(folder)}
    platform = build_platform(read_settings(environment))
    platform.rules.refresh()
    request = DossierRequest(
        procedure=MARITAL,
        agency="H88.31",
        applicant={"full_name": "Trần Thị Hoa", "phone": "0912345678"},
        answers=ANSWERS,
        documents={"to-khai": {"originals": 1, "received": True}},
    )
    number = receive(platform, clerk(platform), request)
    platform.database.dispose()
    return number


# ---- check


def test_check_of_what_is_shipped__finds_no_error_and_needs_no_database(run: Run, tmp_path: Path) -> None:
    found = body(run("check", PROJECT / "metadata", PROJECT / "exports", "--json"))
    assert found["ok"], found["problems"]
    assert found["documents"] > 100
    assert not (tmp_path / "motcua.sqlite3").exists()


def test_check_of_one_bad_file__names_line_and_column_and_ends_with_1(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "sai.yaml"
    file.write_text(
        f"kind: overlay\nof: procedure/{MARITAL}\nreason: Thử\nproces: khong-co\n", encoding="utf-8"
    )
    result = run("check", file, code=1)
    assert f"{file.as_posix()}:4:1" in result.output
    assert "1 lỗi" in result.output
    (problem,) = body(run("check", file, "--json", code=1))["problems"]
    assert (problem["place"]["line"], problem["severity"]) == (4, "error")


def test_check_of_one_file__runs_the_tests_of_the_procedure_it_changes(run: Run, tmp_path: Path) -> None:
    text = (PROJECT / f"metadata/procedures/{MARITAL}.yaml").read_text(encoding="utf-8")
    file = tmp_path / "sua.yaml"
    file.write_text(text.replace("fee: 30000", "fee: 40000", 1), encoding="utf-8")
    (problem,) = body(run("check", file, "--json", code=1))["problems"]
    assert problem["code"] == "TEST-001"
    assert problem["place"]["line"] > 1


def test_check_of_a_place_that_is_not_there__says_so(run: Run, tmp_path: Path) -> None:
    assert "READ-011" in run("check", tmp_path / "khong-co", code=1).output


# ---- explain and test


def test_explain__gives_each_value_with_the_layer_it_comes_from(run: Run, province: Path) -> None:
    found = body(run("explain", MARITAL, "--json"))
    origins = {one["pointer"]: one["origin"] for one in found["values"]}
    assert origins["/name"] == "province"
    assert origins["/policy"].startswith("baseline:")
    assert found["revision"] == 1
    shown = run("explain", MARITAL).output
    assert "[tỉnh]" in shown
    assert "[mẫu chung" in shown


def test_explain_of_nothing__is_one_clear_sentence(run: Run, province: Path) -> None:
    result = run("explain", "9.999999", code=1)
    assert "Không có procedure “9.999999”" in result.output


def test_test__tells_green_tests_and_what_they_leave_open(run: Run, province: Path) -> None:
    (report,) = json.loads(run("test", MARITAL, "--json").stdout)
    assert report["passed"]
    assert report["coverage"]["percent"] > 50
    assert "5/5 kiểm thử đạt" in run("test", MARITAL).output


# ---- publish, pull and push


OVERLAY = f"""kind: overlay
of: procedure/{MARITAL}
agency: H88.31
reason: Xã cam kết trả sớm hơn
offers:
  - {{id: tai-cho, time_limit: 2 working_days}}
tests:
  - {{name: Nộp chiều thứ sáu trước nghỉ lễ, expect: {{due: 2026-04-29T16:30}}}}
  - {{name: Đã ly hôn thì cần bản án, expect: {{due: 2026-11-20T16:05}}}}
"""


def test_publish__makes_a_revision_for_the_agency_with_its_decision(run: Run, province: Path) -> None:
    file = province / "xa.yaml"
    file.write_text(OVERLAY, encoding="utf-8")
    done = body(run("publish", file, "--effective-from", "2026-01-01", "--decision", "12/QĐ-UBND", "--json"))
    assert done["changed"] == [f"procedure/{MARITAL}@H88.31"]
    found = body(run("explain", MARITAL, "--agency", "H88.31", "--json"))
    assert (found["agency"], found["decision_number"]) == ("H88.31", "12/QĐ-UBND")
    limit = next(one for one in found["values"] if one["pointer"] == "/offers/tai-cho/time_limit")
    assert (limit["value"], limit["origin"]) == ("2 working_days", "agency")
    assert "Không có gì thay đổi" in run("publish", file, "--effective-from", "2026-01-01").output


def test_publish_with_a_red_test__stores_nothing(run: Run, province: Path) -> None:
    file = province / "xa.yaml"
    file.write_text(OVERLAY.replace("2026-04-29T16:30", "2026-04-28T16:30"), encoding="utf-8")
    refused = body(run("publish", file, "--json", code=1))
    assert {problem["code"] for problem in refused["problems"]} == {"TEST-001"}
    assert body(run("explain", MARITAL, "--agency", "H88.31", "--json"))["agency"] == ""


def test_publish_with_a_wrong_date__asks_for_the_right_form(run: Run, province: Path) -> None:
    file = province / "xa.yaml"
    file.write_text(OVERLAY, encoding="utf-8")
    assert "2026-01-31" in run("publish", file, "--effective-from", "01/02/2026", code=1).output


def test_pull_edit_push__publishes_only_what_was_edited(run: Run, province: Path) -> None:
    folder = province / "ra"
    pulled = body(run("metadata", "pull", folder, "--json"))
    assert f"procedure/{MARITAL}" in pulled["added"]
    file = folder / f"procedure/{MARITAL}.yaml"
    again = body(run("metadata", "pull", folder, "--json"))
    assert (again["added"], again["changed"]) == ([], [])
    assert "Không có gì thay đổi" in run("metadata", "push", folder).output

    file.write_text(file.read_text(encoding="utf-8").replace("xác nhận", "Xác nhận", 1), encoding="utf-8")
    planned = body(run("metadata", "push", folder, "--dry-run", "--json"))
    assert planned["changed"] == [f"procedure/{MARITAL}"]
    done = body(run("metadata", "push", folder, "--json"))
    assert f"procedure/{MARITAL}" in done["published"]
    assert body(run("explain", MARITAL, "--json"))["revision"] == 2


def test_pull_into_a_folder_with_other_files__refuses_to_double_them(run: Run, province: Path) -> None:
    shutil.copytree(PROJECT / "metadata", province / "metadata")
    assert "thư mục trống" in run("metadata", "pull", province / "metadata", code=1).output


# ---- papers


@pytest.mark.parametrize(("suffix", "head"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_print__writes_the_slip_of_a_dossier(run: Run, province: Path, suffix: str, head: bytes) -> None:
    number = received(province)
    out = province / f"giay-hen.{suffix}"
    done = body(run("print", "receipt", "--dossier", number, "--out", out, "--json"))
    assert out.read_bytes().startswith(head)
    assert done["bytes"] == out.stat().st_size


def test_print_of_what_is_not_there__names_what_there_is(run: Run, province: Path) -> None:
    out = province / "x.pdf"
    assert "Không tìm thấy hồ sơ" in run("print", "receipt", "--dossier", "H88", "--out", out, code=1).output
    number = received(province)
    assert "mau-01" in run("print", "mau-99", "--dossier", number, "--out", out, code=1).output
    assert ".pdf" not in str(run("print", "receipt", "--dossier", number, "--out", "x.txt", code=1).exception)
    assert not out.exists()


# ---- backup and restore


def numbers_in(folder: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(folder / "motcua.sqlite3")) as connection:
        return [row[0] for row in connection.execute("SELECT number FROM dossier ORDER BY id")]


@pytest.mark.parametrize("portable", [False, True])
def test_backup_and_restore__bring_dossiers_files_and_accounts_back(
    run: Run, province: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, portable: bool
) -> None:
    number = received(province)
    (province / "files/ab").mkdir(parents=True)
    (province / "files/ab/giay.pdf").write_bytes(b"%PDF-1.7")
    copy = tmp_path / "sao-luu.zip"
    made = body(run("backup", copy, *(["--portable"] if portable else []), "--json"))
    assert (made["tables"]["dossier"], made["files"]) == (1, 1)

    other = tmp_path / "khac"
    monkeypatch.setenv("MOTCUA_VAR", str(other))
    run("restore", copy)
    assert numbers_in(other) == [number]
    assert (other / "files/ab/giay.pdf").read_bytes() == b"%PDF-1.7"
    run("doctor")
    assert received(other) != number


def test_portable_backup_of_sqlite__restores_into_postgresql(
    run: Run,
    province: Path,
    create_postgres_database: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    number = received(province)
    copy = tmp_path / "sao-luu.zip"
    run("backup", copy, "--portable")
    url = create_postgres_database()
    monkeypatch.setenv("MOTCUA_DATABASE_URL", url)
    run("restore", copy)
    platform = build_platform()
    with platform.database.read(Scope.everything("kiểm tra")) as session:
        row = session.query(DossierRow).one()
        assert (row.number, load_state(row).number) == (number, number)
    platform.database.dispose()
    run("doctor")
    # numbers go on where they stood, and so do the keys of tables
    second = tmp_path / "lai.zip"
    assert body(run("backup", second, "--json"))["kind"] == "tables"
    assert "--replace" in run("restore", second, code=1).output
    run("restore", second, "--replace")
    run("doctor")


def test_restore_over_data__is_refused_without_replace(run: Run, province: Path, tmp_path: Path) -> None:
    copy = tmp_path / "sao-luu.zip"
    run("backup", copy)
    number = received(province)
    assert "--replace" in run("restore", copy, code=1).output
    assert numbers_in(province) == [number]
    run("restore", copy, "--replace")
    assert numbers_in(province) == []


def test_restore_of_something_else__changes_nothing(run: Run, province: Path, tmp_path: Path) -> None:
    number = received(province)
    wrong = tmp_path / "khong-phai.zip"
    wrong.write_bytes(b"khong phai zip")
    assert "không phải là tệp sao lưu" in run("restore", wrong, "--replace", code=1).output
    with zipfile.ZipFile(wrong, "w") as archive:
        archive.writestr("x.txt", "x")
    assert "không phải do motcua backup" in run("restore", wrong, "--replace", code=1).output
    copy = tmp_path / "sao-luu.zip"
    run("backup", copy)
    whole = bytearray(copy.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    copy.write_bytes(bytes(whole))
    assert "hỏng" in run("restore", copy, "--replace", code=1).output
    assert numbers_in(province) == [number]


def test_restore__never_writes_outside_the_folder_of_files(run: Run, province: Path, tmp_path: Path) -> None:
    copy = tmp_path / "sao-luu.zip"
    run("backup", copy)
    with zipfile.ZipFile(copy, "a") as archive:
        archive.writestr("files/../../thoat.txt", "x")
    run("restore", copy, "--replace")
    assert not (tmp_path.parent / "thoat.txt").exists()
    assert not (tmp_path / "thoat.txt").exists()


# ---- plugins


def test_plugins__lists_what_each_adds(run: Run) -> None:
    found = body(run("plugins", "--json"))
    assert found["problems"] == []
    assert any(one["point"] == "definition_check" for one in found["extensions"])
