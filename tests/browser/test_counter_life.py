"""A morning at the counter in a browser: a card scanned, a batch, a hand-over, money, a list, the supervisor. No barrier."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.conftest import open_province
from werkzeug.serving import make_server

from motcua.services.customers import learn_all
from motcua.services.runtime import Platform
from motcua.web.application import create_application

pytestmark = pytest.mark.browser

CARD = "001196012345||Mai Thị Hồng Nhung|14021996|Nữ|Thôn Đông, xã Tân Hòa, tỉnh Đồng Lam|01012022"


@pytest.fixture
def province(sqlite_province: Path, tmp_path: Path) -> Iterator[Platform]:
    """The example province on SQLite."""
    shutil.copy(sqlite_province, tmp_path / "motcua.sqlite3")
    platform = open_province(f"sqlite:///{tmp_path / 'motcua.sqlite3'}", tmp_path)
    platform.rules.refresh()
    yield platform
    platform.database.dispose()


@pytest.fixture
def site(province: Platform) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_application(province), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def barriers(page: Page) -> list[str]:
    """What keeps people out of a page, by axe; serious things only."""
    found = Axe().run(page).response["violations"]
    return [f"{page.url}: {one['id']}" for one in found if one["impact"] in ("serious", "critical")]


def scan(page: Page) -> None:
    page.keyboard.press("F4")
    page.keyboard.type(CARD)
    page.keyboard.press("Enter")


def test_morning_at_the_counter__works_and_keeps_nobody_out(
    sign_in: Callable[..., Page], site: str, province: Platform, picture: Callable[..., None]
) -> None:
    found: list[str] = []
    desk = sign_in("motcua")

    # a card read by the scanner fills the form; without a connection nothing typed is lost
    desk.goto(f"{site}/tiep-nhan/1.004873")
    scan(desk)
    expect(desk.locator("#f-applicant-full_name")).to_have_value("Mai Thị Hồng Nhung")
    desk.wait_for_load_state("networkidle")
    desk.context.set_offline(True)
    desk.fill("#f-applicant-phone", "0912 345 678")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("chưa gửi được").first).to_be_visible()
    desk.context.set_offline(False)
    expect(desk.locator("[data-saved]")).to_contain_text("Đã lưu nháp", timeout=20_000)
    desk.select_option("#f-form-tinh_trang_truoc", "chua-ket-hon")
    desk.select_option("#f-form-muc_dich", "ket-hon-trong-nuoc")
    expect(desk.locator("#c-act")).to_contain_text("Đủ để tiếp nhận")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url("**/tiep-nhan/xong/**")
    number = re.search(r"H88[^?/]+", desk.url)[0]

    # the second time the person is known, and the open dossier is named
    learn_all(province)
    desk.goto(f"{site}/tiep-nhan/1.004873")
    scan(desk)
    expect(desk.locator("#f-applicant-phone")).to_have_value("0912345678")
    expect(desk.locator("#c-applicant")).to_contain_text(number)
    desk.evaluate("window.scrollTo(0, 0)")
    picture(desk, "khach-hang-biet-lai")
    found += barriers(desk)
    desk.goto(f"{site}/khach-hang")
    found += barriers(desk)
    desk.click("text=Mai Thị Hồng Nhung")
    found += barriers(desk)

    # money: a receipt on paper, the day sheet
    desk.goto(f"{site}/ho-so/{number}?phan=phi")
    expect(desk.get_by_text("BL-26E/0000001").first).to_be_visible()
    desk.click("text=Hoàn…")
    expect(desk.locator("dialog[open]")).to_be_visible()
    found += barriers(desk)
    desk.keyboard.press("Escape")
    desk.goto(f"{site}/thu-phi")
    picture(desk, "so-thu-ngay")
    found += barriers(desk)

    # on to the department, with a list that goes along
    desk.goto(f"{site}/viec/viec-cua-toi")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/ho-so/**")
    desk.keyboard.press("t")
    expect(desk.get_by_text("Đã nhận").first).to_be_visible()
    desk.goto(f"{site}/ban-giao")
    found += barriers(desk)
    desk.click("text=Lập danh sách bàn giao")
    desk.wait_for_url(re.compile(r"/ban-giao/\d+$"))
    place = desk.url
    handler = sign_in("thuly")
    handler.goto(place)
    picture(handler, "xac-nhan-ban-giao")
    found += barriers(handler)
    handler.click("text=Xác nhận đã nhận")
    expect(handler.get_by_text("Đã nhận").first).to_be_visible()

    # the leader gives the work to somebody and lends the position
    leader = sign_in("lanhdao")
    leader.goto(f"{site}/giam-sat/viec")
    leader.check("tbody input")
    leader.select_option("#who", "thuly")
    found += barriers(leader)
    leader.click("text=Giao lại")
    expect(leader.locator("tbody")).to_contain_text("Trần Minh Đức")
    leader.goto(f"{site}/uy-quyen")
    found += barriers(leader)
    watcher = sign_in("giamsat")
    watcher.goto(f"{site}/giam-sat")
    found += barriers(watcher)
    watcher.set_viewport_size({"width": 390, "height": 844})
    assert watcher.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert found == []


def test_brackets__go_through_the_dossiers_of_a_list(sign_in: Callable[..., Page], site: str) -> None:
    desk = sign_in("motcua")
    for _ in range(2):
        desk.goto(f"{site}/tiep-nhan/2.000815")
        desk.wait_for_load_state("networkidle")
        desk.fill("#f-applicant-full_name", "Phạm Văn Khách")
        desk.fill("#f-form-ten_giay_to", "Bằng tốt nghiệp")
        desk.check('[name="paper.ban-chinh.received"]')
        expect(desk.locator("#c-act")).to_contain_text("Đủ để tiếp nhận")
        desk.keyboard.press("Control+Enter")
        desk.wait_for_url("**/tiep-nhan/xong/**")
    desk.goto(f"{site}/viec/viec-cua-toi")
    desk.locator("tbody a.name").first.click()
    desk.wait_for_url("**/ho-so/**")
    first = desk.url
    desk.keyboard.press("]")
    desk.wait_for_url(lambda url: url != first)
    second = desk.url
    desk.keyboard.press("[")
    desk.wait_for_url(lambda url: url != second)
    assert desk.url == first
