"""Imports of the national catalog: upload, trial with every problem at its cell, confirmation, history, undo."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from motcua.services.catalog_order import KIND
from motcua.services.import_history import history
from motcua.services.import_review import count_changes
from motcua.services.import_runs import TRIED, take_in, try_out
from motcua.web.posted_files import posted_upload
from motcua.web.screens.import_actions import act_on, add_run_actions, standing_of
from motcua.web.screens.import_words import (
    SEVERITIES,
    STATES,
    figures_of,
    shown_problems,
    size_words,
    steps_of,
)
from motcua.web.screens.words import day_words, moment_line, numbers, parse_day
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("catalog_import", __name__, url_prefix="/nhap-danh-muc")

add_run_actions(blueprint)

SHOWN_PROBLEMS = 100


@blueprint.get("")
@require("can_import_catalog")
def listing() -> str:
    """Choose a file; what was imported before."""
    return _listing()


def _listing(error: str = "") -> str:
    with current_platform().database.read() as session:
        lines = history(session, current_actor(), {KIND})
    return render_template(
        "imports/list.html", lines=lines, states=STATES, error=error, moment=moment_line, numbers=numbers
    )


@blueprint.post("")
@require("can_import_catalog")
def upload() -> Response | tuple[str, int]:
    """Take the files and have them tried out."""
    book = posted_upload("file")
    if book is None:
        return _listing("Chưa chọn tệp. Chọn tệp danh mục rồi bấm Chạy thử."), 400
    try:
        run = try_out(current_platform(), current_actor(), book, posted_upload("details"))
    except ValueError as error:
        return _listing(str(error)), 400
    return redirect(url_for("catalog_import.show", run_id=run))


@blueprint.get("/<int:run_id>")
@require("can_import_catalog")
def show(run_id: int) -> str:
    """What an import would do, or did; how far it is while it is at work."""
    platform = current_platform()
    standing = standing_of(run_id, KIND)
    row = standing.row
    with platform.database.read() as session:
        counts = count_changes(session, run_id, pending=row.state == TRIED)
    summary, plan = row.summary or {}, row.plan or {}
    chosen = request.args.get("xem", "")
    problems = shown_problems(plan.get("problems", ()), chosen)
    everything = request.args.get("tat-ca") == "1"
    return render_template(
        "imports/show.html",
        **standing.words(),
        summary=summary,
        counts=counts,
        state=STATES.get(row.state, STATES[TRIED]),
        steps=steps_of(row),
        figures=figures_of(row, summary),
        problems=problems if everything else problems[:SHOWN_PROBLEMS],
        problem_count=len(problems),
        stored_count=plan.get("problem_count", len(problems)),
        severities=SEVERITIES,
        chosen=chosen,
        everything=everything,
        seconds=f"{summary.get('seconds', 0):.1f}".replace(".", ","),
        size=size_words(int(summary.get("bytes", 0))),
        today=day_words(platform.today()),
        moment=moment_line,
        numbers=numbers,
    )


@blueprint.post("/<int:run_id>/nhap")
@require("can_import_catalog")
def apply(run_id: int) -> Response:
    """Have it imported for good."""
    posted = request.form
    typed = posted.get("effective_from", "").strip()
    day = parse_day(typed) if typed else None
    platform = current_platform()
    if typed and (day is None or day < platform.today()):
        flash("Ngày hiệu lực phải từ hôm nay trở đi, ghi dạng 01/12/2026.", "danger")
        return redirect(url_for("catalog_import.show", run_id=run_id))
    retire = bool(posted.get("retire_abolished"))
    return act_on(run_id, lambda: take_in(platform, current_actor(), run_id, day, retire_abolished=retire))
