"""A chart as templates write it: the drawing, and the table beside it with every figure leading to its dossiers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from motcua.definitions.report import ChartKind
from motcua.reporting.cell_words import cell_text
from motcua.reporting.chart_drawing import draw_chart
from motcua.reporting.charts import ChartData
from motcua.reporting.formulas import Number

Open = Callable[[tuple[str, ...], str], str]
"""The address of the dossiers behind a row (by its key) and a column; empty when they cannot be opened."""


def no_link(_key: tuple[str, ...], _column: str) -> str:
    """Nothing to open, as on public pages."""
    return ""


def chart_view(data: ChartData, open_figure: Open = no_link, href: str = "") -> dict[str, Any]:
    """Everything the macro ``chart`` shows; ``href`` is where the whole report is."""
    note = ""
    if data.left_out:
        note = f"Vẽ {data.drawn} dòng lớn nhất; bảng số có đủ {len(data.categories)} dòng."
    return {
        "id": data.id,
        "name": data.name,
        "drawing": draw_chart(data),
        "is_empty": data.is_empty,
        "note": note,
        "href": href,
        "heads": [one.name for one in data.series],
        "rows": [
            {
                "name": name,
                "cells": [
                    {
                        "text": _text(one.values[index], one.format),
                        "href": _href(data, index, place, open_figure),
                    }
                    for place, one in enumerate(data.series)
                ],
            }
            for index, name in enumerate(data.categories)
        ],
    }


def _text(value: Number | None, written: str) -> str:
    return "" if value is None else cell_text(value, written)


def _href(data: ChartData, index: int, place: int, open_figure: Open) -> str:
    one = data.series[place]
    if not data.keys or not one.values[index] or one.format == "percent":
        return ""
    column, _, inner = one.column.partition(":")
    key = data.keys[index]
    return open_figure((*key, inner) if data.kind is ChartKind.HEAT_MAP else key, column)
