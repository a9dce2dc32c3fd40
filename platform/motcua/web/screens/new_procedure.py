"""A new procedure from a template or as a copy, and definitions brought in a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from motcua.kernel.money import MoneyError, parse_money
from motcua.kernel.time_limit import LimitUnit, TimeLimit, TimeLimitError
from motcua.services.definition_sheet import newest_sheet
from motcua.services.definition_upload import (
    Standing,
    keep_as_drafts,
    look_at,
    publish_upload,
)
from motcua.services.editing import EditConflictError, NotPublishableError, PublishWish
from motcua.services.import_runs import (
    TRIED,
    ImportRunClosedError,
    ImportRunMissingError,
)
from motcua.services.kept_uploads import (
    UploadRefusedError,
    close_upload,
    keep_upload,
    kept_bytes,
    kept_upload,
    must_be_open,
)
from motcua.services.new_procedure import Beginning, NewFee, NewProcedureError, begin, copy, templates
from motcua.surfaces.procedure_words import FEE_KIND_NAMES, LEVEL_NAMES
from motcua.web.posted_files import posted_upload
from motcua.web.screens.mass_pages import DRAFTS, PUBLISH, chosen_way, ways
from motcua.web.screens.offering import agency_groups
from motcua.web.screens.procedure_names import SELECTOR_WORDS
from motcua.web.screens.publishing import PublishForm
from motcua.web.screens.review_desk import UNITS
from motcua.web.screens.studio import kind_title
from motcua.web.screens.words import day_words, numbers
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("new_procedure", __name__)

KIND = "definition_upload"
SHOWN = 200
STANDINGS = {
    Standing.ADDED: ("ok", "Thêm mới"),
    Standing.CHANGED: ("work", "Đổi"),
    Standing.UNCHANGED: ("idle", "Không đổi"),
    Standing.BROKEN: ("late", "Có lỗi"),
}


@blueprint.get("/thu-tuc/them")
@require("can_edit_definition")
def choose() -> str:
    """The answers a procedure begins with."""
    return _choose({}, {})


@blueprint.post("/thu-tuc/them")
@require("can_edit_definition")
def add() -> Response | tuple[str, int]:
    """Keep the new procedure as a draft and open its editor."""
    posted = request.form
    try:
        beginning = _beginning()
        begin(current_platform(), current_actor(), beginning)
    except NewProcedureError as error:
        return _choose(posted, {error.field: str(error)}), 400
    except EditConflictError as error:
        return _choose(posted, {"code": str(error)}), 400
    flash(f"Đã tạo bản nháp thủ tục {beginning.code}. Xem lại các phần rồi công bố.", "success")
    return redirect(url_for("studio.edit_procedure", code=beginning.code))


def _beginning() -> Beginning:
    posted = request.form
    return Beginning(
        baseline=posted.get("baseline", "")[:64],
        code=posted.get("code", "").strip()[:64],
        name=posted.get("name", "")[:1000],
        field_of_work=posted.get("field_of_work", "")[:200],
        agencies=tuple(dict.fromkeys(one[:64] for one in posted.getlist("agencies") if one))[:200],
        limit=_limit(posted.get("number", ""), posted.get("unit", "")),
        fee=_fee(posted.get("fee", ""), posted.get("amount", "")),
        decision_number=posted.get("decision_number", "")[:120],
    )


def _limit(number: str, unit: str) -> TimeLimit | None:
    bare = number.strip().replace(",", ".")
    without = unit in (LimitUnit.SAME_DAY, LimitUnit.IMMEDIATE)
    if not bare and not without:
        return None
    try:
        return TimeLimit.parse(unit if without else f"{bare} {unit}")
    except TimeLimitError as error:
        raise NewProcedureError(
            "limit", f"{error.message} Ghi số và chọn đơn vị, ví dụ 3 ngày làm việc."
        ) from error


def _fee(kind: str, amount: str) -> NewFee | None:
    if kind == "none":
        return NewFee("", "levy", 0)
    if kind not in FEE_KIND_NAMES:
        return NewFee("Phí, lệ phí", "other", None)
    try:
        return NewFee(FEE_KIND_NAMES[kind], kind, parse_money(amount))
    except MoneyError as error:
        raise NewProcedureError("amount", str(error)) from error


def _choose(posted: Any, errors: dict[str, str]) -> str:
    platform = current_platform()
    platform.rules.refresh()
    with platform.database.read() as session:
        offered = templates(session)
    return render_template(
        "procedure/new.html",
        templates=offered,
        levels=LEVEL_NAMES,
        posted=posted,
        marked=set(posted.getlist("agencies")) if posted else set(),
        errors=errors,
        units=UNITS,
        fee_kinds=FEE_KIND_NAMES,
        groups=agency_groups(platform.directory()),
        selectors=SELECTOR_WORDS,
        crumbs=_crumbs("Thêm thủ tục"),
    )


def _crumbs(here: str) -> list[dict[str, str]]:
    return [{"label": "Thủ tục", "href": url_for("catalog.listing")}, {"label": here, "href": ""}]


@blueprint.get("/thu-tuc/<code>/sao-chep")
@require("can_edit_definition")
def ask_copy(code: str) -> str:
    """The code and name of a copy."""
    return _copy_page(code, "", "", {})


@blueprint.post("/thu-tuc/<code>/sao-chep")
@require("can_edit_definition")
def make_copy(code: str) -> Response | tuple[str, int]:
    """Keep a copy as a draft and open its editor."""
    new_code, name = request.form.get("code", "").strip()[:64], request.form.get("name", "")[:1000]
    platform = current_platform()
    with platform.database.read() as session:
        sheet = newest_sheet(session, "procedure", code)
    if sheet is None:
        abort(404)
    try:
        copy(platform, current_actor(), sheet, new_code, name)
    except NewProcedureError as error:
        return _copy_page(code, new_code, name, {error.field: str(error)}), 400
    flash(f"Đã tạo bản nháp thủ tục {new_code} từ {code}.", "success")
    return redirect(url_for("studio.edit_procedure", code=new_code))


def _copy_page(code: str, typed: str, name: str, errors: dict[str, str]) -> str:
    with current_platform().database.read() as session:
        sheet = newest_sheet(session, "procedure", code)
    if sheet is None:
        abort(404)
    return render_template(
        "procedure/copy.html",
        sheet=sheet,
        typed=typed,
        name=name or f"{sheet.content['name']} (bản sao)",
        errors=errors,
        crumbs=_crumbs("Sao chép"),
    )


@blueprint.get("/dinh-nghia/nhap-tep")
@require("can_edit_definition")
def ask_file() -> str:
    """Choose a YAML, JSON or ZIP file."""
    return _ask_file("")


def _ask_file(error: str) -> str:
    return render_template("studio/upload.html", error=error, crumbs=_crumbs("Nhập tệp định nghĩa"))


@blueprint.post("/dinh-nghia/nhap-tep")
@require("can_edit_definition")
def take_file() -> Response | tuple[str, int]:
    """Keep the file and show what it would bring."""
    file = posted_upload()
    if file is None:
        return _ask_file("Chưa chọn tệp. Chọn tệp YAML, JSON hoặc ZIP."), 400
    try:
        kept = keep_upload(current_platform(), current_actor(), KIND, file, {})
    except UploadRefusedError as error:
        return _ask_file(str(error)), 400
    return redirect(url_for("new_procedure.show_file", upload_id=kept))


@blueprint.get("/dinh-nghia/nhap-tep/<int:upload_id>")
@require("can_edit_definition")
def show_file(upload_id: int) -> str:
    """What the file would bring; nothing is stored."""
    return _show_file(upload_id, PublishForm(day_words(current_platform().today())), "")


def _show_file(upload_id: int, form: PublishForm, notice: str) -> str:
    platform = current_platform()
    platform.rules.refresh()
    try:
        with platform.database.read() as session:
            row = kept_upload(session, current_actor(), KIND, upload_id)
            seen = look_at(platform, session, row.file_name, kept_bytes(platform, row))
            way, offered = chosen_way(session), ways(session)
            state, name = row.state, row.file_name
    except ImportRunMissingError:
        abort(404)
    return render_template(
        "studio/upload_show.html",
        upload_id=upload_id,
        name=name,
        seen=seen,
        lines=seen.lines[:SHOWN],
        problems=[one.as_json() for one in seen.problems[:SHOWN]],
        standings=STANDINGS,
        open=state == TRIED,
        way=way,
        ways=[one for one in offered if one["value"] in (DRAFTS, PUBLISH)],
        form=form,
        errors=form.errors or {},
        notice=notice,
        numbers=numbers,
        kind_title=kind_title,
        crumbs=_crumbs("Nhập tệp định nghĩa"),
    )


@blueprint.post("/dinh-nghia/nhap-tep/<int:upload_id>/nhap")
@require("can_edit_definition")
def use_file(upload_id: int) -> Response | tuple[str, int]:
    """Keep the definitions of the file as drafts, or publish them together."""
    platform, actor, posted = current_platform(), current_actor(), request.form
    form = PublishForm(
        posted.get("effective_from", ""), posted.get("decision_number", ""), posted.get("note", "")
    )
    try:
        with platform.database.read() as session:
            row = kept_upload(session, actor, KIND, upload_id)
            must_be_open(row)
            seen = look_at(platform, session, row.file_name, kept_bytes(platform, row))
            way = chosen_way(session)
    except ImportRunMissingError:
        abort(404)
    except ImportRunClosedError as error:
        return _show_file(upload_id, form, str(error)), 400
    wish = PublishWish(platform.today()) if way == DRAFTS else form.wish(platform.today())
    if wish is None:
        return _show_file(upload_id, form, ""), 400
    try:
        if way == PUBLISH:
            count = len(publish_upload(platform, actor, seen.documents, wish).changed)
        else:
            count = len(keep_as_drafts(platform, actor, seen.documents))
    except (NotPublishableError, EditConflictError) as error:
        found = getattr(error, "problems", ())
        said = " ".join(f"{one.message} {one.remedy}" for one in found[:2]) or str(error)
        return _show_file(upload_id, form, said), 400
    close_upload(platform, upload_id, {"way": way, "definitions": count})
    flash(f"Đã công bố {count} định nghĩa." if way == PUBLISH else f"Đã lưu {count} bản nháp.", "success")
    return redirect(url_for("definitions.kinds"))
