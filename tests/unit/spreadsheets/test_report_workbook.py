"""Workbooks of reports and lists, read back cell by cell."""

import io
import zipfile
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest
from tests.unit.reporting.report_cases import COLUMNS, GROUPS, II_06A, result

from motcua.definitions.report import BalanceCheck, ReportRows
from motcua.kernel.clock import VIETNAM
from motcua.reporting.layout import TitleBlock
from motcua.reporting.rows import CountedGroup
from motcua.spreadsheets.list_workbook import ListBook, write_list, write_list_report
from motcua.spreadsheets.report_workbook import write_report
from motcua.spreadsheets.sheet_writing import Column, sheet_name

HEADER = 5  # the first header row of II.06a: three rows of title, the unit line, one blank


def book_of(made, **options):
    stream = io.BytesIO()
    write_report(made, stream)
    stream.seek(0)
    return openpyxl.load_workbook(stream, **options)


def sheet_of(made, **options):
    return book_of(made, **options).active


def merged(sheet):
    return {str(area) for area in sheet.merged_cells.ranges}


def header_row(sheet):
    return next(row for row in range(1, 15) if sheet.cell(row, 1).value == "TT")


def test_header__three_levels_with_the_merges_of_the_form():
    sheet = sheet_of(result())
    top = header_row(sheet)
    areas = merged(sheet)
    for area in (
        "A{0}:A{2}",
        "B{0}:B{2}",
        "C{0}:F{0}",
        "C{1}:C{2}",
        "D{1}:E{1}",
        "F{1}:F{2}",
        "G{0}:J{0}",
        "K{0}:M{0}",
        "M{1}:M{2}",
    ):
        assert area.format(top, top + 1, top + 2) in areas
    assert sheet.cell(top, 3).value == "Số hồ sơ nhận giải quyết"
    assert sheet.cell(top + 1, 4).value == "Trong kỳ"
    assert [sheet.cell(top + 2, column).value for column in (4, 5)] == [
        "Trực tuyến",
        "Trực tiếp, dịch vụ bưu chính",
    ]


def test_numbers_of_columns__stand_below_the_header():
    sheet = sheet_of(result())
    row = header_row(sheet) + 3
    assert [sheet.cell(row, column).value for column in (1, 2, 3, 4, 7)] == [
        "(1)",
        "(2)",
        "(3)=(4)+(5)+(6)",
        "(4)",
        "(7)=(8)+(9)+(10)",
    ]


def test_title_block__left_centre_right_and_unit():
    sheet = sheet_of(result())
    texts = {sheet.cell(row, column).value for row in range(1, header_row(sheet)) for column in range(1, 14)}
    assert {
        "Biểu số II.06a/VPCP/KSTT",
        II_06A.issued_under,
        II_06A.title,
        "Kỳ báo cáo: Quý III năm 2026",
        "(Từ ngày 15 tháng 6 năm 2026 đến ngày 14 tháng 9 năm 2026)",
        "- Đơn vị báo cáo: UBND xã Tân Hòa",
        "- Đơn vị nhận báo cáo: Văn phòng UBND tỉnh Đồng Lam",
        "Đơn vị tính: Số hồ sơ TTHC",
    } <= texts


def test_figures__are_live_formulas_with_their_values():
    made = result()
    live, cached = sheet_of(made), sheet_of(made, data_only=True)
    top = header_row(live) + 4
    rows = {cached.cell(row, 2).value: row for row in range(top, top + len(made.rows))}
    line, group, total = rows["Hộ tịch"], rows["Cấp xã"], rows["TỔNG CỘNG"]
    assert live.cell(line, 3).value == f"=D{line}+E{line}+F{line}"
    assert live.cell(line, 4).value == 412
    assert live.cell(group, 4).value == f"=SUM(D{group + 1}:D{group + 2})"
    assert live.cell(total, 4).value == f"=D{rows['Cấp tỉnh']}+D{group}"
    for row, one in zip(range(top, top + len(made.rows)), made.rows, strict=True):
        assert [cached.cell(row, column).value for column in range(3, 14)] == [
            one.cells[f"c{number}"] for number in range(3, 14)
        ]


def test_one_dimension__total_is_one_sum():
    report = replace(II_06A, rows=ReportRows(group_by=("field_of_work",)))
    made = result(report=report, groups=[CountedGroup(one.key[1:], one.figures) for one in GROUPS])
    sheet = sheet_of(made)
    top = header_row(sheet) + 4
    assert sheet.cell(top + 3, 4).value == f"=SUM(D{top}:D{top + 2})"


def test_share_of_nothing__is_an_empty_cell():
    columns = (
        *COLUMNS,
        replace(COLUMNS[2], id="c14", number="14", heading=("Tỷ lệ (%)",), formula="percent(c8 + c9, c7)"),
    )
    made = result(report=replace(II_06A, columns=columns), groups=())
    live, cached = sheet_of(made), sheet_of(made, data_only=True)
    row = header_row(live) + 4
    assert live.cell(row, 14).value.startswith("=IF((G")
    assert cached.cell(row, 14).value in (None, "")
    assert live.cell(row, 14).number_format == "0.00"


def test_missing_figures__stay_empty_when_the_sheet_is_recomputed_and_count_once_filled_in():
    made = result()
    rows = tuple(replace(one, cells={**one.cells, "c4": None, "c3": None}) for one in made.rows)
    sheet = sheet_of(replace(made, rows=rows))
    top = header_row(sheet) + 4
    places = {sheet.cell(row, 2).value: row for row in range(top, top + len(rows))}
    line, group, total = places["Hộ tịch"], places["Cấp xã"], places["TỔNG CỘNG"]
    assert sheet.cell(line, 3).value == f'=IF(COUNT(D{line},E{line},F{line})<3,"",D{line}+E{line}+F{line})'
    cells = f"D{group + 1}:D{group + 2}"
    assert sheet.cell(group, 4).value == f'=IF(COUNT({cells})=0,"",SUM({cells}))'
    assert sheet.cell(total, 4).value.startswith(f'=IF(COUNT(D{places["Cấp tỉnh"]},D{group})=0,""')
    assert sheet.cell(group, 5).value == f"=SUM(E{group + 1}:E{group + 2})"


