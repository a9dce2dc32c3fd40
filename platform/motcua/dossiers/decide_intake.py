"""The beginning: online submission, receipt, refusal at intake, and correction of what was written then."""

from __future__ import annotations

from typing import Any

from motcua.dossiers.actor import ActorKind, Standing
from motcua.dossiers.clocks import legal_due, moved_due, submission_due
from motcua.dossiers.commands import CorrectReceipt, Intake, Receive, RefuseIntake, Submit
from motcua.dossiers.decide_money import fee_accounts
from motcua.dossiers.decide_record import check_papers, filed
from motcua.dossiers.decide_steps import pass_automatic_steps
from motcua.dossiers.events import EventKind
from motcua.dossiers.flows import check_open, speaks_for_applicant
from motcua.dossiers.parts import ActiveStep, Adjustment, AdjustmentKind, ClockState, Lifecycle
from motcua.dossiers.plain_data import brief
from motcua.dossiers.refusals import Refused, reason_required
from motcua.dossiers.rules import Rules
from motcua.dossiers.seats import check_desk
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.steps import SUBMITTED_STEP
from motcua.dossiers.turn import Arrival, Move, Turn
from motcua.kernel.clock import in_vietnam

DOSSIER = "dossier"
"""The name of the dossier number in a command's numbers."""


def beginning(rules: Rules, intake: Intake, number: str) -> DossierState:
    """The state before the first event. Refused for a foreign agency or a missing number."""
    procedure = rules.bundle.procedure
    competent = intake.competent_agency or intake.agency
    if not rules.directory.offers(procedure, competent):
        raise Refused(
            "not_offered_here",
            f"{rules.agency_name(competent)} không giải quyết thủ tục {procedure.code}. "
            "Chọn cơ quan khác, hoặc bổ sung cơ quan trong danh mục thủ tục.",
            "agency",
        )
    if not rules.process.steps:
        raise Refused(
            "no_process", f"Thủ tục {procedure.code} chưa có quy trình. Gán quy trình rồi công bố lại."
        )
    if not number:
        raise Refused("number_needed", "Chưa cấp được mã hồ sơ. Thử lại sau ít phút.", "numbers")
    if intake.quantity < 1:
        raise Refused("quantity_wrong", "Số lượng hồ sơ phải từ 1 trở lên.", "quantity")
    return DossierState(
        version=0,
        number=number,
        procedure=procedure.code,
        agency=intake.agency,
        competent_agency=intake.competent_agency or intake.agency,
        helped_at=intake.helped_at,
        variant=intake.variant,
        channel=intake.channel,
        quantity=intake.quantity,
        parent=intake.parent,
    )


def _begun(turn: Turn, intake: Intake) -> dict[str, Any]:
    """What the first event tells: the dossier, the revisions that rule it, and the facts as given."""
    state, bundle = turn.state, turn.rules.bundle
    data: dict[str, Any] = {
        "begin": brief(state),
        "revisions": {
            "procedure": bundle.procedure_revision,
            "form": bundle.form_revision,
            "process": bundle.process_revision,
            "policy": bundle.policy_revision,
        },
    }
    if intake.facts:
        data["facts"] = dict(intake.facts)
    return data | _handed_in(turn, intake)


def _handed_in(turn: Turn, intake: Intake) -> dict[str, Any]:
    """The papers handed in, and the files among them."""
    check_papers(turn, intake.files)
    data = filed(intake.files) if intake.files else {}
    papers = (*intake.papers, *data.get("papers", ()))
    return data | ({"papers": list(dict.fromkeys(papers))} if papers else {})


def submit(turn: Turn, command: Submit) -> None:
    """Put an online dossier before the counter; its legal clock does not run yet."""
    move = Move(turn)
    move.enter(SUBMITTED_STEP, None)
    data = _begun(turn, command.intake) | move.data()
    target = submission_due(turn.rules, turn.state.agency, turn.now)
    if target is not None:
        data["entered"][0]["due_at"] = target.isoformat()
    if command.intake.fees:
        data["fees"] = [brief(fee) for fee in fee_accounts(command.intake.fees)]
    turn.record(EventKind.SUBMITTED, data, step=SUBMITTED_STEP)


def receive(turn: Turn, command: Receive) -> None:
    """Accept a dossier: the legal clock starts and the first step is open."""
    intake, is_new = command.intake, turn.state.version == 0
    standing = _at_the_desk(turn, "tiếp nhận hồ sơ")
    first = turn.rules.process.steps[0]
    move = Move(turn)
    before = _submitted_entry(turn)
    if before is not None:
        move.leave(before)
    clock, explanation = _first_clock(turn, intake)
    move.set_clock(clock)
    move.enter(first.id, before, Arrival(chosen=command.assignee))
    data = (_begun(turn, intake) if is_new else _accepted(turn, intake)) | move.data()
    if intake.due_reason.strip():
        data["due_reason"] = intake.due_reason.strip()
    if explanation:
        data["due_summary"] = explanation
    if command.numbers:
        data["numbers"] = dict(command.numbers)
    if intake.fees:
        data["fees"] = [brief(fee) for fee in _kept_accounts(turn, intake)]
    turn.record(EventKind.RECEIVED, data, step=first.id, standing=standing)
    pass_automatic_steps(turn)


