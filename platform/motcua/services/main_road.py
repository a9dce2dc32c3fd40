"""Walks a dossier that does not exist along the usual buttons to its end, each pressed by whoever it waits for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.directory import Directory
from motcua.definitions.procedure import Channel
from motcua.dossiers.actions import OfferedAction, Waiting, available, missing, numbers_needed, waiting_for
from motcua.dossiers.actor import Actor, Holding
from motcua.dossiers.commands import Act, FeeCharge, Intake, Pay, Receive
from motcua.dossiers.decide import decide
from motcua.dossiers.intake import IntakeEvaluation
from motcua.dossiers.rules import Rules
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.steps import desk_seat
from motcua.services.step_samples import sample_for_step

MOST_STEPS = 100
"""A road longer than this goes round in a circle."""

_REASON = "Theo kiểm thử"
_NUMBER = "0001"


@dataclass(frozen=True, slots=True)
class Road:
    """The steps in the order they were done, and the button pressed at each; `stopped` says why there is no end."""

    steps: tuple[str, ...]
    stopped: str = ""
    pressed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Departure:
    """From where a walk starts: the receiving agency, the channel, the moment and what intake made of it."""

    agency: str
    channel: Channel
    received_at: datetime
    evaluation: IntakeEvaluation


def walk(bundle: ProcedureBundle, directory: Directory, start: Departure) -> Road:
    """The road of the main buttons from reception to the end. Pure; officers and numbers are invented."""
    rules = Rules(bundle, directory, start.evaluation.env)
    desk = desk_seat(rules, start.agency)
    clerk = _officer("tiếp nhận", desk.agency, desk.position, desk.unit)
    decision = decide(rules, None, Receive(_intake(start), {"dossier": _NUMBER}), clerk, start.received_at)
    if decision.state is None or decision.refusals:
        return Road((), "; ".join(refusal.message for refusal in decision.refusals))
    state, now = decision.state, start.received_at
    steps: list[str] = []
    pressed: list[tuple[str, str]] = []
    while waiting := waiting_for(rules, state):
        if len(steps) >= MOST_STEPS:
            return Road(tuple(steps), f"Các nút chính đi vòng quanh bước “{waiting[0].name}”.")
        now += timedelta(minutes=1)
        after, said = _pass_step(rules, state, waiting[0], now)
        if after is None:
            return Road(tuple(steps), said, tuple(pressed))
        steps.append(waiting[0].step)
        pressed.append((waiting[0].step, said))
        state = after
    return Road(tuple(steps), "", tuple(pressed))


def _intake(start: Departure) -> Intake:
    evaluation = start.evaluation
    return Intake(
        agency=start.agency,
        variant=evaluation.variant,
        channel=start.channel,
        limit=evaluation.limit,
        fees=tuple(
            FeeCharge(line.id, line.name, line.kind.value, line.amount, line.collect.value)
            for line in evaluation.fees.lines
        ),
    )


def _pass_step(
    rules: Rules, state: DossierState, waiting: Waiting, now: datetime
) -> tuple[DossierState | None, str]:
    """The state after the main button of an open step with the button's id, or why there is none to press."""
    # somebody else for each step, so that separate duties do not end the walk
    actor = _officer(waiting.step, waiting.agency, waiting.position, waiting.unit, waiting.assignee)
    offered = _main(available(rules, state, actor, now), waiting.step)
    if offered is None and state.fees:
        paid = decide(rules, state, Pay(), _cashier(rules, state, actor), now)
        if not paid.refusals and paid.state is not None:
            state = paid.state
            offered = _main(available(rules, state, actor, now), waiting.step)
    if offered is None:
        return None, _why_none(rules, state, actor, now, waiting)
    act = replace(
        _press(offered, waiting.step),
        answers=sample_for_step(rules, waiting.step, offered.id, now.date()),
    )
    act = replace(act, numbers=dict.fromkeys(numbers_needed(rules, state, act), _NUMBER))
    decision = decide(rules, state, act, actor, now)
    if decision.refusals or decision.state is None:
        said = "; ".join(refusal.message for refusal in decision.refusals)
        return None, f"Bước “{waiting.name}”, nút “{offered.name}”: {said}"
    return decision.state, offered.id


def _main(offered: tuple[OfferedAction, ...], step: str) -> OfferedAction | None:
    return next((one for one in offered if one.main and one.step == step), None)


def _press(offered: OfferedAction, step: str) -> Act:
    wanted = offered.requires
    outcome: dict[str, Any] | None = {} if "outcome.draft" in wanted else None
    return Act(
        action=offered.id,
        step=step,
        reason=_REASON if "reason" in wanted else "",
        assignee="nguoi.duoc.giao" if "assignee" in wanted else "",
        outcome=outcome,
    )


def _why_none(rules: Rules, state: DossierState, actor: Actor, now: datetime, waiting: Waiting) -> str:
    said = [one.message for one in missing(rules, state, actor, now) if one.step == waiting.step]
    reason = said[0] if said else "chưa có nút nào là nút chính (main)."
    return f"Bước “{waiting.name}”: {reason}"


def _officer(role: str, agency: str, position: str, unit: str, user: str = "") -> Actor:
    name = user or f"kiem-thu.{role}"
    return Actor(name, "Người kiểm thử", agency, (Holding(position, agency, unit),))


def _cashier(rules: Rules, state: DossierState, actor: Actor) -> Actor:
    """The actor at the counter as well, where money is taken."""
    desk = desk_seat(rules, state.agency)
    return Actor(
        actor.user,
        actor.full_name,
        actor.agency,
        (*actor.holdings, Holding(desk.position, desk.agency, desk.unit)),
        permissions=frozenset({"can_collect_fee"}),
    )
