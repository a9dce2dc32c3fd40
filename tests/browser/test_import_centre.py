"""A strange file in the browser: its columns are pointed at once, what it brings is looked at, and it is taken in."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PHONE = 390
WORKER = 15_000
ROWS = (
    ("BẢNG KÊ ĐẦU MỐI", "", "", "", ""),
    ("Thông tin đầu mối", "", "Hạng", "Bên quản", "Ghi riêng"),
    ("Ký hiệu riêng", "Danh xưng", "", "", ""),
    ("H88.951", "Ủy ban nhân dân xã Bình Minh", "hạng ba", "H88", "x"),
    ("H88.952", "Ủy ban nhân dân xã Bình Hòa", "hạng ba", "H88", "y"),
    ("H88.953", "Ủy ban nhân dân xã Bình An", "hạng ba", "Sở Không Có", ""),
)


@pytest.fixture
def province(sqlite_platform: Any) -> Any:
    """The screens do not depend on the database."""
    return sqlite_platform


def book() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        page = made.add_worksheet("Đầu mối")
        for number, row in enumerate(ROWS):
            page.write_row(number, 0, row)
        page.merge_range(1, 0, 1, 1, ROWS[1][0])
        for column in (2, 3, 4):
            page.merge_range(1, column, 2, column, ROWS[1][column])
    return buffer.getvalue()


def no_barrier(page: Page) -> None:
    """No violation on the page as it stands, and nothing wider than the window."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def press(page: Page, name: str) -> None:
    """Press a button that leads to another page, and wait for it."""
    with page.expect_navigation(wait_until="networkidle"):
        page.get_by_role("button", name=name, exact=True).click()


def test_strange_file__is_taught_looked_at_and_taken_in(
    site: str, sign_in: Callable[..., Page], picture: Callable[..., None], tmp_path: Path
) -> None:
    page = sign_in("quantri")
    page.goto(f"{site}/nhap-du-lieu")
    page.wait_for_load_state("networkidle")
    no_barrier(page)
    page.set_input_files("#file", {"name": "dau-moi.xlsx", "mimeType": "", "buffer": book()})
    press(page, "Đọc tệp")
    expect(page.get_by_role("heading", name="Chưa nhận ra bố cục", exact=True)).to_be_visible(timeout=WORKER)
    with page.expect_navigation(wait_until="networkidle"):
        page.get_by_role("link", name="Chỉ cột").first.click()
    teach(page, picture)
    expect(page.get_by_role("heading", name="Nếu nhập")).to_be_visible(timeout=WORKER)
    expect(page.get_by_role("heading", name="Cơ quan, đơn vị")).to_be_visible()
    expect(page.get_by_text("Cơ quan cấp trên “Sở Không Có” không có trong hệ thống")).to_be_visible()
    no_barrier(page)
    picture(page, "nhap-du-lieu")
    page.set_viewport_size({"width": PHONE, "height": 844})
    no_barrier(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    press(page, "Nhập 2 cơ quan")
    expect(page.get_by_role("heading", name="Kết quả")).to_be_visible(timeout=WORKER)
    mend(page, tmp_path)
    undo(page, picture)


def mend(page: Page, folder: Path) -> None:
    """The row with the unknown agency is mended in the error workbook and joins the same import."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp lỗi có tô màu").click()
    place = folder / "loi.xlsx"
    download.value.save_as(place)
    workbook = openpyxl.load_workbook(place)
    workbook["Đầu mối"]["D6"] = "H88"
    workbook.save(place)
    page.set_input_files("input[name=file]", place)
    press(page, "Nhận dòng đã sửa")
    expect(page.get_by_role("heading", name="Nếu nhập")).to_be_visible(timeout=WORKER)
    no_barrier(page)
    press(page, "Nhập 1 cơ quan")
    expect(page.get_by_role("heading", name="Kết quả")).to_be_visible(timeout=WORKER)


def undo(page: Page, picture: Callable[..., None]) -> None:
    """All three agencies go again."""
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Hoàn tác lần nhập…").click()
    page.get_by_label("Lý do").fill("Nhập nhầm tệp của tỉnh khác")
    no_barrier(page)
    picture(page, "nhap-du-lieu-hoan-tac")
    press(page, "Hoàn tác")
    expect(page.get_by_text("Dữ liệu trở lại như trước lần nhập")).to_be_visible(timeout=WORKER)
    no_barrier(page)


def teach(page: Page, picture: Callable[..., None]) -> None:
    """Say what the table is, what each column and each strange word is, and have it remembered."""
    page.select_option("#kind", "organization")
    page.fill("#first_row", "2")
    page.fill("#last_row", "3")
    page.locator("button[value=xem]").first.click()
    expect(page.get_by_text("Thông tin đầu mối / Ký hiệu riêng")).to_be_visible()
    page.wait_for_load_state("networkidle")
    for column, meaning in (("0", "code"), ("1", "name"), ("2", "level"), ("3", "parent")):
        page.select_option(f"[name=cot-{column}]", meaning)
    press(page, "Xem lại theo lựa chọn")
    expect(page.get_by_role("heading", name="Chữ chưa hiểu")).to_be_visible()
    page.select_option("[name=nghia-0]", "commune")
    press(page, "Xem lại theo lựa chọn")
    no_barrier(page)
    picture(page, "chi-cot", whole=True)
    page.set_viewport_size({"width": PHONE, "height": 844})
    no_barrier(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    press(page, "Ghi nhớ và đọc tệp")
