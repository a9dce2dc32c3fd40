import pytest

from motcua.catalog.parsers.quantities import Quantity, parse_quantity


@pytest.mark.parametrize(
    ("text", "quantity", "confidence"),
    [
        ("1 bản chính", Quantity(1), "certain"),
        ("0 bản chính", Quantity(), "certain"),
        ("0 bản chính,1 bản sao", Quantity(0, 1), "certain"),
        ("1 bản chính, 2 bản sao", Quantity(1, 2), "certain"),
        ("Bản chính: 1 - Bản sao: 0", Quantity(1), "certain"),
        ("02 bản sao có chứng thực", Quantity(0, 0, 2), "certain"),
        ("01 (một) bản chính", Quantity(1), "certain"),
        ("01 bộ", Quantity(1), "likely"),
        ("1 bản chính hoặc 1 bản sao", Quantity(1, 1), "doubtful"),
        ("nhiều bản", None, "not_understood"),
        ("", None, "absent"),
    ],
)
def test_quantity_text__gives_counts(text: str, quantity: Quantity | None, confidence: str) -> None:
    found = parse_quantity(text)
    assert (found.value, found.confidence.value) == (quantity, confidence)


def test_nothing_to_hand_in__is_a_note() -> None:
    assert Quantity().is_note
