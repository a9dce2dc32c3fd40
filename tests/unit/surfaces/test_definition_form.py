"""Forms made from the schema: own values, values of lower layers with their origin, problems at their fields, acts."""

from __future__ import annotations

from typing import Any

import pytest

from motcua.compiler.edits import EditError
from motcua.compiler.kinds import DEFINITION_CLASSES
from motcua.compiler.merging import Merged
from motcua.compiler.spans import plain_data, read_spans
from motcua.compiler.text_edits import edit_text
from motcua.surfaces.definition_acts import Deed, Desk, FormAct, edits_of
from motcua.surfaces.definition_form import FieldView, FormSource, form_fields
from motcua.surfaces.schema_nodes import Control, node_at, place_words, tab_of, tabs_of, top_nodes

TEXT = """\
kind: procedure
code: "1"
name: Cấp giấy
checklist:
  - {id: to-khai, originals: 2}   # thêm một bản
  - {id: rieng, name: Giấy riêng}
  - {id: rieng-2, name: Giấy riêng 2}
offers:
  - {id: tai-cho, channels: [counter], time_limit: 3 working_days}
"""
BELOW = Merged(
    {
        "name": "Tên quốc gia",
        "process": "two-signatures",
        "sensitive": True,
        "channels": ["counter", "online"],
        "checklist": [
            {"id": "to-khai", "name": "Tờ khai", "originals": 1},
            {"id": "anh", "name": "Ảnh", "copies": 2},
        ],
        "fees": [
            {
                "id": "le-phi",
                "name": "Lệ phí",
                "amount": 15000,
                "tiers": [{"up_to": 2, "amount": 5}, {"amount": 3}],
            }
        ],
    },
    {"": "national", "/process": "baseline:cap-xa"},
)


def tab(kind: str, wanted: str) -> Any:
    return next(one for one in tabs_of(kind) if one.id == wanted)


def fields(wanted: str, opened: Any = (), problems: Any = None, text: str = TEXT) -> dict[str, FieldView]:
    source = FormSource("procedure", plain_data(read_spans(text)), BELOW, opened, problems or {})
    return {one.node.name: one for one in form_fields(source, tab("procedure", wanted))}


def done(act: FormAct, text: str = TEXT) -> str:
    desk = Desk("procedure", plain_data(read_spans(text)), BELOW.content)
    return edit_text(text, edits_of(desk, act), desk.shape)


def do(deed: Deed, path: str, typed: Any = "", **more: Any) -> str:
    return done(FormAct(deed, tuple(path.split("/")), typed, **more))


def added(before: str, after: str) -> list[str]:
    return [line for line in after.split("\n") if line not in before.split("\n")]


def test_every_name_of_every_kind__stands_on_a_tab_with_a_control_and_a_vietnamese_title() -> None:
    for kind in DEFINITION_CLASSES:
        listed = [name for one in tabs_of(kind) for name in one.names]
        assert len(listed) == len(set(listed))
        assert set(top_nodes(kind)) - set(listed) <= {"kind", "code"}
        for name in listed:
            assert top_nodes(kind)[name].title != name, (kind, name)


def test_value_of_the_text_over_one_below__both_are_shown_with_the_origin() -> None:
    name = fields("thong-tin")["name"]
    assert (name.value, name.own, name.below, name.origin) == ("Cấp giấy", True, "Tên quốc gia", "national")
    assert name.given_back


def test_value_only_below__shown_as_taken_over() -> None:
    process = fields("quy-trinh")["process"]
    assert (process.value, process.own, process.origin) == ("two-signatures", False, "baseline:cap-xa")
    assert fields("thong-tin")["sensitive"].value == "true"
    assert fields("thoi-han")["channels"].value == ["counter", "online"]


def test_list_of_papers__entries_of_both_layers_in_the_order_that_applies() -> None:
    papers = fields("giay-to", opened=["/checklist/to-khai"])["checklist"]
    assert [one.title for one in papers.entries] == ["Tờ khai", "Ảnh", "Giấy riêng", "Giấy riêng 2"]
    first, photo, own, _last = papers.entries
    assert (first.own, bool(first.origin), first.movable) == (True, True, False)
    assert (photo.own, bool(photo.origin)) == (False, True)
    assert (own.own, own.origin, own.movable) == (True, "", True)
    inside = {one.node.name: one for one in first.fields}
    assert (inside["originals"].value, inside["originals"].below) == ("2", "1")
    assert inside["name"].value == "Tờ khai"
    assert "id" not in inside
    assert photo.fields == ()


