"""Counting the due date of a running dossier again after the working calendar has changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from motcua.dossiers.actor import ActorKind
from motcua.dossiers.clocks import step_due
from motcua.dossiers.decide_migration import due_under
from motcua.dossiers.events import EventKind
from motcua.dossiers.flows import check_open
from motcua.dossiers.parts import ActiveStep, Adjustment, AdjustmentKind, Lifecycle
from motcua.dossiers.refusals import Refused, reason_required
from motcua.dossiers.rules import Rules
from motcua.dossiers.ruling_commands import RecountDue
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.steps import WAITING, find_step
from motcua.dossiers.turn import Move, Turn
from motcua.kernel.time_limit import TimeLimit, TimeLimitError
from motcua.kernel.working_calendar import CalendarError

_DELAYS = frozenset({AdjustmentKind.WAITED, AdjustmentKind.RECOUNTED})


def recount_due(turn: Turn, command: RecountDue) -> None:
    """Set the due date the limit gives by the calendar of now; the original one is kept, the move is written down.

    Refused for a dossier that has its result, one whose date was set by hand, and when the date stays as it is.
    """
    check_open(turn.state)
    if turn.actor.kind is ActorKind.APPLICANT:
        raise Refused("officers_only", "Chỉ cơ quan nhà nước tính lại ngày hẹn được.")
    reason = reason_required(command.reason, "tính lại ngày hẹn")
    due_at = recounted_due(turn.rules, turn.state)
    if due_at is None:
        raise Refused(
            "not_countable", "Hồ sơ đã có kết quả, hoặc ngày hẹn do người nhập, nên không tính lại theo lịch."
        )
    clock = turn.state.clock
    dues = _targets(turn.rules, turn.state)
    if due_at == clock.due_at and not dues:
        raise Refused("due_unchanged", "Ngày hẹn theo lịch hiện nay không đổi.")
    move = Move(turn)
    if due_at != clock.due_at:
        change = Adjustment(
            AdjustmentKind.CALENDAR_CHANGED, turn.now, clock.due_at, due_at, reason, command.document.strip()
        )
        move.set_clock(replace(clock, due_at=due_at), change)
    data: dict[str, Any] = {"reason": reason, "document": command.document.strip()}
    if dues:
        data["step_dues"] = dues
    turn.record(EventKind.DUE_RECOUNTED, data | move.data())


def recounted_due(rules: Rules, state: DossierState) -> datetime | None:
    """The due date by the calendar of the rules; None where it does not come of a limit, or no longer matters."""
    received_at, clock = state.received_at, state.clock
    if received_at is None or not clock.limit or clock.due_at is None or state.lifecycle is Lifecycle.DONE:
        return None
    try:
        limit = TimeLimit.parse(clock.limit)
        return due_under(rules, state.competent_agency, received_at, clock, limit)
    except (TimeLimitError, CalendarError):
        return None


def _targets(rules: Rules, state: DossierState) -> dict[str, str]:
    """New targets of open steps; those that were moved by a wait keep theirs."""
    waits = [one.at for one in state.clock.adjustments if one.kind in _DELAYS]
    found: dict[str, str] = {}
    for entry in state.active:
        target = _target(rules, entry)
        moved = any(entry.entered_at is not None and at >= entry.entered_at for at in waits)
        if target is not None and target != entry.due_at and not moved:
            found[entry.step] = target.isoformat()
    return found


def _target(rules: Rules, entry: ActiveStep) -> datetime | None:
    if entry.kind in WAITING or entry.entered_at is None or entry.due_at is None:
        return None
    try:
        return step_due(rules, entry.agency, find_step(rules.process, entry.step), entry.entered_at)
    except (CalendarError, KeyError):
        return None
