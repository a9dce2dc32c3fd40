"""The definition editor in a browser: forms and text in step, by keyboard alone, two windows merged, on a phone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

EDITOR = "/thu-tuc/1.001612/sua"
LIMIT = "#eoffers-ba-ngay-time_limit"
PHONE = 390


@pytest.fixture
def province(sqlite_platform: Any) -> Any:
    """The editor does not depend on the database."""
    return sqlite_platform


def test_editor__changes_a_procedure_in_forms_and_text_and_loses_nothing(
    site: str, sign_in: Callable[..., Page], picture: Callable[..., None]
) -> None:
    page = sign_in("quantri")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda line: (
            complaints.append(line.text) if line.type == "error" and "409" not in line.text else None
        ),
    )
    page.goto(f"{site}{EDITOR}")
    started = text_of(page)
    break_and_mend_by_keyboard(page, picture)
    undo_everything(page, started)
    add_and_move_entries(page)
    type_in_the_text(page)
    override_and_give_back(page, picture)
    merge_two_windows(page, sign_in("quantri"), site, picture)
    read_on_a_phone(sign_in("quantri", width=PHONE, height=844), site, picture)
    assert complaints == []


def text_of(page: Page) -> str:
    found: str = page.evaluate("document.querySelector('[data-text]').value")
    return found


def wait_for_text(page: Page, words: str) -> None:
    page.wait_for_function("words => document.querySelector('[data-text]').value.includes(words)", arg=words)


def has_no_barrier(page: Page) -> None:
    """No violation on the page as it stands, and nothing wider than the window."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def go_to_tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Các phần của định nghĩa").get_by_role("link", name=name).press(
        "Enter"
    )
    expect(page.locator("[data-tab-title]")).to_have_text(re.compile(name))


def break_and_mend_by_keyboard(page: Page, picture: Callable[..., None]) -> None:
    """A limit loses its unit: the problem stands beside the field, at the tab and in the list; one key rights it."""
    go_to_tab(page, "Trường hợp")
    page.focus("#eoffers-ba-ngay-open")
    page.keyboard.press("Enter")
    page.focus(LIMIT)
    page.keyboard.press("Control+A")
    page.keyboard.type("23")
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    wait_for_text(page, "time_limit: 23,")
    expect(page.locator(f"{LIMIT}-problem")).to_contain_text("23")
    expect(page.locator("[data-tabs] a[aria-current] .count")).to_have_text("1")
    expect(page.locator("[data-problem-counts]")).to_contain_text("1 lỗi")
    expect(page.locator("[data-publish]")).to_have_attribute("aria-disabled", "true")
    has_no_barrier(page)
    picture(page, "trinh-soan-loi")
    page.keyboard.press("F8")
    expect(page.locator(LIMIT)).to_be_focused()
    page.locator(f"{LIMIT}-problem").get_by_role("button", name="Ghi 23 ngày làm việc").press("Enter")
    wait_for_text(page, "time_limit: 23 working_days")
    expect(page.locator(f"{LIMIT}-problem")).to_have_count(0)
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu")


def undo_everything(page: Page, started: str) -> None:
    page.focus("#eoffers-ba-ngay-open")
    for _ in range(5):
        if text_of(page) == started:
            break
        page.keyboard.press("Control+z")
        page.wait_for_timeout(150)
    assert text_of(page) == started
    expect(page.locator(LIMIT)).to_have_value("3")
    expect(page.locator("[data-undo]")).to_be_disabled()
    expect(page.locator("[data-redo]")).to_be_enabled()