def test_limit__amount_and_unit_apart() -> None:
    offer = fields("thoi-han", opened=["/offers/tai-cho"])["offers"].entries[0]
    assert offer.title == "Trực tiếp: 3 ngày làm việc"
    limit = next(one for one in offer.fields if one.node.control is Control.LIMIT)
    assert limit.value == ("3", "working_days")


def test_value_that_names_entries_of_the_same_definition__chosen_among_them() -> None:
    offer = fields("thoi-han", opened=["/offers/tai-cho"], text=TEXT + "variants:\n  - {id: a, name: Một}\n")[
        "offers"
    ]
    inside = {one.node.name: one for one in offer.entries[0].fields}
    assert inside["variants"].choices == (("a", "Một"),)
    assert inside["variants"].control is Control.SEVERAL
    paper = fields("giay-to", opened=["/checklist/anh"])["checklist"].entries[1]
    alternatives = next(one for one in paper.fields if one.node.name == "alternatives")
    assert ("to-khai", "Tờ khai") in alternatives.choices


def test_problem__at_its_field_when_shown_else_counted_at_the_entry() -> None:
    problems = {0: ("checklist", "to-khai", "originals"), 1: ("checklist", "anh"), 2: ("name",)}
    shut = fields("giay-to", problems=problems)["checklist"].entries
    assert (shut[0].inside, shut[0].problems, shut[1].problems) == (1, (), (1,))
    opened = fields("giay-to", opened=["/checklist/to-khai"], problems=problems)["checklist"].entries[0]
    assert next(one for one in opened.fields if one.node.name == "originals").problems == (0,)
    assert fields("thong-tin", problems=problems)["name"].problems == (2,)
    assert tab_of("procedure", problems[0]) == "giay-to"
    assert place_words("procedure", problems[0]) == "Thành phần hồ sơ › to-khai › Bản chính"


def test_text_of_another_form_than_the_schema_wants__shown_as_it_is() -> None:
    shown = fields("giay-to", text="kind: procedure\nchecklist: sai\n")["checklist"]
    assert shown.value == "sai"


def test_typed_value__written_where_it_belongs() -> None:
    assert added(TEXT, do(Deed.TYPE, "name", "Tên mới")) == ["name: Tên mới"]
    assert added(TEXT, do(Deed.TYPE, "checklist/anh/copies", "3")) == ["  - {id: anh, copies: 3}"]
    assert added(TEXT, do(Deed.TYPE, "offers/tai-cho/time_limit", ["2,5", "working_days"])) == [
        "  - {id: tai-cho, channels: [counter], time_limit: 2.5 working_days}"
    ]
    assert added(TEXT, do(Deed.TYPE, "fees/le-phi/amount", "15.500")) == [
        "fees:",
        "  - id: le-phi",
        "    amount: 15500",
    ]
    assert "effective_from: 2026-07-01" in do(Deed.TYPE, "effective_from", "1/7/2026")
    assert "levels: [commune, province]" in do(Deed.TYPE, "levels", ["commune", "province"])
    assert "executing_agencies: [Sở A, Sở B]" in do(Deed.TYPE, "executing_agencies", "Sở A\n\nSở B")


def test_typed_value_that_applies_anyway__nothing_is_written() -> None:
    assert do(Deed.TYPE, "process", "two-signatures") == TEXT
    assert do(Deed.TYPE, "channels", ["counter", "online"]) == TEXT
    assert do(Deed.TYPE, "issuing_agency", "") == TEXT


def test_emptied_field__taken_away_from_the_layer_below_else_taken_out() -> None:
    assert "\nprocess: null\n" in do(Deed.TYPE, "process", "")
    assert "time_limit" not in do(Deed.TYPE, "offers/tai-cho/time_limit", "")


