"""The Studio's work on many procedures in a browser: review to ready, bulk, Excel, papers, processes, bundles."""

import csv
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from docx import Document
from playwright.sync_api import Page, Playwright, expect
from tests.conftest import open_province
from tests.unit.catalog.test_process_workbook import ARROWS, STEPS
from tests.web.test_review_desk import HEAD, ROWS
from werkzeug.serving import make_server

from motcua.services.catalog_import import CatalogOrder, import_catalog
from motcua.services.officers import identity_by_name
from motcua.web.application import create_application

pytestmark = pytest.mark.browser

PASSWORD = "Motcua@2026"
WIDTHS = (1366, 390)


@pytest.fixture(scope="module")
def site(sqlite_province: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("studio")
    shutil.copy(sqlite_province, folder / "motcua.sqlite3")
    platform = open_province(f"sqlite:///{folder / 'motcua.sqlite3'}", folder)
    with (folder / "danh-muc.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEAD, *ROWS])
    with platform.database.read() as session:
        found = identity_by_name(session, "quantri")
    assert found is not None
    import_catalog(platform, found.actor(platform.now()), CatalogOrder(folder / "danh-muc.csv"))
    server = make_server("127.0.0.1", 0, create_application(platform), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    platform.database.dispose()


@pytest.fixture(scope="module")
def page(playwright: Playwright, chromium_path: str, site: str) -> Iterator[Page]:
    running = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
    context = running.new_context(
        viewport={"width": 1366, "height": 768}, accept_downloads=True, bypass_csp=True, locale="vi-VN"
    )
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    opened.goto(f"{site}/login/")
    opened.fill('input[name="username"]', "quantri")
    opened.fill('input[name="password"]', PASSWORD)
    opened.press('input[name="password"]', "Enter")
    opened.wait_for_url(lambda url: "/login/" not in url)
    yield opened
    running.close()


def must_be_usable(page: Page, where: str, *, on_a_phone_too: bool = False) -> None:
    """No barrier, nothing wider than the screen; the check for barriers is made on a phone only where asked."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 768})
        if width == WIDTHS[0] or on_a_phone_too:
            found: Any = Axe().run(page)
            assert found.violations_count == 0, f"{where} at {width}: {found.generate_report()}"
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width + 1, f"{where} is {wide} wide at {width}"
    page.set_viewport_size({"width": WIDTHS[0], "height": 768})


def test_review_item__is_answered_until_the_procedure_is_ready(page: Page, site: str, picture: Any) -> None:
    page.goto(f"{site}/thu-tuc/9.000101/ra-soat")
    must_be_usable(page, "the review desk", on_a_phone_too=True)
    picture(page, "ra-soat-tung-muc", whole=True)
    page.click('button:has-text("Chọn 20 ngày")')
    expect(page.locator("text=Đã trả lời 1 trong 3 mục")).to_be_visible()
    page.fill('input[id^="tien-"]', "50.000")
    page.click('button:has-text("Ghi mức thu")')
    page.check('input[name="values"][value="commune"]')
    page.click('button:has-text("Ghi giá trị đã chọn")')
    expect(page.locator("text=Đã trả lời hết 3 mục")).to_be_visible()
    page.click('a:has-text("Xem thay đổi và công bố")')
    expect(page.locator("h1")).to_be_visible()


def test_many_procedures__are_chosen_looked_at_and_changed(page: Page, site: str, picture: Any) -> None:
    page.goto(f"{site}/thu-tuc")
    must_be_usable(page, "the catalog")
    for code in ("1.000656", "1.000894"):
        page.check(f'input[name="ma"][value="{code}"]')
    page.click('button:has-text("So sánh")')
    expect(page.locator("h1")).to_contain_text("So sánh 2 thủ tục")
    must_be_usable(page, "the comparison")
    page.go_back()
    for code in ("1.000656", "1.000894"):
        page.check(f'input[name="ma"][value="{code}"]')
    page.click('button:has-text("Sửa hàng loạt")')
    must_be_usable(page, "the choice of a bulk change")
    page.check('input[name="viec"][value="process"]')
    page.select_option("#quy-trinh", "two-signatures")
    page.click('button:has-text("Xem trước thay đổi")')
    must_be_usable(page, "the plan", on_a_phone_too=True)
    picture(page, "sua-hang-loat", whole=True)
    page.click('button:has-text("Lưu nháp 2 thủ tục")')
    expect(page.locator("text=Đã lưu nháp 2 thủ tục")).to_be_visible()


def test_workbook__goes_out_and_comes_back(page: Page, site: str, tmp_path: Path, picture: Any) -> None:
    page.goto(f"{site}/thu-tuc/bang-tinh?ma=1.004859&ma=9.000102")
    must_be_usable(page, "the choice of columns")
    with page.expect_download() as coming:
        page.click('button:has-text("Xuất tệp Excel")')
    file = tmp_path / "sua.xlsx"
    coming.value.save_as(file)
    book = openpyxl.load_workbook(file)
    book["Thời hạn"]["E2"].value = "7"
    book["Thủ tục"]["B2"].value = "Tên đã sửa"
    book.save(file)
    page.set_input_files("#f-file, input[type=file]", file)
    page.click('button:has-text("Chạy thử")')
    expect(page.locator("text=Ô cần sửa")).to_be_visible()
    must_be_usable(page, "the look at a workbook")
    picture(page, "sua-bang-excel", whole=True)


def test_new_procedure_paper_and_process__begin_as_drafts(
    page: Page, site: str, tmp_path: Path, picture: Any
) -> None:
    page.goto(f"{site}/thu-tuc/them")
    must_be_usable(page, "the new procedure")
    page.check('input[name="baseline"][value="cap-xa-ho-tich"]')
    page.fill("#code", "DL.0009")
    page.fill("#name", "Thủ tục của tỉnh")
    page.fill("#number", "3")
    page.click('button:has-text("Tạo bản nháp")')
    page.wait_for_url("**/thu-tuc/DL.0009/sua*")
    paper = tmp_path / "mau.docx"
    document = Document()
    document.add_paragraph("GIẤY TIẾP NHẬN")
    document.add_paragraph("Mã: {maHoSo}, hẹn {ngayHenTra}, của {aiDo}")
    document.save(str(paper))
    page.goto(f"{site}/mau-in/tu-word")
    page.set_input_files("input[type=file]", paper)
    page.click('button:has-text("Đọc mẫu")')
    must_be_usable(page, "the check of a Word template")
    page.fill("#code", "giay-thu")
    page.fill("#name", "Giấy thử")
    page.click('button:has-text("Tạo bản nháp mẫu in")')
    expect(page.locator("text=Giá trị dài nhất").first).to_be_visible()
    must_be_usable(page, "the paper with samples")
    book = openpyxl.Workbook()
    for sheet, rows in ((book.active, STEPS), (book.create_sheet("LuanChuyen"), ARROWS)):
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "quy-trinh.xlsx")
    page.goto(f"{site}/quy-trinh/tu-excel")
    page.set_input_files("input[type=file]", tmp_path / "quy-trinh.xlsx")
    page.click('button:has-text("Đọc tệp")')
    page.select_option('select[name="0:don-vi"]', "working_days")
    page.click('button:has-text("Xem lại theo lựa chọn")')
    must_be_usable(page, "the process of a workbook", on_a_phone_too=True)
    picture(page, "quy-trinh-tu-excel", whole=True)
    page.goto(f"{site}/goi-dinh-nghia?ma=1.004859")
    must_be_usable(page, "the bundles")
