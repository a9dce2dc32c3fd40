"""Rules of dashboards and of reports sent by e-mail: what they show exists, and the public sees public figures only."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.compiler.judge.context import Context, Rule, at, unknown
from motcua.compiler.problem_codes import Finding
from motcua.definitions.dashboard import Card, CardKind, Dashboard, Whose
from motcua.definitions.report import Report
from motcua.definitions.report_schedule import ReportSchedule
from motcua.extension.registry import Vocabulary


def cards_show_something(dashboard: Dashboard, context: Context) -> Iterator[Finding]:
    """DSH-001: a card names a column, columns or a chart of its report, and a period that can be told."""
    for card in dashboard.cards:
        path = at("cards", card.id)
        known = context.word(Vocabulary.PERIOD_RULE, card.period)
        if known is not None:
            yield unknown("DSH-001", "Kỳ", f"{path}/period", card.period, known)
        report = context.resolve("report", card.report)
        if isinstance(report, Report):
            yield from _of_report(card, report, path)


def _of_report(card: Card, report: Report, path: str) -> Iterator[Finding]:
    columns = [column.id for column in report.columns]
    match card.kind:
        case CardKind.CHART:
            if card.chart not in [chart.id for chart in report.charts]:
                known = [chart.id for chart in report.charts]
                yield unknown("DSH-001", "Biểu đồ", f"{path}/chart", card.chart, known)
        case CardKind.FIGURE:
            figures = [column.id for column in report.columns if not column.value]
            if card.column not in figures:
                yield unknown("DSH-001", "Cột số", f"{path}/column", card.column, figures)
        case CardKind.LIST:
            for name in card.columns:
                if name not in columns:
                    yield unknown("DSH-001", "Cột", f"{path}/columns", name, columns)


def public_shows_public_figures(dashboard: Dashboard, context: Context) -> Iterator[Finding]:
    """DSH-002: without signing in only figures and charts of public reports are shown, and nobody's own."""
    if not dashboard.public:
        return
    for card in dashboard.cards:
        path = at("cards", card.id)
        if card.kind is CardKind.LIST:
            yield Finding("DSH-002", f"Ô “{card.id}” là danh sách nên không đưa ra công khai.", path)
        if card.whose is not Whose.SCOPE:
            yield Finding("DSH-002", f"Ô “{card.id}” là số liệu riêng của người xem.", f"{path}/whose")
        report = context.resolve("report", card.report)
        if isinstance(report, Report) and not report.public:
            message = f"Báo cáo “{card.report}” của ô “{card.id}” không công khai."
            yield Finding("DSH-002", message, f"{path}/report", card.report)


def schedule_reaches_somebody(schedule: ReportSchedule, context: Context) -> Iterator[Finding]:
    """SCH-001: a schedule has recipients, a period that can be told, and an agency that exists."""
    if not schedule.roles and not schedule.emails:
        yield Finding("SCH-001", "Chưa có người nhận.", "/roles", "", "roles hoặc emails")
    known = context.word(Vocabulary.PERIOD_RULE, schedule.period)
    if known is not None:
        yield unknown("SCH-001", "Kỳ", "/period", schedule.period, known)
    if schedule.agency and context.directory is not None and not context.directory.knows(schedule.agency):
        message = f"Không có cơ quan “{schedule.agency}”."
        yield Finding("SCH-001", message, "/agency", schedule.agency)


DASHBOARD_RULES: tuple[Rule, ...] = (cards_show_something, public_shows_public_figures)
SCHEDULE_RULES: tuple[Rule, ...] = (schedule_reaches_somebody,)
