"""Reports handed in: send one, what was sent, one of them as it was frozen and against a re-run."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from motcua.kernel.date_words import date_words, time_words
from motcua.reporting.cell_words import cell_text
from motcua.reporting.periods import PeriodError
from motcua.services.report_files import FileFormat, file_stem, result_file
from motcua.services.report_plans import ReportNotFoundError, ReportRequest, ReportRequestError
from motcua.services.report_submission import (
    SubmissionNotFoundError,
    SubmittedReport,
    compare_submission,
    submissions,
    submit_report,
    submitted_report,
)
from motcua.web.screens.report_choices import asked_agencies
from motcua.web.screens.report_paper import paper
from motcua.web.screens.words import moment_line
from motcua.web.security.current import current_actor, current_platform, current_scope, require

blueprint = Blueprint("report_submissions", __name__)
NOTE = 500
CHANGES = 200


@blueprint.post("/bao-cao/<code>/gui")
@require("can_report")
def submit(code: str) -> Answer:
    """Hand in a report for the period and agency of the address."""
    platform, scope = current_platform(), current_scope()
    platform.rules.refresh()
    agency = asked_agencies(platform.directory(), scope, request.args.get("don-vi", ""))
    wanted = ReportRequest(code, request.args.get("ky", ""), agency)
    note = request.form.get("ghi-chu", "")[:NOTE].strip()
    try:
        made = submit_report(platform, scope, current_actor(), wanted, note)
    except ReportNotFoundError:
        abort(404)
    except (PeriodError, ReportRequestError) as error:
        flash(str(error), "danger")
        kept: dict[str, Any] = {"ky": wanted.period, "don-vi": request.args.get("don-vi") or None}
        return redirect(url_for("reports.page", code=code, **kept))
    flash(f"Đã gửi {made.report_name}, {made.period_name}. Số liệu đã được giữ nguyên.", "success")
    return redirect(url_for("report_submissions.show", submission_id=made.id))


@blueprint.get("/bao-cao/da-gui")
@require("can_report", "can_report_all")
def listing() -> Any:
    """What was handed in, newest first."""
    code = request.args.get("bao_cao", "")
    found = submissions(current_platform(), current_scope(), report=code)
    return render_template("reports/submitted.html", found=found, code=code, moment=moment_line)


def _found(submission_id: int) -> SubmittedReport:
    try:
        return submitted_report(current_platform(), current_scope(), submission_id)
    except SubmissionNotFoundError:
        abort(404)


@blueprint.get("/bao-cao/da-gui/<int:submission_id>")
@require("can_report", "can_report_all")
def show(submission_id: int) -> Any:
    """A report as it was handed in, and what a re-run says now when asked for."""
    found = _found(submission_id)
    compared, problem = None, ""
    if request.args.get("so") == "1":
        try:
            compared = compare_submission(current_platform(), current_scope(), submission_id)
        except (PeriodError, ReportRequestError) as error:
            problem = str(error)
    as_of = found.submission.as_of
    return render_template(
        "reports/submission.html",
        one=found.submission,
        report=found.result.report,
        result=found.result,
        intact=found.intact,
        sheet=paper(found.result, "", lambda _row, _column: ""),
        compared=compared,
        changes=compared.difference.cells[:CHANGES] if compared else (),
        problem=problem,
        as_of=f"{time_words(as_of)} ngày {date_words(as_of)}",
        moment=moment_line,
        shown=lambda value: cell_text(value, "decimal") or "để trống",
    )


@blueprint.get("/bao-cao/da-gui/<int:submission_id>/tai")
@require("can_report", "can_report_all")
def download(submission_id: int) -> Response:
    """The frozen report as PDF or text table."""
    found = _found(submission_id)
    kind = request.args.get("dang", "pdf")
    if kind not in (FileFormat.PDF, FileFormat.CSV):
        abort(400)
    made = result_file(found.result, FileFormat(kind))
    name = f"{file_stem(found.result)}_lan-{found.submission.version}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(made.data, content_type=made.media_type, headers=headers)
