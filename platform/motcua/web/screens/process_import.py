"""Processes out of a workbook: groups of users become positions, times get a unit, drafts are made."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from motcua.catalog.process_plan import UNITS, Choices, proposed_position
from motcua.kernel.text import fold
from motcua.services.editing import EditConflictError
from motcua.services.import_runs import ImportRunClosedError, ImportRunMissingError
from motcua.services.kept_uploads import (
    UploadRefusedError,
    close_upload,
    keep_upload,
    kept_bytes,
    kept_upload,
    must_be_open,
)
from motcua.services.process_import import (
    LookedBook,
    LookedProcess,
    keep_processes,
    look_at_book,
    positions_of,
)
from motcua.surfaces.flow_drawing import draw_flow
from motcua.web.posted_files import posted_upload
from motcua.web.screens.procedure_flow import step_words
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("process_import", __name__)

KIND = "process_workbook"
UNIT_WORDS = {"working_hours": "giờ làm việc", "working_days": "ngày làm việc"}
DOES = {
    "intake": "Tiếp nhận",
    "handle": "Xử lý",
    "decide": "Quyết định",
    "issue": "Cấp số, đóng dấu",
    "return_result": "Trả kết quả",
}


@blueprint.get("/quy-trinh/tu-excel")
@require("can_edit_definition")
def ask() -> str:
    """Choose a workbook."""
    return _ask("")


def _crumbs(here: str) -> list[dict[str, str]]:
    listing = url_for("definitions.listing", kind="process")
    return [{"label": "Quy trình", "href": listing}, {"label": here, "href": ""}]


def _ask(error: str) -> str:
    return render_template("processes/upload.html", error=error, crumbs=_crumbs("Nhập từ Excel"))


@blueprint.post("/quy-trinh/tu-excel")
@require("can_edit_definition")
def take() -> Response | tuple[str, int]:
    """Keep the workbook."""
    file = posted_upload()
    if file is None:
        return _ask("Chưa chọn tệp. Chọn tệp Excel có bảng các bước và bảng luân chuyển."), 400
    try:
        kept = keep_upload(current_platform(), current_actor(), KIND, file, {})
    except UploadRefusedError as error:
        return _ask(str(error)), 400
    return redirect(url_for("process_import.show", upload_id=kept))


@blueprint.get("/quy-trinh/tu-excel/<int:upload_id>")
@require("can_edit_definition")
def show(upload_id: int) -> str:
    """The processes of the workbook with what is still to choose."""
    looked, name = _looked(upload_id)
    return _page(upload_id, looked, name, "")


@blueprint.post("/quy-trinh/tu-excel/<int:upload_id>")
@require("can_edit_definition")
def choose(upload_id: int) -> Response | str | tuple[str, int]:
    """Look again with the choices, or keep the drafts."""
    looked, name = _looked(upload_id)
    if request.form.get("viec") != "tao":
        return _page(upload_id, looked, name, "")
    platform, actor = current_platform(), current_actor()
    try:
        with platform.database.read() as session:
            must_be_open(kept_upload(session, actor, KIND, upload_id))
        targets = keep_processes(platform, actor, looked)
    except (ValueError, EditConflictError, ImportRunClosedError) as error:
        return _page(upload_id, looked, name, str(error)), 400
    close_upload(platform, upload_id, {"codes": [one.code for one in targets]})
    flash(f"Đã lưu {len(targets)} bản nháp quy trình. Xem sơ đồ và chỗ cần sửa ở trình soạn.", "success")
    if len(targets) == 1:
        return redirect(url_for("studio.edit", kind="process", code=targets[0].code))
    return redirect(url_for("definitions.listing", kind="process"))


def _looked(upload_id: int) -> tuple[LookedBook, str]:
    platform = current_platform()
    platform.rules.refresh()
    try:
        with platform.database.read() as session:
            row = kept_upload(session, current_actor(), KIND, upload_id)
            content, name = kept_bytes(platform, row), row.file_name
            bare = look_at_book(platform, session, name, content, ())
            choices = [_choices(number, one) for number, one in enumerate(bare.processes)]
            return look_at_book(platform, session, name, content, choices), name
    except ImportRunMissingError:
        abort(404)


def _choices(number: int, one: LookedProcess) -> Choices:
    """What the form says about one process of the workbook."""
    posted = request.form
    groups = {
        fold(group): posted.get(f"{number}:nhom:{at}", "")[:64] for at, group in enumerate(one.plan.groups)
    }
    steps = {step.read.name: posted.get(f"{number}:buoc:{step.id}", "")[:64] for step in one.plan.steps}
    return Choices(
        positions={key: value for key, value in groups.items() if value},
        steps={key: value for key, value in steps.items() if value},
        unit=posted.get(f"{number}:don-vi", "") if posted.get(f"{number}:don-vi") in UNITS else "",
        code=posted.get(f"{number}:ma", "").strip()[:64],
        name=posted.get(f"{number}:ten", "").strip()[:300],
    )


def _page(upload_id: int, looked: LookedBook, name: str, notice: str) -> str:
    known = positions_of(current_platform())
    return render_template(
        "processes/show.html",
        upload_id=upload_id,
        name=name,
        notice=notice,
        problems=[one.as_json() for one in looked.problems],
        processes=[_shown(number, one, known) for number, one in enumerate(looked.processes)],
        positions=known,
        units=UNIT_WORDS,
        crumbs=_crumbs(name),
    )


def _shown(number: int, one: LookedProcess, known: Any) -> dict[str, Any]:
    posted = request.form
    words = step_words(current_platform().directory())
    return {
        "number": number,
        "code": one.plan.content["code"],
        "name": one.plan.content["name"],
        "procedure": one.plan.procedure,
        "needs_unit": one.plan.needs_unit,
        "unit": posted.get(f"{number}:don-vi", ""),
        "groups": [
            {
                "key": f"{number}:nhom:{at}",
                "name": group,
                "chosen": posted.get(f"{number}:nhom:{at}", "") or proposed_position(group, known),
            }
            for at, group in enumerate(one.plan.groups)
        ],
        "steps": [
            {
                "key": f"{number}:buoc:{step.id}",
                "name": step.read.name,
                "does": DOES.get(step.does, step.does),
                "group": step.read.group,
                "time": step.read.time,
                "budget": step.budget,
                "position": known.get(step.position, ""),
                "chosen": posted.get(f"{number}:buoc:{step.id}", ""),
            }
            for step in one.plan.steps
        ],
        "problems": [problem.as_json() for problem in one.plan.problems],
        "findings": [problem.as_json() for problem in one.problems[:20]],
        "drawing": draw_flow(one.process, words) if one.process is not None and one.process.steps else None,
    }
