"""Waiting and going on: supplements, financial obligations, suspension, extension."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motcua.definitions.process import Action, ActionKind, StepKind
from motcua.dossiers.actor import Standing
from motcua.dossiers.clocks import SUSPENSION, moved_due, recounts, shifted_target, supplement_deadline
from motcua.dossiers.commands import Act, Extend, Pay, Suspend, Waive
from motcua.dossiers.decide_money import asked_for, pay, settled_wait, waive
from motcua.dossiers.decide_steps import kept, pass_automatic_steps, spoken
from motcua.dossiers.events import EventKind
from motcua.dossiers.flows import EXTEND, PAYMENT_DONE, SUPPLEMENT_RECEIVED, SUSPEND
from motcua.dossiers.parts import (
    ActiveStep,
    Adjustment,
    AdjustmentKind,
    Lifecycle,
    Supplement,
    Suspension,
    Wait,
)
from motcua.dossiers.plain_data import brief
from motcua.dossiers.refusals import Refused, reason_required
from motcua.dossiers.steps import (
    JOIN,
    PAYMENT_STEP,
    SUPPLEMENT_STEP,
    find_step,
    is_standard,
    targets,
)
from motcua.dossiers.turn import Arrival, Move, Turn
from motcua.kernel.clock import in_vietnam
from motcua.kernel.date_words import moment_words


def request_supplement(
    turn: Turn, entry: ActiveStep, action: Action | None, act: Act, standing: Standing
) -> None:
    """Ask the applicant for papers; the clock stands still if the policy says so, the dossier waits at the counter."""
    reason = reason_required(act.reason, "yêu cầu bổ sung")
    deadline = _deadline(turn, act.deadline)
    supplement = Supplement(
        round=len(turn.state.supplements) + 1,
        step=entry.step,
        asked_by=turn.actor.user,
        asked_at=turn.now,
        reason=reason,
        items=act.items,
        deadline=deadline,
    )
    move = _wait_instead(turn, entry, _wait_step(turn, action, SUPPLEMENT_STEP), reason, standing)
    if recounts(turn.rules.policy):
        move.recount_later()
    data = spoken(act, act.action, _name(action, "Yêu cầu bổ sung"), ActionKind.REQUEST_SUPPLEMENT)
    data |= move.data() | {"supplement": brief(supplement)}
    turn.record(EventKind.SUPPLEMENT_REQUESTED, data, step=entry.step, standing=standing)


def _deadline(turn: Turn, given: datetime | None) -> datetime | None:
    if given is not None:
        deadline = in_vietnam(given)
        if deadline <= turn.now:
            raise Refused("deadline_past", "Hạn bổ sung phải sau lúc yêu cầu. Chọn ngày khác.", "deadline")
        return deadline
    return supplement_deadline(turn.rules, turn.state.agency, turn.now)


def _name(action: Action | None, name: str) -> str:
    return action.name or name if action is not None else name


def _wait_step(turn: Turn, action: Action | None, standard: str) -> str:
    """The process's own waiting step, when the action leads to one; else the one every process has."""
    if action is not None:
        for step_id in action.to:
            if step_id != JOIN:
                return find_step(turn.rules.process, step_id).id
    return standard


def _wait_instead(turn: Turn, entry: ActiveStep, wait_step: str, note: str, standing: Standing) -> Move:
    move = Move(turn)
    move.leave(entry)
    move.enter(wait_step, entry, Arrival(note=note))
    move.wait_for(Wait(wait_step, kept(turn, entry, standing)))
    return move


def receive_supplement(turn: Turn, entry: ActiveStep, act: Act, standing: Standing | None) -> None:
    """The papers have come: the clock goes on, and the step that asked is open again for who asked."""
    data = spoken(act, SUPPLEMENT_RECEIVED.id, SUPPLEMENT_RECEIVED.name, ActionKind.FORWARD)
    data |= _back_from_wait(turn, entry, "Đã nhận giấy tờ bổ sung")
    turn.record(EventKind.SUPPLEMENT_RECEIVED, data, step=entry.step, standing=standing)
    pass_automatic_steps(turn)


def _back_from_wait(turn: Turn, entry: ActiveStep, note: str) -> dict[str, Any]:
    """Leave a waiting step: to where the process says, else to the step that asked."""
    move = Move(turn)
    move.leave(entry)
    wait = turn.state.wait(entry.step)
    to = _way_on(turn, entry, wait)
    if wait is not None and not to:
        move.reopen(wait.back, note)
    for step_id in to:
        if wait is not None and step_id == wait.back.step:
            move.reopen(wait.back, note)
        else:
            move.enter(step_id, entry, Arrival(coming_back=True, note=note))
    return move.data()


def _way_on(turn: Turn, entry: ActiveStep, wait: Wait | None) -> tuple[str, ...]:
    if is_standard(entry.step):
        return ()
    step = find_step(turn.rules.process, entry.step)
    forward = next((one for one in step.actions if one.does is ActionKind.FORWARD and one.to), None)
    if forward is not None:
        return tuple(step_id for step_id in forward.to if step_id != JOIN)
    if wait is not None and entry.kind is StepKind.WAIT_FOR_APPLICANT:
        return ()
    return targets(turn.rules.process, step, Action("onward", ""))


def lapse_supplement(turn: Turn, entry: ActiveStep, act: Act, standing: Standing | None) -> None:
    """Close a dossier whose supplement did not come in time."""
    data = spoken(act, act.action, "Đóng hồ sơ do không bổ sung", ActionKind.STOP)
    data.setdefault("reason", "Quá hạn bổ sung mà chưa nhận được giấy tờ")
    data |= Move(turn).end(Lifecycle.STOPPED)
    turn.record(EventKind.SUPPLEMENT_LAPSED, data, step=entry.step, standing=standing)


