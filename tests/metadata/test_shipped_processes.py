"""Every shipped process can be carried to its end by people who exist."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.metadata.shipped import shipped

from motcua.definitions.procedure import Procedure
from motcua.definitions.process import ActionKind, Process, StepKind
from motcua.dossiers.actions import available, waiting_for
from motcua.dossiers.actor import Actor, Holding
from motcua.dossiers.commands import Act, Command, Intake, Receive
from motcua.dossiers.decide import decide
from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.rules import Rules
from motcua.dossiers.snapshot import DossierState
from motcua.kernel.clock import VIETNAM
from motcua.kernel.time_limit import TimeLimit

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


def carried(body: Procedure, agency: str, *, consult: bool = False) -> tuple[DossierState, list[str]]:
    """A dossier received at an agency and carried to its end by the main buttons, each by whoever it waits for."""
    directory = shipped().directory()
    rules = Rules(shipped().bundle(body), directory)
    now, steps = datetime(2026, 11, 18, 8, 0, tzinfo=VIETNAM), []
    intake = Intake(agency=agency, channel=body.channels[0], limit=TimeLimit.parse("8 working_days"))
    command: Command = Receive(intake, numbers={"dossier": f"{agency}-261118-0001"})
    decision = decide(rules, None, command, officer(agency, "one-stop-officer"), now)
    for minutes in range(1, 60):
        assert decision.refusals == ()
        state = decision.state
        assert state is not None
        if state.lifecycle.is_end:
            return state, steps
        waiting = waiting_for(rules, state)[0]
        actor = officer(waiting.agency, waiting.position)
        offered = [one for one in available(rules, state, actor, now) if one.step == waiting.step]
        asked = [one for one in offered if one.kind == ActionKind.CONSULT and waiting.step not in steps]
        chosen = asked[0] if consult and asked else next(one for one in offered if one.main)
        assert not chosen.requires, (waiting.step, chosen.requires)
        steps.append(waiting.step)
        command = Act(chosen.id, waiting.step, numbers={"outcome": "01/QĐ"})
        decision = decide(rules, state, command, actor, now + timedelta(minutes=minutes))
    raise AssertionError(steps)


def officer(agency: str, position: str) -> Actor:
    return Actor(
        user=f"{position}.{agency}",
        full_name="Nguyễn Văn An",
        agency=agency,
        holdings=(Holding(position, agency),),
    )


def bodies() -> dict[str, Procedure]:
    own = shipped().all("procedure")
    return own | {code: one.body for code, one in shipped().all("baseline").items() if one.body.process}


@pytest.mark.parametrize("code", sorted(bodies()))
def test_dossier_of_every_procedure_and_baseline__is_carried_to_its_end(code: str) -> None:
    body = bodies()[code]
    if body.outside_competence:
        body = replace(body, offered_by=("H88.01",))
    agency = shipped().directory().offering(body)[0]
    state, _ = carried(body, agency)
    assert state.lifecycle is Lifecycle.RETURNED
    assert state.official_status == 10


def test_consulted_agencies__both_answer_before_the_dossier_goes_on() -> None:
    state, steps = carried(bodies()["1.001029"], "H88.09", consult=True)
    assert state.lifecycle is Lifecycle.RETURNED
    assert steps[1:5] == ["handle", "police-opinion", "construction-opinion", "handle"]


def test_land_with_tax_obligation__stops_the_clock_until_it_is_paid() -> None:
    state, steps = carried(bodies()["1.012785"], "H88.04.01.02")
    assert "wait-tax" in steps
    assert state.clock.adjustments
    assert state.clock.due_at > state.clock.original_due_at
