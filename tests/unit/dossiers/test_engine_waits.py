"""Waiting: supplements, financial obligations, suspension, extension, and what they do to the clock."""

from dataclasses import replace

import pytest
from tests.unit.dossiers.engine_world import (
    CONSULTATION,
    DESK,
    FRIDAY,
    HANDLE,
    HANDLER,
    HANDLER_2,
    ISSUE,
    LEADER,
    LEVY,
    ONE_SIGNATURE,
    POLICEMAN,
    POLICY,
    RECEIVE,
    RECOUNTING,
    RETURN,
    SIGN,
    SURVEYOR,
    TAX_WAIT,
    at,
    handled,
    process,
    received,
    signed,
)

from motcua.definitions.policy import CountFrom
from motcua.definitions.process import Action, ActionKind, Performer, Step, StepKind
from motcua.dossiers.actions import available, missing, waiting_for
from motcua.dossiers.actor import Actor, ActorKind
from motcua.dossiers.clocks import dossier_timeliness
from motcua.dossiers.commands import (
    Act,
    Extend,
    FeeCharge,
    Pay,
    PaymentEntry,
    Resume,
    Stop,
    SupplementLapsed,
    SupplementReceived,
    Suspend,
    Waive,
    Withdraw,
)
from motcua.dossiers.state import Lifecycle
from motcua.kernel.remaining import Timeliness

APPLICANT = Actor("an", "Nguyễn Văn An", kind=ActorKind.APPLICANT)
TAX = FeeCharge("thue", "Lệ phí trước bạ", "other", 1_500_000, "by_request")


def asked(when="2026-04-24T10:00", **extra):
    journey = handled(**extra)
    journey.act(HANDLER, "request_supplement", when, reason="Thiếu bản án ly hôn", items=("ban-an-ly-hon",))
    return journey


# supplements


def test_request_for_supplement__stops_the_clock_and_waits_at_the_counter():
    journey = asked()
    state = journey.state
    assert (state.lifecycle, state.official_status) == (Lifecycle.WAITING_SUPPLEMENT, 5)
    assert (state.clock.pause_reason, state.clock.paused_since) == ("cho-bo-sung", at("2026-04-24T10:00"))
    assert journey.steps() == ["wait-supplement"]
    assert [(one.position, one.name) for one in waiting_for(journey.rules, state)] == [
        ("one-stop-officer", "Chờ bổ sung hồ sơ")
    ]
    supplement = state.open_supplement
    assert (supplement.round, supplement.asked_by, supplement.step) == (1, "hung", "handle")
    assert supplement.items == ("ban-an-ly-hon",)
    assert supplement.deadline == at("2026-05-25T17:00")
    buttons = available(journey.rules, state, DESK, journey.now)
    assert [button.id for button in buttons] == ["supplement_received", "withdraw"]


def test_supplement_received__adds_the_waiting_time_and_returns_to_who_asked():
    journey = asked()
    state = journey.do(DESK, SupplementReceived(documents=("ban-an-ly-hon",)), "2026-05-05T10:00")
    assert state.clock.original_due_at == at("2026-05-04T08:00")
    assert state.clock.due_at == at("2026-05-08T08:00")
    assert [one.kind for one in state.clock.adjustments] == ["waited"]
    assert not state.clock.is_paused
    entry = state.active[0]
    assert (entry.step, entry.assignee) == ("handle", "hung")
    assert (state.open_supplement, state.supplements[0].received_by) == (None, "lan")
    assert (state.lifecycle, state.official_status) == (Lifecycle.PROCESSING, 4)
    assert journey.code(HANDLER_2, Act("submit")) == "assigned_to_other"
    journey.act(HANDLER, "submit")


def test_supplement_received_under_a_recounting_policy__runs_the_limit_anew():
    journey = asked(policy=RECOUNTING)
    state = journey.do(APPLICANT, SupplementReceived(), "2026-05-05T10:00")
    assert state.clock.due_at == at("2026-05-08T10:00")
    assert [one.kind for one in state.clock.adjustments] == ["recounted"]
    assert journey.events[-1].actor_name == "Nguyễn Văn An"


