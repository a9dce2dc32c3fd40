"""Officers' screens in a real browser: a dossier received by keyboard alone, lists and dossiers worked by keys, no barrier."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Playwright, expect
from tests.conftest import open_province
from werkzeug.serving import make_server

from motcua.web.application import create_application

pytestmark = pytest.mark.browser

PASSWORD = "Motcua@2026"


@pytest.fixture(scope="module")
def site(sqlite_province: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("staff")
    shutil.copy(sqlite_province, folder / "motcua.sqlite3")
    platform = open_province(f"sqlite:///{folder / 'motcua.sqlite3'}", folder)
    server = make_server("127.0.0.1", 0, create_application(platform), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    platform.database.dispose()


@pytest.fixture(scope="module")
def browser(playwright: Playwright, chromium_path: str) -> Iterator[Any]:
    running = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
    yield running
    running.close()


def enter(browser: Any, site: str, user: str, width: int = 1366, *, bypass_csp: bool = False) -> Page:
    """A page of somebody signed in; what the browser complains about is collected on it."""
    context = browser.new_context(viewport={"width": width, "height": 768}, bypass_csp=bypass_csp)
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda one: page.complaints.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(f"{site}/login/")
    page.fill('input[name="username"]', user)
    page.fill('input[name="password"]', PASSWORD)
    page.press('input[name="password"]', "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    return page


def choose(page: Page, select: str, letter: str) -> None:
    """Choose from a list by a letter once the page has settled."""
    page.wait_for_load_state("networkidle")
    page.focus(select)
    page.keyboard.press(letter)
    expect(page.locator(select)).not_to_have_value("")


def receive_by_keyboard(page: Page, site: str) -> str:
    """From the empty counter to the number, without the mouse."""
    page.goto(f"{site}/tiep-nhan")
    page.keyboard.type("xn hon nhan")
    expect(page.locator("#hits-0")).to_be_visible()
    page.keyboard.press("1")
    page.wait_for_url("**/1.004873")
    page.keyboard.press("Alt+2")
    for text in ("001196012345", "Mai Thị Hồng Nhung", "14021996", "0912345678", "Thôn Đông, xã Tân Hòa"):
        # at the pace of a fast typist: nobody types forty keys within one answer of the server
        page.keyboard.type(text, delay=15)
        page.keyboard.press("Enter")
        page.wait_for_load_state("networkidle")
    expect(page.locator("#f-applicant-birth_date")).to_have_value("14/02/1996")
    expect(page.locator("#f-form-noi_thuong_tru")).to_have_value("Thôn Đông, xã Tân Hòa")
    choose(page, "#f-form-tinh_trang_truoc", "C")
    choose(page, "#f-form-muc_dich", "M")
    page.focus("#f-form-so_ban")
    page.keyboard.press("Control+A")
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    expect(page.locator("#c-answers")).to_contain_text("30.000 đ")
    expect(page.locator("#c-act")).to_contain_text("Đủ để tiếp nhận")
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu nháp")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/tiep-nhan/xong/**")
    return page.locator(".big-number").inner_text()


def test_dossier__is_received_and_sent_on_with_the_keyboard_alone(browser: Any, site: str) -> None:
    page = enter(browser, site, "motcua")
    number = receive_by_keyboard(page, site)
    expect(page.locator("iframe.print-frame")).to_have_count(1)
    page.keyboard.press("t")
    page.wait_for_url("**/tiep-nhan")
    expect(page.locator("#toasts")).to_contain_text(f"Chuyển thụ lý: {number}")
    assert page.complaints == []
    page.context.close()


def test_preview__shows_the_slip_while_typing(browser: Any, site: str) -> None:
    page = enter(browser, site, "motcua")
    page.goto(f"{site}/tiep-nhan/1.004873")
    expect(page.locator(".slip-image")).to_be_visible()
    assert page.complaints == []
    page.context.close()


def test_typing_in_a_searched_list__survives_the_page_being_drawn_again(browser: Any, site: str) -> None:
    page = enter(browser, site, "motcua")
    page.goto(f"{site}/tiep-nhan/1.001193")
    page.fill("#f-form-con_ho_ten", "Lê Hoàng Anh Thư")
    page.focus("#f-form-con_dan_toc-text")
    page.keyboard.type("ta")
    expect(page.locator("#c-left")).to_contain_text("còn 5 ô")
    assert page.evaluate("document.activeElement.id") == "f-form-con_dan_toc-text"
    expect(page.locator("#f-form-con_dan_toc-text")).to_have_value("ta")
    assert page.complaints == []
    page.context.close()


def test_draft__is_there_after_the_page_was_closed(browser: Any, site: str) -> None:
    page = enter(browser, site, "motcua")
    page.goto(f"{site}/tiep-nhan/1.000894")
    page.fill("#f-applicant-full_name", "Trần Văn Nháp")
    page.keyboard.press("Tab")
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu nháp")
    page.goto(f"{site}/tiep-nhan")
    page.click("text=Làm tiếp >> nth=0")
    expect(page.locator("#f-applicant-full_name")).to_have_value("Trần Văn Nháp")
    page.context.close()


def test_list__is_worked_by_keys(browser: Any, site: str) -> None:
    page = enter(browser, site, "motcua")
    receive_by_keyboard(page, site)
    page.goto(f"{site}/viec/viec-cua-toi")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("[data-bulk]")).to_contain_text("Đã chọn 1")
    page.keyboard.press("Escape")
    expect(page.locator("[data-bulk]")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ho-so/**")
    expect(page.locator("h1")).to_contain_text("H88.31-")
    assert page.complaints == []
    page.context.close()


@pytest.mark.parametrize("width", [1366, 390])
def test_screens_at_a_width__have_no_accessibility_violation(browser: Any, site: str, width: int) -> None:
    writer = enter(browser, site, "motcua")
    number = receive_by_keyboard(writer, site)
    writer.context.close()
    page = enter(browser, site, "motcua", width, bypass_csp=True)
    places = (
        "/tiep-nhan",
        "/tiep-nhan/1.001193",
        "/viec/viec-cua-toi",
        "/tim?q=mai",
        *(
            f"/ho-so/{number}{part}"
            for part in ("", "?phan=phi", "?phan=nhat-ky", "?phan=ban-in", "/in/receipt")
        ),
    )
    for place in places:
        page.goto(f"{site}{place}")
        page.wait_for_load_state("networkidle")
        found = Axe().run(page).response["violations"]
        assert [(place, one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") == width, place
    page.context.close()
