"""Papers of a dossier: on screen, as PDF and as DOCX."""

from __future__ import annotations

import base64
from typing import Any

from flask import Blueprint, Response, abort, render_template, url_for

from motcua.documents.pdf import page_svgs
from motcua.services.acting import DossierMissingError, find_dossier
from motcua.services.papers import PaperMissingError, Printing, compose, render
from motcua.surfaces.paper import Paper
from motcua.web.errors import answer_error
from motcua.web.security.current import current_actor, current_platform, current_scope, require

blueprint = Blueprint("prints", __name__, url_prefix="/ho-so/<number>/in")


def _composed(number: str, paper: str) -> tuple[Paper, str]:
    platform, actor = current_platform(), current_actor()
    platform.rules.refresh()
    with platform.database.read(current_scope()) as session:
        row = find_dossier(session, number)
        return compose(platform, session, row, Printing(number, paper, actor.full_name)), row.number


@blueprint.get("/<paper>")
@require("can_print")
def page(number: str, paper: str) -> Any:
    """The paper on the desk: the very pages the PDF has."""
    try:
        made, whole = _composed(number, paper)
    except (DossierMissingError, PaperMissingError) as error:
        return answer_error(404, str(error))
    images = [base64.b64encode(page.encode()).decode() for page in page_svgs(made)]
    return render_template(
        "dossier/paper.html",
        paper=made,
        images=images,
        number=whole,
        pdf=url_for("prints.file", number=whole, paper=paper, kind="pdf"),
        docx=url_for("prints.file", number=whole, paper=paper, kind="docx"),
        back_url=url_for("dossier.show", number=whole),
        back_label="Hồ sơ",
    )


@blueprint.get("/<paper>/<kind>")
@require("can_print")
def file(number: str, paper: str, kind: str) -> Any:
    """The paper as a file: PDF opens in the browser, DOCX is downloaded."""
    if kind not in {"pdf", "docx"}:
        abort(404)
    try:
        made, whole = _composed(number, paper)
    except (DossierMissingError, PaperMissingError) as error:
        return answer_error(404, str(error))
    content, media_type = render(made, kind)
    way = "inline" if kind == "pdf" else "attachment"
    headers = {"Content-Disposition": f'{way}; filename="{paper}-{whole}.{kind}"'}
    return Response(content, headers=headers, content_type=media_type)
