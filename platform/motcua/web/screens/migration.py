"""Moving running dossiers to the rules in force: a dry run line by line, a choice for each, one reason."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from motcua.kernel.time_limit import TimeLimit, TimeLimitError
from motcua.services.dossier_migration import migrate, plan_migration
from motcua.services.rule_store import RulesMissingError
from motcua.web.screens.words import moment_line, numbers
from motcua.web.security.current import current_actor, current_platform, require
from motcua.web.typed_numbers import typed_number

blueprint = Blueprint("migration", __name__)


@blueprint.get("/thu-tuc/<code>/chuyen-ho-so")
@require("can_publish_definition")
def page(code: str) -> str:
    """Dry run: what moving each running dossier would change."""
    return _page(code)


def _page(code: str, reason: str = "", error: str = "", failed: dict[str, str] | None = None) -> str:
    platform = current_platform()
    platform.rules.refresh()
    try:
        procedure = platform.rules.definition("procedure", code, platform.today())
    except RulesMissingError:
        abort(404)
    plan = plan_migration(platform, current_actor(), code)
    return render_template(
        "studio/migration.html",
        procedure=procedure,
        plan=plan,
        possible=sum(line.is_possible for line in plan.lines),
        reason=reason,
        error=error,
        failed=failed or {},
        limit=_limit,
        moment=moment_line,
        numbers=numbers,
        directory=platform.directory(),
        crumbs=[
            {"label": "Thủ tục", "href": url_for("catalog.listing")},
            {"label": f"{code} {procedure.name}"[:90], "href": url_for("procedure.page", code=code)},
            {"label": "Chuyển hồ sơ sang bản mới", "href": ""},
        ],
    )


def _limit(text: str) -> str:
    try:
        return TimeLimit.parse(text).words() if text else "Chưa rõ"
    except TimeLimitError:
        return text


@blueprint.post("/thu-tuc/<code>/chuyen-ho-so")
@require("can_publish_definition")
def move(code: str) -> Response | str:
    """Move the dossiers marked, each with the version the dry run saw."""
    chosen: dict[str, int] = {}
    for value in request.form.getlist("dossier"):
        number, _, version = value.rpartition("@")
        if number and version.isdecimal():
            chosen[number] = typed_number(version, 0)
    reason = request.form.get("reason", "").strip()[:1000]
    if not chosen:
        return _page(code, reason, "Chưa đánh dấu hồ sơ nào để chuyển.")
    if not reason:
        return _page(code, reason, "Ghi lý do, căn cứ chuyển: lý do được lưu vào nhật ký của từng hồ sơ.")
    found = migrate(current_platform(), current_actor(), chosen, reason, code)
    if found.done:
        flash(f"Đã chuyển {len(found.done)} hồ sơ sang bản đang áp dụng.", "success")
    if found.failed:
        return _page(code, reason, f"{len(found.failed)} hồ sơ không chuyển được.", dict(found.failed))
    return redirect(url_for("migration.page", code=code))
