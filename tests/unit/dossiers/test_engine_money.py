"""Money of a dossier: payments, refunds and waivers as entries that balance."""

from dataclasses import replace

import pytest
from tests.unit.dossiers.engine_world import (
    CLERK,
    DESK,
    FRIDAY,
    HANDLER,
    LEVY,
    OUTCOME_NUMBER,
    POLICY,
    officer,
    received,
    signed,
)

from motcua.dossiers.actions import available
from motcua.dossiers.actor import Actor, ActorKind
from motcua.dossiers.commands import Act, FeeCharge, Pay, PaymentEntry, Refund, Waive
from motcua.dossiers.money_offers import money_offers
from motcua.dossiers.state import FeeStatus

CASHIER = officer("thu", "accountant", permissions=frozenset({"can_collect_fee"}))
FOREIGN_CASHIER = officer("la", "accountant", agency="H88.32", permissions=frozenset({"can_collect_fee"}))
GATEWAY = Actor("vnpay", "Cổng thanh toán", kind=ActorKind.SYSTEM)
UNKNOWN = FeeCharge("phi-tham-dinh", "Phí thẩm định", "charge")
FREE = FeeCharge("mien", "Không thu", amount=0)


def charged(*fees, **extra):
    return received(fees=fees or (LEVY,), **extra)


def test_payment__settles_what_is_owed_and_is_booked():
    journey = charged(LEVY, FREE)
    state = journey.do(DESK, Pay(method="transfer", reference="FT1", receipt="AA/26E-0000012"))
    assert [(fee.fee, fee.status, fee.paid) for fee in state.fees] == [
        ("le-phi", "paid", 15000),
        ("mien", "paid", 0),
    ]
    data = journey.events[-1].data
    assert data["payments"] == [{"fee": "le-phi", "amount": 15000, "method": "transfer"}]
    assert (data["reference"], data["receipt"]) == ("FT1", "AA/26E-0000012")
    assert journey.code(DESK, Pay()) == "nothing_owed"
    assert journey.code(DESK, Act("pay")) == "nothing_owed"


def test_part_payment__leaves_the_rest_owed():
    journey = charged()
    journey.do(DESK, Pay((PaymentEntry("le-phi", 10000),)))
    assert (journey.state.fees[0].status, journey.state.fees[0].owed) == (FeeStatus.DUE, 5000)
    assert journey.code(DESK, Pay((PaymentEntry("le-phi", 6000),))) == "amount_wrong"
    journey.act(DESK, "pay")
    assert journey.state.fees[0].status is FeeStatus.PAID


def test_unknown_amount__is_set_by_what_is_collected_and_never_taken_as_free():
    journey = charged(UNKNOWN)
    assert journey.state.fees[0].amount is None
    assert journey.code(DESK, Pay()) == "nothing_owed"
    journey.do(DESK, Pay((PaymentEntry("phi-tham-dinh", 200_000),)))
    assert (journey.state.fees[0].amount, journey.state.fees[0].status) == (200_000, "paid")


@pytest.mark.parametrize(
    ("actor", "command", "code"),
    [
        (HANDLER, Pay(), "not_at_this_desk"),
        (FOREIGN_CASHIER, Pay(), "not_at_this_desk"),
        (DESK, Pay((PaymentEntry("khac", 1000),)), "fee_unknown"),
        (DESK, Pay((PaymentEntry("le-phi", 0),)), "amount_wrong"),
        (DESK, Refund("le-phi", 1000, "Thu nhầm"), "amount_wrong"),
        (DESK, Refund("le-phi", 1000, ""), "reason_needed"),
        (DESK, Waive("le-phi", ""), "reason_needed"),
    ],
)
def test_money_command_that_cannot_be__is_refused(actor, command, code):
    assert charged().code(actor, command) == code


