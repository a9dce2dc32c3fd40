"""Random commands on random definitions: whatever chain and policy a province writes, the promises are kept."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, run_state_machine_as_test
from tests.unit.dossiers.engine_world import (
    ISSUE,
    POLICY,
    RECEIVE,
    RETURN,
    SIGN,
    opinion,
    process,
)
from tests.unit.dossiers.test_engine_properties import DossierLife

from motcua.definitions.policy import AfterSupplement, Policy
from motcua.definitions.process import Action, ActionKind, Performer, Process, Step, StepKind
from motcua.kernel.time_limit import TimeLimit

OPINIONS = (
    opinion("police-check", "police-officer", "police"),
    opinion("land-check", "land-officer", "land-office"),
)
LIMITS = ("3 working_days", "5 calendar_days", "2 working_hours", "1 month", "same_day", "")
BUDGETS = (None, TimeLimit.parse("2 working_hours"), TimeLimit.parse("1 working_day"))


@st.composite
def chains(draw: st.DrawFn) -> Process:
    """A chain of one to four working steps, with or without ways back, consultation, a wait for money, two persons."""
    count = draw(st.integers(1, 4))
    names = [f"work-{place}" for place in range(1, count + 1)]
    asks = draw(st.sampled_from([None, *range(count)]))
    waits = draw(st.sampled_from([None, *range(count)]))
    opinions = OPINIONS[: draw(st.integers(1, 2))]
    steps: list[Step] = []
    for place, name in enumerate(names):
        after = names[place + 1] if place + 1 < count else "sign"
        before = names[place - 1] if place else "receive"
        actions = [Action("submit", "Chuyển tiếp", to=(after,), main=True)]
        if draw(st.booleans()):
            actions.append(Action("back", "Trả lại", ActionKind.BACK, to=(before,), reason=True))
        if asks == place:
            to = tuple(one.id for one in opinions)
            actions.append(Action("consult", "Xin ý kiến", ActionKind.CONSULT, to=to))
        if waits == place:
            actions.append(Action("notify", "Báo nộp tiền", ActionKind.REQUEST_PAYMENT, to=("wait-tax",)))
            paid = Action("paid", "Đã nộp tiền", to=(after,), main=True)
            wait = Step(
                "wait-tax",
                "Chờ nộp tiền",
                StepKind.WAIT_FOR_PAYMENT,
                Performer("one-stop-officer"),
                pauses="cho-nghia-vu-tai-chinh",
                actions=(paid,),
            )
            steps.append(wait)
        position = draw(st.sampled_from(("handling-officer", "unit-head")))
        # one of two handling officers is always free to do the step after the other's
        apart = place and position == "handling-officer" and draw(st.booleans())
        steps.append(
            Step(
                name,
                f"Bước {place + 1}",
                StepKind.HANDLE,
                Performer(position),
                budget=draw(st.sampled_from(BUDGETS)),
                actions=tuple(actions),
                not_same_person_as=(names[place - 1],) if apart else (),
                wait_for=draw(st.sampled_from(("all", "any"))),
            )
        )
    receive = replace(RECEIVE, actions=(Action("forward", "Chuyển", to=(names[0],), main=True),))
    approve = SIGN.actions[0]
    reject = Action("reject", "Không duyệt", ActionKind.BACK, to=(draw(st.sampled_from(names)),), reason=True)
    sign = replace(SIGN, actions=(approve, reject), not_same_person_as=(names[-1],))
    return process("random", receive, *steps, *(opinions if asks is not None else ()), sign, ISSUE, RETURN)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A policy with its own numbers of rounds, extensions and re-appointments."""
    supplement = replace(
        POLICY.supplement,
        max_rounds=draw(st.integers(0, 3)),
        after=draw(st.sampled_from(AfterSupplement)),
    )
    return replace(
        POLICY,
        supplement=supplement,
        max_extensions=draw(st.integers(0, 2)),
        max_reappointments=draw(st.integers(0, 2)),
    )


class RandomLife(DossierLife):
    """One dossier under definitions nobody has written by hand."""

    @initialize(
        chain=chains(),
        policy=policies(),
        limit=st.sampled_from(LIMITS),
        online=st.booleans(),
        stored=st.booleans(),
        ahead=st.integers(0, 1),
    )
    def begin(self, chain, policy, limit, online, stored, ahead):
        self.chain = chain
        DossierLife.begin(self, policy, limit, online, stored, ahead)


def test_random_life_under_random_definitions__keeps_every_promise():
    run_state_machine_as_test(
        RandomLife, settings=settings(max_examples=25, stateful_step_count=30, deadline=None)
    )
