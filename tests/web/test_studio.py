"""The editor: problems at line and column, drafts, conflicts, publishing with its effects, offering at agencies."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from tests.web.desk import Person, hidden, words

from motcua.services.definition_diff import ChangeKind, differences
from motcua.services.editing import (
    EditTarget,
    PublishWish,
    open_editor,
    publish_text,
    save_draft,
    standing_text,
)
from motcua.services.offering import with_offering
from motcua.services.officers import identity_by_name
from motcua.services.runtime import Platform
from motcua.web.application import create_application

CODE = "1.001612"
PATH = f"/dinh-nghia/procedure/{CODE}"


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def admin(app: Flask) -> Person:
    return Person(app, "quantri")


def text_of(platform: Platform, code: str = CODE) -> str:
    with platform.database.read() as session:
        return standing_text(session, EditTarget("procedure", code))


def shorter(text: str) -> str:
    """The text with a shorter limit, without its tests, which would be red."""
    return text.replace("time_limit: 3 working_days", "time_limit: 2 working_days")[: text.index("tests:")]


def fetch(person: Person, path: str, data: dict[str, str]) -> Any:
    """A call as the editor's script makes it."""
    token = hidden(person.read(f"/thu-tuc/{CODE}/sua"))["csrf_token"]
    headers = {"X-CSRFToken": token, "X-Requested-With": "fetch"}
    return person.client.post(path, data=data, headers=headers)


def save(person: Person, platform: Platform, text: str) -> int:
    found = identity_by_name
    with platform.database.read() as session:
        actor = found(session, "quantri").actor(platform.now())  # type: ignore[union-attr]
        version = open_editor(session, actor, EditTarget("procedure", CODE)).version
    answer = fetch(person, f"{PATH}/luu-nhap", {"text": text, "version": str(version)})
    assert answer.status_code == 200, answer.text
    return int(answer.json["fields"]["version"])


def test_editor__opens_the_stored_text_beside_its_forms(admin: Person) -> None:
    page = admin.read(f"/thu-tuc/{CODE}/sua")
    assert "data-text" in page
    assert "Trường hợp &amp; thời hạn" in page
    assert 'id="problems-data"' in page


def test_check__names_line_column_and_remedy(admin: Person, sqlite_platform: Platform) -> None:
    text = text_of(sqlite_platform).replace("time_limit: 3 working_days", "time_limit: 3")
    answer = fetch(admin, f"{PATH}/kiem-tra", {"text": text}).json
    problem = answer["problems"][0]
    line = text.split("\n").index(next(row for row in text.split("\n") if "time_limit: 3" in row)) + 1
    assert problem["code"] == "SHAPE-005"
    assert (problem["line"], problem["severity"]) == (line, "error")
    assert text.split("\n")[line - 1][problem["column"] - 1 :].startswith("3")
    assert "3 working_days" in problem["remedy"]
    assert answer["seconds"] >= 0


@pytest.mark.parametrize(
    "text",
    ["\tkind: x", "a: [1", "kind: form\ncode: x\n", "", "kind: procedure\ncode: 9.000001\nname: Khác\n"],
)
def test_any_text__is_answered_with_problems(admin: Person, text: str) -> None:
    answer = fetch(admin, f"{PATH}/kiem-tra", {"text": text})
    assert answer.status_code == 200
    assert isinstance(answer.json["problems"], list)


def test_draft__is_kept_and_a_second_window_is_told(admin: Person, sqlite_platform: Platform) -> None:
    assert save(admin, sqlite_platform, "kind: procedure\n# một") == 1
    stale = fetch(admin, f"{PATH}/luu-nhap", {"text": "# hai", "version": "0"})
    assert stale.status_code == 409
    page = admin.read(f"/thu-tuc/{CODE}/sua")
    assert "# một" in page
    assert admin.post(f"{PATH}/bo-nhap", {}, f"/thu-tuc/{CODE}/sua").status_code == 302
    assert "# một" not in admin.read(f"/thu-tuc/{CODE}/sua")


def test_draft_begun_and_left__stands_in_the_log_with_its_text(
    admin: Person, sqlite_platform: Platform
) -> None:
    for _ in range(2):
        save(admin, sqlite_platform, "kind: procedure\n# của riêng tôi")
    admin.post(f"{PATH}/bo-nhap", {}, f"/thu-tuc/{CODE}/sua")
    page = admin.read(f"/quan-tri/nhat-ky?doi-tuong={CODE}")
    assert page.count("Bắt đầu bản nháp</b>") == 1
    assert page.count("Bỏ bản nháp</b>") == 1
    assert "# của riêng tôi" in page


