"""Child dossiers: a step opens one at another agency, mirrors how it stands, and goes on with its result."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from motcua.definitions.process import ActionKind, StepKind
from motcua.dossiers.decide_steps import pass_automatic_steps, platform_does
from motcua.dossiers.events import EventKind
from motcua.dossiers.flows import check_open
from motcua.dossiers.parts import ActiveStep, Child, Lifecycle
from motcua.dossiers.plain_data import brief
from motcua.dossiers.platform_commands import CloseChild, MirrorChild, OpenChild
from motcua.dossiers.refusals import Refused
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.steps import effect, find_step, holds
from motcua.dossiers.turn import Move, Turn

_ONWARD = frozenset({ActionKind.FORWARD, ActionKind.ANSWER, ActionKind.DECIDE, ActionKind.ISSUE})


def childless(state: DossierState) -> tuple[ActiveStep, ...]:
    """The open steps whose child dossier is still to be opened."""
    if state.lifecycle.is_end or state.suspension is not None:
        return ()
    return tuple(
        entry
        for entry in state.active
        if entry.kind is StepKind.CHILD_DOSSIER and state.child_of(entry) is None
    )


def open_child(turn: Turn, command: OpenChild) -> None:
    """Note the child dossier of an open step; the clock of this dossier goes on as its step says."""
    check_open(turn.state)
    entry = turn.state.entry(command.step)
    if entry is None or entry.kind is not StepKind.CHILD_DOSSIER:
        raise Refused("not_a_child_step", f"Bước “{command.step}” không mở hồ sơ con.", "step")
    if turn.state.child_of(entry) is not None:
        raise Refused("child_opened_before", f"Bước “{command.step}” đã mở hồ sơ con rồi.", "step")
    child = Child(command.number, entry.step, entry.seq, command.procedure, command.agency, turn.now)
    data: dict[str, Any] = {"children": [brief(child)]}
    if command.lacking:
        data["lacking"] = list(command.lacking)
    turn.record(EventKind.CHILD_OPENED, data, step=entry.step)


def mirror_child(turn: Turn, command: MirrorChild) -> None:
    """Note how a child stands. Its result takes the step on; another end leaves the step to people."""
    known = next((one for one in turn.state.children if one.number == command.number), None)
    if known is None:
        raise Refused("no_such_child", f"Hồ sơ {command.number} không phải là hồ sơ con của hồ sơ này.")
    changed = replace(
        known,
        lifecycle=Lifecycle(command.lifecycle),
        official_status=command.official_status,
        outcome=command.outcome or known.outcome,
    )
    if not changed.is_open and known.ended_at is None:
        changed = replace(changed, ended_at=turn.now)
    if changed == known:
        return
    turn.record(EventKind.CHILD_CHANGED, {"children": [brief(changed)]}, step=known.step)
    entry = turn.state.entry(known.step)
    if entry is not None and entry.seq == known.seq and changed.has_result:
        _go_on(turn, entry)


def _go_on(turn: Turn, entry: ActiveStep) -> None:
    """Take the step on by its first action onward whose condition holds; without one it waits for a person."""
    if turn.state.suspension is not None:
        return
    step = find_step(turn.rules.process, entry.step)
    for action in step.actions:
        if effect(turn.rules.process, step, action) in _ONWARD and holds(turn.rules, action.when):
            platform_does(turn, entry, action)
            pass_automatic_steps(turn)
            return


def close_child(turn: Turn, command: CloseChild) -> None:
    """End a child: handed back to its parent once it has a result, stopped when the parent ended before."""
    check_open(turn.state)
    if not turn.state.parent:
        raise Refused("not_a_child", f"Hồ sơ {turn.state.number} không phải là hồ sơ con.")
    if turn.state.lifecycle is Lifecycle.DONE:
        step = turn.state.active[0].step if turn.state.active else ""
        data = {"handed_to": turn.state.parent} | Move(turn).end(Lifecycle.RETURNED)
        turn.record(EventKind.RETURNED, data, step=step)
        return
    reason = command.reason or f"Hồ sơ gốc {turn.state.parent} đã kết thúc."
    turn.record(EventKind.STOPPED, {"reason": reason} | Move(turn).end(Lifecycle.STOPPED))
