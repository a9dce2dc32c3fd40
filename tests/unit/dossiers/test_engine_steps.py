"""Moving along the chain: who may, forward and back, deciding, numbering, handing over, automatic steps."""

from dataclasses import replace

import pytest
from tests.unit.dossiers.engine_world import (
    CLERK,
    COMMUNE,
    DESK,
    DESK_2,
    FRIDAY,
    HANDLE,
    HANDLER,
    HANDLER_2,
    HEAD,
    ISSUE,
    LEADER,
    LEADER_2,
    LEVY,
    NUMBER,
    ONE_SIGNATURE,
    OUTCOME_NUMBER,
    POLICEMAN,
    PROCEDURE,
    RECEIVE,
    RETURN,
    SIGN,
    SUBMIT,
    TAX_WAIT,
    TWO_SIGNATURES,
    Journey,
    at,
    handled,
    intake,
    officer,
    process,
    receipt,
    received,
    rules,
    signed,
)

from motcua.definitions.procedure import OutcomeDefinition
from motcua.definitions.process import Action, ActionKind, Assign, Performer, Step, StepKind
from motcua.dossiers.actions import available, missing, numbers_needed
from motcua.dossiers.actor import Actor, Delegation, Holding, Seat
from motcua.dossiers.commands import Act, Pay, Receive
from motcua.dossiers.rules import Candidate, ListedStaff
from motcua.dossiers.state import Lifecycle
from motcua.kernel.time_limit import TimeLimit


def refused(journey, actor, command):
    decision = journey.tell(actor, command)
    assert decision.refusals
    return decision.refusals[0]


def test_forward__closes_the_step_and_opens_the_next_with_its_target():
    journey = received()
    state = journey.act(DESK, "forward", "2026-04-24T09:00", reason="Hồ sơ đủ")
    entry = state.active[0]
    assert (entry.step, entry.position, entry.came_from, entry.sent_by) == (
        "handle",
        "handling-officer",
        "receive",
        "lan",
    )
    assert entry.due_at == at("2026-04-28T09:00")
    assert (entry.entered_at, entry.note) == (at("2026-04-24T09:00"), "Hồ sơ đủ")
    assert state.official_status == 4
    assert journey.events[-1].data["left"] == ["receive"]


def test_step_of_another_position__is_refused_with_its_owner():
    found = refused(handled(), DESK, Act("submit"))
    assert found.code == "not_your_step"
    assert found.message == (
        "Bước “Thụ lý” không thuộc chức danh của bạn. Bước này thuộc Công chức thụ lý UBND xã Tân Hòa."
    )


def test_same_position_in_another_agency__is_refused():
    stranger = officer("la", "handling-officer", agency="H88.32")
    assert handled().code(stranger, Act("submit")) == "not_your_step"


def test_handler_who_also_leads__may_not_sign_the_own_dossier():
    both = officer("hung", "handling-officer", "leader")
    journey = handled()
    journey.act(both, "submit")
    found = refused(journey, both, Act("approve"))
    assert found.code == "same_person"
    assert found.message == (
        "Người thụ lý không được ký hồ sơ của mình. Bước này thuộc Lãnh đạo UBND xã Tân Hòa."
    )
    journey.act(LEADER, "approve")


def test_two_signatures__bar_every_earlier_hand():
    many = officer("hung", "handling-officer", "unit-head", "leader")
    journey = handled(TWO_SIGNATURES)
    journey.act(many, "submit")
    assert "Bạn đã làm bước “Thụ lý”" in refused(journey, many, Act("submit")).message
    journey.act(HEAD, "submit")
    assert journey.code(many, Act("approve")) == "same_person"
    journey.act(LEADER, "approve")


def test_unknown_action_and_closed_step__are_refused_with_where_the_dossier_is():
    journey = handled()
    found = refused(journey, HANDLER, Act("fly"))
    assert found.code == "action_unknown"
    assert "“Thụ lý”" in found.message
    found = refused(journey, DESK, Act("forward", step="receive"))
    assert (found.code, found.field) == ("step_not_active", "step")
    assert "Hồ sơ đang ở “Thụ lý”" in found.message


def test_back__needs_a_reason_and_returns_to_the_counter():
    journey = handled()
    assert journey.code(HANDLER, Act("back")) == "reason_needed"
    state = journey.act(HANDLER, "back", reason="Thiếu chữ ký")
    assert journey.kinds()[-1] == "sent_back"
    assert (journey.steps(), state.active[0].assignee, state.active[0].note) == (
        ["receive"],
        "",
        "Thiếu chữ ký",
    )
    assert state.official_status == 4
    journey.act(DESK_2, "forward")
    assert journey.state.active[0].assignee == ""