def test_publishing__shows_changes_then_makes_a_revision_from_its_day(province: Platform) -> None:
    person = Person(create_application(province), "quantri")
    save(person, province, shorter(text_of(province)))
    page = person.read(f"{PATH}/cong-bo")
    assert "3 ngày làm việc 2 ngày làm việc" in words(page)
    assert "Công bố bản 2" in words(page)
    day = province.today() + timedelta(days=9)
    data = {
        **hidden(page),
        "effective_from": f"{day:%d/%m/%Y}",
        "decision_number": "1482/QĐ-UBND",
        "note": "Rút thời hạn",
        "accepted": "1",
    }
    answer = person.client.post(f"{PATH}/cong-bo", data=data)
    assert answer.status_code == 302, words(answer.text)[-900:]
    assert "1482/QĐ-UBND" in person.read(answer.location)
    province.rules.refresh()
    limits = [
        str(province.rules.definition("procedure", CODE, when).offers[0].time_limit)
        for when in (province.today(), day)
    ]
    assert limits == ["3 working_days", "2 working_days"]
    history = words(person.read(f"/thu-tuc/{CODE}?phan=lich-su"))
    assert "Sắp áp dụng" in history
    assert "3 ngày làm việc 2 ngày làm việc" in words(person.read(f"{PATH}/so-sanh?ban=2"))


@pytest.mark.parametrize(("day", "said"), [("hôm nay", "Ghi ngày dạng"), ("01/01/2020", "đã qua")])
def test_publishing_from_a_wrong_day__is_refused_at_the_field(
    admin: Person, sqlite_platform: Platform, day: str, said: str
) -> None:
    save(admin, sqlite_platform, shorter(text_of(sqlite_platform)))
    data = {**hidden(admin.read(f"{PATH}/cong-bo")), "effective_from": day, "accepted": "1"}
    assert said in words(admin.client.post(f"{PATH}/cong-bo", data=data).text)


def test_text_with_errors__cannot_be_published(admin: Person, sqlite_platform: Platform) -> None:
    save(admin, sqlite_platform, text_of(sqlite_platform).replace("3 working_days", "3 ngay"))
    page = admin.read(f"{PATH}/cong-bo")
    assert "chưa công bố được" in words(page)
    data = {**hidden(page), "effective_from": f"{sqlite_platform.today():%d/%m/%Y}"}
    assert admin.client.post(f"{PATH}/cong-bo", data=data).status_code == 200
    assert (
        str(sqlite_platform.rules.definition("procedure", CODE, sqlite_platform.today()).offers[0].time_limit)
        == "3 working_days"
    )


def test_publishing_over_somebody_else__asks_first(admin: Person, sqlite_platform: Platform) -> None:
    text = text_of(sqlite_platform)
    save(admin, sqlite_platform, shorter(text))
    with sqlite_platform.database.read() as session:
        other = identity_by_name(session, "quantri").actor(sqlite_platform.now())  # type: ignore[union-attr]
    other = type(other)(user="khac", full_name="Người Khác", permissions=other.permissions)
    target = EditTarget("procedure", CODE)
    publish_text(
        sqlite_platform, other, text[: text.index("tests:")], PublishWish(sqlite_platform.today()), target
    )
    page = admin.read(f"{PATH}/cong-bo")
    assert "sau khi bạn mở bản nháp này" in words(page)
    data = {**hidden(page), "effective_from": f"{sqlite_platform.today():%d/%m/%Y}", "accepted": "1"}
    assert "Đánh dấu ô này" in words(admin.client.post(f"{PATH}/cong-bo", data=data).text)
    assert admin.client.post(f"{PATH}/cong-bo", data={**data, "overtake": "1"}).status_code == 302


def test_every_kind__has_a_list_and_an_editor(admin: Person) -> None:
    page = admin.read("/dinh-nghia")
    for kind in ("form", "process", "report", "print", "code_list", "calendar"):
        assert f'href="/dinh-nghia/{kind}"' in page
        admin.read(f"/dinh-nghia/{kind}")
    assert "data-text" in admin.read("/dinh-nghia/process/marital-status")
    assert "Sơ đồ quy trình" in admin.read("/dinh-nghia/process/marital-status")
    assert admin.get("/dinh-nghia/khac").status_code == 404


def test_new_definition__begins_with_a_code_nobody_has(admin: Person) -> None:
    assert "đã có" in words(admin.read("/dinh-nghia/form/moi?code=to-khai-chung"))
    assert "Mã gồm" in words(admin.read("/dinh-nghia/form/moi?code=tờ khai"))
    assert "code: to-khai-moi" in admin.read("/dinh-nghia/form/moi?code=to-khai-moi")


