"""Papers in a real browser: scanned at the counter into the draft, uploaded to the dossier, looked at; no barrier."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.clients import Api
from tests.unit.services.files_at_hand import pdf, png

from motcua.services.acting import find_dossier
from motcua.services.dossier_log import load_state
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.web.application import create_application

pytestmark = pytest.mark.browser


@pytest.fixture
def province(sqlite_platform: Platform) -> Platform:
    """On SQLite only: the browser does not meet the database."""
    return sqlite_platform


def no_barrier(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(page.url, one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def test_papers__are_scanned_uploaded_and_looked_at(
    province: Platform, site: str, sign_in: Callable[..., Page], picture: Callable[..., None], tmp_path: Path
) -> None:
    scan, photo, program = tmp_path / "ban-an.pdf", tmp_path / "anh.png", tmp_path / "la.pdf"
    scan.write_bytes(pdf("Bản án số 45/2024/HNGĐ-ST", pages=2))
    photo.write_bytes(png(size=60))
    program.write_bytes(b"MZ" + b"0" * 100)
    page = sign_in("motcua")

    # at the counter: the scan belongs to the draft and outlives the page
    page.goto(f"{site}/tiep-nhan/1.004873")
    page.fill("#f-applicant-full_name", "Trần Văn Nháp")
    with page.expect_response(
        lambda one: "/nhap/" in one.url and "files" in (one.request.post_data or ""), timeout=30_000
    ):
        page.locator('[data-field="paper.to-khai.files"]').set_input_files([str(scan)])
    expect(page.locator("#c-papers")).to_contain_text("ban-an.pdf")
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu nháp")
    page.goto(f"{site}/tiep-nhan")
    page.click("text=Làm tiếp >> nth=0")
    expect(page.locator("#c-papers")).to_contain_text("ban-an.pdf")
    picture(page, "quet-giay-tai-quay", whole=True)
    no_barrier(page)

    # on the dossier: one by one, the bad one said where it was chosen, the good one shown page by page
    number = Api(create_application(province)).receive("motcua", "1.004873")["number"]
    page.goto(f"{site}/ho-so/{number}?phan=giay-to")
    place = page.locator(".paper-files").first
    place.locator("input[type=file]").set_input_files([str(program)])
    expect(place.locator(".err")).to_contain_text("là chương trình")
    place.locator("input[type=file]").set_input_files([str(scan), str(photo)])
    expect(page.locator(".file-line")).to_have_count(2)
    page.click(".file-line >> text=ban-an.pdf")
    page.wait_for_selector("#xem .file-page", timeout=30_000)
    expect(page.locator("#xem .file-page")).to_have_count(2)
    page.wait_for_function("document.querySelector('#xem .file-page').naturalWidth > 300")
    page.evaluate("window.scrollTo(0, 0)")
    picture(page, "giay-to-ho-so")
    no_barrier(page)
    page.click(".file-line >> text=anh.png")
    page.wait_for_function("document.querySelector('#xem .file-page').naturalWidth === 60")
    page.goto(f"{site}/ho-so/{number}?phan=ket-qua")
    picture(page, "ket-qua-ho-so", whole=True)
    no_barrier(page)
    with province.database.read(Scope.everything("kiểm thử")) as session:
        assert [one.name for one in load_state(find_dossier(session, number)).kept_files] == [
            "ban-an.pdf",
            "anh.png",
        ]

    phone = sign_in("motcua", width=390, height=800)
    for place_of_it in (
        f"/ho-so/{number}?phan=giay-to",
        f"/ho-so/{number}?phan=ket-qua",
        "/luu-tru/kiem-tra",
    ):
        phone.goto(f"{site}{place_of_it}")
        no_barrier(phone)
    picture(phone, "kiem-tra-goi-390")
    phone.goto(f"{site}/tra-cuu/ket-qua")
    no_barrier(phone)
