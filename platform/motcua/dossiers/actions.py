"""What somebody may do with a dossier now, why the rest is not offered, and whom it waits for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from motcua.definitions.process import Action, ActionKind, Step
from motcua.dossiers.actor import Actor
from motcua.dossiers.child_results import check_children, opener_first
from motcua.dossiers.commands import Act, Command, Receive, RefuseIntake, Submit
from motcua.dossiers.decide_act import RECEIVE_ACTION, REFUSE_INTAKE_ACTION
from motcua.dossiers.decide_intake import DOSSIER
from motcua.dossiers.decide_money import check_cashier
from motcua.dossiers.decide_people import find_recallable
from motcua.dossiers.decide_steps import check_paid, needs_person
from motcua.dossiers.flows import (
    BY_EFFECT,
    FLOWS,
    PAY,
    PAYMENT_DONE,
    RECALL,
    Flow,
    check_allowed,
    check_flow,
    check_not_suspended,
    check_open,
    find_starter,
)
from motcua.dossiers.outcomes import OUTCOME, outcome_definition
from motcua.dossiers.parts import ActiveStep, Lifecycle
from motcua.dossiers.record_commands import ReplaceOutcome
from motcua.dossiers.refusals import Refused
from motcua.dossiers.rules import Rules
from motcua.dossiers.seats import check_performer, check_seat
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.status import STATUS_NAMES
from motcua.dossiers.steps import SUBMITTED_STEP, approves, effect, find_step, holds, step_name
from motcua.dossiers.turn import Turn


@dataclass(frozen=True, slots=True)
class OfferedAction:
    """A button: ``kind`` is what it does, ``requires`` what must be given with it, ``main`` the usual way on."""

    id: str
    name: str
    step: str
    kind: str
    requires: tuple[str, ...] = ()
    main: bool = False


@dataclass(frozen=True, slots=True)
class MissingAction:
    """A button that is not offered, and why."""

    id: str
    name: str
    step: str
    kind: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open step and who must act on it."""

    step: str
    name: str
    position: str
    agency: str
    unit: str
    assignee: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Button:
    offered: OfferedAction
    refused: Refused | None


_KIND_WORDS = {
    ActionKind.REQUEST_SUPPLEMENT: "supplement",
    ActionKind.REQUEST_PAYMENT: "payment",
}
_NEEDED_WORDS = ("reason", "payment", "assignee", "outcome.draft")


def available(rules: Rules, state: DossierState, actor: Actor, now: datetime) -> tuple[OfferedAction, ...]:
    """The actions this person may do now, the step's own first."""
    return tuple(one.offered for one in _buttons(rules, state, actor, now) if one.refused is None)


def missing(rules: Rules, state: DossierState, actor: Actor, now: datetime) -> tuple[MissingAction, ...]:
    """Why the other buttons are not there ("vì sao nút này không có")."""
    return tuple(
        MissingAction(
            one.offered.id,
            one.offered.name,
            one.offered.step,
            one.offered.kind,
            one.refused.refusal.code,
            one.refused.refusal.message,
        )
        for one in _buttons(rules, state, actor, now)
        if one.refused is not None
    )


def waiting_for(rules: Rules, state: DossierState) -> tuple[Waiting, ...]:
    """Whom the dossier waits for; empty once it is closed."""
    return tuple(
        Waiting(
            entry.step,
            step_name(rules.process, entry.step),
            entry.position,
            entry.agency,
            entry.unit,
            entry.assignee,
            entry.due_at,
        )
        for entry in state.active
    )


def numbers_needed(rules: Rules, state: DossierState | None, command: Command) -> Mapping[str, str]:
    """The numbers to allocate before deciding: purpose to numbering code (empty: the platform's usual one)."""
    if state is None:
        if isinstance(command, Submit | Receive | RefuseIntake):
            return {DOSSIER: rules.bundle.procedure.numbering}
        return {}
    if isinstance(command, ReplaceOutcome):
        definition = outcome_definition(rules, state)
        return {OUTCOME: definition.numbering if definition else ""}
    if not isinstance(command, Act) or state.outcome.number:
        return {}
    for entry in state.active:
        if command.step and entry.step != command.step:
            continue
        for action in find_step(rules.process, entry.step).actions:
            if action.id == command.action and OUTCOME in action.numbers:
                definition = outcome_definition(rules, state, command.outcome)
                return {OUTCOME: definition.numbering if definition else ""}
    return {}


def _buttons(rules: Rules, state: DossierState, actor: Actor, now: datetime) -> Iterator[_Button]:
    """Every button the process and the standard sub-flows have here, with the reason against it."""
    actor = actor.about(rules.bundle.procedure.field_of_work)
    declared: set[tuple[str, str]] = set()
    for entry in state.active:
        if entry.step == SUBMITTED_STEP:
            yield from _intake_buttons(rules, entry, actor, now)
            continue
        step = find_step(rules.process, entry.step)
        main = _main_action(rules, step)
        main = opener_first(rules, state, step, main) if main is not None else None
        for action in step.actions:
            kind = effect(rules.process, step, action)
            if kind in BY_EFFECT:
                declared.add((entry.step, BY_EFFECT[kind].id))
            refused = _own_refusal(rules, state, entry, action, actor, now)
            yield _Button(_own_button(rules, step, action, main=action is main), refused)
    if state.active and state.active[0].step != SUBMITTED_STEP:
        for flow in FLOWS.values():
            yield from _flow_buttons(rules, state, flow, actor, now, declared)


