"""Every exported workbook opens: in LibreOffice where it is installed, else proven part by part by two readers."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import update
from tests.unit.services.report_world import EVERYTHING, fill

from motcua.services.report_plans import ReportRequest
from motcua.services.reporting import report_definitions, write_workbook
from motcua.storage.tables import DossierRow

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
INJECTED = '=HYPERLINK("http://x","y")'
PARTS = {"[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"}


@pytest.fixture
def books(sqlite_platform, tmp_path) -> list[Path]:
    """Every shipped report as a workbook, dossiers of people with hostile names in them."""
    platform = fill(sqlite_platform)
    with platform.database.write(EVERYTHING) as session:
        session.execute(update(DossierRow).values(applicant_name=INJECTED, summary="+1+1"))
    found = []
    for one in report_definitions(platform):
        place = tmp_path / f"{one.code}.xlsx"
        write_workbook(platform, EVERYTHING, ReportRequest(one.code, "2026-Q3"), place)
        found.append(place)
    return found


def test_every_workbook__opens_without_repair(books, tmp_path):
    for place in books:
        prove(place)
    if OFFICE:
        out = tmp_path / "pdf"
        command = [
            OFFICE,
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/office",
            "--convert-to",
            "pdf",
        ]
        subprocess.run([*command, "--outdir", str(out), *map(str, books)], check=True, timeout=300)
        assert {one.stem for one in out.glob("*.pdf")} == {one.stem for one in books}


def prove(place: Path) -> None:
    """What a strict reader asks of a workbook: whole parts, cells once, merges apart, styles known, texts as texts."""
    data = place.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert set(names) >= PARTS
        assert len(names) == len(set(names))
        parts = {
            name: ET.fromstring(archive.read(name)) for name in names if name.endswith((".xml", ".rels"))
        }
    sheet = parts["xl/worksheets/sheet1.xml"]
    space = sheet.tag.partition("}")[0] + "}"
    cells = sheet.findall(f".//{space}c")
    references = [cell.get("r") for cell in cells]
    assert len(references) == len(set(references))
    rows = [int(row.get("r")) for row in sheet.findall(f".//{space}row")]
    assert rows == sorted(set(rows))
    looks = len(parts["xl/styles.xml"].find(f"{space}cellXfs"))
    assert all(int(cell.get("s", "0")) < looks for cell in cells)
    book = openpyxl.load_workbook(io.BytesIO(data))
    taken: set[str] = set()
    for merged in book.active.merged_cells.ranges:
        here = {f"{row}:{column}" for row, column in merged.cells}
        assert not here & taken, f"{place.name}: merges overlap at {merged}"
        taken |= here
    for row in book.active.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith(("=HYPERLINK", "+1+1")):
                assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_names_that_look_like_formulas__stay_texts(books):
    (place,) = [one for one in books if one.stem == "so-theo-doi-chi-tiet"]
    texts = {cell.value for row in openpyxl.load_workbook(place).active.iter_rows() for cell in row}
    assert INJECTED in texts
