"""Reports as files: the same figures in workbook, PDF and text table; endings, names, long lists."""

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from tests.unit.services.report_world import EVERYTHING, fill

from motcua.cli.report import report
from motcua.services import report_files
from motcua.services.report_files import FileFormat, format_of, report_file
from motcua.services.report_plans import ReportRequest, ReportRequestError
from motcua.services.reporting import report_definitions, run_report

Q3 = ReportRequest("II.06a", "2026-Q3")


@pytest.fixture
def filled(province):
    return fill(province)


@pytest.fixture
def filled_sqlite(sqlite_platform):
    return fill(sqlite_platform)


def rows_of(made):
    return list(csv.reader(io.StringIO(made.data.decode("utf-8-sig"))))


def text_of(data):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_files__have_the_figures_of_the_report(filled):
    result = run_report(filled, EVERYTHING, Q3)
    table = report_file(filled, EVERYTHING, Q3, FileFormat.CSV)
    assert table.rows == len(result.rows)
    assert rows_of(table)[-1][2:] == [str(value) for value in result.total.cells.values()]
    paper = report_file(filled, EVERYTHING, Q3, FileFormat.PDF)
    assert paper.name == "II.06a_2026-Q3_H88.pdf"
    assert "TỔNG CỘNG" in text_of(paper.data)


def test_every_shipped_report__goes_onto_paper_and_into_a_text_table(filled_sqlite):
    for one in report_definitions(filled_sqlite):
        request = ReportRequest(one.code, "2026-Q3")
        lines = rows_of(report_file(filled_sqlite, EVERYTHING, request, FileFormat.CSV))
        assert {len(line) for line in lines} == {len(one.columns)}, one.code
        assert report_file(filled_sqlite, EVERYTHING, request, FileFormat.PDF).data.startswith(b"%PDF")


def test_list_too_long_for_paper__is_refused_with_the_way_out(filled_sqlite, monkeypatch):
    monkeypatch.setattr(report_files, "PDF_ROWS", 3)
    request = ReportRequest("so-theo-doi", "2026-Q3")
    with pytest.raises(ReportRequestError, match="xuất Excel"):
        report_file(filled_sqlite, EVERYTHING, request, FileFormat.PDF)
    assert report_file(filled_sqlite, EVERYTHING, request, FileFormat.CSV).rows > 3


def test_ending_of_the_name__decides():
    assert format_of(Path("a/b.PDF")) is FileFormat.PDF
    with pytest.raises(ReportRequestError, match=r"\.xlsx, \.pdf hoặc \.csv"):
        format_of(Path("bao-cao.doc"))


def test_command__writes_what_the_ending_asks_for(filled_sqlite, tmp_path, monkeypatch):
    monkeypatch.setenv("MOTCUA_VAR", str(tmp_path))
    monkeypatch.setenv("MOTCUA_DATABASE_URL", filled_sqlite.settings.database_url)
    for ending, beginning in (("xlsx", b"PK"), ("pdf", b"%PDF"), ("csv", b"\xef\xbb\xbfTT,")):
        out = tmp_path / f"bao-cao.{ending}"
        answer = CliRunner().invoke(report, ["II.06a", "--period", "2026-Q3", "--out", str(out)])
        assert answer.exit_code == 0, answer.output
        assert out.read_bytes().startswith(beginning)
    refused = CliRunner().invoke(report, ["II.06a", "--period", "2026-Q3", "--out", str(tmp_path / "a.doc")])
    assert refused.exit_code == 1
    assert "Đặt tên tệp" in refused.output