def test_amount_above_what_is_owed__is_refused_with_both_figures():
    decision = charged().tell(DESK, Pay((PaymentEntry("le-phi", 20000),)))
    assert decision.refusals[0].message == (
        "“Lệ phí cấp giấy” còn phải nộp 15.000 đ, không thu 20.000 đ được."
    )


@pytest.mark.parametrize("actor", [DESK, CASHIER, GATEWAY])
def test_cashiers_and_gateways__may_take_money(actor):
    journey = charged()
    journey.do(actor, Pay())
    assert journey.state.fees[0].status is FeeStatus.PAID


def test_waiver__settles_without_money():
    journey = charged()
    journey.do(DESK, Waive("le-phi", "Hộ nghèo"))
    assert (journey.state.fees[0].status, journey.state.fees[0].owed) == (FeeStatus.WAIVED, 0)
    assert journey.code(DESK, Pay((PaymentEntry("le-phi", 15000),))) == "fee_settled"
    assert journey.code(DESK, Waive("le-phi", "Hộ nghèo")) == "fee_settled"


def test_refund__is_possible_after_the_end_and_up_to_what_was_paid():
    journey = signed(fees=(LEVY,))
    journey.act(CLERK, "number", numbers=OUTCOME_NUMBER)
    journey.do(DESK, Pay())
    journey.act(DESK, "hand-over")
    journey.do(DESK, Refund("le-phi", 5000, "Thu thừa"))
    assert (journey.state.fees[0].refunded, journey.state.fees[0].status) == (5000, "paid")
    assert journey.code(DESK, Refund("le-phi", 10001, "Thu thừa")) == "amount_wrong"
    journey.do(DESK, Refund("le-phi", 10000, "Hoàn nốt"))
    assert journey.state.fees[0].status is FeeStatus.REFUNDED
    assert journey.state.lifecycle == "returned"
    assert journey.code(DESK, Pay()) == "dossier_closed"


def test_fee_still_owed_after_the_result_was_handed_over__can_be_taken_then():
    journey = signed(fees=(LEVY,))
    journey.act(CLERK, "number", numbers=OUTCOME_NUMBER)
    journey.act(DESK, "hand-over")
    assert journey.state.lifecycle == "returned"
    (offer,) = money_offers(journey.rules, journey.state, DESK, FRIDAY)
    assert (offer.act, offer.most) == ("pay", 15000)
    assert journey.code(DESK, Pay((PaymentEntry("le-phi", 15001),))) == "amount_wrong"
    journey.do(DESK, Pay())
    assert journey.state.fees[0].status is FeeStatus.PAID
    assert journey.state.lifecycle == "returned"
    assert journey.code(DESK, Pay()) == "dossier_closed"


def test_waiver__keeps_the_paper_that_proves_it():
    journey = charged()
    journey.do(DESK, Waive("le-phi", "Hộ nghèo", document="Giấy chứng nhận hộ nghèo số 5"))
    assert journey.events[-1].data["document"] == "Giấy chứng nhận hộ nghèo số 5"


def test_waiver_without_proof__is_refused_where_the_policy_demands_one():
    journey = charged(policy=replace(POLICY, waiver_needs_proof=True))
    decision = journey.tell(DESK, Waive("le-phi", "Hộ nghèo", document=" "))
    assert [(one.code, one.field) for one in decision.refusals] == [("proof_needed", "document")]
    assert decision.refusals[0].message == (
        "Miễn “Lệ phí cấp giấy” phải có giấy tờ chứng minh. Ghi loại giấy, số, ngày của giấy được miễn."
    )
    journey.do(DESK, Waive("le-phi", "Hộ nghèo", document="Sổ hộ nghèo số 5"))
    assert journey.state.fees[0].status is FeeStatus.WAIVED


def test_cashier__sees_the_pay_button_and_nothing_else():
    journey = charged()
    assert [button.id for button in available(journey.rules, journey.state, CASHIER, FRIDAY)] == ["pay"]
