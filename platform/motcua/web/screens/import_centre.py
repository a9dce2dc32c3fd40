"""The import centre: any file is recognized, tried out with every problem at its cell, taken in, kept in a history."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from motcua.catalog.table_fields import TARGETS
from motcua.definitions.import_mapping import ImportSubject
from motcua.services.access import ForbiddenError
from motcua.services.catalog_reading import are_records
from motcua.services.import_centre import (
    PASSWORDS,
    choose,
    kept_content,
    table_run,
    told_passwords,
    try_table,
)
from motcua.services.import_history import history
from motcua.services.import_runs import (
    FINISHED,
    TABLE,
    TRIED,
    UNUSABLE,
    ImportRunMissingError,
    Upload,
    leave,
    permission_for,
    take_in,
    try_out,
)
from motcua.storage.tables import ImportRunRow
from motcua.web.posted_files import posted_upload
from motcua.web.screens.import_actions import act_on, add_run_actions, page_of, standing_of
from motcua.web.screens.import_words import STATES
from motcua.web.screens.words import moment_line, numbers
from motcua.web.security.current import current_actor, current_platform, may, require

blueprint = Blueprint("import_centre", __name__, url_prefix="/nhap-du-lieu")

add_run_actions(blueprint)

SHOWN = 200
MENDABLE = (TRIED, UNUSABLE, FINISHED)
STANDINGS: Mapping[str, tuple[str, str]] = {
    "added": ("ok", "Thêm"),
    "changed": ("work", "Đổi"),
    "unchanged": ("idle", "Giữ nguyên"),
}
INTO: Mapping[str, tuple[str, str]] = {
    "code_list": ("Mã danh mục nhận dữ liệu", "Chữ không dấu, số, gạch nối; danh mục chưa có thì được tạo."),
    "holidays": ("Mã lịch", "Bỏ trống là lịch chung “vietnam”."),
    "organization": (
        "Mã tổ chức nhận cơ quan mới",
        "Bỏ trống là “co-quan-nhap”; cơ quan đã có vẫn ở chỗ cũ.",
    ),
    "offers": ("Mã định danh cơ quan thực hiện", "Dùng cho các dòng không ghi cơ quan, ví dụ H88.31."),
}
KINDS = [(subject.value, target.name) for subject, target in TARGETS.items()]


@blueprint.get("")
@require("can_import_catalog")
def listing() -> str:
    """Choose a file; what was imported before."""
    return _listing()


def _listing(error: str = "") -> str:
    with current_platform().database.read() as session:
        lines = history(session, current_actor())
    return render_template(
        "imports/centre.html",
        lines=lines,
        page_of=page_of,
        states=STATES,
        kinds=KINDS,
        names={subject.value: target.name for subject, target in TARGETS.items()},
        error=error,
        moment=moment_line,
        numbers=numbers,
    )


@blueprint.post("")
@require("can_import_catalog")
def upload() -> Response | tuple[str, int]:
    """Keep the file and look at it; a file of records goes the way of the catalog."""
    file = posted_upload()
    if file is None or not file.content:
        return _listing("Chưa chọn tệp, hoặc tệp trống. Chọn tệp rồi bấm Đọc tệp."), 400
    platform, actor = current_platform(), current_actor()
    try:
        if are_records(file.content[:64]):
            return redirect(url_for("catalog_import.show", run_id=try_out(platform, actor, file)))
        run = try_table(platform, actor, file, request.form.get("into", "").strip()[:64], _subject())
    except ValueError as error:
        return _listing(str(error)), 400
    return redirect(url_for("import_centre.show", run_id=run))


def _subject() -> ImportSubject | None:
    wanted = request.form.get("kind", "")
    return ImportSubject(wanted) if wanted in dict(KINDS) else None


def own_run(run_id: int) -> ImportRunRow:
    """The import of the person signed in; 404 for any other."""
    try:
        with current_platform().database.read() as session:
            return table_run(session, current_actor(), run_id)
    except (ImportRunMissingError, ForbiddenError):
        abort(404)


@blueprint.get("/<int:run_id>")
@require("can_import_catalog")
def show(run_id: int) -> str:
    """What taking the file in would do, or did."""
    standing = standing_of(run_id, TABLE)
    row = standing.row
    summary, plan = row.summary or {}, row.plan or {}
    subject = str(summary.get("subject") or "")
    target = TARGETS.get(ImportSubject(subject)) if subject else None
    folder = (current_platform().settings.file_folder / row.file_path).parent
    lines, problems = plan.get("lines", []), plan.get("problems", [])
    return render_template(
        "imports/table.html",
        **standing.words(),
        summary=summary,
        subject=subject,
        target=target,
        state=STATES.get(row.state, STATES[TRIED]),
        standings=STANDINGS,
        lines=[one for one in lines if one["standing"] != "unchanged"][:SHOWN],
        line_count=sum(one["standing"] != "unchanged" for one in lines),
        problems=[_problem(one) for one in problems[:SHOWN]],
        problem_count=plan.get("problem_count", len(problems)),
        figures=_figures(summary),
        into=INTO.get(subject),
        kinds=KINDS,
        may_take=target is not None and may(permission_for(row)),
        is_open=row.state in (TRIED, UNUSABLE) and not standing.can_undo,
        may_mend=standing.words()["has_errors_book"] and row.state in MENDABLE,
        is_catalog=subject == ImportSubject.PROCEDURES,
        has_passwords=(folder / PASSWORDS).is_file(),
        moment=moment_line,
        numbers=numbers,
    )


def _problem(one: Mapping[str, Any]) -> dict[str, Any]:
    place = one.get("place", {})
    severity = "info" if one.get("severity") == "advice" else one.get("severity")
    where = "!".join(part for part in (place.get("sheet", ""), place.get("cell", "")) if part)
    return {
        "severity": severity,
        "message": one.get("message", ""),
        "remedy": one.get("remedy", ""),
        "code": one.get("code", ""),
        "place": where,
    }


def _figures(summary: Mapping[str, Any]) -> list[dict[str, str]]:
    names = (("rows", "Dòng"), ("added", "Thêm"), ("changed", "Đổi"), ("unchanged", "Giữ nguyên"))
    shown = [{"label": label, "value": numbers(int(summary.get(name, 0)))} for name, label in names]
    rejected = int(summary.get("rejected", 0))
    return [*shown, {"label": "Bị loại", "value": numbers(rejected), "kind": "late" if rejected else ""}]


@blueprint.post("/<int:run_id>/chon")
@require("can_import_catalog")
def settle(run_id: int) -> Response:
    """Say what the file is and where its rows go."""
    into = request.form.get("into", "").strip()[:64]
    platform, actor = current_platform(), current_actor()
    return act_on(run_id, lambda: choose(platform, actor, run_id, into, _subject()))


@blueprint.post("/<int:run_id>/nhap")
@require("can_import_catalog")
def take(run_id: int) -> Response:
    """Have it taken in for good."""
    platform, actor = current_platform(), current_actor()
    return act_on(run_id, lambda: take_in(platform, actor, run_id))


@blueprint.post("/<int:run_id>/doc-lai")
@require("can_import_catalog")
def reread(run_id: int) -> Response:
    """Look again, for instance after what was missing has been added."""
    platform, actor = current_platform(), current_actor()
    return act_on(run_id, lambda: choose(platform, actor, run_id))


@blueprint.post("/<int:run_id>/danh-muc")
@require("can_import_catalog")
def to_catalog(run_id: int) -> Response:
    """Hand a catalog over to the import of the catalog."""
    platform, actor = current_platform(), current_actor()
    row = own_run(run_id)
    handed: list[int] = []

    def hand_over() -> None:
        content = kept_content(platform, row)
        handed.append(try_out(platform, actor, Upload(row.file_name, content)))
        leave(platform, actor, run_id)

    answer = act_on(run_id, hand_over)
    return redirect(url_for("catalog_import.show", run_id=handed[0])) if handed else answer


@blueprint.post("/<int:run_id>/mat-khau")
@require("can_manage_officer")
def passwords(run_id: int) -> Response:
    """The first passwords of new accounts, told once."""
    platform = current_platform()
    own_run(run_id)
    with platform.database.read() as session:
        content = told_passwords(platform, session, current_actor(), run_id)
    if content is None:
        abort(404)
    return send_file(
        io.BytesIO(content), mimetype="text/csv", as_attachment=True, download_name="mat-khau-lan-dau.csv"
    )
