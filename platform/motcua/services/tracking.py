"""The progress of a dossier for whoever holds its number: nothing personal beyond what the slip shows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from motcua.definitions.process import Process
from motcua.dossiers.actions import waiting_for
from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.status import STATUS_NAMES
from motcua.kernel.date_words import moment_words
from motcua.kernel.text import mask_name
from motcua.services.acting import find_dossier, rules_of
from motcua.services.dossier_view import explain_due
from motcua.services.papers import dossier_file
from motcua.services.runtime import Platform
from motcua.services.worklists import clock_chip
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierEventRow
from motcua.surfaces.flow_drawing import usual_way

PUBLIC_EVENTS = {
    "submitted": "Đã nộp trực tuyến",
    "received": "Đã tiếp nhận",
    "intake_refused": "Không được tiếp nhận",
    "forwarded": "Chuyển bước",
    "approved": "Đã ký duyệt",
    "issued": "Đã có kết quả",
    "supplement_requested": "Yêu cầu bổ sung hồ sơ",
    "supplement_received": "Đã nhận giấy tờ bổ sung",
    "payment_requested": "Yêu cầu thực hiện nghĩa vụ tài chính",
    "payment_completed": "Đã hoàn thành nghĩa vụ tài chính",
    "suspended": "Tạm dừng giải quyết",
    "resumed": "Tiếp tục giải quyết",
    "extended": "Gia hạn, hẹn lại ngày trả",
    "refused": "Từ chối giải quyết",
    "stopped": "Dừng giải quyết",
    "withdrawn": "Người nộp rút hồ sơ",
    "returned": "Đã trả kết quả",
    "result_sent": "Đã gửi kết quả",
    "outcome_revoked": "Đã thu hồi kết quả",
    "outcome_replaced": "Đã cấp lại kết quả",
}


def track(platform: Platform, number: str) -> dict[str, Any]:
    """Where a dossier is. Raises ``DossierMissingError`` for a number nobody has."""
    platform.rules.refresh()
    directory = platform.directory()
    with platform.database.read(Scope.everything("tra cứu công khai theo mã hồ sơ")) as session:
        row = find_dossier(session, number)
        file = dossier_file(session, platform.rules, row)
        state = file.state
        rules = rules_of(platform, session, row, directory)
        events = session.scalars(
            select(DossierEventRow).where(DossierEventRow.dossier_id == row.id).order_by(DossierEventRow.seq)
        ).all()
    chip = clock_chip(state.lifecycle, row.due_at, platform.now(), directory, row.competent_agency)
    agency = directory.agency(row.agency_code)
    now_at = [one.name for one in waiting_for(rules, state)]
    steps = {step.id: step.name for step in rules.bundle.process.steps}
    return {
        "number": row.number,
        "procedure": {"code": row.procedure_code, "name": row.procedure_name},
        "applicant": mask_name(row.applicant_name),
        "agency": agency.name,
        "agency_phone": agency.phone,
        "status": state.lifecycle.value,
        "status_name": state.lifecycle.name_in_vietnamese,
        "official_status": state.official_status,
        "official_status_name": STATUS_NAMES.get(state.official_status, ""),
        "sentence": _sentence(
            state.lifecycle, moment_words(row.due_at) if row.due_at else "", late=chip.kind == "late"
        ),
        "received_at": state.received_at.isoformat() if state.received_at else None,
        "due_at": row.due_at.isoformat() if row.due_at else None,
        "clock": {"kind": chip.kind, "words": chip.words},
        "now_at": now_at,
        "next_steps": _next_steps(rules.bundle.process, now_at),
        "due_explanation": _public_explanation(explain_due(rules, file), len(state.clock.adjustments)),
        "supplement": _supplement(state),
        "timeline": [
            {"at": event.at.isoformat(), "text": _event_text(event.kind, steps.get(event.step, ""))}
            for event in events
            if event.kind in PUBLIC_EVENTS
        ],
    }


def _supplement(state: DossierState) -> dict[str, Any] | None:
    """What is waited for, while a supplement is open."""
    asked = state.open_supplement
    if asked is None:
        return None
    return {"reason": asked.reason, "deadline": asked.deadline.isoformat() if asked.deadline else None}


def _event_text(kind: str, step: str) -> str:
    """What happened, with the step that is done when a dossier only moved on."""
    if kind == "forwarded" and step:
        return f"Xong bước {step[:1].lower()}{step[1:]}"
    return PUBLIC_EVENTS[kind]


def _public_explanation(lines: tuple[str, ...], moves: int) -> list[str]:
    """How the first due date was counted; the written grounds of later moves stay inside the agency."""
    counted = list(lines[: len(lines) - moves])
    return [*counted, f"Ngày hẹn đã đổi {moves} lần sau đó."] if moves else counted


def _next_steps(process: Process, now_at: list[str]) -> list[str]:
    """The steps still ahead on the usual way."""
    names = [step.name for step in usual_way(process)]
    reached = [index for index, name in enumerate(names) if name in now_at]
    return names[reached[-1] + 1 :] if reached else []


def _sentence(lifecycle: Lifecycle, due: str, *, late: bool = False) -> str:
    """What a citizen wants to know first."""
    if late and lifecycle is Lifecycle.PROCESSING:
        return f"Đang được xem xét. Ngày hẹn {due} đã qua mà chưa xong; bạn có thể gọi cơ quan để hỏi."
    appointment = f" Hẹn trả {due}." if due else ""
    match lifecycle:
        case Lifecycle.SUBMITTED:
            return "Hồ sơ đã nộp, đang chờ cơ quan kiểm tra và tiếp nhận."
        case Lifecycle.PROCESSING:
            return f"Đang được xem xét.{appointment} Bạn chưa cần làm gì thêm."
        case Lifecycle.WAITING_SUPPLEMENT:
            return "Cơ quan đang chờ bạn bổ sung giấy tờ; thời gian chờ không tính vào thời hạn."
        case Lifecycle.WAITING_PAYMENT:
            return "Hồ sơ đang chờ bạn thực hiện nghĩa vụ tài chính."
        case Lifecycle.SUSPENDED:
            return "Việc giải quyết hồ sơ đang tạm dừng."
        case Lifecycle.DONE:
            return "Đã có kết quả. Mời bạn đến nhận, mang theo giấy hẹn và giấy tờ tùy thân."
        case Lifecycle.RETURNED:
            return "Kết quả đã được trả."
        case Lifecycle.REFUSED:
            return "Hồ sơ không được giải quyết; lý do ghi trên phiếu từ chối."
        case Lifecycle.STOPPED:
            return "Cơ quan đã dừng giải quyết hồ sơ; lý do ghi trên thông báo."
        case Lifecycle.WITHDRAWN:
            return "Hồ sơ đã được rút theo yêu cầu."