def test_value_given_back__with_the_entry_that_would_say_nothing() -> None:
    after = do(Deed.BACK, "checklist/to-khai/originals")
    assert "to-khai" not in after
    assert "rieng" in after
    only = "kind: procedure\ncode: '1'\nfees:\n  - {id: le-phi, amount: 1}\n"
    assert done(FormAct(Deed.BACK, ("fees", "le-phi", "amount")), only) == "kind: procedure\ncode: '1'\n"


def test_value_of_a_list_without_ids__the_whole_list_becomes_the_texts_own() -> None:
    after = plain_data(read_spans(do(Deed.TYPE, "fees/le-phi/tiers/1/amount", "4")))
    assert after["fees"] == [{"id": "le-phi", "tiers": [{"up_to": "2", "amount": "5"}, {"amount": "4"}]}]
    after = plain_data(read_spans(do(Deed.DROP, "fees/le-phi/tiers/0")))
    assert after["fees"][0]["tiers"] == [{"amount": "3"}]
    after = plain_data(read_spans(do(Deed.MOVE, "fees/le-phi/tiers/1", to="up")))
    assert after["fees"][0]["tiers"][0] == {"amount": "3"}


def test_added_entry__gets_an_id_of_its_name_and_never_one_that_is_taken() -> None:
    assert added(TEXT, do(Deed.ADD, "checklist", "Giấy chứng sinh")) == [
        "  - {id: giay-chung-sinh, name: Giấy chứng sinh}"
    ]
    assert "id: anh-2" in do(Deed.ADD, "checklist", "Ảnh")
    assert "number: 60/2014/QH13" in do(Deed.ADD, "legal_basis", "60/2014/QH13")
    with pytest.raises(EditError, match="Ghi tên"):
        do(Deed.ADD, "checklist", " ")


def test_dropped_entry__marked_when_a_lower_layer_has_it_else_taken_out() -> None:
    assert "- {id: anh, remove: true}" in do(Deed.DROP, "checklist/anh")
    assert "- {id: to-khai, remove: true}   # thêm một bản" in do(Deed.DROP, "checklist/to-khai")
    assert "Giấy riêng}" not in do(Deed.DROP, "checklist/rieng")
    dropped = do(Deed.DROP, "checklist/anh")
    shown = fields("giay-to", text=dropped)["checklist"].entries[1]
    assert (shown.removed, shown.title) == (True, "Ảnh")
    assert done(FormAct(Deed.BACK, ("checklist", "anh")), dropped) == TEXT


def test_moved_entry__up_down_and_in_front_of_another() -> None:
    up = do(Deed.MOVE, "checklist/rieng-2", to="up")
    assert up.index("rieng-2") < up.index("{id: rieng,")
    assert do(Deed.MOVE, "checklist/rieng-2", to="down") == TEXT
    assert do(Deed.MOVE, "checklist/rieng-2", to="rieng") == up
    with pytest.raises(EditError, match="lớp bên dưới"):
        do(Deed.MOVE, "checklist/anh", to="up")


def test_correction__of_each_kind() -> None:
    assert "process: x\n" in do(Deed.CORRECT, "process", "x", kind="set")
    assert "process: one-signatures" in do(Deed.CORRECT, "process", "one", kind="replace", found="two")
    assert "channels: [counter, post]" in do(Deed.CORRECT, "channels", "post", kind="replace", found="online")
    assert "- {id: moi, name: Mới}" in do(Deed.CORRECT, "checklist", {"id": "moi", "name": "Mới"}, kind="add")
    assert "time_limit" not in do(Deed.CORRECT, "offers/tai-cho/time_limit", kind="remove")


def test_free_values__typed_as_yaml() -> None:
    text = TEXT + "tests:\n  - {name: một, given: {received: 2026-04-24T16:30}, expect: {}}\n"
    after = done(FormAct(Deed.TYPE, ("tests", "một", "given", "answers"), "so_ban: 2\nghi: có"), text)
    assert "answers: {so_ban: 2, ghi: có}" in after
    with pytest.raises(EditError):
        done(FormAct(Deed.TYPE, ("tests", "một", "given", "answers"), "a: ["), text)


def test_place_the_schema_does_not_know__refused() -> None:
    assert node_at("procedure", ("nowhere", "x")) is None
    with pytest.raises(EditError):
        do(Deed.TYPE, "nowhere/x", "1")
