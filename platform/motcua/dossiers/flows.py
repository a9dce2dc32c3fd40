"""The standard sub-flows every process has for free: what they are called, where they start and when they may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from motcua.definitions.process import ActionKind, StepKind
from motcua.dossiers.actor import Actor, ActorKind, Standing
from motcua.dossiers.parts import ActiveStep, AdjustmentKind, Lifecycle
from motcua.dossiers.refusals import Refused
from motcua.dossiers.rules import Rules
from motcua.dossiers.seats import check_desk, check_performer, check_seat
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.steps import step_name
from motcua.kernel.date_words import moment_words

_INTAKE_OR_HANDLE = frozenset({StepKind.INTAKE, StepKind.HANDLE})
_PROFESSIONAL = frozenset({StepKind.HANDLE, StepKind.DECIDE})
_EXAMINING = frozenset({StepKind.INTAKE, StepKind.HANDLE, StepKind.DECIDE})
_FOR_APPLICANT = frozenset({StepKind.WAIT_FOR_APPLICANT})
_FOR_PAYMENT = frozenset({StepKind.WAIT_FOR_PAYMENT})


@dataclass(frozen=True, slots=True)
class Flow:
    """A sub-flow. ``kind`` is its word for screens and the API; it starts at open steps of ``at``, or at the counter
    when there are none. ``word`` is how a process forbids it, ``requires`` what the person must give.
    """

    id: str
    name: str
    kind: str
    at: frozenset[StepKind] = frozenset()
    requires: tuple[str, ...] = ()
    word: str = ""
    does: ActionKind | None = None


REQUEST_SUPPLEMENT = Flow(
    "request_supplement",
    "Yêu cầu bổ sung…",
    "supplement",
    _INTAKE_OR_HANDLE,
    ("reason",),
    "supplement",
    ActionKind.REQUEST_SUPPLEMENT,
)
SUPPLEMENT_RECEIVED = Flow(
    "supplement_received", "Nhận giấy tờ bổ sung", "supplement_received", _FOR_APPLICANT
)
SUPPLEMENT_LAPSED = Flow(
    "supplement_lapsed", "Đóng hồ sơ do không bổ sung", "supplement_lapsed", _FOR_APPLICANT
)
REQUEST_PAYMENT = Flow(
    "request_payment",
    "Yêu cầu nghĩa vụ tài chính…",
    "payment",
    _PROFESSIONAL,
    ("reason",),
    "payment",
    ActionKind.REQUEST_PAYMENT,
)
PAYMENT_DONE = Flow("payment_done", "Đã hoàn thành nghĩa vụ tài chính", "payment_done", _FOR_PAYMENT)
SUSPEND = Flow(
    "suspend", "Tạm dừng…", "suspend", _PROFESSIONAL, ("basis", "reason"), "suspend", ActionKind.SUSPEND
)
RESUME = Flow("resume", "Tiếp tục giải quyết", "resume", frozenset(StepKind))
EXTEND = Flow("extend", "Gia hạn, hẹn lại…", "extend", _PROFESSIONAL, ("deadline", "reason"), "extend")
REFUSE = Flow("refuse", "Từ chối giải quyết…", "refuse", _EXAMINING, ("reason",), "refuse", ActionKind.REFUSE)
STOP = Flow("stop", "Dừng giải quyết…", "stop", _PROFESSIONAL, ("reason",), "stop", ActionKind.STOP)
WITHDRAW = Flow(
    "withdraw", "Rút hồ sơ…", "withdraw", frozenset(), ("reason",), "withdraw", ActionKind.WITHDRAW
)
PAY = Flow("pay", "Thu phí, lệ phí", "pay")
RECALL = Flow("recall", "Thu hồi", "recall", word="recall")

FLOWS = MappingProxyType(
    {
        flow.id: flow
        for flow in (
            SUPPLEMENT_RECEIVED,
            PAYMENT_DONE,
            RESUME,
            REQUEST_SUPPLEMENT,
            REFUSE,
            SUSPEND,
            EXTEND,
            STOP,
            SUPPLEMENT_LAPSED,
            WITHDRAW,
            PAY,
            RECALL,
        )
    }
)
"""Every sub-flow by id, in the order screens offer them."""

BY_EFFECT = MappingProxyType(
    {flow.does: flow for flow in (*FLOWS.values(), REQUEST_PAYMENT) if flow.does is not None}
)
"""The sub-flow behind an action of a step, by what the action does."""


def check_open(state: DossierState) -> None:
    """Refuse everything on a closed dossier."""
    if state.lifecycle.is_end:
        shown = state.lifecycle.name_in_vietnamese.lower()
        raise Refused("dossier_closed", f"Hồ sơ {state.number} {shown}, không xử lý tiếp được.")


def check_not_suspended(state: DossierState) -> None:
    """Refuse ordinary actions while a dossier is suspended."""
    if state.suspension is not None:
        raise Refused(
            "suspended", f"Hồ sơ đang tạm dừng ({state.suspension.reason}). Tiếp tục giải quyết trước."
        )


def check_allowed(rules: Rules, flow: Flow) -> None:
    """Refuse a sub-flow this process forbids."""
    if flow.word and (flow.word in rules.process.restricts or flow.id in rules.process.restricts):
        raise Refused(
            "not_in_this_process", f"Quy trình “{rules.process.name}” không cho “{flow.name.rstrip('…')}”."
        )


def check_flow(rules: Rules, state: DossierState, flow: Flow, now: datetime) -> None:
    """Refuse a sub-flow the dossier's present state does not admit, whoever asks."""
    check_open(state)
    if state.suspension is not None and flow not in (RESUME, STOP, WITHDRAW, PAY):
        check_not_suspended(state)
    check = _CHECKS.get(flow.id)
    if check is not None:
        check(rules, state, now)


