"""Packages of OpenCPS and analysts' workbooks: looked at, what cannot be converted is told, then drafts are made."""

from __future__ import annotations

import io

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from motcua.compiler.kinds import kind_words
from motcua.services.access import ForbiddenError
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
from motcua.services.opencps_conversion import PackageUnusableError
from motcua.services.package_drafts import TABLES, LookedPackage, keep_package, look_at_package
from motcua.web.posted_files import posted_upload
from motcua.web.screens.words import numbers
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("package_import", __name__, url_prefix="/nhap-du-lieu/goi")

KIND = "opencps_package"
SHOWN = 300


@blueprint.get("")
@require("can_edit_definition")
def ask() -> str:
    """Choose a package."""
    return _ask("")


def _ask(error: str) -> str:
    return render_template("imports/package_upload.html", error=error)


@blueprint.post("")
@require("can_edit_definition")
def take() -> Response | tuple[str, int]:
    """Keep the package when something in it is known."""
    file = posted_upload()
    if file is None:
        return _ask(
            "Chưa chọn tệp. Chọn gói OpenCPS (.zip, .xml) hoặc bảng của người phân tích (.xlsx)."
        ), 400
    platform = current_platform()
    platform.rules.refresh()
    try:
        with platform.database.read() as session:
            look_at_package(platform, session, file.name, file.content)
        kept = keep_upload(platform, current_actor(), KIND, file, {})
    except (UploadRefusedError, PackageUnusableError) as error:
        return _ask(str(error)), 400
    return redirect(url_for("package_import.show", upload_id=kept))


@blueprint.get("/<int:upload_id>")
@require("can_edit_definition")
def show(upload_id: int) -> str:
    """What becomes which definition, and what could not be converted."""
    looked, name = _looked(upload_id)
    return _page(upload_id, looked, name, "")


@blueprint.post("/<int:upload_id>")
@require("can_edit_definition")
def keep(upload_id: int) -> Response | tuple[str, int]:
    """Make drafts of what was chosen."""
    looked, name = _looked(upload_id)
    platform, actor = current_platform(), current_actor()
    try:
        with platform.database.read() as session:
            must_be_open(kept_upload(session, actor, KIND, upload_id))
        targets, runs = keep_package(platform, actor, looked, set(request.form.getlist("take")))
    except (ValueError, EditConflictError, ImportRunClosedError, ForbiddenError) as error:
        return _page(upload_id, looked, name, str(error)), 400
    close_upload(platform, upload_id, {"codes": [one.code for one in targets], "runs": list(runs)})
    said = f"Đã lưu {numbers(len(targets))} bản nháp. Sửa chỗ còn thiếu ở trình soạn rồi công bố."
    flash(said + (f" {numbers(len(runs))} bảng đang được đọc thử." if runs else ""), "success")
    if not targets:
        return redirect(url_for("import_centre.show", run_id=runs[0]))
    return redirect(url_for("definitions.listing", kind=targets[0].kind))


@blueprint.get("/<int:upload_id>/bao-cao")
@require("can_edit_definition")
def report(upload_id: int) -> Response:
    """The report of what could not be converted, as a file."""
    looked, name = _looked(upload_id)
    stem = name.rpartition(".")[0] or name
    content = io.BytesIO(looked.report.encode())
    return send_file(
        content, mimetype="text/markdown", as_attachment=True, download_name=f"bao-cao-{stem}.md"
    )


def _looked(upload_id: int) -> tuple[LookedPackage, str]:
    platform = current_platform()
    platform.rules.refresh()
    try:
        with platform.database.read() as session:
            row = kept_upload(session, current_actor(), KIND, upload_id)
            return look_at_package(platform, session, row.file_name, kept_bytes(platform, row)), row.file_name
    except ImportRunMissingError:
        abort(404)


def _page(upload_id: int, looked: LookedPackage, name: str, notice: str) -> str:
    posted = request.form.getlist("take") if request.method == "POST" else None
    return render_template(
        "imports/package.html",
        upload_id=upload_id,
        name=name,
        notice=notice,
        definitions=[
            {
                "key": one.key,
                "kind": kind_words(one.target.kind).rpartition(" (")[0],
                "code": one.target.code,
                "name": one.name,
                "stands": one.stands,
                "errors": sum(problem.is_error for problem in one.problems),
                "first": next((p.message for p in one.problems if p.is_error), ""),
                "chosen": one.key in posted if posted is not None else not one.stands,
            }
            for one in looked.definitions
        ],
        tables=[
            {"key": f"{TABLES}{file}", "name": file, "rows": max(text.count("\n") - 1, 0)}
            for file, text in looked.tables.items()
        ],
        left=looked.left[:SHOWN],
        left_count=len(looked.left),
        numbers=numbers,
    )
