"""The charts of a report: its own rows, and for trends the totals of the periods before."""

from __future__ import annotations

from dataclasses import replace

from motcua.definitions.report import Report, ReportChart
from motcua.reporting.charts import ChartData, chart_data, needs_history
from motcua.reporting.periods import Period, previous_period
from motcua.reporting.result import ReportResult, ResultRow
from motcua.services.report_counting import grouped_result
from motcua.services.report_plans import ReportRequest, current_rules, plan_report
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope

History = list[tuple[Period, ResultRow | None]]


def report_charts(
    platform: Platform, scope: Scope, request: ReportRequest, result: ReportResult
) -> tuple[ChartData, ...]:
    """Every chart of a counted report; what was asked for it is asked for the earlier periods too."""
    report = result.report
    longest = max((one.periods for one in report.charts if needs_history(report, one)), default=0)
    history = _history(platform, scope, request, result, longest) if longest else []
    return tuple(_chart(result, one, history) for one in report.charts)


def one_chart(
    platform: Platform, scope: Scope, request: ReportRequest, result: ReportResult, chart: ReportChart
) -> ChartData:
    """One chart of a counted report."""
    wanted = chart.periods if needs_history(result.report, chart) else 0
    return _chart(result, chart, _history(platform, scope, request, result, wanted) if wanted else [])


def _chart(result: ReportResult, chart: ReportChart, history: History) -> ChartData:
    return chart_data(result, chart, [(period.name, row) for period, row in history[-chart.periods :]])


def _history(
    platform: Platform, scope: Scope, request: ReportRequest, result: ReportResult, number: int
) -> History:
    """Totals of the periods up to the one asked for, oldest first; each as of its own end."""
    rules = current_rules(platform)
    periods = [result.period]
    while len(periods) < number:
        periods.append(previous_period(periods[-1], rules))
    whole = _undivided(result.report)
    found: History = [(result.period, result.total)]
    with platform.database.read(scope) as session:
        for period in periods[1:]:
            plan = plan_report(platform, scope, replace(request, period=period.text), whole)
            found.append((period, grouped_result(platform, session, plan).total))
    return found[::-1]


def _undivided(report: Report) -> Report:
    """The report with its totals alone, which are counted faster."""
    return replace(report, rows=replace(report.rows, group_by=(), show_empty=()), charts=())
