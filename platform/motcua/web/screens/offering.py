"""Gives a procedure to agencies of the province: who takes in its dossiers, from which day, by which decision."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from motcua.definitions.directory import Directory
from motcua.definitions.organization import Agency
from motcua.services.definition_sheet import newest_sheet
from motcua.services.editing import NotPublishableError
from motcua.services.offering import DraftInTheWayError, offer_at
from motcua.web.screens.procedure_names import SELECTOR_WORDS
from motcua.web.screens.publishing import PublishForm
from motcua.web.screens.words import day_words
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("offering", __name__)

MOST_CHOSEN = 200


@blueprint.get("/thu-tuc/<code>/giao-co-quan")
@require("can_publish_definition")
def page(code: str) -> str:
    """Choose the agencies."""
    return _page(code, PublishForm(day_words(current_platform().today())), None)


@blueprint.post("/thu-tuc/<code>/giao-co-quan")
@require("can_publish_definition")
def save(code: str) -> Response | str:
    """Publish the choice."""
    platform, posted = current_platform(), request.form
    form = PublishForm(
        posted.get("effective_from", ""), posted.get("decision_number", ""), posted.get("note", "")
    )
    chosen = [one for one in posted.getlist("agency") if one][:MOST_CHOSEN]
    directory = platform.directory()
    strangers = [one for one in chosen if not directory.knows(one) and one not in SELECTOR_WORDS]
    wish = form.wish(platform.today())
    errors = dict(form.errors or {})
    if not chosen:
        errors["agency"] = "Chọn ít nhất một cơ quan."
    elif strangers:
        errors["agency"] = f"Không có cơ quan “{strangers[0]}”. Chọn lại trong danh sách."
    if wish is None or errors:
        form.errors = errors
        return _page(code, form, chosen)
    try:
        offer_at(platform, current_actor(), code, chosen, wish)
    except DraftInTheWayError as error:
        form.errors = {"draft": str(error)}
        return _page(code, form, chosen)
    except NotPublishableError as error:
        form.errors = {"agency": " ".join(problem.message for problem in error.problems[:3])}
        return _page(code, form, chosen)
    flash("Đã giao cơ quan thực hiện. Hồ sơ nhận được từ ngày hiệu lực.", "success")
    return redirect(url_for("procedure.page", code=code))


def _page(code: str, form: PublishForm, chosen: list[str] | None) -> str:
    platform = current_platform()
    platform.rules.refresh()
    with platform.database.read() as session:
        sheet = newest_sheet(session, "procedure", code)
    if sheet is None:
        abort(404)
    directory = platform.directory()
    marked = set(chosen if chosen is not None else sheet.definition.offered_by)
    return render_template(
        "procedure/offering.html",
        sheet=sheet,
        procedure=sheet.definition,
        groups=agency_groups(directory),
        selectors=SELECTOR_WORDS,
        marked=marked,
        form=form,
        errors=form.errors or {},
        crumbs=[
            {"label": "Thủ tục", "href": url_for("catalog.listing")},
            {"label": code, "href": url_for("procedure.page", code=code)},
            {"label": "Giao cơ quan thực hiện", "href": ""},
        ],
    )


def agency_groups(directory: Directory) -> list[dict[str, Any]]:
    """Agencies that take in dossiers: those of the province, then communes."""
    agencies: list[Agency] = [one for one in directory.agencies() if one.receives and one.valid_to is None]
    upper = [one for one in agencies if one.level != "commune"]
    communes = [one for one in agencies if one.level == "commune"]
    return [
        {"title": "Cơ quan cấp tỉnh", "agencies": upper},
        {"title": "Xã, phường, đặc khu", "agencies": communes},
    ]
