"""Charts, dashboards and the report builder in a real browser: no barrier, no complaint, figures live while choosing."""

import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.unit.services.report_world import fill
from werkzeug.serving import make_server

from motcua.services.runtime import Platform
from motcua.web.application import create_application

pytestmark = pytest.mark.browser
QUARTER = "ky=2026-Q3"


@pytest.fixture
def site(sqlite_platform: Platform) -> Iterator[str]:
    """The example province with random dossiers, served in this process."""
    server = make_server("127.0.0.1", 0, create_application(fill(sqlite_platform)), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def barriers(page: Page) -> list[str]:
    """What keeps people out of a page, by axe; serious things only."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def test_charts_and_dashboards__shut_nobody_out(site, sign_in, picture) -> None:
    page = sign_in("giamsat")
    complaints: list[str] = []
    page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    page.goto(f"{site}/bao-cao/tong-hop-don-vi/bieu-do?{QUARTER}")
    expect(page.locator("svg.chart[role=img]").first).to_be_visible()
    assert barriers(page) == []
    picture(page, "bieu-do", whole=True)
    page.goto(f"{site}/bang-theo-doi")
    expect(page.locator("a.fig")).to_have_count(5)
    assert barriers(page) == []
    picture(page, "bang-theo-doi", whole=True)
    assert complaints == []
    visitor = sign_in(width=390)
    visitor.goto(f"{site}/cong/so-lieu")
    expect(visitor.locator("svg.chart[role=img]").first).to_be_visible()
    assert barriers(visitor) == []
    assert visitor.evaluate("document.documentElement.scrollWidth") <= 390
    picture(visitor, "so-lieu-cong-khai", whole=True)


def test_builder__shows_the_figures_of_each_choice_and_keeps_them(site, sign_in, picture) -> None:
    page = sign_in("quantri")
    page.goto(f"{site}/bao-cao/dung/theo-linh-vuc?tu=tong-hop-don-vi&ky=this_half_year")
    page.wait_for_load_state("networkidle")
    look = page.locator("#look")
    expect(look).to_contain_text("Cấp xã")
    assert barriers(page) == []
    page.fill("[name=name]", "Tổng hợp theo lĩnh vực và kênh")
    with page.expect_response(lambda one: one.url.partition("?")[0].endswith("/xem") and one.ok):
        page.select_option("#g0", "channel")
    expect(look).not_to_contain_text("Cấp xã")
    with page.expect_response(lambda one: one.url.partition("?")[0].endswith("/xem") and one.ok):
        page.select_option("#g1", "")
    expect(look).to_contain_text("Trực tuyến")
    picture(page, "dung-bao-cao")
    page.get_by_role("button", name="Thêm cột").click()
    expect(page.locator("[name=c_heading]")).to_have_count(20)
    page.locator("[name=c_heading]").last.fill("Gia hạn")
    with page.expect_response(lambda one: one.url.partition("?")[0].endswith("/xem") and one.ok):
        page.locator("[name=c_what]").last.select_option("measure:extended")
    expect(look).to_contain_text("Gia hạn")
    page.get_by_role("button", name="Lưu nháp").click()
    expect(page.get_by_text("Đã lưu nháp báo cáo.")).to_be_visible()
    expect(page.locator("[name=c_heading]").last).to_have_value("Gia hạn")


def test_figures_and_stated_numbers__shut_nobody_out_and_fit_a_phone(site, sign_in, picture) -> None:
    page = sign_in("giamsat")
    page.goto(f"{site}/bao-cao/so-lieu-nhap?{QUARTER}&don-vi=H88.31")
    page.fill("[name=so_self_5]", "1,5")
    page.fill("[name=so_feedback_total]", "12")
    page.get_by_role("button", name="Ghi số liệu").click()
    expect(page.get_by_text("Đã ghi 2 số liệu.")).to_be_visible()
    expect(page.locator("[name=so_self_5]")).to_have_value("1,5")
    assert barriers(page) == []
    picture(page, "so-lieu-nhap", whole=True)
    page.get_by_role("link", name="Mẫu 02 của kỳ").click()
    expect(page.get_by_text("Mẫu số 02").first).to_be_visible()
    picture(page, "mau-02", whole=True)
    page.goto(f"{site}/bao-cao/tong-hop-don-vi/so-lieu?{QUARTER}&cot=c12")
    expect(page.get_by_role("heading", name="Cách tính")).to_be_visible()
    assert barriers(page) == []
    picture(page, "cach-tinh")
    phone = sign_in("giamsat", width=390)
    for address in (
        f"/bao-cao/so-lieu-nhap?{QUARTER}&don-vi=H88.31",
        f"/bao-cao/khoi-luong-can-bo/so-lieu?{QUARTER}&cot=c3",
        f"/bao-cao/mau-02-danh-gia?{QUARTER}&don-vi=H88.31",
        f"/bao-cao/tong-hop-don-vi?{QUARTER}",
        "/bao-cao/tong-hop-don-vi?ky=2020-Q1",
    ):
        phone.goto(f"{site}{address}")
        expect(phone.locator("h1").first).to_be_visible()
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, address
        assert barriers(phone) == []
    picture(phone, "bao-cao-dien-thoai")
