"""Rows mended in an error workbook find their way back into the workbook they came from."""

from pathlib import Path

import openpyxl
import pytest

from motcua.kernel.problems import Place, Problem, Severity
from motcua.kernel.sheet import MergedRange, Sheet, Workbook
from motcua.spreadsheets.error_workbook import write_error_workbook
from motcua.spreadsheets.patched_workbook import NoOriginError, patched, write_workbook
from motcua.spreadsheets.reading import read_workbook

ORIGINAL = Workbook(
    "a.xlsx",
    "xlsx",
    (
        Sheet(
            "Một",
            (
                ("TIÊU ĐỀ", "", ""),
                ("Mã", "Tên", "Số"),
                ("1.1", "a", "45.5"),
                ("", "", ""),
                ("x", "b", "=1+1"),
            ),
            (MergedRange(0, 0, 0, 2),),
            frozenset({(2, 2)}),
        ),
        Sheet("Ẩn", (("q", "w"),), hidden=True),
    ),
)
WRONG = Problem("IMP-005", Severity.ERROR, "sai", Place(file="a.xlsx", sheet="Một", cell="A5"), remedy="sửa")


@pytest.fixture
def errors(tmp_path: Path) -> Path:
    place = tmp_path / "loi.xlsx"
    write_error_workbook(place, ORIGINAL, [WRONG], origins=True)
    return place


def mended(place: Path, cells: dict[str, str]) -> Workbook:
    book = openpyxl.load_workbook(place)
    for cell, text in cells.items():
        book["Một"][cell] = text
    book.save(place)
    found = read_workbook(place).workbook
    assert found is not None
    return found


def test_untouched_error_workbook__changes_nothing(errors: Path) -> None:
    made = patched(ORIGINAL, mended(errors, {}))
    assert (made.rows, made.workbook) == ((), ORIGINAL)


def test_mended_row__replaces_its_own_and_no_other(errors: Path) -> None:
    made = patched(ORIGINAL, mended(errors, {"A5": "1.2"}))
    assert made.rows == ("Một!5",)
    sheet = made.workbook.sheets[0]
    assert sheet.rows[4] == ("1.2", "b", "=1+1")
    assert sheet.rows[:4] == ORIGINAL.sheets[0].rows[:4]
    assert sheet.numbers == ORIGINAL.sheets[0].numbers


def test_file_without_origins__is_refused() -> None:
    with pytest.raises(NoOriginError, match="Dòng trong tệp gốc"):
        patched(ORIGINAL, ORIGINAL)


def test_written_workbook__reads_as_the_same_cells(tmp_path: Path) -> None:
    write_workbook(tmp_path / "b.xlsx", ORIGINAL)
    found = read_workbook(tmp_path / "b.xlsx", "a.xlsx").workbook
    assert found == ORIGINAL
