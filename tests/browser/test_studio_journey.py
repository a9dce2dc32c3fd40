"""The whole way of a province in a browser: from a row of the catalog to rules that switch on a Monday, and back."""

import csv
import io
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from motcua.compiler.text_edits import Act, Edit, edit_text
from motcua.definitions.procedure import Channel
from motcua.dossiers.intake import IntakeRequest
from motcua.services.acting import find_dossier
from motcua.services.intake_requests import DossierRequest
from motcua.services.integrity import examine
from motcua.services.officers import identity_by_name
from motcua.services.receiving import receive
from motcua.services.runtime import Platform
from motcua.services.sample_answers import Sampler, sample_answers
from motcua.storage.scope import Scope

pytestmark = pytest.mark.browser

CODE = "1.999102"
HEAD = (
    "Mã số",
    "Tên",
    "Lĩnh vực",
    "Cơ quan thực hiện",
    "Thời hạn giải quyết",
    "Phí, lệ phí",
    "Cấp thực hiện",
)
ROW = (
    CODE, "Xác nhận nguồn gốc cây cảnh", "Lâm nghiệp", "Ủy ban nhân dân cấp xã", "7",
    "Miễn phí", "Cấp Xã",
)  # fmt: skip
EDITOR = f"/thu-tuc/{CODE}/sua"
COMMUNE = "H88.31"
PHONE = 390


@pytest.fixture
def province(sqlite_platform: Platform) -> Platform:
    """The journey does not depend on the database; its services are tested on both."""
    return sqlite_platform


def test_studio__takes_a_catalog_row_to_rules_that_switch_by_themselves(
    province: Platform, site: str, sign_in: Callable[..., Page], picture: Callable[..., None]
) -> None:
    page = sign_in("quantri")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    import_row(page, site, picture)
    resolve_review_items(page, site, picture)
    publish(page, site, "procedure", CODE)
    configure(page, site)
    break_and_mend(page, site, picture)
    process = change_approver(page, site, province)
    simulate_and_keep(page, site, picture)
    before = received(province)
    look_at_what_changes(page, site, picture)
    publish(page, site, "procedure", CODE, "23/11/2026", picture)
    publish(page, site, "process", process, "23/11/2026")
    look_at_what_waits(page, site, picture)
    still = received(province)
    province.clock.set("2026-11-23T08:00:00+07:00")  # type: ignore[attr-defined]
    after = received(province)
    old, new = "7 working_days", "5 working_days"
    assert [limit_of(province, one) for one in (before, still, after)] == [old, old, new]
    assert [money_of(province, one) for one in (before, still, after)] == [None, None, 20_000]
    show_the_dossiers(sign_in("motcua"), site, before, after)
    page = sign_in("quantri")
    move_one(page, site, before, picture)
    assert [limit_of(province, one) for one in (before, still)] == [new, old]
    roll_back(page, site, picture)
    look_at_the_rest(sign_in("quantri", width=PHONE, height=844), site, process)
    assert limit_of(province, received(province)) == old
    assert examine(province).findings == ()
    assert complaints == []


