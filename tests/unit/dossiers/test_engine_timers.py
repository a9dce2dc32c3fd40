"""Timers of steps and automatic steps: what the platform does when the time has come."""

from dataclasses import replace

from tests.unit.dossiers.engine_world import (
    DESK,
    HANDLE,
    HANDLER,
    ISSUE,
    POLICEMAN,
    RECEIVE,
    RETURN,
    SIGN,
    at,
    handled,
    process,
    received,
    with_consultation,
)

from motcua.definitions.process import Action, Process, Step, StepKind
from motcua.dossiers.actor import SYSTEM
from motcua.dossiers.commands import Act, Suspend
from motcua.dossiers.platform_commands import FireTimers
from motcua.kernel.time_limit import TimeLimit


def silent_consent() -> Process:
    """A consultation in which an agency that says nothing for two working days agrees."""
    chain = with_consultation()
    timer = Action(
        "silence", "Quá hạn trả lời, coi như đồng ý", to=("join",), after=TimeLimit.parse("2 working_days")
    )
    steps = tuple(
        replace(step, actions=(*step.actions, timer)) if step.does is StepKind.CONSULT else step
        for step in chain.steps
    )
    return replace(chain, steps=steps)


def test_consulted_agency_that_says_nothing__has_agreed_when_the_timer_rings():
    journey = handled(silent_consent())
    journey.act(HANDLER, "consult", reason="Xin ý kiến")
    assert {entry.timer_at for entry in journey.state.active} == {at("2026-04-29T08:00")}
    journey.act(POLICEMAN, "answer", reason="Không đồng ý")
    assert journey.code(SYSTEM, FireTimers(), "2026-04-29T07:59") == "no_timer"
    journey.do(SYSTEM, FireTimers(), "2026-04-29T08:00")
    assert journey.steps() == ["handle"]
    answers = {branch.step: branch.answer for branch in journey.state.forks[0].branches}
    assert answers == {"police-check": "Không đồng ý", "land-check": "Quá hạn trả lời, coi như đồng ý"}
    assert journey.state.active[0].assignee == "hung"
    assert journey.events[-1].actor == "system"
    assert journey.events[-1].data["timer"] == "2 working_days"


def test_timer_of_the_platform__is_nobody_elses_and_waits_for_a_suspension():
    journey = handled(silent_consent())
    journey.act(HANDLER, "consult", reason="Xin ý kiến")
    assert journey.code(DESK, FireTimers()) == "platform_only"
    journey.act(POLICEMAN, "answer", reason="Đồng ý")
    journey.do(SYSTEM, FireTimers(), "2026-04-29T08:00")
    journey.do(HANDLER, Suspend("theo-quyet-dinh", "Theo quyết định", "QĐ 1"), "2026-04-29T08:10")
    assert journey.code(SYSTEM, FireTimers(), "2026-05-10T08:00") == "suspended"


def automatic(*actions: Action) -> Process:
    auto = Step("auto", "Chờ công khai", StepKind.AUTOMATIC, actions=actions)
    handle = replace(HANDLE, actions=(Action("send", "Chuyển", to=("auto",)),))
    return process("automatic", RECEIVE, handle, auto, SIGN, ISSUE, RETURN)


def test_automatic_step_with_a_timer__waits_for_it():
    chain = automatic(
        Action("end", "Hết thời gian công khai", to=("sign",), after=TimeLimit.parse("5 working_days"))
    )
    journey = handled(chain)
    journey.act(HANDLER, "send")
    assert journey.steps() == ["auto"]
    assert journey.code(SYSTEM, FireTimers(), "2026-05-04T08:00") == "no_timer"
    journey.do(SYSTEM, FireTimers(), "2026-05-06T08:00")
    assert journey.steps() == ["sign"]


def test_automatic_step_whose_condition_does_not_hold__stays_and_takes_the_first_that_holds():
    chain = automatic(
        Action("never", "Không", to=("return",), when="dossier.channel == 'online'"),
        Action("go", "Đi", to=("sign",), when="dossier.channel == 'counter'"),
    )
    stuck = handled(chain)
    stuck.act(HANDLER, "send")
    assert stuck.steps() == ["auto"]
    journey = received(chain)
    journey.rules = replace(
        journey.rules, env={"form": {}, "applicant": {}, "dossier": {"channel": "counter"}}
    )
    journey.act(DESK, "forward")
    journey.do(HANDLER, Act("send"))
    assert journey.steps() == ["sign"]
    assert [event.actor for event in journey.events][-1] == "system"
