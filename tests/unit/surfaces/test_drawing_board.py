"""Visual changes as edits of the text: fields, sections, steps and arrows; comments and ids stay."""

import contextlib
from dataclasses import replace

import pytest

from motcua.compiler.completing import complete
from motcua.compiler.drafts import draft_of
from motcua.compiler.freezing import thaw
from motcua.compiler.sources import Layer, split_documents
from motcua.compiler.text_edits import EditError, edit_text
from motcua.definitions.process import Action, Process
from motcua.kernel.time_limit import TimeLimit
from motcua.surfaces import flow_acts, form_acts
from motcua.surfaces.flow_arrows import arrows_of
from motcua.surfaces.flow_budget import ServedLimit, budget_of, of_words, reserve_words, working_words
from motcua.surfaces.flow_layout import BOX, TALL, lay_out
from motcua.surfaces.property_sheet import Control, property_groups, read_property
from motcua.surfaces.workpiece import ActRefusedError, Path, Workpiece

FORM = """\
# của tỉnh
kind: form
code: to-khai
name: Tờ khai
sections:
  - id: chung
    title: Thông tin chung
    fields:
      - {id: ho_ten, type: person_name, label: Họ và tên}  # giữ lại
      - {id: so_ban, type: integer, label: Số bản, min: "1"}
  - id: rieng
    title: Thông tin riêng
    fields:
      - {id: nghe, type: table, label: Nghề, columns: [{id: ten, type: text, label: Tên}]}
"""
PROCESS = """\
kind: process
code: chuoi
name: Chuỗi
phases:
  - {id: nhan, budget: 4 working_hours}
  - {id: xu-ly, budget: 2 working_days}
steps:
  - {id: receive, does: intake, phase: nhan, budget: 4 working_hours, by: {position: officer}, actions: [{id: forward, to: handle, main: true}]}
  - {id: handle, does: handle, phase: xu-ly, budget: 1.5 working_days, by: {position: officer}, actions: [{id: submit, to: sign, main: true}, {id: back, does: back, to: receive}]}
  - {id: sign, does: decide, phase: xu-ly, budget: 6 working_hours, by: {position: leader}, not_same_person_as: [handle], actions: [{id: approve, to: return, main: true}, {id: reject, does: back, to: handle}]}
  - {id: return, does: return_result, by: {position: officer}, actions: [{id: hand-over, does: finish, main: true}]}
"""


def piece_of(text: str) -> Workpiece:
    draft, problems = draft_of(split_documents(text, "văn bản", Layer.PROVINCE)[0])
    assert draft is not None
    assert not problems, problems
    return Workpiece(draft.kind, draft.data, complete(draft.kind, draft.data), {})


def process_of(text: str) -> Process:
    process = thaw("process", piece_of(text).whole)
    assert isinstance(process, Process)
    return process


def fields(text: str, section: str) -> tuple[str, ...]:
    return piece_of(text).ids(("sections", section, "fields"))


@pytest.mark.parametrize("field_type", form_acts.NEW_LABELS)
def test_every_field_type__is_added_behind_the_chosen_field(field_type: str) -> None:
    beside = ("sections", "chung", "fields", "ho_ten")
    path, edits = form_acts.add_field(piece_of(FORM), field_type, beside, ("dan-toc",))
    text = edit_text(FORM, edits)
    assert fields(text, "chung") == ("ho_ten", path[-1], "so_ban")
    assert piece_of(text).entry(path)["type"] == field_type
    assert "# của tỉnh" in text
    assert "# giữ lại" in text


def test_first_field__brings_its_section() -> None:
    text = "kind: form\ncode: moi\nname: Mới\n"
    path, edits = form_acts.add_field(piece_of(text), "date", ())
    assert path[:2] == ("sections", "noi-dung")
    assert fields(edit_text(text, edits), "noi-dung") == ("ngay",)


def test_field_at_the_edge__steps_into_the_next_section() -> None:
    path: Path = ("sections", "chung", "fields", "so_ban")
    moved, edits = form_acts.step_entry(piece_of(FORM), path, 1)
    text = edit_text(FORM, edits)
    assert moved == ("sections", "rieng", "fields", "so_ban")
    assert fields(text, "chung") == ("ho_ten",)
    assert fields(text, "rieng") == ("so_ban", "nghe")
    _back, edits = form_acts.step_entry(piece_of(text), moved, -1)
    assert fields(edit_text(text, edits), "chung") == ("ho_ten", "so_ban")


def test_field__steps_inside_its_section() -> None:
    _path, edits = form_acts.step_entry(piece_of(FORM), ("sections", "chung", "fields", "so_ban"), -1)
    assert fields(edit_text(FORM, edits), "chung") == ("so_ban", "ho_ten")


def test_copy__has_ids_of_its_own() -> None:
    path, edits = form_acts.duplicate_entry(piece_of(FORM), ("sections", "chung"))
    text = edit_text(FORM, edits)
    assert path == ("sections", "chung-2")
    assert piece_of(text).ids(("sections",)) == ("chung", "chung-2", "rieng")
    assert fields(text, "chung-2") == ("ho_ten_2", "so_ban_2")


