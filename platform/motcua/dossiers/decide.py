"""Commands in, events out: what a command does to a dossier, or why it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from motcua.dossiers.actor import Actor
from motcua.dossiers.commands import (
    Act,
    Assign,
    Command,
    Comment,
    CorrectReceipt,
    Extend,
    Pay,
    Recall,
    Receive,
    Refund,
    RefuseIntake,
    Resume,
    Stop,
    Submit,
    SupplementLapsed,
    SupplementReceived,
    Suspend,
    Waive,
    Withdraw,
)
from motcua.dossiers.decide_act import act_on_dossier, run_flow
from motcua.dossiers.decide_intake import DOSSIER, beginning, correct_receipt, receive, refuse_intake, submit
from motcua.dossiers.decide_migration import change_rules
from motcua.dossiers.decide_money import refund
from motcua.dossiers.decide_people import assign, comment, recall
from motcua.dossiers.decide_platform import do_by_itself
from motcua.dossiers.decide_record import keep_record
from motcua.dossiers.decide_recount import recount_due
from motcua.dossiers.decide_waits import pay_and_go_on, waive_and_go_on
from motcua.dossiers.events import DossierEvent
from motcua.dossiers.flows import (
    EXTEND,
    RESUME,
    STOP,
    SUPPLEMENT_LAPSED,
    SUPPLEMENT_RECEIVED,
    SUSPEND,
    WITHDRAW,
)
from motcua.dossiers.free_text import tidied
from motcua.dossiers.platform_commands import CloseChild, FireTimers, FollowAgency, MirrorChild, OpenChild
from motcua.dossiers.record_commands import RecordCommand
from motcua.dossiers.refusals import Refusal, Refused
from motcua.dossiers.rules import Rules
from motcua.dossiers.ruling_commands import ChangeRules, RecountDue
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.turn import Turn
from motcua.kernel.clock import in_vietnam


@dataclass(frozen=True, slots=True)
class Decision:
    """What comes of a command: the events and the state after them, or the reasons why nothing happens."""

    events: tuple[DossierEvent, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    state: DossierState | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether the command was carried out."""
        return not self.refusals


def decide(
    rules: Rules, state: DossierState | None, command: Command, actor: Actor, now: datetime
) -> Decision:
    """Decide on a command. Pure: the caller stores the events and allocates numbers beforehand.

    ``state`` is None for a dossier that does not exist yet. A command whose ``expected_version`` is not the present
    one is refused with the code ``stale_version``.
    """
    moment = in_vietnam(now)
    try:
        command = tidied(command)
        known = actor.about(rules.bundle.procedure.field_of_work)
        turn = Turn(rules, _start(rules, state, command, moment), known, moment)
        _carry_out(turn, command)
    except Refused as refused:
        return Decision(refusals=(refused.refusal,), state=state)
    return Decision(events=tuple(turn.events), state=turn.state)


def _start(rules: Rules, state: DossierState | None, command: Command, now: datetime) -> DossierState:
    """The state to start from. Refused for a stale version, a clock that went back, or a dossier out of nothing."""
    version = state.version if state else 0
    if command.expected_version is not None and command.expected_version != version:
        raise Refused(
            "stale_version", "Người khác vừa xử lý hồ sơ này. Tải lại hồ sơ rồi làm lại.", "expected_version"
        )
    if state is None:
        intake = command.intake if isinstance(command, Submit | Receive | RefuseIntake) else None
        if intake is None or not isinstance(command, Submit | Receive | RefuseIntake):
            raise Refused("no_dossier", "Chưa có hồ sơ này. Tiếp nhận hồ sơ trước.")
        return beginning(rules, intake, command.numbers.get(DOSSIER, ""))
    if isinstance(command, Submit):
        raise Refused("received_before", f"Hồ sơ {state.number} đã nộp rồi.")
    if state.last_at is not None and now < state.last_at:
        raise Refused(
            "clock_went_back", "Đồng hồ máy chủ chạy lùi so với lần xử lý trước. Báo quản trị hệ thống."
        )
    return state


def _carry_out(turn: Turn, command: Command) -> None:  # noqa: C901, PLR0912 — one case a command
    if isinstance(command, RecordCommand):
        keep_record(turn, command)
        return
    match command:
        case Submit():
            submit(turn, command)
        case Receive():
            receive(turn, command)
        case RefuseIntake():
            refuse_intake(turn, command)
        case CorrectReceipt():
            correct_receipt(turn, command)
        case Act():
            act_on_dossier(turn, command)
        case (
            SupplementReceived() | SupplementLapsed() | Suspend() | Resume() | Extend() | Withdraw() | Stop()
        ):
            _run_sub_flow(turn, command)
        case Pay():
            pay_and_go_on(turn, command)
        case Refund():
            refund(turn, command)
        case Waive():
            waive_and_go_on(turn, command)
        case Assign():
            assign(turn, command)
        case Recall():
            recall(turn, command)
        case Comment():
            comment(turn, command)
        case OpenChild() | MirrorChild() | CloseChild() | FireTimers() | FollowAgency():
            do_by_itself(turn, command)
        case ChangeRules():
            change_rules(turn, command)
        case RecountDue():
            recount_due(turn, command)
        case _:
            assert_never(command)


_SubFlow = SupplementReceived | SupplementLapsed | Suspend | Resume | Extend | Withdraw | Stop


def _run_sub_flow(turn: Turn, command: _SubFlow) -> None:
    """The commands that are a standard sub-flow by another name."""
    match command:
        case SupplementReceived():
            act = Act("", command.step, command.note, command.answers, documents=command.documents)
            run_flow(turn, SUPPLEMENT_RECEIVED, act)
        case SupplementLapsed():
            run_flow(turn, SUPPLEMENT_LAPSED, Act("", reason=command.reason))
        case Suspend():
            act = Act("", reason=command.reason, basis=command.basis, document=command.document)
            run_flow(turn, SUSPEND, act)
        case Resume():
            run_flow(turn, RESUME, Act("", reason=command.reason))
        case Extend():
            act = Act("", reason=command.reason, deadline=command.new_due_at, document=command.document)
            run_flow(turn, EXTEND, act)
        case Withdraw():
            run_flow(turn, WITHDRAW, Act("", reason=command.reason))
        case Stop():
            run_flow(turn, STOP, Act("", reason=command.reason, document=command.document))
