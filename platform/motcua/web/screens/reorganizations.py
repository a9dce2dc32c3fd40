"""Merging, splitting and renaming agencies: plans, their dry run in plain words, ordering and carrying out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from motcua.services.reorganization_plan import (
    KIND_NAMES,
    RULE_NAMES,
    ReorganizationKind,
    RuleBy,
)
from motcua.services.reorganization_preview import preview
from motcua.services.reorganization_work import carry_out
from motcua.services.reorganizations import (
    Reorganization,
    ReorganizationRefusedError,
    ReorganizationState,
    cancel,
    every_reorganization,
    keep_plan,
    read_reorganization,
    schedule,
)
from motcua.web.screens.list_cells import agency_name
from motcua.web.screens.reorganization_form import (
    RULE_LINES,
    SUCCESSOR_FIELDS,
    SUCCESSOR_LINES,
    read_form,
    typed_again,
    with_choices,
)
from motcua.web.screens.words import day_words, moment_line, numbers
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("reorganizations", __name__, url_prefix="/quan-tri/sap-xep-don-vi")

STATE_WORDS = {
    ReorganizationState.DRAFT: ("idle", "Bản nháp"),
    ReorganizationState.SCHEDULED: ("work", "Chờ tới ngày"),
    ReorganizationState.RUNNING: ("work", "Đang chuyển"),
    ReorganizationState.DONE: ("ok", "Đã thực hiện"),
    ReorganizationState.CANCELLED: ("idle", "Đã hủy"),
}
PERMISSION = "can_manage_organization"


@blueprint.get("")
@require(PERMISSION)
def listing() -> str:
    """Every decision on agencies, the newest first."""
    platform = current_platform()
    with platform.database.read() as session:
        found = every_reorganization(session)
    return render_template(
        "reorganization/list.html",
        lines=found,
        kinds=KIND_NAMES,
        states=STATE_WORDS,
        name=_name,
        day_words=day_words,
        crumbs=[{"label": "Quản trị", "href": ""}, {"label": "Sắp xếp đơn vị", "href": ""}],
    )


def _name(code: str) -> str:
    return agency_name(current_platform().directory(), code)


@blueprint.get("/lap")
@require(PERMISSION)
def form() -> str:
    """The form of a new decision, or of a draft that is changed (`?sua=`)."""
    asked = request.args.get("sua", "")
    if not asked.isdecimal():
        return _form(MultiDict(), 0)
    found = _find(int(asked[:9]))
    return _form(typed_again(found.plan), found.id)


def _form(typed: MultiDict[str, str], row_id: int, problems: tuple[str, ...] = ()) -> str:
    directory = current_platform().directory()
    return render_template(
        "reorganization/form.html",
        typed=typed,
        row_id=row_id,
        problems=problems,
        kinds=KIND_NAMES,
        agencies=[one for one in directory.agencies() if one.valid_to is None],
        fields=SUCCESSOR_FIELDS,
        successor_lines=range(SUCCESSOR_LINES),
        rule_lines=range(RULE_LINES),
        rules={by: name for by, name in RULE_NAMES.items() if by is not RuleBy.DOSSIER},
        crumbs=[
            {"label": "Sắp xếp đơn vị", "href": url_for("reorganizations.listing")},
            {"label": "Lập kế hoạch", "href": ""},
        ],
    )


@blueprint.post("/lap")
@require(PERMISSION)
def keep() -> Any:
    """Keep what was typed as a plan, and show its dry run."""
    posted = request.form
    known = posted.get("row_id", "")
    row_id = int(known[:9]) if known.isdecimal() else 0
    read = read_form(posted)
    if read.plan is None:
        return _form(posted, row_id, (read.problem,)), 422
    try:
        row_id = keep_plan(current_platform(), current_actor(), read.plan, row_id)
    except ReorganizationRefusedError as error:
        return _form(posted, row_id, error.reasons), 422
    return redirect(url_for("reorganizations.page", row_id=row_id))


def _find(row_id: int) -> Reorganization:
    with current_platform().database.read() as session:
        found = read_reorganization(session, row_id)
    if found is None:
        abort(404)
    return found


@blueprint.get("/<int:row_id>")
@require(PERMISSION)
def page(row_id: int) -> str:
    """The dry run of a plan, or how it went."""
    return _page(_find(row_id))


def _page(found: Reorganization, problems: tuple[str, ...] = ()) -> str:
    platform = current_platform()
    waits = found.state in (ReorganizationState.DRAFT, ReorganizationState.SCHEDULED)
    seen = preview(platform, current_actor(), found.plan) if waits else None
    return render_template(
        "reorganization/page.html",
        found=found,
        plan=found.plan,
        seen=seen,
        problems=problems or (seen.problems if seen else ()),
        state=STATE_WORDS[found.state],
        is_draft=found.state is ReorganizationState.DRAFT,
        is_scheduled=found.state is ReorganizationState.SCHEDULED,
        is_split=found.plan.kind is ReorganizationKind.SPLIT,
        due=found.plan.effective_on <= platform.today(),
        kinds=KIND_NAMES,
        names={one.code: one.name for one in found.plan.successors if one.name},
        name=_name,
        position=_position,
        day_words=day_words,
        moment=moment_line,
        numbers=numbers,
        crumbs=[
            {"label": "Sắp xếp đơn vị", "href": url_for("reorganizations.listing")},
            {"label": found.plan.decision_number, "href": ""},
        ],
    )


def _position(code: str) -> str:
    try:
        return current_platform().directory().position(code).name
    except KeyError:
        return code


@blueprint.post("/<int:row_id>")
@require(PERMISSION)
def do(row_id: int) -> Any:
    """Choose where single officers and dossiers go, order the plan, carry it out, or give it up."""
    platform, actor, found = current_platform(), current_actor(), _find(row_id)
    act = request.form.get("act", "")
    try:
        match act:
            case "choose":
                keep_plan(platform, actor, with_choices(found.plan, request.form), row_id)
                flash("Đã ghi lựa chọn; bản xem trước bên dưới đã tính lại.", "success")
            case "schedule":
                schedule(platform, actor, row_id)
                flash(f"Đã lên lịch: tự thực hiện từ {day_words(found.plan.effective_on)}.", "success")
            case "run":
                if found.state is ReorganizationState.DRAFT:
                    schedule(platform, actor, row_id)
                flash(carry_out(platform, row_id).message, "success")
            case "cancel":
                cancel(platform, actor, row_id)
                flash("Đã hủy kế hoạch.", "success")
            case _:
                abort(400)
    except ReorganizationRefusedError as error:
        return _page(_find(row_id), error.reasons), 422
    return redirect(url_for("reorganizations.page", row_id=row_id))
