"""Workbooks of every kind come out as text; what cannot be read says why."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from tests.unit.spreadsheets.old_workbook import old_workbook, workbook_stream

from motcua.spreadsheets.reading import as_text, read_bytes, read_workbook

CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Danh sách">
<table:table-row><table:table-cell office:value-type="string"><text:p>Mã số</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>Tên</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="float" office:value="1.00411"><text:p>1.00411</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>Cấp giấy</text:p></table:table-cell></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>""".replace("\n<", "<")


def book(write) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as target:
        write(target)
    return buffer.getvalue()


def archive(entries: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries.items():
            target.writestr(name, content)
    return buffer.getvalue()


def codes(data: bytes, name: str = "danh-muc.xlsx") -> list[str]:
    reading = read_bytes(data, name)
    assert reading.workbook is None or not reading.problems
    for problem in reading.problems:
        assert name in problem.message
        assert problem.remedy
    return [problem.code for problem in reading.problems]


def test_xlsx__comes_out_as_text_with_its_numbers_known() -> None:
    def write(target) -> None:
        sheet = target.add_worksheet("Danh sách")
        sheet.merge_range(0, 0, 0, 2, "Tiêu đề\nhai dòng")
        sheet.write_row(2, 0, [1.00411, 45.0, "Ca\u0302\u0301p"])
        sheet.write_formula(3, 0, "=1+1", None, "1.004873")
        sheet.write_datetime(3, 1, dt.datetime(2026, 4, 30), target.add_format({"num_format": "dd/mm/yyyy"}))
        target.add_worksheet("Ẩn").hide()

    reading = read_bytes(book(write), "a.xlsx")
    assert reading.workbook is not None
    sheet, hidden = reading.workbook.sheets
    assert sheet.rows == (
        ("Tiêu đề\nhai dòng", "", ""),
        ("", "", ""),
        ("1.00411", "45", "Cấp"),
        ("1.004873", "30/04/2026", ""),
    )
    assert sheet.numbers == frozenset({(2, 0), (2, 1)})
    assert [(area.top, area.right) for area in sheet.merged] == [(0, 2)]
    assert hidden.hidden


def test_ods__is_read() -> None:
    data = archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": CONTENT,
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        }
    )
    reading = read_bytes(data, "a.ods")
    assert reading.workbook is not None
    assert reading.workbook.sheets[0].rows == (("Mã số", "Tên"), ("1.00411", "Cấp giấy"))
    assert reading.workbook.kind == "ods"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "BOOK-004"),
        (b"\x00" * 100, "BOOK-004"),
        (b"%PDF-1.7 ...", "BOOK-002"),
        (b"\x89PNG\r\n\x1a\n", "BOOK-002"),
        (b"<html><table><tr><td>M\xc3\xa3</td></tr></table>", "BOOK-002"),
        (b"MZ\x90\x00", "BOOK-002"),
        (b"abc\x00def", "BOOK-002"),
        (b"PK\x03\x04 cut off", "BOOK-005"),
        (archive({"a.txt": "x"}), "BOOK-002"),
        (archive({"word/document.xml": "<w/>"}), "BOOK-002"),
        (archive({"xl/workbook.xml": "<not closed"}), "BOOK-005"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "BOOK-003",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 6000 + "WordDocument".encode("utf-16-le"),
            "BOOK-002",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "Workbook".encode("utf-16-le"), "BOOK-005"),
    ],
)
def test_what_is_no_workbook__says_why_and_what_to_do(data: bytes, code: str) -> None:
    assert codes(data) == [code]


def test_encrypted_ods__asks_for_the_password_to_be_removed() -> None:
    manifest = "<manifest:encryption-data/>"
    data = archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest,
            "content.xml": "x",
        }
    )
    assert codes(data, "a.ods") == ["BOOK-003"]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95, 0.999])
def test_truncated_workbook__is_damaged(share: float) -> None:
    data = book(lambda target: target.add_worksheet().write_column(0, 0, [f"Dòng {n}" for n in range(3_000)]))
    assert codes(data[: int(len(data) * share)]) == ["BOOK-005"]


