"""Reports: the list, one report on paper with every figure leading to its dossiers, workbook and JSON."""

from __future__ import annotations

import io
import json

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from motcua.dossiers.parts import Lifecycle
from motcua.kernel.date_words import date_words, time_words
from motcua.reporting.periods import Period
from motcua.reporting.result import ReportResult
from motcua.services.cursors import CursorError
from motcua.services.report_exports import ask_for_workbook, export_workbook, is_long
from motcua.services.report_files import FileFormat, report_file
from motcua.services.report_lines import LISTS
from motcua.services.report_plans import ReportRequestError
from motcua.services.reporting import Figure, drill_down, report_definitions, run_report
from motcua.surfaces.procedure_words import CHANNEL_NAMES
from motcua.web.screens.report_asking import AskedReport
from motcua.web.screens.report_choices import agency_options, group_name, month_options, period_items
from motcua.web.screens.report_paper import paper
from motcua.web.screens.words import day_words, moment_line, numbers
from motcua.web.security.current import current_actor, current_platform, current_scope, may, require

blueprint = Blueprint("reports", __name__)

SHOWN_ROWS = 300
PAGE = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/bao-cao")
@require("can_report", "can_report_all")
def listing() -> str:
    """The reports that can be made."""
    platform = current_platform()
    found = report_definitions(platform, current_scope())
    official = [one for one in found if one.issued_under or one.number]
    return render_template(
        "reports/list.html",
        groups=[
            ("Biểu theo quy định", official),
            ("Báo cáo điều hành", [one for one in found if one not in official]),
        ],
    )


@blueprint.get("/bao-cao/<code>")
@require("can_report", "can_report_all")
def page(code: str) -> str:
    """The report on paper."""
    platform, scope = current_platform(), current_scope()
    platform.rules.refresh()
    asked = AskedReport(code)
    result: ReportResult | None = None
    problem = asked.problem
    if not problem:
        try:
            result = run_report(platform, scope, asked.request(), SHOWN_ROWS)
        except ReportRequestError as error:
            problem = str(error)
    group = group_name(asked.agency)
    return render_template(
        "reports/page.html",
        report=asked.report,
        period=asked.period,
        result=result,
        problem=problem,
        sheet=paper(result, group, asked.open_figure) if result else None,
        as_of=f"{time_words(result.as_of)} ngày {date_words(result.as_of)}" if result else "",
        running=result is not None and result.as_of < asked.period.ends_at,
        span=f"{date_words(asked.period.start)} – {date_words(asked.period.end)}",
        periods=period_items(platform, asked.report, asked.period, lambda text: asked.link(period=text)),
        months=month_options(asked.report, asked.period),
        agencies=agency_options(platform.directory(), scope, asked.agency),
        agency=asked.agency,
        first=day_words(asked.period.start),
        last=day_words(asked.period.end),
        xlsx_url=asked.link("reports.download", dang="xlsx"),
        pdf_url=asked.link("reports.download", dang="pdf"),
        csv_url=asked.link("reports.download", dang="csv"),
        export_url=asked.link("report_files.ask") if asked.report.rows.each in LISTS else "",
        submit_url=_submit_url(asked, result),
        charts_url=asked.link("report_charts.page") if asked.report.charts else "",
        json_url=asked.link("reports.download", dang="json"),
        shown=SHOWN_ROWS,
        numbers=numbers,
    )


def _submit_url(asked: AskedReport, result: ReportResult | None) -> str:
    """Where the report is handed in; nowhere while the period runs, for lists, and for groups of agencies."""
    if result is None or result.report.rows.each in LISTS or not may("can_report"):
        return ""
    if result.as_of < asked.period.ends_at or not current_platform().directory().knows(result.agency):
        return ""
    return asked.link("report_submissions.submit")


@blueprint.get("/bao-cao/<code>/tai")
@require("can_report", "can_report_all")
def download(code: str) -> Answer:
    """The workbook or PDF in the official layout, or the figures as JSON."""
    platform, scope = current_platform(), current_scope()
    asked = AskedReport(code)
    kind = request.args.get("dang", "xlsx")
    if kind not in ("xlsx", "pdf", "csv", "json") or asked.problem:
        abort(400)
    name = _file_name(asked.report.code, asked.period, asked.agency)
    try:
        if kind == "json":
            body = run_report(platform, scope, asked.request()).as_json()
            content = json.dumps(body, ensure_ascii=False, indent=1).encode()
            return _attachment(content, "application/json", f"{name}.json")
        if kind != "xlsx":
            made = report_file(platform, scope, asked.request(), FileFormat(kind))
            return _attachment(made.data, made.media_type, f"{name}.{kind}")
        if is_long(platform, scope, asked.request()):
            return _in_background(asked)
        book = io.BytesIO()
        export_workbook(platform, scope, current_actor(), asked.request(), book)
    except ReportRequestError:
        abort(400)
    return _attachment(book.getvalue(), XLSX, f"{name}.xlsx")


def _in_background(asked: AskedReport) -> Answer:
    """A long list is made by the worker; the person is shown how far it is."""
    ask_for_workbook(current_platform(), current_scope(), current_actor(), asked.request())
    flash("Danh sách dài nên được ghi ở phía sau. Tệp hiện ở đây khi xong.", "info")
    return redirect(url_for("report_files.listing"))


def _file_name(code: str, period: Period, agency: str) -> str:
    parts = (code, period.text, agency or "toan-pham-vi")
    return "-".join("".join(one if one.isalnum() or one in ".-" else "-" for one in part) for part in parts)


def _attachment(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=media_type, headers=headers)


@blueprint.get("/bao-cao/<code>/ho-so")
@require("can_report", "can_report_all")
def dossiers(code: str) -> str:
    """The dossiers that a figure counts."""
    platform, scope = current_platform(), current_scope()
    platform.rules.refresh()
    asked = AskedReport(code)
    key = tuple(request.args.getlist("dong"))
    column = request.args.get("cot", "")
    cursor = request.args.get("sau", "")
    if asked.problem:
        abort(400)
    try:
        result = run_report(platform, scope, asked.request(), 1)
        found = drill_down(platform, scope, asked.request(), Figure(key, column), cursor, PAGE)
    except (ReportRequestError, CursorError):
        abort(400)
    row = result.row(*key)
    if row is None:
        abort(404)
    heading = next(one.heading for one in asked.report.columns if one.id == column)
    following = asked.link("reports.dossiers", dong=list(key), cot=column, sau=found.cursor)
    directory = platform.directory()
    return render_template(
        "reports/dossiers.html",
        report=asked.report,
        period=asked.period,
        row=row,
        heading=" › ".join(heading),
        figure=numbers(int(row.cells.get(column) or 0)),
        found=found,
        states={state.value: state.name_in_vietnamese for state in Lifecycle},
        channels=CHANNEL_NAMES,
        agency_name=lambda code: (
            directory.agency(code).short_name or directory.agency(code).name
            if directory.knows(code)
            else code
        ),
        back=asked.link(),
        next=following if found.cursor else "",
        first_page=asked.link("reports.dossiers", dong=list(key), cot=column) if cursor else "",
        moment=moment_line,
    )
