"""Makes reports: figures as of a moment, the dossiers behind every figure, workbooks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from motcua.definitions.report import Report
from motcua.kernel.text import fold
from motcua.reporting.formulas import parse_formula
from motcua.reporting.measures import MEASURES
from motcua.reporting.periods import Period, PeriodKind, period_with
from motcua.reporting.result import ReportResult, RowKind
from motcua.reporting.vocabulary import Dimension
from motcua.services.cursors import decode_cursor, encode_cursor
from motcua.services.plugin_figures import dossiers_of_plugin
from motcua.services.report_counting import empty_result, grouped_result
from motcua.services.report_lines import LISTS, Line, lines
from motcua.services.report_plans import (
    ReportPlan,
    ReportRequest,
    ReportRequestError,
    current_rules,
    may_see,
    plan_report,
)
from motcua.services.runtime import Platform
from motcua.spreadsheets.list_workbook import write_list_report
from motcua.spreadsheets.report_workbook import write_report
from motcua.spreadsheets.sheet_writing import Target
from motcua.storage.report_facts import Selection, count, selected, values_of
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierRow

TOLD_EVERY = 2_000
LIST_ROWS = 5_000
"""Rows of a list report that a result holds; its workbook has them all."""


@dataclass(frozen=True, slots=True)
class Export:
    """How a workbook is written: the mark on its pages, and who is told of every so many rows."""

    mark: str = ""
    progress: Callable[[int], None] | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell: the key of its row and the column."""

    key: tuple[str, ...]
    column: str


@dataclass(frozen=True, slots=True)
class FigureDossier:
    """One dossier behind a figure, as it stood at the moment of counting."""

    number: str
    procedure_code: str
    procedure_name: str
    field_of_work: str
    applicant_name: str
    agency_code: str
    competent_agency: str
    channel: str
    lifecycle: str
    received_at: datetime
    due_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class FigurePage:
    """Some dossiers behind a figure in the order of receipt; ``cursor`` leads on, empty at the end."""

    dossiers: tuple[FigureDossier, ...]
    cursor: str


def report_definitions(platform: Platform, scope: Scope | None = None) -> tuple[Report, ...]:
    """Every report in force today, by code; with a scope only those shared with it."""
    platform.rules.refresh()
    found: tuple[Report, ...] = platform.rules.every("report", platform.today())
    return found if scope is None else tuple(one for one in found if may_see(one, scope))


def period_of(platform: Platform, kind: PeriodKind, day: datetime | None = None) -> Period:
    """The period of a kind that holds a moment; now when none is given."""
    return period_with(kind, (day or platform.now()).date(), current_rules(platform))


def run_report(
    platform: Platform, scope: Scope, request: ReportRequest, limit: int = LIST_ROWS
) -> ReportResult:
    """Count a report. ``limit`` is how many rows a list report holds; `ReportResult.more` tells of further ones."""
    return counted_report(platform, scope, plan_report(platform, scope, request), limit)


def counted_report(
    platform: Platform, scope: Scope, plan: ReportPlan, limit: int = LIST_ROWS
) -> ReportResult:
    """Count what is planned."""
    with platform.database.read(scope) as session:
        if plan.report.rows.each in LISTS:
            made = [line.row(plan) for line in lines(platform, session, plan, limit + 1)]
            more = sum(row.kind is RowKind.LINE for row in made) > limit
            return replace(empty_result(plan), rows=tuple(made[:limit] if more else made), more=more)
        return grouped_result(platform, session, plan)


def write_workbook(
    platform: Platform, scope: Scope, request: ReportRequest, target: Target, export: Export | None = None
) -> int:
    """Write a report as a workbook to a file or stream and return the number of its rows."""
    wish = export or Export()
    plan = plan_report(platform, scope, request)
    with platform.database.read(scope) as session:
        if plan.report.rows.each in LISTS:
            values = (line.values for line in _told(lines(platform, session, plan), wish.progress))
            return write_list_report(empty_result(plan), values, target, wish.mark)
        result = grouped_result(platform, session, plan)
    write_report(result, target, wish.mark)
    return len(result.rows)


def _told(found: Iterable[Line], progress: Callable[[int], None] | None) -> Iterator[Line]:
    """The lines as they are, with word of every two thousandth one."""
    for number, line in enumerate(found, start=1):
        if progress is not None and number % TOLD_EVERY == 0:
            progress(number)
        yield line


