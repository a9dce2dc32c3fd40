"""Giving work to people, taking back what was sent, remarks."""

from dataclasses import replace

import pytest
from tests.unit.dossiers.engine_world import (
    CLERK,
    COMMUNE,
    DESK,
    DESK_2,
    FRIDAY,
    HANDLER,
    HANDLER_2,
    LEADER,
    LEADER_2,
    OUTCOME_NUMBER,
    POLICEMAN,
    Journey,
    at,
    handled,
    officer,
    receipt,
    received,
    rules,
    signed,
)

from motcua.dossiers.actions import available
from motcua.dossiers.actor import Actor, ActorKind, Seat
from motcua.dossiers.commands import Act, Assign, Comment, Recall
from motcua.dossiers.rules import Candidate, ListedStaff

DISPATCHER = officer("truong", "unit-head", permissions=frozenset({"can_assign"}))
APPLICANT = Actor("an", "Nguyễn Văn An", kind=ActorKind.APPLICANT)


def test_dispatcher__gives_and_takes_back_a_step():
    journey = handled()
    journey.do(DISPATCHER, Assign("handle", "hung", "Đúng lĩnh vực"))
    assert journey.state.active[0].assignee == "hung"
    assert journey.code(HANDLER_2, Act("submit")) == "assigned_to_other"
    assert journey.code(DISPATCHER, Assign("handle", "hung")) == "assigned_already"
    journey.do(DISPATCHER, Assign("handle", "hoa"))
    assert journey.events[-1].data["previous"] == "hung"
    journey.do(DISPATCHER, Assign("handle", ""))
    journey.act(HANDLER, "submit")


def test_holder_of_the_position__takes_what_is_free_and_passes_on_what_is_own():
    journey = handled()
    assert journey.code(HANDLER, Assign("handle", "hoa")) == "not_assigner"
    journey.do(HANDLER, Assign("handle", "hung"))
    assert journey.code(HANDLER_2, Assign("handle", "hoa")) == "not_assigner"
    journey.do(HANDLER, Assign("handle", "hoa", "Tôi đi công tác"))
    assert journey.state.active[0].assignee == "hoa"


@pytest.mark.parametrize(
    ("actor", "command", "code"),
    [
        (DISPATCHER, Assign("sign", "bich"), "step_not_active"),
        (LEADER, Assign("handle", "hoa"), "not_assigner"),
        (
            officer("la", "unit-head", agency="H88.32", permissions=frozenset({"can_assign"})),
            Assign("handle", "hoa"),
            "not_assigner",
        ),
        (APPLICANT, Assign("handle", "hoa"), "officers_only"),
    ],
)
def test_assignment_by_the_wrong_person__is_refused(actor, command, code):
    assert handled().code(actor, command) == code


def test_assignment_to_somebody_unfit__is_refused():
    staff = ListedStaff({Seat(COMMUNE, "handling-officer"): (Candidate("hung"), Candidate("hoa"))})
    journey = Journey(rules(staff=staff))
    journey.do(DESK, receipt())
    journey.act(DESK, "forward")
    assert journey.code(DISPATCHER, Assign("handle", "bich")) == "assignee_unfit"


def test_person_who_has_left__does_not_get_the_step_back():
    staff = ListedStaff({Seat(COMMUNE, "handling-officer"): (Candidate("hoa"),)})
    journey = handled()
    journey.act(HANDLER, "submit")
    journey.rules = replace(journey.rules, staff=staff)
    journey.act(LEADER, "reject", reason="Sai")
    assert journey.state.active[0].assignee == ""
    journey.act(HANDLER_2, "submit")


def test_recall__takes_back_what_was_just_sent():
    journey = handled()
    assert "recall" in [button.id for button in available(journey.rules, journey.state, DESK, FRIDAY)]
    journey.do(DESK, Recall(reason="Chuyển nhầm"))
    assert (journey.steps(), journey.state.active[0].assignee) == (["receive"], "lan")
    assert journey.state.official_status == 4
    journey.act(DESK, "forward")


@pytest.mark.parametrize("actor", [DESK_2, LEADER, POLICEMAN])
def test_recall_by_somebody_else__is_refused(actor):
    assert handled().code(actor, Recall()) == "nothing_to_recall"


def test_recall_after_the_receiver_acted__is_refused():
    journey = handled()
    journey.act(HANDLER, "submit")
    assert journey.code(DESK, Recall()) == "nothing_to_recall"


def test_recall_of_a_signature__undoes_it():
    journey = signed()
    journey.do(LEADER, Recall())
    assert journey.steps() == ["sign"]
    assert not journey.state.outcome.exists
    assert journey.code(LEADER_2, Act("approve")) == "assigned_to_other"


def test_recall_of_a_receipt_or_an_issued_result__is_refused():
    assert received().code(DESK, Recall()) == "nothing_to_recall"
    journey = signed()
    journey.act(CLERK, "number", numbers=OUTCOME_NUMBER)
    assert journey.code(CLERK, Recall()) == "result_exists"


def test_recall_of_a_request_for_papers__is_refused():
    journey = handled()
    journey.act(HANDLER, "request_supplement", reason="Thiếu")
    assert journey.code(HANDLER, Recall()) == "not_recallable"


def test_comment__is_kept_also_after_the_end_and_changes_nothing():
    journey = handled()
    assert journey.code(HANDLER, Comment("  ")) == "text_needed"
    before = journey.state
    after = journey.do(POLICEMAN, Comment("Đã xác minh", ("hung",)), "2026-04-24T11:00")
    assert replace(after, version=before.version, last_at=before.last_at) == before
    assert journey.events[-1].data == {"text": "Đã xác minh", "mentions": ["hung"]}
    journey.act(HANDLER, "refuse", reason="Không đủ điều kiện")
    ended = journey.state
    after = journey.do(HANDLER, Comment("Đã báo công dân"), "2026-04-28T11:00")
    assert (after.lifecycle, after.finished_at) == (ended.lifecycle, ended.finished_at)
    assert after.last_at == at("2026-04-28T11:00")
