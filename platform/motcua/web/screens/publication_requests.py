"""Publishing by two people, revisions that wait for their day, and what a province asks of those who publish."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from motcua.services.access import ForbiddenError
from motcua.services.editing import EditConflictError, EditTarget, NotPublishableError
from motcua.services.publication_preview import preview
from motcua.services.publication_requests import (
    RequestClosedError,
    RequestMissingError,
    approve,
    decline,
    find_request,
    give_opinion,
    propose,
    requests,
    target_of,
)
from motcua.services.publication_rules import needs_two_people, set_two_people
from motcua.services.revision_life import RevisionMissingError, cancel_scheduled, scheduled
from motcua.web.screens.publishing import PublishForm
from motcua.web.screens.studio import address, edit_target, kind_title, problems_json
from motcua.web.screens.words import day_words, long_day, moment_line, numbers
from motcua.web.security.current import current_actor, current_platform, current_scope, may, require
from motcua.web.typed_numbers import typed_number

blueprint = Blueprint("publication_requests", __name__)

STATES = {
    "open": ("soon", "Chờ duyệt"),
    "approved": ("ok", "Đã duyệt, đã công bố"),
    "declined": ("late", "Đã trả lại"),
    "withdrawn": ("idle", "Đã rút"),
}
TAKES_PART = ("can_edit_definition", "can_review_definition", "can_publish_definition")


@blueprint.get("/cong-bo")
@require(*TAKES_PART)
def listing() -> str:
    """Requests to decide on, and revisions that will switch by themselves."""
    platform = current_platform()
    with platform.database.read() as session:
        rows = requests(session)
        coming = scheduled(session, platform.today())
        two_people = needs_two_people(session)
    return render_template(
        "studio/requests.html",
        rows=rows,
        coming=coming,
        two_people=two_people,
        states=STATES,
        day=day_words,
        moment=moment_line,
        kind_title=kind_title,
        target_for=lambda one: EditTarget(one.kind, one.code, one.agency),
        address=address,
        me=current_actor().user,
        crumbs=[{"label": "Thủ tục", "href": url_for("catalog.listing")}, {"label": "Công bố", "href": ""}],
    )


@blueprint.post("/cong-bo/cai-dat")
@require("can_manage_setting")
def settings() -> Response:
    """Ask for a second person, or no longer."""
    wanted = bool(request.form.get("two_people"))
    set_two_people(current_platform(), current_actor(), wanted=wanted)
    flash("Từ nay mỗi lần công bố cần hai người." if wanted else "Từ nay một người được công bố.", "success")
    return redirect(url_for("publication_requests.listing"))


@blueprint.post("/dinh-nghia/<kind>/<code>/de-nghi")
@require("can_edit_definition")
def send(kind: str, code: str) -> Response:
    """Propose the draft for publication."""
    target, posted = edit_target(kind, code), request.form
    form = PublishForm(
        posted.get("effective_from", ""), posted.get("decision_number", ""), posted.get("note", "")
    )
    back = redirect(address("publishing.page", target))
    wish = form.wish(current_platform().today())
    if wish is None:
        flash(next(iter((form.errors or {"": "Kiểm tra lại ngày hiệu lực."}).values())), "warning")
        return back
    try:
        number = propose(current_platform(), current_actor(), target, wish)
    except NotPublishableError as error:
        flash(f"Còn {len(error.problems)} lỗi nên chưa gửi đề nghị được. Sửa các chỗ đã báo.", "warning")
        return back
    except EditConflictError as error:
        flash(str(error), "warning")
        return back
    flash("Đã gửi đề nghị công bố. Người khác sẽ duyệt.", "success")
    return redirect(url_for("publication_requests.show", number=number))


@blueprint.get("/cong-bo/de-nghi/<int:number>")
@require(*TAKES_PART)
def show(number: int) -> str:
    """One request: what it changes, what others think of it, and the decision."""
    platform = current_platform()
    platform.rules.refresh()
    with platform.database.read(current_scope()) as session:
        try:
            row = find_request(session, number)
        except RequestMissingError:
            abort(404)
        seen = preview(platform, session, row.text, target_of(row)) if row.state == "open" else None
    own = row.proposed_by == current_actor().user
    return render_template(
        "studio/request.html",
        row=row,
        seen=seen,
        problems=problems_json(seen.compilation, row.text, 0)["problems"] if seen and seen.errors else (),
        running=numbers(seen.running) if seen else "",
        state=STATES[row.state],
        own=own,
        decides=row.state == "open" and not own and may("can_publish_definition"),
        reviews=row.state == "open" and not own and may("can_review_definition"),
        target=target_of(row),
        address=address,
        kind_name=kind_title(row.kind),
        starts=long_day(row.effective_from),
        moment=moment_line,
        crumbs=[
            {"label": "Thủ tục", "href": url_for("catalog.listing")},
            {"label": "Công bố", "href": url_for("publication_requests.listing")},
            {"label": f"{row.code} {row.name}"[:90], "href": ""},
        ],
    )


@blueprint.post("/cong-bo/de-nghi/<int:number>")
@require(*TAKES_PART)
def decide(number: int) -> Response:
    """Approve, decline, take back, or give an opinion."""
    platform, actor = current_platform(), current_actor()
    note = request.form.get("note", "").strip()[:2000]
    here = redirect(url_for("publication_requests.show", number=number))
    try:
        match request.form.get("act", ""):
            case "approve":
                approve(platform, actor, number, note)
                flash("Đã duyệt và công bố.", "success")
            case "decline":
                decline(platform, actor, number, note)
                flash("Đã trả lại đề nghị.", "success")
            case "agree" | "object" as word:
                give_opinion(platform, actor, number, note, agrees=word == "agree")
                flash("Đã ghi ý kiến.", "success")
    except RequestMissingError:
        abort(404)
    except NotPublishableError as error:
        flash(f"{error} {error.problems[0].message}", "warning")
    except (RequestClosedError, EditConflictError, ForbiddenError, ValueError) as error:
        flash(str(error), "warning")
    return here


@blueprint.post("/dinh-nghia/<kind>/<code>/huy-lich")
@require("can_publish_definition")
def cancel(kind: str, code: str) -> Response:
    """Take a revision back before its day."""
    target, number = edit_target(kind, code), typed_number(request.form.get("ban", ""), 0)
    if not number:
        abort(404)
    reason = request.form.get("note", "").strip()[:2000]
    try:
        cancel_scheduled(current_platform(), current_actor(), target, number, reason)
        flash(f"Đã hủy lịch áp dụng bản {number}. Bản đang áp dụng tiếp tục có hiệu lực.", "success")
    except (RevisionMissingError, NotPublishableError) as error:
        flash(str(error), "warning")
    return redirect(url_for("publication_requests.listing"))
