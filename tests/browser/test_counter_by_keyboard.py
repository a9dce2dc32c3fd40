"""Certification received by keyboard alone while the server and the printer fail: nothing is lost, nothing wrong is printed."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from tests.browser.test_staff_screens import browser, enter, site

pytestmark = pytest.mark.browser
__all__ = ("browser", "site")

LONG = 20_000
"""Milliseconds that an answer of a busy machine may take."""


def give_up(route: Route) -> None:
    """What a browser meets when the line to the server is cut."""
    route.abort("connectionrefused")


def fill(page: Page, site: str) -> None:
    """From the empty counter to a form that is complete; only keys."""
    page.goto(f"{site}/tiep-nhan")
    page.keyboard.type("chung thuc ban sao", delay=15)
    expect(page.locator("#hits-0")).to_contain_text("2.000815", timeout=LONG)
    page.keyboard.press("1")
    page.wait_for_url("**/2.000815")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Alt+2")
    for text in ("001087004321", "Phạm Văn Khách"):
        page.keyboard.type(text, delay=15)
        page.keyboard.press("Enter")
        page.wait_for_load_state("networkidle")
    page.keyboard.press("Alt+3")
    page.keyboard.type("Bằng tốt nghiệp đại học", delay=15)
    page.keyboard.press("Tab")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Alt+4")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("#c-act")).to_contain_text("Đủ để tiếp nhận", timeout=LONG)
    page.wait_for_load_state("networkidle")


def test_certification__is_received_by_keys_through_a_cut_line_and_a_dead_printer(
    browser: Any, site: str, picture: Callable[..., None]
) -> None:
    page = enter(browser, site, "motcua")
    fill(page, site)
    picture(page, "tiep-nhan-chung-thuc")

    # the line is cut: the form stays, says so, and says when the server is there again
    page.route("**/*", give_up)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#alerts")).to_contain_text("chưa gửi được", timeout=LONG)
    picture(page, "tiep-nhan-mat-mang")
    expect(page.locator("#f-applicant-full_name")).to_have_value("Phạm Văn Khách")
    page.unroute("**/*", give_up)
    expect(page.locator("#toasts")).to_contain_text("Đã có kết nối lại", timeout=LONG)
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu nháp", timeout=LONG)

    # received while papers cannot be made: an error page is never printed, Enter prints once they can
    page.route("**/in/**", lambda route: route.fulfill(status=503, body="bận"))
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/tiep-nhan/xong/**")
    expect(page.locator("#alerts")).to_contain_text("Chưa in được giấy", timeout=LONG)
    expect(page.locator("iframe.print-frame")).to_have_count(0)
    page.unroute("**/in/**")
    page.keyboard.press("Enter")
    expect(page.locator("iframe.print-frame")).to_have_count(1, timeout=LONG)
    expect(page.locator("#alerts")).not_to_contain_text("Chưa in được giấy", timeout=LONG)
    page.context.close()


def test_batch__is_typed_and_received_by_keys(browser: Any, site: str, picture: Callable[..., None]) -> None:
    page = enter(browser, site, "motcua")
    fill(page, site)
    page.focus("button[value=batch]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nhan-nhieu/2.000815?**")
    page.focus("[name='r0.owner']")
    for row in (
        ("Mai Thị Hồng Nhung", "001196012345", "Căn cước công dân", "2", "3"),
        ("Nguyễn Hoàng Bảo Châu Anh", "001195000123", "Giấy khai sinh", "1", "2"),
        ("Phạm Văn Khách", "001087004321", "Bằng tốt nghiệp đại học", "1", "5"),
    ):
        for text in row:
            page.keyboard.type(text)
            page.keyboard.press("Tab")
        page.keyboard.press("Tab")
    picture(page, "nhan-nhieu-ho-so")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/ban-giao/**")
    expect(page.locator("tbody tr")).to_have_count(3)
    picture(page, "nhan-nhieu-xong")
    page.context.close()
