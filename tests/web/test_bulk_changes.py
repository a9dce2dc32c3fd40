"""Many procedures at once: what each would change, what is refused, drafts, publishing, comparison side by side."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from tests.web.desk import Person, hidden, words

from motcua.services.definition_sheet import newest_sheet
from motcua.services.editing import EditTarget, save_draft, standing_text
from motcua.services.officers import identity_by_name
from motcua.services.runtime import Platform
from motcua.storage.tables import DefinitionDraftRow, RevisionRow
from motcua.web.application import create_application

CODES = ["1.000656", "1.000894", "1.004859"]
PATH = "/thu-tuc/hang-loat"


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def admin(app: Flask) -> Person:
    return Person(app, "quantri")


def look(person: Person, **fields: Any) -> Any:
    token = hidden(person.read(PATH))["csrf_token"]
    return person.client.post(PATH, data={"csrf_token": token, "ma": CODES, "cach": "nhap", **fields})


def do(person: Person, page: str, **more: str) -> Any:
    """Press the button of the page that shows the plan."""
    form = page[page.index(f'action="{PATH}/thuc-hien"') :]
    form = form[: form.index("</form>")]
    kept: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        kept.setdefault(name, []).append(unescape(value))
    return person.client.post(f"{PATH}/thuc-hien", data={**kept, **more})


def content(platform: Platform, code: str) -> Any:
    with platform.database.read() as session:
        sheet = newest_sheet(session, "procedure", code)
    assert sheet is not None
    return sheet.content


def count(platform: Platform, table: Any) -> int:
    with platform.database.read() as session:
        return session.scalar(select(func.count(table.id))) or 0


def begin_draft(platform: Platform, code: str) -> None:
    with platform.database.read() as session:
        found = identity_by_name(session, "quantri")
        text = standing_text(session, EditTarget("procedure", code))
    assert found is not None
    actor = found.actor(platform.now())
    save_draft(platform, actor, EditTarget("procedure", code), f"{text}# đang sửa\n", 0)


def test_plan__says_for_each_procedure_what_changes_and_stores_nothing(
    admin: Person, sqlite_platform: Platform
) -> None:
    before = count(sqlite_platform, RevisionRow), count(sqlite_platform, DefinitionDraftRow)
    answer = look(admin, viec="process", **{"quy-trinh": "two-signatures"}, ma=[*CODES, "9.999999"])
    page = words(answer.text)
    assert answer.status_code == 200
    assert "Sẽ đổi 3" in page
    assert "Danh mục không có thủ tục mang mã này" in page
    assert "Lưu nháp 3 thủ tục" in page
    assert (count(sqlite_platform, RevisionRow), count(sqlite_platform, DefinitionDraftRow)) == before


def test_drafts__are_kept_and_the_catalog_stays_until_published(
    admin: Person, sqlite_platform: Platform
) -> None:
    shown = look(admin, viec="process", **{"quy-trinh": "two-signatures"})
    assert do(admin, shown.text).status_code == 302
    assert count(sqlite_platform, DefinitionDraftRow) == 3
    assert content(sqlite_platform, CODES[0])["process"] != "two-signatures"
    drafts = look(admin, viec="publish", cach="cong-bo")
    assert "Công bố 3 thủ tục" in words(drafts.text)
    today = f"{sqlite_platform.today():%d/%m/%Y}"
    assert do(admin, drafts.text, effective_from=today, note="Đổi quy trình").status_code == 302
    assert {content(sqlite_platform, code)["process"] for code in CODES} == {"two-signatures"}
    assert count(sqlite_platform, DefinitionDraftRow) == 0


def test_publishing_at_once__refuses_procedures_with_a_draft(
    admin: Person, sqlite_platform: Platform
) -> None:
    begin_draft(sqlite_platform, CODES[1])
    shown = look(admin, viec="agencies", cach="cong-bo", **{"co-quan": ["H88.31", "H88.32"]})
    page = words(shown.text)
    assert "Bạn đang có bản nháp" in page
    assert "Công bố 2 thủ tục" in page
    today = f"{sqlite_platform.today():%d/%m/%Y}"
    assert do(admin, shown.text, effective_from=today).status_code == 302
    assert content(sqlite_platform, CODES[0])["offered_by"] == ["H88.31", "H88.32"]
    assert content(sqlite_platform, CODES[1])["offered_by"] != ["H88.31", "H88.32"]


def test_what_changed_since_the_look__is_not_overwritten(admin: Person, sqlite_platform: Platform) -> None:
    shown = look(admin, viec="process", **{"quy-trinh": "two-signatures"})
    begin_draft(sqlite_platform, CODES[0])
    answer = do(admin, shown.text)
    assert answer.status_code == 400
    assert "chưa làm gì" in words(answer.text)
    assert count(sqlite_platform, DefinitionDraftRow) == 1


def test_change_that_turns_a_test_red__is_refused_with_its_reason(admin: Person) -> None:
    shown = look(admin, viec="process", **{"quy-trinh": "two-signatures"}, ma=["1.004873", CODES[0]])
    page = words(shown.text)
    assert "Không đổi được 1" in page
    assert "đường đi là" in page
    assert "Lưu nháp 1 thủ tục" in page


def test_unclear_fees_only__leaves_known_ones_alone(admin: Person) -> None:
    page = words(look(admin, viec="fee", **{"so-tien": "20000"}).text)
    assert "Không có khoản thu nào chưa rõ" in page
    every = words(look(admin, viec="fee", **{"so-tien": "20.000", "pham-vi-phi": "tat-ca"}).text)
    assert "20.000 đ" in every


REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, "Chọn một việc cần làm"),
    ({"viec": "process"}, "Chọn một quy trình"),
    ({"viec": "baseline", "mau": "khong-co"}, "Chọn một mẫu chung"),
    ({"viec": "agencies"}, "Chọn ít nhất một cơ quan"),
    ({"viec": "agencies", "co-quan": "H99"}, "Không có cơ quan “H99”"),
    ({"viec": "fee", "so-tien": "mười"}, "không phải là số tiền"),
    ({"viec": "process", "quy-trinh": "two-signatures", "ma": []}, "Chưa chọn thủ tục nào"),
)


def test_order_that_cannot_be_carried_out__is_refused_in_words(admin: Person) -> None:
    for fields, said in REFUSED:
        answer = look(admin, **fields)
        assert answer.status_code == 400, fields
        assert said in words(answer.text)


def test_everything_found__is_chosen_by_its_search(admin: Person) -> None:
    page = words(admin.read(f"{PATH}?het=1&linh-vuc=Hộ tịch"))
    assert "tất cả" in page
    shown = look(admin, viec="process", **{"quy-trinh": "two-signatures", "het": "1", "linh-vuc": "Hộ tịch"})
    assert "1.004873" in shown.text
    assert "2.000815" not in shown.text


def test_two_procedures__stand_side_by_side_with_their_differences(admin: Person) -> None:
    page = words(admin.read("/thu-tuc/so-sanh?ma=1.004873&ma=1.001193"))
    assert "So sánh 2 thủ tục" in page
    assert "Khác nhau" in page
    only = words(admin.read("/thu-tuc/so-sanh?ma=1.004873&ma=1.001193&khac=1"))
    assert len(only) < len(page)
    assert admin.get("/thu-tuc/so-sanh?ma=1.004873").status_code == 302


def test_facets__count_issuing_agencies_and_narrow_by_them(admin: Person) -> None:
    page = admin.read("/thu-tuc")
    assert "Cơ quan ban hành" in words(page)
    assert "1.004873" in admin.read("/thu-tuc?ban-hanh=Bộ Tư pháp")
    assert "1.004873" not in admin.read("/thu-tuc?ban-hanh=Bộ Công an")


def test_officers__choose_nothing(app: Flask) -> None:
    person = Person(app, "motcua")
    assert 'name="ma"' not in person.read("/thu-tuc")
    assert person.get(PATH).status_code == 403
