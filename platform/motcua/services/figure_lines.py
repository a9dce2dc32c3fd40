"""What stands behind a figure that is not a plain count of dossiers: entries, slips, acts, procedures, or its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session

from motcua.definitions.report import Report
from motcua.kernel.text import fold
from motcua.reporting.indicators import indicator_measures
from motcua.reporting.measure import Family
from motcua.reporting.measures import MEASURES
from motcua.reporting.rows import measures_needed
from motcua.services.catalog_figures import catalog_codes
from motcua.services.figure_parts import MEASURE, FigureParts, parts_of_formula, parts_of_indicator
from motcua.services.plugin_figures import dossiers_of_plugin, plugin_measures
from motcua.services.report_plans import ReportPlan, ReportRequest, ReportRequestError, plan_report
from motcua.services.reporting import Figure, row_values
from motcua.services.runtime import Platform
from motcua.services.stated_figures import asked_questions, stated_periods
from motcua.storage.report_facts import Selection, distinct_values, selected
from motcua.storage.report_money import payments_behind
from motcua.storage.report_stated import stated_behind
from motcua.storage.report_surveys import slips_behind
from motcua.storage.report_work import work_behind
from motcua.storage.scope import Scope
from motcua.storage.tables import CatalogEntryRow, DossierRow

Value = str | int | datetime | None


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One thing behind a figure: its values, what it adds, and the number of its dossier if it has one."""

    values: tuple[Value, ...]
    weight: int = 1
    number: str = ""


@dataclass(frozen=True, slots=True)
class FigureLines:
    """Some of the things behind a figure; ``total`` is what all of them add up to: the figure."""

    name: str
    headings: tuple[str, ...]
    lines: tuple[FigureLine, ...]
    total: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    platform: Platform
    session: Session
    plan: ReportPlan
    key: tuple[str, ...]
    offset: int
    limit: int

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions that the row's key is made of."""
        return self.plan.report.rows.group_by[: len(self.key)]

    def values(self) -> dict[str, list[str]]:
        """The values of the row by dimension."""
        return row_values(self.session, self.plan, self.key)


def open_figure(
    platform: Platform, scope: Scope, request: ReportRequest, figure: Figure, offset: int = 0, limit: int = 50
) -> FigureLines | FigureParts:
    """What is behind a figure of any kind. Raises ReportRequestError for a row or column that the report has not."""
    plan = plan_report(platform, scope, request)
    with platform.database.read(scope) as session:
        asked = _Asked(platform, session, plan, figure.key, offset, limit)
        if figure.column.startswith(MEASURE):
            return _lines(asked, _measure_of(plan.report, figure.column.removeprefix(MEASURE)))
        column = next((one for one in plan.report.columns if one.id == figure.column), None)
        if column is None:
            raise ReportRequestError(f"Báo cáo {plan.report.code} không có cột “{figure.column}”.")
        if column.measure:
            return _lines(asked, column.measure)
        if column.formula:
            return parts_of_formula(plan.report, figure.key, column)
        return parts_of_indicator(platform, session, plan, figure.key, column)


def _measure_of(report: Report, name: str) -> str:
    if name not in (*measures_needed(report), *indicator_measures(report)):
        raise ReportRequestError(f"Báo cáo {report.code} không có số đo “{name}”.")
    return name


def _lines(asked: _Asked, measure: str) -> FigureLines:
    family = MEASURES[measure].family
    if MEASURES[measure].distinct:
        found = distinct_values(asked.session, asked.plan.query, asked.dimensions, [measure])
        return _listed(asked, measure, found.get(asked.key, {}).get(measure, set()))
    if family is Family.CATALOG:
        codes = catalog_codes(asked.platform, asked.session, asked.plan.query, asked.dimensions, [measure])
        wanted = tuple(map(fold, asked.key))
        key = next((one for one in codes if tuple(map(fold, one)) == wanted), asked.key)
        return _listed(asked, measure, codes.get(key, {}).get(measure, set()))
    if family is Family.PLUGIN:
        return _of_plugin(asked, measure)
    if family not in _STATEMENTS:
        raise ReportRequestError(f"Số đo “{MEASURES[measure].name}” chưa có số liệu để mở.")
    headings, columns, make = _STATEMENTS[family]
    statement = make(asked, measure)
    whole = statement.order_by(None).subquery()
    total = asked.session.scalar(select(func.coalesce(func.sum(whole.c.weight), 0)))
    rows = asked.session.execute(statement.offset(asked.offset).limit(asked.limit + 1)).all()
    lines = tuple(
        FigureLine(
            tuple(getattr(row, name) for name in columns), int(row.weight), str(getattr(row, "number", ""))
        )
        for row in rows[: asked.limit]
    )
    return FigureLines(MEASURES[measure].name, headings, lines, int(total or 0), len(rows) > asked.limit)


