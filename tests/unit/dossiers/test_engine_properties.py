"""Random commands on random processes: what must hold whatever people do."""

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.unit.dossiers.engine_world import (
    CONSULTATION,
    DESK,
    FRIDAY,
    HANDLER,
    LEVY,
    NUMBER,
    ONE_SIGNATURE,
    OUTCOME_NUMBER,
    PEOPLE,
    POLICY,
    RECOUNTING,
    TAX_WAIT,
    TWO_SIGNATURES,
    Journey,
    intake,
    receipt,
    rules,
    with_consultation,
)

from motcua.dossiers.actions import OfferedAction, available, missing, waiting_for
from motcua.dossiers.actor import Actor, ActorKind
from motcua.dossiers.commands import (
    Act,
    Assign,
    Comment,
    CorrectReceipt,
    FeeCharge,
    Pay,
    Recall,
    Receive,
    Refund,
    Submit,
    SupplementReceived,
    Waive,
)
from motcua.dossiers.events import FIRST_HASH, broken_link, chain_hash
from motcua.dossiers.state import Lifecycle
from motcua.dossiers.status import is_legal

APPLICANT = Actor("public", "Nguyễn Văn An", kind=ActorKind.APPLICANT)
CHAINS = {
    "one-signature": ONE_SIGNATURE,
    "two-signatures": TWO_SIGNATURES,
    "consultation-all": CONSULTATION,
    "consultation-any": with_consultation("any"),
    "tax-wait": TAX_WAIT,
}
PAUSING = {
    Lifecycle.WAITING_SUPPLEMENT: "cho-bo-sung",
    Lifecycle.WAITING_PAYMENT: "cho-nghia-vu-tai-chinh",
}
TAX = FeeCharge("thue", "Thuế", "other", 1_000_000, "by_request")
ENDS = {"refuse", "stop", "withdraw", "supplement_lapsed", "refuse_intake"}
EXTRA_COMMANDS = (
    SupplementReceived(note="Đã bổ sung"),
    Pay(),
    Waive("le-phi", "Hộ nghèo"),
    Refund("le-phi", 15000, "Thu nhầm"),
    Recall(),
    Comment("Đã xem"),
    CorrectReceipt("Ghi nhầm", quantity=2),
    Assign("handle", "hoa"),
    Assign("sign", ""),
    Act("answer", step="police-check", reason="Đồng ý"),
    Act("answer", step="land-check", reason="Đồng ý"),
    Act("approve", numbers=OUTCOME_NUMBER),
    Act("khong-co"),
)


def filled(button: OfferedAction, journey: Journey) -> Act:
    """The button pressed with everything it asks for."""
    due_at = journey.state.clock.due_at or journey.now
    return Act(
        button.id,
        step=button.step,
        reason="Có lý do" if "reason" in button.requires else "",
        assignee="binh" if "assignee" in button.requires else "",
        basis="theo-quyet-dinh",
        document="12/QĐ-UBND ngày 24/4/2026",
        deadline=max(due_at, journey.now) + timedelta(days=5) if button.id == "extend" else None,
        fees=(TAX,) if button.kind == "payment" else (),
        numbers=OUTCOME_NUMBER if button.kind == "issue" else {},
    )