@pytest.mark.parametrize(
    ("limit", "due_at"),
    [
        ("3 working_days", "2026-05-08T17:00"),
        ("10 calendar_days", "2026-05-15T17:00"),
        ("4 working_hours", "2026-04-28T17:00"),
    ],
)
def test_wait_under_other_ways_of_counting__moves_by_the_same_measure(limit, due_at):
    policy = replace(POLICY, count_from=CountFrom.NEXT_DAY)
    journey = asked(policy=policy, limit=limit)
    before = journey.state.clock.due_at
    wait_until = "2026-05-05T10:00" if limit != "4 working_hours" else "2026-04-28T15:00"
    state = journey.do(DESK, SupplementReceived(), wait_until)
    assert state.clock.due_at > before
    if limit != "4 working_hours":
        assert state.clock.due_at == at(due_at)


def test_second_request_beyond_the_policy__is_refused_with_the_way_out():
    journey = asked()
    journey.do(DESK, SupplementReceived(), "2026-04-28T10:00")
    decision = journey.tell(HANDLER, Act("request_supplement", reason="Thiếu nữa"))
    assert decision.refusals[0].code == "supplement_rounds"
    assert "nhiều nhất 1 lần" in decision.refusals[0].message
    reasons = {one.id: one.message for one in missing(journey.rules, journey.state, HANDLER, journey.now)}
    assert "Đã yêu cầu bổ sung 1 lần" in reasons["request_supplement"]


def test_policy_without_the_ground__does_not_stop_the_clock():
    journey = asked(policy=replace(POLICY, pauses=()))
    assert not journey.state.clock.is_paused
    state = journey.do(DESK, SupplementReceived(), "2026-05-05T10:00")
    assert state.clock.due_at == state.clock.original_due_at


@pytest.mark.parametrize(
    ("actor", "command", "code"),
    [
        (HANDLER, Act("request_supplement"), "reason_needed"),
        (LEADER, Act("request_supplement", reason="Thiếu"), "not_your_step"),
        (
            HANDLER,
            Act("request_supplement", reason="Thiếu", deadline=at("2026-04-24T07:00")),
            "deadline_past",
        ),
        (DESK, SupplementReceived(), "no_supplement"),
        (DESK, SupplementLapsed(), "no_supplement"),
        (DESK, Resume(), "not_suspended"),
    ],
)
def test_sub_flow_that_cannot_start__is_refused(actor, command, code):
    assert handled().code(actor, command) == code


def test_supplement_lapsed__closes_only_after_the_deadline():
    journey = asked()
    assert journey.code(DESK, SupplementLapsed(), "2026-05-25T17:00") == "supplement_not_lapsed"
    state = journey.do(DESK, SupplementLapsed(), "2026-05-26T08:00")
    assert (state.lifecycle, state.official_status) == (Lifecycle.STOPPED, 8)
    assert state.supplements[0].lapsed_at == at("2026-05-26T08:00")
    assert dossier_timeliness(state, journey.now) is not Timeliness.LATE


def test_supplement_asked_at_the_counter__returns_to_the_counter():
    journey = received()
    journey.act(DESK, "request_supplement", reason="Thiếu tờ khai")
    state = journey.act(DESK, "supplement_received", "2026-04-28T08:00")
    assert (journey.steps(), state.official_status) == (["receive"], 4)


def test_process_with_its_own_waiting_step__waits_there():
    ask = Action("ask", "Yêu cầu bổ sung", ActionKind.REQUEST_SUPPLEMENT, to=("wait",), reason=True)
    wait = Step(
        "wait",
        "Chờ công dân",
        StepKind.WAIT_FOR_APPLICANT,
        Performer("one-stop-officer"),
        actions=(Action("came", "Đã nộp đủ", to=("handle",)),),
    )
    handle = replace(HANDLE, actions=(*HANDLE.actions, ask))
    chain = process("own-wait", RECEIVE, handle, wait, SIGN, ISSUE, RETURN)
    journey = handled(chain)
    offered = {button.id: button.kind for button in available(journey.rules, journey.state, HANDLER, FRIDAY)}
    assert offered["ask"] == "supplement"
    assert "request_supplement" not in offered
    journey.act(HANDLER, "ask", reason="Thiếu")
    assert journey.steps() == ["wait"]
    assert journey.state.clock.is_paused
    journey.act(DESK, "came", "2026-04-28T08:00")
    assert (journey.steps(), journey.state.open_supplement) == (["handle"], None)
    assert journey.state.active[0].assignee == "hung"


