"""Every shipped process can be carried to its end by people who exist."""

import pytest
from tests.metadata.shipped import shipped

from motcua.definitions.process import ActionKind, Process, StepKind

AT_THE_DESK = {
    StepKind.INTAKE,
    StepKind.RETURN_RESULT,
    StepKind.WAIT_FOR_APPLICANT,
    StepKind.WAIT_FOR_PAYMENT,
}


@pytest.mark.parametrize("code", sorted(shipped().all("process")))
def test_process__reaches_its_end_by_the_main_buttons(code: str) -> None:
    process: Process = shipped().one("process", code)
    step, seen = process.steps[0], set()
    while True:
        assert step.id not in seen, "a circle of main buttons"
        seen.add(step.id)
        main = [action for action in step.actions if action.main]
        assert len(main) == 1, step.id
        assert main[0].does is not ActionKind.BACK
        if main[0].does is ActionKind.FINISH:
            break
        step = process.step(main[0].to[0])
    assert step.does is StepKind.RETURN_RESULT


@pytest.mark.parametrize("code", sorted(shipped().all("process")))
def test_main_button__stands_first_in_its_step(code: str) -> None:
    for step in shipped().one("process", code).steps:
        assert step.actions[0].main, step.id


def test_every_step_of_every_procedure__has_an_actor_in_every_agency_that_offers_it() -> None:
    directory = shipped().directory()
    bodies = [*shipped().all("procedure").values(), *(one.body for one in shipped().all("baseline").values())]
    for body in bodies:
        if not body.process:
            continue
        process = shipped().one("process", body.process)
        for agency in directory.offering(body) or ("H88.01",):
            for step in process.steps:
                by = step.by
                assert by is not None, (process.code, step.id)
                acting = agency
                if by.agency_role and step.does not in AT_THE_DESK:
                    acting = directory.with_role(agency, by.agency_role) or ""
                assert acting, (body.code, agency, step.id)
                assert directory.units_with(acting, by.position, by.unit), (body.code, agency, step.id)


def test_required_shapes__are_all_there() -> None:
    processes = shipped().all("process")
    assert any(step.does is StepKind.WAIT_FOR_PAYMENT for step in processes["tax-wait"].steps)
    fork = next(
        action for action in processes["parallel-consultation"].step("handle").actions if len(action.to) == 2
    )
    roles = {processes["parallel-consultation"].step(target).by.agency_role for target in fork.to}
    assert roles == {"police", "construction"}
    assert shipped().one("procedure", "1.010041").channels == ("online",)
    assert shipped().one("policy", shipped().one("procedure", "2.000815").policy).cutoff.hour == 15
