"""The result of a dossier as a paper: drafted, signed, revoked, replaced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from motcua.definitions.procedure import OutcomeDefinition
from motcua.dossiers.actor import Standing
from motcua.dossiers.events import EventKind
from motcua.dossiers.outcomes import OUTCOME, VERIFY, outcome_definition, valid_until
from motcua.dossiers.plain_data import brief
from motcua.dossiers.record_commands import DraftOutcome, ReplaceOutcome, RevokeOutcome, SignOutcome
from motcua.dossiers.record_parts import PaperFile
from motcua.dossiers.refusals import Refused, reason_required
from motcua.dossiers.seats import check_seat
from motcua.dossiers.turn import Turn

TAKES_BACK = frozenset({"can_decide", "can_issue"})
OUTCOME_PAPER = "outcome:"
"""What stands before the id of a result where a file is the paper of a result, not of the checklist."""


def is_outcome_paper(paper: str) -> bool:
    """Whether a file is the paper of a result."""
    return paper.startswith(OUTCOME_PAPER)


def draft_outcome(turn: Turn, command: DraftOutcome) -> None:
    """Put a draft into the dossier, in place of the draft before."""
    state = turn.state
    if state.outcome.decided_at is not None:
        raise Refused("decided_before", "Kết quả đã ký duyệt nên không thay dự thảo được. Trả lại để sửa.")
    standing = _at_open_step(turn, "soạn dự thảo kết quả")
    definition = _meant(turn, command.outcome)
    paper = _paper(command.file, definition, state.outcome.id)
    after = replace(
        state.outcome,
        id=definition.id if definition else state.outcome.id,
        drafted_at=turn.now,
        file=paper.sha256,
    )
    _record(turn, EventKind.OUTCOME_DRAFTED, paper, {"outcome": brief(after)}, standing)


def sign_outcome(turn: Turn, command: SignOutcome) -> None:
    """Put the signed paper into the dossier; only after the decision, and never in place of a revoked result."""
    state = turn.state
    if not state.outcome.exists:
        raise Refused("not_decided", "Kết quả chưa được ký duyệt nên chưa có bản ký. Ký duyệt trước.")
    if state.outcome.revoked_at is not None:
        raise Refused("revoked", "Kết quả đã bị thu hồi. Cấp lại kết quả rồi ký.")
    standing = _signer(turn)
    paper = _paper(command.file, _meant(turn, ""), state.outcome.id)
    signatures = tuple(dict.fromkeys(command.signatures))
    after = replace(state.outcome, file=paper.sha256, signed_at=turn.now, signatures=signatures)
    data = {"outcome": brief(after), "signatures": list(signatures)}
    _record(turn, EventKind.OUTCOME_SIGNED, paper, data, standing)


def revoke_outcome(turn: Turn, command: RevokeOutcome) -> None:
    """Take an issued result back; whoever asks about it is told so."""
    reason = reason_required(command.reason, "thu hồi kết quả")
    standing = _taking_back(turn)
    after = replace(turn.state.outcome, revoked_at=turn.now, revoked_reason=reason)
    data: dict[str, Any] = {"reason": reason, "outcome": brief(after)}
    if command.document.strip():
        data["document"] = command.document.strip()
    turn.record(EventKind.OUTCOME_REVOKED, data, standing=standing)


def replace_outcome(turn: Turn, command: ReplaceOutcome) -> None:
    """Issue the result again under a new number, still to be signed; the old one counts no more."""
    reason = reason_required(command.reason, "cấp lại kết quả")
    before = turn.state.outcome
    standing = _taking_back(turn, again=True)
    number = command.numbers.get(OUTCOME, "")
    if not number:
        raise Refused("number_needed", "Chưa cấp được số cho kết quả. Thử lại sau ít phút.", "numbers")
    after = replace(
        before,
        number=number,
        issued_at=turn.now,
        file="",
        signed_at=None,
        signatures=(),
        verify_code=command.numbers.get(VERIFY, ""),
        valid_until=valid_until(_meant(turn, ""), turn.now),
        revoked_at=None,
        revoked_reason="",
    )
    data: dict[str, Any] = {
        "reason": reason,
        "outcome": brief(after),
        "replaced": before.number,
        "numbers": dict(command.numbers),
    }
    if command.document.strip():
        data["document"] = command.document.strip()
    turn.record(EventKind.OUTCOME_REPLACED, data, standing=standing)


def _record(
    turn: Turn, kind: EventKind, paper: PaperFile, data: dict[str, Any], standing: Standing | None
) -> None:
    data["files"] = [brief(replace(paper, added_at=None, added_by="", seq=0))]
    earlier = [one.sha256 for one in turn.state.kept_files if is_outcome_paper(one.paper)]
    if dropped := [one for one in earlier if one != paper.sha256]:
        data["dropped_files"] = dropped
        data["reason"] = "Thay bằng bản ký" if kind is EventKind.OUTCOME_SIGNED else "Thay dự thảo"
    elif paper.sha256 in earlier:
        data.pop("files")
    step = turn.state.active[0].step if turn.state.active else ""
    turn.record(kind, data, step=step, standing=standing)


def _meant(turn: Turn, outcome: str) -> OutcomeDefinition | None:
    return outcome_definition(turn.rules, turn.state, {"id": outcome} if outcome else None)


def _paper(file: PaperFile, definition: OutcomeDefinition | None, kept: str) -> PaperFile:
    return replace(file, paper=f"{OUTCOME_PAPER}{definition.id if definition else kept}")


def _at_open_step(turn: Turn, what: str) -> Standing:
    refused: Refused | None = None
    for entry in turn.state.active:
        try:
            return check_seat(turn.rules, entry, turn.actor, turn.now)
        except Refused as found:
            refused = refused or found
    raise refused or Refused("dossier_closed", f"Hồ sơ đã đóng, không {what} được nữa.")


def _signer(turn: Turn) -> Standing | None:
    """Who decided may always add the signed paper, besides those at the open steps."""
    state, actor = turn.state, turn.actor
    if actor.user == state.outcome.signer:
        return next(iter(actor.standings(turn.now)), None)
    if state.active:
        return _at_open_step(turn, "nộp bản ký")
    return _of_competent_agency(turn, "nộp bản ký")


def _taking_back(turn: Turn, *, again: bool = False) -> Standing:
    outcome = turn.state.outcome
    if not outcome.number:
        raise Refused("not_issued", "Kết quả chưa được cấp số nên không có gì để thu hồi, cấp lại.")
    if outcome.revoked_at is not None and not again:
        raise Refused("revoked_before", f"Kết quả số {outcome.number} đã thu hồi rồi.")
    return _of_competent_agency(turn, "cấp lại kết quả" if again else "thu hồi kết quả")


def _of_competent_agency(turn: Turn, what: str) -> Standing:
    agency, actor = turn.state.competent_agency, turn.actor
    answering = turn.rules.directory.going_on(agency)
    standing = next((one for one in actor.standings(turn.now) if one.holding.agency in answering), None)
    if standing is None or not actor.permissions & TAKES_BACK:
        raise Refused(
            "not_issuer",
            f"Chỉ người ký hoặc văn thư của {turn.rules.agency_name(agency)} {what} được.",
        )
    return standing
