"""Parallel consultation: forks, joins of all or any, late answers, supplements inside a branch."""

import pytest
from tests.unit.dossiers.engine_world import (
    CONSULTATION,
    DESK,
    FRIDAY,
    HANDLER,
    HANDLER_2,
    LAND,
    LEADER,
    POLICE,
    POLICEMAN,
    SURVEYOR,
    handled,
    with_consultation,
)

from motcua.definitions.process import ActionKind
from motcua.dossiers.actions import available, waiting_for
from motcua.dossiers.commands import Act, Recall
from motcua.dossiers.state import Lifecycle

CHECKS = ["police-check", "land-check"]


def asked(wait_for="all"):
    journey = handled(with_consultation(wait_for))
    journey.act(HANDLER, "consult", reason="Xác minh nơi ở")
    return journey


def test_consultation__opens_every_branch_at_the_agency_with_the_role():
    journey = asked()
    assert journey.steps() == CHECKS
    assert [entry.agency for entry in journey.state.active] == [POLICE, LAND]
    assert {entry.branch for entry in journey.state.active} == set(CHECKS)
    assert journey.state.active[0].note == "Xác minh nơi ở"
    assert [one.agency for one in waiting_for(journey.rules, journey.state)] == [POLICE, LAND]
    assert [button.kind for button in available(journey.rules, journey.state, POLICEMAN, FRIDAY)][:1] == [
        "answer"
    ]
    assert journey.state.official_status == 4


def test_consultation_of_all__goes_on_with_the_last_answer_for_the_person_who_asked():
    journey = asked()
    journey.act(POLICEMAN, "answer", answers={"answer": "Đồng ý"})
    assert journey.steps() == ["land-check"]
    journey.act(SURVEYOR, "answer", reason="Không tranh chấp")
    assert journey.steps() == ["handle"]
    assert journey.state.active[0].assignee == "hung"
    assert journey.state.active[0].fork == ""
    assert [branch.answer for branch in journey.state.forks[0].branches] == ["Đồng ý", "Không tranh chấp"]
    assert journey.code(HANDLER_2, Act("submit")) == "assigned_to_other"
    journey.act(HANDLER, "submit")
    journey.act(LEADER, "approve")


def test_consultation_of_any__goes_on_with_the_first_answer_and_closes_the_rest():
    journey = asked("any")
    journey.act(SURVEYOR, "answer", reason="Không tranh chấp")
    assert journey.steps() == ["handle"]


def test_late_answer__is_kept_and_changes_nothing_else():
    journey = asked("any")
    journey.act(SURVEYOR, "answer", reason="Không tranh chấp")
    journey.act(HANDLER, "submit")
    before = journey.state
    after = journey.act(POLICEMAN, "answer", step="police-check", reason="Cũng đồng ý")
    assert journey.events[-1].data["late"] is True
    assert (after.active, after.clock, after.lifecycle) == (before.active, before.clock, before.lifecycle)
    police = next(branch for branch in after.forks[0].branches if branch.step == "police-check")
    assert (police.answer, police.late) == ("Cũng đồng ý", True)
    assert journey.code(POLICEMAN, Act("answer", step="police-check")) == "step_not_active"


def test_late_answer_of_another_agency__is_refused():
    journey = asked("any")
    journey.act(SURVEYOR, "answer", reason="Không tranh chấp")
    assert journey.code(SURVEYOR, Act("answer", step="police-check")) == "not_your_step"


def test_late_answer_after_the_end__is_refused():
    journey = asked("any")
    journey.act(SURVEYOR, "answer", reason="Không tranh chấp")
    journey.act(HANDLER, "refuse", reason="Không đủ điều kiện")
    assert journey.code(POLICEMAN, Act("answer", step="police-check")) == "dossier_closed"


def test_second_consultation__is_a_fork_of_its_own():
    journey = asked()
    for actor in (POLICEMAN, SURVEYOR):
        journey.act(actor, "answer", reason="Đồng ý")
    journey.act(HANDLER, "consult")
    journey.act(POLICEMAN, "answer", reason="Vẫn đồng ý")
    assert [fork.fired for fork in journey.state.forks] == [True, False]
    assert journey.steps() == ["land-check"]


def test_consultation_taken_back_before_an_answer__closes_every_branch():
    journey = asked()
    journey.do(HANDLER, Recall(reason="Chưa cần"))
    assert journey.steps() == ["handle"]
    assert journey.state.forks == ()


def test_consultation_taken_back_after_an_answer__is_refused():
    journey = asked()
    journey.act(POLICEMAN, "answer", reason="Đồng ý")
    assert journey.code(HANDLER, Recall()) == "answered_before"


def test_answer__cannot_be_recalled_once_it_closed_the_consultation():
    journey = asked("any")
    journey.act(POLICEMAN, "answer", reason="Đồng ý")
    assert journey.code(POLICEMAN, Recall()) == "nothing_to_recall"


@pytest.mark.parametrize("action", ["stop", "withdraw"])
def test_end_during_consultation__closes_every_branch(action):
    journey = asked()
    if action == "withdraw":
        journey.act(DESK, action, reason="Không có nhu cầu nữa")
    else:
        assert journey.code(HANDLER, Act(action, reason="Dừng")) == "not_at_this_step"
        journey.act(POLICEMAN, "answer", reason="Đồng ý")
        journey.act(SURVEYOR, "answer", reason="Đồng ý")
        journey.act(HANDLER, action, reason="Dừng")
    assert journey.steps() == []
    assert journey.state.lifecycle in (Lifecycle.WITHDRAWN, Lifecycle.STOPPED)


def test_consultation_of_one_agency__forks_and_joins_too():
    from dataclasses import replace

    handle = CONSULTATION.step("handle")
    ask = replace(handle.actions[1], to=("police-check",))
    steps = tuple(
        replace(step, actions=(handle.actions[0], ask)) if step.id == "handle" else step
        for step in CONSULTATION.steps
    )
    journey = handled(replace(CONSULTATION, steps=steps))
    assert ask.does is ActionKind.CONSULT
    journey.act(HANDLER, "consult")
    journey.act(POLICEMAN, "answer", reason="Đồng ý")
    assert journey.steps() == ["handle"]
    assert journey.state.active[0].assignee == "hung"
