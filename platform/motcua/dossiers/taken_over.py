"""Dossiers of an earlier system: the events that tell their life here, at the moments it happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from motcua.definitions.process import StepKind
from motcua.dossiers.actor import Actor, ActorKind
from motcua.dossiers.commands import Intake
from motcua.dossiers.decide_intake import beginning
from motcua.dossiers.events import DossierEvent, EventKind
from motcua.dossiers.parts import ClockState, Lifecycle
from motcua.dossiers.plain_data import brief
from motcua.dossiers.refusals import Refusal, Refused
from motcua.dossiers.rules import Rules
from motcua.dossiers.turn import Move, Turn
from motcua.kernel.clock import in_vietnam

EARLIER_SYSTEM = Actor(user="he-thong-cu", full_name="Hệ thống cũ", kind=ActorKind.SYSTEM)
"""Who did what is told of the time before."""

_ENDS = {
    Lifecycle.RETURNED: EventKind.RETURNED,
    Lifecycle.REFUSED: EventKind.REFUSED,
    Lifecycle.STOPPED: EventKind.STOPPED,
    Lifecycle.WITHDRAWN: EventKind.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class PastLife:
    """What is known of a dossier of the earlier system.

    ``lifecycle`` is where it stands: an end, done, or processing. ``source`` tells where it comes from and is kept in
    the first event, which marks the dossier as taken over.
    """

    number: str
    intake: Intake
    received_at: datetime
    lifecycle: Lifecycle
    due_at: datetime | None = None
    finished_at: datetime | None = None
    returned_at: datetime | None = None
    result_number: str = ""
    reason: str = ""
    source: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """The events of a past life, or why the rules cannot hold it."""

    events: tuple[DossierEvent, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def take_over(rules: Rules, past: PastLife) -> TakenOver:
    """The events of a dossier's past: received then, ended then. An open one waits at the first step of its process.

    Pure, like every decision. Nobody's permission is asked here; the service that calls it does.
    """
    try:
        state = beginning(rules, past.intake, past.number)
        turn = Turn(rules, state, EARLIER_SYSTEM, in_vietnam(past.received_at))
        _receive(turn, past)
        if past.lifecycle in (Lifecycle.DONE, Lifecycle.RETURNED) and past.finished_at is not None:
            _finish(turn, past, past.finished_at)
        if past.lifecycle in _ENDS:
            _end(turn, past)
    except Refused as refused:
        return TakenOver(refusals=(refused.refusal,))
    return TakenOver(tuple(turn.events))


def _receive(turn: Turn, past: PastLife) -> None:
    first = turn.rules.process.steps[0]
    move = Move(turn)
    due = in_vietnam(past.due_at) if past.due_at else None
    move.set_clock(ClockState("", due, due) if due else ClockState())
    move.enter(first.id, None)
    bundle = turn.rules.bundle
    data: dict[str, Any] = {
        "begin": brief(turn.state),
        "revisions": {
            "procedure": bundle.procedure_revision,
            "form": bundle.form_revision,
            "process": bundle.process_revision,
            "policy": bundle.policy_revision,
        },
        "facts": dict(past.intake.facts),
        "taken_over": dict(past.source),
        **move.data(),
    }
    turn.record(EventKind.RECEIVED, data, step=first.id)


def _finish(turn: Turn, past: PastLife, at: datetime) -> None:
    """The result is there and waits at the step that hands it over, when the process has one."""
    step = next((one for one in turn.rules.process.steps if one.does is StepKind.RETURN_RESULT), None)
    if step is None or turn.state.entry(step.id) is not None:
        return
    turn.now = max(in_vietnam(at), turn.now)
    move = Move(turn)
    for entry in turn.state.active:
        move.leave(entry)
    move.enter(step.id, None)
    data = move.data()
    if past.result_number:
        outcome = {"number": past.result_number, "issued_at": turn.now.isoformat()}
        data["outcome"] = {**brief(turn.state.outcome), **outcome}
    turn.record(EventKind.FINISHED, data, step=step.id)


def _end(turn: Turn, past: PastLife) -> None:
    at = past.returned_at if past.lifecycle is Lifecycle.RETURNED else past.finished_at
    turn.now = max(in_vietnam(at or past.finished_at or turn.now), turn.now)
    data = Move(turn).end(past.lifecycle)
    if past.reason:
        data["reason"] = past.reason
    turn.record(_ENDS[past.lifecycle], data)
