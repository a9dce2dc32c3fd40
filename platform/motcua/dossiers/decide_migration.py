"""Carrying a running dossier on under newer rules: what it keeps, what moves, and when that is impossible."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from motcua.dossiers.actor import ActorKind
from motcua.dossiers.clocks import legal_due, step_due
from motcua.dossiers.events import EventKind
from motcua.dossiers.flows import check_open
from motcua.dossiers.parts import ActiveStep, Adjustment, AdjustmentKind, ClockState
from motcua.dossiers.refusals import Refused, reason_required
from motcua.dossiers.rules import Rules
from motcua.dossiers.ruling_commands import ChangeRules
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.steps import WAITING, find_step, is_standard, seat_of, step_name
from motcua.dossiers.turn import Arrival, Move, Turn
from motcua.kernel.due_clock import shift_due
from motcua.kernel.time_limit import TimeLimit

_COUNTED_ANEW = frozenset({AdjustmentKind.RULES_CHANGED, AdjustmentKind.CALENDAR_CHANGED})
"""Moves that came of counting from receipt; counting again makes them anew."""

NOTE = "Đổi người thực hiện theo bản quy định mới"


def change_rules(turn: Turn, command: ChangeRules) -> None:
    """Go on under the rules of the turn. Refused for an ended dossier, an unknown case, or a step that is gone.

    Open steps whose position changed are opened anew for it; those that stay get their new targets. Money and
    papers stay as they were charged and handed in.
    """
    check_open(turn.state)
    if turn.actor.kind is ActorKind.APPLICANT:
        raise Refused("officers_only", "Chỉ cơ quan nhà nước chuyển hồ sơ sang bản quy định mới được.")
    reason = reason_required(command.reason, "chuyển hồ sơ sang bản quy định mới")
    _check_case(turn, command)
    for step in held_steps(turn.state):
        _check_step(turn, step)
    move = Move(turn)
    _new_clock(turn, command, move)
    dues = _reseated(turn, move)
    bundle = turn.rules.bundle
    data: dict[str, Any] = {
        "reason": reason,
        "revisions": {
            "procedure": bundle.procedure_revision,
            "form": bundle.form_revision,
            "process": bundle.process_revision,
            "policy": bundle.policy_revision,
        },
        "previous_revisions": dict(command.previous),
    }
    if command.variant is not None and command.variant != turn.state.variant:
        data["corrected"] = {"variant": command.variant}
        data["previous"] = {"variant": turn.state.variant}
    if command.dropped:
        data["dropped_answers"] = dict(command.dropped)
    if command.papers:
        data["new_papers"] = list(command.papers)
    if dues:
        data["step_dues"] = dues
    turn.record(EventKind.RULES_CHANGED, data | move.data())


def held_steps(state: DossierState) -> tuple[ActiveStep, ...]:
    """Every step a dossier stands in or returns to: open ones, those that asked others, those that wait."""
    forks = [fork for fork in state.forks if not fork.fired]
    backs = [*(fork.back for fork in forks), *(wait.back for wait in state.waits)]
    branches = [one.left_open for fork in forks for one in fork.branches if one.left_open is not None]
    return (*state.active, *backs, *branches)


def _check_case(turn: Turn, command: ChangeRules) -> None:
    variants = [one.id for one in turn.rules.bundle.procedure.variants]
    variant = turn.state.variant if command.variant is None else command.variant
    if (variant or variants) and variant not in variants:
        raise Refused(
            "variant_gone",
            f"Bản mới không còn trường hợp “{variant}” và chưa rõ hồ sơ thuộc trường hợp nào. "
            "Giữ hồ sơ ở bản cũ.",
            "variant",
        )


def _check_step(turn: Turn, entry: ActiveStep) -> None:
    if is_standard(entry.step):
        return
    try:
        step = find_step(turn.rules.process, entry.step)
    except KeyError as error:
        raise Refused(
            "step_gone",
            f"Hồ sơ đang ở bước “{entry.step}” mà quy trình mới không còn. "
            "Giữ hồ sơ ở bản cũ, hoặc chờ hồ sơ qua bước này.",
            "step",
        ) from error
    if step.does is not entry.kind:
        raise Refused(
            "step_changed",
            f"Bước “{step.name}” ở bản mới làm việc khác bản cũ. Chờ hồ sơ qua bước này rồi chuyển.",
            "step",
        )


def _reseated(turn: Turn, move: Move) -> dict[str, str]:
    """Open the steps of another position anew; the new targets of the others."""
    dues: dict[str, str] = {}
    for entry in turn.state.active:
        if is_standard(entry.step) or entry.kind in WAITING:
            continue
        step = find_step(turn.rules.process, entry.step)
        seat = seat_of(turn.rules, turn.state, step)
        if (seat.agency, seat.position, seat.unit) != (entry.agency, entry.position, entry.unit):
            move.leave(entry)
            move.enter(
                entry.step,
                None,
                Arrival(kept_for="", note=entry.note or NOTE, fork=entry.fork, branch=entry.branch),
            )
            continue
        target = step_due(turn.rules, seat.agency, step, entry.entered_at or turn.now)
        if target is not None and target != entry.due_at:
            dues[entry.step] = target.isoformat()
    return dues


def _new_clock(turn: Turn, command: ChangeRules, move: Move) -> None:
    clock, received_at = turn.state.clock, turn.state.received_at
    if command.limit is None or received_at is None:
        return
    due_at = due_under(turn.rules, turn.state.competent_agency, received_at, clock, command.limit)
    if due_at == clock.due_at and str(command.limit) == clock.limit:
        return
    adjustment = Adjustment(AdjustmentKind.RULES_CHANGED, turn.now, clock.due_at, due_at, command.reason)
    original = clock.original_due_at if clock.original_due_at is not None else due_at
    move.set_clock(
        replace(clock, limit=str(command.limit), original_due_at=original, due_at=due_at), adjustment
    )


def due_under(
    rules: Rules, agency: str, received_at: datetime, clock: ClockState, limit: TimeLimit
) -> datetime:
    """The due date a limit would have given: counted from receipt, later by what was waited or granted since.

    A limit that ran anew after a supplement is counted from there. Raises ``CalendarError`` outside the calendar.
    """
    calendar = rules.directory.calendar_of(agency)
    due_at = legal_due(rules, agency, received_at, limit).due_at
    for one in clock.adjustments:
        if one.kind is AdjustmentKind.RECOUNTED:
            due_at = max(legal_due(rules, agency, one.at, limit).due_at, due_at)
        elif one.kind not in _COUNTED_ANEW and _is_later(one):
            due_at = shift_due(calendar, due_at, one.old_due_at or due_at, one.new_due_at or due_at)
    return due_at


def _is_later(move: Adjustment) -> bool:
    return move.old_due_at is not None and move.new_due_at is not None and move.new_due_at > move.old_due_at


def vanished_steps(rules: Rules, state: DossierState) -> tuple[str, ...]:
    """Names of the steps the dossier stands in that the new process no longer has."""
    known = {one.id for one in rules.process.steps}
    held = (one.step for one in held_steps(state) if not is_standard(one.step) and one.step not in known)
    return tuple(dict.fromkeys(step_name(rules.process, one) for one in held))
