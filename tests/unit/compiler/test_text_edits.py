"""Structured changes of a YAML text: the values change, everything else stays as its author wrote it."""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.compiler.nodes import ListNode, MapNode, Node, TextNode
from motcua.compiler.reading import read_text
from motcua.compiler.shapes import ANYTHING, Shape, shape_of
from motcua.compiler.text_edits import Act, Edit, EditError, apply_edit, document_shape, edit_text
from motcua.compiler.writing import yaml_text

METADATA = Path(__file__).parents[3] / "metadata"

TEXT = """\
# Xác nhận tình trạng hôn nhân, bản của tỉnh
kind: procedure
code: 1.004873   # mã quốc gia
name: Cấp Giấy xác nhận

variants:
  # thường trú
  - id: in-province
    name: Thường trú tại nơi cấp
  - id: verify-elsewhere
    name: "Phải xác minh"   # nơi thường trú trước đây
    when: "form.da_o_noi_khac"
offers:
  - {variants: [in-province], channels: [counter, online], time_limit: 3 working_days}  # ngắn
  - {variants: [verify-elsewhere], channels: [counter], time_limit: 23 working_days}
fees:
  - id: le-phi
    kind: levy
    name: Lệ phí
    amount: 15000
    channels: {online: 7500}
    note: |
      Dòng một
      dòng hai
# hết
"""


def read(text: str) -> Any:
    node, problems = read_text(text)
    assert not problems, problems
    return _plain(node) if node is not None else {}


def _plain(node: Node) -> Any:
    match node:
        case MapNode():
            return {key: _plain(child) for key, child in node.entries.items()}
        case ListNode():
            return [_plain(item) for item in node.items]
        case TextNode():
            return node.text


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.split("\n"), after.split("\n")
    gone: list[str] = []
    come: list[str] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            gone += old[a:b]
            come += new[c:d]
    return gone, come


def put(path: str, value: Any) -> Edit:
    return Edit(Act.SET, tuple(path.split("/")), value)


def test_one_value__only_its_line_changes_and_its_comment_stays() -> None:
    after = edit_text(TEXT, [put("code", "1.004110")])
    assert changed_lines(TEXT, after) == (
        ["code: 1.004873   # mã quốc gia"],
        ["code: 1.004110   # mã quốc gia"],
    )


def test_value_of_an_offer_without_id__found_by_the_id_it_takes() -> None:
    after = edit_text(TEXT, [put("offers/in-province@counter+online/time_limit", "5 working_days")])
    assert changed_lines(TEXT, after)[1] == [
        "  - {variants: [in-province], channels: [counter, online], time_limit: 5 working_days}  # ngắn"
    ]


def test_value_in_quotes__keeps_them() -> None:
    after = edit_text(TEXT, [put("variants/verify-elsewhere/when", "form.so_ban > 2")])
    assert '    when: "form.so_ban > 2"' in after.split("\n")


@pytest.mark.parametrize(
    "value", ["1.004110", "020000", "no", "11:30", "2026-07-01", "3 working_days", "a #b"]
)
def test_text_that_other_readers_take_for_something_else__stays_text_without_quotes(value: str) -> None:
    after = edit_text(TEXT, [put("name", value)])
    assert read(after)["name"] == value
    assert f"\nname: {value}\n" in after or " #" in value


@pytest.mark.parametrize(
    "value", ["", "~", "null", "- a", "a: b", "{x}", "'", '"', "&a", " a ", "a\tb", "…", "|"]
)
def test_text_that_needs_quotes__gets_them(value: str) -> None:
    assert read(edit_text(TEXT, [put("name", value)]))["name"] == value
    assert read(edit_text(TEXT, [put("fees/le-phi/channels/online", value)]))["fees"][0]["channels"] == {
        "online": value
    }


def test_new_name__stands_where_the_schema_has_it() -> None:
    after = edit_text(TEXT, [put("fees/le-phi/times", "form.so_ban")])
    lines = after.split("\n")
    assert lines[lines.index("    amount: 15000") + 1 :][:2] == [
        "    times: form.so_ban",
        "    channels: {online: 7500}",
    ]


def test_entry_that_only_a_lower_layer_has__is_added_with_its_id() -> None:
    after = edit_text(TEXT, [put("checklist/to-khai/originals", 2)])
    assert changed_lines(TEXT, after) == ([], ["checklist:", "  - id: to-khai", "    originals: 2"])
    after = edit_text("kind: overlay\nof: procedure/1\n# hết\n", [put("checklist/to-khai/originals", 2)])
    assert read(after)["checklist"] == [{"id": "to-khai", "originals": "2"}]
    assert after.endswith("# hết\n")


