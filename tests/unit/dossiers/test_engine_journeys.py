"""Whole lives of dossiers, each walked twice: straight, and with the state stored and read again after every step."""

import pytest
from tests.unit.dossiers.engine_world import (
    CLERK,
    CUTOFF,
    DESK,
    HANDLER,
    HANDLER_2,
    HEAD,
    LEADER,
    LEVY,
    NUMBER,
    OUTCOME_NUMBER,
    POLICEMAN,
    RECOUNTING,
    SURVEYOR,
    TAX_WAIT,
    TWO_SIGNATURES,
    Journey,
    at,
    intake,
    receipt,
    rules,
    with_consultation,
)

from motcua.dossiers.actor import Actor, ActorKind
from motcua.dossiers.clocks import dossier_timeliness
from motcua.dossiers.commands import (
    Act,
    Extend,
    FeeCharge,
    Pay,
    Receive,
    Refund,
    Stop,
    Submit,
    SupplementReceived,
    Withdraw,
)
from motcua.dossiers.events import FIRST_HASH, chain_hash
from motcua.kernel.remaining import Timeliness

APPLICANT = Actor("an", "Nguyễn Văn An", kind=ActorKind.APPLICANT)
TAX = FeeCharge("thue", "Lệ phí trước bạ", "other", 1_500_000, "by_request")


def finish(journey):
    journey.act(LEADER, "approve")
    journey.act(CLERK, "number", numbers=OUTCOME_NUMBER)
    journey.act(DESK, "hand-over")


def certification_after_three_in_the_afternoon(stored):
    journey = Journey(rules(policy=CUTOFF), stored=stored)
    journey.do(DESK, receipt("same_day", fees=(LEVY,)), "2026-04-24T15:30")
    journey.do(DESK, Pay())
    journey.act(DESK, "forward")
    journey.act(HANDLER, "submit", "2026-04-28T08:00")
    finish(journey)
    return journey


def online_birth_registration_supplemented(stored):
    journey = Journey(rules(policy=RECOUNTING), stored=stored)
    journey.do(APPLICANT, Submit(intake(channel="online"), {"dossier": NUMBER}))
    journey.do(DESK, Receive(intake()), "2026-04-24T09:00")
    journey.act(DESK, "forward")
    journey.act(HANDLER, "request_supplement", "2026-04-24T10:00", reason="Thiếu giấy chứng sinh")
    journey.do(APPLICANT, SupplementReceived(documents=("giay-chung-sinh",)), "2026-04-28T09:00")
    journey.act(HANDLER, "submit")
    finish(journey)
    return journey


def permit_with_parallel_consultation_and_a_late_answer(stored):
    journey = Journey(rules(with_consultation("any")), stored=stored)
    journey.do(DESK, receipt("15 working_days"))
    journey.act(DESK, "forward")
    journey.act(HANDLER, "consult", reason="Xin ý kiến")
    journey.act(SURVEYOR, "answer", "2026-04-28T09:00", reason="Đồng ý")
    journey.act(HANDLER, "submit", "2026-04-29T09:00")
    journey.act(POLICEMAN, "answer", "2026-04-29T10:00", step="police-check", reason="Đồng ý")
    finish(journey)
    return journey


def land_change_with_tax_wait(stored):
    journey = Journey(rules(TAX_WAIT), stored=stored)
    journey.do(DESK, receipt("10 working_days"))
    journey.act(DESK, "forward")
    journey.act(HANDLER, "notify", "2026-04-28T09:00", fees=(TAX,))
    journey.do(Actor("kb", "Kho bạc", kind=ActorKind.SYSTEM), Pay(method="transfer"), "2026-05-06T09:00")
    journey.act(HANDLER, "submit", "2026-05-08T09:00")
    finish(journey)
    return journey


def two_signatures_sent_back_twice(stored):
    journey = Journey(rules(TWO_SIGNATURES), stored=stored)
    journey.do(DESK, receipt("5 working_days"))
    journey.act(DESK, "forward")
    journey.act(HANDLER, "submit")
    journey.act(HEAD, "reject", "2026-04-28T09:00", reason="Thiếu căn cứ")
    journey.act(HANDLER, "submit")
    journey.act(HEAD, "submit")
    journey.act(LEADER, "reject", "2026-04-29T09:00", reason="Sai tên")
    journey.act(HANDLER, "submit")
    journey.act(HEAD, "submit", "2026-05-04T09:00")
    finish(journey)
    return journey


def extension_with_apology_then_late(stored):
    journey = Journey(rules(), stored=stored)
    journey.do(DESK, receipt())
    journey.act(DESK, "forward")
    journey.do(HANDLER, Extend(at("2026-05-06T17:00"), "Chờ xác minh"), "2026-04-29T09:00")
    journey.act(HANDLER, "submit", "2026-05-08T09:00")
    finish(journey)
    assert dossier_timeliness(journey.state, journey.now) is Timeliness.LATE
    return journey


def withdrawal_and_refund(stored):
    journey = Journey(rules(), stored=stored)
    journey.do(DESK, receipt(fees=(LEVY,)))
    journey.do(DESK, Pay())
    journey.act(DESK, "forward")
    journey.do(DESK, Withdraw("Đổi ý"))
    journey.do(DESK, Refund("le-phi", 15000, "Rút hồ sơ"))
    return journey


def stopped_on_request(stored):
    journey = Journey(rules(), stored=stored)
    journey.do(DESK, receipt())
    journey.act(DESK, "forward")
    journey.do(HANDLER_2, Stop("Có đơn tố cáo", "7/TB-UBND"))
    return journey


JOURNEYS = {
    certification_after_three_in_the_afternoon: [2, 4, 9, 10],
    online_birth_registration_supplemented: [1, 2, 4, 5, 4, 9, 10],
    permit_with_parallel_consultation_and_a_late_answer: [2, 4, 9, 10],
    land_change_with_tax_wait: [2, 4, 6, 4, 9, 10],
    two_signatures_sent_back_twice: [2, 4, 9, 10],
    extension_with_apology_then_late: [2, 4, 9, 10],
    withdrawal_and_refund: [2, 4, 7],
    stopped_on_request: [2, 4, 8],
}


@pytest.mark.parametrize("walk", JOURNEYS, ids=lambda walk: walk.__name__)
def test_journey__is_the_same_straight_and_stored_after_every_step(walk):
    straight, stored = walk(False), walk(True)
    assert straight.events == stored.events
    assert straight.state == stored.state
    assert [
        event.data["official_status"] for event in straight.events if "official_status" in event.data
    ] == JOURNEYS[walk]
    hashes = []
    for journey in (straight, stored):
        value = FIRST_HASH
        for event in journey.events:
            value = chain_hash(value, event)
        hashes.append(value)
    assert hashes[0] == hashes[1]
    assert straight.state.lifecycle.is_end
    assert straight.code(HANDLER, Act("submit")) == "dossier_closed"
