"""Two texts that come from the same one are joined by ids; what both changed is a conflict, never an overwrite."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.compiler.shapes import shape_of
from motcua.compiler.spans import plain_data, read_spans
from motcua.compiler.text_edits import Act, Edit, EditError, edit_text
from motcua.compiler.text_merge import applied, edits_between, merge_texts
from motcua.compiler.writing import yaml_text

BASE = """\
kind: procedure
code: "1"
name: Cấp giấy
# các trường hợp
variants:
  - id: a
    name: Một
  - id: b
    name: Hai
fees:
  - {id: le-phi, name: Lệ phí, amount: 15000}
"""
SHAPE = shape_of("procedure")


def put(text: str, path: str, value: Any) -> str:
    return edit_text(text, [Edit(Act.SET, tuple(path.split("/")), value)])


def test_different_values__both_stay() -> None:
    mine = put(BASE, "variants/a/name", "Một, sửa")
    theirs = put(BASE, "fees/le-phi/amount", 20000).replace("# các", "# tất cả các")
    merge = merge_texts(BASE, mine, theirs)
    assert merge.conflicts == ()
    assert merge.taken == 1
    assert "name: Một, sửa" in merge.text
    assert "amount: 20000" in merge.text
    assert "# tất cả các trường hợp" in merge.text


def test_same_entry_other_values__both_stay() -> None:
    merge = merge_texts(BASE, put(BASE, "fees/le-phi/amount", 1), put(BASE, "fees/le-phi/name", "Phí"))
    assert merge.conflicts == ()
    assert "{id: le-phi, name: Phí, amount: 1}" in merge.text


def test_same_value_changed_by_both__a_conflict_with_a_choice() -> None:
    mine, theirs = put(BASE, "name", "Của tôi"), put(BASE, "name", "Của người kia")
    merge = merge_texts(BASE, mine, theirs)
    (conflict,) = merge.conflicts
    assert (conflict.path, conflict.base, conflict.mine, conflict.theirs) == (
        ("name",),
        "Cấp giấy",
        "Của tôi",
        "Của người kia",
    )
    assert "name: Của tôi" in merge.text
    assert "name: Của người kia" in merge_texts(BASE, mine, theirs, {("name",): True}).text
    kept = merge_texts(BASE, mine, theirs, {("name",): False})
    assert kept.conflicts == ()
    assert "name: Của tôi" in kept.text


def test_both_say_the_same__no_conflict() -> None:
    same = put(BASE, "name", "Mới")
    assert merge_texts(BASE, put(same, "code", "2"), put(same, "fees/le-phi/amount", 2)).conflicts == ()


def test_entry_removed_by_one_and_changed_by_the_other__a_conflict_at_the_entry() -> None:
    mine = edit_text(BASE, [Edit(Act.REMOVE, ("variants", "b"))])
    theirs = put(BASE, "variants/b/name", "Hai, sửa")
    (conflict,) = merge_texts(BASE, mine, theirs).conflicts
    assert conflict.path == ("variants", "b")
    assert conflict.mine is None
    assert conflict.theirs == {"id": "b", "name": "Hai, sửa"}
    assert merge_texts(BASE, theirs, mine).conflicts[0].theirs is None


def test_both_add_entries__all_are_there() -> None:
    mine = edit_text(BASE, [Edit(Act.INSERT, ("variants",), {"id": "m", "name": "M"})])
    theirs = edit_text(BASE, [Edit(Act.INSERT, ("variants",), {"id": "t", "name": "T"}, before="b")])
    merge = merge_texts(BASE, mine, theirs)
    assert [item["id"] for item in plain_data(read_spans(merge.text))["variants"]] == ["a", "t", "b", "m"]


def test_nothing_of_mine__the_other_text_as_it_is() -> None:
    theirs = BASE + "# ghi chú\n"
    assert merge_texts(BASE, BASE, theirs).text == theirs


def test_text_that_does_not_read__refused() -> None:
    with pytest.raises(EditError, match="cú pháp"):
        merge_texts(BASE, "a: [", BASE + "#")


NAMES = st.sampled_from(["a", "b", "c", "d"])
ENTRIES = st.lists(NAMES, unique=True).flatmap(
    lambda ids: st.tuples(*[st.fixed_dictionaries({"id": st.just(one), "name": NAMES}) for one in ids]).map(
        list
    )
)
CONTENTS = st.fixed_dictionaries(
    {"kind": st.just("procedure"), "variants": ENTRIES}, optional={"name": NAMES, "code": NAMES}
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(CONTENTS, CONTENTS)
def test_edits_between_two_contents__make_one_out_of_the_other(before: Any, after: Any) -> None:
    made = applied(before, edits_between(before, after, SHAPE), SHAPE)
    assert made == after
    assert [item["id"] for item in made["variants"]] == [item["id"] for item in after["variants"]]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(CONTENTS, CONTENTS, CONTENTS)
def test_three_texts__nothing_of_mine_is_lost_and_what_only_they_changed_is_taken(
    base: Any, mine: Any, theirs: Any
) -> None:
    texts = [yaml_text("procedure", content) for content in (base, mine, theirs)]
    merge = merge_texts(*texts)
    result = plain_data(read_spans(merge.text))
    chosen = {conflict.path for conflict in merge.conflicts}
    for key in ("name", "code"):
        expected = theirs.get(key) if mine.get(key) == base.get(key) else mine.get(key)
        assert result.get(key) == expected
        differ = len({base.get(key), mine.get(key), theirs.get(key)}) == 3
        assert ((key,) in chosen) == differ
    ids = {item["id"] for item in result["variants"]}
    for one in ("a", "b", "c", "d"):
        sides = [one in {item["id"] for item in content["variants"]} for content in (base, mine, theirs)]
        if len(set(sides)) > 1 and sides[1] != sides[0]:
            assert (one in ids) == sides[1]
