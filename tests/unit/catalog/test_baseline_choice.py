import pytest

from motcua.catalog.baseline_choice import BaselineChoice, RecordFacts
from motcua.definitions.baseline import Baseline, BaselineRule
from motcua.definitions.procedure import Procedure


def baseline(code: str, *rules: BaselineRule) -> Baseline:
    return Baseline(code, code, Procedure(code, code), rules)


CHOICE = BaselineChoice(
    [
        baseline("mac-dinh", BaselineRule()),
        baseline("cap-xa", BaselineRule(levels=("commune",), priority=40)),
        baseline("ho-tich", BaselineRule(levels=("commune",), fields_of_work=("Hộ tịch",), priority=60)),
        baseline("so-tu-phap", BaselineRule(agencies=("Sở Tư pháp",), priority=50)),
        baseline("bo", BaselineRule(levels=("ministry",), outside_competence=True, priority=20)),
        baseline("rieng", BaselineRule(codes=("1.000001",), priority=99)),
        baseline("dau-gia", BaselineRule(name_contains=("đấu giá",), priority=70)),
    ]
)


@pytest.mark.parametrize(
    ("facts", "chosen"),
    [
        (RecordFacts("1.1", "a"), "mac-dinh"),
        (RecordFacts("1.1", "a", levels=("commune", "province")), "cap-xa"),
        (RecordFacts("1.1", "a", "HỘ TỊCH", ("commune",)), "ho-tich"),
        (RecordFacts("1.1", "a", "Hộ tịch"), "mac-dinh"),
        (RecordFacts("1.1", "a", agencies=("Giám đốc sở tư pháp",)), "so-tu-phap"),
        (RecordFacts("1.1", "a", levels=("ministry",)), "bo"),
        (RecordFacts("1.000001", "a", levels=("commune",)), "rieng"),
        (RecordFacts("1.1", "Bán ĐẤU GIÁ tài sản", levels=("commune",)), "dau-gia"),
    ],
)
def test_first_fitting_rule__decides(facts: RecordFacts, chosen: str) -> None:
    found = CHOICE.choose(facts)
    assert found is not None
    assert found.baseline.code == chosen
    assert found.outside_competence is (chosen == "bo")


def test_no_fitting_rule__gives_none() -> None:
    assert (
        BaselineChoice([baseline("x", BaselineRule(levels=("commune",)))]).choose(RecordFacts("1", "a"))
        is None
    )