def test_inserted_entry__written_like_its_neighbors() -> None:
    offer = {"variants": ["in-province"], "channels": ["post"], "time_limit": "4 working_days"}
    after = edit_text(TEXT, [Edit(Act.INSERT, ("offers",), offer, before="verify-elsewhere@counter")])
    assert changed_lines(TEXT, after) == (
        [],
        ["  - {variants: [in-province], channels: [post], time_limit: 4 working_days}"],
    )
    after = edit_text(
        TEXT, [Edit(Act.INSERT, ("variants",), {"id": "x", "name": "Khác"}, before="in-province")]
    )
    assert changed_lines(TEXT, after) == ([], ["  - id: x", "    name: Khác"])
    assert after.index("- id: x") < after.index("# thường trú")


def test_removed_entry__takes_the_comment_above_it_along() -> None:
    after = edit_text(TEXT, [Edit(Act.REMOVE, ("variants", "in-province"))])
    gone, come = changed_lines(TEXT, after)
    assert gone == ["  # thường trú", "  - id: in-province", "    name: Thường trú tại nơi cấp"]
    assert come == []


def test_last_entry_removed__an_empty_list_stays() -> None:
    after = edit_text(TEXT, [Edit(Act.REMOVE, ("fees", "le-phi"))])
    assert after.endswith("fees: []\n# hết\n")
    assert edit_text(after, [Edit(Act.INSERT, ("fees",), {"id": "x", "amount": 1})]).endswith(
        "fees:\n  - id: x\n    amount: 1\n# hết\n"
    )


def test_first_name_of_an_entry_removed__the_next_moves_up() -> None:
    after = edit_text(TEXT, [Edit(Act.REMOVE, ("variants", "in-province", "id"))])
    assert "  - name: Thường trú tại nơi cấp\n" in after


def test_moved_entry__takes_its_comments_along() -> None:
    after = edit_text(TEXT, [Edit(Act.MOVE, ("variants", "in-province"))])
    assert after.index("verify-elsewhere") < after.index("# thường trú") < after.index("id: in-province")
    assert after.index('"Phải xác minh"   # nơi') < after.index("# thường trú")
    assert edit_text(after, [Edit(Act.MOVE, ("variants", "in-province"), before="verify-elsewhere")]) == TEXT


def test_text_of_several_lines__written_as_a_block() -> None:
    after = edit_text(TEXT, [put("fees/le-phi/note", "Một\n\nhai"), put("name", "a\nb\n")])
    assert "    note: |-\n      Một\n\n      hai\n# hết\n" in after
    assert "name: |\n  a\n  b\n\nvariants" in after
    assert edit_text(after, [put("fees/le-phi/note", "ngắn")]).endswith("    note: ngắn\n# hết\n")


def test_group_over_group__comments_inside_stay() -> None:
    value = {"id": "verify", "name": "Phải xác minh", "when": "true"}
    after = edit_text(TEXT, [put("variants/verify-elsewhere", value)])
    assert changed_lines(TEXT, after)[1] == ["  - id: verify", '    when: "true"']


def test_value_taken_away_from_the_layer_below__null() -> None:
    assert "\nprocess: null\n" in edit_text(TEXT, [put("process", None)])


def test_same_value__not_a_letter_changes() -> None:
    assert edit_text(TEXT, [put("fees/le-phi/amount", 15000), Edit(Act.REMOVE, ("tests",))]) == TEXT


def test_json__stays_json() -> None:
    import json

    text = '{\n "kind": "form",\n "code": "a",\n "sections": [{"id": "s", "fields": []}]\n}\n'
    after = edit_text(text, [put("name", "Mẫu"), put("sections/s/title", 'Có "nháy"'), put("code", "b")])
    assert json.loads(after) == {
        "kind": "form", "code": "b", "name": "Mẫu", "sections": [{"id": "s", "fields": [], "title": 'Có "nháy"'}],
    }  # fmt: skip


def test_empty_text__begins_the_document() -> None:
    assert edit_text("# mới\n", [put("kind", "form")]) == "# mới\nkind: form\n"


@pytest.mark.parametrize("text", ["a: [", "a: &x 1\n", "- a\n", "a: 1\n---\nb: 2\n", "a: !!str 1\n"])
def test_text_that_does_not_read__refused_with_what_to_do(text: str) -> None:
    with pytest.raises(EditError, match="Văn bản"):
        edit_text(text, [put("name", "x")])


