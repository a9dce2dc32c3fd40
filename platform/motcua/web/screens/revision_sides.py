"""Two states of a definition side by side in plain words, and the same as an annex to print."""

from __future__ import annotations

import base64
from typing import Any

from flask import Blueprint, Response, abort, render_template, request

from motcua.compiler.writing import yaml_text
from motcua.documents.pdf import page_svgs, pdf
from motcua.services.definition_sides import Comparison, SideMissingError, annex, compare_sides, sides
from motcua.services.editing import EditTarget
from motcua.web.screens.studio import address, crumbs, edit_target, kind_title
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("revision_sides", __name__)


@blueprint.get("/dinh-nghia/<kind>/<code>/doi-chieu")
@require("can_view_catalog")
def page(kind: str, code: str) -> str:
    """What differs between the two sides chosen; the newest two revisions to begin with."""
    target = edit_target(kind, code)
    platform, actor = current_platform(), current_actor()
    platform.rules.refresh()
    with platform.database.read() as session:
        known = sides(platform, session, actor, kind, code)
        if not known:
            abort(404)
        left, right = _chosen([one.token for one in known])
        found, problem = _compared(target, left, right)
    return render_template(
        "studio/sides.html",
        target=target,
        known=known,
        left=left,
        right=right,
        found=found,
        problem=problem,
        kind_name=kind_title(kind),
        as_text=request.args.get("xem") == "yaml",
        before=yaml_text(kind, found.before) if found else "",
        after=yaml_text(kind, found.after) if found else "",
        address=address,
        crumbs=crumbs(target, found.name if found else code, "So sánh"),
    )


def _chosen(tokens: list[str]) -> tuple[str, str]:
    """The sides asked for; the draft or the newest revision against the one before it when nothing was."""
    right = request.args.get("phai") or tokens[0]
    later = tokens[tokens.index(right) + 1 :] if right in tokens else tokens[1:]
    return request.args.get("trai") or (later[0] if later else tokens[0]), right


def _compared(target: EditTarget, left: str, right: str) -> tuple[Comparison | None, str]:
    platform = current_platform()
    with platform.database.read() as session:
        try:
            return compare_sides(platform, session, current_actor(), target, (left, right)), ""
        except SideMissingError as error:
            return None, str(error)


@blueprint.get("/dinh-nghia/<kind>/<code>/doi-chieu/phu-luc")
@require("can_view_catalog")
def annex_page(kind: str, code: str) -> Any:
    """The differences as an annex: pages to print, or the PDF of the same pages."""
    target = edit_target(kind, code)
    platform = current_platform()
    platform.rules.refresh()
    found, problem = _compared(target, request.args.get("trai", ""), request.args.get("phai", ""))
    if found is None:
        abort(404, problem)
    paper = annex(found, target, _province(), platform.now())
    if request.args.get("dang") == "pdf":
        name = f"phu-luc-{code}.pdf"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(pdf(paper), mimetype="application/pdf", headers=headers)
    back = address(
        "revision_sides.page", target, trai=request.args.get("trai"), phai=request.args.get("phai")
    )
    return render_template(
        "studio/annex.html",
        images=[base64.b64encode(one.encode()).decode() for one in page_svgs(paper)],
        title=f"Phụ lục sửa đổi {code}",
        back_url=back,
        back_label="Quay lại so sánh",
        pdf_url=address(
            "revision_sides.annex_page",
            target,
            trai=request.args.get("trai"),
            phai=request.args.get("phai"),
            dang="pdf",
        ),
    )


def _province() -> str:
    directory = current_platform().directory()
    root = next((agency for agency in directory.agencies() if not agency.parent), None)
    return root.name if root else directory.province_name
