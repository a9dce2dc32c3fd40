"""The report builder in the browser: chosen, seen at once, saved as a draft, published, shared by role."""

import re
from html import unescape

import pytest
from flask import Flask
from tests.clients import Api
from tests.web.desk import Person, words

from motcua.services.editing import EditTarget, PublishWish, open_editor, publish_text
from motcua.services.officers import identity_by_name
from motcua.services.runtime import Platform
from motcua.web.application import create_application

COLUMNS = (
    ("", "TT", "value:index", "", "", "5", "1"),
    ("", "Đơn vị", "value:label", "", "", "30", "2"),
    ("", "Nhận / Trong kỳ / Trực tuyến", "measure:received_online", "", "", "", "4"),
    ("", "Nhận / Trong kỳ / Trực tiếp", "measure:received_direct_post", "", "", "", "3"),
    ("", "Nhận / Tổng", "formula", "c3 + c4", "", "", "5"),
)
NAMES = ("c_id", "c_heading", "c_what", "c_formula", "c_format", "c_width", "c_place")


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    made = create_application(sqlite_platform)
    api = Api(made)
    api.receive("motcua", "1.001193")
    api.receive("motcua2", "1.001193")
    return made


def form(**more: object) -> dict[str, object]:
    posted: dict[str, object] = {name: [row[place] for row in COLUMNS] for place, name in enumerate(NAMES)}
    return {
        **posted,
        "name": "Nhận theo đơn vị",
        "group_by": ["agency", "", ""],
        "total": "TỔNG",
        "whose": "received_by_agency",
        "only": ["received_in_period", ""],
        "b_id": [""],
        "b_name": ["Nhận theo đơn vị"],
        "b_kind": ["comparison"],
        "b_columns": ["c5"],
        "b_most": ["5"],
        "k_id": [""],
        "k_rule": ["c5 == c3 + c4"],
        "k_text": [""],
        "period_kinds": ["month"],
        "roles": ["MotCua"],
        "ky": "this_month",
        **more,
    }


def test_choices__are_seen_saved_published_and_shared(app: Flask, sqlite_platform: Platform) -> None:
    person = Person(app, "quantri")
    assert "Dựng báo cáo thu-nghiem" in words(person.read("/bao-cao/dung/thu-nghiem"))
    seen = person.post("/bao-cao/dung/thu-nghiem/xem", form(), "/bao-cao/dung/thu-nghiem").get_data(
        as_text=True
    )
    shown = words(seen)
    assert "NHẬN THEO ĐƠN VỊ" in shown
    assert 'colspan="3"' in seen  # Nhận spans its three columns
    assert shown.index("Trực tiếp") < shown.index("Trực tuyến")  # by the places given
    assert 'aria-label="Nhận theo đơn vị. ' in seen
    assert person.get("/bao-cao/thu-nghiem").status_code == 404  # nothing is stored by looking
    answer = person.post("/bao-cao/dung/thu-nghiem", form(version="0", then="publish"))
    assert answer.status_code == 302
    assert answer.location.endswith("/dinh-nghia/report/thu-nghiem")
    with sqlite_platform.database.read() as session:
        actor = identity_by_name(session, "quantri").actor(sqlite_platform.now())
        text = open_editor(session, actor, EditTarget("report", "thu-nghiem")).text
    assert "measure: received_online" in text
    publish_text(sqlite_platform, actor, text, PublishWish(sqlite_platform.today()))
    page = Person(app, "motcua").read("/bao-cao/thu-nghiem?ky=2026-11")
    assert "✓ cân" in words(page)
    links = re.findall(r'<a href="(/bao-cao/thu-nghiem/ho-so[^"]+)">(\d+)</a>', page)
    assert {figure for _href, figure in links} == {"1"}
    assert "H88.31" in words(Person(app, "motcua").read(unescape(links[0][0])))
    assert Person(app, "lanhdao").get("/bao-cao/thu-nghiem?ky=2026-11").status_code == 403


def test_wrong_choice__says_what_and_where(app: Flask) -> None:
    person = Person(app, "quantri")
    wrong = [*(row[3] for row in COLUMNS[:4]), "c3 + c99"]
    shown = words(
        person.post("/bao-cao/dung/sai/xem", form(c_formula=wrong), "/bao-cao/dung/sai").get_data(
            as_text=True
        )
    )
    assert "Cột “c99” không có" in shown