def test_supplement_inside_a_branch__leaves_the_others_working():
    handle = CONSULTATION.step("handle")
    ask = Action("ask", "Yêu cầu bổ sung", ActionKind.REQUEST_SUPPLEMENT, reason=True)
    police = CONSULTATION.step("police-check")
    chain = process(
        "branch",
        RECEIVE,
        handle,
        replace(police, actions=(*police.actions, ask)),
        CONSULTATION.step("land-check"),
        SIGN,
        ISSUE,
        RETURN,
    )
    journey = handled(chain)
    journey.act(HANDLER, "consult")
    journey.act(POLICEMAN, "ask", reason="Thiếu giấy tờ")
    assert journey.steps() == ["land-check", "wait-supplement"]
    assert journey.state.lifecycle is Lifecycle.WAITING_SUPPLEMENT
    journey.act(SURVEYOR, "answer", reason="Đồng ý")
    journey.do(DESK, SupplementReceived(), "2026-04-28T08:00")
    assert journey.steps() == ["police-check"]
    assert not journey.state.clock.is_paused
    journey.act(POLICEMAN, "answer", reason="Đồng ý")
    assert journey.steps() == ["handle"]


# financial obligations


def noticed(**extra):
    journey = handled(TAX_WAIT, **extra)
    journey.act(HANDLER, "notify", "2026-04-24T10:00", fees=(TAX,))
    return journey


def test_notice_of_an_obligation__stops_the_clock_under_status_six():
    journey = noticed()
    state = journey.state
    assert (state.lifecycle, state.official_status) == (Lifecycle.WAITING_PAYMENT, 6)
    assert state.clock.pause_reason == "cho-nghia-vu-tai-chinh"
    assert [(fee.fee, fee.owed) for fee in state.fees] == [("thue", 1_500_000)]


def test_payment_of_the_obligation__goes_on_at_once():
    journey = noticed()
    gateway = Actor("vnpay", "Cổng thanh toán", kind=ActorKind.SYSTEM)
    state = journey.do(gateway, Pay(method="qr", reference="FT26114"), "2026-05-05T10:00")
    assert journey.kinds()[-2:] == ["paid", "payment_completed"]
    assert journey.steps() == ["prepare"]
    assert state.active[0].assignee == "hung"
    assert state.clock.due_at == at("2026-05-08T08:00")
    assert state.official_status == 4


def test_waiver_of_the_obligation__goes_on_too():
    journey = noticed()
    journey.do(DESK, Waive("thue", "Hộ nghèo"))
    assert journey.steps() == ["prepare"]


def test_proof_shown_at_the_counter__goes_on_by_the_button_of_the_step():
    journey = handled(TAX_WAIT)
    journey.act(HANDLER, "notify")
    journey.act(DESK, "paid", "2026-05-05T10:00", documents=("giay-nop-tien",))
    assert journey.steps() == ["prepare"]
    assert journey.state.clock.due_at == at("2026-05-08T10:00")


def asked_twice(amount):
    """An obligation that is met, then asked for again after the dossier came back to its handler."""
    notify = Action("notify", "Yêu cầu nộp phí", ActionKind.REQUEST_PAYMENT)
    chain = process("fee", RECEIVE, replace(HANDLE, actions=(*HANDLE.actions, notify)), SIGN, ISSUE, RETURN)
    journey = handled(chain)
    journey.act(HANDLER, "notify", fees=(TAX,))
    journey.do(DESK, Pay((PaymentEntry("thue", 1_500_000),)))
    journey.act(HANDLER, "notify", fees=(replace(TAX, amount=amount),))
    return journey


def test_obligation_asked_for_again_after_it_was_met__is_not_owed_twice():
    journey = asked_twice(1_500_000)
    assert [(fee.paid, fee.owed) for fee in journey.state.fees] == [(1_500_000, 0)]
    assert journey.kinds()[-2:] == ["payment_requested", "payment_completed"]
    assert journey.steps() == ["handle"]


