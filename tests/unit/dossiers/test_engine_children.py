"""Child dossiers: opened by a step, mirrored, and what their ends mean to the dossier that opened them."""

from dataclasses import replace

import pytest
from tests.unit.dossiers.engine_world import (
    DESK,
    FRIDAY,
    HANDLE,
    HANDLER,
    ISSUE,
    LEADER,
    RECEIVE,
    RETURN,
    SIGN,
    Journey,
    handled,
    intake,
    process,
    rules,
)

from motcua.definitions.process import Action, ActionKind, Performer, Step, StepKind
from motcua.dossiers.actions import available, missing
from motcua.dossiers.actor import SYSTEM
from motcua.dossiers.commands import Act, Receive
from motcua.dossiers.decide_children import childless
from motcua.dossiers.platform_commands import CloseChild, MirrorChild, OpenChild
from motcua.dossiers.state import Lifecycle

TAX = Step(
    "tax",
    "Xác định nghĩa vụ tài chính",
    StepKind.CHILD_DOSSIER,
    Performer("handling-officer"),
    procedure="1.000001",
    receiving_role="land-office",
    actions=(
        Action("go-on", "Tiếp tục", to=("sign",), main=True),
        Action("back", "Trả lại thụ lý", ActionKind.BACK, to=("handle",), reason=True),
    ),
)
WITH_CHILD = process(
    "with-child",
    RECEIVE,
    replace(HANDLE, actions=(Action("send", "Chuyển thuế", to=("tax",), main=True),)),
    TAX,
    SIGN,
    ISSUE,
    RETURN,
)
CHILD = "H88.15-260424-0001"
OPEN = OpenChild("tax", CHILD, "1.000001", "H88.15")


def at_the_child_step() -> Journey:
    journey = handled(WITH_CHILD, stored=True)
    journey.act(HANDLER, "send")
    return journey


def with_child() -> Journey:
    journey = at_the_child_step()
    journey.do(SYSTEM, OPEN)
    return journey


def test_child_step_entered__asks_for_a_child_once():
    journey = at_the_child_step()
    assert [entry.step for entry in childless(journey.state)] == ["tax"]
    journey.do(SYSTEM, OPEN)
    assert childless(journey.state) == ()
    assert journey.state.children[0].number == CHILD
    assert journey.state.children[0].is_open
    assert journey.code(SYSTEM, OPEN) == "child_opened_before"


def test_child_under_way__the_step_cannot_be_left_by_hand_and_says_why():
    journey = with_child()
    assert journey.code(HANDLER, Act("go-on")) == "child_open"
    assert "go-on" not in [one.id for one in available(journey.rules, journey.state, HANDLER, FRIDAY)]
    reasons = {one.id: one.message for one in missing(journey.rules, journey.state, HANDLER, FRIDAY)}
    assert CHILD in reasons["go-on"]


def test_child_with_a_result__the_dossier_goes_on_by_itself():
    journey = with_child()
    journey.do(SYSTEM, MirrorChild(CHILD, "waiting_supplement", 5))
    assert journey.steps() == ["tax"]
    journey.do(SYSTEM, MirrorChild(CHILD, "done", 9, "12/TB"))
    assert journey.steps() == ["sign"]
    child = journey.state.children[0]
    assert (child.lifecycle, child.outcome, child.ended_at) == (Lifecycle.DONE, "12/TB", FRIDAY)
    assert journey.kinds()[-3:] == ["child_changed", "child_changed", "forwarded"]
    before = len(journey.events)
    journey.do(SYSTEM, MirrorChild(CHILD, "done", 9, "12/TB"))
    assert len(journey.events) == before
    journey.act(LEADER, "approve")


def test_child_refused__a_person_decides_and_the_step_done_again_opens_another():
    journey = with_child()
    journey.do(SYSTEM, MirrorChild(CHILD, "refused", 8))
    assert journey.steps() == ["tax"]
    journey.act(HANDLER, "back", reason="Sửa phiếu chuyển")
    journey.act(HANDLER, "send")
    assert [entry.step for entry in childless(journey.state)] == ["tax"]
    journey.do(SYSTEM, replace(OPEN, number="H88.15-260424-0002"))
    assert [one.number for one in journey.state.children] == [CHILD, "H88.15-260424-0002"]


