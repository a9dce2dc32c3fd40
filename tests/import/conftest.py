"""Workbooks written by the tests, and somebody who may import them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from motcua.dossiers.actor import Actor

HEAD = ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực")
ROWS = (
    ("9.000001", "Cấp giấy phép thử nghiệm", "Bộ Thử nghiệm", "Sở Tư pháp", "Luật sư"),
    ("9.000002", "Đăng ký thử nghiệm", "Bộ Thử nghiệm", "Ủy ban nhân dân cấp xã", "Hộ tịch"),
    ("9.000003", "Công nhận thử nghiệm", "Bộ Thử nghiệm", "Cục Bổ trợ tư pháp", "Luật sư"),
    ("9.000004", "Thủ tục không rõ cơ quan", "Bộ Thử nghiệm", "", "Lĩnh vực lạ"),
)
WriteBook = Callable[..., Path]


@pytest.fixture
def importer() -> Actor:
    return Actor("quantri", "Quản trị", permissions=frozenset({"can_import_catalog"}))


@pytest.fixture
def write_book(tmp_path: Path) -> WriteBook:
    """Writes rows into a workbook of the national layout: a merged banner, then the header."""

    def write(
        rows: Sequence[Sequence[object]] = ROWS, head: Sequence[str] = HEAD, name: str = "danh-muc.xlsx"
    ) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet("Danh sách TTHC")
            sheet.merge_range(0, 0, 0, len(head) - 1, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nDANH SÁCH")
            sheet.write_row(1, 0, head)
            for number, row in enumerate(rows, start=2):
                sheet.write_row(number, 0, row)
        return path

    return write