class DossierLife(RuleBasedStateMachine):
    """One dossier and everybody who can touch it."""

    chain = ONE_SIGNATURE
    code = "one-signature"

    @initialize(
        policy=st.sampled_from((POLICY, RECOUNTING)),
        limit=st.sampled_from(("3 working_days", "5 calendar_days", "1 month", "same_day", "")),
        online=st.booleans(),
        stored=st.booleans(),
        ahead=st.integers(0, 2),
    )
    def begin(self, policy, limit, online, stored, ahead):
        self.journey = Journey(rules(self.chain, policy), stored=stored)
        self.hash, self.chain_entries, self.seen = FIRST_HASH, [], 0
        if online:
            self.journey.do(APPLICANT, Submit(intake(limit, fees=(LEVY,)), {"dossier": NUMBER}))
            self.journey.do(DESK, Receive(intake(limit, fees=(LEVY,))), FRIDAY + timedelta(hours=2))
        else:
            self.journey.do(DESK, receipt(limit, fees=(LEVY,)))
        if ahead:
            self.journey.act(DESK, "forward")
        special = {"consultation-all": "consult", "consultation-any": "consult", "tax-wait": "notify"}
        if ahead > 1 and self.code in special:
            self.journey.act(HANDLER, special[self.code], fees=(TAX,))

    @rule(minutes=st.integers(0, 6000))
    def time_passes(self, minutes):
        self.journey.now += timedelta(minutes=minutes)

    def press(self, data, wanted):
        journey = self.journey
        offers = [
            (actor, button)
            for actor in PEOPLE
            for button in available(journey.rules, journey.state, actor, journey.now)
            if wanted(button)
        ]
        if offers:
            kind = data.draw(st.sampled_from(sorted({button.kind for _, button in offers})))
            actor, button = data.draw(st.sampled_from([one for one in offers if one[1].kind == kind]))
            journey.do(actor, filled(button, journey))

    @rule(data=st.data())
    def somebody_goes_the_usual_way(self, data):
        self.press(data, lambda button: button.main and button.id != "receive")

    @rule(data=st.data())
    def somebody_goes_another_way(self, data):
        self.press(data, lambda button: not button.main and button.kind not in ENDS)

    @rule(data=st.data(), chance=st.integers(0, 9))
    def somebody_ends_it(self, data, chance):
        if chance == 9:
            self.press(data, lambda button: button.kind in ENDS)

    @rule(command=st.sampled_from(EXTRA_COMMANDS), actor=st.sampled_from((*PEOPLE, APPLICANT)))
    def somebody_tries_anything(self, command, actor):
        self.journey.tell(actor, command)

    @invariant()
    def versions_rise_by_one_and_official_status_is_legal(self):
        journey = self.journey
        for place, event in enumerate(journey.events, start=1):
            assert event.seq == place
        assert journey.state.version == len(journey.events)
        status = 0
        for event in journey.events:
            after = event.data.get("official_status", status)
            assert is_legal(status, after)
            status = after
        assert journey.state.official_status == status
        assert 1 <= status <= 10

    @invariant()
    def hashes_follow_one_another(self):
        for event in self.journey.events[self.seen :]:
            self.hash = chain_hash(self.hash, event)
            self.chain_entries.append((event, self.hash))
        self.seen = len(self.journey.events)
        assert broken_link(self.chain_entries) is None

    @invariant()
    def somebody_can_act_until_the_end(self):
        journey = self.journey
        waiting = waiting_for(journey.rules, journey.state)
        if journey.state.lifecycle.is_end:
            assert waiting == ()
            assert journey.state.finished_at is not None
            assert all(not available(journey.rules, journey.state, actor, journey.now) for actor in PEOPLE)
            return
        assert waiting
        assert len({one.step for one in waiting}) == len(waiting)
        for one in waiting:
            buttons = [
                button
                for actor in PEOPLE
                for button in available(journey.rules, journey.state, actor, journey.now)
                if button.step == one.step
            ]
            assert buttons, (one, missing(journey.rules, journey.state, HANDLER, journey.now))

    @invariant()
    def the_due_date_only_moves_forward_and_every_move_is_told(self):
        clock = self.journey.state.clock
        assert (clock.due_at is None) == (clock.original_due_at is None)
        due_at = clock.original_due_at
        for adjustment in clock.adjustments:
            assert adjustment.old_due_at == due_at
            assert adjustment.new_due_at >= due_at
            due_at = adjustment.new_due_at
        assert clock.due_at == due_at
        assert clock.is_paused == (clock.paused_since is not None)

    @invariant()
    def the_clock_stands_still_exactly_while_the_dossier_waits(self):
        state = self.journey.state
        waits = state.lifecycle in (
            Lifecycle.WAITING_SUPPLEMENT,
            Lifecycle.WAITING_PAYMENT,
            Lifecycle.SUSPENDED,
        )
        assert state.clock.is_paused == waits

    @invariant()
    def money_balances(self):
        booked = {}
        for event in self.journey.events:
            for payment in event.data.get("payments", ()):
                booked[payment["fee"]] = booked.get(payment["fee"], 0) + payment["amount"]
        for fee in self.journey.state.fees:
            assert booked.get(fee.fee, 0) == fee.paid - fee.refunded
            assert 0 <= fee.refunded <= fee.paid <= (fee.amount or 0)


@pytest.mark.parametrize("code", CHAINS)
def test_random_life_of_a_dossier__keeps_every_promise(code):
    machine = type("DossierLife", (DossierLife,), {"chain": CHAINS[code], "code": code})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=30, stateful_step_count=30, deadline=None)
    )
