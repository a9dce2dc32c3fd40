"""The publishing page: what changes, what it touches, from which day, under which decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from motcua.services.definition_sheet import newest_sheet, revision_lines
from motcua.services.editing import (
    Editable,
    EditTarget,
    NotPublishableError,
    PublishWish,
    newest_number,
    open_editor,
    publish_text,
    standing_text,
)
from motcua.services.publication_preview import Preview, preview
from motcua.services.publication_rules import SECOND_PERSON, needs_two_people
from motcua.web.screens.studio import (
    address,
    back_to_editor,
    crumbs,
    edit_target,
    kind_title,
    problems_json,
)
from motcua.web.screens.words import day_words, long_day, moment_line, numbers, parse_day
from motcua.web.security.current import current_actor, current_platform, current_scope, may, require

blueprint = Blueprint("publishing", __name__)


@dataclass(slots=True)
class PublishForm:
    """What was typed on the publishing page, with its errors by field."""

    effective_from: str
    decision_number: str = ""
    note: str = ""
    accepted: bool = False
    overtake: bool = False
    errors: dict[str, str] | None = None

    def wish(self, today: date) -> PublishWish | None:
        """The wish; nothing when the day cannot be used, with the reason noted."""
        day = parse_day(self.effective_from)
        if day is None:
            self.errors = {"effective_from": "Ghi ngày dạng 01/12/2026."}
        elif day < today:
            self.errors = {
                "effective_from": "Ngày này đã qua. Hồ sơ đã nhận giữ bản cũ, nên chọn từ hôm nay trở đi."
            }
        elif len(self.decision_number) > 120 or len(self.note) > 2000:
            self.errors = {"decision_number": "Số quyết định hoặc ghi chú quá dài. Rút gọn lại."}
        else:
            return PublishWish(day, self.decision_number.strip(), self.note.strip())
        return None


@blueprint.get("/dinh-nghia/<kind>/<code>/cong-bo")
@require("can_publish_definition", "can_edit_definition")
def page(kind: str, code: str) -> Response | str:
    """What publishing the draft would do."""
    target = edit_target(kind, code)
    return _page(target, PublishForm(day_words(current_platform().today())))


@blueprint.post("/dinh-nghia/<kind>/<code>/cong-bo")
@require("can_publish_definition")
def publish(kind: str, code: str) -> Response | str:
    """Publish the draft, when nothing stands against it."""
    target = edit_target(kind, code)
    platform, actor, posted = current_platform(), current_actor(), request.form
    form = PublishForm(
        effective_from=posted.get("effective_from", ""),
        decision_number=posted.get("decision_number", ""),
        note=posted.get("note", ""),
        accepted=bool(posted.get("accepted")),
        overtake=bool(posted.get("overtake")),
    )
    wish = form.wish(platform.today())
    with platform.database.read(current_scope()) as session:
        editable = open_editor(session, actor, target)
        overtaken = editable.is_draft and newest_number(session, target) != editable.base_number
    if wish is None or not editable.is_draft:
        return _page(target, form)
    if str(editable.version) != posted.get("version"):
        flash("Bản nháp vừa đổi ở cửa sổ khác. Xem lại thay đổi rồi công bố.", "warning")
        return _page(target, form)
    if overtaken and not form.overtake:
        form.errors = {
            "overtake": "Đánh dấu ô này nếu vẫn muốn công bố bản của bạn thay cho bản vừa công bố."
        }
        return _page(target, form)
    if not form.accepted and posted.get("warnings", "0") != "0":
        form.errors = {"accepted": "Còn chỗ nhắc. Đánh dấu ô này nếu đã xem và vẫn công bố."}
        return _page(target, form)
    try:
        published, _compilation = publish_text(platform, actor, editable.text, wish, target)
    except NotPublishableError as error:
        if SECOND_PERSON in error.problems:
            flash(f"{SECOND_PERSON.message} {SECOND_PERSON.remedy}", "warning")
        return _page(target, form)
    if not published.release:
        flash("Văn bản không đổi gì so với bản đang áp dụng nên không có bản mới.", "info")
        return redirect(_home(target))
    return redirect(url_for("publishing.done", kind=kind, code=code, **_agency(target)))


def _agency(target: EditTarget) -> dict[str, Any]:
    return {"co-quan": target.agency} if target.agency else {}


def _home(target: EditTarget) -> str:
    if target.kind == "procedure":
        kept: dict[str, Any] = {"don-vi": target.agency} if target.agency else {}
        return url_for("procedure.page", code=target.code, **kept)
    return address("studio.edit", target)


def _page(target: EditTarget, form: PublishForm) -> Response | str:
    platform = current_platform()
    platform.rules.refresh()
    with platform.database.read(current_scope()) as session:
        editable = open_editor(session, current_actor(), target)
        if not editable.is_draft:
            flash("Chưa có bản nháp nào để công bố. Sửa rồi lưu nháp trước.", "info")
            return redirect(back_to_editor(target))
        seen = preview(platform, session, editable.text, target)
        before = standing_text(session, target)
        overtaken = _overtaken(session, target, editable)
        two_people = needs_two_people(session)
    edited = seen.compilation.get(target.kind, target.code, target.agency)
    name = str(edited.content.get("name", target.code)) if edited else target.code
    return render_template(
        "studio/publish.html",
        target=target,
        name=name,
        kind_name=kind_title(target.kind),
        seen=seen,
        next_number=seen.current + 1,
        running=numbers(seen.running),
        touched_count=numbers(seen.touched_count),
        problems=_shown(seen, editable.text),
        editable=editable,
        before=before,
        form=form,
        errors=form.errors or {},
        overtaken=overtaken,
        as_text=request.args.get("xem") == "yaml",
        proposes=two_people or not may("can_publish_definition"),
        counts_again=target.kind in ("procedure", "policy", "calendar"),
        back=back_to_editor(target),
        address=address,
        kind_title=kind_title,
        today=long_day(platform.today()),
        crumbs=crumbs(target, name, "Công bố"),
    )


def _shown(seen: Preview, text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = problems_json(seen.compilation, text, 0)["problems"]
    for problem in found:
        if "line" in problem:
            problem["place"] = f"dòng {problem['line']}, cột {problem['column']}"
            del problem["line"]
    return found


def _overtaken(session: Session, target: EditTarget, editable: Editable) -> Any:
    """The revision somebody published after this draft was begun."""
    if newest_number(session, target) == editable.base_number:
        return None
    lines = revision_lines(session, target.kind, target.code, current_platform().today())
    return next((line for line in lines if line.agency == target.agency), None)


@blueprint.get("/dinh-nghia/<kind>/<code>/da-cong-bo")
@require("can_publish_definition")
def done(kind: str, code: str) -> str:
    """What was published, and where to go from here."""
    target = edit_target(kind, code)
    platform = current_platform()
    platform.rules.refresh()
    with platform.database.read() as session:
        sheet = newest_sheet(session, kind, code, target.agency)
        lines = revision_lines(session, kind, code, platform.today())
    line = next((one for one in lines if one.agency == target.agency), None)
    name = str(sheet.content.get("name", code)) if sheet else code
    return render_template(
        "studio/published.html",
        target=target,
        name=name,
        line=line,
        kind_name=kind_title(kind),
        home=_home(target),
        starts=long_day(line.effective_from) if line else "",
        day=day_words,
        moment=moment_line,
        address=address,
        crumbs=crumbs(target, name, "Đã công bố"),
    )
