"""The editor's rounds: forms and text in step, corrections, merges of two people, who else is there, the schema."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from tests.conftest import MovableClock
from tests.web.desk import Person

from motcua.compiler.kinds import DEFINITION_CLASSES
from motcua.services.definition_list import definition_codes
from motcua.services.draft_merge import MergeSource, MergeWish, merge_draft
from motcua.services.editing import (
    EditTarget,
    PublishWish,
    open_editor,
    publish_text,
    save_draft,
    standing_text,
)
from motcua.services.editor_presence import SEEN_FOR, report_presence
from motcua.services.officers import identity_by_name
from motcua.services.runtime import Platform
from motcua.surfaces.schema_nodes import tabs_of
from motcua.web.application import create_application

CODE = "1.001612"
PATH = f"/dinh-nghia/procedure/{CODE}"
TARGET = EditTarget("procedure", CODE)
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def admin(app: Flask) -> Person:
    return Person(app, "quantri")


def text_of(platform: Platform, target: EditTarget = TARGET) -> str:
    with platform.database.read() as session:
        return standing_text(session, target)


def actor(platform: Platform, name: str = "quantri") -> Any:
    with platform.database.read() as session:
        return identity_by_name(session, name).actor(platform.now())  # type: ignore[union-attr]


def post(desk: Person, path: str, **data: str) -> Any:
    token = TOKEN.search(desk.read("/dinh-nghia/process/moi")).group(1)  # type: ignore[union-attr]
    answer = desk.client.post(path, data=data, headers={"X-CSRFToken": token, "X-Requested-With": "fetch"})
    return answer if answer.status_code != 200 else answer.json


def round_of(
    person: Person, text: str, *acts: Any, tab: str = "thong-tin", path: str = PATH, opened: Any = ()
) -> Any:
    return post(
        person, f"{path}/soan", text=text, phan=tab, acts=json.dumps(acts), opened=json.dumps(list(opened))
    )


def test_typed_in_the_form__comes_back_in_the_text_with_everything_else_untouched(
    admin: Person, sqlite_platform: Platform
) -> None:
    text = text_of(sqlite_platform) + "# ghi chú của tỉnh\n"
    answer = round_of(admin, text, {"deed": "type", "path": ["name"], "typed": "Đăng ký hộ kinh doanh, mới"})
    changed = [line for line in answer["text"].split("\n") if line not in text.split("\n")]
    assert changed == ["name: Đăng ký hộ kinh doanh, mới"]
    assert answer["text"].endswith("# ghi chú của tỉnh\n")
    assert 'value="Đăng ký hộ kinh doanh, mới"' in answer["form"]
    assert answer["seconds"] < 5


def test_typed_in_the_text__shown_in_the_form(admin: Person, sqlite_platform: Platform) -> None:
    text = text_of(sqlite_platform).replace("time_limit: 3 working_days", "time_limit: 5 working_days")
    answer = round_of(admin, text, tab="thoi-han")
    assert "5 ngày làm việc" in answer["form"]
    assert answer["text"] == text


def test_limit_without_a_unit__problem_at_tab_and_field_and_a_correction_of_one_click(
    admin: Person, sqlite_platform: Platform
) -> None:
    text = text_of(sqlite_platform).replace("time_limit: 3 working_days", "time_limit: 23")
    answer = round_of(admin, text, tab="thoi-han", opened=["/offers/ba-ngay"])
    problem = next(one for one in answer["problems"] if one["code"] == "SHAPE-005")
    assert (problem["path"], problem["tab"]) == ("/offers/ba-ngay/time_limit", "thoi-han")
    assert next(one for one in answer["tabs"] if one["id"] == "thoi-han")["count"] == 1
    assert 'aria-invalid="true"' in answer["form"]
    correction = problem["corrections"][0]
    assert correction["label"] == "Ghi 23 ngày làm việc"
    act = {
        "deed": "correct",
        "path": correction["path"],
        "kind": correction["kind"],
        "typed": correction["value"],
    }
    assert "time_limit: 23 working_days" in round_of(admin, text, act)["text"]


def test_act_that_does_not_fit__said_and_nothing_changed(admin: Person, sqlite_platform: Platform) -> None:
    text = text_of(sqlite_platform)
    answer = round_of(admin, text, {"deed": "add", "path": ["checklist"], "typed": " "}, tab="giay-to")
    assert "Ghi tên của mục mới" in answer["refused"]
    assert answer["text"] == text


def test_text_that_does_not_read__form_says_so_and_the_problem_has_a_line(admin: Person) -> None:
    answer = round_of(admin, "kind: procedure\nname: [")
    assert "lỗi cú pháp" in answer["form"]
    assert answer["problems"][0]["line"]


def test_added_entry__opened_and_named(admin: Person, sqlite_platform: Platform) -> None:
    act = {"deed": "add", "path": ["checklist"], "typed": "Bản cam kết"}
    answer = round_of(admin, text_of(sqlite_platform), act, tab="giay-to")
    assert answer["added"] == ["/checklist/ban-cam-ket"]
    assert 'value="Bản cam kết"' in answer["form"]


@pytest.mark.parametrize(
    "body",
    [
        {"acts": "["},
        {"acts": '{"a": 1}'},
        {"acts": '[{"deed": "fly", "path": ["x"]}]'},
        {"acts": '[{"deed": "type", "path": []}]'},
    ],
)
def test_request_that_no_form_makes__400(admin: Person, body: dict[str, str]) -> None:
    assert post(admin, f"{PATH}/soan", text="kind: procedure\n", **body).status_code == 400


def test_every_kind__has_an_editor_with_forms(admin: Person, sqlite_platform: Platform) -> None:
    for kind in DEFINITION_CLASSES:
        if kind == "procedure":
            continue
        with sqlite_platform.database.read() as session:
            known = definition_codes(session, kind)
        code = known[0][0] if known else "chua-co"
        last = tabs_of(kind)[-2].id
        page = admin.read(f"/dinh-nghia/{kind}/{code}?phan={last}")
        assert "data-forms" in page, kind
        assert "data-path" in page or "data-add" in page, kind


def test_overlay_of_an_agency__shows_what_it_takes_over(admin: Person) -> None:
    page = admin.read(f"/thu-tuc/{CODE}/sua?co-quan=H99.11&phan=thoi-han")
    assert "data-path" in page
    assert "từ tỉnh" in page


def test_schema_for_completion__with_words_and_codes(admin: Person) -> None:
    answer = admin.get(f"{PATH}/tu-vung").json
    assert answer["schema"]["properties"]["name"]["title"] == "Tên"
    assert answer["words"]["levels"]["commune"] == "Cấp xã"
    assert any(code == "business-household" or code for code, _name in answer["known"]["process"])
    assert answer["known"]["position"]


def test_saved_in_two_windows__merged_by_ids_not_overwritten(
    admin: Person, sqlite_platform: Platform
) -> None:
    base = text_of(sqlite_platform)
    mine = base.replace("time_limit: 3 working_days", "time_limit: 4 working_days")
    theirs = base.replace("field_of_work:", "# từ cửa sổ kia\nfield_of_work:").replace(
        "dossier_sets: 1", "dossier_sets: 2"
    )
    post(admin, f"{PATH}/luu-nhap", text=theirs, version="0")
    assert post(admin, f"{PATH}/luu-nhap", text=mine, version="0").status_code == 409
    answer = post(admin, f"{PATH}/gop", text=mine, base=base, source="window")
    assert answer["conflicts"] == []
    assert "time_limit: 4 working_days" in answer["text"]
    assert "# từ cửa sổ kia" in answer["text"]
    saved = post(admin, f"{PATH}/luu-nhap", text=answer["text"], version=str(answer["version"]))
    assert saved["fields"]["version"] == str(answer["version"] + 1)


def test_both_changed_one_value__asked_and_the_choice_is_taken(
    admin: Person, sqlite_platform: Platform
) -> None:
    base = text_of(sqlite_platform)
    mine, theirs = (base.replace("3 working_days", f"{days} working_days") for days in (4, 5))
    post(admin, f"{PATH}/luu-nhap", text=theirs, version="0")
    answer = post(admin, f"{PATH}/gop", text=mine, base=base, source="window")
    (conflict,) = answer["conflicts"]
    assert (conflict["mine"], conflict["theirs"], conflict["base"]) == (
        "4 working_days",
        "5 working_days",
        "3 working_days",
    )
    assert conflict["where"].endswith("Thời hạn")
    chosen = json.dumps([[conflict["path"], True]])
    answer = post(admin, f"{PATH}/gop", text=mine, base=base, source="window", choices=chosen)
    assert "time_limit: 5 working_days" in answer["text"]
    assert answer["version"] == 2


def test_published_meanwhile__draft_is_merged_onto_the_new_revision(
    admin: Person, sqlite_platform: Platform
) -> None:
    platform = sqlite_platform
    base = text_of(platform)
    tests = base.index("tests:")
    mine = base[:tests].replace("dossier_sets: 1\n", "") + "dossier_sets: 3\n"
    who = actor(platform)
    save_draft(platform, who, TARGET, mine, 0)
    theirs = base[:tests].replace("3 working_days", "2 working_days")
    publish_text(platform, who, theirs, PublishWish(platform.today() + timedelta(days=1)))
    wish = MergeWish(mine, MergeSource.PUBLISHED)
    merged = merge_draft(platform, who, TARGET, wish)
    assert merged.conflicts == ()
    assert "2 working_days" in merged.text
    assert "dossier_sets: 3" in merged.text
    with platform.database.read() as session:
        assert open_editor(session, who, TARGET).base_number == merged.base_number


def test_two_people__see_each_other_and_the_place_and_are_forgotten(
    app: Flask, admin: Person, sqlite_platform: Platform
) -> None:
    platform = sqlite_platform
    answer = post(admin, f"{PATH}/hien-dien", place="/offers/ba-ngay/time_limit")
    assert answer["people"] == []
    second = replace(actor(platform), user="nguoi-hai")
    company = report_presence(platform, second, TARGET, "")
    assert [(one.username, one.place) for one in company.people] == [
        ("quantri", "/offers/ba-ngay/time_limit")
    ]
    assert [one["name"] for one in post(admin, f"{PATH}/hien-dien", place="")["people"]] == ["nguoi-hai"]
    clock = platform.clock
    assert isinstance(clock, MovableClock)
    clock.set((platform.now() + 2 * SEEN_FOR).isoformat())
    assert post(admin, f"{PATH}/hien-dien", place="")["people"] == []
    post(admin, f"{PATH}/hien-dien", leave="1")
    assert report_presence(platform, second, TARGET, "").people == ()


def test_draft_of_somebody_else__joined_into_mine(admin: Person, sqlite_platform: Platform) -> None:
    platform = sqlite_platform
    base = text_of(platform)
    second = replace(actor(platform), user="nguoi-hai")
    save_draft(platform, second, TARGET, base.replace("3 working_days", "4 working_days"), 0)
    mine = base.replace("\nname:", "\n# của tôi\nname:", 1)
    answer = post(admin, f"{PATH}/gop", text=mine, source="person", person="nguoi-hai")
    assert "4 working_days" in answer["text"]
    assert "# của tôi" in answer["text"]
    gone = post(admin, f"{PATH}/gop", text=mine, source="person", person="khong-co")
    assert gone.status_code == 409
    assert "không còn bản nháp" in gone.text


def test_one_edited_procedure__checked_within_the_promise(admin: Person, sqlite_platform: Platform) -> None:
    text = text_of(sqlite_platform)
    act = {"deed": "type", "path": ["name"], "typed": "x"}
    times = [round_of(admin, text, act)["seconds"] for _ in range(4)]
    assert min(times) < 0.2