def test_column__goes_into_the_table_and_a_table_into_no_table() -> None:
    table: Path = ("sections", "rieng", "fields", "nghe")
    path, edits = form_acts.add_column(piece_of(FORM), "date", table)
    assert piece_of(edit_text(FORM, edits)).ids((*table, "columns")) == ("ten", path[-1])
    with pytest.raises(ActRefusedError):
        form_acts.add_column(piece_of(FORM), "table", table)


def test_inherited_entry__is_overridden_and_marked_as_removed() -> None:
    whole = piece_of(FORM).whole
    own = {"kind": "form", "code": "con", "name": "Con", "extends": "to-khai"}
    text = "kind: form\ncode: con\nname: Con\nextends: to-khai\n"
    piece = Workpiece("form", own, {**whole, **own}, {})
    path: Path = ("sections", "chung", "fields", "so_ban")
    said = edit_text(text, [piece.set((*path, "label"), "Số bản cần cấp")])
    assert "id: so_ban" in said
    assert "Số bản cần cấp" in said
    _chosen, edits = form_acts.remove_entry(piece, path)
    assert "remove: true" in edit_text(text, edits)
    with pytest.raises(ActRefusedError, match="mẫu nền"):
        form_acts.step_entry(piece, path, -1)


def test_properties__are_those_of_the_type_and_read_back() -> None:
    piece, path = piece_of(FORM), ("sections", "chung", "fields", "so_ban")
    shown = {one.name: one for group in property_groups(piece, path, {}) for one in group.properties}
    assert shown["min"].value == "1"
    assert shown["required"].control is Control.FLAG
    assert shown["when"].control is Control.EXPRESSION
    assert "options" not in shown
    assert read_property(piece, path, "width", "4") == 4
    assert read_property(piece, path, "required", "") is None
    with pytest.raises(ActRefusedError, match="số nguyên"):
        read_property(piece, path, "width", "rộng")
    with pytest.raises(ActRefusedError, match="không để trống"):
        read_property(piece, path, "label", " ")
    with pytest.raises(ActRefusedError, match="Đã có mục"):
        read_property(piece, path, "id", "ho_ten")


def test_choices__are_read_as_pairs_of_value_and_words() -> None:
    piece, path = piece_of(FORM), ("sections", "chung", "fields", "so_ban")
    assert read_property(piece, path, "options", '[["a","Một"],["b","Hai"],["",""]]') == [
        {"value": "a", "label": "Một"},
        {"value": "b", "label": "Hai"},
    ]
    with pytest.raises(ActRefusedError, match="trùng giá trị"):
        read_property(piece, path, "options", '[["a","Một"],["a","Hai"]]')


def test_new_step__stands_between_and_takes_over_the_way_on() -> None:
    _path, edits = flow_acts.add_step(piece_of(PROCESS), "handle", "handle", frozenset({"officer"}))
    process = process_of(edit_text(PROCESS, edits))
    assert [step.id for step in process.steps] == ["receive", "handle", "handle-2", "sign", "return"]
    assert process.step("handle").actions[0].to == ("handle-2",)
    assert process.step("handle-2").actions[0].to == ("sign",)


def test_split__opens_two_branches_that_answer_and_a_third_later() -> None:
    _path, edits = flow_acts.add_branch(piece_of(PROCESS), "handle", frozenset({"officer"}))
    text = edit_text(PROCESS, edits)
    opening = next(one for one in process_of(text).step("handle").actions if one.id == "consult")
    assert opening.to == ("opinion", "opinion-2")
    _path, edits = flow_acts.add_branch(piece_of(text), "handle", frozenset({"officer"}))
    process = process_of(edit_text(text, edits))
    opening = next(one for one in process.step("handle").actions if one.id == "consult")
    assert len(opening.to) == 3
    answers = [one for one in arrows_of(process) if one.kind == "answer"]
    assert {one.target for one in answers} == {"handle"}
    assert len(answers) == 3


def test_connecting_back__asks_for_the_reason_and_joining_answers() -> None:
    path, edits = flow_acts.connect(piece_of(PROCESS), "sign", "receive")
    action = next(
        one for one in process_of(edit_text(PROCESS, edits)).step("sign").actions if one.id == path[-1]
    )
    assert (action.does, action.reason, action.to) == ("back", True, ("receive",))
    _path, edits = flow_acts.join(piece_of(PROCESS), "sign")
    assert process_of(edit_text(PROCESS, edits)).step("sign").actions[0].to == ("join",)


def test_removed_step__is_bridged_and_forgotten_everywhere() -> None:
    _path, edits = flow_acts.remove_step(piece_of(PROCESS), "handle")
    process = process_of(edit_text(PROCESS, edits))
    assert process.step("receive").actions[0].to == ("sign",)
    assert process.step("sign").not_same_person_as == ()
    assert [one.id for one in process.step("sign").actions] == ["approve"]


