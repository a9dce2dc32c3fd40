"""Dashboards: which one is meant for whom, and the figures, charts and rows of its cards, taken from reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from graphlib import TopologicalSorter

from motcua.definitions.dashboard import Card, CardKind, Dashboard, Whose
from motcua.definitions.report import Report
from motcua.dossiers.actor import Actor
from motcua.reporting.charts import ChartData, needs_history
from motcua.reporting.formulas import Number, parse_formula
from motcua.reporting.periods import Period, period_by_rule
from motcua.reporting.result import Cell, ReportResult, ResultRow, RowKind
from motcua.reporting.vocabulary import Dimension
from motcua.services.access import scope_of
from motcua.services.report_charts import one_chart
from motcua.services.report_plans import (
    ReportNotFoundError,
    ReportRequest,
    ReportRequestError,
    current_rules,
    find_report,
    may_see,
    plan_report,
)
from motcua.services.reporting import counted_report
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope

PUBLIC = Scope.everything("số liệu công khai của tỉnh")
_OWN = (Dimension.OFFICER, Dimension.RECEIVING_OFFICER)


class DashboardMissingError(LookupError):
    """There is no such dashboard for who asks; the text is Vietnamese."""


@dataclass(frozen=True, slots=True)
class CardData:
    """A card with what it shows. ``problem`` says in words why it shows nothing; ``opens`` whether the viewer may go
    on to the whole report.
    """

    card: Card
    period: Period | None = None
    value: Cell = None
    row: ResultRow | None = None
    chart: ChartData | None = None
    result: ReportResult | None = None
    agency: str = ""
    opens: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class DashboardData:
    """A dashboard at a moment."""

    dashboard: Dashboard
    cards: tuple[CardData, ...]
    as_of: datetime


def dashboards_for(platform: Platform, actor: Actor) -> tuple[Dashboard, ...]:
    """The dashboards meant for somebody, the first one first; public ones are the portal's."""
    platform.rules.refresh()
    directory = platform.directory()
    level = directory.agency(actor.agency).level if directory.knows(actor.agency) else ""
    found = (
        one
        for one in _every(platform)
        if not one.public
        and (not one.roles or not actor.roles.isdisjoint(one.roles))
        and (not one.levels or level in one.levels)
    )
    return tuple(sorted(found, key=lambda one: (one.order, one.code)))


def _every(platform: Platform) -> Iterable[Dashboard]:
    found: tuple[Dashboard, ...] = platform.rules.every("dashboard", platform.today())
    return found


def own_dashboard(platform: Platform, actor: Actor, code: str) -> DashboardData:
    """A dashboard with the figures its viewer may see. Raises DashboardMissingError when it is not meant for them."""
    found = next((one for one in dashboards_for(platform, actor) if one.code == code), None)
    if found is None:
        raise DashboardMissingError(f"Không có bảng theo dõi “{code}” cho vai trò của tài khoản.")
    return _filled(platform, found, scope_of(actor), actor)


def public_dashboard(platform: Platform) -> DashboardData | None:
    """The dashboard of the portal, None where the province publishes none. Only public reports are counted for it,
    whatever the definition says.
    """
    platform.rules.refresh()
    found = sorted((one for one in _every(platform) if one.public), key=lambda one: (one.order, one.code))
    return _filled(platform, found[0], PUBLIC, None) if found else None


def _filled(platform: Platform, dashboard: Dashboard, scope: Scope, actor: Actor | None) -> DashboardData:
    counted: dict[ReportRequest, ReportResult] = {}
    maker = _Cards(platform, scope, actor, counted)
    return DashboardData(dashboard, tuple(maker.of(card) for card in dashboard.cards), platform.now())


@dataclass(frozen=True, slots=True)
class _Cards:
    """Fills the cards of one dashboard; a report counted for one card serves all others that ask the same."""

    platform: Platform
    scope: Scope
    actor: Actor | None
    counted: dict[ReportRequest, ReportResult]

    def of(self, card: Card) -> CardData:
        """A card with its figures."""
        try:
            report = find_report(self.platform, card.report)
            if not self._may(card, report):
                return CardData(card, problem="Báo cáo của ô này không chia sẻ cho vai trò của tài khoản.")
            return self._filled(card, report)
        except (ReportNotFoundError, ReportRequestError) as error:
            return CardData(card, problem=str(error))

    def _may(self, card: Card, report: Report) -> bool:
        """Public figures for visitors; the viewer's own row for everybody; else who the report is shared with."""
        if self.actor is None:
            return report.public and card.kind is not CardKind.LIST and card.whose is Whose.SCOPE
        return card.whose is Whose.PERSON or may_see(report, self.scope)

    def _filled(self, card: Card, report: Report) -> CardData:
        day = self.platform.now().date()
        period = period_by_rule(card.period, day, current_rules(self.platform))
        agency = self.actor.agency if self.actor and card.whose is not Whose.SCOPE else ""
        request = ReportRequest(report.code, period.text, agency)
        if request not in self.counted:
            plan = plan_report(self.platform, self.scope, request, report)
            self.counted[request] = counted_report(self.platform, self.scope, plan, card.most)
        result = self.counted[request]
        made = CardData(
            card,
            period,
            result=result,
            agency=agency,
            opens=self.actor is not None and may_see(report, self.scope),
        )
        if card.whose is Whose.PERSON:
            result = self._own_rows(result)
            made = replace(made, result=result, opens=False)
        match card.kind:
            case CardKind.FIGURE:
                row = result.total
                return replace(made, row=row, value=row.cells.get(card.column) if row else None)
            case CardKind.CHART:
                chart = next((one for one in report.charts if one.id == card.chart), None)
                if chart is None or (card.whose is Whose.PERSON and needs_history(report, chart)):
                    raise ReportRequestError(
                        f"Báo cáo {report.code} không có biểu đồ “{card.chart}” cho ô này."
                    )
                return replace(made, chart=one_chart(self.platform, self.scope, request, result, chart))
            case _:
                return made

    def _own_rows(self, result: ReportResult) -> ReportResult:
        """The viewer's own rows, added up as the total. Raises ReportRequestError for a report without officers."""
        dimensions = result.report.rows.group_by
        if not dimensions or dimensions[-1] not in _OWN:
            raise ReportRequestError(
                f"Báo cáo {result.report.code} không chia theo cán bộ nên không có số riêng của người xem."
            )
        user = self.actor.user if self.actor else ""
        own = [row for row in result.rows if row.kind is RowKind.LINE and row.key[-1] == user]
        total = ResultRow((), "Của tôi", 0, RowKind.TOTAL, cells=_added_up(result.report, own))
        return replace(result, rows=(*own, total))


def _added_up(report: Report, rows: Sequence[ResultRow]) -> dict[str, Cell]:
    """The measures of rows added up, and the formulas over them; somebody who works in one agency has one row."""
    if len(rows) == 1:
        return dict(rows[0].cells)
    figures: dict[str, Number | None] = {
        column.id: sum(value for row in rows if isinstance(value := row.cells.get(column.id), int | float))
        for column in report.columns
        if column.measure
    }
    formulas = {column.id: parse_formula(column.formula) for column in report.columns if column.formula}
    for name in TopologicalSorter({key: one.names for key, one in formulas.items()}).static_order():
        if name in formulas:
            figures[name] = formulas[name].evaluate(figures)
    return dict(figures)
