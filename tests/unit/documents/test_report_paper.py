"""Reports on paper: the title block, the head repeated on every page, figures as printed, long lists in little time."""

import io
from dataclasses import replace
from datetime import datetime

import pytest
from docx import Document
from pypdf import PdfReader
from tests.unit.reporting.report_cases import GROUPS, II_06A, result

from motcua.definitions.report import ReportColumn, ReportRows
from motcua.documents.docx_paper import docx
from motcua.documents.pdf import pdf
from motcua.documents.report_paper import list_paper, report_paper
from motcua.kernel.clock import VIETNAM
from motcua.reporting.cell_words import cell_text, decimal_text
from motcua.reporting.rows import CountedGroup
from motcua.spreadsheets.report_csv import report_csv, table_csv
from motcua.surfaces.paper import ReportTitle, Signatures, Table

REGISTER = replace(
    II_06A,
    rows=ReportRows(each="dossier"),
    columns=(
        ReportColumn("c1", ("STT",), value="index", width=5),
        ReportColumn("c2", ("Mã hồ sơ",), value="number", width=20),
        ReportColumn("c3", ("Ngày nhận",), value="received_at", width=14),
    ),
)


def pages(drawn):
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf(drawn))).pages]


def table_of(drawn):
    return next(block for block in drawn.blocks if isinstance(block, Table))


def test_title_block__three_corners_and_the_unit_line():
    drawn = report_paper(result())
    head = next(block for block in drawn.blocks if isinstance(block, ReportTitle))
    assert head.left == ("Biểu số II.06a/VPCP/KSTT", II_06A.issued_under)
    assert head.below[0] == "Kỳ báo cáo: Quý III năm 2026"
    assert head.right[0] == "- Đơn vị báo cáo: UBND xã Tân Hòa"
    assert (drawn.paper, drawn.landscape) == ("A4", True)
    text = pages(drawn)[0]
    for words in ("II.06a/VPCP/KSTT", "Quý III năm 2026", "Đơn vị tính", "Trực tuyến", "Người làm báo cáo"):
        assert words in text


def test_table__head_of_the_form_with_its_numbers_and_totals_in_bold():
    made = result()
    table = table_of(report_paper(made))
    assert [(cell.text, cell.columns, cell.rows) for cell in table.head[0]] == [
        ("TT", 1, 3),
        ("Lĩnh vực, công việc giải quyết theo cấp", 1, 3),
        ("Số hồ sơ nhận giải quyết", 4, 1),
        ("Số lượng hồ sơ đã giải quyết", 4, 1),
        ("Số lượng hồ sơ đang giải quyết", 3, 1),
    ]
    assert table.numbers[2].replace("\u200b", "") == "(3)=(4)+(5)+(6)"
    assert [table.rows[index][1] for index in table.strong] == ["Cấp tỉnh", "Cấp xã", "TỔNG CỘNG"]
    assert table.indents == (0, 1, 0, 1, 1, 0)
    total = table.rows[-1]
    assert total[2] == cell_text(made.total.cells["c3"], "number") == "2.248"


def test_long_report__repeats_its_head_on_every_page():
    groups = [CountedGroup(("commune", f"Lĩnh vực {number}"), GROUPS[0].figures) for number in range(90)]
    texts = pages(report_paper(result(groups=groups)))
    assert len(texts) > 2
    assert all("Trực tuyến" in text and "Trang" in text for text in texts if "Lĩnh vực " in text)


def test_list__texts_and_moments_row_by_row():
    moment = datetime(2026, 9, 14, 8, 5, tzinfo=VIETNAM)
    rows = [[number, f"H88.31-260914-{number:05}", moment] for number in range(1, 700)]
    drawn = list_paper(result(report=REGISTER), rows)
    assert table_of(drawn).rows[0] == ("1", "H88.31-260914-00001", "08:05 14/09/2026")
    assert any(isinstance(block, Signatures) for block in drawn.blocks)
    assert "H88.31-260914-00699" in "".join(pages(drawn))


def test_word_document__has_the_same_table():
    made = result()
    tables = Document(io.BytesIO(docx(report_paper(made)))).tables
    body = tables[1]
    assert len(body.rows) == 4 + len(made.rows)
    assert body.rows[-1].cells[1].text == "TỔNG CỘNG"


@pytest.mark.parametrize(
    ("value", "written", "text"),
    [
        (None, "number", ""),
        (1234567, "number", "1.234.567"),
        (98.5, "percent", "98,50"),
        (100, "percent", "100,00"),
        (-1234.5, "number", "-1.234,50"),
        ("=1+1", "text", "=1+1"),
    ],
)
def test_cells__as_printed(value, written, text):
    assert cell_text(value, written) == text


def test_decimals__are_rounded_to_two():
    assert decimal_text(0.005) == "0,01"
    assert decimal_text(99.999) == "100,00"


def test_csv__one_line_of_headings_and_plain_figures():
    made = result()
    text = report_csv(made).decode("utf-8-sig")
    lines = text.split("\r\n")
    assert lines[0].startswith("TT,")
    assert "Số hồ sơ nhận giải quyết - Trong kỳ - Trực tuyến" in lines[0]
    assert lines[len(made.rows)] == ",TỔNG CỘNG," + ",".join(
        str(made.total.cells[f"c{number}"]) for number in range(3, 14)
    )


@pytest.mark.parametrize("text", ["=1+1", "+84", "-1", "@SUM", "\tx"])
def test_csv__texts_stay_texts(text):
    assert table_csv(["a"], [[text]]).decode("utf-8-sig").split("\r\n")[1].strip('"') == f"'{text}"
