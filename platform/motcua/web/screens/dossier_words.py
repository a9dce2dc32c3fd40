"""The words of dossier pages: what happened, how it stands, what was paid, which papers there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.steps import step_name
from motcua.kernel.date_words import moment_words
from motcua.kernel.money import format_money
from motcua.services.dossier_view import DossierView
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform
from motcua.storage.tables import DossierEventRow, FeeLineRow

LIFECYCLE_LOOKS: Mapping[str, tuple[str, str]] = {
    Lifecycle.SUBMITTED: ("idle", "file-earmark"),
    Lifecycle.PROCESSING: ("work", "person-workspace"),
    Lifecycle.WAITING_SUPPLEMENT: ("wait", "file-earmark-plus"),
    Lifecycle.SUSPENDED: ("wait", "pause-circle"),
    Lifecycle.WAITING_PAYMENT: ("wait", "cash"),
    Lifecycle.DONE: ("ok", "check-circle"),
    Lifecycle.RETURNED: ("idle", "check2-all"),
    Lifecycle.REFUSED: ("late", "slash-circle"),
    Lifecycle.STOPPED: ("idle", "pause-circle"),
    Lifecycle.WITHDRAWN: ("idle", "arrow-counterclockwise"),
}
EVENT_TITLES: Mapping[str, str] = {
    "submitted": "Nộp hồ sơ",
    "received": "Tiếp nhận",
    "intake_refused": "Không tiếp nhận",
    "forwarded": "Chuyển bước",
    "sent_back": "Trả lại",
    "consulted": "Xin ý kiến",
    "answered": "Trả lời ý kiến",
    "approved": "Ký duyệt",
    "rejected": "Không ký, trả lại",
    "issued": "Cấp số, ban hành",
    "finished": "Hoàn thành",
    "returned": "Trả kết quả",
    "supplement_requested": "Yêu cầu bổ sung",
    "supplement_received": "Nhận giấy tờ bổ sung",
    "supplement_lapsed": "Đóng hồ sơ do không bổ sung",
    "payment_requested": "Yêu cầu nghĩa vụ tài chính",
    "payment_completed": "Hoàn thành nghĩa vụ tài chính",
    "paid": "Thu tiền",
    "refunded": "Hoàn tiền",
    "waived": "Miễn khoản thu",
    "suspended": "Tạm dừng",
    "resumed": "Tiếp tục giải quyết",
    "extended": "Gia hạn, hẹn lại",
    "refused": "Từ chối giải quyết",
    "stopped": "Dừng giải quyết",
    "withdrawn": "Người nộp rút hồ sơ",
    "assigned": "Giao việc",
    "recalled": "Thu hồi",
    "receipt_corrected": "Sửa giấy tiếp nhận",
    "attached": "Thêm bớt tệp",
    "outcome_drafted": "Soạn dự thảo kết quả",
    "outcome_signed": "Nộp bản kết quả đã ký",
    "outcome_revoked": "Thu hồi kết quả",
    "outcome_replaced": "Cấp lại kết quả",
    "result_sent": "Gửi kết quả",
    "filed": "Đưa vào lưu trữ",
    "rules_changed": "Chuyển sang bản quy định mới",
    "child_opened": "Mở hồ sơ con",
    "child_changed": "Hồ sơ con chuyển trạng thái",
    "agency_changed": "Chuyển sang đơn vị kế tục",
    "due_recounted": "Tính lại ngày hẹn theo lịch làm việc",
}
OWN_NAMES = frozenset({"forwarded", "sent_back", "approved", "rejected", "issued", "consulted"})
METHODS = {"cash": "tiền mặt", "transfer": "chuyển khoản", "online": "trực tuyến"}


def event_entry(view: DossierView, event: DossierEventRow) -> dict[str, str]:
    """One line of the log: what happened, by whom, to whom it went, why."""
    data: Mapping[str, Any] = event.data["data"]
    who = event.actor_name or view.names.get(event.actor, event.actor)
    when = event.at.strftime("%d/%m/%Y %H:%M")
    if event.kind == "commented":
        return {"state": "note", "title": "", "text": f"“{data.get('text', '')}” {who}", "time": when}
    title = EVENT_TITLES.get(event.kind, event.kind)
    if event.kind in OWN_NAMES and data.get("action_name"):
        title = str(data["action_name"])
    if taken_over := data.get("taken_over"):
        title = f"{title}, chuyển từ hệ thống cũ (tệp {taken_over.get('file', '')})"
    parts = [f"bởi {who}", *_effects(view, event.kind, data)]
    if reason := str(data.get("reason", "")):
        parts.append(f"“{reason}”")
    return {"state": "done", "title": title, "text": ", ".join(parts), "time": when}


def _effects(view: DossierView, kind: str, data: Mapping[str, Any]) -> list[str]:
    parts: list[str] = []
    for payment in data.get("payments", ()):
        method = METHODS.get(str(payment.get("method", "")), str(payment.get("method", "")))
        parts.append(f"{format_money(int(payment.get('amount', 0)))} {method}".strip())
    if receipt := data.get("receipt"):
        parts.append(f"biên lai {receipt}")
    for given in data.get("assigned", ()):
        user = str(given.get("assignee", ""))
        parts.append(f"cho {view.names.get(user, user)}" if user else "về danh sách chung")
    entered = data.get("entered", ())
    if entered and kind not in {"received", "submitted"}:
        places = ", ".join(f"“{step_name(view.rules.process, str(one['step']))}”" for one in entered)
        people = [str(one["assignee"]) for one in entered if one.get("assignee")]
        to = f" ({', '.join(view.names.get(user, user) for user in people)})" if people else ""
        parts.append(f"đến {places}{to}")
    if decision := data.get("decision"):
        parts.append(f"theo {decision}")
    numbers = data.get("numbers", {})
    if outcome := numbers.get("outcome"):
        parts.append(f"số {outcome}")
    clock = data.get("clock", {})
    if kind in {
        "extended",
        "receipt_corrected",
        "rules_changed",
        "due_recounted",
        "resumed",
        "supplement_received",
    } and clock.get("due_at"):
        due_at = view.state.clock.due_at
        parts.append(f"hẹn trả {moment_words(due_at)}" if due_at else "")
    return [part for part in parts if part]


def lifecycle_status(view: DossierView) -> dict[str, str]:
    """The standing of the dossier as a chip: the open step's name while it is worked on."""
    state = view.state
    kind, icon = LIFECYCLE_LOOKS.get(state.lifecycle, ("idle", "circle"))
    word = state.lifecycle.name_in_vietnamese
    if state.lifecycle is Lifecycle.PROCESSING and len(view.waiting) == 1:
        word = view.waiting[0].name
    return {"kind": kind, "icon": icon, "word": word}