def test_offering__lets_an_agency_receive_from_its_day(admin: Person, sqlite_platform: Platform) -> None:
    path = "/thu-tuc/1.001029/giao-co-quan"
    page = admin.read(path)
    data = {**hidden(page), "effective_from": f"{sqlite_platform.today():%d/%m/%Y}", "note": "Phân cấp"}
    assert "Chọn ít nhất một cơ quan" in words(admin.client.post(path, data=data).text)
    assert "Không có cơ quan" in words(admin.client.post(path, data={**data, "agency": "H00"}).text)
    assert admin.client.post(path, data={**data, "agency": ["H88.01", "H88.09"]}).status_code == 302
    sqlite_platform.rules.refresh()
    procedure = sqlite_platform.rules.definition("procedure", "1.001029", sqlite_platform.today())
    assert sqlite_platform.directory().offering(procedure) == ("H88.01", "H88.09")


def test_offering_while_editing__is_refused(admin: Person, sqlite_platform: Platform) -> None:
    save(admin, sqlite_platform, "# nháp")
    path = f"/thu-tuc/{CODE}/giao-co-quan"
    data = {
        **hidden(admin.read(path)),
        "effective_from": f"{sqlite_platform.today():%d/%m/%Y}",
        "agency": "H88.31",
    }
    assert "bản nháp" in words(admin.client.post(path, data=data).text)


def test_offering_text__replaces_what_was_offered_whatever_its_form() -> None:
    for old in ("offered_by: [a, b]\n", "offered_by:\n  - a\n  - b\n", "offered_by:\n- a\n- b\n", ""):
        text = with_offering(
            f'kind: overlay\nof: procedure/1\nreason: ""\n{old}name: X\n', ["H88.01", "level:commune"], "Vì"
        )
        assert text.count("offered_by") == 1
        assert text.endswith('offered_by: [H88.01, "level:commune"]\n')
        assert 'reason: "Vì"' in text
        assert "- a" not in text
        assert "name: X" in text


def test_differences__are_said_in_words() -> None:
    before = {
        "name": "Cũ",
        "variants": [{"id": "a", "name": "Tại chỗ"}],
        "offers": [{"id": "x", "time_limit": "3 working_days", "variants": ["a"]}],
        "fees": [{"id": "f", "name": "Lệ phí", "amount": 15000, "channels": {"online": 7500}}],
        "checklist": [{"id": "p", "name": "Sổ hộ khẩu"}],
        "levels": ["commune"],
    }
    after = {
        "name": "Mới",
        "variants": [{"id": "a", "name": "Tại chỗ"}],
        "offers": [{"id": "x", "time_limit": "2 working_days", "variants": ["a"]}],
        "fees": [{"id": "f", "name": "Lệ phí", "amount": 0, "channels": {"online": 5000}}],
        "checklist": [{"id": "q", "name": "Bản án", "required": False}],
        "levels": ["commune", "province"],
    }
    said = [change.sentence() for change in differences("procedure", before, after)]
    assert "Tên: Cũ → Mới" in said
    assert "Thời hạn của “Tại chỗ”: 3 ngày làm việc → 2 ngày làm việc" in said
    assert "Mức thu của “Lệ phí”: 15.000 đ → không thu" in said
    assert any("7.500 đ → 5.000 đ" in one for one in said)
    assert "Bỏ Thành phần hồ sơ: Sổ hộ khẩu" in said
    assert any(one.startswith("Thêm Thành phần hồ sơ: Bản án") for one in said)
    assert "Cấp thực hiện: cấp xã → cấp xã, cấp tỉnh" in said


def test_same_content__has_no_difference() -> None:
    content = {"name": "A", "checklist": [{"id": "p", "name": "B"}]}
    assert differences("procedure", content, dict(content)) == ()
    assert differences("procedure", None, content)[0].kind is ChangeKind.ADDED


def test_draft_of_one_person__is_not_seen_by_another(sqlite_platform: Platform) -> None:
    with sqlite_platform.database.read() as session:
        first = identity_by_name(session, "quantri").actor(sqlite_platform.now())  # type: ignore[union-attr]
    target = EditTarget("procedure", CODE)
    save_draft(sqlite_platform, first, target, "# của tôi", 0)
    other = type(first)(user="khac", full_name="Khác", permissions=first.permissions)
    with sqlite_platform.database.read() as session:
        assert not open_editor(session, other, target).is_draft
        assert open_editor(session, first, target).is_draft