def list_size(platform: Platform, scope: Scope, request: ReportRequest) -> int | None:
    """How many dossiers a list report has; None for other reports and for lists of payments."""
    plan = plan_report(platform, scope, request)
    if plan.report.rows.each != "dossier":
        return None
    with platform.database.read(scope) as session:
        return sum(
            one.figures["received_total"] for one in count(session, plan.query, (), ("received_total",))
        )


def drill_down(
    platform: Platform,
    scope: Scope,
    request: ReportRequest,
    figure: Figure,
    cursor: str = "",
    limit: int = 50,
) -> FigurePage:
    """The dossiers that a figure counts, as many as it says.

    Raises ReportRequestError for a row or column that cannot be opened.
    """
    plan = plan_report(platform, scope, request)
    measures = opened_measures(plan.report, figure.column)
    with platform.database.read(scope) as session:
        values, after = row_values(session, plan, figure.key), decode_cursor(cursor) if cursor else None
        if MEASURES[measures[0]].plugin:
            rows = dossiers_of_plugin(platform, session, plan, values, measures[0], after)
            found = list(islice(rows, limit + 1))
        else:
            statement = selected(plan.query, Selection(values, measures), _FIGURE_COLUMNS, after)
            found = list(session.execute(statement.limit(limit + 1)).all())
    page = found[:limit]
    more = encode_cursor(page[-1].received_at, page[-1].id) if len(found) > limit else ""
    return FigurePage(tuple(_figure_dossier(row) for row in page), more)


_FIGURE_COLUMNS = (
    DossierRow.number,
    DossierRow.procedure_code,
    DossierRow.procedure_name,
    DossierRow.field_of_work,
    DossierRow.applicant_name,
    DossierRow.agency_code,
    DossierRow.competent_agency,
)


def _figure_dossier(row: Any) -> FigureDossier:
    return FigureDossier(
        number=row.number,
        procedure_code=row.procedure_code,
        procedure_name=row.procedure_name,
        field_of_work=row.field_of_work,
        applicant_name=row.applicant_name,
        agency_code=row.agency_code,
        competent_agency=row.competent_agency,
        channel=row.channel,
        lifecycle=row.lifecycle,
        received_at=row.received_at,
        due_at=row.due_at,
        finished_at=row.finished_at,
    )


def opened_measures(report: Report, column_id: str) -> tuple[str, ...]:
    """The measures of dossiers behind a column: its own, or those a sum adds up.

    Raises ReportRequestError for texts, shares, differences and money.
    """
    column = next((one for one in report.columns if one.id == column_id), None)
    if column is None:
        raise ReportRequestError(f"Báo cáo {report.code} không có cột “{column_id}”.")
    if column.measure and MEASURES[column.measure].opens:
        return (column.measure,)
    terms = parse_formula(column.formula).terms() if column.formula else None
    if terms is None:
        raise ReportRequestError(
            f"Cột “{' / '.join(column.heading)}” không phải là số hồ sơ nên không mở được."
        )
    found = tuple(dict.fromkeys(measure for term in terms for measure in opened_measures(report, term)))
    if len(found) > 1 and any(MEASURES[name].plugin for name in found):
        raise ReportRequestError(
            f"Cột “{' / '.join(column.heading)}” cộng cả số của phần mở rộng: mở từng phần."
        )
    return found


def row_values(session: Session, plan: ReportPlan, key: Sequence[str]) -> dict[str, list[str]]:
    """The values of a row by dimension, of a field of work in all its spellings.

    Raises ReportRequestError for a key that is longer than the report's dimensions.
    """
    dimensions = plan.report.rows.group_by
    if len(key) > len(dimensions):
        raise ReportRequestError("Dòng này không thuộc báo cáo. Lập lại báo cáo rồi mở lại số liệu.")
    values = {dimension: [value] for dimension, value in zip(dimensions, key, strict=False)}
    if Dimension.FIELD_OF_WORK in values:
        wanted = fold(values[Dimension.FIELD_OF_WORK][0])
        spellings = values_of(session, plan.query, Dimension.FIELD_OF_WORK)
        values[Dimension.FIELD_OF_WORK] = [value for value in spellings if fold(value) == wanted]
    return {str(dimension): found for dimension, found in values.items()}