def test_layout__has_no_box_over_another_and_every_arrow() -> None:
    text = PROCESS
    for _more in range(3):
        _path, edits = flow_acts.add_branch(piece_of(text), "handle", frozenset({"officer"}))
        text = edit_text(text, edits)
    process = process_of(text)
    layout = lay_out(process)
    spots = {(node.x, node.y) for node in layout.nodes}
    assert len(spots) == len(process.steps)
    boxes = sorted(spots)
    for x, y in boxes:
        assert 0 <= x <= layout.width - BOX
        assert 0 <= y <= layout.height - TALL
    apart = all(
        abs(a[0] - b[0]) >= BOX or abs(a[1] - b[1]) >= TALL for at, a in enumerate(boxes) for b in boxes[:at]
    )
    assert apart
    assert len(layout.links) == len(arrows_of(process))
    assert [node.y for node in layout.nodes if node.usual] == [layout.nodes[0].y] * 4


PLACES: tuple[Path, ...] = (
    (),
    ("steps",),
    ("sections", "chung", "fields", "khong-co"),
    ("sections", "chung"),
    ("sections", "chung", "fields", "ho_ten"),
    ("steps", "handle"),
    ("steps", "handle", "actions", "khong-co"),
    ("steps", "handle", "by", "position"),
    ("name",),
    ("sections", "0", "fields", "0"),
    ("a", "b", "c", "d"),
)


@pytest.mark.parametrize("text", [FORM, PROCESS])
@pytest.mark.parametrize("path", PLACES)
def test_act_anywhere__is_done_or_refused_in_words(text: str, path: Path) -> None:
    piece, last = piece_of(text), path[-1] if path else ""
    known = frozenset({"officer"})
    acts = (
        lambda: form_acts.add_field(piece, last, path),
        lambda: form_acts.add_column(piece, "text", path),
        lambda: form_acts.add_section(piece, path),
        lambda: form_acts.move_entry(piece, path, path[:-1], "x"),
        lambda: form_acts.move_entry(piece, path, path, ""),
        lambda: form_acts.step_entry(piece, path, 1),
        lambda: form_acts.duplicate_entry(piece, path),
        lambda: form_acts.remove_entry(piece, path),
        lambda: flow_acts.add_step(piece, "handle", last, known),
        lambda: flow_acts.add_step(piece, last, last, known),
        lambda: flow_acts.add_branch(piece, last, known),
        lambda: flow_acts.connect(piece, last, "sign"),
        lambda: flow_acts.connect(piece, "sign", last),
        lambda: flow_acts.join(piece, last),
        lambda: flow_acts.add_action(piece, last),
        lambda: flow_acts.remove_step(piece, last),
        lambda: ((), [piece.set((*path, "label"), read_property(piece, path, "label", "Nhãn"))]),
        lambda: ((), [piece.set((*path, last), read_property(piece, path, last, "[1]"))]),
    )
    for act in acts:
        with contextlib.suppress(ActRefusedError, EditError):
            edit_text(text, act()[1])


def test_process_without_steps__is_an_empty_drawing() -> None:
    assert lay_out(Process("x", "X")).nodes == ()


def test_budget__says_the_reserve_of_each_phase_and_of_the_shortest_limit() -> None:
    limits = [
        ServedLimit("1.1", "A", TimeLimit.parse("3 working_days")),
        ServedLimit("1.2", "B", TimeLimit.parse("5 working_days")),
    ]
    budget = budget_of(process_of(PROCESS), limits)
    assert budget.limit is limits[0]
    assert budget.whole.planned == 240 + 720 + 360
    assert reserve_words(budget.whole) == "còn dự phòng 2 giờ làm việc"
    assert [one.kind for one in budget.phases] == ["soon", "late"]
    assert reserve_words(budget.phases[1]) == "vượt 2 giờ làm việc"
    assert of_words(budget.phases[1]) == "2,25 / 2 ngày làm việc"
    assert working_words(90) == "1,5 giờ làm việc"


def test_step_added_to_an_inherited_process__stands_and_counts_where_it_is_led_to() -> None:
    """Its entry is the last of the list, because what is inherited keeps its order."""
    process = process_of(PROCESS)
    handle, sign = process.step("handle"), process.step("sign")
    review = replace(sign, id="review", name="Soát", budget=TimeLimit.parse("1 working_day"))
    review = replace(review, actions=(Action("submit", "Trình ký", to=("sign",), main=True),))
    submit = replace(handle.actions[0], to=("review",))
    changed = {"handle": replace(handle, actions=(submit, *handle.actions[1:]))}
    longer = replace(process, steps=(*(changed.get(one.id, one) for one in process.steps), review))
    places = {node.step.id: node.x for node in lay_out(longer).nodes}
    assert sorted(places, key=places.__getitem__) == ["receive", "handle", "review", "sign", "return"]
    before, after = budget_of(process).whole.planned, budget_of(longer).whole.planned
    assert after - before == 480
