"""Moving along the chain: forward, back, decide, number, consult in parallel, answer, hand over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from motcua.definitions.process import Action, ActionKind, Assign, Step, StepKind
from motcua.dossiers.actor import SYSTEM, Standing
from motcua.dossiers.child_results import check_children
from motcua.dossiers.commands import Act
from motcua.dossiers.decide_record import filed
from motcua.dossiers.events import EventKind
from motcua.dossiers.outcomes import OUTCOME, check_draft, with_decision, without_decision
from motcua.dossiers.parts import ActiveStep, Branch, Fork, Lifecycle
from motcua.dossiers.plain_data import brief
from motcua.dossiers.refusals import Refused, reason_required
from motcua.dossiers.rules import Rules
from motcua.dossiers.step_answers import filled, form_asked, with_read_answers
from motcua.dossiers.steps import (
    JOIN,
    RETURN_STEP,
    approves,
    effect,
    find_step,
    holds,
    performer,
    targets,
)
from motcua.dossiers.turn import Arrival, Move, Turn

_KINDS = {
    ActionKind.FORWARD: EventKind.FORWARDED,
    ActionKind.BACK: EventKind.SENT_BACK,
    ActionKind.CONSULT: EventKind.CONSULTED,
    ActionKind.ANSWER: EventKind.ANSWERED,
    ActionKind.DECIDE: EventKind.APPROVED,
    ActionKind.ISSUE: EventKind.ISSUED,
}
_STAYS_WITH_THE_PERSON = frozenset({StepKind.HANDLE, StepKind.CONSULT, StepKind.DECIDE})


def take_step(turn: Turn, entry: ActiveStep, action: Action, act: Act, standing: Standing) -> None:
    """Do one of a step's own moving actions. Inputs the action needs are checked here, the right to act before."""
    step = find_step(turn.rules.process, entry.step)
    kind = effect(turn.rules.process, step, action)
    check_inputs(turn, step, action, act)
    act = with_read_answers(turn.rules, step, action, act)
    if kind is ActionKind.FINISH:
        _finish(turn, entry, action, act, standing)
        return
    to = targets(turn.rules.process, step, action)
    data = spoken(act, action.id, action.name, kind)
    event = _event_kind(turn.rules, step, action, kind)
    outcome = _outcome_after(turn, step, action, act, standing, event)
    if outcome:
        data["outcome"] = outcome
    move = Move(turn)
    move.complete(entry, turn.actor.user, standing.on_behalf_of)
    fork = turn.state.fork(entry.fork) if entry.fork else None
    if fork is not None and not fork.fired and to in ((JOIN,), (fork.back.step,)):
        _answer(turn, move, entry, fork, act)
    elif len(to) > 1 or kind is ActionKind.CONSULT:
        _fork(turn, move, kept(turn, entry, standing), to, act)
    else:
        _go_on(turn, move, entry, kind, to, act)
    data |= move.data() | (filled(step, act) if form_asked(turn.rules, step, action) else {})
    data["performed"] = True
    turn.record(event, data, step=entry.step, standing=standing)
    pass_automatic_steps(turn)


def spoken(act: Act, action_id: str, name: str, kind: ActionKind) -> dict[str, Any]:
    """What was said with a command, as it stands in the event."""
    data: dict[str, Any] = {"action": action_id, "action_name": name or action_id, "does": kind.value}
    if act.reason.strip():
        data["reason"] = act.reason.strip()
    if act.answers:
        data["answers"] = dict(act.answers)
    if act.documents:
        data["documents"] = list(act.documents)
        data["papers"] = list(act.documents)
    if act.files:
        given = filed(act.files)
        data["files"] = given["files"]
        data["papers"] = list(dict.fromkeys((*act.documents, *given["papers"])))
    if act.document:
        data["document"] = act.document
    if act.numbers:
        data["numbers"] = dict(act.numbers)
    return data


def check_inputs(turn: Turn, step: Step, action: Action, act: Act) -> None:
    """Refuse an action whose reason, condition, person, draft, payment or number is missing."""
    if not holds(turn.rules, action.when):
        raise Refused(
            "condition_not_met",
            f"Hồ sơ chưa đủ điều kiện để “{action.name or action.id}”. Xem lại thông tin hồ sơ.",
        )
    if (
        action.reason
        or "reason" in action.needs
        or effect(turn.rules.process, step, action) is ActionKind.BACK
    ):
        reason_required(act.reason, f"“{action.name or action.id}”")
    if "payment" in action.needs:
        check_paid(turn)
    check_children(turn.rules, turn.state, step, action)
    if "outcome.draft" in action.needs:
        check_draft(turn.rules, turn.state, act.outcome)
    if "assignee" in action.needs and not act.assignee:
        raise Refused("assignee_needed", "Chưa chọn người nhận việc. Chọn một người rồi chuyển.", "assignee")


