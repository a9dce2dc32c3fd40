"""Timers: what the platform itself does once a step has been open long enough."""

from __future__ import annotations

from motcua.definitions.process import Action
from motcua.dossiers.clocks import timer_due
from motcua.dossiers.decide_steps import pass_automatic_steps, platform_does
from motcua.dossiers.flows import check_not_suspended, check_open
from motcua.dossiers.parts import ActiveStep
from motcua.dossiers.refusals import Refused
from motcua.dossiers.steps import TIMED, effect, find_step, holds
from motcua.dossiers.turn import Turn


def fire_timers(turn: Turn) -> None:
    """Do every action whose time has come, one a step, then the automatic steps that are open."""
    check_open(turn.state)
    check_not_suspended(turn.state)
    for entry in turn.state.active:
        action = _ripe(turn, entry)
        if action is not None and turn.state.entry(entry.step) == entry:
            platform_does(turn, entry, action)
    pass_automatic_steps(turn)
    if not turn.events:
        raise Refused("no_timer", "Chưa có việc hẹn giờ nào đến lúc.")


def _ripe(turn: Turn, entry: ActiveStep) -> Action | None:
    if entry.entered_at is None:
        return None
    step = find_step(turn.rules.process, entry.step)
    for action in step.actions:
        if action.after is None or effect(turn.rules.process, step, action) not in TIMED:
            continue
        ripe = timer_due(turn.rules, entry.agency, entry.entered_at, action.after) <= turn.now
        if ripe and holds(turn.rules, action.when):
            return action
    return None
