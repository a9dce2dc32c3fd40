"""Imports of the national catalog: upload, trial with every problem at its cell, confirmation, history, undo."""

from __future__ import annotations

from collections.abc import Callable

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from werkzeug.wrappers import Response

from motcua.services.import_dependents import CHECKING, dependents
from motcua.services.import_patch import mend
from motcua.services.import_review import count_changes
from motcua.services.import_runs import (
    AT_WORK,
    FINISHED,
    TRIED,
    ImportRunClosedError,
    ImportRunMissingError,
    call_off,
    error_book,
    find_progress,
    find_run,
    history,
    leave,
    take_in,
    take_up_again,
    try_out,
    was_taken_in,
)
from motcua.services.import_undo import StillNeededError, ask_undo
from motcua.web.posted_files import posted_upload
from motcua.web.screens.import_words import (
    SEVERITIES,
    STATES,
    figures_of,
    progress_words,
    shown_problems,
    size_words,
    steps_of,
)
from motcua.web.screens.words import day_words, moment_line, numbers, parse_day
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("catalog_import", __name__, url_prefix="/nhap-danh-muc")

SHOWN_PROBLEMS = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
@require("can_import_catalog")
def listing() -> str:
    """Choose a file; what was imported before."""
    return _listing()


def _listing(error: str = "") -> str:
    with current_platform().database.read() as session:
        lines = history(session)
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
    try:
        with platform.database.read(CHECKING) as session:
            row = find_run(session, run_id)
            found = find_progress(session, row)
            counts = count_changes(session, run_id, pending=row.state == TRIED)
            can_undo = was_taken_in(row) and row.state in (FINISHED, TRIED)
            in_use = dependents(session, run_id, row.summary["releases"]) if can_undo else ()
    except ImportRunMissingError:
        abort(404)
    summary, plan = row.summary or {}, row.plan or {}
    chosen = request.args.get("xem", "")
    problems = shown_problems(plan.get("problems", ()), chosen)
    everything = request.args.get("tat-ca") == "1"
    return render_template(
        "imports/show.html",
        row=row,
        summary=summary,
        at_work=row.state in AT_WORK,
        progress=progress_words(run_id, found),
        counts=counts,
        can_undo=can_undo,
        in_use=in_use,
        state=STATES.get(row.state, STATES[TRIED]),
        steps=steps_of(row),
        figures=figures_of(row, summary),
        problems=problems if everything else problems[:SHOWN_PROBLEMS],
        problem_count=len(problems),
        stored_count=plan.get("problem_count", len(problems)),
        severities=SEVERITIES,
        chosen=chosen,
        everything=everything,
        has_errors_book=error_book(platform, row) is not None,
        seconds=f"{summary.get('seconds', 0):.1f}".replace(".", ","),
        size=size_words(int(summary.get("bytes", 0))),
        today=day_words(platform.today()),
        moment=moment_line,
        numbers=numbers,
    )


@blueprint.get("/<int:run_id>/tien-do")
@require("can_import_catalog")
def progress(run_id: int) -> Response:
    """The live part of the page: how far the work is; the whole page anew once it has ended."""
    platform = current_platform()
    try:
        with platform.database.read() as session:
            row = find_run(session, run_id)
            found = progress_words(run_id, find_progress(session, row))
    except ImportRunMissingError:
        abort(404)
    answer = make_response(render_template("imports/_progress.html", progress=found) if found else "")
    if found is None or found["stuck"]:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _act(run_id: int, act: Callable[[], None], done: str = "") -> Response:
    """Do something with an import, say what came of it and go back to its page."""
    try:
        act()
        if done:
            flash(done, "success")
    except ImportRunMissingError:
        abort(404)
    except (ImportRunClosedError, StillNeededError, ValueError) as error:
        flash(str(error), "warning")
    return redirect(url_for("catalog_import.show", run_id=run_id))


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
    return _act(run_id, lambda: take_in(platform, current_actor(), run_id, day, retire_abolished=retire))


@blueprint.post("/<int:run_id>/bo")
@require("can_import_catalog")
def drop(run_id: int) -> Response:
    """Leave a tried import."""
    platform, actor = current_platform(), current_actor()
    return _act(run_id, lambda: leave(platform, actor, run_id), "Đã bỏ lần nhập. Danh mục giữ nguyên.")


@blueprint.post("/<int:run_id>/dung")
@require("can_import_catalog")
def stop(run_id: int) -> Response:
    """Call the work off."""
    platform, actor = current_platform(), current_actor()
    return _act(run_id, lambda: call_off(platform, actor, run_id), "Đã dừng. Danh mục giữ nguyên.")


@blueprint.post("/<int:run_id>/chay-tiep")
@require("can_import_catalog")
def resume(run_id: int) -> Response:
    """Take the work up again."""
    platform, actor = current_platform(), current_actor()
    return _act(run_id, lambda: take_up_again(platform, actor, run_id))


@blueprint.post("/<int:run_id>/hoan-tac")
@require("can_import_catalog")
def undo(run_id: int) -> Response:
    """Undo the whole import."""
    platform, actor = current_platform(), current_actor()
    reason = request.form.get("reason", "").strip()[:500]
    return _act(run_id, lambda: ask_undo(platform, actor, run_id, reason))


@blueprint.post("/<int:run_id>/sua-dong")
@require("can_import_catalog")
def mended(run_id: int) -> Response:
    """Take mended rows of the error workbook."""
    platform, actor = current_platform(), current_actor()
    book = posted_upload("file")

    def act() -> None:
        with platform.database.read() as session:
            find_run(session, run_id)
        if book is None:
            raise ValueError("Chưa chọn tệp. Chọn tệp lỗi đã sửa rồi bấm Nhận dòng đã sửa.")
        count = mend(platform, actor, run_id, book)
        flash(f"Đã nhận {numbers(count)} dòng sửa; đang chạy thử lại.", "success")

    return _act(run_id, act)


@blueprint.get("/<int:run_id>/tep-loi")
@require("can_import_catalog")
def errors(run_id: int) -> Response:
    """The error workbook with coloured cells."""
    platform = current_platform()
    try:
        with platform.database.read() as session:
            row = find_run(session, run_id)
    except ImportRunMissingError:
        abort(404)
    book = error_book(platform, row)
    if book is None:
        abort(404)
    stem = row.file_name.rpartition(".")[0] or row.file_name
    return send_file(book, mimetype=XLSX, as_attachment=True, download_name=f"loi-{stem}.xlsx")
