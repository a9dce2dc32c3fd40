"""`motcua import`: one command for every kind of file."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from motcua.cli.main import main

PROJECT = Path(__file__).resolve().parents[2]
Run = Callable[..., Result]
CODES = "Mã số;Tên gọi;Mã cha\n01;Nhóm một;\n02;Nhóm hai;99\n"


@pytest.fixture
def run(sqlite_province: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command in an installation with the example province."""
    monkeypatch.setenv("MOTCUA_HOME", str(PROJECT))
    monkeypatch.setenv("MOTCUA_VAR", str(tmp_path))
    monkeypatch.delenv("MOTCUA_DATABASE_URL", raising=False)
    shutil.copy(sqlite_province, tmp_path / "motcua.sqlite3")

    def invoke(*arguments: object, code: int = 0) -> Result:
        result = CliRunner().invoke(main, ["import", *map(str, arguments)])
        assert result.exit_code == code, result.output + repr(result.exception)
        return result

    return invoke


def figures(result: Result) -> tuple[str, int, int, int]:
    told = json.loads(result.stdout)
    return told["subject"], told["added"], told["unchanged"], told["rejected"]


def test_table__is_recognized_tried_out_and_taken_in(run: Run, tmp_path: Path) -> None:
    file, errors = tmp_path / "nhom.csv", tmp_path / "loi.xlsx"
    file.write_text(CODES, encoding="utf-8")
    arguments = (file, "--into", "nhom-viec", "--json")
    tried = run(*arguments, "--dry-run", "--errors", errors, code=2)
    assert figures(tried) == ("code_list", 1, 0, 1)
    assert json.loads(tried.stdout)["problems"][0]["place"]["cell"] == "C3"
    assert openpyxl.load_workbook(errors).active["C3"].comment is not None
    assert figures(run(*arguments, code=2)) == ("code_list", 1, 0, 1)
    assert figures(run(*arguments, code=2)) == ("code_list", 0, 1, 1)
    assert "giữ nguyên 1" in run(file, "--into", "nhom-viec", code=2).output


def test_staff__get_first_passwords_in_a_file_nobody_else_reads(run: Run, tmp_path: Path) -> None:
    file, passwords = tmp_path / "can-bo.csv", tmp_path / "mat-khau.csv"
    file.write_text("Tên đăng nhập,Họ và tên,Cơ quan,Chức danh\nthu.le,Lê Thử,H88.31,Văn thư\n", "utf-8")
    assert figures(run(file, "--passwords", passwords, "--json")) == ("staff", 1, 0, 0)
    assert passwords.read_text("utf-8-sig").splitlines()[1].startswith("thu.le;Lê Thử;")
    assert passwords.stat().st_mode & 0o077 == 0


def test_records_and_catalogs__go_into_the_catalog(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "goi.json"
    content = {"MATTHC": "9.000021", "TENTTHC": "Thử", "CACHTHUCTHUCHIEN": [], "THANHPHANHOSO": []}
    record.write_text(json.dumps(content), encoding="utf-8")
    assert figures(run(record, "--json")) == ("procedures", 1, 0, 0)
    table = tmp_path / "danh-muc.csv"
    table.write_text("Mã số,Tên,Lĩnh vực\n9.000022,Thử hai,Hộ tịch\n", encoding="utf-8")
    assert figures(run(table, "--json")) == ("procedures", 1, 0, 0)


def test_unknown_layout__is_told_and_fails(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "la.csv"
    file.write_text("x,y\n1,2\n", encoding="utf-8")
    assert "Không nhập được tệp" in run(file, code=1).output