def test_obligation_asked_for_again_at_a_higher_amount__leaves_the_difference_owed():
    journey = asked_twice(1_700_000)
    assert [(fee.paid, fee.owed) for fee in journey.state.fees] == [(1_500_000, 200_000)]
    assert journey.steps() == ["wait-payment"]
    journey.do(DESK, Pay((PaymentEntry("thue", 200_000),)))
    assert journey.steps() == ["handle"]


def test_payment_of_something_else__does_not_end_the_wait():
    journey = noticed(fees=(LEVY,))
    journey.do(DESK, Pay((PaymentEntry("le-phi", 15000),)))
    assert journey.steps() == ["wait-tax"]
    journey.do(DESK, Pay((PaymentEntry("thue", 1_500_000),)))
    assert journey.steps() == ["prepare"]


def test_standard_wait_for_payment__returns_to_who_asked():
    notify = Action("notify", "Yêu cầu nộp phí", ActionKind.REQUEST_PAYMENT, reason=True)
    chain = process("fee", RECEIVE, replace(HANDLE, actions=(*HANDLE.actions, notify)), SIGN, ISSUE, RETURN)
    journey = handled(chain)
    assert journey.code(HANDLER, Act("notify")) == "reason_needed"
    journey.act(HANDLER, "notify", reason="Phí thẩm định", fees=(TAX,))
    assert journey.steps() == ["wait-payment"]
    assert journey.code(DESK, Act("payment_done")) == "payment_needed"
    assert "pay" in [button.id for button in available(journey.rules, journey.state, DESK, FRIDAY)]
    journey.act(DESK, "pay")
    assert (journey.steps(), journey.state.active[0].assignee) == (["handle"], "hung")


# suspension


def test_suspension__needs_a_ground_of_the_policy_and_its_document():
    journey = handled()
    assert journey.code(HANDLER, Suspend("mat-mang", "Hệ thống lỗi")) == "ground_unknown"
    assert journey.code(HANDLER, Suspend("theo-quyet-dinh", "")) == "reason_needed"
    assert journey.code(HANDLER, Suspend("theo-quyet-dinh", "Chờ kết luận")) == "document_needed"
    assert journey.code(DESK, Suspend("theo-quyet-dinh", "Chờ", "1/QĐ")) == "not_your_step"


def test_suspension_and_resumption__keep_the_step_and_move_clock_and_target():
    journey = handled()
    target = journey.state.active[0].due_at
    journey.do(
        HANDLER, Suspend("theo-quyet-dinh", "Chờ kết luận thanh tra", "12/QĐ-UBND"), "2026-04-24T10:00"
    )
    state = journey.state
    assert (state.lifecycle, state.official_status, journey.steps()) == (Lifecycle.SUSPENDED, 8, ["handle"])
    assert state.clock.holds[0].document == "12/QĐ-UBND"
    assert journey.code(HANDLER, Act("submit")) == "suspended"
    assert [button.id for button in available(journey.rules, state, HANDLER, journey.now)] == [
        "resume",
        "stop",
    ]
    state = journey.act(HANDLER, "resume", "2026-05-05T10:00", reason="Đã có kết luận")
    assert state.clock.due_at == at("2026-05-08T08:00")
    assert state.clock.adjustments[0].document == "12/QĐ-UBND"
    assert (target, state.active[0].due_at) == (at("2026-04-28T08:00"), at("2026-05-06T08:00"))
    assert (state.lifecycle, state.official_status, state.suspension) == (Lifecycle.PROCESSING, 4, None)


def test_suspension_on_a_ground_that_does_not_pause__leaves_the_clock_running():
    journey = handled()
    journey.do(HANDLER, Suspend("tham-dinh", "Đi thực địa"))
    assert journey.state.lifecycle is Lifecycle.SUSPENDED
    assert not journey.state.clock.is_paused
    journey.do(HANDLER, Resume(), "2026-05-05T10:00")
    assert journey.state.clock.due_at == journey.state.clock.original_due_at


# extension


