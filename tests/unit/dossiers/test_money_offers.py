"""What may be done with a fee, by its account and by who asks."""

from tests.unit.dossiers.engine_world import DESK, FRIDAY, HANDLER, LEVY, received

from motcua.dossiers.commands import FeeCharge, Pay, PaymentEntry, Withdraw
from motcua.dossiers.money_offers import MoneyAct, may_correct_receipt, money_offers

UNKNOWN = FeeCharge("phi-tham-dinh", "Phí thẩm định", "charge")


def offered(journey, actor=DESK):
    found = money_offers(journey.rules, journey.state, actor, FRIDAY)
    return [(one.fee, one.act, one.most) for one in found]


def test_fee_owed__may_be_taken_or_waived_up_to_what_is_owed():
    journey = received(fees=(LEVY, UNKNOWN))
    assert offered(journey) == [
        ("le-phi", MoneyAct.PAY, 15000),
        ("le-phi", MoneyAct.WAIVE, 15000),
        ("phi-tham-dinh", MoneyAct.PAY, None),
        ("phi-tham-dinh", MoneyAct.WAIVE, 0),
    ]
    journey.do(DESK, Pay((PaymentEntry("le-phi", 10000),)))
    assert offered(journey)[:3] == [
        ("le-phi", MoneyAct.PAY, 5000),
        ("le-phi", MoneyAct.WAIVE, 5000),
        ("le-phi", MoneyAct.REFUND, 10000),
    ]


def test_dossier_closed__only_gives_money_back():
    journey = received(fees=(LEVY,))
    journey.do(DESK, Pay())
    journey.do(DESK, Withdraw("đổi ý"))
    assert offered(journey) == [("le-phi", MoneyAct.REFUND, 15000)]
    assert not may_correct_receipt(journey.rules, journey.state, DESK, FRIDAY)


def test_who_does_not_sit_at_the_desk__is_offered_nothing():
    journey = received(fees=(LEVY,))
    assert offered(journey, HANDLER) == []
    assert not may_correct_receipt(journey.rules, journey.state, HANDLER, FRIDAY)
    assert may_correct_receipt(journey.rules, journey.state, DESK, FRIDAY)
