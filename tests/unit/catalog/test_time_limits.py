"""Real limits of the national catalog and of provincial ones, and what must come out."""

import pytest
from tests.parsing import cases

from motcua.catalog.parsers.time_limits import limit_parts, parse_time_limit

CASES = [(case["text"], case["value"], case["sure"]) for case in cases("limits")]


@pytest.mark.parametrize(("text", "limit", "confidence"), CASES)
def test_limit_text__gives_value_and_confidence(text: str, limit: str, confidence: str) -> None:
    found = parse_time_limit(text)
    assert (str(found.value) if found.value is not None else "", found.confidence.value) == (
        limit,
        confidence,
    )


def test_decomposed_letters__read_like_composed_ones() -> None:
    import unicodedata

    found = parse_time_limit(unicodedata.normalize("NFD", "03 ngày làm việc"))
    assert str(found.value) == "3 working_days"


def test_number_without_unit__says_why() -> None:
    assert "đơn vị" in parse_time_limit("7").reason


def test_span__names_the_deciding_words() -> None:
    found = parse_time_limit("Trong thời hạn 15 ngày kể từ ngày nhận đủ hồ sơ")
    assert found.span == "15 ngày"


def test_numbers_of_documents_and_dates__are_no_limits() -> None:
    text = "Nghị định 61/2018/NĐ-CP ngày 23/4/2018; Điều 15 ngày; chậm nhất 05 ngày làm việc"
    assert [str(part.limit) for part in limit_parts(text)] == ["5 working_days"]
