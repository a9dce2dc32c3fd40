"""Receiving at the counter, refusing, and the slip of what is still to be brought."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, flash, redirect, url_for

from motcua.definitions.form import Form
from motcua.dossiers.commands import Pay
from motcua.dossiers.field_error import FieldError
from motcua.services.acting import act
from motcua.services.idempotency import KeyReusedError
from motcua.services.intake_preview import Guidance, guidance_slip
from motcua.services.intake_requests import InvalidRequestError, Weighed, weigh
from motcua.services.papers import PaperMissingError
from motcua.services.receiving import RefusedError, receive, refuse_at_intake
from motcua.web.screens.counter_desk import cannot_open, desk_agency, show_page
from motcua.web.screens.counter_entry import CounterEntry, read_due, read_entry, to_request
from motcua.web.security.current import current_actor, current_platform, may


def receive_entry(entry: CounterEntry, form: Form | None) -> Any:
    """Receive what was entered; anything in the way leaves the page with all that was typed."""
    platform, actor = current_platform(), current_actor()
    tried = read_entry(entry.procedure, (*_without(entry, "attempted"), ("attempted", "1")), form)
    wanted = to_request(tried, form, desk_agency())
    try:
        weighed = weigh(platform, wanted, current_actor())
    except InvalidRequestError as error:
        return cannot_open(tried, wanted, error)
    blocked = blocking(tried, weighed)
    if blocked or weighed.evaluation.problems:
        return show_page(tried, blocked, 422)
    try:
        number = receive(platform, actor, wanted, wanted.draft_key)
    except InvalidRequestError as error:
        return show_page(tried, error.problems, 422)
    except RefusedError as error:
        return show_page(tried, _as_errors(error), 422)
    except KeyReusedError:
        flash("Hồ sơ của bản nháp này đã được tiếp nhận. Mở hồ sơ mới để nhận tiếp.", "warning")
        return redirect(url_for("counter.find"))
    collect(tried, number, wanted.draft_key)
    return redirect(url_for("received.show", number=number) + "?in=1")


def collect(entry: CounterEntry, number: str, key: str) -> None:
    """Book what was paid in cash at the counter; a refusal leaves the fee owed and says so."""
    if entry.text("payment_way") != "cash" or not may("can_collect_fee"):
        return
    try:
        act(
            current_platform(),
            current_actor(),
            number,
            Pay(method="cash", issue_receipt=True),
            f"{key}-thu"[:120],
        )
    except RefusedError as error:
        if any(one.code != "nothing_owed" for one in error.refusals):
            flash(f"Đã tiếp nhận nhưng chưa ghi được khoản thu: {error}", "warning")


def blocking(entry: CounterEntry, weighed: Weighed) -> tuple[FieldError, ...]:
    """What the counter itself insists on: every required paper, and a due date where the rules give none."""
    blocked = []
    if weighed.evaluation.missing and entry.text("accept_missing") != "1":
        blocked.append(
            FieldError("documents", "missing", "Còn thiếu giấy tờ. Nhận đủ, hoặc chọn “Nhận khi còn thiếu”.")
        )
    if weighed.evaluation.limit is None:
        due_at = read_due(entry)
        if due_at is None:
            message = "Thủ tục chưa có thời hạn dùng được. Ghi ngày hẹn trả dạng 14/11/2026."
            blocked.append(FieldError("due_at", "due_needed", message))
        elif due_at <= weighed.now:
            blocked.append(
                FieldError("due_at", "due_past", "Ngày hẹn trả phải sau lúc tiếp nhận. Ghi lại ngày.")
            )
        if not entry.text("due_reason"):
            blocked.append(FieldError("due_reason", "reason_needed", "Ghi căn cứ của ngày hẹn trả."))
    return tuple(blocked)


def _as_errors(error: RefusedError) -> tuple[FieldError, ...]:
    return tuple(FieldError(one.field or "request", one.code, one.message) for one in error.refusals)


def _without(entry: CounterEntry, name: str) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in entry.pairs if pair[0] != name)


def refuse_entry(entry: CounterEntry, form: Form | None) -> Any:
    """Do not receive the dossier; the applicant gets the slip with the reason."""
    reason = entry.text("refuse_reason")
    if not reason:
        problem = FieldError("refuse_reason", "reason_needed", "Ghi lý do không tiếp nhận, người nộp sẽ đọc.")
        return show_page(entry, (problem,), 422, dialog="refuse")
    wanted = to_request(entry, form, desk_agency())
    if not str(wanted.applicant.get("full_name", "")).strip():
        problem = FieldError(
            "applicant.full_name", "name_needed", "Ghi họ tên người nộp để lập phiếu từ chối."
        )
        return show_page(entry, (problem,), 422)
    try:
        number = refuse_at_intake(current_platform(), current_actor(), wanted, reason, wanted.draft_key)
    except (InvalidRequestError, RefusedError) as error:
        problems = error.problems if isinstance(error, InvalidRequestError) else _as_errors(error)
        return show_page(entry, problems, 422)
    except KeyReusedError:
        flash("Hồ sơ của bản nháp này đã được xử lý. Mở hồ sơ mới để nhận tiếp.", "warning")
        return redirect(url_for("counter.find"))
    return redirect(url_for("received.show", number=number) + "?in=1")


def guide_entry(entry: CounterEntry, form: Form | None, role: str = "supplement") -> Any:
    """The slip of what to bring before the dossier can be received, as the print of a role; nothing is stored."""
    items = tuple(value for name, value in entry.pairs if name == "guide_item")
    reason = entry.text("guide_reason")
    if not items and not reason:
        problem = FieldError("guide_reason", "items_needed", "Chọn giấy tờ cần bổ sung hoặc ghi nội dung.")
        return show_page(entry, (problem,), 422, dialog="guide")
    platform = current_platform()
    wanted = replace(to_request(entry, form, desk_agency()), draft_key="")
    try:
        weighed = weigh(platform, wanted, current_actor())
        content = guidance_slip(
            platform,
            current_actor(),
            weighed,
            Guidance(items, reason or "Hồ sơ chưa đủ giấy tờ theo quy định.", role),
        )
    except InvalidRequestError as error:
        return cannot_open(entry, wanted, error)
    except PaperMissingError as error:
        return show_page(entry, (FieldError("guide_reason", "no_template", str(error)),), 422)
    headers = {"Content-Disposition": f'inline; filename="yeu-cau-bo-sung-{entry.procedure}.pdf"'}
    return Response(content, headers=headers, content_type="application/pdf")
