"""Imports of the national catalog: upload, dry run with every problem at its cell, confirmation, history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from motcua.services.import_runs import (
    FINISHED,
    LEFT,
    TAKEN,
    TRIED,
    UNUSABLE,
    ImportRunClosedError,
    ImportRunMissingError,
    Upload,
    error_book,
    find_run,
    history,
    leave,
    take_in,
    try_out,
)
from motcua.storage.tables import ImportRunRow
from motcua.web.screens.words import day_words, moment_line, numbers, parse_day
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("catalog_import", __name__, url_prefix="/nhap-danh-muc")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_PROBLEMS = 100
STATES: Mapping[str, tuple[str, str, str]] = {
    TRIED: ("work", "Chạy thử, chưa nhập", "hourglass-split"),
    UNUSABLE: ("late", "Không dùng được", ""),
    LEFT: ("idle", "Đã bỏ", ""),
    FINISHED: ("ok", "Đã nhập", ""),
    TAKEN: ("ok", "Đã nhập", ""),
}
SEVERITIES: Mapping[str, tuple[str, str]] = {
    "error": ("late", "Bị loại"),
    "warning": ("soon", "Cần rà soát"),
    "advice": ("work", "Lưu ý"),
}


@blueprint.get("")
@require("can_import_catalog")
def listing() -> str:
    """Choose a file; what was imported before."""
    return _listing()


def _listing(error: str = "") -> str:
    with current_platform().database.read() as session:
        lines = history(session)
    return render_template(
        "imports/list.html", lines=lines, states=STATES, error=error, moment=moment_line, numbers=numbers
    )


@blueprint.post("")
@require("can_import_catalog")
def upload() -> Response | tuple[str, int]:
    """Take the files and try them out."""
    book = _uploaded(request.files.get("file"))
    if book is None:
        return _listing("Chưa chọn tệp. Chọn tệp danh mục rồi bấm Chạy thử."), 400
    try:
        run = try_out(current_platform(), current_actor(), book, _uploaded(request.files.get("details")))
    except ValueError as error:
        return _listing(str(error)), 400
    return redirect(url_for("catalog_import.show", run_id=run))


def _uploaded(file: FileStorage | None) -> Upload | None:
    if file is None or not file.filename:
        return None
    return Upload(file.filename.replace("\\", "/").rpartition("/")[2][:200], file.read())


@blueprint.get("/<int:run_id>")
@require("can_import_catalog")
def show(run_id: int) -> str:
    """What an import would do, or did."""
    platform = current_platform()
    try:
        with platform.database.read() as session:
            row = find_run(session, run_id)
    except ImportRunMissingError:
        abort(404)
    summary, plan = row.summary or {}, row.plan or {}
    chosen = request.args.get("xem", "")
    problems = _problems(plan.get("problems", ()), chosen)
    everything = request.args.get("tat-ca") == "1"
    return render_template(
        "imports/show.html",
        row=row,
        summary=summary,
        plan=plan,
        state=STATES.get(row.state, STATES[TRIED]),
        steps=_steps(row),
        figures=_figures(row, summary, plan),
        problems=problems if everything else problems[:SHOWN_PROBLEMS],
        problem_count=len(problems),
        stored_count=plan.get("problem_count", len(problems)),
        severities=SEVERITIES,
        chosen=chosen,
        everything=everything,
        has_errors_book=error_book(platform, row) is not None,
        seconds=f"{summary.get('seconds', 0):.1f}".replace(".", ","),
        size=_size(int(summary.get("bytes", 0))),
        today=day_words(platform.today()),
        moment=moment_line,
        numbers=numbers,
    )


def _problems(found: Sequence[Mapping[str, Any]], chosen: str) -> list[dict[str, Any]]:
    shown = []
    for one in found:
        place = one.get("place", {})
        severity = str(one.get("severity", ""))
        if chosen and severity != chosen:
            continue
        cell = place.get("cell") or (f"dòng {place['line']}" if place.get("line") else "")
        shown.append(
            {
                "cell": cell or "cả tệp",
                "sheet": place.get("sheet", ""),
                "code": one.get("code", ""),
                "found": str(one.get("found", ""))[:120],
                "message": one.get("message", ""),
                "remedy": one.get("remedy", ""),
                "severity": severity,
            }
        )
    order = list(SEVERITIES)
    return sorted(shown, key=lambda one: order.index(one["severity"]) if one["severity"] in order else 9)


def _steps(row: ImportRunRow) -> list[dict[str, str]]:
    if row.state in (FINISHED, TAKEN):
        states = ["done", "done", "done"]
    elif row.state == TRIED:
        states = ["done", "done", "now"]
    else:
        states = ["done", "now", "next"]
    return [
        {"label": label, "state": state}
        for label, state in zip(("Tải tệp", "Chạy thử", "Nhập"), states, strict=True)
    ]


def _figures(row: ImportRunRow, summary: Mapping[str, Any], plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    del plan
    count = {
        name: int(summary.get(name, 0)) for name in ("added", "changed", "unchanged", "rejected", "abolished")
    }
    gone = int(summary.get("retired", 0)) if row.state == FINISHED else count["abolished"]
    page = url_for("catalog_import.show", run_id=row.id)
    return [
        {
            "label": "Thêm mới",
            "value": numbers(count["added"]),
            "href": f"{page}#added",
            "note": "chạy được ngay theo mẫu chung",
        },
        {
            "label": "Cập nhật",
            "value": numbers(count["changed"]),
            "href": f"{page}#changed",
            "note": "chỉ đổi phần gốc quốc gia",
        },
        {"label": "Không đổi", "value": numbers(count["unchanged"])},
        {
            "label": "Ngừng áp dụng" if row.state == FINISHED else "Không còn trong tệp",
            "value": numbers(gone),
            "href": f"{page}#abolished",
            "note": "chỉ ngừng khi bạn xác nhận" if row.state == TRIED else "",
            "kind": "soon" if gone else "",
        },
        {
            "label": "Bị loại",
            "value": numbers(count["rejected"]),
            "href": f"{page}?xem=error#problems",
            "note": "sửa trong tệp rồi nhập lại" if count["rejected"] else "",
            "kind": "late" if count["rejected"] else "",
        },
    ]


def _size(count: int) -> str:
    if not count:
        return ""
    return (
        f"{numbers(max(1, count // 1024))} kB"
        if count < 1024 * 1024
        else f"{count / 1024 / 1024:.1f} MB".replace(".", ",")
    )


@blueprint.post("/<int:run_id>/nhap")
@require("can_import_catalog")
def apply(run_id: int) -> Response:
    """Import for good."""
    posted = request.form
    here = url_for("catalog_import.show", run_id=run_id)
    typed = posted.get("effective_from", "").strip()
    day = parse_day(typed) if typed else None
    platform = current_platform()
    if typed and (day is None or day < platform.today()):
        flash("Ngày hiệu lực phải từ hôm nay trở đi, ghi dạng 01/12/2026.", "danger")
        return redirect(here)
    retire = bool(posted.get("retire_abolished"))
    try:
        report = take_in(platform, current_actor(), run_id, day, retire_abolished=retire)
    except ImportRunMissingError:
        abort(404)
    except ImportRunClosedError as error:
        flash(str(error), "warning")
        return redirect(here)
    if not report.usable:
        flash("Tệp không dùng được nữa. Chưa có gì được ghi.", "danger")
        return redirect(here)
    flash(f"Đã nhập: thêm {numbers(report.added)}, đổi {numbers(report.changed)} thủ tục.", "success")
    return redirect(url_for("catalog_import.show", run_id=report.import_run or run_id))


@blueprint.post("/<int:run_id>/bo")
@require("can_import_catalog")
def drop(run_id: int) -> Response:
    """Leave a tried import."""
    try:
        leave(current_platform(), current_actor(), run_id)
        flash("Đã bỏ lần nhập. Danh mục giữ nguyên.", "success")
    except ImportRunMissingError:
        abort(404)
    except ImportRunClosedError as error:
        flash(str(error), "warning")
    return redirect(url_for("catalog_import.listing"))


@blueprint.get("/<int:run_id>/tep-loi")
@require("can_import_catalog")
def errors(run_id: int) -> Response:
    """The error workbook with coloured cells."""
    platform = current_platform()
    try:
        with platform.database.read() as session:
            row = find_run(session, run_id)
    except ImportRunMissingError:
        abort(404)
    book = error_book(platform, row)
    if book is None:
        abort(404)
    stem = row.file_name.rpartition(".")[0] or row.file_name
    return send_file(book, mimetype=XLSX, as_attachment=True, download_name=f"loi-{stem}.xlsx")
