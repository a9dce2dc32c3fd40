"""Definition tests: what they compare, what they say when they are red, and that a red one blocks publishing."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from tests.metadata.shipped import PROJECT, TODAY, shipped

from motcua.compiler.compilation import compile_documents
from motcua.compiler.library import MemoryLibrary
from motcua.compiler.sources import Layer, SourceDocument, split_documents
from motcua.definitions import procedure as definition
from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.procedure import Channel, DefinitionTest
from motcua.definitions.process import ActionKind
from motcua.services.definition_tests import TestReport, definition_tester, run_definition_tests

CODE = "1.004873"
ANSWERS = {
    "cho_chinh_minh": True,
    "noi_thuong_tru": "Thôn Đông, xã Tân Hòa",
    "da_o_noi_khac": False,
    "tinh_trang_truoc": "chua-ket-hon",
    "muc_dich": "khac",
    "so_ban": 2,
}
GIVEN = definition.TestGiven(received=datetime(2026, 4, 24, 16, 30), answers=ANSWERS)


def bundle_with(*tests: DefinitionTest, code: str = CODE) -> ProcedureBundle:
    return shipped().bundle(replace(shipped().one("procedure", code), tests=tests))


def run(
    expect: definition.TestExpectation,
    given: definition.TestGiven = GIVEN,
    bundle: ProcedureBundle | None = None,
) -> TestReport:
    test = DefinitionTest("một tình huống", given, expect)
    chosen = (
        bundle_with(test)
        if bundle is None
        else replace(bundle, procedure=replace(bundle.procedure, tests=(test,)))
    )
    return run_definition_tests(chosen, shipped().directory())


def the_mismatch(report: TestReport):
    (found,) = report.results[0].mismatches
    return found


@pytest.mark.parametrize("code", sorted(shipped().all("procedure")))
def test_shipped_procedure__passes_its_own_tests(code: str) -> None:
    report = run_definition_tests(shipped().bundle(shipped().one("procedure", code)), shipped().directory())
    assert [one.mismatches for one in report.results if not one.passed] == []


def test_everything_as_expected__is_green_and_covers_the_whole_road() -> None:
    report = run(
        definition.TestExpectation(
            variant="in-province",
            due=datetime(2026, 5, 4, 16, 30),
            fee=30_000,
            documents=("to-khai",),
            path=("receive", "handle", "sign", "issue", "return"),
        )
    )
    assert report.passed
    assert report.coverage.steps_missed == ()
    assert 0 < report.coverage.percent < 100


def test_other_due_date__is_explained_by_the_calendar() -> None:
    found = the_mismatch(run(definition.TestExpectation(due=datetime(2026, 4, 29, 16, 30))))
    assert found.part == "due"
    assert found.found == "16:30 thứ hai 04/05/2026"
    assert found.expected == "16:30 thứ tư 29/04/2026"
    assert "bỏ 27/4, 30/4–1/5" in found.remedy


def test_other_fee__names_the_lines_it_is_made_of() -> None:
    found = the_mismatch(run(definition.TestExpectation(fee=0)))
    assert (found.part, found.found, found.expected) == ("fee", "30.000 đ", "0 đ")
    assert "30.000 đ" in found.remedy


def test_other_papers__says_which_are_missing_and_which_too_many() -> None:
    found = the_mismatch(run(definition.TestExpectation(documents=("to-khai", "ban-an-ly-hon"))))
    assert found.part == "documents"
    assert "không đòi ban-an-ly-hon" in found.message
    given = replace(
        GIVEN,
        answers=ANSWERS
        | {"tinh_trang_truoc": "da-ly-hon", "so_ban_an": "4/2024", "ngay_hieu_luc": "2024-02-28"},
    )
    found = the_mismatch(run(definition.TestExpectation(documents=("to-khai",)), given))
    assert "lại đòi ban-an-ly-hon" in found.message
    assert "ly hôn" in found.remedy


def test_answer_that_is_wrong_by_accident__is_red_even_when_nothing_is_said_about_it() -> None:
    given = replace(GIVEN, answers={**ANSWERS, "so_ban": 0})
    found = the_mismatch(run(definition.TestExpectation(variant="in-province"), given))
    assert (found.part, found.found) == ("problems", "so_ban")
    assert run(definition.TestExpectation(problems=("so_ban",)), given).passed


def test_problem_that_does_not_come__is_red() -> None:
    found = the_mismatch(run(definition.TestExpectation(problems=("so_ban",))))
    assert (found.part, found.expected) == ("problems", "so_ban")


def test_other_road__shows_both() -> None:
    found = the_mismatch(run(definition.TestExpectation(path=("receive", "sign", "return"))))
    assert found.part == "path"
    assert found.found == "receive → handle → sign → issue → return"


def test_road_with_a_tax_obligation__is_paid_on_the_way() -> None:
    procedure = shipped().one("procedure", "1.012785")
    report = run_definition_tests(shipped().bundle(procedure), shipped().directory())
    walked = next(one.road for one in report.results if one.road)
    assert "wait-tax" in walked.steps
    assert walked.stopped == ""


def test_step_without_a_usual_button__stops_the_road_with_the_step_named() -> None:
    bundle = bundle_with()
    steps = tuple(
        replace(step, actions=tuple(one for one in step.actions if one.does is ActionKind.BACK))
        if step.id == "sign"
        else step
        for step in bundle.process.steps
    )
    bundle = replace(bundle, process=replace(bundle.process, steps=steps))
    found = the_mismatch(run(definition.TestExpectation(path=("receive", "handle", "sign")), bundle=bundle))
    assert found.part == "path"
    assert bundle.process.step("sign").name in found.message


def test_agency_that_does_not_exist__is_red_before_anything_else() -> None:
    found = the_mismatch(run(definition.TestExpectation(fee=0), replace(GIVEN, agency="H99")))
    assert "H99" in found.message


def test_channel_the_procedure_does_not_take__is_an_unexpected_problem() -> None:
    bundle = bundle_with(code="1.010041")
    given = definition.TestGiven(
        received=datetime(2026, 11, 23, 11, 45),
        channel=Channel.COUNTER,
        answers={"noi_dung_xac_nhan": ["noi-thuong-tru"], "can_xac_minh": False, "muc_dich": "Nhập học"},
    )
    assert the_mismatch(run(definition.TestExpectation(), given, bundle)).found == "channel"


def compiled(text: str, today: date = TODAY):
    library = MemoryLibrary(shipped().compilation.definitions, sources())
    tester = definition_tester()
    return compile_documents(split_documents(text, "sửa.yaml"), library, today=today, tester=tester)


def sources() -> dict[tuple[str, str], tuple[SourceDocument, ...]]:
    text = (PROJECT / f"metadata/procedures/{CODE}.yaml").read_text(encoding="utf-8")
    return {("procedure", CODE): (SourceDocument(f"{CODE}.yaml", Layer.PROVINCE, text),)}


def test_red_test__is_an_error_of_the_compiler_at_its_line() -> None:
    text = (PROJECT / f"metadata/procedures/{CODE}.yaml").read_text(encoding="utf-8")
    wrong = text.replace("due: 2026-05-04T16:30", "due: 2026-05-05T16:30")
    compilation = compiled(wrong)
    assert not compilation.ok
    (problem,) = [one for one in compilation.problems if one.is_error]
    assert problem.code == "TEST-001"
    line = next(number for number, row in enumerate(wrong.split("\n"), 1) if "2026-05-05T16:30" in row)
    assert problem.place.line == line
    assert compiled(text).ok


def test_change_of_a_limit_by_an_overlay__is_stopped_by_the_tests_of_the_procedure() -> None:
    offers = "\n".join(
        f"  - {{id: {offer.id}, time_limit: 5 working_days}}"
        for offer in shipped().one("procedure", CODE).offers
    )
    text = f"kind: overlay\nof: procedure/{CODE}\nreason: Thử\noffers:\n{offers}\n"
    compilation = compiled(text)
    assert {one.code for one in compilation.problems if one.is_error} == {"TEST-001"}
