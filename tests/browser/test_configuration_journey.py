"""From a row of the national catalog to a published procedure and back: what the guide's chapter on configuring shows."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect
from sqlalchemy import select
from tests.browser.test_main_journey import CODE, NAME, import_catalog, write_yaml
from tests.unit.services.received import actor_of

from motcua.compiler.edits import Act, Edit
from motcua.compiler.text_edits import edit_text
from motcua.services.intake_requests import DossierRequest, weigh
from motcua.services.receiving import receive
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierRow

pytestmark = pytest.mark.browser

MONDAY = "23/11/2026"
PAPER = {
    "id": "giay-ho-ngheo",
    "name": "Giấy chứng nhận hộ nghèo",
    "certified_copies": 1,
    "when": "applicant.poor_household",
}
FEE = {
    "id": "phi-ban-sao",
    "kind": "charge",
    "name": "Phí bản sao thêm",
    "times": "dossier.quantity",
    "tiers": [{"up_to": 5, "amount": 8000}, {"amount": 5000}],
    "legal_basis": [{"number": "281/2016/TT-BTC"}],
}


@pytest.fixture
def province(sqlite_platform: Platform) -> Platform:
    """The journey does not depend on the database."""
    return sqlite_platform


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


def test_imported_row__is_configured_proved_published_for_monday_and_rolled_back(
    province: Platform, site: str, sign_in: Callable[..., Page], picture: Callable[..., None], catalog: Path
) -> None:
    page = sign_in("quantri")
    import_catalog(page, site, catalog, lambda *_args, **_more: None)
    answer_review(page, site, picture)
    change_papers_fees_and_process(page, site, picture)
    simulate_and_keep(page, site, picture)
    publish_for_monday(page, site, picture)
    before = received(province)
    province.clock.set("2026-11-23T09:00:00+07:00")  # type: ignore[attr-defined]
    after = received(province)
    assert (before.process_revision_id, before.fees) != (after.process_revision_id, after.fees)
    assert before.due_by_hand
    assert after.due_at == datetime.fromisoformat("2026-11-26T09:00:00+07:00"), "the 24th is a public holiday"
    roll_back(page, site, picture)
    again = received(province)
    assert again.due_by_hand
    assert again.process_revision_id == before.process_revision_id


@dataclass(frozen=True)
class Taken:
    """What a dossier was received under."""

    process_revision_id: int
    fees: frozenset[str]
    due_at: datetime | None
    due_by_hand: bool


def received(platform: Platform) -> Taken:
    """A dossier received now, with a date entered by hand where the rules know none."""
    platform.rules.refresh()
    actor = actor_of(platform, "motcua")
    request = DossierRequest(CODE, actor.holdings[0].agency, applicant={"full_name": "Mai Thị Hồng Nhung"})
    evaluation = weigh(platform, request).evaluation
    papers = {line.id: {"received": True, "originals": 1} for line in evaluation.checklist if line.required}
    by_hand = evaluation.limit is None
    if by_hand:
        later = platform.now() + timedelta(days=14)
        request = replace(request, due_at=later, due_reason="Nguồn chưa ghi thời hạn")
    number = receive(platform, actor, replace(request, documents=papers))
    with platform.database.read(Scope.everything("kiểm thử")) as session:
        row = session.scalars(select(DossierRow).where(DossierRow.number == number)).one()
        fees = frozenset(line.id for line in evaluation.fees.lines)
        return Taken(row.process_revision_id, fees, row.due_at, by_hand)


def answer_review(page: Page, site: str, picture: Callable[..., None]) -> None:
    """The two things the catalog does not say: how long, and how much."""
    page.goto(f"{site}/thu-tuc/{CODE}/ra-soat")
    picture(page, "ra-soat")
    page.get_by_label("Tự ghi thời hạn").fill("2")
    page.get_by_label("Đơn vị").select_option("working_days")
    page.get_by_role("button", name="Ghi thời hạn").click()
    page.get_by_label("Tự ghi số tiền").fill("8000")
    page.get_by_role("button", name="Ghi mức thu").click()
    expect(page.locator("main")).to_contain_text("Đã trả lời hết 2 mục")
    picture(page, "ra-soat-xong")


def change_papers_fees_and_process(page: Page, site: str, picture: Callable[..., None]) -> None:
    """A conditional paper, a fee by tiers, another approver; a misspelled name is shown and righted."""
    page.goto(f"{site}/thu-tuc/{CODE}/sua")
    page.wait_for_load_state("networkidle")
    text = edit_text(
        page.evaluate("document.querySelector('[data-text]').value"),
        [
            Edit(Act.INSERT, ("checklist",), PAPER),
            Edit(Act.INSERT, ("fees",), FEE),
            Edit(Act.SET, ("process",), "two-signature"),
        ],
    )
    write_yaml(page, text)
    page.keyboard.press("F9")
    expect(page.locator("[data-problems]")).to_contain_text("two-signature")
    expect(page.locator("[data-publish]")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Escape")
    page.keyboard.press("F8")
    expect(page.locator("[data-tab-title]")).to_contain_text("Quy trình")
    page.evaluate("window.scrollTo(0, 0)")
    picture(page, "cau-hinh-loi")
    write_yaml(page, text.replace("two-signature", "two-signatures"))
    page.keyboard.press("F9")
    expect(page.locator("[data-problem-counts]")).to_contain_text("Không có lỗi")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu")
    page.keyboard.press("Escape")
    picture(page, "cau-hinh-sua")


def simulate_and_keep(page: Page, site: str, picture: Callable[..., None]) -> None:
    """A fictitious dossier goes along the usual buttons; the run becomes a test of the definition."""
    page.goto(f"{site}/thu-tuc/{CODE}/chay-thu")
    page.get_by_role("button", name="Đi hết theo nút chính").click()
    expect(page.locator("main")).to_contain_text("Hồ sơ đã kết thúc")
    picture(page, "chay-thu")
    page.fill("#test_name", "Đi hết theo nút chính")
    page.locator("button[name=act][value=save]").click()
    page.wait_for_load_state("networkidle")
    page.goto(f"{site}/thu-tuc/{CODE}/sua")
    page.wait_for_load_state("networkidle")
    assert "tests:" in page.evaluate("document.querySelector('[data-text]').value")


def publish_for_monday(page: Page, site: str, picture: Callable[..., None]) -> None:
    page.goto(f"{site}/dinh-nghia/procedure/{CODE}/cong-bo")
    expect(page.locator("main")).to_contain_text("Giấy chứng nhận hộ nghèo")
    page.fill("#effective_from", MONDAY)
    page.fill("#decision_number", "1482/QĐ-UBND")
    if page.locator("[name=accepted]").count():
        page.check("[name=accepted]")
    picture(page, "cong-bo-thu-hai", whole=True)
    page.get_by_role("button", name=re.compile("^Công bố bản")).click()
    page.wait_for_load_state("networkidle")
    expect(page.locator("main")).to_contain_text("công bố")


def roll_back(page: Page, site: str, picture: Callable[..., None]) -> None:
    page.goto(f"{site}/dinh-nghia/procedure/{CODE}/quay-ve?ban=1")
    picture(page, "quay-ve")
    page.fill("#effective_from", MONDAY)
    page.get_by_role("button", name="Công bố lại nội dung bản 1").click()
    page.wait_for_load_state("networkidle")
    expect(page.locator("main")).to_contain_text("Bản 3")
