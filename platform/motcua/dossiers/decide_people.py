"""Who works on it: giving a step to a person, taking back what was sent, remarks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from motcua.dossiers.actor import ActorKind, Standing
from motcua.dossiers.commands import Assign, Comment, Recall
from motcua.dossiers.events import EventKind
from motcua.dossiers.flows import check_not_suspended, check_open
from motcua.dossiers.outcomes import without_decision
from motcua.dossiers.parts import ActiveStep, Fork, Lifecycle
from motcua.dossiers.refusals import Refused, required
from motcua.dossiers.seats import choose_person, seat_of_entry
from motcua.dossiers.steps import WAITING, find_step, is_standard, step_name
from motcua.dossiers.turn import Arrival, Move, Turn

ASSIGN = "can_assign"
"""The permission of those who distribute work in their agency."""


def assign(turn: Turn, command: Assign) -> None:
    """Give an open step to a person, or back to the common list."""
    check_open(turn.state)
    entry = turn.state.entry(command.step)
    if entry is None:
        name = step_name(turn.rules.process, command.step)
        raise Refused("step_not_active", f"Bước “{name}” không còn chờ xử lý, không giao được.", "step")
    standing = _assigner(turn, entry, command.assignee)
    if command.assignee:
        step = find_step(turn.rules.process, entry.step)
        choose_person(turn.rules, turn.state, step, seat_of_entry(entry), chosen=command.assignee)
    if command.assignee == entry.assignee:
        raise Refused(
            "assigned_already", f"Bước này đã giao cho {entry.assignee or 'danh sách chung'}.", "assignee"
        )
    data: dict[str, Any] = {"assigned": [{"step": entry.step, "assignee": command.assignee}]}
    data["previous"] = entry.assignee
    if command.reason.strip():
        data["reason"] = command.reason.strip()
    turn.record(EventKind.ASSIGNED, data, step=entry.step, standing=standing)


def _assigner(turn: Turn, entry: ActiveStep, assignee: str) -> Standing | None:
    """Those who distribute work in the step's agency; everybody of the position for what is free or their own."""
    actor, now = turn.actor, turn.now
    if actor.kind is not ActorKind.OFFICER:
        raise Refused("officers_only", "Chỉ công chức giao việc được.")
    standings = list(actor.standings(now))
    if ASSIGN in actor.permissions:
        in_agency = next((one for one in standings if one.holding.agency == entry.agency), None)
        if in_agency is not None or actor.agency == entry.agency:
            return in_agency
    own = actor.standing_at(seat_of_entry(entry), now, entry.assignee)
    if own is not None and (assignee == actor.user or entry.assignee):
        return own
    raise Refused(
        "not_assigner",
        f"Bạn không giao được bước này. Nhờ người phân công của {turn.rules.agency_name(entry.agency)}.",
    )


def find_recallable(turn: Turn, step: str = "") -> ActiveStep:
    """The open step the actor has sent last and may take back. Refused when there is none."""
    sent = [
        entry
        for entry in turn.state.active
        if entry.sent_by == turn.actor.user and entry.came_from and (not step or entry.step == step)
    ]
    if not sent:
        raise Refused("nothing_to_recall", "Không có bước nào do bạn vừa chuyển để thu hồi.")
    entry = sent[-1]
    if turn.state.lifecycle is Lifecycle.DONE:
        raise Refused("result_exists", "Hồ sơ đã xử lý xong, chỉ còn trả kết quả, không thu hồi được nữa.")
    if entry.kind in WAITING or is_standard(entry.came_from):
        raise Refused(
            "not_recallable", f"Bước “{step_name(turn.rules.process, entry.step)}” không thu hồi được."
        )
    fork = turn.state.fork(entry.fork) if entry.fork else None
    if fork is not None and fork.back.step == entry.came_from:
        check_untouched(fork)
    return entry


def check_untouched(fork: Fork) -> None:
    """Refuse to recall a consultation that somebody has answered."""
    if any(branch.answered_at is not None for branch in fork.branches):
        raise Refused("answered_before", "Đã có cơ quan trả lời ý kiến nên không thu hồi được nữa.")


def recall(turn: Turn, command: Recall) -> None:
    """Take back what the actor sent, to the step before; a consultation is taken back whole."""
    check_open(turn.state)
    check_not_suspended(turn.state)
    entry = find_recallable(turn, command.step)
    move = Move(turn)
    data: dict[str, Any] = {}
    fork = turn.state.fork(entry.fork) if entry.fork else None
    back = replace(entry, step=entry.came_from)
    if fork is not None and fork.back.step == entry.came_from:
        for one in turn.state.active:
            if one.fork == fork.id:
                move.leave(one)
        back = fork.back
        data["dropped_fork"] = fork.id
    else:
        move.leave(entry)
    note = command.reason.strip() or "Thu hồi"
    move.enter(
        back.step,
        None,
        Arrival(kept_for=turn.actor.user, note=note, fork=back.fork, branch=back.branch),
    )
    outcome = without_decision(turn.state.outcome)
    if outcome:
        data["outcome"] = outcome
    data |= move.data() | {"reason": note}
    turn.record(EventKind.RECALLED, data, step=entry.step)


def comment(turn: Turn, command: Comment) -> None:
    """Write a remark; possible at any time, also on a closed dossier."""
    text = required(command.text, "text_needed", "Chưa ghi nội dung ý kiến.", "text")
    data: dict[str, Any] = {"text": text}
    if command.mentions:
        data["mentions"] = list(command.mentions)
    turn.record(EventKind.COMMENTED, data, step=turn.state.active[0].step if turn.state.active else "")
