"""Real fee cells of the national catalog and of provincial ones."""

import pytest
from tests.parsing import cases

from motcua.catalog.parsers.amounts import amounts_in
from motcua.catalog.parsers.fees import fee_kind, parse_fee

CASES = [
    (case["text"], case.get("note", ""), case.get("amount"), case["sure"], case.get("doubt", ""))
    for case in cases("fees")
]


@pytest.mark.parametrize(("cell", "note", "amount", "certain", "doubt"), CASES)
def test_fee_cell__gives_amount_and_doubt(
    cell: str, note: str, amount: int | None, certain: bool, doubt: str
) -> None:
    found = parse_fee(cell, note)
    assert (found.amount, found.is_certain, found.doubt.value) == (amount, certain, doubt)


def test_doubtful_fee__is_never_zero() -> None:
    assert all(
        found.amount != 0 for cell, note, *_ in CASES if not (found := parse_fee(cell, note)).is_certain
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Lệ phí cấp giấy phép", "levy"),
        ("Phí thẩm định", "charge"),
        ("Phí, lệ phí", "other"),
        ("2.000 đồng", "other"),
    ],
)
def test_kind__follows_the_words(text: str, kind: str) -> None:
    assert fee_kind(text) == kind


def test_unit__ends_before_the_clause() -> None:
    parts = amounts_in("400.000 đồng/hồ sơ kể từ ngày 01/7/2025")
    assert [(part.amount, part.unit) for part in parts] == [(400_000, "hồ sơ")]
