"""Proves that a workbook is whole: read strictly part by part, and opened, recomputed and saved again by LibreOffice."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
from python_calamine import CalamineWorkbook

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
PARTS = {"[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"}
RECOMPUTE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""Settings of the office program: formulas are worked out when a file is opened, whatever result is stored."""


def saved_again(books: Sequence[Path], folder: Path) -> dict[str, Path]:
    """Each workbook as LibreOffice saves it, all of one process with a profile of its own; none without the program."""
    if not OFFICE:
        return {}
    profile, out = folder / "profile", folder / "saved"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECOMPUTE, encoding="utf-8")
    command = [OFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), *map(str, books)]
    subprocess.run(command, check=True, timeout=300, capture_output=True)
    return {place.stem: place for place in out.glob("*.xlsx")}


def contents(place: Path) -> dict[str, tuple[str, set[str], dict[str, Any]]]:
    """For each sheet whether it shows or is hidden, its merged ranges, and what stands in every cell that holds something."""
    book = openpyxl.load_workbook(place, data_only=True)
    return {
        sheet.title: (
            "visible" if sheet.sheet_state == "visible" else "hidden",
            {str(area) for area in sheet.merged_cells.ranges},
            {
                cell.coordinate: _plain(cell.value)
                for row in sheet.iter_rows()
                for cell in row
                if cell.value not in (None, "")
            },
        )
        for sheet in book.worksheets
    }


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 9)
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def prove(place: Path, texts: Sequence[str] = ()) -> None:
    """What a strict reader asks of a workbook: whole parts, cells once, merges apart, styles known; and that cells
    beginning with one of ``texts`` are marked as texts.
    """
    data = place.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert set(names) >= PARTS
        assert len(names) == len(set(names))
        parts = {
            name: ET.fromstring(archive.read(name)) for name in names if name.endswith((".xml", ".rels"))
        }
    styles = parts["xl/styles.xml"]
    space = styles.tag.partition("}")[0] + "}"
    looks = len(styles.find(f"{space}cellXfs"))
    for name, part in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            _prove_sheet(part, space, looks)
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        _prove_cells(sheet, texts, f"{place.name}: {sheet.title}")
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == book.sheetnames


def _prove_sheet(sheet: ET.Element, space: str, looks: int) -> None:
    cells = sheet.findall(f".//{space}c")
    references = [cell.get("r") for cell in cells]
    assert len(references) == len(set(references))
    rows = [int(row.get("r", "0")) for row in sheet.findall(f".//{space}row")]
    assert rows == sorted(set(rows))
    assert all(int(cell.get("s", "0")) < looks for cell in cells)


def _prove_cells(sheet: Any, texts: Sequence[str], name: str) -> None:
    taken: set[tuple[int, int]] = set()
    for merged in sheet.merged_cells.ranges:
        here = set(merged.cells)
        assert not here & taken, f"{name}: merges overlap at {merged}"
        taken |= here
    for row in sheet.iter_rows():
        for cell in row:
            if texts and isinstance(cell.value, str) and cell.value.startswith(tuple(texts)):
                kept = cell.quotePrefix or cell.number_format == "@"
                assert (cell.data_type, kept) == ("s", True), f"{name}!{cell.coordinate}"
