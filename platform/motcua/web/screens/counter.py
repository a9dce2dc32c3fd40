"""The counter: find a procedure, fill its form while due date and fee appear, receive, print."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState

from motcua.definitions.form import Form
from motcua.dossiers.commands import Pay
from motcua.dossiers.field_error import FieldError
from motcua.services.acting import act
from motcua.services.idempotency import KeyReusedError
from motcua.services.intake_drafts import draft_pairs, drafts_of, new_draft_key
from motcua.services.intake_preview import Guidance, guidance_slip, preview_receipt
from motcua.services.intake_requests import DossierRequest, InvalidRequestError, Weighed, weigh
from motcua.services.papers import PaperMissingError
from motcua.services.procedure_finder import ProcedureFinder, favorites
from motcua.services.receiving import RefusedError, receive, refuse_at_intake
from motcua.services.rule_store import RulesMissingError
from motcua.web.screens.counter_entry import (
    CounterEntry,
    fresh_entry,
    read_due,
    read_entry,
    to_request,
    with_rows,
)
from motcua.web.screens.counter_view import CHANNELS, DELIVERIES, CounterPage, build_page
from motcua.web.security.current import current_actor, current_platform, current_scope, may, require

blueprint = Blueprint("counter", __name__, url_prefix="/tiep-nhan")

FIND_KEYS = (
    {"key": ["↑", "↓"], "label": "Chọn"},
    {"key": "Enter", "label": "Mở thủ tục"},
    {"key": "1–9", "label": "Mở ngay"},
    {"key": "Esc", "label": "Xóa ô tìm"},
)
FORM_KEYS = (
    {"key": "F2", "label": "Tìm thủ tục"},
    {"key": "F4", "label": "Quét căn cước"},
    {"key": "Alt 1–4", "label": "Chuyển mục"},
    {"key": "Space", "label": "Tích giấy tờ"},
    {"key": "Ctrl Enter", "label": "Tiếp nhận, in"},
    {"key": "F8", "label": "Cần bổ sung"},
    {"key": "F9", "label": "Từ chối"},
)


@blueprint.record_once
def keep_finder(state: BlueprintSetupState) -> None:
    """One finder for the application."""
    state.app.extensions["motcua_finder"] = ProcedureFinder(state.app.extensions["motcua"])


def finder() -> ProcedureFinder:
    """The application's finder."""
    found: ProcedureFinder = current_app.extensions["motcua_finder"]
    return found


def desk_agency() -> str:
    """The agency whose counter the person sits at: of the one-stop position held, else their own."""
    actor = current_actor()
    seats = [one.agency for one in actor.holdings if one.position == "one-stop-officer"]
    return seats[0] if seats else actor.agency


@blueprint.get("")
@require("can_receive")
def find() -> Any:
    """Find a procedure; drafts and what is often received stand beside it."""
    actor, platform, agency = current_actor(), current_platform(), desk_agency()
    query = request.args.get("q", "").strip()
    hits = finder().find(agency, query) if query and agency else ()
    with platform.database.read(current_scope()) as session:
        often = favorites(session, agency, platform.now()) if agency else ()
        drafts = drafts_of(session, actor)
    received = {line.code for line in finder().received_by(agency)} if agency else set()
    return render_template(
        "counter/find.html",
        query=query,
        hits=hits,
        favorites=[one for one in often if one.code in received],
        drafts=drafts,
        today=platform.today(),
        total=len(received),
        keys=FIND_KEYS,
    )


@blueprint.get("/tim")
@require("can_receive")
def find_rows() -> Any:
    """The rows of the finder for what was typed."""
    query = request.args.get("q", "").strip()
    hits = finder().find(desk_agency(), query)
    return render_template("counter/_hits.html", hits=hits, query=query)


@blueprint.get("/<code>")
@require("can_receive")
def open_form(code: str) -> Any:
    """The form of a procedure, empty or as a draft left it."""
    key = request.args.get("nhap", "")
    with current_platform().database.read(current_scope()) as session:
        pairs = draft_pairs(session, current_actor(), key) if key else None
    if key and pairs is None:
        flash("Không còn bản nháp này: hồ sơ đã được tiếp nhận hoặc bản nháp đã bỏ.", "warning")
        return redirect(url_for("counter.find"))
    form = _form_of(code)
    if pairs is not None:
        return _page(read_entry(code, pairs, form), saved=True)
    platform = current_platform()
    try:
        procedure = platform.rules.definition("procedure", code, platform.today())
    except RulesMissingError:
        return _page(read_entry(code, (), form))
    return _page(fresh_entry(procedure, form, new_draft_key()))