def add_and_move_entries(page: Page) -> None:
    """A fee is added, named and moved with the keyboard; a second one goes to its place by the mouse."""
    go_to_tab(page, "Phí, lệ phí")
    for name in ("Phí thẩm định", "Phí cấp lại"):
        page.focus("#efees-new")
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        wait_for_text(page, f"name: {name}")
        expect(page.locator(":focus")).to_have_attribute("data-control", "text")
    page.focus("#efees-phi-cap-lai-open")
    page.keyboard.press("Alt+ArrowUp")
    page.wait_for_function(
        "() => { const text = document.querySelector('[data-text]').value; return text.indexOf('phi-cap-lai') < text.indexOf('phi-tham-dinh') }"
    )
    expect(page.locator("#efees-phi-cap-lai-open")).to_be_focused()
    for name in ("phi-cap-lai", "phi-tham-dinh"):
        page.click(f"#efees-{name}-open")
        expect(page.locator(f"#efees-{name}-body")).to_be_hidden()
    grip = page.locator("[data-key='/fees/phi-tham-dinh'] .grip")
    grip.drag_to(page.locator("[data-key='/fees/phi-cap-lai']"), target_position={"x": 40, "y": 3})
    page.wait_for_function(
        "() => { const text = document.querySelector('[data-text]').value; return text.indexOf('phi-tham-dinh') < text.indexOf('phi-cap-lai') }"
    )
    page.locator("[data-key='/fees/phi-cap-lai'] [data-drop]").press("Enter")
    page.wait_for_function("() => !document.querySelector('[data-text]').value.includes('phi-cap-lai')")


def type_in_the_text(page: Page) -> None:
    """YAML typed with completion shows up in the form; a comment stays where it was typed."""
    page.keyboard.press("Alt+y")
    page.click(".cm-content")
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type("# của tỉnh")
    page.keyboard.press("Enter")
    page.keyboard.type("dossier_s")
    expect(page.locator(".cm-tooltip-autocomplete li").first).to_contain_text("Số bộ hồ sơ")
    page.wait_for_timeout(150)  # the editor takes no choice in the moment its list appears
    page.keyboard.press("Enter")
    page.keyboard.type("2")
    go_to_tab(page, "Thành phần hồ sơ")
    expect(page.locator("#edossier_sets")).to_have_value("2")
    assert "# của tỉnh\ndossier_sets: 2" in text_of(page)


def override_and_give_back(page: Page, picture: Callable[..., None]) -> None:
    """A value taken over is said otherwise, then given back to the layer it came from."""
    field = page.locator("[data-field='/dossier_sets']")
    expect(field).to_contain_text("sửa riêng")
    picture(page, "trinh-soan-bieu-mau")
    field.get_by_role("button", name="Trả lại giá trị này").press("Enter")
    expect(field).to_contain_text("từ mẫu chung")
    expect(page.locator("#edossier_sets")).to_have_value("1")
    assert "dossier_sets" not in text_of(page)
    assert "# của tỉnh" in text_of(page)
    page.keyboard.press("Control+s")
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu")


def merge_two_windows(page: Page, other: Page, site: str, picture: Callable[..., None]) -> None:
    """The same draft in another window: what does not meet is joined, where both said something else one chooses."""
    other.goto(f"{site}{EDITOR}?phan=thong-tin")
    other.fill("#ename", "Tên của cửa sổ kia")
    other.fill("#eissuing_agency", "Bộ khác")
    wait_for_text(other, "issuing_agency: Bộ khác")
    other.keyboard.press("Control+s")
    expect(other.locator("[data-saved]")).to_contain_text("Đã lưu")
    go_to_tab(page, "Thông tin")
    page.fill("#ename", "Tên của tôi")
    wait_for_text(page, "Tên của tôi")
    page.keyboard.press("Control+s")
    dialog = page.locator("#merge")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("Tên của cửa sổ kia")
    has_no_barrier(page)
    picture(page, "trinh-soan-gop")
    dialog.get_by_role("radio", name="Của người kia: Tên của cửa sổ kia").press("Space")
    dialog.get_by_role("button", name="Gộp theo lựa chọn").press("Enter")
    wait_for_text(page, "name: Tên của cửa sổ kia")
    assert "issuing_agency: Bộ khác" in text_of(page)
    assert "# của tỉnh" in text_of(page)
    expect(page.locator("#ename")).to_have_value("Tên của cửa sổ kia")


def read_on_a_phone(page: Page, site: str, picture: Callable[..., None]) -> None:
    page.goto(f"{site}{EDITOR}?phan=giay-to")
    page.locator(".entry-open").nth(4).click()
    expect(page.locator(".entry-body [data-path]").first).to_be_visible()
    has_no_barrier(page)
    picture(page, "trinh-soan-dien-thoai")
