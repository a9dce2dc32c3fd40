"""Dashboards of people signed in: the first one meant for them, and the others beside it."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from motcua.services.dashboards import DashboardMissingError, dashboards_for, own_dashboard
from motcua.web.screens.dashboard_view import dashboard_view
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("dashboards", __name__, url_prefix="/bang-theo-doi")
ENTRY = ("can_view_dashboard", "can_process", "can_receive")


@blueprint.get("")
@require(*ENTRY)
def front() -> str:
    """The first dashboard meant for the person."""
    found = dashboards_for(current_platform(), current_actor())
    return _shown(found[0].code) if found else render_template("dashboards/none.html")


@blueprint.get("/<code>")
@require(*ENTRY)
def show(code: str) -> str:
    """One of the person's dashboards."""
    return _shown(code)


def _shown(code: str) -> str:
    platform, actor = current_platform(), current_actor()
    try:
        data = own_dashboard(platform, actor, code)
    except DashboardMissingError:
        abort(404)
    return render_template(
        "dashboards/page.html",
        board=dashboard_view(data),
        others=[(one.code, one.name, one.code == code) for one in dashboards_for(platform, actor)],
    )