def find_starter(
    rules: Rules, state: DossierState, actor: Actor, now: datetime, flow: Flow, step: str = ""
) -> tuple[ActiveStep | None, Standing]:
    """The open step at which an actor may start a sub-flow, and in which quality. Refused when there is none."""
    if not flow.at:
        return None, check_desk(rules, state.agency, actor, now, flow.name.rstrip("…").lower())
    refused: Refused | None = None
    for entry in state.active:
        if entry.kind not in flow.at or (step and entry.step != step):
            continue
        try:
            if flow in (RESUME, SUPPLEMENT_RECEIVED, PAYMENT_DONE):
                return entry, check_seat(rules, entry, actor, now)
            return entry, check_performer(rules, state, entry, actor, now)
        except Refused as found:
            refused = refused or found
    if refused is not None:
        raise refused
    places = ", ".join(f"“{step_name(rules.process, entry.step)}”" for entry in state.active)
    raise Refused(
        "not_at_this_step",
        f"Hồ sơ đang ở {places}, không {flow.name.rstrip('…').lower()} ở đây được.",
        "step",
    )


def _no_result(state: DossierState) -> None:
    if state.outcome.exists or state.lifecycle is Lifecycle.DONE:
        raise Refused(
            "result_exists", "Hồ sơ đã có kết quả giải quyết nên không dừng lại được nữa. Trả kết quả."
        )


def _check_request_supplement(rules: Rules, state: DossierState, now: datetime) -> None:  # noqa: ARG001
    _no_result(state)
    if state.open_supplement is not None:
        raise Refused(
            "supplement_open", "Hồ sơ đang chờ bổ sung theo yêu cầu trước. Chờ hoặc nhận bổ sung trước."
        )
    rounds, most = len(state.supplements), rules.policy.supplement.max_rounds
    if rounds >= most:
        raise Refused(
            "supplement_rounds",
            f"Đã yêu cầu bổ sung {rounds} lần, chính sách cho nhiều nhất {most} lần. "
            "Giải quyết theo giấy tờ đang có, hoặc từ chối và nêu lý do.",
        )


