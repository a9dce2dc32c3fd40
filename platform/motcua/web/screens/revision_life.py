"""Going back to an old revision, and ending a definition: what would change first, then the decision."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from motcua.services.definition_diff import differences
from motcua.services.definition_sheet import newest_sheet, sheet_of
from motcua.services.editing import EditTarget, NotPublishableError
from motcua.services.revision_life import RevisionMissingError, StillUsedError, end_definition, roll_back
from motcua.services.usage import running_dossiers, usage_of
from motcua.web.screens.publishing import PublishForm
from motcua.web.screens.studio import address, crumbs, edit_target, kind_title
from motcua.web.screens.words import day_words, numbers
from motcua.web.security.current import current_actor, current_platform, current_scope, require
from motcua.web.typed_numbers import typed_number

blueprint = Blueprint("revision_life", __name__)


def _form() -> PublishForm:
    posted = request.form
    return PublishForm(
        posted.get("effective_from", "" if posted else day_words(current_platform().today())),
        posted.get("decision_number", ""),
        posted.get("note", ""),
    )


@blueprint.get("/dinh-nghia/<kind>/<code>/quay-ve")
@require("can_publish_definition")
def back(kind: str, code: str) -> str:
    """What going back to an old revision would change."""
    return _back(edit_target(kind, code), _form())


def _number() -> int:
    number = typed_number(request.values.get("ban", ""), 0)
    if not 0 < number < 1_000_000:
        abort(404)
    return number


def _back(target: EditTarget, form: PublishForm, problems: Any = ()) -> str:
    number = _number()
    with current_platform().database.read() as session:
        old = sheet_of(session, target.kind, target.code, number, target.agency)
        newest = newest_sheet(session, target.kind, target.code, target.agency)
    if old is None or newest is None or old.revision.retired:
        abort(404)
    name = str(old.content.get("name", target.code))
    return render_template(
        "studio/roll_back.html",
        target=target,
        name=name,
        number=number,
        current=newest.revision.number,
        changes=differences(target.kind, newest.content, old.content),
        problems=problems,
        form=form,
        errors=form.errors or {},
        address=address,
        crumbs=crumbs(target, name, f"Quay về bản {number}"),
    )


@blueprint.post("/dinh-nghia/<kind>/<code>/quay-ve")
@require("can_publish_definition")
def go_back(kind: str, code: str) -> Response | str:
    """Publish the content of the old revision as a new one."""
    target, form, number = edit_target(kind, code), _form(), _number()
    wish = form.wish(current_platform().today())
    if wish is None:
        return _back(target, form)
    try:
        published = roll_back(current_platform(), current_actor(), target, number, wish)
    except NotPublishableError as error:
        return _back(target, form, error.problems)
    except RevisionMissingError:
        abort(404)
    if not published.release:
        flash(f"Nội dung đang có giống hệt bản {number} nên không có bản mới.", "info")
    else:
        flash(f"Đã công bố nội dung bản {number} thành bản mới.", "success")
    return redirect(_home(target))


def _home(target: EditTarget) -> str:
    if target.kind == "procedure":
        kept: dict[str, Any] = {"don-vi": target.agency} if target.agency else {}
        return url_for("procedure.page", code=target.code, phan="lich-su", **kept)
    return address("studio.edit", target)


@blueprint.get("/dinh-nghia/<kind>/<code>/ngung")
@require("can_publish_definition")
def ending(kind: str, code: str) -> str:
    """Who uses a definition, before it is ended."""
    return _ending(edit_target(kind, code), _form())


def _ending(target: EditTarget, form: PublishForm, problem: str = "") -> str:
    with current_platform().database.read(current_scope()) as session:
        sheet = newest_sheet(session, target.kind, target.code, target.agency)
        if sheet is None or sheet.revision.retired:
            abort(404)
        usage = usage_of(session, target.kind, target.code)
        running = running_dossiers(session, [target.code]) if target.kind == "procedure" else 0
    name = str(sheet.content.get("name", target.code))
    return render_template(
        "studio/ending.html",
        target=target,
        name=name,
        usage=usage,
        blocked=usage.is_needed and not target.agency,
        running=numbers(running),
        kind_title=kind_title,
        problem=problem,
        form=form,
        errors=form.errors or {},
        address=address,
        crumbs=crumbs(target, name, "Ngừng áp dụng"),
    )


@blueprint.post("/dinh-nghia/<kind>/<code>/ngung")
@require("can_publish_definition")
def end(kind: str, code: str) -> Response | str:
    """End a definition from its day on."""
    target, form = edit_target(kind, code), _form()
    wish = form.wish(current_platform().today())
    if wish is None:
        return _ending(target, form)
    try:
        end_definition(current_platform(), current_actor(), target, wish)
    except StillUsedError as error:
        return _ending(target, form, str(error))
    flash(f"{target.code} ngừng áp dụng từ {day_words(wish.effective_from)}.", "success")
    return redirect(_home(target) if kind == "procedure" else url_for("definitions.listing", kind=kind))
