"""What an account may do on a day."""

from datetime import date, datetime

from motcua.dossiers.actor import Delegation, Holding
from motcua.kernel.clock import VIETNAM
from motcua.services.officers import DatedHolding, Identity

LEADER = Holding("leader", "H88.31")
CLERK = Holding("clerk", "H88.31", "office")
MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)


def identity(**values):
    return Identity(user_id=1, username="lanhdao", full_name="Trần Văn Bình", agency="H88.31", **values)


def test_holding__counts_from_its_first_to_its_last_day():
    dated = DatedHolding(LEADER, date(2026, 11, 23), date(2026, 11, 25))
    assert [dated.covers(date(2026, 11, day)) for day in (22, 23, 25, 26)] == [False, True, True, False]
    assert DatedHolding(LEADER).covers(date(1990, 1, 1))


def test_actor__has_the_holdings_of_today_and_the_delegations_in_force():
    lent = Delegation(
        CLERK, "vanthu", datetime(2026, 11, 23, tzinfo=VIETNAM), datetime(2026, 11, 24, tzinfo=VIETNAM)
    )
    person = identity(
        holdings=(DatedHolding(LEADER), DatedHolding(CLERK, None, date(2026, 11, 22))),
        delegations=(lent,),
        permissions=frozenset({"can_decide"}),
    )
    actor = person.actor(MORNING)
    assert actor.holdings == (LEADER,)
    assert actor.delegations == (lent,)
    assert actor.permissions == {"can_decide"}
    assert person.actor(datetime(2026, 11, 24, 0, 0, tzinfo=VIETNAM)).delegations == ()
