"""Changes many procedures of the list at once, after showing for each what changes or why not; compares a few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from motcua.kernel.money import MoneyError, parse_money
from motcua.services.bulk_changes import BulkKind, BulkOrder, BulkOrderError, wanted_of
from motcua.services.definition_list import definition_lines
from motcua.services.editing import EditConflictError, NotPublishableError, PublishWish
from motcua.services.mass_edit import (
    MassPlan,
    Outcome,
    PlanChangedError,
    Wanted,
    keep_drafts,
    propose_all,
    publish_now,
    rehearse,
)
from motcua.surfaces.procedure_words import FEE_KIND_NAMES
from motcua.web.screens.mass_pages import (
    DRAFTS,
    PROPOSE,
    PUBLISH,
    Chosen,
    chosen_procedures,
    chosen_way,
    plan_figures,
    shown_lines,
    ways,
)
from motcua.web.screens.offering import agency_groups
from motcua.web.screens.procedure_names import SELECTOR_WORDS
from motcua.web.screens.publishing import PublishForm
from motcua.web.screens.words import day_words, numbers
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("bulk", __name__)

KINDS = {
    BulkKind.BASELINE: "Đổi mẫu chung",
    BulkKind.PROCESS: "Đổi quy trình",
    BulkKind.AGENCIES: "Giao cơ quan thực hiện",
    BulkKind.FEE: "Ghi mức thu",
    BulkKind.PUBLISH: "Công bố các bản nháp của tôi",
}


@blueprint.get("/thu-tuc/hang-loat")
@require("can_edit_definition")
def choose() -> str:
    """Choose what to do with the procedures."""
    with current_platform().database.read() as session:
        return _choose(session, chosen_procedures(session), "")


@blueprint.post("/thu-tuc/hang-loat")
@require("can_edit_definition")
def look() -> str | tuple[str, int]:
    """What the change would do to each procedure; nothing is stored."""
    platform, actor = current_platform(), current_actor()
    platform.rules.refresh()
    with platform.database.read() as session:
        chosen = chosen_procedures(session)
        try:
            order, wanted = _wanted(session, chosen)
        except BulkOrderError as error:
            return _choose(session, chosen, str(error)), 400
        way = chosen_way(session)
        plan = rehearse(platform, session, actor, wanted, publishing=way == PUBLISH)
        return _plan(session, chosen, _Looked(order, plan, way))


@blueprint.post("/thu-tuc/hang-loat/thuc-hien")
@require("can_edit_definition")
def carry_out() -> Response | str | tuple[str, int]:
    """Do what was seen."""
    platform, actor = current_platform(), current_actor()
    form = PublishForm(
        request.form.get("effective_from", ""),
        request.form.get("decision_number", ""),
        request.form.get("note", ""),
    )
    with platform.database.read() as session:
        chosen = chosen_procedures(session)
        try:
            order, wanted = _wanted(session, chosen)
        except BulkOrderError as error:
            return _choose(session, chosen, str(error)), 400
        way = chosen_way(session)
    wish = PublishWish(platform.today()) if way == DRAFTS else form.wish(platform.today())
    notice = ""
    if wish is not None:
        try:
            plan = _do(wanted, way, request.form.get("fingerprint", ""), wish)
        except (PlanChangedError, EditConflictError) as error:
            notice = str(error)
        except NotPublishableError as error:
            notice = " ".join(f"{one.message} {one.remedy}" for one in error.problems[:2])
        else:
            return _done(plan, way)
    with platform.database.read() as session:
        fresh = rehearse(platform, session, actor, wanted, publishing=way == PUBLISH)
        return _plan(session, chosen, _Looked(order, fresh, way), form, notice), 400


def _do(wanted: tuple[Wanted, ...], way: str, fingerprint: str, wish: PublishWish) -> MassPlan:
    platform, actor = current_platform(), current_actor()
    if way == PUBLISH:
        return publish_now(platform, actor, wanted, fingerprint, wish)[0]
    if way == PROPOSE:
        return propose_all(platform, actor, wanted, fingerprint, wish)
    return keep_drafts(platform, actor, wanted, fingerprint, "sửa hàng loạt trên danh sách")


def done_words(plan: MassPlan, way: str) -> str:
    """What was done, for the notice after it."""
    changed, refused = len(plan.of(Outcome.CHANGED)), len(plan.of(Outcome.REFUSED))
    verb = {PUBLISH: "Đã công bố", PROPOSE: "Đã gửi đề nghị công bố"}.get(way, "Đã lưu nháp")
    left = f" {numbers(refused)} thủ tục không đổi được, giữ nguyên." if refused else ""
    return f"{verb} {numbers(changed)} thủ tục.{left}"


def _done(plan: MassPlan, way: str) -> Response:
    flash(done_words(plan, way), "success")
    return redirect(url_for("catalog.listing", nhap="1" if way == DRAFTS else None))


def _wanted(session: Session, chosen: Chosen) -> tuple[BulkOrder, tuple[Wanted, ...]]:
    order = _order()
    return order, wanted_of(session, current_platform().directory(), chosen.codes, order)


def _order() -> BulkOrder:
    posted = request.form
    kind = posted.get("viec", "")
    if kind not in set(BulkKind):
        raise BulkOrderError("Chọn một việc cần làm.")
    amount = 0
    if kind == BulkKind.FEE:
        try:
            amount = parse_money(posted.get("so-tien", ""))
        except MoneyError as error:
            raise BulkOrderError(str(error)) from error
    code = posted.get("mau" if kind == BulkKind.BASELINE else "quy-trinh", "")
    return BulkOrder(
        kind=BulkKind(kind),
        code=code[:64],
        agencies=tuple(dict.fromkeys(one[:64] for one in posted.getlist("co-quan") if one))[:200],
        fee_name=posted.get("ten-khoan", "")[:200],
        fee_kind=posted.get("loai-khoan", "levy") if posted.get("loai-khoan") in FEE_KIND_NAMES else "levy",
        amount=amount,
        only_unclear=posted.get("pham-vi-phi", "chua-ro") == "chua-ro",
    )


def _choose(session: Session, chosen: Chosen, error: str) -> str:
    platform = current_platform()
    today = platform.today()
    return render_template(
        "catalog/bulk.html",
        chosen=chosen,
        kinds=KINDS,
        asked=request.values.get("viec", ""),
        posted=request.values,
        baselines=definition_lines(session, "baseline", today),
        processes=definition_lines(session, "process", today),
        groups=agency_groups(platform.directory()),
        selectors=SELECTOR_WORDS,
        marked=set(request.values.getlist("co-quan")),
        fee_kinds=FEE_KIND_NAMES,
        ways=ways(session),
        error=error,
        crumbs=_crumbs(),
    )


def _crumbs() -> list[dict[str, str]]:
    return [{"label": "Thủ tục", "href": url_for("catalog.listing")}, {"label": "Sửa hàng loạt", "href": ""}]


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was looked at: the order, its plan, and how it would be kept."""

    order: BulkOrder
    plan: MassPlan
    way: str


def _plan(
    session: Session, chosen: Chosen, looked: _Looked, form: PublishForm | None = None, notice: str = ""
) -> str:
    typed = form or PublishForm(day_words(current_platform().today()))
    plan = looked.plan
    kept: list[tuple[str, Any]] = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in ("csrf_token", "fingerprint", "effective_from", "decision_number", "note", "cach")
    ]
    return render_template(
        "catalog/bulk_plan.html",
        chosen=chosen,
        title=KINDS[looked.order.kind],
        plan=plan,
        lines=shown_lines(plan, ""),
        total=len(plan.lines),
        figures=plan_figures(plan, "#lines"),
        changed=numbers(len(plan.of(Outcome.CHANGED))),
        kept=kept,
        way=looked.way,
        ways=ways(session),
        form=typed,
        errors=typed.errors or {},
        notice=notice,
        numbers=numbers,
        crumbs=_crumbs(),
    )
