"""What stands behind a figure that is no plain count of dossiers: entries, slips, acts, procedures, or its parts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, render_template, request

from motcua.kernel.money import format_amount
from motcua.services.figure_lines import FigureLines, open_figure
from motcua.services.figure_parts import FigureParts
from motcua.services.report_plans import ReportRequestError
from motcua.services.reporting import Figure, run_report
from motcua.web.screens.dossier_words import EVENT_TITLES
from motcua.web.screens.report_asking import AskedReport
from motcua.web.screens.report_paper import cell_words
from motcua.web.screens.words import moment_line
from motcua.web.security.current import current_platform, current_scope, require

blueprint = Blueprint("report_figures", __name__)
PAGE = 50


@blueprint.get("/bao-cao/<code>/so-lieu")
@require("can_report", "can_report_all")
def page(code: str) -> Any:
    """The things a figure adds up, or the figures it is worked out from, each to be opened."""
    platform, scope = current_platform(), current_scope()
    platform.rules.refresh()
    asked = AskedReport(code)
    key, column = tuple(request.args.getlist("dong")), request.args.get("cot", "")
    offset = request.args.get("tu-dong", "0")
    if asked.problem or not offset.isdecimal() or len(offset) > 9:
        abort(400)
    start = int(offset)
    try:
        found = open_figure(platform, scope, asked.request(), Figure(key, column), start, PAGE)
    except ReportRequestError:
        abort(400)
    here: dict[str, Any] = {"dong": list(key), "cot": column}
    return render_template(
        "reports/figure.html",
        report=asked.report,
        period=asked.period,
        found=found,
        parts=_parts(asked, found, key) if isinstance(found, FigureParts) else [],
        back=asked.link(),
        shown=_shown,
        total=format_amount(found.total) if isinstance(found, FigureLines) else "",
        first=start + 1,
        previous=asked.link("report_figures.page", **(here | {"tu-dong": max(0, start - PAGE)}))
        if start
        else "",
        next=asked.link("report_figures.page", **(here | {"tu-dong": start + PAGE}))
        if isinstance(found, FigureLines) and found.more
        else "",
    )


def _parts(asked: AskedReport, found: FigureParts, key: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Name, figure and address of every part; columns of the same row have their figures in the report."""
    cells: dict[str, Any] = {}
    if any(part.figure is None for part in found.parts):
        row = run_report(current_platform(), current_scope(), asked.request(), 1).row(*key)
        cells = dict(row.cells) if row else {}
    made = []
    for part in found.parts:
        figure = cells.get(part.column) if part.figure is None else part.figure
        words = (
            "" if figure is None else cell_words(figure, "percent" if isinstance(figure, float) else "number")
        )
        href = asked.figure_link(part.key, part.column) if figure else ""
        made.append((part.name, words or "Chưa có dữ liệu", href))
    return made


def _shown(value: Any) -> str:
    """A value as the page writes it: moments and amounts in words, acts by their names."""
    if isinstance(value, datetime):
        return moment_line(value)
    if isinstance(value, int):
        return format_amount(value)
    return EVENT_TITLES.get(str(value or ""), str(value or ""))
