"""Hand-over of dossiers and results between counter and departments: made, printed, confirmed on arrival."""

from __future__ import annotations

import base64
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for

from motcua.documents.pdf import page_svgs
from motcua.kernel.money import format_money
from motcua.services.access import ForbiddenError
from motcua.services.batch_receipts import (
    BatchPayment,
    batch_receipt_paper,
    collect_batch,
    owed_by_list,
    receipts_of_list,
)
from motcua.services.dossier_list_overview import lists_of
from motcua.services.dossier_list_papers import list_on_paper
from motcua.services.dossier_lists import (
    KIND_NAMES,
    ListKind,
    ListRefusedError,
    NewList,
    candidates,
    confirm,
    find_list,
    make_list,
    may_confirm,
    place_name,
)
from motcua.services.list_papers import list_paper
from motcua.services.papers import PaperMissingError, render
from motcua.services.receiving import RefusedError
from motcua.surfaces.paper import Paper
from motcua.web.errors import answer_error
from motcua.web.screens.words import moment_line
from motcua.web.security.current import current_actor, current_platform, current_scope, may, require

blueprint = Blueprint("hand_overs", __name__, url_prefix="/ban-giao")


@blueprint.get("")
@require("can_receive", "can_process")
def overview() -> Any:
    """What waits to be handed over, what is on its way here, and the lists made lately."""
    platform, actor = current_platform(), current_actor()
    directory = platform.directory()
    kinds = [ListKind.TO_DEPARTMENT] if may("can_receive") else []
    kinds += [ListKind.TO_COUNTER] if may("can_process") else []
    groups: list[dict[str, Any]] = []
    with platform.database.read(current_scope()) as session:
        for kind in kinds:
            found = candidates(session, kind, actor.agency) if actor.agency else ()
            for (agency, unit), rows in groupby(found, key=lambda one: (one.to_agency, one.to_unit)):
                to = place_name(directory, agency, unit, at_counter=kind is ListKind.TO_COUNTER)
                groups.append(
                    {"kind": kind.value, "agency": agency, "unit": unit, "to": to, "rows": list(rows)}
                )
        incoming = lists_of(session, actor.agency, incoming=True)
        lately = lists_of(session, actor.agency, incoming=False)
    return render_template(
        "hand_over/overview.html",
        groups=groups,
        incoming=incoming,
        lately=lately,
        kinds=KIND_NAMES,
        moment=moment_line,
    )


@blueprint.post("/lap")
@require("can_receive", "can_process")
def make() -> Any:
    """Make a list of the chosen dossiers."""
    posted = request.form
    try:
        kind = ListKind(posted.get("kind", ""))
    except ValueError:
        abort(400)
    wanted = NewList(
        kind,
        posted.get("agency", ""),
        posted.get("unit", ""),
        posted.getlist("dossier"),
        posted.get("note", "")[:500],
    )
    try:
        made = make_list(current_platform(), current_actor(), wanted)
    except (ListRefusedError, ForbiddenError) as error:
        flash(str(error), "warning")
        return redirect(url_for("hand_overs.overview"))
    flash("Đã lập danh sách. In rồi giao kèm hồ sơ.", "success")
    return redirect(url_for("hand_overs.show", list_id=made))


@blueprint.get("/<int:list_id>")
@require("can_receive", "can_process")
def show(list_id: int) -> Any:
    """One list: print it, or confirm what arrived."""
    return _page(list_id)


def _page(list_id: int, problem: str = "") -> Any:
    platform, actor = current_platform(), current_actor()
    try:
        with platform.database.read(current_scope()) as session:
            row, items = find_list(session, list_id)
            content = list_on_paper(session, list_id)
            batch = row.kind == ListKind.BATCH
            owed = owed_by_list(session, list_id) if batch else 0
            receipts = receipts_of_list(session, list_id) if batch else ()
    except ListRefusedError as error:
        return answer_error(404, str(error))
    lines = [{**line, "item": item} for line, item in zip(content.rows, items, strict=True)]
    shown = render_template(
        "hand_over/show.html",
        row=row,
        lines=lines,
        head=content.head,
        kind=KIND_NAMES.get(row.kind, row.kind),
        confirms=may_confirm(row, actor),
        owed=format_money(owed) if owed and may("can_collect_fee") else "",
        receipts=receipts,
        problem=problem,
        typed=request.form,
        moment=moment_line,
    )
    return shown, 422 if problem else 200