def request_payment(
    turn: Turn, entry: ActiveStep, action: Action | None, act: Act, standing: Standing
) -> None:
    """Wait for a charge or a financial obligation; the clock stands still when the policy has a ground for it."""
    if action is None or action.reason:
        reason_required(act.reason, "yêu cầu nghĩa vụ tài chính")
    note = act.reason.strip()
    move = _wait_instead(turn, entry, _wait_step(turn, action, PAYMENT_STEP), note, standing)
    data = spoken(act, act.action, _name(action, "Yêu cầu nghĩa vụ tài chính"), ActionKind.REQUEST_PAYMENT)
    data |= move.data()
    if act.fees:
        data["fees"] = [brief(fee) for fee in asked_for(turn.state, act.fees)]
    data["performed"] = True
    turn.record(EventKind.PAYMENT_REQUESTED, data, step=entry.step, standing=standing)
    # what was paid before is not asked for twice
    _go_on_when_settled(turn, tuple(charge.fee for charge in act.fees))


def complete_payment(turn: Turn, entry: ActiveStep, act: Act, standing: Standing | None) -> None:
    """The obligation is met: the clock and the dossier go on."""
    data = spoken(act, PAYMENT_DONE.id, PAYMENT_DONE.name, ActionKind.FORWARD)
    data |= _back_from_wait(turn, entry, "Đã hoàn thành nghĩa vụ tài chính")
    turn.record(EventKind.PAYMENT_COMPLETED, data, step=entry.step, standing=standing)
    pass_automatic_steps(turn)


def suspend(turn: Turn, entry: ActiveStep, command: Suspend, standing: Standing) -> None:
    """Stop for a ground of the policy; the open steps stay where they are."""
    reason = reason_required(command.reason, "tạm dừng")
    ground = turn.rules.pause_reason(command.basis)
    if ground is None:
        known = "; ".join(f"{one.id} ({one.name})" for one in turn.rules.policy.pauses)
        raise Refused("ground_unknown", f"Chưa chọn căn cứ tạm dừng. Chọn một trong: {known}.", "basis")
    document = command.document.strip()
    if ground.needs_document and not document:
        raise Refused(
            "document_needed", f"Tạm dừng vì “{ground.name}” cần văn bản. Ghi số, ngày văn bản.", "document"
        )
    move = Move(turn)
    if ground.pauses:
        move.hold(SUSPENSION, ground, document)
    suspension = Suspension(ground.id, reason, document, turn.now, ground.official_status, turn.actor.user)
    act = Act(SUSPEND.id, reason=reason, document=document)
    data = spoken(act, SUSPEND.id, "Tạm dừng", ActionKind.SUSPEND) | move.data()
    data["suspension"] = brief(suspension)
    turn.record(EventKind.SUSPENDED, data, step=entry.step, standing=standing)


def resume(turn: Turn, entry: ActiveStep, act: Act, standing: Standing) -> None:
    """Go on after a suspension: the clock moves by what was waited, and so do the targets of the open steps."""
    suspension = turn.state.suspension
    move = Move(turn)
    move.release(SUSPENSION)
    data = spoken(act, "resume", "Tiếp tục giải quyết", ActionKind.FORWARD) | move.data()
    since = suspension.since if suspension else turn.now
    data["step_dues"] = {
        one.step: shifted_target(turn.rules, one.agency, one.due_at, since, turn.now).isoformat()
        for one in turn.state.active
        if one.due_at is not None
    }
    turn.record(EventKind.RESUMED, data, step=entry.step, standing=standing)


def extend(turn: Turn, entry: ActiveStep, command: Extend, standing: Standing) -> None:
    """Set a later due date: an extension while in time, a re-appointment with apology when late."""
    reason = reason_required(command.reason, "gia hạn")
    clock, new_due_at = turn.state.clock, in_vietnam(command.new_due_at)
    if clock.due_at is None or new_due_at <= max(clock.due_at, turn.now):
        shown = moment_words(in_vietnam(clock.due_at)) if clock.due_at else ""
        raise Refused("due_not_later", f"Ngày hẹn mới phải sau ngày hẹn {shown} và sau lúc này.", "deadline")
    kind = AdjustmentKind.REAPPOINTED if turn.now > clock.due_at else AdjustmentKind.EXTENDED
    adjustment = Adjustment(kind, turn.now, clock.due_at, new_due_at, reason, command.document.strip())
    move = Move(turn)
    move.set_clock(*moved_due(clock, new_due_at, adjustment))
    act = Act(EXTEND.id, reason=reason, document=command.document.strip())
    data = spoken(act, EXTEND.id, "Gia hạn, hẹn lại", ActionKind.FORWARD) | move.data()
    turn.record(EventKind.EXTENDED, data, step=entry.step, standing=standing)


def pay_and_go_on(turn: Turn, command: Pay) -> None:
    """Book a payment; a dossier that waited for it goes on at once."""
    paid = pay(turn, command)
    _go_on_when_settled(turn, paid)


def waive_and_go_on(turn: Turn, command: Waive) -> None:
    """Waive a fee; a dossier that waited for it goes on at once."""
    waive(turn, command)
    _go_on_when_settled(turn, (command.fee,))


def _go_on_when_settled(turn: Turn, fees: tuple[str, ...]) -> None:
    entry = settled_wait(turn.state, fees)
    if entry is not None and turn.state.suspension is None:
        complete_payment(turn, entry, Act(PAYMENT_DONE.id), None)
