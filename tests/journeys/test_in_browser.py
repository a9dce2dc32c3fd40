"""Every case in a browser: one server, a window for everybody."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from tests.jobs.conftest import write_home
from tests.journeys.browser_office import BrowserOffice
from tests.journeys.cases import CASES
from tests.journeys.installation import Installation, served
from tests.journeys.story import Story
from tests.loopback import HttpGateway, SmtpSink
from werkzeug.serving import make_server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def office(
    sqlite_province: Path, tmp_path_factory: pytest.TempPathFactory, chromium_path: str
) -> Iterator[BrowserOffice]:
    """The example province on SQLite, served in this process, and its windows."""
    folder = tmp_path_factory.mktemp("journeys")
    shutil.copy(sqlite_province, folder / "motcua.sqlite3")
    with SmtpSink() as sink, HttpGateway() as gateway, sync_playwright() as playwright:
        home = write_home(folder / "home", sink, gateway)
        place = Installation(f"sqlite:///{folder / 'motcua.sqlite3'}", folder, home, sink)
        platform = place.open("2026-11-20T07:00")
        platform.rules.refresh()
        app = served(platform)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        chromium = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield BrowserOffice(chromium, f"http://127.0.0.1:{server.server_port}", app, sink)
        chromium.close()
        server.shutdown()
        thread.join()
        platform.database.dispose()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_case__goes_the_same_way_on_the_screens(office: BrowserOffice, case: Callable[[Story], None]) -> None:
    case(Story(office))
    assert office.faults() == []
