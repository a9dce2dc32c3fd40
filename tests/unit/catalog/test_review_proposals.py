"""Proposals for review items: values read out of the quoted source with their confidence, and what they change."""

import pytest

from motcua.catalog.review_proposals import (
    Question,
    edits_for_fee,
    edits_for_limit,
    edits_for_settling,
    may_be_settled,
    proposals,
    question_of,
)
from motcua.catalog.understood import Confidence
from motcua.definitions.procedure import Fee, Offer, Procedure, ReviewItem, Text
from motcua.kernel.time_limit import TimeLimit

PROCEDURE = Procedure(
    "1.000080",
    "Thủ tục thử",
    offers=(Offer("any@counter"), Offer("any@online", TimeLimit.parse("2 working_days"))),
    fees=(Fee("phi-le-phi", "Lệ phí", certain=False),),
)


def limit_item(source: str, proposal: str = "") -> ReviewItem:
    return ReviewItem("limit-x", "limit", "Không rõ", "/offers/any@counter", source, proposal)


def fee_item(source: str) -> ReviewItem:
    return ReviewItem("fee-x", "fee", "Không rõ", "/fees/phi-le-phi", source)


@pytest.mark.parametrize(
    ("source", "value", "confidence"),
    [
        ("03 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ", "3 working_days", Confidence.CERTAIN),
        ("7 | trong thời hạn 05 ngày làm việc", "5 working_days", Confidence.CERTAIN),
        ("20 ngày; trường hợp phức tạp 30 ngày", "20 calendar_days", Confidence.DOUBTFUL),
        ("Trong ngày; nhận sau 15 giờ thì trả ngày làm việc tiếp theo", "same_day", Confidence.CERTAIN),
    ],
)
def test_limit_in_the_source__is_proposed_with_its_confidence(
    source: str, value: str, confidence: Confidence
) -> None:
    found = proposals(limit_item(source), PROCEDURE)
    first = found[0]
    assert (first.value, first.confidence) == (value, confidence)
    assert first.words
    assert len({one.value for one in found}) == len(found)
    assert bool(first.reason) == (confidence is Confidence.DOUBTFUL)


def test_marked_words__are_those_that_say_the_limit() -> None:
    long = "Sau khi nhận hồ sơ. " * 30 + "Thời hạn giải quyết là 12 ngày làm việc." + " Ghi chú." * 60
    first = proposals(limit_item(long), PROCEDURE)[0]
    assert first.excerpt[first.start : first.end].startswith("12 ngày")
    assert len(first.excerpt) < len(long)


def test_number_without_unit__gives_no_proposal_but_the_steps_may() -> None:
    assert proposals(limit_item("7"), PROCEDURE) == ()
    told = Procedure(
        "1",
        "x",
        offers=PROCEDURE.offers,
        texts=(Text("Trình tự thực hiện", "Trong 4 ngày làm việc, xã trả kết quả."),),
    )
    first = proposals(limit_item("7"), told)[0]
    assert first.value == "4 working_days"
    assert first.confidence is Confidence.DOUBTFUL
    assert "trình tự" in first.reason


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("8 Việt Nam Đồng (8.000 đồng/bản)", "8000"),
        ("Miễn phí | Mức thu 15.000 đồng/việc", "15000"),
        ("Người lớn 50.000 đồng; trẻ em 25.000 đồng", "50000"),
    ],
)
def test_amount_in_the_source__is_proposed(source: str, value: str) -> None:
    assert value in [one.value for one in proposals(fee_item(source), PROCEDURE)]


def test_accepted_values__change_only_their_place() -> None:
    limit = edits_for_limit(limit_item("x"), PROCEDURE, TimeLimit.parse("3 working_days"))
    assert [(edit.path, edit.value) for edit in limit] == [
        (("offers", "any@counter", "time_limit"), "3 working_days")
    ]
    fee = edits_for_fee(fee_item("x"), PROCEDURE, 15_000)
    assert [edit.path[-1] for edit in fee] == ["amount", "certain"]


def test_item_about_something_else__is_settled_with_a_reason() -> None:
    item = ReviewItem("checklist-cases-checklist", "checklist_cases", "Xem lại", "/checklist")
    assert question_of(item, PROCEDURE) is Question.JUDGEMENT
    assert may_be_settled(item)
    assert not may_be_settled(limit_item("7"))
    (edit,) = edits_for_settling(item, "Đã đối chiếu")
    assert edit.value == {"remove": True, "message": "Đã đối chiếu"}


def test_fee_that_is_gone__can_only_be_judged() -> None:
    gone = ReviewItem("fee-y", "fee", "Không rõ", "/fees/khac", "15.000 đồng")
    assert question_of(gone, PROCEDURE) is Question.JUDGEMENT
    assert edits_for_fee(gone, PROCEDURE, 1) == []