def test_existing_report__keeps_what_the_form_does_not_show(app: Flask, sqlite_platform: Platform) -> None:
    person = Person(app, "quantri")
    page = person.read("/bao-cao/dung/II.06a")
    posted = {
        name: [
            unescape(one)
            for one in re.findall(rf'name="{name}" value="([^"]*)"', page.split("data-row-template")[0])
        ]
        for name in ("c_id", "c_heading", "c_formula", "c_width", "c_place")
    }
    chosen = re.findall(r'name="c_what".*?</select>', page.split("data-row-template")[0])
    posted["c_what"] = [re.search(r'value="([^"]*)" selected', one)[1] for one in chosen]
    posted["c_format"] = [""] * len(chosen)
    answer = person.post(
        "/bao-cao/dung/II.06a",
        {**form(**posted), "k_rule": ["c3 == c7 + c11"], "b_name": [""], "version": "0"},
    )
    assert answer.status_code == 302
    with sqlite_platform.database.read() as session:
        actor = identity_by_name(session, "quantri").actor(sqlite_platform.now())
        draft = open_editor(session, actor, EditTarget("report", "II.06a"))
    assert draft.is_draft
    assert "# Biểu II.06a" in draft.text
    assert 'number: "13"' in draft.text
    assert "legal_basis" in draft.text
    assert "Nhận theo đơn vị" in draft.text.split("title:")[0]


def test_report_that_extends__is_written_out_in_full(app: Flask) -> None:
    shown = words(Person(app, "quantri").read("/bao-cao/dung/tong-hop-linh-vuc"))
    assert "đang kế thừa “tong-hop-don-vi”" in shown
    assert "Lĩnh vực" in shown


def test_beginning__asks_for_a_code_and_may_follow_another_report(app: Flask) -> None:
    person = Person(app, "quantri")
    assert "Mã gồm chữ không dấu" in words(person.read("/bao-cao/dung?code=có dấu"))
    page = person.read("/bao-cao/dung/moi?tu=tong-hop-don-vi")
    assert 'value="Tổng hợp theo đơn vị"' in page
    assert "percent(c9 + c10, c8)" in unescape(page)


def test_new_list__begins_with_columns_is_seen_saved_and_shared(
    app: Flask, sqlite_platform: Platform
) -> None:
    person = Person(app, "quantri")
    page = person.read("/bao-cao/dung/ds-moi?tu=moi:dossier")
    assert 'value="Danh sách hồ sơ"' in page
    assert "Chia dòng theo" not in words(page)
    chosen = (
        ("c1", "STT", "value:index", "", "", "5", "1"),
        ("c2", "Mã hồ sơ", "value:number", "", "", "20", "2"),
        ("", "Kênh nộp", "value:channel_name", "", "", "14", "3"),
        ("", "Ngày nhận", "value:received_at", "", "date", "14", "4"),
    )
    posted = {name: [row[place] for row in chosen] for place, name in enumerate(NAMES)}
    more = {
        **posted,
        "name": "Hồ sơ mới nhận",
        "whose": "received_by_agency",
        "only": ["received_in_period", ""],
        "order_by": "-received_at",
        "period_kinds": ["month"],
        "roles": ["MotCua"],
        "ky": "this_month",
    }
    address = "/bao-cao/dung/ds-moi?tu=moi:dossier"
    seen = words(person.post("/bao-cao/dung/ds-moi/xem?tu=moi:dossier", more, address).get_data(as_text=True))
    assert "Kênh nộp" in seen
    assert len(set(re.findall(r"H88\.3\d-\d{6}-\d{4}", seen))) == 2
    assert person.post(address, {**more, "version": "0", "then": "publish"}, address).status_code == 302
    with sqlite_platform.database.read() as session:
        actor = identity_by_name(session, "quantri").actor(sqlite_platform.now())
        text = open_editor(session, actor, EditTarget("report", "ds-moi")).text
    assert "each: dossier" in text
    assert "order_by: -received_at" in text
    publish_text(sqlite_platform, actor, text, PublishWish(sqlite_platform.today()))
    shown = words(Person(app, "motcua").read("/bao-cao/ds-moi?ky=2026-11"))
    assert "H88.31-" in shown
    assert "H88.32-" not in shown
    assert Person(app, "lanhdao").get("/bao-cao/ds-moi?ky=2026-11").status_code == 403
    again = person.read("/bao-cao/dung/ds-moi")
    assert 'value="-received_at" selected' in again


def test_new_statement_of_payments__can_begin(app: Flask) -> None:
    page = words(Person(app, "quantri").read("/bao-cao/dung/thu-moi?tu=moi:payment"))
    assert "Lệ phí" in page
    assert "Danh sách hồ sơ, tự chọn cột" in words(Person(app, "quantri").read("/bao-cao/dung"))