def has_no_barrier(page: Page) -> None:
    """No violation on the page as it stands, and nothing wider than the window."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def import_row(page: Page, site: str, picture: Callable[..., None]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([HEAD, ROW])
    book = {"name": "danh-muc.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode("utf-8-sig")}
    page.goto(f"{site}/nhap-danh-muc")
    page.locator("input[type=file][name=file]").set_input_files(book)  # type: ignore[arg-type]
    page.get_by_role("button", name="Chạy thử").click()
    page.get_by_role("button", name="Nhập vào danh mục").click()
    expect(page.locator("main")).to_contain_text("Đã nhập", timeout=15_000)
    page.goto(f"{site}/thu-tuc/{CODE}")
    expect(page.locator(".page-head")).to_contain_text("Cần rà soát")
    picture(page, "studio-1-nhap-mot-dong")


def resolve_review_items(page: Page, site: str, picture: Callable[..., None]) -> None:
    """The limit has a number and no unit: an officer says which, and nothing is left to review."""
    page.goto(f"{site}/thu-tuc/{CODE}/ra-soat")
    picture(page, "studio-2-ra-soat")
    expect(page.locator("main")).to_contain_text("có số nhưng không có đơn vị")
    page.get_by_label("Tự ghi thời hạn").fill("7")
    page.get_by_label("Đơn vị").select_option(label="ngày làm việc")
    page.get_by_role("button", name="Ghi thời hạn").click()
    expect(page.locator("main")).to_contain_text("Đã trả lời hết")


def publish(
    page: Page,
    site: str,
    kind: str,
    code: str,
    day: str = "20/11/2026",
    picture: Callable[..., None] | None = None,
) -> None:
    page.goto(f"{site}/dinh-nghia/{kind}/{code}/cong-bo")
    if picture is not None:
        has_no_barrier(page)
        picture(page, "studio-6-cong-bo", whole=True)
    page.fill("[name=effective_from]", day)
    page.fill("[name=decision_number]", "1482/QĐ-UBND")
    accepted = page.locator("[name=accepted]")
    if accepted.count():
        accepted.check()
    page.get_by_role("button", name=re.compile("^Công bố bản")).click()
    expect(page.locator("h1")).to_contain_text("Đã công bố")


def text_of(page: Page) -> str:
    found: str = page.evaluate("document.querySelector('[data-text]').value")
    return found


def write_text(page: Page, text: str) -> None:
    """Put a text into the YAML pane, as a person who pastes it."""
    page.click(".cm-content")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    page.wait_for_function(
        "words => document.querySelector('[data-text]').value.trim() === words.trim()", arg=text
    )
    page.keyboard.press("Control+s")
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu")


def configure(page: Page, site: str) -> None:
    """A paper asked for only sometimes, a fee by bands, and a shorter limit."""
    page.goto(f"{site}{EDITOR}")
    text = text_of(page)
    paper = {"id": "giay-uy-quyen", "name": "Giấy ủy quyền", "copies": 1, "when": "dossier.quantity > 1"}
    fee = {
        "id": "phi-tham-dinh",
        "name": "Phí thẩm định",
        "kind": "charge",
        "times": "dossier.quantity",
        "tiers": [{"up_to": 2, "amount": 20_000}, {"amount": 10_000}],
    }
    text = edit_text(text, [Edit(Act.INSERT, ("checklist",), paper), Edit(Act.INSERT, ("fees",), fee)])
    write_text(page, text.replace("7 working_days", "5 working_days"))
    expect(page.locator("[data-problem-counts]")).to_contain_text("Không có lỗi")


def break_and_mend(page: Page, site: str, picture: Callable[..., None]) -> None:
    """A limit without a unit: the problem names line and remedy, publishing is closed; then it is put right."""
    page.goto(f"{site}{EDITOR}")
    good = text_of(page)
    write_text(page, good.replace("5 working_days", "5"))
    problems = page.locator("[data-problems]")
    expect(problems).to_contain_text("Cách sửa")
    expect(problems).to_contain_text("dòng")
    expect(page.locator("[data-publish]")).to_have_attribute("aria-disabled", "true")
    picture(page, "studio-3-loi-co-cho-va-cach-sua")
    write_text(page, good)
    expect(page.locator("[data-problem-counts]")).to_contain_text("Không có lỗi")


def change_approver(page: Page, site: str, province: Platform) -> str:
    """Who signs becomes the head of the unit; the process is a draft of its own."""
    province.rules.refresh()
    process = str(province.rules.definition("procedure", CODE, province.today()).process)
    page.goto(f"{site}/dinh-nghia/process/{process}")
    steps = province.rules.definition("process", process, province.today()).steps
    sign = next(step.id for step in steps if step.does.value == "decide")
    position = Edit(Act.SET, ("steps", sign, "by", "position"), "unit-head")
    write_text(page, edit_text(text_of(page), [position]))
    return process


def simulate_and_keep(page: Page, site: str, picture: Callable[..., None]) -> None:
    """The drafts run together: the new approver signs, the new fee is taken; the run becomes a test."""
    page.goto(f"{site}/thu-tuc/{CODE}/chay-thu")
    expect(page.locator("main")).to_contain_text("Bản nháp của bạn")
    expect(page.locator("main")).to_contain_text("20.000")
    page.get_by_role("button", name="Đi hết theo nút chính").click()
    expect(page.locator("main")).to_contain_text("Hồ sơ đã kết thúc")
    expect(page.locator("main")).to_contain_text("Lãnh đạo phòng")
    has_no_barrier(page)
    picture(page, "studio-4-chay-thu", whole=True)
    page.fill("[name=test_name]", "Nộp một bộ tại quầy")
    page.get_by_role("button", name="Lưu vào bản nháp").click()
    expect(page.locator("body")).to_contain_text("Đã lưu “Nộp một bộ tại quầy”")
    page.goto(f"{site}{EDITOR}")
    assert "Nộp một bộ tại quầy" in text_of(page)
    expect(page.locator("[data-problem-counts]")).to_contain_text("Không có lỗi")


def look_at_what_changes(page: Page, site: str, picture: Callable[..., None]) -> None:
    """In words, on dossiers there are, and as an annex to print."""
    page.goto(f"{site}/dinh-nghia/procedure/{CODE}/doi-chieu")
    expect(page.locator("main")).to_contain_text("Giấy ủy quyền")
    has_no_barrier(page)
    picture(page, "studio-5-so-sanh")
    page.goto(f"{site}/dinh-nghia/procedure/{CODE}/tinh-thu")
    expect(page.locator("main")).to_contain_text("Hồ sơ đổi ngày hẹn")
    has_no_barrier(page)
    picture(page, "studio-5b-tinh-thu")


def received(province: Platform) -> str:
    """A dossier received at the counter's own service, with answers its form accepts."""
    with province.database.read() as session:
        identity = identity_by_name(session, "motcua")
    assert identity is not None
    bundle = province.rules.bundle(CODE, "", province.today())
    applicant = {"kind": bundle.procedure.applicants[0].value, "full_name": "Mai Thị Hồng Nhung"}
    asked = IntakeRequest(COMMUNE, province.now(), applicant=applicant)
    sampler = Sampler(random.Random(3), province.today(), bundle.code_lists)
    answers: dict[str, Any] = sample_answers(bundle, province.directory(), asked, sampler)
    request = DossierRequest(
        procedure=CODE, agency=COMMUNE, channel=Channel.COUNTER, answers=answers, applicant=applicant
    )
    return receive(province, identity.actor(province.now()), request)