def test_damaged_inside__is_damaged() -> None:
    data = bytearray(
        book(lambda target: target.add_worksheet().write_column(0, 0, [f"Dòng {n}" for n in range(3_000)]))
    )
    middle = len(data) // 2
    data[middle : middle + 400] = b"\xff" * 400
    assert codes(bytes(data)) == ["BOOK-005"]


def test_zip_bomb__is_refused_unopened() -> None:
    data = archive({"xl/workbook.xml": "<x/>", "xl/worksheets/sheet1.xml": b"0" * 60_000_000})
    assert codes(data) == ["BOOK-006"]


def test_formatted_empty_rows__are_refused_when_they_are_most_of_a_big_sheet() -> None:
    row = b'<row r="9" s="1"><c r="A9" s="1"/><c r="B9" s="1"/></row>'
    content = (
        b"<worksheet><sheetData><row><c><v>1</v></c></row>" + row * 700_000 + b"</sheetData></worksheet>"
    )
    data = archive({"xl/workbook.xml": "<x/>", "xl/worksheets/sheet1.xml": content, "pad": bytes(1000)})
    assert codes(data) in (["BOOK-009"], ["BOOK-006"])


def test_cell_at_the_far_corner__is_refused_before_it_costs_memory() -> None:
    def write(target) -> None:
        sheet = target.add_worksheet()
        sheet.write(0, 0, "Mã số")
        sheet.write(1_048_575, 16_383, "x")

    assert codes(book(write)) == ["BOOK-008"]


def test_two_hundred_thousand_formatted_empty_rows__are_skipped() -> None:
    def write(target) -> None:
        border = target.add_format({"border": 1})
        sheet = target.add_worksheet()
        sheet.write_row(0, 0, ["Mã số", "Tên"])
        for number in range(1, 200_000):
            sheet.write_blank(number, 0, None, border)

    reading = read_bytes(book(write), "a.xlsx")
    assert reading.workbook is not None
    assert reading.workbook.sheets[0].rows == (("Mã số", "Tên"),)


def test_missing_file__is_said(tmp_path: Path) -> None:
    reading = read_workbook(tmp_path / "khong-co.xlsx")
    assert [problem.code for problem in reading.problems] == ["BOOK-001"]


def test_named_csv_that_is_a_workbook__is_read_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "ten-sai.csv"
    path.write_bytes(book(lambda target: target.add_worksheet().write(0, 0, "Mã số")))
    reading = read_workbook(path)
    assert reading.workbook is not None
    assert reading.workbook.kind == "xlsx"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (45.0, "45"),
        (1.00411, "1.00411"),
        (1e-07, "0.0000001"),
        (12_345_678_901.0, "12345678901"),
        (True, "TRUE"),
        (dt.date(2026, 1, 2), "02/01/2026"),
        (dt.datetime(2026, 1, 2, 7, 5), "02/01/2026 07:05"),
        (dt.time(7, 5), "07:05"),
        (dt.timedelta(hours=30, minutes=5), "30:05"),
        (None, ""),
    ],
)
def test_cell_values__read_like_an_official_reads_them(value, text: str) -> None:
    assert as_text(value) == text


def test_workbook_of_excel_97__is_read() -> None:
    data = old_workbook(workbook_stream([["Mã số", "Tên"], [1.00411, "Cấp giấy"]]))
    reading = read_bytes(data, "cu.xls")
    assert reading.workbook is not None, reading.problems
    sheet = reading.workbook.sheets[0]
    assert (reading.workbook.kind, sheet.rows) == ("xls", (("Mã số", "Tên"), ("1.00411", "Cấp giấy")))
    assert sheet.numbers == frozenset({(1, 0)})


def test_locked_workbook_of_excel_97__asks_for_the_password_to_be_removed() -> None:
    data = old_workbook(workbook_stream([["Mã số", "Tên"], ["1.004873", "a"]], locked=True))
    assert codes(data, "cu.xls") == ["BOOK-003"]


def test_cell_far_away_in_excel_97__is_refused() -> None:
    rows: list[list[object]] = [["x"]]
    stream = workbook_stream(rows)
    far = stream.replace(b"\x04\x02\x0b\x00\x00\x00\x00\x00", b"\x04\x02\x0b\x00\xff\xff\xff\x00")
    assert far != stream
    assert codes(old_workbook(far), "cu.xls") == ["BOOK-008"]
