from pathlib import Path

import openpyxl

from motcua.kernel.problems import Place, Problem, Severity
from motcua.kernel.sheet import MergedRange, Sheet, Workbook
from motcua.spreadsheets.error_workbook import write_error_workbook

BOOK = Workbook(
    "f.xlsx",
    "xlsx",
    (
        Sheet(
            "Danh sách",
            (("Tiêu đề", ""), ("Mã số", "Tên"), ("45", "=HYPERLINK(1)")),
            (MergedRange(0, 0, 0, 1),),
        ),
        Sheet("Ẩn", (("x",),), hidden=True),
    ),
)


def problem(cell: str, severity: Severity = Severity.ERROR) -> Problem:
    place = Place("f.xlsx", sheet="Danh sách" if cell else "", cell=cell)
    return Problem("IMP-005", severity, f"Sai ở {cell}.", place, remedy="Sửa lại.")


def test_wrong_cells__are_coloured_with_comment_and_remedy(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "loi.xlsx"
    write_error_workbook(path, BOOK, [problem("A3"), problem("B3", Severity.WARNING), problem("")])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Lỗi chung", "Danh sách"]
    sheet = book["Danh sách"]
    assert sheet["A3"].fill.fgColor.rgb == "FFF8CBAD"
    assert sheet["B3"].fill.fgColor.rgb == "FFFFE699"
    assert "Sửa lại." in sheet["A3"].comment.text
    assert sheet["C2"].value == "Lỗi và cách sửa"
    assert sheet["C3"].value == "Sai ở A3. Sửa lại.\nSai ở B3. Sửa lại."
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:B1"]
    assert "Sửa lại." in book["Lỗi chung"]["C2"].value


def test_formula_in_a_cell__is_written_as_text(tmp_path: Path) -> None:
    path = tmp_path / "loi.xlsx"
    write_error_workbook(path, BOOK, [problem("A3")])
    cell = openpyxl.load_workbook(path)["Danh sách"]["B3"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