def check_paid(turn: Turn) -> None:
    """Refuse while a fee that is asked for before the result is still owed."""
    owed = [fee.name for fee in turn.state.fees if fee.owed and fee.collect != "at_return"]
    if owed:
        raise Refused(
            "payment_needed",
            f"Còn khoản chưa nộp: {', '.join(owed)}. Thu hoặc miễn khoản này rồi chuyển.",
            "payment",
        )


def needs_person(rules: Rules, step: Step, action: Action) -> bool:
    """Whether the sender must choose who does the next step."""
    if "assignee" in action.needs:
        return True
    to = targets(rules.process, step, action)
    if len(to) != 1 or to == (JOIN,):
        return False
    following = performer(rules.process, find_step(rules.process, to[0]))
    return following.assign is Assign.CHOSEN and effect(rules.process, step, action) is not ActionKind.BACK


def _event_kind(rules: Rules, step: Step, action: Action, kind: ActionKind) -> EventKind:
    if action.numbers:
        return EventKind.ISSUED
    if approves(rules.process, step, action):
        return EventKind.APPROVED
    if step.does is StepKind.DECIDE and kind in (ActionKind.BACK, ActionKind.DECIDE):
        return EventKind.REJECTED
    return _KINDS.get(kind, EventKind.FORWARDED)


def _outcome_after(
    turn: Turn, step: Step, action: Action, act: Act, standing: Standing, event: EventKind
) -> dict[str, Any]:
    """The result after the action, or nothing when it stays as it is."""
    if event in (EventKind.SENT_BACK, EventKind.REJECTED):
        return without_decision(turn.state.outcome)
    signs = approves(turn.rules.process, step, action)
    drafts = act.outcome is not None or "outcome.draft" in action.needs
    if not (signs or drafts or OUTCOME in action.numbers):
        return {}
    return with_decision(turn, act, standing, signs=signs, issues=OUTCOME in action.numbers)


def _person(turn: Turn, standing: Standing) -> str:
    return standing.on_behalf_of or turn.actor.user


def kept(turn: Turn, entry: ActiveStep, standing: Standing) -> ActiveStep:
    """A step as it is to be opened again: professional ones for the person who leaves them now."""
    if entry.kind in _STAYS_WITH_THE_PERSON:
        return replace(entry, assignee=_person(turn, standing))
    return entry


def _go_on(
    turn: Turn, move: Move, entry: ActiveStep, kind: ActionKind, to: tuple[str, ...], act: Act
) -> None:
    coming_back = kind in (ActionKind.BACK, ActionKind.DECIDE)
    how = Arrival(chosen=act.assignee, coming_back=coming_back, note=act.reason.strip())
    for step_id in to:
        move.enter(_asker(turn, entry) if step_id == JOIN else step_id, entry, how)


def _asker(turn: Turn, entry: ActiveStep) -> str:
    """Where an answer goes that belongs to no open consultation: to the step before."""
    return entry.came_from or turn.rules.process.steps[0].id


def _fork(turn: Turn, move: Move, entry: ActiveStep, to: tuple[str, ...], act: Act) -> None:
    """Open branches; the step is kept as it is to be opened again when they have answered."""
    fork_id = f"{entry.step}#{turn.state.version + 1}"
    branches = tuple(Branch(step_id) for step_id in to if step_id != JOIN)
    wait_for = find_step(turn.rules.process, entry.step).wait_for
    move.open_fork(Fork(fork_id, entry, wait_for, branches))
    note = act.reason.strip()
    for branch in branches:
        move.enter(branch.step, entry, Arrival(note=note, fork=fork_id, branch=branch.step))


