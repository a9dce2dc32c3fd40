"""The visual tools of the Studio in a browser: a form and a process built by keyboard and mouse, and the draft previewed."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

FORM = "/dinh-nghia/form/de-nghi-dang-ky-ho-kinh-doanh/ve"
PROCESS = "/dinh-nghia/process/marital-status/ve"
FIELD = "#pick-sections-chu-ho-fields-"
FRAME = "/dinh-nghia/form/de-nghi-dang-ky-ho-kinh-doanh/xem-truoc/khung"
PHONE = 390


@pytest.fixture
def province(sqlite_platform: Any) -> Any:
    """The tools do not depend on the database."""
    return sqlite_platform


def test_studio_tools__build_a_form_and_a_process_and_show_them(
    site: str, sign_in: Callable[..., Page], picture: Callable[..., None]
) -> None:
    page = sign_in("quantri")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    build_form(page, site, picture)
    draw_process(page, site, picture)
    look_at_preview(page, site, picture)
    assert complaints == []


def has_no_barrier(page: Page) -> None:
    """No violation on the page as it stands, and nothing wider than the window."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def settled(page: Page) -> None:
    expect(page.locator("[data-board][aria-busy]")).to_have_count(0)


def build_form(page: Page, site: str, picture: Callable[..., None]) -> None:
    page.goto(f"{site}{FORM}")
    page.wait_for_load_state("networkidle")
    by_keyboard(page)
    by_mouse(page)
    break_and_mend(page, picture)
    has_no_barrier(page)


