"""The official workbooks cell by cell against what was checked by eye; `MOTCUA_REWRITE_GOLDEN=1` writes them anew."""

import io
import os
from pathlib import Path

import pytest
from tests.golden.book_text import book_text
from tests.unit.reporting.report_cases import result
from tests.unit.services.report_world import EVERYTHING, fill

from motcua.reporting.rows import CountedGroup, DimensionWords
from motcua.services.report_plans import ReportRequest, find_report
from motcua.services.reporting import write_workbook
from motcua.spreadsheets.report_workbook import write_report

FOLDER = Path(__file__).parent
AGENCIES = {"H88.03": "Sở Tư pháp", "H88.31": "UBND xã Tân Hòa", "H88.32": "UBND phường Tân An"}
CATALOG = (
    CountedGroup(
        (),
        {
            "procedures_province": 120,
            "procedures_commune": 310,
            "procedures_one_stop_province": 118,
            "procedures_one_stop_commune": 310,
            "processes_province": 40,
            "processes_commune": 62,
        },
    ),
    CountedGroup(
        ("H88.03",),
        {"procedures_province": 120, "procedures_one_stop_province": 118, "processes_province": 40},
    ),
    CountedGroup(
        ("H88.31",),
        {"procedures_commune": 310, "procedures_one_stop_commune": 310, "processes_commune": 62},
    ),
    CountedGroup(
        ("H88.32",),
        {"procedures_commune": 305, "procedures_one_stop_commune": 305, "processes_commune": 60},
    ),
)


@pytest.fixture
def filled(sqlite_platform):
    return fill(sqlite_platform)


def compare(name: str, data: bytes) -> None:
    """The text of a workbook equals the one kept under this name."""
    kept, text = FOLDER / f"{name}.txt", book_text(data)
    if "MOTCUA_REWRITE_GOLDEN" in os.environ:
        kept.write_text(text, encoding="utf-8")
    assert text.splitlines() == kept.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("name", "request_"),
    [
        ("II.06a", ReportRequest("II.06a", "2026-Q3")),
        ("II.06c", ReportRequest("II.06c", "2026-Q3")),
        ("II.06a-xa", ReportRequest("II.06a", "2026-Q3", "H88.31")),
        ("so-theo-doi", ReportRequest("so-theo-doi", "2026-08", "H88.31")),
    ],
)
def test_workbook__is_the_one_checked_by_eye(filled, name, request_):
    stream = io.BytesIO()
    write_workbook(filled, EVERYTHING, request_, stream)
    compare(name, stream.getvalue())


def test_procedures_and_processes__of_invented_figures_in_the_official_form(sqlite_platform):
    report = find_report(sqlite_platform, "II.07b")
    made = result(report, (), DimensionWords({"competent_agency": AGENCIES}), CATALOG)
    stream = io.BytesIO()
    write_report(made, stream)
    compare("II.07b", stream.getvalue())
