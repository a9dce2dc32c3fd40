"""Edits many procedures in a spreadsheet: choose columns, export, bring back, look at every cell, carry out."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from motcua.kernel.problems import has_errors
from motcua.services.editing import EditConflictError, NotPublishableError, PublishWish
from motcua.services.import_runs import (
    FINISHED,
    TRIED,
    ImportRunClosedError,
    ImportRunMissingError,
)
from motcua.services.mass_edit import Outcome, PlanChangedError
from motcua.services.round_trip_columns import COLUMNS, USUAL, SheetId
from motcua.services.round_trip_runs import (
    KIND,
    carry_out,
    drop_book,
    error_book_of,
    export_book,
    take_book,
    try_book,
)
from motcua.storage.tables import ImportRunRow
from motcua.web.posted_files import posted_upload
from motcua.web.screens.bulk_changes import done_words
from motcua.web.screens.import_actions import XLSX
from motcua.web.screens.import_words import SEVERITIES
from motcua.web.screens.mass_pages import (
    DRAFTS,
    PUBLISH,
    chosen_procedures,
    chosen_way,
    plan_figures,
    shown_lines,
    ways,
)
from motcua.web.screens.publishing import PublishForm
from motcua.web.screens.words import day_words, moment_line, numbers
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("round_trip", __name__)

SHOWN_PROBLEMS = 100


@blueprint.get("/thu-tuc/bang-tinh")
@require("can_edit_definition")
def choose() -> str:
    """Choose the columns to export; bring an edited workbook back."""
    return _choose()


def _choose(error: str = "", column_error: str = "") -> str:
    platform = current_platform()
    with platform.database.read() as session:
        chosen = chosen_procedures(session)
        recent = session.scalars(
            select(ImportRunRow)
            .where(ImportRunRow.kind == KIND, ImportRunRow.started_by == current_actor().user)
            .order_by(ImportRunRow.id.desc())
            .limit(8)
        ).all()
    marked = set(request.values.getlist("cot") or USUAL)
    return render_template(
        "catalog/round_trip.html",
        chosen=chosen,
        sheets=[(sheet.value, [one for one in COLUMNS if one.sheet is sheet]) for sheet in SheetId],
        marked=marked,
        error=error,
        column_error=column_error,
        recent=recent,
        states={TRIED: ("work", "Chạy thử"), FINISHED: ("ok", "Đã nhập")},
        moment=moment_line,
        crumbs=_crumbs(),
    )


def _crumbs(here: str = "Sửa bằng Excel") -> list[dict[str, str]]:
    return [{"label": "Thủ tục", "href": url_for("catalog.listing")}, {"label": here, "href": ""}]


@blueprint.post("/thu-tuc/bang-tinh/xuat")
@require("can_edit_definition")
def export() -> Response | tuple[str, int]:
    """The workbook with the chosen columns of the chosen procedures."""
    platform = current_platform()
    with platform.database.read() as session:
        chosen = chosen_procedures(session)
        if not chosen.codes:
            return _choose(column_error="Chưa chọn thủ tục nào. Quay lại danh sách để chọn."), 400
        try:
            content, _count = export_book(platform, session, chosen.codes, request.form.getlist("cot"))
        except ValueError as error:
            return _choose(column_error=str(error)), 400
    name = f"sua-thu-tuc-{platform.today():%Y%m%d}.xlsx"
    return send_file(io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)


@blueprint.post("/thu-tuc/bang-tinh")
@require("can_edit_definition")
def upload() -> Response | tuple[str, int]:
    """Take an edited workbook and show what it would change."""
    file = posted_upload()
    if file is None:
        return _choose("Chưa chọn tệp. Chọn tệp đã sửa rồi bấm Chạy thử."), 400
    try:
        run = take_book(current_platform(), current_actor(), file)
    except ValueError as error:
        return _choose(str(error)), 400
    return redirect(url_for("round_trip.show", run_id=run))


@blueprint.get("/thu-tuc/bang-tinh/<int:run_id>")
@require("can_edit_definition")
def show(run_id: int) -> str:
    """What the workbook would change, cell problems first."""
    return _show(run_id, PublishForm(day_words(current_platform().today())), "")


def _show(run_id: int, form: PublishForm, notice: str) -> str:
    platform = current_platform()
    platform.rules.refresh()
    with platform.database.read() as session:
        way, offered = chosen_way(session), ways(session)
    try:
        trial = try_book(platform, current_actor(), run_id, publishing=way == PUBLISH)
    except ImportRunMissingError:
        abort(404)
    return render_template(
        "catalog/round_trip_run.html",
        run=trial.row,
        trip=trial.trip,
        plan=trial.plan,
        lines=shown_lines(trial.plan, ""),
        total=len(trial.plan.lines),
        figures=plan_figures(trial.plan, "#lines"),
        changed=numbers(len(trial.plan.of(Outcome.CHANGED))),
        problems=[_problem(one.as_json()) for one in trial.problems[:SHOWN_PROBLEMS]],
        problem_count=len(trial.problems),
        blocked=has_errors(trial.trip.problems),
        open=trial.row.state == TRIED,
        severities=SEVERITIES,
        way=way,
        ways=offered,
        form=form,
        errors=form.errors or {},
        notice=notice,
        numbers=numbers,
        crumbs=[
            {"label": "Thủ tục", "href": url_for("catalog.listing")},
            {"label": "Sửa bằng Excel", "href": url_for("round_trip.choose")},
            {"label": trial.row.file_name, "href": ""},
        ],
    )


def _problem(one: dict[str, Any]) -> dict[str, Any]:
    place = one.get("place", {})
    return {**one, "cell": place.get("cell") or "cả tệp", "sheet": place.get("sheet", "")}


@blueprint.post("/thu-tuc/bang-tinh/<int:run_id>/thuc-hien")
@require("can_edit_definition")
def apply(run_id: int) -> Response | tuple[str, int]:
    """Keep drafts, propose or publish what was seen."""
    platform, posted = current_platform(), request.form
    form = PublishForm(
        posted.get("effective_from", ""), posted.get("decision_number", ""), posted.get("note", "")
    )
    with platform.database.read() as session:
        way = chosen_way(session)
    wish = PublishWish(platform.today()) if way == DRAFTS else form.wish(platform.today())
    if wish is None:
        return _show(run_id, form, ""), 400
    try:
        plan = carry_out(platform, current_actor(), run_id, posted.get("fingerprint", ""), way, wish)
    except ImportRunMissingError:
        abort(404)
    except (PlanChangedError, ImportRunClosedError, EditConflictError) as error:
        return _show(run_id, form, str(error)), 400
    except NotPublishableError as error:
        return _show(run_id, form, " ".join(f"{one.message} {one.remedy}" for one in error.problems[:2])), 400
    flash(done_words(plan, way), "success")
    return redirect(url_for("catalog.listing", nhap="1" if way == DRAFTS else None))


@blueprint.post("/thu-tuc/bang-tinh/<int:run_id>/bo")
@require("can_edit_definition")
def leave(run_id: int) -> Response:
    """Leave a workbook that was only tried."""
    try:
        drop_book(current_platform(), current_actor(), run_id)
    except ImportRunMissingError:
        abort(404)
    flash("Đã bỏ tệp. Các thủ tục giữ nguyên.", "success")
    return redirect(url_for("round_trip.choose"))


@blueprint.get("/thu-tuc/bang-tinh/<int:run_id>/tep-loi")
@require("can_edit_definition")
def errors(run_id: int) -> Response:
    """The workbook with coloured cells."""
    try:
        book = error_book_of(current_platform(), current_actor(), run_id)
    except ImportRunMissingError:
        abort(404)
    if book is None:
        abort(404)
    return send_file(book, mimetype=XLSX, as_attachment=True, download_name="loi-sua-hang-loat.xlsx")
