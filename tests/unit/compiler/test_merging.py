from typing import Any

from motcua.compiler.merging import Merged, lay_over, origin_of
from motcua.compiler.shapes import shape_of

PROCEDURE = shape_of("procedure")
LOWER: dict[str, Any] = {
    "name": "A",
    "channels": ["counter", "online"],
    "checklist": [{"id": "a", "name": "Đơn", "originals": 1}, {"id": "b", "name": "Ảnh"}],
    "fees": [{"id": "f", "name": "Phí", "amount": 10, "channels": {"online": 5, "post": 7}}],
    "form": "to-khai",
}


def base() -> Merged:
    return lay_over(Merged({}, {}), LOWER, (), PROCEDURE, "national")


def test_entries__merge_by_id_and_keep_their_order() -> None:
    upper = {"checklist": [{"id": "c", "name": "Mới"}, {"id": "a", "originals": 2}]}
    merged = lay_over(base(), upper, (), PROCEDURE, "province")
    assert merged.content["checklist"] == [
        {"id": "a", "name": "Đơn", "originals": 2},
        {"id": "b", "name": "Ảnh"},
        {"id": "c", "name": "Mới"},
    ]
    origins = {
        "/checklist/a/name": "national",
        "/checklist/a/originals": "province",
        "/checklist/c/name": "province",
        "/checklist/b": "national",
        "/name": "national",
    }
    assert {path: origin_of(merged.origins, path) for path in origins} == origins


def test_plain_lists__are_replaced() -> None:
    merged = lay_over(base(), {"channels": ["post"]}, (), PROCEDURE, "province")
    assert merged.content["channels"] == ["post"]
    assert origin_of(merged.origins, "/channels") == "province"


def test_remove__takes_an_entry_out() -> None:
    merged = lay_over(base(), {"checklist": [{"id": "a", "remove": True}]}, (), PROCEDURE, "province")
    assert [item["id"] for item in merged.content["checklist"]] == ["b"]
    assert not merged.findings


def test_remove_of_nothing__is_reported() -> None:
    merged = lay_over(base(), {"checklist": [{"id": "z", "remove": True}]}, (), PROCEDURE, "province")
    assert [finding.code for finding in merged.findings] == ["LINK-005"]


def test_mappings__merge_by_name() -> None:
    merged = lay_over(base(), {"fees": [{"id": "f", "channels": {"online": 0}}]}, (), PROCEDURE, "agency")
    assert merged.content["fees"][0]["channels"] == {"online": 0, "post": 7}


def test_an_empty_value__takes_the_lower_one_away() -> None:
    merged = lay_over(base(), {}, [("form",), ("checklist", "a", "originals")], PROCEDURE, "province")
    assert "form" not in merged.content
    assert merged.content["checklist"][0] == {"id": "a", "name": "Đơn"}


def test_the_layers_themselves__are_not_changed() -> None:
    lower = base()
    before = repr(lower)
    lay_over(
        lower,
        {"checklist": [{"id": "a", "originals": 9}], "fees": [{"id": "f", "amount": 1}]},
        (),
        PROCEDURE,
        "x",
    )
    assert repr(lower) == before


def test_a_later_layer__takes_over_the_origins_below_it() -> None:
    second = lay_over(base(), {"fees": [{"id": "f", "amount": 20}]}, (), PROCEDURE, "province")
    third = lay_over(
        second, {"fees": [{"id": "f", "remove": True}, {"id": "g", "name": "G"}]}, (), PROCEDURE, "agency"
    )
    assert origin_of(third.origins, "/fees/g/name") == "agency"
    assert not any(path.startswith("/fees/f") for path in third.origins)
