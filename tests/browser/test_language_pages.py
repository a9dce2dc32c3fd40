"""The reference of the definition language, and why values are what they are: at both widths, without barrier."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PAGES = {
    "ngon-ngu": "/tai-lieu/ngon-ngu",
    "ngon-ngu-process": "/tai-lieu/ngon-ngu/process",
    "ngon-ngu-bieu-thuc": "/tai-lieu/ngon-ngu/bieu-thuc",
    "ngon-ngu-ma-loi": "/tai-lieu/ngon-ngu/ma-loi",
    "vi-sao": "/thu-tuc/1.004873/vi-sao?co-quan=H88.31",
}


@pytest.mark.parametrize("province", ["sqlite"], indirect=True)
def test_reference__reads_at_both_widths_without_barrier(
    sign_in: Callable[..., Page], site: str, picture: Callable[..., None]
) -> None:
    for width in (1366, 390):
        page = sign_in("quantri", width=width)
        for name, address in PAGES.items():
            page.goto(f"{site}{address}")
            assert page.locator("h1").count() == 1
            picture(page, f"{name}-{width}")
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), name
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
