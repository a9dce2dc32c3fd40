"""The definition editor: YAML with problems in place, drafts that save themselves, publishing with its reasons."""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from motcua.compiler.compilation import Compilation
from motcua.compiler.kinds import DEFINITION_CLASSES, kind_words
from motcua.compiler.writing import yaml_text
from motcua.definitions.procedure import Procedure
from motcua.definitions.process import Process
from motcua.kernel.problems import Problem, Severity
from motcua.services.definition_diff import differences
from motcua.services.definition_sheet import newest_sheet, revision_lines, sheet_of
from motcua.services.definition_store import StoredLibrary
from motcua.services.editing import (
    EDITOR_FILE,
    EditConflictError,
    EditTarget,
    check,
    drop_draft,
    newest_number,
    open_editor,
    save_draft,
)
from motcua.services.editor_desk import Foundation, editor_state
from motcua.surfaces.flow_drawing import draw_flow
from motcua.web.screens.editor_view import chosen_tab, form_html, head_links, problem_lines, tab_lines
from motcua.web.screens.procedure_flow import step_words
from motcua.web.screens.words import day_words, moment_line
from motcua.web.security.current import current_actor, current_platform, require
from motcua.web.typed_numbers import typed_number

blueprint = Blueprint("studio", __name__)

MAX_TEXT = 2_000_000
SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "info"}
KEYS = [
    {"key": "Ctrl S", "label": "Lưu nháp"},
    {"key": "F9", "label": "Kiểm tra"},
    {"key": "F8", "label": "Chỗ cần sửa tiếp theo"},
    {"key": "Alt Y", "label": "Sang biểu mẫu hoặc văn bản"},
    {"key": ["Ctrl Z", "Ctrl Y"], "label": "Hoàn tác, làm lại"},
    {"key": ["Alt ↑", "Alt ↓"], "label": "Chuyển mục"},
]


def edit_target(kind: str, code: str) -> EditTarget:
    """What is edited; a kind that does not exist is no page."""
    if kind not in DEFINITION_CLASSES or len(code) > 64:
        abort(404)
    return EditTarget(kind, code, request.values.get("co-quan", ""))


def address(endpoint: str, target: EditTarget, **more: Any) -> str:
    """The address of a page about a definition, for the same agency."""
    kept: dict[str, Any] = {"co-quan": target.agency} if target.agency else {}
    return url_for(endpoint, kind=target.kind, code=target.code, **kept, **more)


@blueprint.get("/thu-tuc/<code>/sua")
@require("can_edit_definition")
def edit_procedure(code: str) -> str:
    """The editor of a procedure."""
    return _editor(edit_target("procedure", code))


@blueprint.get("/dinh-nghia/<kind>/<code>")
@require("can_edit_definition")
def edit(kind: str, code: str) -> AnyResponse | str:
    """The editor of any other definition."""
    if kind == "procedure":
        kept: dict[str, Any] = {"co-quan": request.args["co-quan"]} if request.args.get("co-quan") else {}
        return redirect(url_for("studio.edit_procedure", code=code, **kept))
    return _editor(edit_target(kind, code))


def _editor(target: EditTarget) -> str:
    platform, actor = current_platform(), current_actor()
    platform.rules.refresh()
    tab = chosen_tab(target.kind, request.args.get("phan", ""))
    with platform.database.read() as session:
        editable = open_editor(session, actor, target)
        standing = newest_sheet(session, target.kind, target.code, target.agency) or newest_sheet(
            session, target.kind, target.code
        )
        newest = newest_number(session, target)
        library = StoredLibrary(session)
        state = editor_state(platform, Foundation(library, target), editable.text)
        forms = form_html(session, target, state, tab)
        drawing = _drawing(state.compilation, target, library)
    edited = state.compilation.get(target.kind, target.code, target.agency)
    content = edited.content if edited else standing.content if standing else {}
    name = str(content.get("name", target.code))
    return render_template(
        "studio/editor.html",
        target=target,
        name=name,
        kind_name=kind_title(target.kind),
        editable=editable,
        standing=standing,
        newest=newest,
        tab=tab,
        tabs=tab_lines(state, target.kind, tab, back_to_editor(target)),
        forms=forms,
        problems={"problems": problem_lines(state, target.kind), "seconds": round(state.seconds, 3)},
        has_errors=not state.compilation.ok,
        drawing=drawing,
        head_links=head_links(target),
        agency=_agency_name(target.agency),
        address=address,
        keys=KEYS,
        crumbs=crumbs(target, name, "Sửa"),
    )


def _timed_check(session: Session, text: str, target: EditTarget) -> tuple[Compilation, float]:
    started = time.perf_counter()
    compilation = check(current_platform(), session, text, target)
    return compilation, time.perf_counter() - started


def _drawing(compilation: Compilation, target: EditTarget, library: StoredLibrary) -> Any:
    """The flow of an edited process, or of the process that an edited procedure names."""
    edited = compilation.get(target.kind, target.code, target.agency)
    process = edited.definition if edited is not None else None
    if isinstance(process, Procedure):
        try:
            process = library.load("process", process.process) if process.process else None
        except LookupError:
            return None
    if not isinstance(process, Process) or not process.steps:
        return None
    return draw_flow(process, step_words(current_platform().directory()))


def _agency_name(code: str) -> str:
    directory = current_platform().directory()
    return directory.agency(code).name if code and directory.knows(code) else code


