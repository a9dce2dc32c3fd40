"""The later life of dossiers on screen: extension, one person under two numbers, bank statements, steering, absence, menus."""

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.browser.test_staff_screens import browser, enter
from tests.conftest import open_province
from tests.unit.services.received import actor_of, receive_for
from tests.unit.services.test_absence import away, forward
from tests.unit.services.test_child_dossiers import with_child
from tests.unit.services.test_reconciliation import DAY, statement
from tests.unit.services.test_recounting import announce
from tests.unit.services.test_reorganization import MERGED
from werkzeug.serving import make_server

from motcua.dossiers.commands import Act, Assign, Extend, Pay
from motcua.services.acting import act
from motcua.services.customers import learn_all
from motcua.services.dossier_view import view_dossier
from motcua.services.reorganizations import keep_plan
from motcua.web.application import create_application

pytestmark = pytest.mark.browser
__all__ = ("browser",)


@dataclass(frozen=True, slots=True)
class Office:
    """A served province with dossiers in their later life, by what happened to them."""

    url: str
    numbers: dict[str, str]


@pytest.fixture(scope="module")
def office(sqlite_province: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("later")
    shutil.copy(sqlite_province, folder / "motcua.sqlite3")
    platform = open_province(f"sqlite:///{folder / 'motcua.sqlite3'}", folder)
    platform.rules.refresh()
    desk, leader = actor_of(platform, "motcua"), actor_of(platform, "lanhdao")
    held = receive_for(platform, "Mai Thị Hồng Nhung", phone="0912345678")
    forward(platform, held)
    step = view_dossier(platform, leader, held).waiting[0].step
    act(platform, leader, held, Assign(step, "thuly"))
    receive_for(platform, "Mai Thị Hồng Nhung", identity="001196054321", phone="0912345678")
    learn_all(platform)
    paid = receive_for(platform, "Nguyễn Hoàng Bảo Châu Anh", identity="001195000123")
    act(platform, desk, paid, Pay(method="transfer", reference="FT2"))
    parent, _child = with_child(platform)
    handler = actor_of(platform, "thuly")
    late = receive_for(platform, "Phạm Văn Khách", identity="001087004321")
    forward(platform, late)
    due = view_dossier(platform, handler, late).state.clock.due_at
    assert due is not None
    act(platform, handler, late, Extend(due + timedelta(days=4), "Chờ cơ quan khác xác minh."))
    asked = receive_for(platform, "Lê Quang Việt", identity="001087004322")
    forward(platform, asked)
    wanted = Act("request_supplement", reason="Tờ khai chưa ký.", items=("to-khai",))
    act(platform, handler, asked, wanted)
    away(platform, "thuly", "thuly.h88.31")
    announce(platform)
    keep_plan(platform, actor_of(platform, "quantri"), MERGED)
    server = make_server("127.0.0.1", 0, create_application(platform), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    numbers = {"paid": paid, "parent": parent, "late": late, "asked": asked, "held": held}
    yield Office(f"http://127.0.0.1:{server.server_port}", numbers)
    server.shutdown()
    thread.join()
    platform.database.dispose()


def no_barrier(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(page.url, one["id"], one["nodes"][0]["html"]) for one in found] == []


def look(page: Page, place: str, name: str, picture: Callable[..., None], *, whole: bool = False) -> None:
    """Take the picture of a page, and see that it keeps nobody out and fits a phone."""
    page.goto(place)
    page.wait_for_load_state("networkidle")
    picture(page, name, whole=whole)
    no_barrier(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390, place
    page.set_viewport_size({"width": 1366, "height": 768})


def test_counter_and_handlers__see_what_happened_later(
    browser: Any, office: Office, picture: Callable[..., None]
) -> None:
    url, numbers = office.url, office.numbers
    page = enter(browser, url, "motcua", bypass_csp=True)
    page.goto(f"{url}/khach-hang?q=Mai")
    page.click("tbody a.name >> nth=0")
    page.wait_for_load_state("networkidle")
    expect(page.locator("aside")).to_contain_text("Có thể là cùng một người")
    look(page, page.url, "gop-khach-hang", picture)
    look(page, f"{url}/ho-so/{numbers['late']}", "ho-so-gia-han", picture)
    look(page, f"{url}/ho-so/{numbers['parent']}", "ho-so-lien-thong", picture, whole=True)
    look(page, f"{url}/ho-so/{numbers['asked']}", "ho-so-cho-bo-sung", picture)
    page.goto(f"{url}/thu-phi/doi-soat")
    held, paid = numbers["held"].replace("-", " "), numbers["paid"].replace(".", "")
    book = statement(
        (DAY.isoformat(), "FT1", "", 30000, f"{held} nop le phi"),
        (DAY.isoformat(), "FT2", "", 30000, paid),
        (DAY.isoformat(), "FT3", "", 99000, "chuyen tien"),
    )
    page.set_input_files("input[type=file]", {"name": "sao-ke.xlsx", "mimeType": "", "buffer": book})
    page.click("main button[type=submit]")
    expect(page.locator("main")).to_contain_text("FT1")
    picture(page, "doi-soat-ngan-hang", whole=True)
    no_barrier(page)
    page.goto(f"{url}/so-ket-qua")
    no_barrier(page)
    page.context.close()


def test_leader_and_administrator__steer_from_places_the_menu_names(
    browser: Any, office: Office, picture: Callable[..., None]
) -> None:
    url = office.url
    page = enter(browser, url, "lanhdao", bypass_csp=True)
    look(page, f"{url}/giam-sat", "vang-mat", picture)
    look(page, f"{url}/giam-sat/viec", "giao-lai-viec", picture)
    look(page, f"{url}/uy-quyen", "uy-quyen", picture)
    page.context.close()
    page = enter(browser, url, "giamsat", bypass_csp=True)
    look(page, f"{url}/giam-sat", "giam-sat", picture)
    page.context.close()
    page = enter(browser, url, "quantri", bypass_csp=True)
    page.click(".me-menu summary")
    expect(page.locator(".me-menu")).to_contain_text("Sắp xếp đơn vị")
    page.click("text=Tính lại ngày hẹn")
    page.wait_for_url("**/tinh-lai-hen")
    look(page, page.url, "tinh-lai-hen", picture)
    look(page, f"{url}/quan-tri/sap-xep-don-vi/1", "sap-xep-don-vi", picture, whole=True)
    look(page, f"{url}/quan-tri/bo-nhiem", "bo-nhiem", picture)
    page.context.close()
