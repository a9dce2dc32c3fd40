"""The component gallery in a real browser: accessible at both widths, and the page scripts do what the keys promise."""

import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, render_template
from playwright.sync_api import Page, Playwright, expect
from werkzeug.serving import make_server

pytestmark = pytest.mark.browser

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-n0nce'; style-src 'self' 'nonce-n0nce'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'"
)
CARD = "001196012345|012345678|Mai Thị Hồng Nhung|14021996|Nữ|Thôn Đông, xã Tân Hòa|01012021"


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest) -> Iterator[str]:
    web = request.config.rootpath / "platform/motcua/web"
    app = Flask("gallery", static_folder=str(web / "static"), template_folder=str(web / "templates"))
    app.secret_key = "only here"
    app.jinja_env.globals["csp_nonce"] = lambda: "n0nce"
    app.jinja_env.globals["csrf_token"] = lambda: "t0ken"
    officer = {"name": "Nguyễn Thu Hà", "title": "Một cửa", "initials": "NH", "agency_name": "Xã Tân Hòa"}

    @app.get("/")
    def gallery() -> str:
        keys = [{"key": "F2", "label": "Tìm thủ tục"}]
        return render_template("gallery.html", current_officer=officer, keys=keys, search_url="/")

    @app.after_request
    def policy(response: Any) -> Any:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def browser(playwright: Playwright, chromium_path: str) -> Iterator[Any]:
    running = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
    yield running
    running.close()


@pytest.fixture
def page(browser: Any, site: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(site)
    opened.wait_for_selector(".cm-editor")
    yield opened
    assert complaints == []
    context.close()


@pytest.mark.parametrize("width", [1366, 390])
def test_gallery_at_a_width__has_no_accessibility_violation(browser: Any, site: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    opened = context.new_page()
    opened.goto(site)
    opened.wait_for_selector(".cm-editor")
    found = Axe().run(opened).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert opened.evaluate("document.documentElement.scrollWidth") == width
    context.close()


def _type(page: Page, selector: str, text: str) -> str:
    page.fill(selector, "")
    page.type(selector, text)
    page.keyboard.press("Tab")
    return page.input_value(selector)


def test_values_typed_short__are_written_the_vietnamese_way(page: Page) -> None:
    year = page.evaluate("new Date().getFullYear()")
    assert _type(page, "#f-form-ngay_sinh", "1411") == f"14/11/{year}"
    assert _type(page, "#f-form-ngay_sinh", "14.11.26") == "14/11/2026"
    assert _type(page, "#f-form-von", "30000") == "30.000"
    assert _type(page, "#f-form-dien_thoai", "0912345678") == "0912 345 678"
    assert _type(page, "#f-form-dien_tich", "1.5") == "1,5"


def test_impossible_date__is_explained_under_its_field(page: Page) -> None:
    _type(page, "#f-form-ngay_sinh", "31022024")
    expect(page.locator("#f-form-ngay_sinh-remark")).to_have_text("Tháng 2/2024 có 29 ngày.")
    expect(page.locator("#f-form-ngay_sinh")).to_have_attribute("aria-invalid", "true")


def test_identity_card_read__fills_the_applicant(page: Page) -> None:
    page.eval_on_selector(
        "form[data-counter]",
        """form => { form.dataset.scanMap = JSON.stringify({identity_number: "form.can_cuoc", full_name: "form.ho_ten",
        birth_date: "form.ngay_sinh", address: "form.noi_o"}); }""",
    )
    page.fill("#f-form-ho_ten", "")
    page.keyboard.press("F4")
    page.keyboard.type(CARD)
    page.keyboard.press("Enter")
    assert page.input_value("#f-form-ho_ten") == "Mai Thị Hồng Nhung"
    assert page.input_value("#f-form-ngay_sinh") == "14/02/1996"
    expect(page.locator("#toasts")).to_contain_text("Đã đọc căn cước 001196012345")


def test_long_list__is_searched_without_diacritics(page: Page) -> None:
    page.fill("#f-form-dan_toc-text", "gia r")
    expect(page.locator("#f-form-dan_toc-text-list li")).to_have_text(["Gia Rai"])
    page.keyboard.press("Enter")
    assert (
        page.eval_on_selector("#f-form-dan_toc", "select => select.selectedOptions[0].textContent")
        == "Gia Rai"
    )


def test_row_added__takes_focus_and_a_name_of_its_own(page: Page) -> None:
    page.click("[data-add-row]")
    name = page.evaluate("document.activeElement.name")
    assert re.fullmatch(r"form\.con\.n\w+\.ho_ten", name)
    expect(page.locator("[data-row]")).to_have_count(3)


def test_keys__open_and_leave_dialogs(page: Page) -> None:
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("F9")
    expect(page.locator("#refuse")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(page.locator("#refuse")).not_to_have_attribute("open", "")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_have_attribute("open", "")


def test_work_list__is_worked_with_arrows_and_space(page: Page) -> None:
    page.focus("table[data-worklist] tbody tr:nth-child(1) input")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("[data-bulk-count]")).to_have_text("2")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    expect(page.locator("[data-bulk-note]")).to_contain_text("2/3 trình ký được")
