"""A new record with the values a person refused left as they were."""

import pytest

from motcua.catalog.differences import differences, field_label, with_refused

OLD = {
    "name": "Cũ",
    "levels": ["commune"],
    "fees": [{"id": "phi", "amount": 10}, {"id": "le-phi", "amount": 5}],
    "decision_number": "1/QĐ",
}
NEW = {
    "name": "Mới",
    "levels": ["commune", "province"],
    "fees": [{"id": "phi", "amount": 20, "unit": "hồ sơ"}, {"id": "khac", "amount": 1}],
}


def test_nothing_refused__is_the_new_record() -> None:
    assert with_refused(OLD, NEW, ()) == NEW


def test_everything_refused__is_the_old_record() -> None:
    paths = {one.path for one in differences(OLD, NEW)}
    made = with_refused(OLD, NEW, paths)
    assert {**made, "fees": sorted(made["fees"], key=str)} == {**OLD, "fees": sorted(OLD["fees"], key=str)}


@pytest.mark.parametrize(
    ("refused", "name", "value"),
    [
        ("/name", "name", "Cũ"),
        ("/decision_number", "decision_number", "1/QĐ"),
        (
            "/fees/phi/amount",
            "fees",
            [{"id": "phi", "amount": 10, "unit": "hồ sơ"}, {"id": "khac", "amount": 1}],
        ),
        ("/fees/khac", "fees", [{"id": "phi", "amount": 20, "unit": "hồ sơ"}]),
        ("/fees/le-phi", "fees", [*NEW["fees"], {"id": "le-phi", "amount": 5}]),
    ],
)
def test_refused_value__stays_and_the_rest_is_new(refused: str, name: str, value: object) -> None:
    made = with_refused(OLD, NEW, {refused})
    assert made[name] == value
    assert {**made, name: None} == {**NEW, name: None}


def test_field_of_a_path__is_said_in_vietnamese() -> None:
    assert field_label("/fees/phi/amount") == "Phí, lệ phí"