@blueprint.post("/<int:list_id>/thu")
@require("can_collect_fee")
def collect(list_id: int) -> Any:
    """Take what the dossiers of a batch owe, on one receipt."""
    platform = current_platform()
    platform.rules.refresh()
    method = "transfer" if request.form.get("method") == "transfer" else "cash"
    wish = BatchPayment(list_id, method, request.form.get("reference", "").strip()[:100])
    try:
        receipt = collect_batch(platform, current_actor(), wish)
    except (ListRefusedError, RefusedError) as error:
        return _page(list_id, str(error))
    flash(f"Đã thu tiền cả danh sách, biên lai {receipt}.", "success")
    return redirect(url_for("hand_overs.show", list_id=list_id))


@blueprint.get("/<int:list_id>/bien-lai/<path:receipt>")
@require("can_collect_fee", "can_receive")
def receipt_file(list_id: int, receipt: str) -> Any:
    """The receipt of a batch as PDF."""
    platform = current_platform()
    platform.rules.refresh()
    try:
        with platform.database.read(current_scope()) as session:
            paper = batch_receipt_paper(platform, session, list_id, receipt)
    except (ListRefusedError, PaperMissingError) as error:
        return answer_error(404, str(error))
    content, media_type = render(paper, "pdf")
    return Response(content, content_type=media_type)


@blueprint.post("/<int:list_id>/xac-nhan")
@require("can_receive", "can_process")
def take(list_id: int) -> Any:
    """Confirm what arrived."""
    notes = {
        name.removeprefix("note."): value for name, value in request.form.items() if name.startswith("note.")
    }
    try:
        missing = confirm(
            current_platform(), current_actor(), list_id, set(request.form.getlist("arrived")), notes
        )
    except ListRefusedError as error:
        return _page(list_id, str(error))
    if missing:
        flash(f"Đã xác nhận. {missing} hồ sơ chưa đến, bên giao thấy lại để giao tiếp.", "warning")
    else:
        flash("Đã xác nhận nhận đủ.", "success")
    return redirect(url_for("hand_overs.show", list_id=list_id))


def _composed(list_id: int) -> tuple[Paper, str]:
    platform = current_platform()
    with platform.database.read(current_scope()) as session:
        content = list_on_paper(session, list_id)
    return list_paper(platform, content), str(content.head["number"])


@blueprint.get("/<int:list_id>/in")
@require("can_receive", "can_process")
def paper(list_id: int) -> Any:
    """The list on paper."""
    try:
        made, number = _composed(list_id)
    except (ListRefusedError, PaperMissingError) as error:
        return answer_error(404, str(error))
    return render_template(
        "dossier/paper.html",
        paper=made,
        images=[base64.b64encode(page.encode()).decode() for page in page_svgs(made)],
        number=number,
        pdf=url_for("hand_overs.file", list_id=list_id, kind="pdf"),
        docx=url_for("hand_overs.file", list_id=list_id, kind="docx"),
        back_url=url_for("hand_overs.show", list_id=list_id),
        back_label="Danh sách",
    )


@blueprint.get("/<int:list_id>/in/<kind>")
@require("can_receive", "can_process")
def file(list_id: int, kind: str) -> Any:
    """The same as a file."""
    if kind not in {"pdf", "docx"}:
        abort(404)
    try:
        made, number = _composed(list_id)
    except (ListRefusedError, PaperMissingError) as error:
        return answer_error(404, str(error))
    content, media_type = render(made, kind)
    way = "inline" if kind == "pdf" else "attachment"
    headers = {"Content-Disposition": f'{way}; filename="{number}.{kind}"'}
    return Response(content, headers=headers, content_type=media_type)
