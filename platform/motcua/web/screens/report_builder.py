"""The report builder: rows, columns, filter, charts and sharing are chosen, seen at once, saved as a draft."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from motcua.compiler.edits import EditError
from motcua.definitions.report import ChartKind
from motcua.reporting.measure import Family
from motcua.reporting.measures import MEASURES
from motcua.reporting.periods import RULES, PeriodKind, period_by_rule
from motcua.reporting.vocabulary import (
    FORMATS,
    INDICATOR_VALUES,
    LIST_VALUES,
    PAYMENT_VALUES,
    ROW_VALUES,
    Attribution,
    Dimension,
    split_filter,
)
from motcua.services.editing import EditConflictError, EditTarget, save_draft
from motcua.services.plugin_figures import plugin_measures
from motcua.services.report_builder import (
    KIND,
    NEW_LISTS,
    BuilderError,
    Look,
    Workbench,
    changed_text,
    look,
    workbench,
)
from motcua.services.report_lines import LISTS
from motcua.services.report_plans import ReportRequest, current_rules
from motcua.services.reporting import report_definitions
from motcua.services.roles import ROLE_TITLES
from motcua.storage.accounts import role_ids
from motcua.web.screens.chart_view import chart_view
from motcua.web.screens.report_choices import agency_options, asked_agencies
from motcua.web.screens.report_choices_posted import chosen
from motcua.web.screens.report_paper import paper
from motcua.web.security.current import current_actor, current_platform, current_scope, require
from motcua.web.typed_numbers import typed_number

blueprint = Blueprint("report_builder", __name__, url_prefix="/bao-cao/dung")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]{0,63}")
FAMILIES = {
    Family.DOSSIERS: "Hồ sơ",
    Family.MONEY: "Tiền",
    Family.CATALOG: "Thủ tục",
    Family.WORK: "Khối lượng công việc",
    Family.SURVEY: "Đánh giá của người dân",
    Family.STATED: "Số liệu nhập theo kỳ",
}
PERIODS = {
    PeriodKind.DAY: "Ngày",
    PeriodKind.WEEK: "Tuần",
    PeriodKind.MONTH: "Tháng",
    PeriodKind.REPORTING_QUARTER: "Quý báo cáo",
    PeriodKind.HALF_YEAR: "6 tháng",
    PeriodKind.YEAR: "Năm",
    PeriodKind.ANY: "Khoảng ngày bất kỳ",
}
ORDERS = {
    "received_at": "Ngày nhận, cũ trước",
    "-received_at": "Ngày nhận, mới trước",
    "due_at": "Hạn trả, gần trước",
    "-due_at": "Hạn trả, xa trước",
    "finished_at": "Ngày có kết quả, cũ trước",
    "-finished_at": "Ngày có kết quả, mới trước",
}
CHARTS = {
    ChartKind.COMPARISON: "So sánh các dòng",
    ChartKind.TREND: "Diễn biến",
    ChartKind.SHARE: "Tỷ trọng",
    ChartKind.HEAT_MAP: "Bản đồ nhiệt",
}


@blueprint.get("")
@require("can_edit_definition")
def begin() -> Response | str:
    """Ask for the code of a new report and what to begin with."""
    code, base = request.args.get("code", "").strip(), request.args.get("tu", "")
    error = ""
    if "code" in request.args:
        if CODE.fullmatch(code):
            return redirect(url_for("report_builder.page", code=code, tu=base or None))
        error = "Mã gồm chữ không dấu, số, dấu chấm, gạch nối, ví dụ tong-hop-xa."
    found = report_definitions(current_platform())
    return render_template(
        "reports/begin.html", reports=found, typed=code, base=base, error=error, lists=NEW_LISTS
    )


@blueprint.get("/<code>")
@require("can_edit_definition")
def page(code: str) -> Response | str:
    """The builder of one report."""
    platform = current_platform()
    platform.rules.refresh()
    try:
        bench = _bench(code)
    except BuilderError as error:
        flash(str(error), "warning")
        return redirect(url_for("studio.edit", kind=KIND, code=code))
    return render_template("reports/builder.html", **_form(code, bench), **_seen(code, bench.text))


@blueprint.post("/<code>/xem")
@require("can_edit_definition")
def see(code: str) -> str:
    """The report as it would be by the choices of the form; nothing is stored."""
    try:
        text = changed_text(bench := _bench(code), chosen(request.form, bench.content))
    except (BuilderError, EditError) as error:
        return render_template("reports/_look.html", look=Look(refused=str(error)), sheet=None, charts=[])
    return render_template("reports/_look.html", **_seen(code, text))


@blueprint.post("/<code>")
@require("can_edit_definition")
def save(code: str) -> Response:
    """Keep what was chosen as the actor's draft; publishing is the editor's."""
    target = EditTarget(KIND, code)
    version = request.form.get("version", "0")
    here = redirect(url_for("report_builder.page", code=code, tu=request.args.get("tu") or None))
    try:
        bench = _bench(code)
        text = changed_text(bench, chosen(request.form, bench.content))
        save_draft(current_platform(), current_actor(), target, text, typed_number(version, 0))
    except (BuilderError, EditError, EditConflictError) as error:
        flash(str(error), "danger")
        return here
    if request.form.get("then") == "publish":
        flash("Đã lưu nháp. Xem lại rồi công bố tại đây.", "success")
        return redirect(url_for("studio.edit", kind=KIND, code=code))
    flash("Đã lưu nháp báo cáo.", "success")
    return redirect(url_for("report_builder.page", code=code))


def _bench(code: str) -> Workbench:
    if not CODE.fullmatch(code):
        raise BuilderError("Mã báo cáo gồm chữ không dấu, số, dấu chấm, gạch nối.")
    with current_platform().database.read() as session:
        return workbench(session, current_actor(), code, request.args.get("tu", ""))


def _seen(code: str, text: str) -> dict[str, Any]:
    """The figures of a text for the chosen period and agencies."""
    platform, scope = current_platform(), current_scope()
    rule = request.values.get("ky", "")
    rule = rule if rule in RULES else "last_month"
    period = period_by_rule(rule, platform.now().date(), current_rules(platform))
    agency = asked_agencies(platform.directory(), scope, request.values.get("don-vi", ""))
    found = look(platform, scope, current_actor(), text, ReportRequest(code, period.text, agency))
    sheet = paper(found.result, "", lambda _row, _column: "") if found.result else None
    return {"look": found, "sheet": sheet, "charts": [chart_view(one) for one in found.charts]}


def _form(code: str, bench: Workbench) -> dict[str, Any]:
    """Everything the form shows."""
    content = bench.content
    platform, scope = current_platform(), current_scope()
    with platform.database.read() as session:
        roles = {name: ROLE_TITLES.get(name, name) for name in role_ids(session) if name != "Public"}
    rows = content.get("rows") or {}
    try:
        whose, only = split_filter(str(content.get("filter", "")))
    except KeyError:
        whose, only = Attribution.SETTLED_BY, ()
    return {
        "code": code,
        "bench": bench,
        "content": content,
        "rows": rows,
        "each": str(rows.get("each", "group")),
        "orders": ORDERS if rows.get("each") == "dossier" else {},
        "columns": [_column(one, place) for place, one in enumerate(content.get("columns") or (), start=1)],
        "dimensions": [(one.value, one.meaning) for one in Dimension],
        "measures": [] if rows.get("each") in LISTS else _measures(),
        "values": _values(str(rows.get("each", "group"))),
        "filters": [(name, one.name) for name, one in MEASURES.items() if one.opens],
        "whose": whose.value,
        "only": only,
        "formats": FORMATS,
        "periods": PERIODS,
        "kinds": CHARTS,
        "roles": roles,
        "rules": RULES,
        "agencies": agency_options(platform.directory(), scope, ""),
        "base": request.args.get("tu", ""),
    }


def _measures() -> list[tuple[str, list[tuple[str, str]]]]:
    found = [
        (words, [(f"measure:{name}", one.name) for name, one in MEASURES.items() if one.family is family])
        for family, words in FAMILIES.items()
    ]
    added = [(f"measure:{name}", words) for name, words in plugin_measures(current_platform()).items()]
    return [*found, ("Phần mở rộng", added)] if added else found


def _values(each: str) -> list[tuple[str, str]]:
    known = {
        "group": ROW_VALUES,
        "dossier": LIST_VALUES,
        "payment": {**LIST_VALUES, **PAYMENT_VALUES},
        "indicator": {**ROW_VALUES, **INDICATOR_VALUES},
    }
    return [(f"value:{name}", words) for name, words in known.get(each, ROW_VALUES).items()]


def _column(one: Any, place: int) -> dict[str, Any]:
    what = "formula" if one.get("formula") else ""
    for kind in ("measure", "value"):
        what = f"{kind}:{one[kind]}" if one.get(kind) else what
    return {**one, "path": " / ".join(one.get("heading") or ()), "what": what, "place": place}
