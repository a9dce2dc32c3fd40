"""A dashboard as templates write it: figures on top, charts and lists below, every figure leading on."""

from __future__ import annotations

from typing import Any

from flask import url_for

from motcua.definitions.dashboard import CardKind
from motcua.definitions.report import ReportColumn
from motcua.kernel.date_words import date_words, time_words
from motcua.reporting.cell_words import cell_text
from motcua.reporting.layout import column_format
from motcua.reporting.result import RowKind
from motcua.services.dashboards import CardData, DashboardData
from motcua.services.report_plans import ReportRequestError
from motcua.services.reporting import opened_measures
from motcua.web.screens.chart_view import chart_view
from motcua.web.screens.report_paper import cell_words


def dashboard_view(data: DashboardData) -> dict[str, Any]:
    """Everything the template `dashboards/_board.html` shows."""
    figures = [one for one in data.cards if one.card.kind is CardKind.FIGURE]
    return {
        "name": data.dashboard.name,
        "about": data.dashboard.about,
        "figures": [_figure(one) for one in figures],
        "cards": [_card(one) for one in data.cards if one.card.kind is not CardKind.FIGURE],
        "as_of": f"{time_words(data.as_of)} ngày {date_words(data.as_of)}",
    }


def _figure(one: CardData) -> dict[str, Any]:
    value = one.value
    shown = (
        "Chưa có" if value is None else cell_text(value, "decimal" if isinstance(value, float) else "number")
    )
    note = one.card.note or (one.period.name if one.period else "")
    colored = one.card.tone if isinstance(value, int | float) and value > 0 else ""
    return {
        "label": one.card.name,
        "value": shown,
        "note": one.problem or note,
        "kind": colored,
        "href": _figure_url(one) if one.opens else "",
    }


def _report_url(one: CardData, endpoint: str = "reports.page", **more: Any) -> str:
    kept: dict[str, Any] = {"ky": one.period.text if one.period else None, "don-vi": one.agency or None}
    return url_for(endpoint, code=one.card.report, **kept, **more)


def _figure_url(one: CardData) -> str:
    """The dossiers behind a figure, or the report where it has none or is no number of dossiers."""
    if not one.result or not one.value or not _opens(one, one.card.column):
        return _report_url(one)
    return _report_url(one, "reports.dossiers", cot=one.card.column)


def _opens(one: CardData, column: str) -> bool:
    try:
        return one.result is not None and bool(opened_measures(one.result.report, column))
    except ReportRequestError:
        return False


def _card(one: CardData) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": one.card.id,
        "name": one.card.name,
        "note": one.card.note,
        "problem": one.problem,
        "chart": None,
        "rows": [],
        "heads": [],
        "href": _report_url(one) if one.opens else "",
    }
    if one.chart is not None:
        made["chart"] = chart_view(one.chart, lambda key, column: _chart_url(one, key, column), made["href"])
        made["chart"] |= {"id": one.card.id, "name": one.card.name}
    elif one.result is not None:
        columns = [
            column for name in one.card.columns for column in one.result.report.columns if column.id == name
        ]
        made["heads"] = [(column.heading[-1], _is_figure(column)) for column in columns]
        lines = [row for row in one.result.rows if row.kind is not RowKind.TOTAL][: one.card.most]
        each = one.result.report.rows.each
        made["rows"] = [
            {
                "href": url_for("dossier.show", number=row.label) if each == "dossier" and one.opens else "",
                "is_group": row.kind is RowKind.GROUP,
                "cells": [(_words(row, column), _is_figure(column)) for column in columns],
            }
            for row in lines
        ]
    return made


def _is_figure(column: ReportColumn) -> bool:
    return not column.value


def _words(row: Any, column: ReportColumn) -> str:
    value = row.cells.get(column.id)
    if value is None and column.value in ("label", "index"):
        value = row.label if column.value == "label" else row.index
    return cell_words(value, column_format(column))


def _chart_url(one: CardData, key: tuple[str, ...], column: str) -> str:
    if not one.opens or not _opens(one, column):
        return ""
    return _report_url(one, "reports.dossiers", dong=list(key), cot=column)