@blueprint.post("/<code>")
@require("can_receive")
def post_form(code: str) -> Any:
    """Receive, refuse, or show the form again with what was typed."""
    entry, form = _posted(code)
    if added := request.form.get("_add_row", ""):
        return _page(with_rows(entry, form, added, ""))
    if removed := request.form.get("_remove_row", ""):
        return _page(with_rows(entry, form, "", removed))
    match request.form.get("act", "check"):
        case "receive":
            return _receive(entry, form)
        case "refuse":
            return _refuse(entry, form)
        case "guide":
            return _guide(entry, form)
    return _page(entry)


@blueprint.post("/<code>/tinh")
@require("can_receive")
def evaluate_form(code: str) -> Any:
    """The parts of the page that what was typed may have changed."""
    entry, form = _posted(code)
    try:
        weighed = weigh(current_platform(), to_request(entry, form, desk_agency()))
    except InvalidRequestError as error:
        return render_template("counter/_refused.html", problems=error.problems), 200
    return render_template("counter/fragments.html", **_shown(build_page(entry, weighed)))


@blueprint.post("/<code>/ban-in-thu")
@require("can_receive")
def preview(code: str) -> Any:
    """The slip as it would be printed now."""
    entry, form = _posted(code)
    platform, actor = current_platform(), current_actor()
    try:
        weighed = weigh(platform, to_request(entry, form, desk_agency()))
        slip = preview_receipt(platform, actor, weighed)
    except InvalidRequestError:
        slip = None
    image = base64.b64encode(slip.image).decode() if slip else ""
    return render_template("counter/_slip.html", slip=slip, image=image)


def _posted(code: str) -> tuple[CounterEntry, Form | None]:
    form = _form_of(code)
    return read_entry(code, request.form.items(multi=True), form), form


def _form_of(code: str) -> Form | None:
    """The form of a procedure as this counter uses it today."""
    platform = current_platform()
    platform.rules.refresh()
    try:
        bundle = platform.rules.bundle(code, desk_agency(), platform.today())
    except RulesMissingError:
        return None
    return bundle.form


def _page(
    entry: CounterEntry,
    refusals: tuple[FieldError, ...] = (),
    status: int = 200,
    *,
    saved: bool = False,
    dialog: str = "",
) -> Any:
    form = _form_of(entry.procedure)
    wanted = to_request(entry, form, desk_agency())
    try:
        weighed = weigh(current_platform(), wanted)
    except InvalidRequestError as error:
        return _cannot_open(entry, wanted, error)
    shown = _shown(build_page(entry, weighed, refusals))
    saved_at = current_platform().now().strftime("%H:%M:%S") if saved else ""
    return render_template("counter/form.html", saved_at=saved_at, dialog=dialog, **shown), status


def _cannot_open(entry: CounterEntry, wanted: DossierRequest, error: InvalidRequestError) -> Any:
    """Without rules there is no form: say why, or ask which agency is to settle the dossier."""
    platform = current_platform()
    choices = []
    if any(one.code == "choose_agency" for one in error.problems):
        directory = platform.directory()
        procedure = platform.rules.definition("procedure", wanted.procedure, platform.today())
        offering = directory.offering(procedure)
        choices = [(one, directory.agency(one).name) for one in offering]
    status = 200 if choices else 404 if any(one.path == "procedure" for one in error.problems) else 409
    page = render_template(
        "counter/cannot_open.html", entry=entry, problems=error.problems, choices=choices, keys=FIND_KEYS[:1]
    )
    return page, status


def _shown(page: CounterPage) -> dict[str, Any]:
    entry = page.entry
    return {
        "page": page,
        "entry": entry,
        "draft_key": entry.text("draft_key") or new_draft_key(),
        "deliveries": [{"value": value, "label": label} for value, label in DELIVERIES],
        "channel_names": CHANNELS,
        "keys": FORM_KEYS,
        "may_collect": may("can_collect_fee"),
    }


