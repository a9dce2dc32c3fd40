"""Turns due dates and fees into the closed "Vì sao?" of the pages."""

from __future__ import annotations

from typing import Any

from motcua.definitions.procedure import CollectAt, FeeKind
from motcua.dossiers.fees import FeeSheet
from motcua.kernel.date_words import date_words, moment_words, time_words, weekday_words
from motcua.kernel.due_date import DueDate, Span, SpanKind
from motcua.kernel.money import format_money
from motcua.kernel.time_limit import hours_words
from motcua.services.intake_requests import Weighed

COLLECT = {
    CollectAt.AT_INTAKE: "thu khi nhận",
    CollectAt.AT_RETURN: "thu khi trả",
    CollectAt.BY_REQUEST: "thu khi có thông báo",
}
_DAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


def explain_due_date(weighed: Weighed, reason: str) -> tuple[dict[str, str] | None, dict[str, Any] | None]:
    """The due date in parts and its explanation; None for what is not known."""
    due = weighed.evaluation.due
    if due is None:
        moment = weighed.request.due_at
        text = {"title": "Ngày hẹn do người tiếp nhận ghi", "text": reason} if moment else None
        return (_parts(moment) if moment else None), text
    return _parts(due.due_at), due_explanation(due, _origin(weighed))


def due_explanation(due: DueDate, origin: str) -> dict[str, Any]:
    """The spans counted and skipped, and where the limit comes from."""
    notes = [due.note[:1].upper() + due.note[1:] + "."] if due.note else []
    if due.starts_at != due.received and due.spans:
        notes.append(f"Bắt đầu tính lúc {moment_words(due.starts_at)}.")
    if due.provisional:
        notes.append("Lịch nghỉ của năm liên quan chưa công bố, ngày hẹn là tạm tính.")
    return {
        "title": f"{due.limit.words()[:1].upper()}{due.limit.words()[1:]} từ {moment_words(due.received)}",
        "lines": [_line(span) for span in due.spans],
        "text": " ".join(notes),
        "origin": origin,
    }


def _parts(moment: Any) -> dict[str, str]:
    return {"time": time_words(moment), "day": weekday_words(moment), "date": date_words(moment)}


def _line(span: Span) -> dict[str, Any]:
    days = span.days()
    first, last = days[0], days[-1]
    label = f"{_DAYS[first.weekday()]} {first.day:02}/{first.month:02}"
    if first != last:
        if len(days) > 2:
            label = f"{first.day:02}/{first.month:02} – {last.day:02}/{last.month:02}"
        else:
            label = f"{_DAYS[first.weekday()]}–{_DAYS[last.weekday()]} {last.day:02}/{last.month:02}"
    if not span.counted:
        return {"label": label, "text": span.reason or "nghỉ", "off": True}
    if span.kind is SpanKind.CALENDAR:
        return {"label": label, "text": "tính theo ngày lịch", "amount": f"{len(days)} ngày"}
    text = f"{time_words(span.start)}–{time_words(span.end)}"
    if span.kind is SpanKind.MADE_UP:
        text = f"{text}, làm bù"
    return {"label": label, "text": text, "amount": hours_words(span.minutes)}


def _origin(weighed: Weighed) -> str:
    procedure, evaluation = weighed.bundle.procedure, weighed.evaluation
    variant = next((one.name for one in procedure.variants if one.id == evaluation.variant), "")
    parts = [f"Thời hạn: thủ tục {procedure.code}"]
    if variant:
        parts.append(f"trường hợp {variant}")
    offer = evaluation.limit_origin
    if offer is not None and offer.legal_basis:
        parts.append(", ".join(one.number for one in offer.legal_basis))
    sentence = f"{', '.join(parts)}. Chính sách: {weighed.bundle.policy.name}."
    return f"{sentence} {offer.note}" if offer is not None and offer.note else sentence


def explain_fees(sheet: FeeSheet) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The sum and its explanation line by line; nothing to explain when the procedure has no fee at all."""
    shown: dict[str, Any] = {"amount": sheet.total_words, "unknown": sheet.total is None, "note": ""}
    if not sheet.lines:
        return shown, None
    if len(sheet.lines) == 1:
        only = sheet.lines[0]
        shown["amount"] = only.amount_words
        if only.amount:
            steps = only.explanation[0].split(" = ")[0] if only.explanation else ""
            shown["note"] = f"{steps}, {COLLECT[only.collect]}"
    else:
        shown["note"] = "; ".join(dict.fromkeys(COLLECT[line.collect] for line in sheet.lines if line.amount))
    lines: list[dict[str, Any]] = []
    for line in sheet.lines:
        kind = "Phí" if line.kind is FeeKind.CHARGE else "Lệ phí" if line.kind is FeeKind.LEVY else "Khoản"
        lines.append({"label": kind, "text": line.name, "amount": line.amount_words})
        lines.extend(_step(step) for step in line.explanation)
    several = sheet.total is not None and len(sheet.lines) > 1
    return shown, {
        "title": "",
        "lines": lines,
        "total": format_money(sheet.total or 0) if several else "",
        "origin": "Mức thu theo định nghĩa thủ tục đang áp dụng.",
    }


def _step(step: str) -> dict[str, Any]:
    left, _, right = step.partition(" = ")
    return {"label": "", "text": left, "amount": right or " ", "off": not right}