def test_print_set_up__a4_landscape_one_page_wide_with_repeated_header():
    sheet = sheet_of(result())
    top = header_row(sheet)
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == f"${top}:${top + 3}"
    assert sheet.freeze_panes == f"C{top + 4}"
    assert sheet.print_area.startswith("'II.06a'!$A$1:$M$")
    assert "&P/&N" in sheet.oddFooter.center.text


def test_every_cell__is_in_times_new_roman():
    sheet = sheet_of(result())
    fonts = {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert fonts == {"Times New Roman"}


def test_signatures__side_by_side_with_place_and_date():
    sheet = sheet_of(result())
    found = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value}
    left, right = found["Người làm báo cáo"], found["THỦ TRƯỞNG ĐƠN VỊ"]
    assert left.row == right.row
    assert left.column < right.column
    assert found["Tân Hòa, ngày 16 tháng 9 năm 2026"].column == right.column
    assert found["(Ký, đóng dấu)"].row == right.row + 1


def test_what_does_not_balance__is_said_in_the_workbook():
    checks = (BalanceCheck("sai", "c3 == c7", "(3) bằng (7)."),)
    sheet = sheet_of(result(report=replace(II_06A, checks=checks)))
    texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert any(text.startswith("Số liệu chưa cân đối: (3) bằng (7). Sai ở:") for text in texts)


def test_names_that_look_like_formulas__stay_texts():
    name = '=HYPERLINK("http://x","y")'
    groups = [CountedGroup(("commune", text), GROUPS[0].figures) for text in (name, "+1", "-1", "@SUM(A1)")]
    sheet = sheet_of(result(groups=groups))
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.column == 2 and cell.value}
    for text in (name, "+1", "-1", "@SUM(A1)"):
        assert cells[text].data_type == "s"
        assert cells[text].quotePrefix


def test_same_report__gives_the_same_bytes():
    def content(made):
        stream = io.BytesIO()
        write_report(made, stream)
        with zipfile.ZipFile(stream) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    assert content(result()) == content(result())


@pytest.mark.parametrize("columns", [COLUMNS[1:2], COLUMNS[1:3], COLUMNS[:4]])
def test_narrow_tables__have_their_title_too(columns):
    report = replace(
        II_06A,
        columns=tuple(
            replace(one, formula="", measure="" if one.value else "carried_over") for one in columns
        ),
        checks=(),
    )
    sheet = sheet_of(result(report=report))
    assert any(cell.value == II_06A.title for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize(
    ("name", "shown"), [("Báo cáo: [1]/2", "Báo cáo 12"), ("x" * 50, "x" * 31), ("", "Trang 1")]
)
def test_name_of_a_sheet__is_one_that_spreadsheets_take(name, shown):
    assert sheet_name(name) == shown


LIST = ListBook(
    name="so-theo-doi",
    title=TitleBlock("SỔ THEO DÕI HỒ SƠ", below=("Kỳ báo cáo: Tháng 11 năm 2026",)),
    columns=(
        Column(("TT",), "(1)", 5, "number"),
        Column(("Mã hồ sơ",), "(2)", 20),
        Column(("Trả kết quả", "Ngày trả"), "(3)", 16, "datetime"),
        Column(("Trả kết quả", "Ký nhận"), "(4)", 12),
    ),
)


def test_list__rows_of_every_kind_below_a_merged_header():
    stream = io.BytesIO()
    moment = datetime(2026, 11, 22, 16, 5, 30, tzinfo=VIETNAM)
    rows = ([number, f"H88.31-261122-{number:04}", moment, None] for number in range(1, 501))
    assert write_list(LIST, rows, stream) == 500
    sheet = openpyxl.load_workbook(stream).active
    top = header_row(sheet)
    assert {f"A{top}:A{top + 1}", f"C{top}:D{top}"} <= merged(sheet)
    assert sheet.cell(top + 3, 3).value == datetime(2026, 11, 22, 16, 5, 30)
    assert sheet.cell(top + 3, 3).number_format == "hh:mm dd/mm/yyyy"
    assert sheet.cell(top + 502, 2).value == "H88.31-261122-0500"
    assert sheet.auto_filter.ref == f"A{top + 2}:D{top + 502}"


def test_list__texts_that_look_like_formulas_or_are_too_long_stay_texts():
    stream = io.BytesIO()
    write_list(LIST, [[1, "=1+1", None, "@x"], [2, "a" * 40_000, None, "-"]], stream)
    sheet = openpyxl.load_workbook(stream).active
    row = header_row(sheet) + 3
    assert (sheet.cell(row, 2).value, sheet.cell(row, 2).data_type) == ("=1+1", "s")
    assert sheet.cell(row, 2).quotePrefix
    assert len(sheet.cell(row + 1, 2).value) == 32_767


def test_list_report__has_the_title_and_signatures_of_its_definition():
    stream = io.BytesIO()
    report = replace(II_06A, columns=COLUMNS[:2], rows=ReportRows(each="dossier"))
    assert write_list_report(replace(result(), report=report), [[1, "H88.31-261122-0001"]], stream) == 1
    texts = {cell.value for row in openpyxl.load_workbook(stream).active.iter_rows() for cell in row}
    assert {II_06A.title, "H88.31-261122-0001", "Người làm báo cáo"} <= texts
