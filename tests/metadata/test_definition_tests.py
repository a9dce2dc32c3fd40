"""The tests inside the shipped procedures, run by the same rules that receive dossiers."""

import pytest
from tests.metadata.shipped import IN_DEPTH, definition_tests, local, shipped

from motcua.definitions.procedure import DefinitionTest, RequirementKind
from motcua.dossiers.intake import IntakeEvaluation, IntakeRequest, evaluate

CASES = [
    pytest.param(code, test, id=f"{code}-{number}")
    for number, (code, test) in enumerate(definition_tests(), start=1)
]


def run(code: str, test: DefinitionTest) -> IntakeEvaluation:
    procedure = shipped().one("procedure", code)
    directory = shipped().directory()
    given = test.given
    request = IntakeRequest(
        agency=given.agency or directory.offering(procedure)[0],
        received_at=local(given.received),
        channel=given.channel,
        variant=given.variant or None,
        answers=given.answers,
        applicant={"kind": procedure.applicants[0], "full_name": "Nguyễn Văn An", **given.applicant},
    )
    return evaluate(shipped().bundle(procedure), directory, request)


def wrong_answers(found: IntakeEvaluation) -> set[str]:
    return {
        error.path.removeprefix("answers.") for error in found.problems if error.path.startswith("answers.")
    }


@pytest.mark.parametrize(("code", "test"), CASES)
def test_given_circumstances__what_the_definition_expects(code: str, test: DefinitionTest) -> None:
    found, expected = run(code, test), test.expect
    if expected.variant is not None:
        assert found.variant == expected.variant
    if expected.due is not None:
        assert found.due is not None
        assert found.due.due_at == local(expected.due)
    if expected.fee is not None:
        assert found.fees.total == expected.fee
    if expected.documents is not None:
        required = [
            line.id
            for line in found.checklist
            if line.visible and line.required and line.kind is not RequirementKind.NOTE
        ]
        assert required == list(expected.documents)
    assert wrong_answers(found) == set(expected.problems or ())


@pytest.mark.parametrize(("code", "test"), CASES)
def test_path_that_is_expected__follows_the_main_buttons(code: str, test: DefinitionTest) -> None:
    if test.expect.path is None:
        return
    process = shipped().bundle(shipped().one("procedure", code)).process
    walked, step = [], process.steps[0]
    while True:
        walked.append(step.id)
        main = next(action for action in step.actions if action.main)
        if not main.to:
            break
        step = process.step(main.to[0])
    assert tuple(walked) == test.expect.path


def test_every_procedure_in_depth__has_its_own_form_limit_fee_and_test() -> None:
    procedures = shipped().all("procedure")
    assert set(IN_DEPTH) <= set(procedures)
    for code in IN_DEPTH:
        procedure = procedures[code]
        assert procedure.form not in {"", "to-khai-chung"}, code
        assert procedure.offers, code
        assert all(offer.time_limit for offer in procedure.offers), code
        assert procedure.fees, code
        assert all(fee.certain for fee in procedure.fees), code
        assert procedure.tests, code
        assert procedure.outcomes, code