def _receive(entry: CounterEntry, form: Form | None) -> Any:
    platform, actor = current_platform(), current_actor()
    tried = read_entry(entry.procedure, (*_without(entry, "attempted"), ("attempted", "1")), form)
    wanted = to_request(tried, form, desk_agency())
    try:
        weighed = weigh(platform, wanted)
    except InvalidRequestError as error:
        return _cannot_open(tried, wanted, error)
    blocked = _blocking(tried, weighed)
    if blocked or weighed.evaluation.problems:
        return _page(tried, blocked, 422)
    try:
        number = receive(platform, actor, wanted, wanted.draft_key)
    except InvalidRequestError as error:
        return _page(tried, error.problems, 422)
    except RefusedError as error:
        return _page(tried, _as_errors(error), 422)
    except KeyReusedError:
        flash("Hồ sơ của bản nháp này đã được tiếp nhận. Mở hồ sơ mới để nhận tiếp.", "warning")
        return redirect(url_for("counter.find"))
    _collect(tried, number, wanted.draft_key)
    return redirect(url_for("received.show", number=number, **{"in": "1"}))


def _collect(entry: CounterEntry, number: str, key: str) -> None:
    """Book what was paid in cash at the counter; a refusal leaves the fee owed and says so."""
    if entry.text("payment_way") != "cash" or not may("can_collect_fee"):
        return
    try:
        act(current_platform(), current_actor(), number, Pay(method="cash"), f"{key}-thu"[:120])
    except RefusedError as error:
        if any(one.code != "nothing_owed" for one in error.refusals):
            flash(f"Đã tiếp nhận nhưng chưa ghi được khoản thu: {error}", "warning")


def _blocking(entry: CounterEntry, weighed: Weighed) -> tuple[FieldError, ...]:
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


def _refuse(entry: CounterEntry, form: Form | None) -> Any:
    reason = entry.text("refuse_reason")
    if not reason:
        problem = FieldError("refuse_reason", "reason_needed", "Ghi lý do không tiếp nhận, người nộp sẽ đọc.")
        return _page(entry, (problem,), 422, dialog="refuse")
    wanted = to_request(entry, form, desk_agency())
    if not str(wanted.applicant.get("full_name", "")).strip():
        problem = FieldError(
            "applicant.full_name", "name_needed", "Ghi họ tên người nộp để lập phiếu từ chối."
        )
        return _page(entry, (problem,), 422)
    try:
        number = refuse_at_intake(current_platform(), current_actor(), wanted, reason, wanted.draft_key)
    except (InvalidRequestError, RefusedError) as error:
        problems = error.problems if isinstance(error, InvalidRequestError) else _as_errors(error)
        return _page(entry, problems, 422)
    except KeyReusedError:
        flash("Hồ sơ của bản nháp này đã được xử lý. Mở hồ sơ mới để nhận tiếp.", "warning")
        return redirect(url_for("counter.find"))
    return redirect(url_for("received.show", number=number, **{"in": "1"}))


def _guide(entry: CounterEntry, form: Form | None) -> Any:
    """The slip of what to bring before the dossier can be received; nothing is stored."""
    items = tuple(value for name, value in entry.pairs if name == "guide_item")
    reason = entry.text("guide_reason")
    if not items and not reason:
        problem = FieldError("guide_reason", "items_needed", "Chọn giấy tờ cần bổ sung hoặc ghi nội dung.")
        return _page(entry, (problem,), 422, dialog="guide")
    platform = current_platform()
    wanted = replace(to_request(entry, form, desk_agency()), draft_key="")
    try:
        weighed = weigh(platform, wanted)
        content = guidance_slip(
            platform,
            current_actor(),
            weighed,
            Guidance(items, reason or "Hồ sơ chưa đủ giấy tờ theo quy định."),
        )
    except InvalidRequestError as error:
        return _cannot_open(entry, wanted, error)
    except PaperMissingError as error:
        return _page(entry, (FieldError("guide_reason", "no_template", str(error)),), 422)
    headers = {"Content-Disposition": f'inline; filename="yeu-cau-bo-sung-{entry.procedure}.pdf"'}
    return Response(content, headers=headers, content_type="application/pdf")
