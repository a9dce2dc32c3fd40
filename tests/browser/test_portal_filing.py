"""A citizen files from a phone: answers draw what they ask for, photos go up, the draft waits; a supplement later."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.unit.services.files_at_hand import pdf, png
from tests.unit.services.received import actor_of

from motcua.dossiers.commands import Act
from motcua.services.acting import act
from motcua.services.online_receipt import Acceptance, receive_submitted
from motcua.services.runtime import Platform

pytestmark = pytest.mark.browser
LONG = 30_000
"""Milliseconds that an answer of a busy machine may take."""
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def province(sqlite_platform: Platform) -> Platform:
    """On SQLite only: the browser does not meet the database."""
    return sqlite_platform


def no_barrier(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(page.url, one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def upload(page: Page, field: str, file: Path) -> None:
    """Put a file to a paper and wait until the page shows it as the server knows it."""
    page.locator(f'[data-field="{field}"]').set_input_files([str(file)])
    expect(page.locator("#p-papers .file-line", has_text=file.name)).to_have_count(1, timeout=LONG)
    expect(page.locator("input[data-pending]")).to_have_count(0, timeout=LONG)
    page.wait_for_load_state("networkidle")


def test_dossier__is_filed_and_supplemented_from_a_phone(
    province: Platform, site: str, sign_in: Callable[..., Page], picture: Callable[..., None], tmp_path: Path
) -> None:
    photo, program, clear = tmp_path / "ban-an.png", tmp_path / "anh.jpg", tmp_path / "ban-an-ro.pdf"
    photo.write_bytes(png(size=60))
    program.write_bytes(b"MZ" + b"0" * 100)
    clear.write_bytes(pdf("Bản án"))
    page = sign_in(**PHONE)
    page.goto(f"{site}/cong/thu-tuc/1.004873")
    page.click("text=Nộp hồ sơ trực tuyến")
    page.select_option("#f-agency", "H88.31")
    page.fill("#f-applicant-full_name", "Mai Thị Hồng Nhung")
    page.fill("#f-applicant-identity_number", "001196012345")
    page.fill("#f-applicant-phone", "0912345678")
    page.fill("#f-applicant-address", "Thôn Đông, xã Tân Hòa")
    page.check("[name='form.cho_chinh_minh'][value='true']")
    page.fill("#f-form-noi_thuong_tru", "Thôn Đông, xã Tân Hòa")
    page.check("[name='form.da_o_noi_khac'][value='false']")
    page.select_option("[name='form.tinh_trang_truoc']", "da-ly-hon")
    expect(page.locator("#f-paper-ban-an-ly-hon")).to_be_visible(timeout=LONG)
    page.fill("[name='form.so_ban_an']", "45/2024/HNGĐ-ST")
    page.fill("[name='form.ngay_hieu_luc']", "28/02/2024")
    page.select_option("[name='form.muc_dich']", "ket-hon-trong-nuoc")
    page.fill("[name='form.so_ban']", "2")

    # a program under the name of a photo is refused in words, a photo is taken
    page.locator('[data-field="paper.ban-an-ly-hon.files"]').set_input_files([str(program)])
    expect(page.locator("#p-papers .err")).to_contain_text("là chương trình", timeout=LONG)
    upload(page, "paper.ban-an-ly-hon.files", photo)
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu nháp", timeout=LONG)
    picture(page, "nop-ho-so-truc-tuyen", whole=True)
    no_barrier(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    picture(page, "nop-ho-so-truc-tuyen-may-tinh", whole=True)
    no_barrier(page)
    page.set_viewport_size(PHONE)

    # the draft waits; a file taken away is gone
    page.reload()
    expect(page.locator("#f-applicant-full_name")).to_have_value("Mai Thị Hồng Nhung")
    page.click("#p-papers .file-line button")
    expect(page.locator("#p-papers .file-line")).to_have_count(0, timeout=LONG)
    page.click("text=Gửi hồ sơ")
    expect(page.locator("#error-summary")).to_contain_text("Còn 1 chỗ cần sửa", timeout=LONG)
    no_barrier(page)
    upload(page, "paper.ban-an-ly-hon.files", photo)
    page.click("text=Gửi hồ sơ")
    page.wait_for_url("**/tra-cuu/**")
    number = page.url.split("/")[-1].partition("?")[0]
    expect(page.locator("main")).to_contain_text("Đã gửi hồ sơ", timeout=LONG)
    picture(page, "da-nop-truc-tuyen")

    # what the counter sees of it
    desk = sign_in("motcua")
    desk.goto(f"{site}/ho-so/{number}")
    expect(desk.locator("main")).to_contain_text("Mai Thị Hồng Nhung")
    desk.wait_for_load_state("networkidle")
    picture(desk, "ho-so-truc-tuyen")
    no_barrier(desk)

    # received, asked for more, answered from the phone that proved itself by filing
    receive_submitted(province, actor_of(province, "motcua"), number, Acceptance())
    act(province, actor_of(province, "motcua"), number, Act("forward"))
    asked = Act("request_supplement", reason="Bản án chụp mờ.", items=("ban-an-ly-hon",))
    act(province, actor_of(province, "thuly"), number, asked)
    page.goto(f"{site}/tra-cuu/{number}")
    page.click("text=Bổ sung trực tuyến")
    expect(page.locator("main")).to_contain_text("Bản án chụp mờ.", timeout=LONG)
    upload(page, "paper.ban-an-ly-hon.files", clear)
    picture(page, "bo-sung-truc-tuyen", whole=True)
    no_barrier(page)
    page.click("text=Gửi bổ sung")
    expect(page.locator("main")).to_contain_text("Đang được xem xét", timeout=LONG)