def _kept_accounts(turn: Turn, intake: Intake) -> list[Any]:
    """Fees as charged now; money already paid at submission stays booked."""
    paid = {fee.fee for fee in turn.state.fees if fee.paid}
    return [fee for fee in fee_accounts(intake.fees) if fee.fee not in paid]


def _at_the_desk(turn: Turn, what: str) -> Standing | None:
    """In which quality the actor stands at the counter; the platform itself receives child dossiers."""
    if turn.state.parent and turn.actor.kind is ActorKind.SYSTEM:
        return None
    return check_desk(turn.rules, turn.state.agency, turn.actor, turn.now, what)


def _submitted_entry(turn: Turn) -> ActiveStep | None:
    if turn.state.version == 0:
        return None
    entry = turn.state.entry(SUBMITTED_STEP)
    if entry is None:
        raise Refused(
            "received_before", f"Hồ sơ {turn.state.number} đã được tiếp nhận rồi. Mở hồ sơ để xử lý."
        )
    return entry


def _accepted(turn: Turn, intake: Intake) -> dict[str, Any]:
    """What an officer settled when accepting an online dossier."""
    changed: dict[str, Any] = {}
    if intake.variant:
        changed["variant"] = intake.variant
    if intake.quantity != 1:
        changed["quantity"] = intake.quantity
    if intake.competent_agency:
        changed["competent_agency"] = intake.competent_agency
    data: dict[str, Any] = {"corrected": changed} if changed else {}
    if intake.facts:
        data["facts"] = dict(intake.facts)
    return data | _handed_in(turn, intake)


def _first_clock(turn: Turn, intake: Intake) -> tuple[ClockState, str]:
    """The clock at receipt: by the limit, or as entered by hand with a reason; without either there is no due date."""
    limit = str(intake.limit) if intake.limit is not None else ""
    if intake.due_at is not None:
        due_at = in_vietnam(intake.due_at)
        if due_at <= turn.now:
            raise Refused("due_not_later", "Ngày hẹn trả phải sau lúc tiếp nhận. Chọn ngày khác.", "due_at")
        reason_required(intake.due_reason, "nhập ngày hẹn trả")
        return ClockState(limit, due_at, due_at), ""
    if intake.limit is None:
        return ClockState(), ""
    agency = intake.competent_agency or turn.state.competent_agency
    computed = legal_due(turn.rules, agency, turn.now, intake.limit)
    return ClockState(limit, computed.due_at, computed.due_at), computed.summary()


def refuse_intake(turn: Turn, command: RefuseIntake) -> None:
    """Do not receive a dossier, with the reason the applicant is told."""
    reason = reason_required(command.reason, "không tiếp nhận")
    standing = _at_the_desk(turn, "từ chối tiếp nhận hồ sơ")
    if turn.state.version == 0:
        data = _begun(turn, command.intake or Intake(turn.state.agency))
    else:
        _submitted_entry(turn)
        data = {}
    data |= Move(turn).end(Lifecycle.REFUSED) | {"reason": reason}
    if command.numbers:
        data["numbers"] = dict(command.numbers)
    turn.record(EventKind.INTAKE_REFUSED, data, step=SUBMITTED_STEP, standing=standing)


def correct_receipt(turn: Turn, command: CorrectReceipt) -> None:
    """Correct what was written at intake, with a reason; the old values stay in the log."""
    check_open(turn.state)
    reason = reason_required(command.reason, "sửa giấy tiếp nhận")
    if speaks_for_applicant(turn.actor):
        raise Refused("officers_only", "Chỉ công chức tiếp nhận sửa được giấy tiếp nhận.")
    standing = _at_the_desk(turn, "sửa giấy tiếp nhận")
    corrected: dict[str, Any] = {}
    if command.variant is not None:
        corrected["variant"] = command.variant
    if command.quantity is not None:
        corrected["quantity"] = command.quantity
    data: dict[str, Any] = {"reason": reason, "changes": dict(command.changes)}
    if corrected:
        data["corrected"] = corrected
        data["previous"] = {name: getattr(turn.state, name) for name in corrected}
    if command.numbers:
        data["numbers"] = dict(command.numbers)
    data |= _corrected_clock(turn, command, reason)
    turn.record(EventKind.RECEIPT_CORRECTED, data, standing=standing)


def _corrected_clock(turn: Turn, command: CorrectReceipt, reason: str) -> dict[str, Any]:
    clock, received_at = turn.state.clock, turn.state.received_at
    if command.limit is None and command.due_at is None:
        return {}
    if clock.is_paused or received_at is None:
        raise Refused("clock_paused", "Đồng hồ hồ sơ đang dừng, chưa sửa ngày hẹn trả được.", "due_at")
    if command.due_at is not None:
        due_at = in_vietnam(command.due_at)
    else:
        assert command.limit is not None  # noqa: S101 — one of the two is given, see above
        due_at = legal_due(turn.rules, turn.state.competent_agency, received_at, command.limit).due_at
    adjustment = Adjustment(AdjustmentKind.CORRECTED, turn.now, clock.due_at, due_at, reason)
    moved, adjustment = moved_due(clock, due_at, adjustment)
    move = Move(turn)
    limit = str(command.limit) if command.limit is not None else moved.limit
    move.set_clock(
        ClockState(limit, moved.original_due_at, due_at, adjustments=moved.adjustments), adjustment
    )
    return move.data()