def _listed(asked: _Asked, measure: str, codes: set[str]) -> FigureLines:
    """Procedures or processes by their codes, each once."""
    shown = sorted(codes)[asked.offset : asked.offset + asked.limit]
    names = asked.session.execute(
        select(CatalogEntryRow.code, CatalogEntryRow.name).where(CatalogEntryRow.code.in_(shown))
    )
    known = dict(names.tuples().all())
    lines = tuple(FigureLine((code, known.get(code, ""))) for code in shown)
    more = len(codes) > asked.offset + asked.limit
    return FigureLines(MEASURES[measure].name, ("Mã", "Tên"), lines, len(codes), more)


def _of_plugin(asked: _Asked, measure: str) -> FigureLines:
    values = asked.values()
    rows = list(dossiers_of_plugin(asked.platform, asked.session, asked.plan, values, measure))
    shown = rows[asked.offset : asked.offset + asked.limit]
    lines = tuple(
        FigureLine((row.number, row.procedure_name, row.applicant_name, row.received_at), 1, row.number)
        for row in shown
    )
    name = plugin_measures(asked.platform).get(measure, measure)
    more = len(rows) > asked.offset + asked.limit
    return FigureLines(name, _DOSSIER_HEADINGS, lines, len(rows), more)


def _dossiers(asked: _Asked, measure: str) -> Select[Any]:
    columns = (DossierRow.number, DossierRow.procedure_name, DossierRow.applicant_name)
    chosen = selected(asked.plan.query, Selection(asked.values(), (measure,)), columns)
    found = chosen.order_by(None).subquery()
    return select(
        found.c.number,
        found.c.procedure_name,
        found.c.applicant_name,
        found.c.received_at,
        literal(1).label("weight"),
    ).order_by(found.c.received_at, found.c.id)


def _slips(asked: _Asked, measure: str) -> Select[Any]:
    return slips_behind(asked.plan.query, measure, asked_questions(asked.platform), asked.values())


def _stated(asked: _Asked, measure: str) -> Select[Any]:
    periods = stated_periods(asked.session, asked.plan.period)
    return stated_behind(periods, asked.plan.query.agencies, measure, asked.key[-1:])


_DOSSIER_HEADINGS = ("Mã hồ sơ", "Thủ tục", "Người nộp", "Nhận")
_STATEMENTS: Mapping[
    Family, tuple[tuple[str, ...], tuple[str, ...], Callable[[_Asked, str], Select[Any]]]
] = MappingProxyType(
    {
        Family.DOSSIERS: (
            _DOSSIER_HEADINGS,
            ("number", "procedure_name", "applicant_name", "received_at"),
            _dossiers,
        ),
        Family.MONEY: (
            ("Mã hồ sơ", "Chủ hồ sơ", "Khoản", "Lúc", "Số biên lai", "Số tiền (đồng)"),
            ("number", "owner_name", "fee_name", "at", "receipt_number", "amount"),
            lambda asked, measure: payments_behind(asked.session, asked.plan.query, measure, asked.values()),
        ),
        Family.SURVEY: (
            ("Mã hồ sơ", "Thủ tục", "Phiếu", "Điểm", "Tối đa", "Lúc"),
            ("number", "procedure_name", "survey", "points", "most", "at"),
            _slips,
        ),
        Family.WORK: (
            ("Mã hồ sơ", "Người", "Việc", "Lúc"),
            ("number", "person", "what", "at"),
            lambda asked, measure: work_behind(asked.plan.query, measure, asked.values()),
        ),
        Family.STATED: (
            ("Đơn vị", "Kỳ", "Người nhập", "Lúc", "Ghi chú"),
            ("agency_code", "period", "stated_by_name", "stated_at", "note"),
            _stated,
        ),
    }
)
"""Headings, columns and statement of what is behind the figures of each family."""
