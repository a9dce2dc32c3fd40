"""The beginning of a dossier: receipt, online submission, refusal at intake, corrections."""

from dataclasses import replace

import pytest
from tests.unit.dossiers.engine_world import (
    COMMUNE,
    CUTOFF,
    DESK,
    DESK_2,
    FRIDAY,
    HANDLER,
    LEVY,
    NUMBER,
    OTHER_COMMUNE,
    PROCEDURE,
    RECOUNTING,
    Journey,
    at,
    handled,
    intake,
    officer,
    receipt,
    received,
    rules,
)

from motcua.definitions.process import Process
from motcua.dossiers.actions import available, numbers_needed, waiting_for
from motcua.dossiers.actor import Actor, ActorKind
from motcua.dossiers.commands import (
    Act,
    Comment,
    CorrectReceipt,
    Intake,
    Receive,
    RefuseIntake,
    Submit,
    Withdraw,
)
from motcua.dossiers.state import Lifecycle
from motcua.kernel.time_limit import TimeLimit

APPLICANT = Actor("an", "Nguyễn Văn An", kind=ActorKind.APPLICANT)


def submitted():
    journey = Journey(rules())
    journey.do(APPLICANT, Submit(intake(channel="online"), {"dossier": NUMBER}))
    return journey


def test_receipt__opens_the_first_step_and_starts_the_clock():
    journey = received(fees=(LEVY,), facts={"applicant_name": "Nguyễn Văn An"})
    state = journey.state
    assert (state.number, state.version, state.lifecycle, state.official_status) == (
        NUMBER,
        1,
        "processing",
        2,
    )
    assert state.clock.due_at == state.clock.original_due_at == at("2026-05-04T08:00")
    assert state.received_at == FRIDAY
    entry = state.active[0]
    assert (entry.step, entry.agency, entry.position, entry.assignee) == (
        "receive",
        COMMUNE,
        "one-stop-officer",
        "",
    )
    assert entry.due_at == at("2026-04-24T14:00")
    assert [(fee.fee, fee.owed) for fee in state.fees] == [("le-phi", 15000)]
    event = journey.events[0]
    assert event.data["facts"] == {"applicant_name": "Nguyễn Văn An"}
    assert "bỏ 27/4" in event.data["due_summary"]
    assert set(event.data["revisions"]) == {"procedure", "form", "process", "policy"}
    assert (event.position, event.agency) == ("one-stop-officer", COMMUNE)


def test_same_day_procedure_after_the_cutoff__is_due_the_next_working_day():
    journey = Journey(rules(policy=CUTOFF))
    journey.do(DESK, receipt("same_day"), "2026-04-24T15:30")
    assert journey.state.clock.due_at == at("2026-04-28T17:00")


def test_receipt_without_a_limit__has_no_due_date():
    journey = received(limit="")
    assert journey.state.clock.due_at is None


def test_due_date_entered_by_hand__needs_a_reason_and_a_later_moment():
    journey = Journey(rules())
    by_hand = replace(intake(""), due_at=at("2026-05-08T17:00"))
    numbers = {"dossier": NUMBER}
    assert journey.code(DESK, Receive(by_hand, numbers), FRIDAY) == "reason_needed"
    past = replace(by_hand, due_at=at("2026-04-23T17:00"), due_reason="Theo lịch xét duyệt")
    assert journey.code(DESK, Receive(past, numbers)) == "due_not_later"
    journey.do(DESK, Receive(replace(by_hand, due_reason="Theo lịch xét duyệt"), numbers))
    assert journey.state.clock.due_at == at("2026-05-08T17:00")
    assert journey.events[0].data["due_reason"] == "Theo lịch xét duyệt"


@pytest.mark.parametrize(
    ("actor", "command", "code"),
    [
        (HANDLER, receipt(), "not_at_this_desk"),
        (officer("xa", "one-stop-officer", agency=OTHER_COMMUNE), receipt(), "not_at_this_desk"),
        (APPLICANT, receipt(), "not_at_this_desk"),
        (DESK, Receive(Intake("H88"), {"dossier": NUMBER}), "not_offered_here"),
        (DESK, Receive(intake()), "number_needed"),
        (DESK, receipt(quantity=0), "quantity_wrong"),
        (DESK, replace(receipt(), expected_version=3), "stale_version"),
        (DESK, Act("forward"), "no_dossier"),
        (DESK, Comment("Xin chào"), "no_dossier"),
    ],
)
def test_receipt_that_cannot_be__is_refused(actor, command, code):
    assert Journey(rules()).code(actor, command) == code


def test_procedure_without_a_process__cannot_be_received():
    assert Journey(rules(Process("rong", "Rỗng"))).code(DESK, receipt()) == "no_process"


def test_refusal_of_a_foreign_desk__says_where_and_which_position():
    decision = Journey(rules()).tell(HANDLER, receipt())
    assert decision.refusals[0].message == (
        "Bạn không có chức danh Công chức một cửa tại UBND xã Tân Hòa nên không tiếp nhận hồ sơ được ở đây."
    )


