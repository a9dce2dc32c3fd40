"""Delegation and absence: who stands in for whom, from day to day, for which positions and fields of work."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from motcua.services.delegations import (
    KINDS,
    DelegationRefusedError,
    NewDelegation,
    colleagues,
    delegations_of,
    end_delegation,
    make_delegation,
)
from motcua.web.screens.words import day_words, parse_day
from motcua.web.security.current import current_actor, current_platform, may, require
from motcua.web.typed_numbers import typed_number

blueprint = Blueprint("delegations", __name__, url_prefix="/uy-quyen")


@blueprint.get("")
@require("can_process", "can_assign")
def listing() -> Any:
    """The delegations of the agency, and a form for a new one."""
    return _page()


@blueprint.post("")
@require("can_process", "can_assign")
def make() -> Any:
    """Lend positions for some days."""
    posted, actor = request.form, current_actor()
    starts, ends = parse_day(posted.get("starts", "")), parse_day(posted.get("ends", ""))
    if starts is None or ends is None:
        return _page("Ghi ngày bắt đầu và kết thúc dạng 14/11/2026.")
    wanted = NewDelegation(
        holder=posted.get("holder", "") or actor.user,
        substitute=posted.get("substitute", ""),
        starts=starts,
        ends=ends,
        kind=posted.get("kind", "delegation"),
        holdings=tuple(typed_number(one, 0) for one in posted.getlist("holding") if one.isdecimal()),
        fields_of_work=tuple(one for one in posted.getlist("field") if one),
        basis=posted.get("basis", "")[:500],
    )
    try:
        count = make_delegation(current_platform(), actor, wanted)
    except DelegationRefusedError as error:
        return _page(str(error))
    flash(f"Đã lập cho {count} chức danh. Người thay làm được từ {day_words(starts)}.", "success")
    return redirect(url_for("delegations.listing"))


@blueprint.post("/<int:delegation_id>/cham-dut")
@require("can_process", "can_assign")
def end(delegation_id: int) -> Any:
    """End a delegation at once."""
    try:
        end_delegation(current_platform(), current_actor(), delegation_id)
        flash("Đã chấm dứt ủy quyền.", "success")
    except DelegationRefusedError as error:
        flash(str(error), "warning")
    return redirect(url_for("delegations.listing"))


def _page(problem: str = "") -> Any:
    platform, actor = current_platform(), current_actor()
    directory, today = platform.directory(), platform.today()
    with platform.database.read() as session:
        people = colleagues(session, actor.agency, today)
        lines = delegations_of(session, actor.agency, today)
    units = {unit.id: unit.name for unit in directory.units(actor.agency)} if actor.agency else {}
    positions = {
        holding: f"{directory.position(position).name}{f', {units[unit]}' if unit in units else ''}"
        for one in people
        for holding, position, unit in one.holdings
    }
    own = next((one for one in people if one.user == actor.user), None)
    fields = directory.agency(actor.agency).fields_of_work if actor.agency else ()
    shown = render_template(
        "supervision/delegations.html",
        problem=problem,
        typed=request.form,
        people=people,
        own=own,
        positions=positions,
        fields=fields,
        kinds=KINDS,
        lines=[
            {
                "line": one,
                "position": directory.position(one.position).name,
                "state": one.state(today),
                "ends": one.revoked_at is None
                and one.ends >= today
                and (may("can_assign") or actor.user in (one.holder, one.substitute)),
            }
            for one in lines
        ],
        day_words=day_words,
        may_assign=may("can_assign"),
        today=day_words(today),
    )
    return shown, 422 if problem else 200