def by_keyboard(page: Page) -> None:
    """A field chosen, added behind, named, moved, copied, dropped and brought back without the mouse."""
    page.focus(f"{FIELD}loai_chu_ho")
    page.keyboard.press("Enter")
    expect(page.locator("[data-properties] #p-label")).to_be_focused()
    page.focus("#add-money")
    page.keyboard.press("Enter")
    expect(page.locator(f"{FIELD}so_tien")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#p-label")).to_be_focused()
    expect(page.locator("#p-label")).to_have_value("Số tiền")
    page.keyboard.press("Control+A")
    page.keyboard.type("Vốn góp của thành viên")
    page.keyboard.press("Tab")
    expect(page.locator(f"{FIELD}so_tien")).to_contain_text("Vốn góp")
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu nháp")
    page.focus(f"{FIELD}so_tien")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(f"{FIELD}so_tien")).to_be_focused()
    settled(page)
    assert order(page)[:2] == ["so_tien", "loai_chu_ho"]
    page.keyboard.press("n")
    expect(page.locator(f"{FIELD}so_tien_2")).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.locator(f"{FIELD}so_tien_2")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(page.locator(f"{FIELD}so_tien_2")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(page.locator(f"{FIELD}so_tien_2")).to_have_count(0)


def order(page: Page) -> list[str]:
    found = page.locator('[data-list="sections/chu-ho/fields"] > [data-item]')
    return [str(one.get_attribute("data-item")).split("/")[-1] for one in found.all()]


def by_mouse(page: Page) -> None:
    """A field dragged behind another one, a type dragged into the form."""
    settled(page)
    page.locator('[data-item="sections/chu-ho/fields/so_tien"]').drag_to(
        page.locator('[data-item="sections/chu-ho/fields/thanh_vien"]'), target_position={"x": 5, "y": 5}
    )
    settled(page)
    expect(page.locator(f"{FIELD}so_tien")).to_have_attribute("aria-current", "true")
    assert order(page)[:3] == ["loai_chu_ho", "so_tien", "thanh_vien"]
    page.locator('[data-drag-type="date"]').drag_to(
        page.locator('[data-item="sections/chu-ho/fields/loai_chu_ho"]'), target_position={"x": 5, "y": 5}
    )
    expect(page.locator(f"{FIELD}ngay")).to_have_attribute("aria-current", "true")
    assert order(page)[0] == "ngay"


def break_and_mend(page: Page, picture: Callable[..., None]) -> None:
    """A condition that names no field: the finding stands at the field, and goes when it is righted."""
    page.fill("#p-when", "form.loai_chu_hoo == 'ca-nhan'")
    page.keyboard.press("Tab")
    expect(page.locator(".board-here").first).to_contain_text("loai_chu_hoo")
    expect(page.locator('[data-item="sections/chu-ho/fields/ngay"]')).to_have_class(
        "board-item w3 chosen error"
    )
    picture(page, "dung-bieu-mau-loi")
    page.fill("#p-when", "form.loai_chu_ho == 'ca-nhan'")
    page.keyboard.press("Tab")
    expect(page.locator('[data-item="sections/chu-ho/fields/ngay"]')).to_contain_text("hiện khi")
    page.fill("#p-width", "40")
    page.keyboard.press("Tab")
    expect(page.locator("#board-refused")).to_contain_text("lớn nhất là 12")
    page.fill("#p-width", "4")
    page.keyboard.press("Tab")
    expect(page.locator("#board-refused")).to_have_count(0)
    picture(page, "dung-bieu-mau")


def draw_process(page: Page, site: str, picture: Callable[..., None]) -> None:
    page.goto(f"{site}{PROCESS}")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".board-budget")).to_contain_text("còn dự phòng")
    page.focus("#pick-steps-receive")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#pick-steps-handle")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#p-name")).to_have_value("Thụ lý hộ tịch")
    page.evaluate("window.scrollTo(0, 0)")
    page.focus("#pick-steps-handle")
    page.keyboard.press("b")
    expect(page.locator("#pick-steps-handle-2")).to_be_focused()
    expect(page.locator("#p-name")).to_have_value("Thụ lý, xử lý")
    page.fill("#p-budget", "2")
    page.select_option("#p-budget-unit", "working_days")
    expect(page.locator(".board-bar").first).to_contain_text("vượt")
    page.evaluate("window.scrollTo(0, 0)")
    picture(page, "ve-quy-trinh-vuot")
    page.fill("#p-budget", "1")
    page.select_option("#p-budget-unit", "working_hours")
    settled(page)
    page.click("#split-step")
    expect(page.locator('[data-node^="opinion"]')).to_have_count(2)
    page.click("#pick-steps-sign")
    expect(page.locator("#connect")).to_have_attribute("data-path", "steps/sign")
    page.select_option("#connect-target", "receive")
    page.click("#connect")
    expect(page.locator('[data-pick="steps/sign/actions/to-receive"]').first).to_be_attached()
    has_no_barrier(page)
    page.evaluate("window.scrollTo(0, 0)")
    picture(page, "ve-quy-trinh")
    page.focus("#pick-steps-handle-2")
    page.keyboard.press("Delete")
    expect(page.locator("#pick-steps-handle-2")).to_have_count(0)


def look_at_preview(page: Page, site: str, picture: Callable[..., None]) -> None:
    page.goto(f"{site}/dinh-nghia/form/de-nghi-dang-ky-ho-kinh-doanh/xem-truoc")
    page.wait_for_load_state("networkidle")
    frame = page.frame_locator("[data-preview-frame]")
    expect(frame.locator("main")).to_contain_text("Vốn góp của thành viên")
    page.get_by_role("link", name="Dài nhất").click()
    expect(frame.locator("main")).to_contain_text("Tiếp nhận hồ sơ")
    has_no_barrier(page)
    picture(page, "xem-truoc")
    page.get_by_role("link", name="Người dân nộp").click()
    page.get_by_role("link", name="Điện thoại").click()
    expect(frame.locator("h1")).to_be_visible()
    expect(frame.locator("main")).to_contain_text("Giấy tờ gửi kèm")
    picture(page, "xem-truoc-dien-thoai")
    for width, views in ((1366, ("xu-ly", "ban-in")), (PHONE, ("quay", "cong-dan"))):
        page.set_viewport_size({"width": width, "height": 768})
        for view in views:
            page.goto(f"{site}{FRAME}?man-hinh={view}&mau=dai&buoc=1")
            has_no_barrier(page)