def test_rejection__returns_to_the_handler_who_submitted():
    journey = handled()
    journey.act(HANDLER_2, "submit")
    journey.act(LEADER, "reject", reason="Sai căn cứ")
    assert journey.kinds()[-1] == "rejected"
    assert journey.state.active[0].assignee == "hoa"
    assert journey.code(HANDLER, Act("submit")) == "assigned_to_other"
    journey.act(HANDLER_2, "submit")
    assert journey.state.active[0].assignee == "bich" or journey.state.active[0].assignee == ""


def test_approval__signs_in_the_quality_of_the_leader():
    outcome = signed().state.outcome
    assert (outcome.signer, outcome.signer_position, outcome.decided_at) == ("bich", "leader", FRIDAY)
    assert (outcome.id, outcome.exists) == ("giay-xac-nhan", True)


def test_return_from_the_clerk__undoes_the_decision():
    journey = signed()
    journey.act(CLERK, "back", reason="Sai họ tên")
    assert not journey.state.outcome.exists
    assert journey.state.active[0].assignee == "bich"
    journey.act(LEADER, "approve")
    assert journey.state.outcome.exists


def test_number__is_needed_given_and_kept():
    journey = signed()
    act = Act("number")
    assert numbers_needed(journey.rules, journey.state, act) == {"outcome": "decision-commune"}
    assert numbers_needed(journey.rules, journey.state, Act("number", step="sign")) == {}
    assert journey.code(CLERK, act) == "number_needed"
    state = journey.act(CLERK, "number", "2026-04-28T09:00", numbers=OUTCOME_NUMBER)
    assert (state.outcome.number, state.outcome.issued_at) == ("12/GXN-UBND", at("2026-04-28T09:00"))
    assert (state.lifecycle, state.official_status, state.finished_at) == (
        Lifecycle.DONE,
        9,
        at("2026-04-28T09:00"),
    )
    assert numbers_needed(journey.rules, state, act) == {}


def test_result__is_handed_over_and_ends_the_dossier():
    journey = signed()
    journey.act(CLERK, "number", numbers=OUTCOME_NUMBER)
    state = journey.act(DESK, "hand-over", "2026-05-04T09:00", answers={"receiver": "Nguyễn Văn An"})
    assert (state.lifecycle, state.official_status, state.active) == (Lifecycle.RETURNED, 10, ())
    assert state.returned_at == at("2026-05-04T09:00")
    assert state.finished_at == FRIDAY
    assert journey.events[-1].data["answers"] == {"receiver": "Nguyễn Văn An"}
    assert refused(journey, DESK, Act("hand-over")).message == (
        f"Hồ sơ {NUMBER} đã trả kết quả, không xử lý tiếp được."
    )


def test_finished_dossier__does_not_go_back_into_processing():
    undo = Action("undo", "Trả lại văn thư", ActionKind.BACK, to=("issue",), reason=True)
    chain = process("undo", RECEIVE, HANDLE, SIGN, ISSUE, replace(RETURN, actions=(*RETURN.actions, undo)))
    journey = signed(chain=chain)
    journey.act(CLERK, "number", numbers=OUTCOME_NUMBER)
    assert journey.code(DESK, Act("undo", reason="Sai")) == "status_not_allowed"
    assert "undo" not in [button.id for button in available(journey.rules, journey.state, DESK, FRIDAY)]


def test_chain_that_ends_at_the_signature__is_finished_and_returned_at_once():
    chain = process(
        "short",
        RECEIVE,
        HANDLE,
        replace(SIGN, actions=(Action("done", "Ký và trả", ActionKind.FINISH, signs=("outcome",)),)),
    )
    journey = handled(chain)
    journey.act(HANDLER, "submit")
    state = journey.act(LEADER, "done")
    assert journey.kinds()[-2:] == ["finished", "returned"]
    assert [event.data["official_status"] for event in journey.events[-2:]] == [9, 10]
    assert state.outcome.signer == "bich"


def test_action_that_names_no_target__leads_to_the_next_step():
    chain = process(
        "implicit", replace(RECEIVE, actions=(Action("forward", "Chuyển"),)), HANDLE, SIGN, ISSUE, RETURN
    )
    journey = Journey(rules(chain))
    journey.do(DESK, receipt())
    journey.act(DESK, "forward")
    assert journey.steps() == ["handle"]


def test_condition__hides_an_action_until_it_holds():
    guarded = replace(HANDLE, actions=(replace(SUBMIT, when="form.so_ban > 1"),))
    chain = process("guarded", RECEIVE, guarded, SIGN, ISSUE, RETURN)
    journey = handled(chain)
    assert journey.code(HANDLER, Act("submit")) == "condition_not_met"
    assert "submit" in [one.id for one in missing(journey.rules, journey.state, HANDLER, FRIDAY)]
    journey.rules = replace(journey.rules, env={"form": {"so_ban": 2}})
    journey.act(HANDLER, "submit")


