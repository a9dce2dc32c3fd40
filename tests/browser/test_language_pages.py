"""The reference of the definition language in the browser, at both widths, without barrier."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PAGES = ("", "/process", "/bieu-thuc", "/ma-loi")


@pytest.mark.parametrize("province", ["sqlite"], indirect=True)
def test_reference__reads_at_both_widths_without_barrier(
    sign_in: Callable[..., Page], site: str, picture: Callable[..., None]
) -> None:
    for width in (1366, 390):
        page = sign_in("quantri", width=width)
        for part in PAGES:
            page.goto(f"{site}/tai-lieu/ngon-ngu{part}")
            assert page.locator("h1").count() == 1
            picture(page, f"ngon-ngu{part.replace('/', '-')}-{width}")
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), part
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
