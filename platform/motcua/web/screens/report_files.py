"""Workbooks of reports made in the background: asked for, watched, taken away by who asked."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response

from motcua.reporting.periods import PeriodError
from motcua.services.background_jobs import JobState
from motcua.services.report_exports import ReportFileMissingError, ask_for_workbook, own_file, own_files
from motcua.services.report_plans import ReportRequestError
from motcua.web.errors import answer_error
from motcua.web.screens.report_asking import AskedReport
from motcua.web.screens.words import moment_line, numbers
from motcua.web.security.current import current_actor, current_platform, current_scope, require

blueprint = Blueprint("report_files", __name__)
OPEN = (JobState.WAITING, JobState.RUNNING)


@blueprint.post("/bao-cao/<code>/xuat")
@require("can_report", "can_report_all")
def ask(code: str) -> Response:
    """Have the workbook of a report made in the background."""
    asked = AskedReport(code)
    if asked.problem:
        abort(400)
    try:
        ask_for_workbook(current_platform(), current_scope(), current_actor(), asked.request())
    except (PeriodError, ReportRequestError) as error:
        flash(str(error), "danger")
        return redirect(asked.link())
    flash("Đang ghi tệp ở phía sau. Tệp hiện ở đây khi xong.", "info")
    return redirect(url_for("report_files.listing"))


@blueprint.get("/bao-cao/tep")
@require("can_report", "can_report_all")
def listing() -> str:
    """The person's files and how far they are."""
    return render_template("reports/files.html", **_files())


@blueprint.get("/bao-cao/tep/tien-do")
@require("can_report", "can_report_all")
def progress() -> str:
    """The same list alone, asked for again while something is being made."""
    return render_template("reports/_files.html", **_files())


def _files() -> dict[str, Any]:
    found = own_files(current_platform(), current_actor())
    return {
        "files": found,
        "busy": any(one.state in OPEN for one in found),
        "open_states": OPEN,
        "moment": moment_line,
        "numbers": numbers,
    }


@blueprint.get("/bao-cao/tep/<int:job_id>")
@require("can_report", "can_report_all")
def take(job_id: int) -> Any:
    """A finished file, as long as the person may still see what stands in it."""
    try:
        place, name = own_file(current_platform(), current_scope(), current_actor(), job_id)
    except ReportFileMissingError as error:
        return answer_error(404, str(error))
    return send_file(place, as_attachment=True, download_name=name, max_age=0)
