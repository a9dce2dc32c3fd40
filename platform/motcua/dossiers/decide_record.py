"""The record of a dossier: files put to papers, the result on its way, the archive."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, assert_never

from motcua.dossiers.actor import ActorKind, Standing
from motcua.dossiers.decide_outcome import draft_outcome, replace_outcome, revoke_outcome, sign_outcome
from motcua.dossiers.events import EventKind
from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.plain_data import brief
from motcua.dossiers.record_commands import (
    Attach,
    DraftOutcome,
    FileAway,
    RecordCommand,
    ReplaceOutcome,
    RevokeOutcome,
    SendResult,
    SignOutcome,
)
from motcua.dossiers.record_parts import DeliveryWay, Filing, PaperFile
from motcua.dossiers.refusals import Refused, reason_required, required
from motcua.dossiers.seats import check_desk, check_seat
from motcua.dossiers.turn import Turn

ARCHIVISTS = frozenset({"can_receive", "can_issue", "can_return_result", "can_process"})
_APPLICANT_MAY = frozenset({Lifecycle.SUBMITTED, Lifecycle.WAITING_SUPPLEMENT})


def keep_record(turn: Turn, command: RecordCommand) -> None:
    """Carry out one of the commands about the record."""
    match command:
        case Attach():
            attach(turn, command)
        case DraftOutcome():
            draft_outcome(turn, command)
        case SignOutcome():
            sign_outcome(turn, command)
        case RevokeOutcome():
            revoke_outcome(turn, command)
        case ReplaceOutcome():
            replace_outcome(turn, command)
        case SendResult():
            send_result(turn, command)
        case FileAway():
            file_away(turn, command)
        case _:
            assert_never(command)


def attach(turn: Turn, command: Attach) -> None:
    """Put files to papers; possible for whoever works on the dossier, the counter, and an applicant who is asked."""
    state = turn.state
    standing = _keeper(turn)
    if not command.files and not command.dropped:
        raise Refused("files_needed", "Chưa chọn tệp nào. Chọn tệp rồi tải lên.", "files")
    check_papers(turn, command.files)
    kept = {(one.paper, one.sha256) for one in state.kept_files if one.sha256 not in command.dropped}
    for one in command.files:
        if (one.paper, one.sha256) in kept:
            raise Refused("attached_before", f"Tệp “{one.name}” đã có ở giấy tờ này rồi.", "files")
    data: dict[str, Any] = {}
    if command.dropped:
        known = {one.sha256 for one in state.kept_files}
        if not known.issuperset(command.dropped):
            raise Refused("file_unknown", "Tệp muốn bỏ không có trong hồ sơ. Tải lại hồ sơ.", "dropped")
        data["reason"] = reason_required(command.reason, "bỏ tệp")
        data["dropped_files"] = list(command.dropped)
    elif command.reason.strip():
        data["reason"] = command.reason.strip()
    if command.files:
        data |= filed(command.files)
    step = state.active[0].step if state.active else ""
    turn.record(EventKind.ATTACHED, data, step=step, standing=standing)


def filed(files: tuple[PaperFile, ...]) -> dict[str, Any]:
    """Files as they stand in an event, with the papers that are handed in by them."""
    plain = [brief(replace(one, added_at=None, added_by="", seq=0)) for one in files]
    return {"files": plain, "papers": list(dict.fromkeys(one.paper for one in files if one.paper))}


def check_papers(turn: Turn, files: tuple[PaperFile, ...]) -> None:
    """Refuse files for a paper the procedure does not know, and reused ones nobody agreed to."""
    known = {line.id for line in turn.rules.bundle.procedure.checklist} | {""}
    for one in files:
        if one.paper not in known:
            raise Refused("unknown_document", f"Thủ tục không có giấy tờ “{one.paper}”.", "files")
        if one.origin and not one.consent.strip():
            raise Refused(
                "consent_needed",
                "Dùng lại giấy tờ đã có phải được người nộp đồng ý. Ghi nhận đồng ý, hoặc nhận giấy mới.",
                "files",
            )


def _keeper(turn: Turn) -> Standing | None:
    """In which quality the actor may add to the papers. Refused for everybody else."""
    state, actor = turn.state, turn.actor
    if state.filing is not None:
        raise Refused("filed", "Hồ sơ đã đưa vào lưu trữ, không thêm bớt tệp được nữa.")
    if actor.kind is ActorKind.SYSTEM:
        return None
    if actor.kind is ActorKind.APPLICANT:
        if state.lifecycle not in _APPLICANT_MAY:
            raise Refused("not_asked", "Cơ quan chưa yêu cầu bổ sung nên chưa nộp thêm giấy tờ được.")
        return None
    for entry in state.active:
        try:
            return check_seat(turn.rules, entry, actor, turn.now)
        except Refused:
            continue
    return check_desk(turn.rules, state.agency, actor, turn.now, "thêm bớt giấy tờ")


def send_result(turn: Turn, command: SendResult) -> None:
    """Note that the result was handed to the post, or made ready online; the dossier ends when it is handed over."""
    state, delivery = turn.state, command.delivery
    if state.lifecycle is not Lifecycle.DONE:
        raise Refused("no_result", "Hồ sơ chưa có kết quả để gửi.")
    if delivery.way is DeliveryWay.COUNTER:
        raise Refused("nothing_to_send", "Trả tại quầy thì không gửi đi. Bấm trả kết quả.", "way")
    if delivery.way is DeliveryWay.POST:
        required(delivery.code, "code_needed", "Ghi mã bưu gửi để người nộp theo dõi.", "code")
    standing = check_seat(turn.rules, state.active[0], turn.actor, turn.now)
    turn.record(
        EventKind.RESULT_SENT, {"delivery": brief(delivery)}, step=state.active[0].step, standing=standing
    )


def file_away(turn: Turn, command: FileAway) -> None:
    """Put a closed dossier into the archive, or note that it was moved there."""
    state, actor = turn.state, turn.actor
    if not state.lifecycle.is_end:
        raise Refused("not_closed", "Hồ sơ chưa đóng nên chưa lưu trữ được. Giải quyết xong rồi lưu.")
    location = required(
        command.location, "location_needed", "Ghi nơi lưu: kho, giá, hộp, hồ sơ số.", "location"
    )
    going_on = turn.rules.directory.going_on
    places = {*going_on(state.agency), *going_on(state.competent_agency)}
    standing = next((one for one in actor.standings(turn.now) if one.holding.agency in places), None)
    if standing is None or not actor.permissions & ARCHIVISTS:
        raise Refused("not_archivist", "Chỉ người của cơ quan tiếp nhận hoặc giải quyết lưu hồ sơ được.")
    if state.filing is not None and state.filing.location == location:
        raise Refused("filed_before", f"Hồ sơ đã lưu ở “{location}”.", "location")
    filing = Filing(location, command.keep, command.keep_until)
    turn.record(EventKind.FILED, {"filing": brief(filing)}, standing=standing)
