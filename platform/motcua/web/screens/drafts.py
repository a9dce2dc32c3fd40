"""Saves what is being typed at the counter, and lets a draft be thrown away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for

from motcua.services.intake_drafts import DraftRefusedError, DraftText, discard_draft, save_draft
from motcua.services.rule_store import RulesMissingError
from motcua.web.screens.counter_desk import desk_agency
from motcua.web.screens.counter_entry import read_entry
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("drafts", __name__, url_prefix="/nhap")


@blueprint.post("/<code>/<key>")
@require("can_receive")
def save(code: str, key: str) -> Any:
    """Keep what was typed; the answer names the time and the address the draft is found under."""
    platform, actor = current_platform(), current_actor()
    entry = read_entry(code, request.form.items(multi=True), None)
    try:
        name = platform.rules.definition("procedure", code, platform.today()).name
    except RulesMissingError:
        return {"problem": f"Không có thủ tục “{code}” đang áp dụng."}, 404
    applicant = entry.group("applicant").get("full_name", "")
    text = DraftText(
        key=key,
        agency=desk_agency(),
        procedure_code=code,
        procedure_name=name,
        applicant_name=str(applicant)[:200],
        channel=entry.channel,
        pairs=entry.pairs,
    )
    try:
        saved_at = save_draft(platform, actor, text)
    except DraftRefusedError as error:
        return {"problem": str(error)}, 409
    return {
        "saved_at": saved_at.strftime("%H:%M:%S"),
        "page_url": url_for("counter.open_form", code=code, nhap=key),
    }


@blueprint.post("/<key>/bo")
@require("can_receive")
def discard(key: str) -> Any:
    """Throw a draft away."""
    discard_draft(current_platform(), current_actor(), key)
    flash("Đã bỏ bản nháp.", "success")
    return redirect(url_for("counter.find"))
