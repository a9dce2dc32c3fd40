"""A package of another system in the browser: looked at, then kept as drafts; no barrier, nothing wider than a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.cli.test_opencps import package

pytestmark = pytest.mark.browser


@pytest.fixture
def province(sqlite_platform: Any) -> Any:
    """The screens do not depend on the database."""
    return sqlite_platform


def no_barrier(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def press(page: Page, name: str) -> None:
    """Press a button that leads to another page, and wait for it."""
    with page.expect_navigation(wait_until="networkidle"):
        page.get_by_role("button", name=name, exact=True).click()


def test_package__is_looked_at_and_kept_as_drafts(
    site: str, sign_in: Callable[..., Page], picture: Callable[..., None]
) -> None:
    page = sign_in("quantri")
    page.goto(f"{site}/nhap-du-lieu")
    with page.expect_navigation(wait_until="networkidle"):
        page.get_by_role("link", name="Gói OpenCPS, bảng của người phân tích").click()
    no_barrier(page)
    content = {"name": "goi.zip", "mimeType": "application/zip", "buffer": package()}
    page.set_input_files("input[name=file]", content)
    press(page, "Đọc gói")
    expect(page.get_by_role("heading", name="Chưa chuyển được")).to_be_visible()
    no_barrier(page)
    picture(page, "goi-opencps")
    page.set_viewport_size({"width": 390, "height": 844})
    no_barrier(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    press(page, "Đưa vào bản nháp")
    expect(page.get_by_text("Đã lưu 3 bản nháp")).to_be_visible()
