"""The counter: find a procedure, fill its form while due date and fee appear, receive, print."""

from __future__ import annotations

import base64
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState

from motcua.definitions.form import Form
from motcua.services.intake_drafts import (
    DraftRefusedError,
    DraftText,
    draft_pairs,
    drafts_of,
    new_draft_key,
    save_draft,
)
from motcua.services.intake_preview import preview_receipt
from motcua.services.intake_requests import InvalidRequestError, weigh
from motcua.services.procedure_finder import ProcedureFinder, favorites
from motcua.services.rule_store import RulesMissingError
from motcua.web.screens.counter_copy import copied_pairs, find_model
from motcua.web.screens.counter_desk import FIND_KEYS, desk_agency, finder, form_of, show_page, shown
from motcua.web.screens.counter_entry import (
    CounterEntry,
    fresh_entry,
    read_entry,
    to_request,
    with_rows,
)
from motcua.web.screens.counter_known import recognize
from motcua.web.screens.counter_receipt import guide_entry, receive_entry, refuse_entry
from motcua.web.screens.counter_view import build_page
from motcua.web.security.current import current_actor, current_platform, current_scope, require

blueprint = Blueprint("counter", __name__, url_prefix="/tiep-nhan")


@blueprint.record_once
def keep_finder(state: BlueprintSetupState) -> None:
    """One finder for the application."""
    state.app.extensions["motcua_finder"] = ProcedureFinder(state.app.extensions["motcua"])


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
    form = form_of(code)
    if pairs is not None:
        return show_page(read_entry(code, pairs, form), saved=True)
    platform = current_platform()
    try:
        procedure = platform.rules.definition("procedure", code, platform.today())
    except RulesMissingError:
        return show_page(read_entry(code, (), form))
    entry = fresh_entry(procedure, form, new_draft_key())
    if asked := request.args.get("sao", ""):
        entry = _copied(entry, form, asked)
    return show_page(entry)


def _copied(entry: CounterEntry, form: Form | None, asked: str) -> CounterEntry:
    """The fresh entry with what an earlier dossier of the procedure said."""
    with current_platform().database.read(current_scope()) as session:
        row = find_model(session, current_actor(), entry.procedure, asked)
        pairs = copied_pairs(session, row, form) if row is not None else []
    if row is None:
        flash("Chưa có hồ sơ nào của thủ tục này để sao.", "warning")
        return entry
    flash(f"Đã sao từ hồ sơ {row.number}. Kiểm tra từng ô trước khi tiếp nhận.", "info")
    names = {name for name, _ in pairs}
    return read_entry(entry.procedure, [*(one for one in entry.pairs if one[0] not in names), *pairs], form)


@blueprint.post("/<code>")
@require("can_receive")
def post_form(code: str) -> Any:
    """Receive, refuse, or show the form again with what was typed."""
    entry, form = _posted(code)
    if added := request.form.get("_add_row", ""):
        return show_page(with_rows(entry, form, added, ""))
    if removed := request.form.get("_remove_row", ""):
        return show_page(with_rows(entry, form, "", removed))
    match request.form.get("act", "check"):
        case "receive":
            return receive_entry(entry, form)
        case "refuse":
            return refuse_entry(entry, form)
        case "guide":
            return guide_entry(entry, form)
        case "guidance":
            return guide_entry(entry, form, "guidance")
        case "batch":
            return _to_batch(entry)
    return show_page(entry)


def _to_batch(entry: CounterEntry) -> Any:
    """Keep what the dossiers share as a draft and go to the table of what differs."""
    platform = current_platform()
    text = DraftText(
        key=entry.text("draft_key"),
        agency=desk_agency(),
        procedure_code=entry.procedure,
        procedure_name=platform.rules.definition("procedure", entry.procedure, platform.today()).name,
        applicant_name=str(entry.group("applicant").get("full_name", ""))[:200],
        channel=entry.channel,
        pairs=entry.pairs,
    )
    try:
        save_draft(platform, current_actor(), text)
    except DraftRefusedError as error:
        flash(str(error), "warning")
        return show_page(entry, (), 422)
    return redirect(url_for("batch.open_batch", code=entry.procedure, nhap=text.key))


@blueprint.post("/<code>/tinh")
@require("can_receive")
def evaluate_form(code: str) -> Any:
    """The parts of the page that what was typed may have changed."""
    entry, form = _posted(code)
    entry, known = recognize(entry, form, desk_agency())
    try:
        weighed = weigh(current_platform(), to_request(entry, form, desk_agency()), current_actor())
    except InvalidRequestError as error:
        return render_template("counter/_refused.html", problems=error.problems), 200
    return render_template("counter/fragments.html", **shown(build_page(entry, weighed, known=known)))


@blueprint.post("/<code>/ban-in-thu")
@require("can_receive")
def preview(code: str) -> Any:
    """The slip as it would be printed now."""
    entry, form = _posted(code)
    platform, actor = current_platform(), current_actor()
    try:
        weighed = weigh(platform, to_request(entry, form, desk_agency()), actor)
        slip = preview_receipt(platform, actor, weighed)
    except InvalidRequestError:
        slip = None
    image = base64.b64encode(slip.image).decode() if slip else ""
    return render_template("counter/_slip.html", slip=slip, image=image)


def _posted(code: str) -> tuple[CounterEntry, Form | None]:
    form = form_of(code)
    return read_entry(code, request.form.items(multi=True), form), form
