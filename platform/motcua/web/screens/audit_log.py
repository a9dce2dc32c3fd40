"""The log of changes: who changed which definition or setting, with the values before and after."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for

from motcua.services.audit_log import ACTION_WORDS, PAGE, AuditFilter, audit_lines
from motcua.web.screens.words import moment_line, parse_day
from motcua.web.security.current import current_actor, current_platform, require
from motcua.web.typed_numbers import typed_number

blueprint = Blueprint("audit_log", __name__)


@blueprint.get("/quan-tri/nhat-ky")
@require("can_read_audit")
def page() -> str:
    """The newest entries that fit the filter."""
    asked = request.args
    before = asked.get("truoc", "")
    wanted = AuditFilter(
        target=asked.get("doi-tuong", "").strip()[:128],
        actor=asked.get("nguoi", "").strip()[:128],
        action=asked.get("viec", "") if asked.get("viec", "") in ACTION_WORDS else "",
        from_day=parse_day(asked.get("tu", "")),
        to_day=parse_day(asked.get("den", "")),
        studio_only=not asked.get("tat-ca"),
        before=typed_number(before, 0),
    )
    with current_platform().database.read() as session:
        lines = audit_lines(session, current_actor(), wanted)
    kept: dict[str, Any] = {name: value for name, value in asked.items() if name != "truoc"}
    return render_template(
        "studio/audit.html",
        lines=lines[:PAGE],
        older=url_for("audit_log.page", **{**kept, "truoc": lines[PAGE - 1].id}) if len(lines) > PAGE else "",
        newest=url_for("audit_log.page", **kept) if wanted.before else "",
        asked=asked,
        actions=ACTION_WORDS,
        moment=moment_line,
        crumbs=[{"label": "Quản trị", "href": ""}, {"label": "Nhật ký thay đổi", "href": ""}],
    )
