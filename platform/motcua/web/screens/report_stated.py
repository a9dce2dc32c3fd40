"""Figures that an agency states for a period: its own scores, numbers of other systems, and appraised scores."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from motcua.definitions.code_list import CodeList
from motcua.reporting.periods import Period, PeriodError, PeriodKind, parse_period
from motcua.reporting.scoring_measures import ALL_INDICES, FIGURES, OF_THE_AGENCY, appraisal, self_score
from motcua.services.report_plans import current_rules
from motcua.services.reporting import period_of
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform
from motcua.services.stated_figures import StatedFigureError, Statement, state, stated
from motcua.web.errors import answer_error
from motcua.web.security.current import current_actor, current_platform, current_scope, may, require

blueprint = Blueprint("report_stated", __name__)
HINTS = "cham-diem-chi-so"
FORM = "mau-02-danh-gia"
NAME, NOTE = "so_", "ghi_chu_"


@blueprint.get("/bao-cao/so-lieu-nhap")
@require("can_report", "can_report_all")
def page() -> Any:
    """What an agency stated for a period, to be changed."""
    return _page({}, {})


@blueprint.post("/bao-cao/so-lieu-nhap")
@require("can_report", "can_report_all")
def save() -> Any:
    """Keep what was typed in; wrong values leave the page with everything typed."""
    platform, scope = current_platform(), current_scope()
    period, problem = _period(platform)
    agency = _agency(platform)
    if problem or not agency:
        return answer_error(400, problem or "Chọn đơn vị có số liệu.")
    posted = request.form
    values = {name.removeprefix(NAME): value for name, value in posted.items() if name.startswith(NAME)}
    notes = {name.removeprefix(NOTE): value for name, value in posted.items() if name.startswith(NOTE)}
    try:
        changed = state(platform, scope, current_actor(), Statement(agency, period.text, values, notes))
    except StatedFigureError as error:
        return _page(values, error.errors), 422
    flash(f"Đã ghi {changed} số liệu." if changed else "Không có gì thay đổi.", "success")
    return _again(period, agency)


def _asked(period: Period, agency: str) -> dict[str, Any]:
    """The period and the agency as addresses name them."""
    return {"ky": period.text, "don-vi": agency}


def _again(period: Period, agency: str) -> Response:
    return redirect(url_for("report_stated.page", **_asked(period, agency)))


def _period(platform: Platform) -> tuple[Period, str]:
    usual = period_of(platform, PeriodKind.REPORTING_QUARTER)
    text = request.args.get("ky", "")
    if not text:
        return usual, ""
    try:
        return parse_period(text, current_rules(platform)), ""
    except PeriodError as error:
        return usual, str(error)


def _agency(platform: Platform) -> str:
    """The agency asked for when the person covers it; else the person's own, else the first covered."""
    scope, directory = current_scope(), platform.directory()
    asked = request.args.get("don-vi", "") or current_actor().agency
    if directory.knows(asked) and scope.covers(asked):
        return asked
    return next((one.code for one in directory.agencies() if scope.covers(one.code)), "")


def _page(typed: dict[str, str], errors: dict[str, str]) -> Any:
    platform, scope = current_platform(), current_scope()
    platform.rules.refresh()
    period, problem = _period(platform)
    agency = _agency(platform)
    directory = platform.directory()
    kept = stated(platform, scope, agency, period.text) if agency else {}
    return render_template(
        "reports/stated.html",
        period=period,
        problem=problem,
        agency=agency,
        agency_name=directory.agency(agency).name if agency else "",
        agencies=[one for one in directory.agencies() if scope.covers(one.code)],
        periods=[f"{period.start.year + shift}-Q{number}" for shift in (0, 1) for number in range(1, 5)],
        groups=_groups(platform),
        kept=kept,
        typed=typed,
        errors=errors,
        form_url=url_for("reports.page", code=FORM, **_asked(period, agency)),
    )


def _groups(platform: Platform) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Title, explanation and lines (name, label, hint) of the groups the person may fill in."""
    hints = _hints(platform)
    own = [
        (self_score(index), f"Chỉ số {index}", hints.get(f"chi-so-{index}", "")) for index in OF_THE_AGENCY
    ]
    groups = [
        ("Chỉ số đơn vị tự chấm", "Từ 0 đến 2 điểm; vào Mẫu 02 và Mẫu 03 của kỳ.", own),
        (
            "Số liệu của hệ thống khác",
            "Phản ánh, kiến nghị và Cổng Dịch vụ công quốc gia; vào bộ chỉ số 766 của kỳ.",
            [(name, label, "") for name, label in FIGURES.items()],
        ),
    ]
    if may("can_report_all"):
        lines = [(appraisal(index), f"Chỉ số {index}", "") for index in ALL_INDICES]
        groups.append(("Điểm thẩm định", "Do người lập báo cáo toàn tỉnh chấm, từ 0 đến 2 điểm.", lines))
    return groups


def _hints(platform: Platform) -> dict[str, str]:
    try:
        found = platform.rules.definition("code_list", HINTS, platform.today())
    except RulesMissingError:
        return {}
    return {item.code: item.name for item in found.items} if isinstance(found, CodeList) else {}