def test_extension__is_possible_once_and_only_to_a_later_date():
    journey = handled()
    new = at("2026-05-11T17:00")
    assert journey.code(HANDLER, Extend(new, "")) == "reason_needed"
    assert journey.code(HANDLER, Extend(at("2026-05-04T08:00"), "Chưa xong")) == "due_not_later"
    assert journey.code(DESK, Extend(new, "Chưa xong")) == "not_your_step"
    assert journey.code(HANDLER, Act("extend", reason="Chưa xong")) == "deadline_needed"
    state = journey.do(HANDLER, Extend(new, "Chờ xác minh", "5/PXL"))
    assert (state.clock.due_at, state.clock.original_due_at) == (new, at("2026-05-04T08:00"))
    adjustment = state.clock.adjustments[0]
    assert (adjustment.kind, adjustment.reason, adjustment.document) == ("extended", "Chờ xác minh", "5/PXL")
    assert journey.code(HANDLER, Extend(at("2026-05-20T17:00"), "Nữa")) == "extended_before"


def test_late_dossier__is_appointed_again_once_with_an_apology():
    journey = handled()
    journey.act(HANDLER, "extend", reason="Chưa xong", deadline=at("2026-05-05T17:00"))
    journey.do(HANDLER, Extend(at("2026-05-08T17:00"), "Xin lỗi, chưa xong"), "2026-05-06T08:00")
    assert [one.kind for one in journey.state.clock.adjustments] == ["extended", "reappointed"]
    assert (
        journey.code(HANDLER, Extend(at("2026-05-20T17:00"), "Nữa"), "2026-05-11T08:00") == "extended_before"
    )
    journey.act(HANDLER, "submit")
    assert dossier_timeliness(journey.state, journey.now) is Timeliness.LATE


def test_extension_of_a_waiting_or_undated_dossier__is_refused():
    assert asked().code(HANDLER, Extend(at("2026-05-11T17:00"), "Chưa xong")) == "not_processing"
    assert handled(limit="").code(HANDLER, Extend(at("2026-05-11T17:00"), "Chưa xong")) == "no_due_date"


def test_process_that_restricts_sub_flows__offers_none_of_them():
    chain = replace(
        ONE_SIGNATURE, restricts=("extend", "suspend", "supplement", "withdraw", "stop", "refuse")
    )
    journey = handled(chain)
    assert [button.id for button in available(journey.rules, journey.state, HANDLER, FRIDAY)] == [
        "submit",
        "back",
    ]
    for command in (
        Extend(at("2026-05-11T17:00"), "x"),
        Suspend("tham-dinh", "x"),
        Stop("x"),
        Act("refuse", reason="x"),
    ):
        assert journey.code(HANDLER, command) == "not_in_this_process"
    assert journey.code(DESK, Withdraw("x")) == "not_in_this_process"


# ends


def test_refusal_after_receipt__ends_under_status_eight_and_counts_as_finished():
    journey = handled()
    assert journey.code(HANDLER, Act("refuse")) == "reason_needed"
    state = journey.act(HANDLER, "refuse", "2026-04-28T08:00", reason="Không đủ điều kiện")
    assert (state.lifecycle, state.official_status) == (Lifecycle.REFUSED, 8)
    assert state.finished_at == at("2026-04-28T08:00")
    assert dossier_timeliness(state, journey.now) is Timeliness.EARLY


def test_withdrawal__is_possible_while_there_is_no_result():
    journey = handled()
    assert journey.code(HANDLER, Withdraw("Không có nhu cầu")) == "not_at_this_desk"
    journey.do(APPLICANT, Withdraw("Không có nhu cầu"))
    assert (journey.state.lifecycle, journey.state.official_status) == (Lifecycle.WITHDRAWN, 7)
    assert signed().code(DESK, Withdraw("Không có nhu cầu")) == "result_exists"
    assert signed().code(APPLICANT, Withdraw("Không có nhu cầu")) == "result_exists"


def test_withdrawal_while_waiting__ends_the_wait_without_making_it_late():
    journey = asked()
    state = journey.do(DESK, Withdraw("Không bổ sung được"), "2026-05-20T08:00")
    assert not state.clock.is_paused
    assert state.clock.due_at > state.finished_at
    assert journey.code(DESK, SupplementReceived()) == "dossier_closed"


def test_stop__tells_what_was_paid_so_far():
    journey = handled(fees=(LEVY,))
    journey.do(DESK, Pay())
    journey.do(HANDLER, Stop("Người nộp yêu cầu dừng"))
    assert (journey.state.lifecycle, journey.state.official_status) == (Lifecycle.STOPPED, 8)
    assert journey.events[-1].data["paid_so_far"] == 15000
