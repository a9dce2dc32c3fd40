"""What the definition editor shows of a text: tabs with counts, the forms of one tab, problems with their remedy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from flask import current_app, render_template, url_for
from sqlalchemy.orm import Session

from motcua.compiler.nodes import join_pointer, split_pointer
from motcua.definitions.form import Form
from motcua.kernel.problems import Problem, Severity
from motcua.kernel.time_limit import LimitUnit
from motcua.services.definition_sheet import origin_words, revision_lines
from motcua.services.definition_store import StoredLibrary
from motcua.services.editing import EDITOR_FILE, EditTarget
from motcua.services.editor_desk import EditorState, Path
from motcua.surfaces.condition_words import condition_words
from motcua.surfaces.definition_form import form_fields
from motcua.surfaces.schema_nodes import Tab, place_words, tab_of, tabs_of
from motcua.web.screens.words import day_words, moment_line
from motcua.web.security.current import current_platform

SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "info"}
UNITS = {
    LimitUnit.WORKING_HOURS: "giờ làm việc",
    LimitUnit.WORKING_DAYS: "ngày làm việc",
    LimitUnit.CALENDAR_DAYS: "ngày",
    LimitUnit.MONTHS: "tháng",
    LimitUnit.YEARS: "năm",
    LimitUnit.SAME_DAY: "trong ngày",
    LimitUnit.IMMEDIATE: "giải quyết ngay",
}
PREVIEWED = frozenset({"procedure", "form", "process", "policy", "print", "notice", "code_list"})
BOARDS = {"form": "Dựng biểu mẫu", "process": "Vẽ quy trình"}
WIDE = frozenset({"long", "lines", "several", "expression", "raw"})


def chosen_tab(kind: str, asked: str) -> Tab:
    """The tab that is asked for, else the first."""
    tabs = tabs_of(kind)
    return next((tab for tab in tabs if tab.id == asked), tabs[0])


def tab_lines(state: EditorState, kind: str, chosen: Tab, address: str) -> list[dict[str, Any]]:
    """The tabs with how many problems stand on each."""
    counts: dict[str, list[Problem]] = {}
    for number, path in state.places.items():
        counts.setdefault(tab_of(kind, path), []).append(state.problems[number])
    return [
        {
            "id": tab.id,
            "label": tab.title,
            "href": f"{address}{'&' if '?' in address else '?'}phan={tab.id}",
            "active": tab.id == chosen.id,
            "count": len(counts.get(tab.id, ())),
            "kind": "late" if any(problem.is_error for problem in counts.get(tab.id, ())) else "soon",
        }
        for tab in tabs_of(kind)
    ]


def form_html(session: Session, target: EditTarget, state: EditorState, tab: Tab) -> str:
    """The forms of a tab."""
    platform = current_platform()
    source = state.source
    return render_template(
        "studio/_tab.html",
        target=target,
        tab=tab,
        fields=form_fields(source, tab) if source is not None else (),
        readable=source is not None,
        problems=state.problems,
        origin=lambda name: origin_words(platform, name),
        units=UNITS,
        wide=WIDE,
        boards=_boards(target, source.own if source else {}, source.below.content if source else {}, tab),
        revisions=revision_lines(session, target.kind, target.code, platform.today())
        if tab.id == "lich-su"
        else (),
        reference_href=_reference_href,
        condition=_conditions(session, state, target),
        day=day_words,
        moment=moment_line,
    )


def form_of(session: Session, state: EditorState, target: EditTarget) -> Form | None:
    """The form whose answers the conditions of a definition ask: the procedure's, or the edited form itself."""
    compiled = state.compilation.get(target.kind, target.code, target.agency)
    if compiled is not None and isinstance(compiled.definition, Form):
        return compiled.definition
    source = state.source
    code = (source.own.get("form") or source.below.content.get("form")) if source else None
    try:
        found = StoredLibrary(session).load("form", code) if isinstance(code, str) and code else None
    except LookupError:
        return None
    return found if isinstance(found, Form) else None


def _conditions(session: Session, state: EditorState, target: EditTarget) -> Callable[[Any], str]:
    """Conditions in words; the form is read when the first one is asked for."""
    form = cache(lambda: form_of(session, state, target))
    return lambda text: condition_words(text, form()) if isinstance(text, str) and text else ""


def _reference_href(kind: str, code: Any) -> str:
    """The editor of a definition that a field names; empty when the field names none."""
    known = kind not in ("", "agency", "position", "role")
    return url_for("studio.edit", kind=kind, code=code) if known and isinstance(code, str) and code else ""


