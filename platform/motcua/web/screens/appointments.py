"""Accounts without a position, and giving them one, so that their people can work."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from motcua.services.appointments import Appointment, AppointmentRefusedError, appoint, open_accounts
from motcua.web.screens.words import day_words, parse_day
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("appointments", __name__, url_prefix="/quan-tri/bo-nhiem")


@blueprint.get("")
@require("can_manage_officer")
def page() -> Any:
    """The accounts that wait for a position, and the form."""
    return _page()


def _page(problem: str = "") -> Any:
    platform = current_platform()
    directory, today = platform.directory(), platform.today()
    with platform.database.read() as session:
        accounts = open_accounts(session, today)
    standing = [one for one in directory.agencies() if one.valid_to is None]
    agency = request.values.get("agency", "")
    units = directory.units(agency) if directory.knows(agency) else ()
    shown = render_template(
        "supervision/appointments.html",
        accounts=accounts,
        typed=request.values,
        chosen=request.values.get("account", ""),
        agencies=standing,
        positions=directory.positions(),
        units=units,
        problem=problem,
        today=day_words(today),
        crumbs=[{"label": "Tài khoản", "href": "/users/list/"}, {"label": "Bổ nhiệm", "href": ""}],
    )
    return shown, 422 if problem else 200


@blueprint.post("")
@require("can_manage_officer")
def give() -> Any:
    """Give an account a position."""
    posted = request.form
    account, starts = posted.get("account", ""), parse_day(posted.get("starts", ""))
    if not (account.isascii() and account.isdecimal()) or len(account) > 9:
        return _page("Chọn tài khoản cần bổ nhiệm.")
    if posted.get("starts", "").strip() and starts is None:
        return _page("Ghi ngày bắt đầu dạng 01/12/2026, hoặc để trống.")
    wanted = Appointment(
        int(account),
        posted.get("agency", ""),
        posted.get("position", ""),
        posted.get("unit", ""),
        posted.get("title", "")[:200],
        starts,
    )
    try:
        name = appoint(current_platform(), current_actor(), wanted)
    except AppointmentRefusedError as error:
        return _page(str(error))
    flash(f"Đã bổ nhiệm {name}.", "success")
    return redirect(url_for("appointments.page"))
