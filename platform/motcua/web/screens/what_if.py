"""A limit, a policy or a calendar tried on the dossiers there are, before it is published."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from motcua.kernel.remaining import Timeliness
from motcua.services.drafted_rulebook import what_if_of_text
from motcua.services.editing import open_editor
from motcua.services.what_if import counts
from motcua.web.screens.studio import address, back_to_editor, crumbs, edit_target
from motcua.web.screens.words import moment_line, numbers
from motcua.web.security.current import current_actor, current_platform, current_scope, require

blueprint = Blueprint("what_if", __name__)

KINDS = ("procedure", "policy", "calendar", "organization", "baseline")
JUDGED = {
    Timeliness.EARLY: ("ok", "Trước hạn"),
    Timeliness.ON_TIME: ("ok", "Đúng hạn"),
    Timeliness.LATE: ("late", "Quá hạn"),
}
MOST_SHOWN = 100


@blueprint.get("/dinh-nghia/<kind>/<code>/tinh-thu")
@require("can_edit_definition", "can_review_definition", "can_publish_definition")
def page(kind: str, code: str) -> str:
    """Open and past dossiers counted again under the draft: a table by agency, and the dossiers that move."""
    target = edit_target(kind, code)
    if kind not in KINDS:
        abort(404)
    platform, actor = current_platform(), current_actor()
    with platform.database.read() as session:
        editable = open_editor(session, actor, target)
    found, problem = None, ""
    try:
        found = what_if_of_text(platform, current_scope(), editable.text, target)
    except ValueError as error:
        problem = str(error)
    agency = request.args.get("cua", "")
    only = request.args.get("chi", "")
    listed = [
        one
        for one in (found.moved if found else ())
        if (not agency or one.agency == agency) and (not only or (one.moves and one.after is Timeliness.LATE))
    ]
    directory = platform.directory()
    return render_template(
        "studio/what_if.html",
        target=target,
        found=found,
        problem=problem,
        is_draft=editable.is_draft,
        counts=counts,
        listed=listed[:MOST_SHOWN],
        listed_count=len(listed),
        agency=agency,
        only=only,
        judged=JUDGED,
        directory=directory,
        moment=moment_line,
        numbers=numbers,
        address=address,
        back=back_to_editor(target),
        crumbs=crumbs(target, code, "Tính thử hạn"),
    )
