"""The catalog in every kind of file: workbooks old and new, text tables of any encoding, records, several sheets."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from tests.unit.spreadsheets.old_workbook import old_workbook, workbook_stream
from tests.unit.spreadsheets.other_files import open_document, windows

from motcua.dossiers.actor import Actor
from motcua.services.catalog_import import CatalogOrder, CatalogReport, import_catalog
from motcua.services.runtime import Platform

HEAD = ("TT", "Tên thủ tục hành chính", "Mã TTHC", "Thời hạn giải quyết", "Phí, lệ phí", "Cấp giải quyết")
ROWS = (
    ("1", "Cấp giấy thử nghiệm", "9.000001", "03 ngày làm việc", "20.000 đồng/hồ sơ", "Xã"),
    ("2", "Đăng ký thử nghiệm", "9.000002", "Trong ngày", "Không", "Tỉnh"),
)


def run(platform: Platform, actor: Actor, path: Path) -> CatalogReport:
    return import_catalog(platform, actor, CatalogOrder(path))


def text_table(encoding: str, delimiter: str, mark: bytes = b"") -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows([HEAD, *ROWS])
    text = buffer.getvalue()
    if encoding == "cp1258":
        return mark + windows(text)
    return mark + text.encode(encoding)


def workbook(*sheets: tuple[str, Sequence[Sequence[str]]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, rows in sheets:
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return buffer.getvalue()


def grouped() -> bytes:
    """A banner, then a header of two rows: groups merged over their columns, other headings merged downwards."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet("Phụ lục I")
        page.merge_range(
            0, 0, 0, 5, "DANH MỤC THỦ TỤC HÀNH CHÍNH\nban hành kèm theo Quyết định số 12/QĐ-UBND"
        )
        page.merge_range(2, 0, 3, 0, HEAD[0])
        page.merge_range(2, 1, 2, 2, "Thủ tục")
        page.write_row(3, 1, HEAD[1:3])
        for column in (3, 4, 5):
            page.merge_range(2, column, 3, column, HEAD[column])
        for number, row in enumerate(ROWS, start=4):
            page.write_row(number, 0, row)
    return buffer.getvalue()