def _answer(turn: Turn, move: Move, entry: ActiveStep, fork: Fork, act: Act) -> None:
    """Note an answer; when enough have come, the step that asked is open again and the other branches close."""
    said = answer_text(act)
    answered = fork.answered(entry.branch, by=turn.actor.user, at=turn.now, answer=said)
    others = [one for one in turn.state.active if one.fork == fork.id and one.step != entry.step]
    same_branch = any(one.branch == entry.branch for one in others)
    if same_branch or not answered.is_complete:
        move.open_fork(fork if same_branch else answered)
        return
    left_open = {one.branch: one for one in others}
    for one in others:
        move.leave(one)
    branches = tuple(replace(one, left_open=left_open.get(one.step)) for one in answered.branches)
    move.open_fork(replace(answered, fired=True, branches=branches))
    move.reopen(fork.back, note=said)


def answer_text(act: Act) -> str:
    """What a consulted agency says: the answer given, else the reason."""
    return str(act.answers.get("answer", "") or act.reason).strip()


def late_branch(turn: Turn, step_id: str) -> tuple[Fork, Branch] | None:
    """The unanswered branch of a consultation that went on without it, by the step it stood in."""
    for fork in reversed(turn.state.forks):
        for branch in fork.branches:
            if fork.fired and branch.left_open is not None and branch.left_open.step == step_id:
                return fork, branch
    return None


def answer_late(turn: Turn, fork: Fork, branch: Branch, act: Act, standing: Standing) -> None:
    """Keep an answer that came after the dossier went on; nothing else changes."""
    answered = fork.answered(branch.step, by=turn.actor.user, at=turn.now, answer=answer_text(act))
    data = spoken(act, act.action, act.action, ActionKind.ANSWER)
    data |= {"late": True, "forks": [brief(answered)]}
    step = branch.left_open.step if branch.left_open else branch.step
    turn.record(EventKind.ANSWERED, data, step=step, standing=standing)


def _finish(turn: Turn, entry: ActiveStep, action: Action, act: Act, standing: Standing) -> None:
    """Hand the result over. A chain that ends elsewhere is first finished, then handed over in the same breath."""
    data = spoken(act, action.id, action.name, ActionKind.FINISH)
    if entry.kind is not StepKind.RETURN_RESULT:
        move = Move(turn)
        for one in turn.state.active:
            move.leave(one)
        move.enter(RETURN_STEP, entry)
        outcome = _outcome_after(
            turn, find_step(turn.rules.process, entry.step), action, act, standing, EventKind.FINISHED
        )
        finished = data | move.data() | {"performed": True} | ({"outcome": outcome} if outcome else {})
        turn.record(EventKind.FINISHED, finished, step=entry.step, standing=standing)
        entry = turn.state.active[0]
    data = data | Move(turn).end(Lifecycle.RETURNED) | {"performed": True}
    if act.delivery is not None:
        data["delivery"] = brief(act.delivery)
    turn.record(EventKind.RETURNED, data, step=entry.step, standing=standing)


def pass_automatic_steps(turn: Turn) -> None:
    """Let the platform do the automatic steps that are open: the first action without a timer whose condition holds."""
    for _ in turn.rules.process.steps:
        if turn.state.lifecycle.is_end or not any(_pass(turn, one) for one in turn.state.active):
            return


def _pass(turn: Turn, entry: ActiveStep) -> bool:
    """Whether an open step is automatic and was passed."""
    if entry.kind is not StepKind.AUTOMATIC:
        return False
    step = find_step(turn.rules.process, entry.step)
    ready = (one for one in step.actions if one.after is None and holds(turn.rules, one.when))
    action = next(ready, None)
    if action is not None:
        platform_does(turn, entry, action)
    return action is not None


def platform_does(turn: Turn, entry: ActiveStep, action: Action) -> None:
    """Do an action of a step in the name of the platform: an automatic one, one whose time has come."""
    step = find_step(turn.rules.process, entry.step)
    kind = effect(turn.rules.process, step, action)
    to = targets(turn.rules.process, step, action)
    said = Act(action.id, reason=action.name)
    move = Move(turn)
    move.complete(entry, SYSTEM.user)
    fork = turn.state.fork(entry.fork) if entry.fork else None
    if fork is not None and not fork.fired and to in ((JOIN,), (fork.back.step,)):
        _answer(turn, move, entry, fork, said)
    elif len(to) > 1 or kind is ActionKind.CONSULT:
        _fork(turn, move, entry, to, said)
    else:
        _go_on(turn, move, entry, kind, to, Act(action.id))
    data = spoken(Act(action.id), action.id, action.name, kind) | move.data() | {"performed": True}
    if action.after is not None:
        data["timer"] = str(action.after)
    turn.record(_event_kind(turn.rules, step, action, kind), data, step=entry.step, actor=SYSTEM)
