"""Parsers of free text against tables of real cases: what they apply is right, and they find what a person finds."""

import pytest
from tests.parsing import Score, scores

from motcua.catalog.parsers.fees import parse_fee
from motcua.catalog.parsers.time_limits import parse_time_limit

PRECISION = 0.99
RECALL = {"fee terms": 0.95, "agencies": 0.95, "levels of agencies": 0.95}
USUAL_RECALL = 0.98
SCORES = scores()


@pytest.mark.parametrize("score", SCORES, ids=[score.parser for score in SCORES])
def test_table_of_real_cases__is_read_as_a_person_reads_it(score: Score) -> None:
    assert score.cases >= 18
    assert score.precision >= PRECISION, score.wrong
    assert score.recall >= RECALL.get(score.parser, USUAL_RECALL), score.wrong


@pytest.mark.parametrize(
    "text", ["Theo quyết định hiện hành", "abc", "???", "12/5", "Liên hệ bộ phận một cửa"]
)
def test_text_that_says_nothing__is_left_to_a_person(text: str) -> None:
    limit, fee = parse_time_limit(text), parse_fee(text)
    assert limit.value is None
    assert limit.reason
    assert not fee.is_certain
    assert fee.amount is None


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Trong thời hạn 03 ngày làm việc kể từ ngày nhận đủ hồ sơ", "03 ngày làm việc"),
        ("Ngay trong ngày làm việc", "Ngay trong ngày làm việc"),
    ],
)
def test_limit__names_the_words_that_decided(text: str, span: str) -> None:
    assert parse_time_limit(text).span == span


def test_fee__names_the_words_that_decided() -> None:
    found = parse_fee("Lệ phí cấp mới là 20.000 đồng/tờ khai")
    assert found.source[found.start : found.end] == "20.000 đồng/tờ khai"
