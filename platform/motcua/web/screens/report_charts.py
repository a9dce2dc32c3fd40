"""The charts of a report, each with its table beside it."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from motcua.reporting.charts import ChartData
from motcua.services.report_charts import report_charts
from motcua.services.report_plans import ReportRequestError
from motcua.services.reporting import opened_measures, run_report
from motcua.web.screens.chart_view import chart_view
from motcua.web.screens.report_asking import AskedReport
from motcua.web.screens.report_choices import agency_options, month_options, period_items
from motcua.web.screens.words import day_words
from motcua.web.security.current import current_platform, current_scope, require

blueprint = Blueprint("report_charts", __name__)


@blueprint.get("/bao-cao/<code>/bieu-do")
@require("can_report", "can_report_all")
def page(code: str) -> str:
    """Every chart the report defines, for the period and agencies of the address."""
    platform, scope = current_platform(), current_scope()
    platform.rules.refresh()
    asked = AskedReport(code)
    if not asked.report.charts:
        abort(404)
    problem = asked.problem
    charts: tuple[ChartData, ...] = ()
    if not problem:
        try:
            result = run_report(platform, scope, asked.request())
            charts = report_charts(platform, scope, asked.request(), result)
        except ReportRequestError as error:
            problem = str(error)

    def open_figure(key: tuple[str, ...], column: str) -> str:
        try:
            opened_measures(asked.report, column)
        except ReportRequestError:
            return ""
        return asked.link("reports.dossiers", dong=list(key), cot=column)

    def link(text: str) -> str:
        return asked.link("report_charts.page", period=text)

    return render_template(
        "reports/charts.html",
        report=asked.report,
        period=asked.period,
        problem=problem,
        charts=[chart_view(one, open_figure) for one in charts],
        periods=period_items(platform, asked.report, asked.period, link),
        months=month_options(asked.report, asked.period),
        agencies=agency_options(platform.directory(), scope, asked.agency),
        first=day_words(asked.period.start),
        last=day_words(asked.period.end),
        table_url=asked.link(),
    )
