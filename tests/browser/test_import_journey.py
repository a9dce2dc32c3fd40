"""A second catalog of the same ministry in the browser: choices, a new code, a mended row, and the whole of it undone."""

import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.jobs.conftest import officer

from motcua.services.editing import EditTarget, PublishWish, publish_text
from motcua.services.import_runs import Upload, find_run, take_in, try_out
from motcua.services.runtime import Platform

pytestmark = pytest.mark.browser

HEAD = ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực")
MINISTRY = "Bộ Tư pháp"
FIRST = (
    ("9.000001", "Cấp giấy phép hành nghề luật sư", MINISTRY, "Sở Tư pháp", "Luật sư"),
    ("9.000002", "Đăng ký khai sinh lưu động", MINISTRY, "Ủy ban nhân dân cấp xã", "Hộ tịch"),
    ("9.000003", "Công nhận hòa giải viên ở cơ sở", MINISTRY, "Ủy ban nhân dân cấp xã", "Hòa giải"),
    ("9.000004", "Thủ tục thành lập văn phòng công chứng", MINISTRY, "Sở Tư pháp", "Công chứng"),
)
SECOND = (
    ("9.000001", "Cấp giấy phép hành nghề luật sư tại địa phương", MINISTRY, "Sở Tư pháp", "Bổ trợ tư pháp"),
    FIRST[1],
    ("9.000104", "Thủ tục thành lập Văn phòng công chứng tư nhân", MINISTRY, "Sở Tư pháp", "Công chứng"),
    ("9.000200", "Cấp lại thẻ đấu giá viên", MINISTRY, "Sở Tư pháp", "Đấu giá tài sản"),
    ("9.000201", "", MINISTRY, "Sở Tư pháp", "Đấu giá tài sản"),
)


def book(folder: Path, rows: tuple[tuple[str, ...], ...]) -> Path:
    place = folder / "danh-sach-tthc-BoTuPhap.xlsx"
    with xlsxwriter.Workbook(str(place)) as made:
        sheet = made.add_worksheet("Danh sách TTHC")
        sheet.merge_range(0, 0, 0, 4, "DANH SÁCH THỦ TỤC HÀNH CHÍNH")
        sheet.write_row(1, 0, HEAD)
        for number, row in enumerate(rows, start=2):
            sheet.write_row(number, 0, row)
    return place


def prepare(platform: Platform, folder: Path) -> None:
    """The ministry's catalog of last year stands, and the province keeps a field of its own."""
    admin = officer(platform, "quantri")
    file = book(folder, FIRST)
    run = try_out(platform, admin, Upload(file.name, file.read_bytes()))
    wait_for(platform, run, "tried")
    take_in(platform, admin, run, None, retire_abolished=False)
    wait_for(platform, run, "finished")
    text = (
        "kind: overlay\nof: procedure/9.000001\nreason: Nghị quyết 12/2026/NQ-HĐND\nfield_of_work: Luật sư\n"
    )
    publish_text(
        platform, admin, text, PublishWish(platform.today(), "12"), EditTarget("procedure", "9.000001")
    )


def wait_for(platform: Platform, run: int, state: str) -> None:
    """Until the worker beside the site has brought an import so far."""
    limit = time.monotonic() + 40
    while True:
        with platform.database.read() as session:
            if find_run(session, run).state == state:
                return
        assert time.monotonic() < limit, state
        time.sleep(0.05)