@pytest.mark.parametrize(
    "edit",
    [
        put("name/x", "1"),
        Edit(Act.MOVE, ("variants", "nowhere")),
        Edit(Act.MOVE, ("variants", "in-province"), before="nowhere"),
        Edit(Act.SET, (), "x"),
        put("levels/commune/x", "1"),
        put("variants/new", "text"),
    ],
)
def test_change_that_does_not_fit__refused(edit: Edit) -> None:
    with pytest.raises(EditError):
        edit_text(TEXT, [edit])


WORDS = st.one_of(
    st.sampled_from(
        ["a", "1.004110", "no", "11:30", "x: y", "- z", "#", "", "null", "Ế ộ", "form.a == 'b'", "a,b", "]"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12),
    st.lists(st.sampled_from(["dòng", "  lùi", "", "# không", "---", "- x"]), max_size=4).map("\n".join),
)
VALUES = st.recursive(
    st.one_of(WORDS, st.integers(-5, 10**12), st.booleans(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["id", "name", "a b", "x"]), inner, max_size=3),
    ),
    max_leaves=6,
)
FILES = sorted(
    path
    for folder in ("procedures", "processes", "forms", "policies", "notices")
    for path in (METADATA / folder).glob("*.yaml")
    if "\n---" not in path.read_text("utf-8") and path.stat().st_size < 12_000
)


def _paths(data: Any, shape: Shape, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = [path] if path else []
    if isinstance(data, dict):
        for key, child in data.items():
            found += _paths(child, shape.properties.get(key) or shape.values or ANYTHING, (*path, key))
    elif isinstance(data, list):
        for index, child in enumerate(data):
            name = child.get(shape.key) if shape.key and isinstance(child, dict) else None
            found += _paths(child, shape.items or ANYTHING, (*path, str(name or index)))
    return found


def _edits(draw: Any, data: Any, shape: Shape) -> Edit:
    paths = _paths(data, shape)
    path = draw(st.sampled_from(paths))
    act = draw(st.sampled_from(Act))
    before = draw(st.sampled_from([None, "0", "1", path[-1]]))
    if act is Act.SET:
        path = (*path, *draw(st.lists(st.sampled_from(["id", "note", "x"]), max_size=2)))
    return Edit(act, path, draw(VALUES), before)


def _check(text: str, edit: Edit, shape: Shape) -> str:
    before = read(text)
    try:
        expected = apply_edit(before, edit, shape)
    except EditError:
        with pytest.raises(EditError):
            edit_text(text, [edit], shape)
        return text
    after = edit_text(text, [edit], shape)
    assert read(after) == expected
    comments = [line.strip() for line in text.split("\n") if line.strip().startswith("#")]
    if edit.act is Act.MOVE:
        assert sorted(after.split("\n")) == sorted(text.split("\n")) or "{" in text or "[" in text
        assert sorted(comments) == sorted(x.strip() for x in after.split("\n") if x.strip().startswith("#"))
    return after


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_change_of_a_shipped_definition__reads_back_as_the_changed_content(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(FILES)).read_text("utf-8")
    for _ in range(2):
        content = read(text)
        edit = _edits(data.draw, content, document_shape(content))
        text = _check(text, edit, document_shape(content))


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), st.dictionaries(st.sampled_from(["kind", "a", "b", "variants"]), VALUES, min_size=1))
def test_any_change_of_any_text__reads_back_as_the_changed_content(
    data: st.DataObject, content: dict[str, Any]
) -> None:
    text = yaml_text("procedure", content)
    assert "---" not in text.split("\n")
    _check(text, _edits(data.draw, read(text), shape_of("procedure")), shape_of("procedure"))


def test_every_single_value_set__every_other_line_stays() -> None:
    for path in FILES:
        text = path.read_text("utf-8")
        content = read(text)
        shape = document_shape(content)
        for place in _paths(content, shape)[::7]:
            node: Any = content
            if not isinstance(_value_at(content, shape, place), str):
                continue
            after = edit_text(text, [Edit(Act.SET, place, "zz-mới")], shape)
            gone, come = changed_lines(text, after)
            assert len(come) <= 1, (path, place, come)
            assert node is content
            assert len(gone) <= 30


def _value_at(data: Any, shape: Shape, path: tuple[str, ...]) -> Any:
    from motcua.compiler.edits import child_shape, find_entry

    for segment in path:
        data = data[find_entry(data, shape, segment)] if isinstance(data, list) else data.get(segment)
        shape = child_shape(shape, segment)
    return data