def _boards(
    target: EditTarget, own: Mapping[str, Any], below: Mapping[str, Any], tab: Tab
) -> list[dict[str, str]]:
    """Links to where a form or process is drawn, to the tests, and to what else belongs to a tab."""
    links = []
    for kind, label in BOARDS.items():
        if target.kind == kind and tab.id in ("chung", "sections", "steps", "rules", "phases"):
            links.append({"label": label, "href": _board(target.kind, target.code, target.agency)})
        elif kind in tab.names and target.kind in ("procedure", "baseline"):
            code = own.get(kind) or below.get(kind)
            if isinstance(code, str) and code:
                links.append({"label": f"{label} “{code}”", "href": _board(kind, code, "")})
    if tab.id == "lich-su":
        links += _history_links(target)
    if tab.id == "kiem-thu" and target.kind == "procedure":
        links.append(
            {
                "label": "Kết quả kiểm thử",
                "href": url_for("procedure.page", code=target.code, phan="kiem-thu"),
            }
        )
    return links


def _board(kind: str, code: str, agency: str) -> str:
    kept: dict[str, Any] = {"co-quan": agency} if agency else {}
    return url_for("board.page", kind=kind, code=code, **kept)


def head_links(target: EditTarget) -> list[dict[str, str]]:
    """Where the definition is tried out: a run through it, its screens and papers."""
    links = []
    if target.kind == "procedure":
        links.append(_link("simulation.page", "Chạy thử", code=target.code))
    if target.kind in PREVIEWED:
        links.append(_link("preview.page", "Xem trước", kind=target.kind, code=target.code))
    if target.kind in ("procedure", "policy", "calendar"):
        links.append(_link("what_if.page", "Tính thử thời hạn", kind=target.kind, code=target.code))
    return [link for link in links if link["href"]]


def _history_links(target: EditTarget) -> list[dict[str, str]]:
    kept: dict[str, Any] = {"kind": target.kind, "code": target.code}
    if target.agency:
        kept["co-quan"] = target.agency
    links = [
        _link("revision_sides.page", "Đối chiếu hai bản…", **kept),
        _link("revision_life.back", "Quay về bản trước…", **kept),
        _link("revision_life.ending", "Ngừng áp dụng…", **kept),
    ]
    if target.kind == "procedure":
        links.append(_link("migration.page", "Chuyển hồ sơ đang giải quyết…", code=target.code))
    return [link for link in links if link["href"]]


def _link(endpoint: str, label: str, **values: Any) -> dict[str, str]:
    """A link to a screen; without address when this installation does not have it."""
    known = endpoint in current_app.view_functions
    return {"label": label, "href": url_for(endpoint, **values) if known else ""}


def problem_lines(state: EditorState, kind: str) -> list[dict[str, Any]]:
    """The problems as the editor's script takes them: with place, remedy and corrections."""
    lines = state.text.split("\n")
    return [
        _problem(number, problem, state.places.get(number), kind, lines)
        for number, problem in enumerate(state.problems)
    ]


def _problem(
    number: int, problem: Problem, path: Path | None, kind: str, lines: Sequence[str]
) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "number": number,
        "code": problem.code,
        "severity": SEVERITIES[problem.severity],
        "message": problem.message,
        "remedy": problem.remedy,
        "corrections": [
            {**correction.as_json(), "path": list(split_pointer(correction.path))}
            for correction in problem.corrections
        ],
    }
    if path is not None:
        shown |= {"path": join_pointer(path), "tab": tab_of(kind, path), "where": place_words(kind, path)}
    place = problem.place
    if place.file not in ("", EDITOR_FILE) or not place.line:
        return {**shown, "place": str(place)} if place.file not in ("", EDITOR_FILE) else shown
    shown |= {"line": place.line, "column": place.column or 1}
    rest = lines[place.line - 1][max(place.column - 1, 0) :] if place.line <= len(lines) else ""
    quote = rest[:1] if rest[:1] in "'\"" else ""
    if problem.found and rest.removeprefix(quote).startswith(problem.found):
        start = shown["column"] + len(quote)
        shown |= {"column": start, "end_line": place.line, "end_column": start + len(problem.found)}
        if problem.fix is not None and not shown["corrections"]:
            shown["fix"] = {"label": f"Thay bằng “{problem.fix}”", "text": problem.fix}
    return shown
