"""What an address asks of a report: which one, for which period and agencies, and addresses about the same."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for

from motcua.reporting.periods import PeriodError
from motcua.reporting.result import ResultRow
from motcua.services.report_plans import ReportNotFoundError, ReportRequest, ReportRequestError, shared_report
from motcua.services.reporting import opened_measures
from motcua.web.screens.report_choices import asked_agencies, chosen_period
from motcua.web.screens.words import parse_day
from motcua.web.security.current import current_platform, current_scope


class AskedReport:
    """What the address asks of a report; ``problem`` says in words what cannot be made."""

    def __init__(self, code: str) -> None:
        platform = current_platform()
        try:
            self.report = shared_report(platform, current_scope(), code)
        except ReportNotFoundError:
            abort(404)
        args = request.args
        self.agency = args.get("don-vi", "")
        self.problem = ""
        first, last = (_iso(args.get(name, "")) for name in ("tu", "den"))
        try:
            self.period = chosen_period(platform, self.report, args.get("ky", ""), first, last)
        except PeriodError as error:
            self.problem = str(error)
            self.period = chosen_period(platform, self.report, "", "", "")

    def request(self) -> ReportRequest:
        """The request as the service takes it."""
        directory = current_platform().directory()
        agencies = asked_agencies(directory, current_scope(), self.agency)
        return ReportRequest(self.report.code, self.period.text, agencies)

    def link(self, endpoint: str = "reports.page", period: str = "", **more: Any) -> str:
        """An address about the same report, period and agencies."""
        kept: dict[str, Any] = {"ky": period or self.period.text}
        if self.agency:
            kept["don-vi"] = self.agency
        return url_for(endpoint, code=self.report.code, **kept, **more)

    def open_figure(self, row: ResultRow, column: str) -> str:
        """The dossiers behind a figure; in a list report, the dossier itself."""
        if not column:
            return url_for("dossier.show", number=row.label)
        return self.figure_link(row.key, column)

    def figure_link(self, key: tuple[str, ...], column: str) -> str:
        """Where a figure opens: the dossiers it counts, else whatever else is behind it."""
        try:
            opened_measures(self.report, column)
        except ReportRequestError:
            return self.link("report_figures.page", dong=list(key), cot=column)
        return self.link("reports.dossiers", dong=list(key), cot=column)


def _iso(text: str) -> str:
    day = parse_day(text) if text else None
    return day.isoformat() if day else text