def _intake_buttons(rules: Rules, entry: ActiveStep, actor: Actor, now: datetime) -> Iterator[_Button]:
    try:
        check_seat(rules, entry, actor, now)
        refused = None
    except Refused as found:
        refused = found
    yield _Button(OfferedAction(RECEIVE_ACTION, "Tiếp nhận hồ sơ", entry.step, "receive", main=True), refused)
    yield _Button(
        OfferedAction(REFUSE_INTAKE_ACTION, "Không tiếp nhận…", entry.step, "refuse_intake", ("reason",)),
        refused,
    )


def _main_action(rules: Rules, step: Step) -> Action | None:
    """The action marked as the usual way on, else the first that leads on."""
    marked = next((one for one in step.actions if one.main), None)
    onward = (ActionKind.FORWARD, ActionKind.DECIDE, ActionKind.ISSUE, ActionKind.ANSWER, ActionKind.FINISH)
    return marked or next((one for one in step.actions if effect(rules.process, step, one) in onward), None)


def _own_button(rules: Rules, step: Step, action: Action, *, main: bool) -> OfferedAction:
    kind = effect(rules.process, step, action)
    shown = "decide" if approves(rules.process, step, action) and not action.numbers else None
    return OfferedAction(
        id=action.id,
        name=action.name or (BY_EFFECT[kind].name if kind in BY_EFFECT else action.id),
        step=step.id,
        kind=shown or _KIND_WORDS.get(kind, kind.value),
        requires=_requires(rules, step, action, kind),
        main=main,
    )


def _requires(rules: Rules, step: Step, action: Action, kind: ActionKind) -> tuple[str, ...]:
    wanted = [need for need in action.needs if need in _NEEDED_WORDS and need != "payment"]
    if kind in BY_EFFECT and (kind is not ActionKind.REQUEST_PAYMENT or action.reason):
        wanted.extend(BY_EFFECT[kind].requires)
    if action.reason or kind is ActionKind.BACK:
        wanted.append("reason")
    if needs_person(rules, step, action):
        wanted.append("assignee")
    if action.form or (step.form and kind is not ActionKind.BACK):
        wanted.append("answers")
    return tuple(dict.fromkeys(wanted))


def _own_refusal(
    rules: Rules, state: DossierState, entry: ActiveStep, action: Action, actor: Actor, now: datetime
) -> Refused | None:
    step = find_step(rules.process, entry.step)
    try:
        check_open(state)
        check_not_suspended(state)
        check_performer(rules, state, entry, actor, now)
        if not holds(rules, action.when):
            raise Refused("condition_not_met", f"Hồ sơ chưa đủ điều kiện để “{action.name or action.id}”.")
        kind = effect(rules.process, step, action)
        if state.lifecycle is Lifecycle.DONE and kind is not ActionKind.FINISH:
            raise Refused("result_exists", "Hồ sơ đã xử lý xong, chỉ còn trả kết quả.")
        flow = BY_EFFECT.get(kind)
        if flow is not None:
            check_flow(rules, state, flow, now)
        if "payment" in action.needs:
            check_paid(Turn(rules, state, actor, now))
        check_children(rules, state, step, action)
    except Refused as refused:
        return refused
    return None


def _flow_buttons(
    rules: Rules,
    state: DossierState,
    flow: Flow,
    actor: Actor,
    now: datetime,
    declared: set[tuple[str, str]],
) -> Iterator[_Button]:
    if all((entry.step, flow.id) in declared for entry in state.active if entry.kind in flow.at) and flow.at:
        return
    step = ""
    refused: Refused | None = None
    try:
        check_allowed(rules, flow)
        check_flow(rules, state, flow, now)
        step = _flow_step(rules, state, flow, actor, now)
    except Refused as found:
        refused = found
    yield _Button(OfferedAction(flow.id, flow.name, step, flow.kind, flow.requires), refused)


def _flow_step(rules: Rules, state: DossierState, flow: Flow, actor: Actor, now: datetime) -> str:
    """The step at which the actor may start a flow. Refused when there is none."""
    if flow is RECALL:
        return find_recallable(Turn(rules, state, actor, now)).step
    if flow is PAY:
        check_cashier(rules, state, actor, now)
        return ""
    entry, _ = find_starter(rules, state, actor, now, flow)
    if flow is PAYMENT_DONE:
        check_paid(Turn(rules, state, actor, now))
    return entry.step if entry else ""


def status_name(state: DossierState) -> str:
    """The national name of the dossier's status."""
    return STATUS_NAMES.get(state.official_status, "")
