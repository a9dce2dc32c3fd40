"""Builds the seed catalog workbook in the national layout from its CSV: `python tools/build_seed_catalog.py`."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import xlsxwriter

FOLDER = Path(__file__).resolve().parent.parent / "seed_catalogs"
SOURCE = FOLDER / "danh-muc-tthc-mau.csv"
TARGET = FOLDER / "danh-muc-tthc-mau.xlsx"
SHEET = "Danh sách TTHC"
BANNER = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập – Tự do – Hạnh phúc\n"
    "------------------------------\n\nDANH SÁCH THỦ TỤC HÀNH CHÍNH\n"
)
WIDTHS = (12, 80, 28, 32, 36)
COLLECTED = datetime(2026, 11, 22)  # noqa: DTZ001


def build(source: Path = SOURCE, target: Path = TARGET) -> int:
    """Write the workbook and return the number of procedures; the same CSV gives the same bytes."""
    with source.open(encoding="utf-8", newline="") as handle:
        header, *rows = csv.reader(handle)
    with xlsxwriter.Workbook(target) as book:
        book.set_properties({"title": SHEET, "created": COLLECTED})
        sheet = book.add_worksheet(SHEET)
        centered = book.add_format({"align": "center", "valign": "vcenter", "text_wrap": True, "bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@", "valign": "top"})
        sheet.merge_range(0, 0, 0, len(header) - 1, BANNER, centered)
        sheet.set_row(0, 96)
        for column, (heading, width) in enumerate(zip(header, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(1, column, heading, centered)
        for line, row in enumerate(rows, start=2):
            sheet.write_string(line, 0, row[0], text)
            for column, value in enumerate(row[1:], start=1):
                sheet.write_string(line, column, value, wrapped)
        sheet.freeze_panes(2, 0)
    return len(rows)


if __name__ == "__main__":
    print(f"{TARGET.name}: {build()} thủ tục")
