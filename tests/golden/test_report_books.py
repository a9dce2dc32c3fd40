"""The official workbooks cell by cell against what was checked by eye; `MOTCUA_REWRITE_GOLDEN=1` writes them anew."""

import io
import os
from pathlib import Path

import pytest
from tests.golden.book_text import book_text
from tests.unit.services.report_world import EVERYTHING, fill

from motcua.services.report_plans import ReportRequest
from motcua.services.reporting import write_workbook

FOLDER = Path(__file__).parent


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
        ("II.07b", ReportRequest("II.07b", "2026-Q3", "H88.03,H88.04,H88.31,H88.32")),
    ],
)
def test_workbook__is_the_one_checked_by_eye(filled, name, request_):
    stream = io.BytesIO()
    write_workbook(filled, EVERYTHING, request_, stream)
    compare(name, stream.getvalue())
