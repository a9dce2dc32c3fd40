"""What the log of a dossier says for official papers: hand-overs, the re-appointment, the end without a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from motcua.definitions.directory import Directory
from motcua.dossiers.parts import AdjustmentKind
from motcua.dossiers.snapshot import DossierState
from motcua.kernel.money import format_money
from motcua.kernel.remaining import Timeliness, timeliness
from motcua.storage.tables import DossierEventRow, DossierRow

TIMELINESS_NAMES = {
    Timeliness.EARLY: "Trước hạn",
    Timeliness.ON_TIME: "Đúng hạn",
    Timeliness.LATE: "Quá hạn",
}
HANDOVERS: Mapping[str, str] = {
    "received": "Tiếp nhận hồ sơ",
    "forwarded": "Chuyển hồ sơ",
    "sent_back": "Trả lại bước trước",
    "consulted": "Xin ý kiến phối hợp",
    "answered": "Trả lời ý kiến",
    "approved": "Ký duyệt",
    "rejected": "Không ký, trả lại",
    "issued": "Cấp số, ban hành",
    "supplement_requested": "Yêu cầu bổ sung",
    "supplement_received": "Nhận giấy tờ bổ sung",
    "returned": "Trả kết quả",
}
"""Events by which a dossier changes hands, in the words of the control slip."""

WITH_THE_APPLICANT = frozenset({"received", "returned"})
ENDS: Mapping[str, str] = {
    "stopped": "Dừng giải quyết theo quyết định của cơ quan",
    "withdrawn": "Người nộp đề nghị rút hồ sơ",
    "supplement_lapsed": "Quá hạn bổ sung mà chưa nhận được giấy tờ",
}
MOVED = frozenset({AdjustmentKind.EXTENDED, AdjustmentKind.REAPPOINTED})


def hand_over_rows(
    row: DossierRow, events: Sequence[DossierEventRow], directory: Directory, receiver: str = ""
) -> list[dict[str, Any]]:
    """One row for each time the dossier changed hands, with the result of the step against its target.

    Who received is who acted next at the step; the last line stays open until then, to be signed by hand.
    ``receiver`` is who took the result, where somebody was written down.
    """
    rows: list[dict[str, Any]] = []
    due: datetime | None = None
    for place, event in enumerate(events):
        entered = event.data["data"].get("entered", ())
        if event.kind in HANDOVERS and (entered or event.kind in WITH_THE_APPLICANT):
            rows.append(
                _row(row, event, directory, due)
                | _people(row, event, events[place + 1 :], receiver)
                | {"index": len(rows) + 1}
            )
        if entered:
            text = entered[0].get("due_at")
            due = datetime.fromisoformat(text) if isinstance(text, str) else None
    return rows


def _row(
    row: DossierRow, event: DossierEventRow, directory: Directory, due: datetime | None
) -> dict[str, Any]:
    data: Mapping[str, Any] = event.data["data"]
    entered: Mapping[str, Any] = next(iter(data.get("entered", ())), {})
    applicant = str(row.applicant.get("full_name", ""))
    here = directory.agency(event.data["agency"] or row.agency_code).name
    to = directory.agency(str(entered.get("agency") or row.agency_code)).name
    return {
        "giver": applicant if event.kind == "received" else here,
        "receiver": applicant if event.kind == "returned" else here if event.kind == "received" else to,
        "at": event.at,
        "step": event.step,
        "action": str(data.get("action_name") or HANDOVERS[event.kind]),
        "due_at": due,
        "result": TIMELINESS_NAMES[timeliness(event.at, due)] if due else "",
        "note": str(data.get("reason", "")),
    }


def _people(
    row: DossierRow, event: DossierEventRow, later: Sequence[DossierEventRow], receiver: str
) -> dict[str, str]:
    applicant = str(row.applicant.get("full_name", ""))
    if event.kind == "received":
        return {"giver_name": applicant, "receiver_name": event.actor_name}
    if event.kind == "returned":
        return {"giver_name": event.actor_name, "receiver_name": receiver or applicant}
    steps = {str(one.get("step", "")) for one in event.data["data"].get("entered", ())}
    taken = next((one.actor_name for one in later if one.step in steps and one.actor_name), "")
    return {"giver_name": event.actor_name, "receiver_name": taken}


def extension_data(state: DossierState) -> dict[str, Any]:
    """The last later appointment, with why; empty when there was none."""
    moves = [one for one in state.clock.adjustments if one.kind in MOVED]
    if not moves:
        return {}
    last = moves[-1]
    return {
        "reason": last.reason,
        "document": last.document,
        "old_due_at": last.old_due_at,
        "due_at": last.new_due_at,
    }


def ending_data(
    events: Sequence[DossierEventRow], state: DossierState, steps: Mapping[str, str]
) -> dict[str, Any]:
    """How the dossier ended without a result: who asked, why, where it stood, what happens to money; else empty."""
    event = next((one for one in reversed(events) if one.kind in ENDS), None)
    if event is None:
        return {}
    held = sum(fee.paid - fee.refunded for fee in state.fees)
    back = sum(fee.refunded for fee in state.fees)
    words = [f"đã thu {format_money(held)}, cơ quan xem xét hoàn theo quy định"] if held else []
    words += [f"đã hoàn {format_money(back)}"] if back else []
    return {
        "kind": ENDS[event.kind],
        "reason": str(event.data["data"].get("reason", "")),
        "at": event.at,
        "stage": steps.get(event.step, ""),
        "money": "; ".join(words) or "không phát sinh",
    }
