"""What can be done with an import of any kind: watched, stopped, taken up again, left, mended, undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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

from motcua.services.access import ForbiddenError
from motcua.services.import_dependents import CHECKING, Dependent, StillNeededError
from motcua.services.import_patch import mend
from motcua.services.import_runs import (
    AT_WORK,
    KINDS,
    TABLE,
    ImportRunClosedError,
    ImportRunMissingError,
    Progress,
    call_off,
    error_book,
    find_progress,
    leave,
    run_for,
    take_up_again,
    was_taken_in,
)
from motcua.services.import_undo import ask_undo, can_undo, needed_by
from motcua.storage.tables import ImportRunRow
from motcua.web.posted_files import posted_upload
from motcua.web.screens.import_words import progress_words
from motcua.web.screens.words import numbers
from motcua.web.security.current import current_actor, current_platform, require

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Standing:
    """An import as its page shows it: how far the work is, whether it can be undone, what depends on it."""

    row: ImportRunRow
    found: Progress | None
    can_undo: bool
    in_use: tuple[Dependent, ...]

    def words(self) -> dict[str, Any]:
        """What the shared parts of the pages need."""
        return {
            "row": self.row,
            "at_work": self.row.state in AT_WORK,
            "progress": progress_words(self.row.id, self.found, page_of(self.row)),
            "can_undo": self.can_undo,
            "in_use": self.in_use,
            "taken": was_taken_in(self.row),
            "has_errors_book": error_book(current_platform(), self.row) is not None,
            "page": page_of(self.row),
        }


def page_of(row: ImportRunRow) -> str:
    """The blueprint an import's pages belong to."""
    return "import_centre" if row.kind == TABLE else "catalog_import"


def standing_of(run_id: int, kind: str = "") -> Standing:
    """An import of a kind that the person signed in may see; 404 for any other."""
    with current_platform().database.read(CHECKING) as session:
        try:
            row = run_for(session, current_actor(), run_id)
        except ImportRunMissingError:
            abort(404)
        if row.kind not in ({kind} if kind else KINDS):
            abort(404)
        undoable = can_undo(row)
        return Standing(
            row, find_progress(session, row), undoable, needed_by(session, row) if undoable else ()
        )


def act_on(run_id: int, act: Callable[[], object], done: str = "") -> Response:
    """Do something with an import, say what came of it and go back to its page."""
    with current_platform().database.read() as session:
        try:
            row = run_for(session, current_actor(), run_id)
        except ImportRunMissingError:
            abort(404)
    try:
        act()
        if done:
            flash(done, "success")
    except ImportRunMissingError as error:
        flash(str(error), "warning")
    except (ImportRunClosedError, StillNeededError, ForbiddenError, ValueError) as error:
        flash(str(error), "warning")
    return redirect(url_for(f"{page_of(row)}.show", run_id=run_id))


def add_run_actions(blueprint: Blueprint) -> None:
    """Give the pages of one kind of import everything that is the same for all."""
    for rule, view, method in (
        ("tien-do", progress, "GET"),
        ("bo", drop, "POST"),
        ("dung", stop, "POST"),
        ("chay-tiep", resume, "POST"),
        ("hoan-tac", undo, "POST"),
        ("sua-dong", mended, "POST"),
        ("tep-loi", errors, "GET"),
    ):
        blueprint.add_url_rule(f"/<int:run_id>/{rule}", view.__name__, view, methods=[method])


@require("can_import_catalog")
def progress(run_id: int) -> Response:
    """The live part of the page: how far the work is; the whole page anew once it has ended."""
    try:
        with current_platform().database.read() as session:
            row = run_for(session, current_actor(), run_id)
            found = progress_words(run_id, find_progress(session, row), page_of(row))
    except ImportRunMissingError:
        abort(404)
    answer = make_response(render_template("imports/_progress.html", progress=found) if found else "")
    if found is None or found["stuck"]:
        answer.headers["HX-Refresh"] = "true"
    return answer


@require("can_import_catalog")
def drop(run_id: int) -> Response:
    """Leave a tried import."""
    platform, actor = current_platform(), current_actor()
    return act_on(run_id, lambda: leave(platform, actor, run_id), "Đã bỏ lần nhập. Dữ liệu giữ nguyên.")


@require("can_import_catalog")
def stop(run_id: int) -> Response:
    """Call the work off."""
    platform, actor = current_platform(), current_actor()
    return act_on(run_id, lambda: call_off(platform, actor, run_id), "Đã dừng.")


@require("can_import_catalog")
def resume(run_id: int) -> Response:
    """Take the work up again."""
    platform, actor = current_platform(), current_actor()
    return act_on(run_id, lambda: take_up_again(platform, actor, run_id))


@require("can_import_catalog")
def undo(run_id: int) -> Response:
    """Undo the whole import."""
    platform, actor = current_platform(), current_actor()
    reason = request.form.get("reason", "").strip()[:500]
    return act_on(run_id, lambda: ask_undo(platform, actor, run_id, reason))


@require("can_import_catalog")
def mended(run_id: int) -> Response:
    """Take mended rows of the error workbook."""
    platform, actor = current_platform(), current_actor()
    book = posted_upload("file")

    def act() -> None:
        if book is None:
            raise ValueError("Chưa chọn tệp. Chọn tệp lỗi đã sửa rồi bấm Nhận dòng đã sửa.")
        count = mend(platform, actor, run_id, book)
        flash(f"Đã nhận {numbers(count)} dòng sửa; đang chạy thử lại.", "success")

    return act_on(run_id, act)


@require("can_import_catalog")
def errors(run_id: int) -> Response:
    """The same file with coloured cells, comments and remedies."""
    row = standing_of(run_id).row
    book = error_book(current_platform(), row)
    if book is None:
        abort(404)
    stem = row.file_name.rpartition(".")[0] or row.file_name
    return send_file(book, mimetype=XLSX, as_attachment=True, download_name=f"loi-{stem}.xlsx")