@pytest.mark.parametrize("command", [OPEN, MirrorChild(CHILD, "done", 9), CloseChild()])
def test_commands_of_the_platform__are_nobody_elses(command):
    journey = at_the_child_step()
    assert journey.code(HANDLER, command) == "platform_only"


def test_child_itself__is_received_by_the_platform_and_handed_back_with_its_result():
    child = Journey(rules())
    child.do(SYSTEM, Receive(intake(parent="H88.31-260424-0001"), {"dossier": CHILD}))
    assert child.state.parent == "H88.31-260424-0001"
    assert child.state.clock.due_at is not None
    assert child.steps() == ["receive"]
    child.act(DESK, "forward")
    child.act(HANDLER, "submit")
    child.act(LEADER, "approve")
    assert child.tell(SYSTEM, CloseChild("thử")).is_accepted
    assert child.state.lifecycle is Lifecycle.STOPPED


def test_dossier_that_is_nobodys_child__is_not_received_by_the_platform():
    alone = Journey(rules())
    assert alone.code(SYSTEM, Receive(intake(), {"dossier": CHILD})) == "not_at_this_desk"
    journey = handled()
    assert journey.code(SYSTEM, CloseChild()) == "not_a_child"


TWICE = process(
    "needs-children",
    RECEIVE,
    replace(
        HANDLE,
        actions=(
            Action("complete", "Đủ kết quả, trình ký", to=("sign",), needs=("children",), main=True),
            Action("send", "Chuyển thuế", ActionKind.CONSULT, to=("tax",)),
        ),
    ),
    replace(TAX, actions=(Action("answer", "Đã có thông báo", ActionKind.ANSWER, to=("join",), main=True),)),
    SIGN,
    ISSUE,
    RETURN,
)


def why_not(journey: Journey, action: str) -> str:
    """Why a button is not there; empty when it is."""
    now = journey.state.last_at or FRIDAY
    buttons = missing(journey.rules, journey.state, HANDLER, now)
    return next((one.message for one in buttons if one.id == action), "")


def test_action_that_needs_the_children__is_refused_until_they_have_answered():
    journey = handled(TWICE, stored=True)
    unopened = (
        "Chưa mở hồ sơ con “Xác định nghĩa vụ tài chính”. "
        "Bấm “Chuyển thuế”, có kết quả rồi bấm “Đủ kết quả, trình ký”."
    )
    assert why_not(journey, "complete") == unopened
    assert journey.code(HANDLER, Act("complete")) == "children_needed"
    assert [one.id for one in available(journey.rules, journey.state, HANDLER, FRIDAY) if one.main] == [
        "send"
    ]
    journey.act(HANDLER, "send")
    journey.do(SYSTEM, OPEN)
    journey.do(SYSTEM, MirrorChild(CHILD, Lifecycle.DONE.value, 9, "12/TB"))
    assert journey.steps() == ["handle"]
    assert why_not(journey, "complete") == ""
    journey.act(HANDLER, "complete")
    assert journey.steps() == ["sign"]


def test_action_that_needs_the_children__is_refused_while_another_one_is_under_way():
    journey = handled(TWICE, stored=True)
    journey.act(HANDLER, "send")
    journey.do(SYSTEM, OPEN)
    journey.do(SYSTEM, MirrorChild(CHILD, Lifecycle.DONE.value, 9, "12/TB"))
    journey.act(HANDLER, "send", "2026-04-27T09:00")
    journey.do(SYSTEM, replace(OPEN, number="H88.15-260427-0002"))
    assert journey.code(HANDLER, Act("complete", "handle")) != ""
    assert [one.id for one in available(journey.rules, journey.state, HANDLER, FRIDAY) if one.main] == []