def _check_supplement_received(rules: Rules, state: DossierState, now: datetime) -> None:  # noqa: ARG001
    if state.open_supplement is None:
        raise Refused("no_supplement", "Hồ sơ không chờ bổ sung giấy tờ.")


def _check_supplement_lapsed(rules: Rules, state: DossierState, now: datetime) -> None:
    _check_supplement_received(rules, state, now)
    deadline = state.open_supplement.deadline if state.open_supplement else None
    if deadline is None or now <= deadline:
        until = f" đến {moment_words(deadline)}" if deadline else ""
        raise Refused("supplement_not_lapsed", f"Còn trong hạn bổ sung{until}, chưa đóng hồ sơ được.")


def _check_suspend(rules: Rules, state: DossierState, now: datetime) -> None:  # noqa: ARG001
    _no_result(state)
    if state.lifecycle is not Lifecycle.PROCESSING:
        raise Refused(
            "not_processing", f"Hồ sơ đang “{state.lifecycle.name_in_vietnamese}”, không tạm dừng được."
        )
    if not rules.policy.pauses:
        raise Refused("no_ground", "Chính sách không có căn cứ tạm dừng nào.")


def _check_resume(rules: Rules, state: DossierState, now: datetime) -> None:  # noqa: ARG001
    if state.suspension is None:
        raise Refused("not_suspended", "Hồ sơ không tạm dừng.")


def _check_extend(rules: Rules, state: DossierState, now: datetime) -> None:
    clock = state.clock
    if clock.due_at is None:
        raise Refused("no_due_date", "Hồ sơ không có ngày hẹn trả nên không gia hạn được.")
    if state.lifecycle is not Lifecycle.PROCESSING or clock.is_paused:
        raise Refused(
            "not_processing", f"Hồ sơ đang “{state.lifecycle.name_in_vietnamese}”, không gia hạn được."
        )
    late = now > clock.due_at
    kind = AdjustmentKind.REAPPOINTED if late else AdjustmentKind.EXTENDED
    most = rules.policy.max_reappointments if late else rules.policy.max_extensions
    if clock.moves(kind) >= most:
        done = "hẹn lại" if late else "gia hạn"
        raise Refused("extended_before", f"Hồ sơ đã {done} {most} lần, không {done} thêm được.")


def _check_no_result(rules: Rules, state: DossierState, now: datetime) -> None:  # noqa: ARG001
    _no_result(state)


def _check_request_payment(rules: Rules, state: DossierState, now: datetime) -> None:  # noqa: ARG001
    if any(entry.kind is StepKind.WAIT_FOR_PAYMENT for entry in state.active):
        raise Refused("payment_open", "Hồ sơ đang chờ nghĩa vụ tài chính.")


def _check_pay(rules: Rules, state: DossierState, now: datetime) -> None:  # noqa: ARG001
    if not any(fee.owed for fee in state.fees):
        raise Refused("nothing_owed", "Hồ sơ không còn khoản nào phải nộp.")


_CHECKS: MappingProxyType[str, Callable[[Rules, DossierState, datetime], None]] = MappingProxyType(
    {
        "request_supplement": _check_request_supplement,
        "supplement_received": _check_supplement_received,
        "supplement_lapsed": _check_supplement_lapsed,
        "suspend": _check_suspend,
        "resume": _check_resume,
        "extend": _check_extend,
        "refuse": _check_no_result,
        "stop": _check_no_result,
        "withdraw": _check_no_result,
        "request_payment": _check_request_payment,
        "pay": _check_pay,
    }
)


def speaks_for_applicant(actor: Actor) -> bool:
    """Whether the actor is the applicant or a gateway that speaks for one."""
    return actor.kind is not ActorKind.OFFICER
