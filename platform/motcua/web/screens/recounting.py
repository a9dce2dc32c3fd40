"""Due dates after a calendar change: the dossiers it moves, old and new date and why, and moving those marked."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from motcua.services.recounting import apply_recount, plan_recount
from motcua.web.screens.list_cells import agency_name
from motcua.web.screens.words import moment_line, numbers
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("recounting", __name__, url_prefix="/quan-tri/tinh-lai-hen")

MOST_DAYS = 12
MOST_REASON = 500


@blueprint.get("")
@require("can_manage_calendar")
def page() -> Any:
    """The dry run over the whole province."""
    return _page()


def _page(problem: str = "", failed: dict[str, str] | None = None) -> Any:
    platform = current_platform()
    plan = plan_recount(platform, current_actor())
    directory = platform.directory()
    shown = render_template(
        "supervision/recounting.html",
        plan=plan,
        days=tuple(dict.fromkeys(one.words for one in plan.days))[-MOST_DAYS:],
        typed=request.form,
        marked=frozenset(request.form.getlist("dossier")) if problem else None,
        problem=problem,
        failed=failed or {},
        agency=lambda code: agency_name(directory, code),
        moment=moment_line,
        numbers=numbers,
        crumbs=[
            {"label": "Lịch làm việc", "href": url_for("definitions.listing", kind="calendar")},
            {"label": "Tính lại ngày hẹn", "href": ""},
        ],
    )
    return shown, 422 if problem else 200


@blueprint.post("")
@require("can_manage_calendar")
def move() -> Any:
    """Move the due dates of the dossiers marked, each with the version the dry run saw."""
    posted = request.form
    chosen: dict[str, int] = {}
    for value in posted.getlist("dossier"):
        number, _mark, version = value.rpartition("@")
        if number and version.isascii() and version.isdecimal():
            chosen[number] = int(version[:9])
    reason = posted.get("reason", "").strip()[:MOST_REASON]
    if not chosen:
        return _page("Chưa đánh dấu hồ sơ nào. Đánh dấu hồ sơ cần đổi ngày hẹn.")
    if not reason:
        return _page("Ghi lý do, ví dụ “Nghỉ bù theo thông báo”. Lý do lưu vào nhật ký từng hồ sơ.")
    document = posted.get("document", "").strip()[:MOST_REASON]
    found = apply_recount(current_platform(), current_actor(), chosen, reason, document)
    if found.done:
        flash(f"Đã đổi ngày hẹn của {len(found.done)} hồ sơ và báo người nộp.", "success")
    if found.unchanged:
        flash(f"{len(found.unchanged)} hồ sơ không cần đổi.", "info")
    if found.failed:
        return _page(f"{len(found.failed)} hồ sơ chưa đổi được.", dict(found.failed))
    return redirect(url_for("recounting.page"))