def limit_of(province: Platform, number: str) -> str:
    with province.database.read(Scope.everything("kiểm thử")) as session:
        return str(find_dossier(session, number).state["clock"]["limit"])


def money_of(province: Platform, number: str) -> int | None:
    with province.database.read(Scope.everything("kiểm thử")) as session:
        fees = find_dossier(session, number).state["fees"]
    found = [fee["amount"] for fee in fees if fee["fee"] == "phi-tham-dinh"]
    return found[0] if found else None


def show_the_dossiers(page: Page, site: str, before: str, after: str) -> None:
    """Each dossier's page counts by its own rules."""
    for number, words in ((before, "7 ngày làm việc"), (after, "5 ngày làm việc")):
        page.goto(f"{site}/ho-so/{number}")
        expect(page.locator("main")).to_contain_text(number)
        assert words in page.content(), (number, words)


def look_at_what_waits(page: Page, site: str, picture: Callable[..., None]) -> None:
    """Both revisions stand in the list of those that switch by themselves."""
    page.goto(f"{site}/cong-bo")
    expect(page.locator("main")).to_contain_text("23/11/2026")
    has_no_barrier(page)
    picture(page, "studio-7-cho-den-ngay")


def move_one(page: Page, site: str, number: str, picture: Callable[..., None]) -> None:
    """One of the running dossiers is moved to the new rules, the other stays; the log of the dossier tells it."""
    page.goto(f"{site}/thu-tuc/{CODE}/chuyen-ho-so")
    expect(page.locator("main")).to_contain_text("5 ngày làm việc")
    page.get_by_label(f"Chuyển hồ sơ {number}").check()
    page.get_by_label("Lý do, căn cứ").fill("Quyết định 1482/QĐ-UBND áp dụng cho hồ sơ đang giải quyết")
    has_no_barrier(page)
    picture(page, "studio-8-chuyen-ho-so")
    page.get_by_role("button", name="Chuyển các hồ sơ đã đánh dấu").click()
    expect(page.locator("body")).to_contain_text("Đã chuyển 1 hồ sơ")


def roll_back(page: Page, site: str, picture: Callable[..., None]) -> None:
    """The history offers the way back; what changes is shown before."""
    page.goto(f"{site}/thu-tuc/{CODE}?phan=lich-su")
    picture(page, "studio-9-lich-su")
    page.get_by_role("link", name="Quay về bản này").first.click()
    expect(page.locator("main")).to_contain_text("7 ngày làm việc")
    has_no_barrier(page)
    page.get_by_role("button", name=re.compile("^Công bố lại nội dung")).click()
    expect(page.locator("body")).to_contain_text("Đã công bố nội dung bản")


def look_at_the_rest(page: Page, site: str, process: str) -> None:
    """The other screens of proof, on a phone."""
    for path, words in (
        ("/cong-bo", "Quy tắc của tỉnh"),
        ("/quan-tri/nhat-ky", "Quay về bản cũ"),
        ("/quan-tri/pham-vi-sua", "Giao thêm"),
        (f"/thu-tuc/{CODE}/chuyen-ho-so", "Chạy thử"),
        (f"/dinh-nghia/process/{process}/ngung", "Còn nơi dùng"),
        (f"/thu-tuc/{CODE}?phan=kiem-thu", "Kiểm thử"),
    ):
        page.goto(f"{site}{path}")
        expect(page.locator("main")).to_contain_text(words)
        has_no_barrier(page)