def money_status(fees: Sequence[FeeLineRow]) -> dict[str, str] | None:
    """The money of the dossier as a chip; nothing for a dossier without fees."""
    if not fees:
        return None
    if any(one.amount is None for one in fees):
        return {"kind": "soon", "icon": "cash", "word": "Phí chưa rõ"}
    owed = sum(one.amount or 0 for one in fees if one.state == "due")
    if owed:
        return {"kind": "soon", "icon": "cash", "word": f"Chưa nộp {format_money(owed)}"}
    paid = sum(one.amount or 0 for one in fees if one.state == "paid")
    word = f"Đã nộp {format_money(paid)}" if paid else "Không thu"
    return {"kind": "ok", "icon": "cash", "word": word}


def fee_words(fees: Sequence[FeeLineRow]) -> dict[str, Any]:
    """The fees of a dossier as the fee box shows them."""
    if not fees:
        return {"amount": "Không thu", "unknown": False, "note": ""}
    if any(one.amount is None for one in fees):
        return {"amount": "Chưa rõ", "unknown": True, "note": "Kiểm tra mức thu trước khi thu."}
    total = sum(one.amount or 0 for one in fees)
    status = money_status(fees) or {"word": ""}
    return {
        "amount": format_money(total) if total else "Không thu",
        "unknown": False,
        "note": status["word"] if total else "",
    }


def print_names(platform: Platform, view: DossierView) -> list[dict[str, str]]:
    """The papers issued with the dossier, the newest issue of each, with their addresses."""
    newest = {paper.print_code: paper for paper in view.papers}
    return [_print(platform, view, code, paper.number) for code, paper in newest.items()]


def further_prints(platform: Platform, view: DossierView) -> list[dict[str, str]]:
    """Papers that can be printed at any time: the control slip, and the drafted result."""
    row, rules = view.file.row, platform.rules
    day = row.received_at.date()
    codes = []
    slip = rules.print_for("control_slip", day, row.agency_code)
    if slip is not None:
        codes.append(slip.code)
    outcomes = {one.id: one.print for one in view.file.bundle.procedure.outcomes}
    drafted = outcomes.get(view.state.outcome.id, "")
    if drafted and view.state.outcome.drafted_at is not None:
        codes.append(drafted)
    for role in _free_roles(view):
        template = rules.print_for(role, day, row.agency_code)
        if template is not None:
            codes.append(template.code)
    known = {paper.print_code for paper in view.papers}
    return [_print(platform, view, code, "") for code in codes if code not in known]


def _free_roles(view: DossierView) -> list[str]:
    """Papers without a number of their own that fit how the dossier stands."""
    roles = ["history"]
    if view.file.row.channel == "online" and view.state.received_at is not None:
        roles.append("online_receipt")
    if view.state.lifecycle is Lifecycle.RETURNED:
        roles.append("result_receipt")
    return roles


def _print(platform: Platform, view: DossierView, code: str, number: str) -> dict[str, str]:
    row = view.file.row
    try:
        name = platform.rules.definition("print", code, row.received_at.date(), row.agency_code).name
    except RulesMissingError:
        name = code
    return {
        "code": code,
        "name": name,
        "number": number,
        "page": url_for("prints.page", number=row.number, paper=code),
        "pdf": url_for("prints.file", number=row.number, paper=code, kind="pdf"),
        "docx": url_for("prints.file", number=row.number, paper=code, kind="docx"),
    }