TABLES: dict[str, Callable[[], bytes]] = {
    "utf-8.csv": lambda: text_table("utf-8", ",", b"\xef\xbb\xbf"),
    "semicolon.csv": lambda: text_table("utf-8", ";"),
    "tab.csv": lambda: text_table("utf-8", "\t"),
    "windows.csv": lambda: text_table("cp1258", ";"),
    "utf-16.csv": lambda: text_table("utf-16-le", "\t", b"\xff\xfe"),
    "new.xlsx": lambda: workbook(("Danh mục", [HEAD, *ROWS])),
    "old.xls": lambda: old_workbook(workbook_stream([HEAD, *ROWS])),
    "grouped.xlsx": grouped,
    "open.ods": lambda: open_document([HEAD, *ROWS]),
    "sheets.xlsx": lambda: workbook(
        ("Hướng dẫn", [("Cách dùng",)]), ("Cấp xã", [HEAD, ROWS[0]]), ("Cấp tỉnh", [HEAD, ROWS[1]])
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_table_of_any_kind__brings_the_same_procedures(
    sqlite_platform: Platform, importer: Actor, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(TABLES[name]())
    report = run(sqlite_platform, importer, path)
    assert (report.added, report.rejected) == (2, 0), report.problems
    today = sqlite_platform.today()
    first, second = (
        sqlite_platform.rules.bundle(code, "", today).procedure for code in ("9.000001", "9.000002")
    )
    assert first.name == "Cấp giấy thử nghiệm"
    assert [str(offer.time_limit) for offer in first.offers] == ["3 working_days"]
    assert [(fee.amount, fee.unit) for fee in first.fees] == [(20_000, "hồ sơ")]
    assert [str(offer.time_limit) for offer in second.offers] == ["same_day"]
    assert [level.value for level in second.levels] == ["province"]


PACKET = {
    "MATTHC": "9.000011",
    "TENTTHC": "Thủ tục từ gói trao đổi",
    "CAPTHUCHIEN": "Cấp xã",
    "LINHVUCTHUCHIEN": [{"MALINHVUC": "G15", "TENLINHVUC": "Hộ tịch"}],
    "TRINHTUTHUCHIEN": [{"TRUONGHOP": "", "TRINHTU": [{"TENTRINHTU": "Nộp hồ sơ"}]}],
    "CACHTHUCTHUCHIEN": [
        {
            "KENH": "1",
            "THOIGIAN": [
                {
                    "THOIGIANGIAIQUYET": 5,
                    "DONVITINH": "Ngày làm việc",
                    "MOTA": "",
                    "PHILEPHI": [{"MAPHILEPHI": "P1", "SOTIEN": 15000, "DONVI": "Đồng", "MOTA": "/bản"}],
                }
            ],
        },
        {"KENH": "2", "THOIGIAN": [{"THOIGIANGIAIQUYET": 3, "DONVITINH": "Ngày làm việc", "PHILEPHI": []}]},
    ],
    "THANHPHANHOSO": [
        {
            "TRUONGHOP": "",
            "GIAYTO": [
                {
                    "MAGIAYTO": "G1",
                    "TENGIAYTO": "Tờ khai",
                    "SOBANCHINH": 1,
                    "SOBANSAO": 0,
                    "TENMAUDON": "mau.docx",
                }
            ],
        }
    ],
    "KETQUATHUCHIEN": [{"MAKETQUA": "KQ.G15.000011", "TENKETQUA": "Giấy xác nhận"}],
    "CANCUPHAPLY": [{"SOVANBAN": "60/2014/QH13", "TENVANBAN": "Luật Hộ tịch"}],
    "COQUANTHUCHIEN": [{"MADONVI": "X", "TENDONVI": "Ủy ban nhân dân cấp xã"}],
}


@pytest.mark.parametrize("packed", [False, True])
def test_exchange_packets__are_a_catalog_of_their_own(
    sqlite_platform: Platform, importer: Actor, tmp_path: Path, packed: bool
) -> None:
    path = tmp_path / ("goi.json.gz" if packed else "goi.json")
    content = json.dumps({"data": [PACKET, {"MATTHC": "sai"}]}, ensure_ascii=False).encode()
    path.write_bytes(gzip.compress(content) if packed else content)
    report = run(sqlite_platform, importer, path)
    assert (report.added, report.rejected, [one.code for one in report.problems]) == (1, 1, ["IMP-016"])
    procedure = sqlite_platform.rules.bundle("9.000011", "", sqlite_platform.today()).procedure
    assert {channel: str(offer.time_limit) for offer in procedure.offers for channel in offer.channels} == {
        "counter": "5 working_days",
        "online": "3 working_days",
    }
    assert [paper.name for paper in procedure.checklist] == ["Tờ khai"]
    assert [outcome.code for outcome in procedure.outcomes] == ["KQ.G15.000011"]
    again = run(sqlite_platform, importer, path)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)


def test_record_told_twice_or_nameless__is_told(
    sqlite_platform: Platform, importer: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "goi.jsonl"
    records: list[Any] = [PACKET, PACKET, {**PACKET, "MATTHC": "9.000012", "TENTTHC": ""}]
    path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in records), encoding="utf-8")
    report = run(sqlite_platform, importer, path)
    assert (report.added, report.rejected) == (1, 1)
    assert [(one.code, one.place.line) for one in report.problems] == [("IMP-007", 2), ("IMP-009", 3)]


def test_real_portal_records__bring_everything_they_say(
    sqlite_platform: Platform, importer: Actor, shared_data: Path
) -> None:
    path = shared_data / "portal-api" / "get-formality-2.000815.json"
    report = run(sqlite_platform, importer, path)
    assert (report.rows, report.rejected) == (1, 0), report.problems
    procedure = sqlite_platform.rules.bundle("2.000815", "", sqlite_platform.today()).procedure
    assert procedure.name
    assert procedure.offers


def test_real_records_alone__are_a_whole_catalog(
    sqlite_platform: Platform, importer: Actor, shared_data: Path
) -> None:
    report = run(sqlite_platform, importer, shared_data / "catalog-detail" / "toa-an-nhan-dan.jsonl.gz")
    assert report.rows > 0
    assert (report.rejected, report.added) == (0, report.rows), report.problems