def has_no_barrier(page: Page) -> None:
    """No violation on the page as it stands, and nothing wider than the window."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_catalog_of_the_next_year__is_chosen_from_mended_and_undone(
    province: Platform,
    site: str,
    sign_in: Callable[..., Page],
    picture: Callable[..., None],
    tmp_path: Path,
) -> None:
    prepare(province, tmp_path)
    page = sign_in("quantri")
    page.goto(f"{site}/nhap-danh-muc")
    page.set_input_files("input[name=file]", book(tmp_path, SECOND))
    page.get_by_role("button", name="Chạy thử").click()
    expect(page.get_by_role("heading", name="Kết quả chạy thử")).to_be_visible(timeout=15_000)
    here = page.url
    has_no_barrier(page)
    picture(page, "nhap-chay-thu")
    choose(page, picture)
    page.goto(here)
    page.get_by_role("button", name="Nhập vào danh mục").click()
    expect(page.get_by_role("heading", name="Kết quả nhập")).to_be_visible(timeout=15_000)
    today = province.today()
    province.rules.refresh()
    assert province.rules.bundle("9.000001", "", today).procedure.name == FIRST[0][1]
    assert province.rules.bundle("9.000104", "", today).procedure.name == SECOND[2][1]
    mend(page, tmp_path, picture)
    province.rules.refresh()
    assert province.rules.bundle("9.000201", "", today).procedure.name == "Cấp thẻ đấu giá viên"
    undo(page, picture)
    province.rules.refresh()
    assert province.rules.bundle("9.000004", "", today).procedure.name == FIRST[3][1]
    phone = sign_in("quantri", width=390, height=844)
    for place in (here, f"{here}/thay-doi/doi", f"{here}/thay-doi/ma-moi", f"{site}/nhap-danh-muc"):
        phone.goto(place)
        assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), place


def choose(page: Page, picture: Callable[..., None]) -> None:
    """The old name stays, the new code is the old procedure."""
    page.get_by_role("link", name="1 thủ tục thay đổi").click()
    expect(page.locator("main")).to_contain_text("Tỉnh giữ riêng")
    page.get_by_role("checkbox", name="Tên thủ tục").uncheck()
    has_no_barrier(page)
    picture(page, "nhap-tung-cho-thay-doi")
    page.get_by_role("button", name="Lưu lựa chọn").click()
    expect(page.get_by_role("checkbox", name="Tên thủ tục")).not_to_be_checked()
    page.get_by_role("link", name="Có thể đổi mã").click()
    expect(page.locator("main")).to_contain_text("giống 90%")
    page.get_by_role("radio", name="Một thủ tục, mã mới").check()
    has_no_barrier(page)
    picture(page, "nhap-ma-moi")
    page.get_by_role("button", name="Lưu lựa chọn").click()
    expect(page.get_by_role("radio", name="Một thủ tục, mã mới")).to_be_checked()


def mend(page: Page, folder: Path, picture: Callable[..., None]) -> None:
    """The row without a name is mended in the error workbook and taken into the same import."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp lỗi có tô màu").click()
    place = folder / "loi.xlsx"
    download.value.save_as(place)
    workbook = openpyxl.load_workbook(place)
    workbook["Danh sách TTHC"]["B7"] = "Cấp thẻ đấu giá viên"
    workbook.save(place)
    page.set_input_files("input[name=file]", place)
    picture(page, "nhap-dong-da-sua")
    page.get_by_role("button", name="Nhận dòng đã sửa").click()
    expect(page.get_by_role("heading", name="Kết quả chạy thử")).to_be_visible(timeout=15_000)
    expect(page.locator("main")).to_contain_text("Thêm 1, đổi 0")
    page.get_by_role("button", name="Nhập vào danh mục").click()
    expect(page.get_by_role("heading", name="Kết quả nhập")).to_be_visible(timeout=15_000)


def undo(page: Page, picture: Callable[..., None]) -> None:
    page.get_by_role("button", name="Hoàn tác lần nhập…").click()
    page.get_by_label("Lý do").fill("Nhập nhầm tệp của năm khác")
    picture(page, "nhap-hoan-tac")
    page.get_by_role("button", name="Hoàn tác", exact=True).click()
    expect(page.locator("main")).to_contain_text("Danh mục trở lại như trước lần nhập", timeout=15_000)
    has_no_barrier(page)