def test_automatic_step__is_passed_by_the_system_on_the_first_condition_that_holds():
    check = Step(
        "route",
        "Phân luồng",
        StepKind.AUTOMATIC,
        actions=(
            Action("many", "Nhiều bản", to=("sign",), when="form.so_ban > 1"),
            Action("few", "Ít bản", to=("handle",)),
        ),
    )
    chain = process(
        "auto",
        replace(RECEIVE, actions=(Action("forward", "Chuyển", to=("route",)),)),
        check,
        HANDLE,
        SIGN,
        ISSUE,
        RETURN,
    )
    journey = received(chain)
    journey.act(DESK, "forward")
    assert journey.steps() == ["handle"]
    assert (journey.events[-1].actor, journey.events[-1].step) == ("system", "route")
    other = Journey(rules(chain, env={"form": {"so_ban": 3}}))
    other.do(DESK, receipt())
    other.act(DESK, "forward")
    assert other.steps() == ["sign"]


def test_draft__is_needed_unless_the_result_is_printed_from_data():
    drafted = replace(HANDLE, actions=(replace(SUBMIT, needs=("outcome.draft",)),))
    chain = process("draft", RECEIVE, drafted, SIGN, ISSUE, RETURN)
    journey = handled(chain)
    journey.act(HANDLER, "submit")
    assert journey.state.outcome.drafted_at == FRIDAY
    unprinted = replace(PROCEDURE, outcomes=(OutcomeDefinition("quyet-dinh", "Quyết định"),))
    journey = Journey(rules(chain, procedure=unprinted))
    journey.do(DESK, receipt())
    journey.act(DESK, "forward")
    assert journey.code(HANDLER, Act("submit")) == "draft_needed"
    journey.act(HANDLER, "submit", outcome={"id": "quyet-dinh"})
    assert journey.state.outcome.id == "quyet-dinh"


def test_payment_that_an_action_needs__must_be_made_or_waived():
    chain = process(
        "paid",
        replace(RECEIVE, actions=(replace(RECEIVE.actions[0], needs=("payment",)),)),
        HANDLE,
        SIGN,
        ISSUE,
        RETURN,
    )
    journey = received(chain, fees=(LEVY,))
    assert journey.code(DESK, Act("forward")) == "payment_needed"
    buttons = {button.id for button in available(journey.rules, journey.state, DESK, FRIDAY)}
    assert "forward" not in buttons
    assert "pay" in buttons
    journey.do(DESK, Pay())
    journey.act(DESK, "forward")


# who gets a step


def chain_assigned(assign, **extra):
    handle = replace(HANDLE, by=Performer("handling-officer", assign=assign, **extra))
    return process("assigned", RECEIVE, handle, SIGN, ISSUE, RETURN)


HANDLERS = Seat(COMMUNE, "handling-officer")
STAFF = ListedStaff(
    {
        HANDLERS: (
            Candidate("hung", 5, at("2026-04-20T08:00")),
            Candidate("hoa", 2, at("2026-04-23T08:00")),
            Candidate("hai", 2, at("2026-04-22T08:00")),
        )
    }
)


@pytest.mark.parametrize(
    ("assign", "user"), [(Assign.LEAST_LOADED, "hai"), (Assign.ROUND_ROBIN, "hung"), (Assign.POOL, "")]
)
def test_assignment_rule__picks_among_the_people_of_the_seat(assign, user):
    journey = Journey(rules(chain_assigned(assign), staff=STAFF))
    journey.do(DESK, receipt())
    journey.act(DESK, "forward")
    assert journey.state.active[0].assignee == user


def test_assignment_rule_without_known_people__leaves_the_step_in_the_common_list():
    journey = received(chain_assigned(Assign.LEAST_LOADED))
    journey.act(DESK, "forward")
    assert journey.state.active[0].assignee == ""


def test_chosen_person__must_be_named_and_fit():
    journey = Journey(rules(chain_assigned(Assign.CHOSEN), staff=STAFF))
    journey.do(DESK, receipt())
    button = available(journey.rules, journey.state, DESK, FRIDAY)[0]
    assert button.requires == ("assignee",)
    assert journey.code(DESK, Act("forward")) == "assignee_needed"
    assert journey.code(DESK, Act("forward", assignee="bich")) == "assignee_unfit"
    journey.act(DESK, "forward", assignee="hoa")
    assert journey.state.active[0].assignee == "hoa"


def test_same_person_as_an_earlier_step__gets_the_later_one():
    journey = handled(TAX_WAIT)
    journey.act(HANDLER_2, "submit")
    assert journey.steps() == ["prepare"]
    assert journey.state.active[0].assignee == "hoa"
    assert journey.code(HANDLER, Act("submit")) == "assigned_to_other"


