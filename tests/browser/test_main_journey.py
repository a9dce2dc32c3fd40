"""The main job in a browser: import, edit, receive, process, print, report, track."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from motcua.services.runtime import Platform

pytestmark = pytest.mark.browser
CODE = "1.099001"
NAME = "Cấp bản sao Giấy xác nhận của xã phục vụ kiểm thử"


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """A workbook in the national layout with one commune procedure nobody has seen."""
    file = tmp_path / "danh-muc.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Danh sách TTHC")
        sheet.merge_range("A1:E1", "BỘ TƯ PHÁP\nDANH SÁCH THỦ TỤC HÀNH CHÍNH")
        sheet.write_row("A2", ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực"))
        sheet.write_row("A3", (CODE, NAME, "Bộ Tư pháp", "Ủy ban nhân dân cấp xã", "Hộ tịch"))
        sheet.write_row("A4", ("1.0990", "Mã sai", "Bộ Tư pháp", "Ủy ban nhân dân cấp xã", "Hộ tịch"))
    return file


def test_catalog_row_becomes_a_procedure_and_its_dossier_reaches_the_report(
    province: Platform,
    site: str,
    sign_in: Callable[..., Page],
    picture: Callable[..., None],
    catalog: Path,
) -> None:
    administrator = sign_in("quantri")
    import_catalog(administrator, site, catalog, picture)
    edit_limit(administrator, site, picture)
    number = receive(sign_in("motcua"), site, picture)
    process(sign_in, site, number, picture)
    report(sign_in("giamsat"), site, picture)
    track(sign_in(), site, number, picture)


def import_catalog(page: Page, site: str, catalog: Path, picture: Callable[..., None]) -> None:
    page.goto(f"{site}/nhap-danh-muc")
    page.set_input_files("input[type=file] >> nth=0", catalog)
    page.get_by_role("button", name=re.compile("Kiểm tra|Chạy thử|Xem trước")).first.click()
    page.get_by_role("link", name=re.compile("thủ tục thêm mới")).click()
    expect(page.locator("main")).to_contain_text("1.0990")
    page.go_back()
    picture(page, "nhap-danh-muc")
    page.get_by_role("button", name="Nhập vào danh mục").click()
    expect(page.locator("main")).to_contain_text("Đã nhập", timeout=15_000)
    page.goto(f"{site}/thu-tuc?q=ban sao giay xac nhan")
    expect(page.locator("main")).to_contain_text(NAME)
    picture(page, "danh-muc")


def edit_limit(page: Page, site: str, picture: Callable[..., None]) -> None:
    page.goto(f"{site}/thu-tuc/{CODE}")
    expect(page.locator("h1")).to_contain_text(NAME)
    picture(page, "thu-tuc")
    page.goto(f"{site}/thu-tuc/{CODE}/sua")
    text = (
        f"kind: overlay\nof: procedure/{CODE}\nreason: Tỉnh quy định\n"
        "offers:\n  - {channels: [counter, online, post], time_limit: 23}\n"
    )
    write_yaml(page, text)
    page.keyboard.press("F9")
    expect(page.locator("main")).to_contain_text("working_days")
    picture(page, "sua-thu-tuc-loi")
    write_yaml(page, text.replace("23", "2 working_days"))
    page.keyboard.press("F9")
    expect(page.locator("main")).to_contain_text("Không có lỗi")
    picture(page, "sua-thu-tuc")
    page.locator("main").get_by_role("link", name=re.compile("^Công bố bản")).first.click()
    page.wait_for_load_state("networkidle")
    picture(page, "cong-bo")
    page.get_by_role("button", name=re.compile("^Công bố")).first.click()
    page.wait_for_load_state("networkidle")
    expect(page.locator("main")).to_contain_text("công bố")


def write_yaml(page: Page, text: str) -> None:
    """Replace what stands in the editor."""
    editor = page.locator(".cm-content").last
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


def receive(page: Page, site: str, picture: Callable[..., None]) -> str:
    page.goto(f"{site}/tiep-nhan")
    page.keyboard.press("F2")
    page.keyboard.type("ban sao giay xac nhan")
    expect(page.locator("[role=option]", has_text=NAME)).to_be_visible()
    picture(page, "tim-thu-tuc")
    page.get_by_text(NAME).first.click()
    page.wait_for_load_state("networkidle")
    page.fill("[name='applicant.full_name']", "Mai Thị Hồng Nhung")
    for field in page.locator("input[required]:visible, textarea[required]:visible").all():
        if field.get_attribute("type") not in {"radio", "checkbox"} and not field.input_value():
            field.fill("Theo hồ sơ")
    expect(page.locator("aside")).to_contain_text("25/11/2026")
    picture(page, "tiep-nhan", whole=True)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"H88\.31-261120-\d{4}"))
    number = re.search(r"H88\.31-261120-\d{4}", page.url)
    assert number
    picture(page, "da-tiep-nhan")
    pdf = page.request.get(page.locator("a", has_text="PDF").first.evaluate("link => link.href"))
    assert pdf.body().startswith(b"%PDF")
    word = page.request.get(page.locator("a", has_text="DOCX").first.evaluate("link => link.href"))
    assert word.body().startswith(b"PK")
    return number.group(0)


def process(sign_in: Callable[..., Page], site: str, number: str, picture: Callable[..., None]) -> None:
    people = {user: sign_in(user) for user in ("motcua", "thuly", "lanhdao", "vanthu")}
    for _turn in range(12):
        for user, page in people.items():
            page.goto(f"{site}/ho-so/{number}")
            if "Hồ sơ đã đóng" in page.inner_text("body"):
                picture(page, "ho-so-xong")
                return
            main = page.locator("[data-key='T']").first
            if main.count():
                picture(page, f"ho-so-{user}")
                main.click()
                page.wait_for_load_state("networkidle")
                dialog = page.locator("dialog[open]")
                if dialog.count():
                    dialog.locator("button[type=submit]").click()
                    page.wait_for_load_state("networkidle")
                break
    raise AssertionError(f"{number} does not end")


def report(page: Page, site: str, picture: Callable[..., None]) -> None:
    page.goto(f"{site}/bao-cao/II.06a?period=2026-Q4&agency=H88")
    expect(page.locator("main")).to_contain_text("Hộ tịch")
    picture(page, "bao-cao")
    figure = page.locator("table a", has_text=re.compile("^1$")).first
    figure.click()
    page.wait_for_load_state("networkidle")
    expect(page.locator("main")).to_contain_text("H88.31-261120-0001")


def track(page: Page, site: str, number: str, picture: Callable[..., None]) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/tra-cuu/{number}")
    expect(page.locator("main")).to_contain_text(number)
    expect(page.locator("body")).not_to_contain_text("Mai Thị Hồng Nhung")
    picture(page, "tra-cuu")
