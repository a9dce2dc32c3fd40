"""Pressing a button: the step's own action, else a standard sub-flow of that name."""

from __future__ import annotations

from motcua.definitions.process import Action, ActionKind, StepKind
from motcua.dossiers.actor import Actor, ActorKind, Standing
from motcua.dossiers.commands import Act, Extend, Recall, RefuseIntake, Suspend
from motcua.dossiers.decide_ends import end_dossier
from motcua.dossiers.decide_intake import refuse_intake
from motcua.dossiers.decide_money import pay_everything
from motcua.dossiers.decide_people import recall
from motcua.dossiers.decide_steps import answer_late, check_inputs, check_paid, late_branch, take_step
from motcua.dossiers.decide_waits import (
    complete_payment,
    extend,
    lapse_supplement,
    pay_and_go_on,
    receive_supplement,
    request_payment,
    request_supplement,
    resume,
    suspend,
)
from motcua.dossiers.flows import (
    BY_EFFECT,
    FLOWS,
    PAY,
    PAYMENT_DONE,
    RECALL,
    SUPPLEMENT_LAPSED,
    SUPPLEMENT_RECEIVED,
    WITHDRAW,
    Flow,
    check_allowed,
    check_flow,
    check_not_suspended,
    check_open,
    find_starter,
    speaks_for_applicant,
)
from motcua.dossiers.parts import ActiveStep
from motcua.dossiers.refusals import Refused
from motcua.dossiers.seats import check_performer, check_seat, seat_of_entry
from motcua.dossiers.steps import effect, find_step, step_name
from motcua.dossiers.turn import Turn

RECEIVE_ACTION = "receive"
REFUSE_INTAKE_ACTION = "refuse_intake"
_FOR_APPLICANTS = (SUPPLEMENT_RECEIVED, PAYMENT_DONE, WITHDRAW)


def act_on_dossier(turn: Turn, act: Act) -> None:
    """Carry out an action by its id, at the step named or at the one open step that fits."""
    check_open(turn.state)
    if act.action == REFUSE_INTAKE_ACTION:
        refuse_intake(turn, RefuseIntake(act.reason, numbers=act.numbers))
        return
    found = _own_actions(turn, act)
    if found:
        _do_first_possible(turn, found, act)
        return
    flow = FLOWS.get(act.action)
    if flow is not None:
        run_flow(turn, flow, act)
        return
    late = late_branch(turn, act.step) if act.step and turn.state.entry(act.step) is None else None
    if late is not None and late[1].left_open is not None:
        standing = check_seat(turn.rules, late[1].left_open, turn.actor, turn.now)
        answer_late(turn, *late, act, standing)
        return
    _refuse_unknown(turn, act)


def _own_actions(turn: Turn, act: Act) -> list[tuple[ActiveStep, Action]]:
    return [
        (entry, action)
        for entry in turn.state.active
        if not act.step or entry.step == act.step
        for action in find_step(turn.rules.process, entry.step).actions
        if action.id == act.action
    ]


def _do_first_possible(turn: Turn, found: list[tuple[ActiveStep, Action]], act: Act) -> None:
    """Do the action at the first open step where the actor may; refused with the first reason otherwise."""
    check_not_suspended(turn.state)
    first: Refused | None = None
    for entry, action in found:
        try:
            standing = check_performer(turn.rules, turn.state, entry, turn.actor, turn.now)
        except Refused as refused:
            first = first or refused
            continue
        _do_own(turn, entry, action, act, standing)
        return
    if first is not None:
        raise first


def _do_own(turn: Turn, entry: ActiveStep, action: Action, act: Act, standing: Standing) -> None:
    step = find_step(turn.rules.process, entry.step)
    kind = effect(turn.rules.process, step, action)
    flow = BY_EFFECT.get(kind)
    if flow is not None:
        check_flow(turn.rules, turn.state, flow, turn.now)
        check_inputs(turn, step, action, act)
        _start_flow(turn, flow, entry, action, act, standing)
    elif entry.kind is StepKind.WAIT_FOR_APPLICANT and turn.state.open_supplement is not None:
        check_inputs(turn, step, action, act)
        receive_supplement(turn, entry, act, standing)
    else:
        take_step(turn, entry, action, act, standing)


def run_flow(turn: Turn, flow: Flow, act: Act) -> None:
    """Run a standard sub-flow at the first open step where the actor may start it."""
    check_allowed(turn.rules, flow)
    if flow is PAY:
        pay_and_go_on(turn, pay_everything(act))
        return
    if flow is RECALL:
        recall(turn, Recall(act.step, act.reason))
        return
    check_flow(turn.rules, turn.state, flow, turn.now)
    if _needs_no_seat(turn.actor, flow):
        entry = next((one for one in turn.state.active if one.kind in flow.at), None)
        standing = None
    else:
        entry, standing = find_starter(turn.rules, turn.state, turn.actor, turn.now, flow, act.step)
    _start_flow(turn, flow, entry, None, act, standing)


def _needs_no_seat(actor: Actor, flow: Flow) -> bool:
    """What applicants do themselves, and the lapse of a supplement, which the platform itself finds."""
    if flow is SUPPLEMENT_LAPSED:
        return actor.kind is ActorKind.SYSTEM
    return speaks_for_applicant(actor) and flow in _FOR_APPLICANTS


def _start_flow(
    turn: Turn,
    flow: Flow,
    entry: ActiveStep | None,
    action: Action | None,
    act: Act,
    standing: Standing | None,
) -> None:
    step = entry.step if entry else ""
    match flow.id:
        case "refuse" | "stop" | "withdraw":
            end_dossier(turn, flow.does or ActionKind.STOP, act, step, standing)
            return
        case "supplement_received" if entry is not None:
            receive_supplement(turn, entry, act, standing)
            return
        case "supplement_lapsed" if entry is not None:
            lapse_supplement(turn, entry, act, standing)
            return
        case "payment_done" if entry is not None:
            check_paid(turn)
            complete_payment(turn, entry, act, standing)
            return
    if entry is None or standing is None:
        raise Refused("not_at_this_step", f"Không “{flow.name.rstrip('…')}” ở bước này được.", "step")
    match flow.id:
        case "request_supplement":
            request_supplement(turn, entry, action, act, standing)
        case "request_payment":
            request_payment(turn, entry, action, act, standing)
        case "suspend":
            suspend(turn, entry, Suspend(act.basis, act.reason, act.document), standing)
        case "resume":
            resume(turn, entry, act, standing)
        case "extend":
            if act.deadline is None:
                raise Refused(
                    "deadline_needed", "Chưa chọn ngày hẹn trả mới. Chọn ngày rồi làm lại.", "deadline"
                )
            extend(turn, entry, Extend(act.deadline, act.reason, act.document), standing)


def _refuse_unknown(turn: Turn, act: Act) -> None:
    process = turn.rules.process
    places = ", ".join(f"“{step_name(process, entry.step)}”" for entry in turn.state.active)
    if act.step and turn.state.entry(act.step) is None:
        raise Refused(
            "step_not_active",
            f"Bước “{step_name(process, act.step)}” không còn chờ xử lý. Hồ sơ đang ở {places}.",
            "step",
        )
    entry = turn.state.entry(act.step) if act.step else (turn.state.active[0] if turn.state.active else None)
    owner = f" Bước này thuộc {turn.rules.seat_words(seat_of_entry(entry))}." if entry else ""
    raise Refused(
        "action_unknown", f"Hồ sơ đang ở {places}, không có thao tác “{act.action}”.{owner}", "action"
    )
