"""A served example province and a browser that looks at it."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from werkzeug.serving import make_server

from motcua.jobs.job_kinds import run_next_job
from motcua.services.runtime import Platform
from motcua.web.application import create_application

PASSWORD = "Motcua@2026"
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "huong-dan" / "hinh"


@pytest.fixture
def site(province: Platform) -> Iterator[str]:
    """The address of the example province, served in this process, with a worker for the jobs people ask for."""
    server = make_server("127.0.0.1", 0, create_application(province), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    stop = threading.Event()
    worker = threading.Thread(target=_work, args=(province, stop), daemon=True)
    thread.start()
    worker.start()
    yield f"http://127.0.0.1:{server.server_port}"
    stop.set()
    server.shutdown()
    thread.join()
    worker.join()


def _work(platform: Platform, stop: threading.Event) -> None:
    while not stop.wait(0.1):
        run_next_job(platform, stop.is_set)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """One driver for the browsers of a file; it runs an event loop, which tests after it must not find running."""
    with sync_playwright() as running:
        yield running


@pytest.fixture
def chromium(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    """A browser without anything remembered."""
    running = playwright.chromium.launch(
        executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu"]
    )
    yield running
    running.close()


@pytest.fixture
def sign_in(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """A function that opens a page of its own for a person."""
    contexts: list[BrowserContext] = []

    def open_page(user: str = "", *, width: int = 1366, height: int = 768) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="vi-VN", accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if user:
            page.goto(f"{site}/login/")
            page.fill("[name=username]", user)
            page.fill("[name=password]", PASSWORD)
            page.click("button[type=submit]")
            page.wait_for_load_state("networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def picture(tmp_path: Path) -> Callable[..., None]:
    """A function that takes a picture; with MOTCUA_PICTURES=1 it goes into the user guide."""
    folder = PICTURES if os.environ.get("MOTCUA_PICTURES") == "1" else tmp_path
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str, *, whole: bool = False) -> None:
        shown = page.viewport_size
        if whole and shown:
            # a window as high as the page: what is fixed to its edge does not lie across the middle
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": shown["width"], "height": max(height, shown["height"])})
            page.evaluate("window.scrollTo(0, 0)")
        page.screenshot(path=folder / f"{name}.png", full_page=whole)
        if whole and shown:
            page.set_viewport_size(shown)

    return take