def test_person_barred_by_separation__is_never_picked():
    both = Candidate("hung", 0)
    staff = ListedStaff({Seat(COMMUNE, "leader"): (both, Candidate("bich", 9))})
    sign = replace(SIGN, by=Performer("leader", assign=Assign.LEAST_LOADED))
    journey = Journey(rules(process("barred", RECEIVE, HANDLE, sign, ISSUE, RETURN), staff=staff))
    journey.do(DESK, receipt())
    journey.act(DESK, "forward")
    assert journey.code(HANDLER, Act("submit", assignee="hung")) == "same_person"
    journey.act(HANDLER, "submit")
    assert journey.state.active[0].assignee == "bich"


def test_delegate__acts_for_the_absent_leader_within_the_dates():
    seat = Holding("leader", COMMUNE)
    delegation = Delegation(seat, "bich", at("2026-04-24T00:00"), at("2026-04-25T00:00"))
    deputy = Actor("pho", "Phó Chủ tịch", COMMUNE, (), (delegation,))
    journey = handled()
    journey.act(HANDLER, "submit")
    assert journey.code(deputy, Act("approve"), "2026-04-25T00:00") == "not_your_step"
    journey = handled()
    journey.act(HANDLER, "submit")
    state = journey.act(deputy, "approve", "2026-04-24T10:00")
    assert (state.outcome.signer, state.outcome.on_behalf_of) == ("pho", "bich")
    assert journey.events[-1].data["on_behalf_of"] == "bich"


def test_delegate__acts_on_what_is_assigned_to_the_absent_person():
    delegation = Delegation(Holding("handling-officer", COMMUNE), "hung")
    deputy = Actor("tam", "Người thay", COMMUNE, (), (delegation,))
    journey = received()
    journey.act(DESK, "forward", assignee="hung")
    assert journey.code(HANDLER_2, Act("submit")) == "assigned_to_other"
    journey.act(deputy, "submit")
    journey.act(LEADER, "reject", reason="Sai")
    assert journey.state.active[0].assignee == "hung"


def test_unit_of_a_step__narrows_to_its_people():
    handle = replace(HANDLE, by=Performer("handling-officer", unit="office"))
    journey = handled(process("unit", RECEIVE, handle, SIGN, ISSUE, RETURN))
    elsewhere = Actor("kia", holdings=(Holding("handling-officer", COMMUNE, "economy"),))
    assert journey.code(elsewhere, Act("submit")) == "not_your_step"
    inside = Actor("day", holdings=(Holding("handling-officer", COMMUNE, "office"),))
    journey.act(inside, "submit")


def test_step_of_a_role_nobody_has__is_refused_with_the_remedy():
    handle = replace(HANDLE, by=Performer("tax-officer", agency_role="tax"))
    journey = received(process("tax", RECEIVE, handle, SIGN, ISSUE, RETURN))
    assert journey.code(DESK, Act("forward")) == "no_agency_for_step"


def test_dossier_received_for_another_agency__is_settled_there_and_returned_here():
    journey = Journey(rules())
    away = replace(intake(), competent_agency="H88.32")
    journey.do(DESK, Receive(away, {"dossier": NUMBER}))
    journey.act(DESK, "forward")
    assert journey.state.active[0].agency == "H88.32"
    assert journey.code(HANDLER, Act("submit")) == "not_your_step"
    journey.act(officer("kia", "handling-officer", agency="H88.32"), "submit")
    journey.act(officer("ong", "leader", agency="H88.32"), "approve")
    journey.act(officer("ba", "clerk", agency="H88.32"), "number", numbers=OUTCOME_NUMBER)
    assert journey.state.active[0].agency == COMMUNE
    journey.act(DESK, "hand-over")


def test_permission_alone__opens_no_step():
    admin = officer("quantri", permissions=frozenset({"can_process", "can_decide", "can_assign"}))
    assert handled().code(admin, Act("submit")) == "not_your_step"
    assert handled().code(POLICEMAN, Act("submit")) == "not_your_step"
    assert LEADER_2.standing_at(HANDLERS, FRIDAY) is None


def test_budget_of_a_step__never_moves_the_legal_due_date():
    slow = replace(HANDLE, budget=TimeLimit.parse("20 working_days"))
    journey = received(process("slow", RECEIVE, slow, SIGN, ISSUE, RETURN))
    due_at = journey.state.clock.due_at
    journey.act(DESK, "forward")
    assert journey.state.clock.due_at == due_at
    assert journey.state.active[0].due_at > due_at
    assert ONE_SIGNATURE.step("handle").budget != slow.budget
