"""Who may edit, review and publish which fields of work and whose differences."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from motcua.services.editing_grants import (
    DUTY_WORDS,
    Duty,
    Grant,
    UnknownGrantError,
    give_grant,
    grants,
    take_grant,
)
from motcua.storage.tables import CatalogEntryRow
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("editing_grants", __name__)

MOST_DIGITS = 16


@blueprint.get("/quan-tri/pham-vi-sua")
@require("can_manage_officer")
def page() -> str:
    """The grants, and a form for one more."""
    return _page({}, "")


def _page(typed: dict[str, str], error: str) -> str:
    platform = current_platform()
    with platform.database.read() as session:
        known = grants(session)
        fields = session.scalars(
            select(CatalogEntryRow.field_of_work)
            .where(CatalogEntryRow.field_of_work != "")
            .distinct()
            .order_by(CatalogEntryRow.field_of_work)
        ).all()
    directory = platform.directory()
    return render_template(
        "studio/grants.html",
        grants=known,
        fields=fields,
        agencies=[(one.code, one.name) for one in directory.agencies()],
        agency_name=lambda code: directory.agency(code).name if directory.knows(code) else code,
        duties=DUTY_WORDS,
        typed=typed,
        error=error,
        crumbs=[
            {"label": "Công bố", "href": url_for("publication_requests.listing")},
            {"label": "Phạm vi", "href": ""},
        ],
    )


@blueprint.post("/quan-tri/pham-vi-sua")
@require("can_manage_officer")
def change() -> Response | str:
    """Give one more grant, or take one back."""
    posted = request.form
    if posted.get("bo", "").isdecimal() and len(posted["bo"]) < MOST_DIGITS:
        take_grant(current_platform(), current_actor(), int(posted["bo"]))
        flash("Đã thu phạm vi.", "success")
        return redirect(url_for("editing_grants.page"))
    duty = posted.get("duty", "")
    typed = {name: posted.get(name, "").strip()[:200] for name in ("username", "field", "agency", "duty")}
    if duty not in set(Duty) or not typed["username"]:
        return _page(typed, "Ghi tên đăng nhập và chọn việc được giao.")
    try:
        give_grant(
            current_platform(),
            current_actor(),
            Grant(0, typed["username"], "", Duty(duty), typed["field"], typed["agency"]),
        )
    except UnknownGrantError as error:
        return _page(typed, str(error))
    flash("Đã giao phạm vi.", "success")
    return redirect(url_for("editing_grants.page"))