def test_numbers_of_a_new_dossier__are_asked_for():
    assert numbers_needed(rules(), None, receipt()) == {"dossier": "dossier"}
    assert numbers_needed(rules(procedure=replace(PROCEDURE, numbering="")), None, receipt()) == {
        "dossier": ""
    }
    assert numbers_needed(rules(), None, Act("forward")) == {}


def test_online_submission__waits_at_the_counter_with_its_own_target():
    journey = submitted()
    state = journey.state
    assert (state.lifecycle, state.official_status, state.received_at) == (Lifecycle.SUBMITTED, 1, None)
    assert state.clock.due_at is None
    assert state.active[0].due_at == at("2026-04-28T08:00")
    assert [one.position for one in waiting_for(journey.rules, state)] == ["one-stop-officer"]
    buttons = available(journey.rules, state, DESK, FRIDAY)
    assert [button.id for button in buttons] == ["receive", "refuse_intake"]
    assert available(journey.rules, state, HANDLER, FRIDAY) == ()
    assert numbers_needed(journey.rules, state, Receive(intake())) == {}


def test_online_submission_received__keeps_its_number_and_starts_the_clock_then():
    journey = submitted()
    journey.do(DESK, Receive(intake(fees=(LEVY,))), "2026-04-24T16:30")
    assert journey.state.number == NUMBER
    assert journey.state.submitted_at == FRIDAY
    assert journey.state.received_at == at("2026-04-24T16:30")
    assert journey.state.clock.due_at == at("2026-05-04T16:30")
    assert journey.state.official_status == 2
    assert journey.code(DESK, Receive(intake())) == "received_before"


def test_online_submission_refused__is_not_accepted_and_needs_a_reason():
    journey = submitted()
    assert journey.code(DESK, RefuseIntake(" ")) == "reason_needed"
    journey.act(DESK, "refuse_intake", reason="Không thuộc thẩm quyền")
    assert (journey.state.lifecycle, journey.state.official_status) == (Lifecycle.REFUSED, 3)
    assert journey.code(DESK, Receive(intake())) == "received_before"


def test_online_submission_withdrawn_by_the_applicant__ends():
    journey = submitted()
    journey.do(APPLICANT, Withdraw("Nộp nhầm"))
    assert (journey.state.lifecycle, journey.state.official_status) == (Lifecycle.WITHDRAWN, 7)


def test_refusal_at_the_counter_without_a_submission__is_a_dossier_not_accepted():
    journey = Journey(rules())
    journey.do(DESK, RefuseIntake("Không thuộc thẩm quyền", intake(), {"dossier": NUMBER}))
    assert (journey.state.lifecycle, journey.state.official_status) == (Lifecycle.REFUSED, 3)
    assert journey.state.received_at is None


def test_second_submission_of_the_same_dossier__is_refused():
    journey = submitted()
    assert journey.code(APPLICANT, Submit(intake(), {"dossier": NUMBER})) == "received_before"


def test_stale_version__changes_nothing():
    journey = received()
    assert journey.code(DESK, Act("forward", expected_version=0)) == "stale_version"
    journey.act(DESK, "forward", expected_version=1)


def test_clock_that_went_back__is_refused():
    journey = received()
    assert journey.code(DESK, Act("forward"), "2026-04-24T07:59") == "clock_went_back"


def test_chosen_officer__gets_the_first_step():
    journey = Journey(rules())
    journey.do(DESK, replace(receipt(), assignee="linh"))
    assert journey.code(DESK, Act("forward")) == "assigned_to_other"
    journey.act(DESK_2, "forward")


def test_corrected_receipt__moves_the_due_date_and_keeps_the_old_one():
    journey = handled(policy=RECOUNTING)
    command = CorrectReceipt(
        "Chọn nhầm trường hợp", {"variant": "Phải xác minh"}, "xac-minh", 2, TimeLimit.parse("5 working_days")
    )
    assert journey.code(HANDLER, command) == "not_at_this_desk"
    assert journey.code(APPLICANT, command) == "officers_only"
    assert journey.code(DESK, replace(command, reason="")) == "reason_needed"
    journey.do(DESK, command)
    state = journey.state
    assert (state.variant, state.quantity) == ("xac-minh", 2)
    assert state.clock.original_due_at == at("2026-05-04T08:00")
    assert state.clock.due_at == at("2026-05-06T08:00")
    assert state.clock.limit == "5 working_days"
    assert [adjustment.kind for adjustment in state.clock.adjustments] == ["corrected"]
    assert journey.events[-1].data["previous"] == {"variant": "", "quantity": 1}


def test_corrected_receipt_with_a_date__sets_it_as_given():
    journey = received()
    journey.do(DESK, CorrectReceipt("Ghi nhầm", due_at=at("2026-05-05T17:00")))
    assert journey.state.clock.due_at == at("2026-05-05T17:00")
    journey.act(DESK, "request_supplement", reason="Thiếu tờ khai")
    assert journey.code(DESK, CorrectReceipt("Ghi nhầm", due_at=at("2026-05-06T17:00"))) == "clock_paused"