def kind_title(kind: str) -> str:
    """What a kind is called: `Quy trình`."""
    words = kind_words(kind).rpartition(" (")[0]
    return words[:1].upper() + words[1:]


def crumbs(target: EditTarget, name: str, here: str = "") -> list[dict[str, str]]:
    """The way to a page about a definition."""
    if target.kind == "procedure":
        home = url_for("procedure.page", code=target.code)
        trail = [{"label": "Thủ tục", "href": url_for("catalog.listing")}]
    else:
        home = address("studio.edit", target)
        trail = [
            {"label": "Định nghĩa", "href": url_for("definitions.kinds")},
            {"label": kind_title(target.kind), "href": url_for("definitions.listing", kind=target.kind)},
        ]
    label = f"{target.code} {name}" if name != target.code else target.code
    trail.append({"label": label if len(label) < 90 else f"{label[:88]}…", "href": home})
    return [*trail, {"label": here, "href": ""}] if here else trail


def posted_text() -> str:
    """The text of the form, with line breaks of one kind."""
    text = request.form.get("text", "")
    if len(text) > MAX_TEXT:
        abort(413)
    return text.replace("\r\n", "\n")


@blueprint.post("/dinh-nghia/<kind>/<code>/kiem-tra")
@require("can_edit_definition")
def check_text(kind: str, code: str) -> Response:
    """The problems of a text, with line and column."""
    target, text = edit_target(kind, code), posted_text()
    with current_platform().database.read() as session:
        compilation, seconds = _timed_check(session, text, target)
    return jsonify(problems_json(compilation, text, seconds))


@blueprint.post("/dinh-nghia/<kind>/<code>/luu-nhap")
@require("can_edit_definition")
def save(kind: str, code: str) -> AnyResponse:
    """Keep a text as draft; 409 when it was saved in another window."""
    target, text = edit_target(kind, code), posted_text()
    platform = current_platform()
    version = request.form.get("version", "0")
    number = typed_number(version, 0)
    try:
        saved = save_draft(platform, current_actor(), target, text, number)
    except EditConflictError as error:
        return Response(str(error), status=409, mimetype="text/plain")
    if request.headers.get("X-Requested-With") == "fetch":
        return jsonify({"saved_at": f"{platform.now():%H:%M:%S}", "fields": {"version": str(saved)}})
    flash("Đã lưu nháp.", "success")
    return redirect(back_to_editor(target))


def back_to_editor(target: EditTarget) -> str:
    """The address of the editor."""
    if target.kind == "procedure":
        kept: dict[str, Any] = {"co-quan": target.agency} if target.agency else {}
        return url_for("studio.edit_procedure", code=target.code, **kept)
    return address("studio.edit", target)


@blueprint.post("/dinh-nghia/<kind>/<code>/bo-nhap")
@require("can_edit_definition")
def discard(kind: str, code: str) -> AnyResponse:
    """Forget the draft; what is published stays."""
    target = edit_target(kind, code)
    drop_draft(current_platform(), current_actor(), target)
    flash("Đã bỏ bản nháp. Văn bản trở về bản đang lưu.", "success")
    return redirect(back_to_editor(target))


@blueprint.get("/dinh-nghia/<kind>/<code>/so-sanh")
@require("can_view_catalog")
def compare(kind: str, code: str) -> str:
    """What a revision changed against the one before it."""
    target = edit_target(kind, code)
    number = typed_number(request.args.get("ban", ""), 0)
    if number < 1:
        abort(404)
    platform = current_platform()
    with platform.database.read() as session:
        after = sheet_of(session, kind, code, number, target.agency)
        before = sheet_of(session, kind, code, int(number) - 1, target.agency)
        lines = revision_lines(session, kind, code, platform.today())
    if after is None:
        abort(404)
    changes = differences(kind, before.content if before else None, after.content)
    line = next(one for one in lines if one.id == after.revision.id)
    return render_template(
        "studio/compare.html",
        target=target,
        line=line,
        changes=changes,
        day=day_words,
        moment=moment_line,
        before=yaml_text(kind, before.content) if before else "",
        after=yaml_text(kind, after.content),
        as_text=request.args.get("xem") == "yaml",
        address=address,
        crumbs=crumbs(target, str(after.content.get("name", code)), f"Bản {number}"),
    )


def problems_json(compilation: Compilation, text: str, seconds: float) -> dict[str, Any]:
    """The problems as the editor's script takes them."""
    lines = text.split("\n")
    return {
        "problems": [_problem(problem, lines) for problem in compilation.problems],
        "seconds": round(seconds, 3),
    }


def _problem(problem: Problem, lines: list[str]) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "code": problem.code,
        "severity": SEVERITIES[problem.severity],
        "message": problem.message,
        "remedy": problem.remedy,
    }
    place = problem.place
    if place.file not in ("", EDITOR_FILE) or not place.line:
        return {**shown, "place": str(place)} if place.file != EDITOR_FILE else shown
    shown |= {"line": place.line, "column": place.column or 1}
    rest = lines[place.line - 1][max(place.column - 1, 0) :] if place.line <= len(lines) else ""
    quote = rest[:1] if rest[:1] in "'\"" else ""
    if problem.found and rest.removeprefix(quote).startswith(problem.found):
        start = shown["column"] + len(quote)
        shown |= {"column": start, "end_line": place.line, "end_column": start + len(problem.found)}
        if problem.fix is not None:
            shown["fix"] = {"label": f"Thay bằng “{problem.fix}”", "text": problem.fix}
    return shown
