"""The screens of reorganization, recounted due dates, appointments and absent people: accessible at two widths."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Playwright
from tests.browser.test_staff_screens import enter
from tests.conftest import open_province
from tests.unit.services.received import actor_of, receive_for
from tests.unit.services.test_absence import away, forward
from tests.unit.services.test_recounting import announce
from tests.unit.services.test_reorganization import MERGED
from werkzeug.serving import make_server

from motcua.dossiers.commands import Assign
from motcua.services.acting import act
from motcua.services.dossier_view import view_dossier
from motcua.services.reorganizations import keep_plan
from motcua.web.application import create_application


@pytest.fixture(scope="module")
def site(sqlite_province: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("organization")
    shutil.copy(sqlite_province, folder / "motcua.sqlite3")
    platform = open_province(f"sqlite:///{folder / 'motcua.sqlite3'}", folder)
    platform.rules.refresh()
    number = receive_for(platform, "Mai Thị Nhung")
    forward(platform, number)
    leader = actor_of(platform, "lanhdao")
    step = view_dossier(platform, leader, number).waiting[0].step
    act(platform, leader, number, Assign(step, "thuly"))
    away(platform, "thuly", "thuly.h88.31")
    announce(platform)
    keep_plan(platform, actor_of(platform, "quantri"), MERGED)
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


@pytest.mark.parametrize("width", [1366, 390])
def test_screens_at_a_width__have_no_accessibility_violation(browser: Any, site: str, width: int) -> None:
    shown = {
        "quantri": (
            "/quan-tri/sap-xep-don-vi",
            "/quan-tri/sap-xep-don-vi/lap",
            "/quan-tri/sap-xep-don-vi/1",
            "/quan-tri/tinh-lai-hen",
            "/quan-tri/bo-nhiem",
        ),
        "lanhdao": ("/giam-sat",),
    }
    for user, places in shown.items():
        page = enter(browser, site, user, width, bypass_csp=True)
        for place in places:
            page.goto(f"{site}{place}")
            page.wait_for_load_state("networkidle")
            found = Axe().run(page).response["violations"]
            assert [(place, one["id"], one["nodes"][0]["html"]) for one in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") == width, place
        page.context.close()
