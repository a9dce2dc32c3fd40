"""What supervisors see: figures that open their dossiers, load by agency, unit and person, work given anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from motcua.definitions.directory import Directory
from motcua.dossiers.parts import Lifecycle
from motcua.services.absent_work import absent_work, give_absent_work
from motcua.services.cursors import CursorError
from motcua.services.dossier_log import NO_DUE
from motcua.services.supervision import (
    FILTERS,
    NOBODY,
    Load,
    Part,
    edges_for,
    load_by_agency,
    load_by_person,
    officer_names,
    open_steps,
    people_for_steps,
    reassign,
    total_load,
)
from motcua.services.surveys import survey_figure
from motcua.services.worklists import clock_chip
from motcua.web.errors import answer_error
from motcua.web.screens.list_cells import agency_name
from motcua.web.screens.words import day_words, moment_line
from motcua.web.security.current import current_actor, current_platform, current_scope, may, require

blueprint = Blueprint("supervision", __name__, url_prefix="/giam-sat")

PAGE = 50
MOST_PAGES = 40
MOST_NAMED = 5
FILTER_NAMES = {
    "": "Đang mở",
    "late": "Quá hạn",
    "soon": "Sắp đến hạn",
    "waiting": "Đang dừng",
    "submitted": "Chờ tiếp nhận",
    "unassigned": "Chưa giao",
}
ENTRY = ("can_supervise", "can_assign", "can_view_dashboard")


def steps_url(agency: str = "", unit: str | None = None, person: str = "", which: str = "") -> str:
    """The open steps behind a figure."""
    asked: dict[str, Any] = {"don-vi": agency, "phong": unit, "nguoi": person, "loc": which}
    kept = {name: value for name, value in asked.items() if value or (name == "phong" and value is not None)}
    return url_for("supervision.steps", **kept)


@blueprint.get("")
@require(*ENTRY)
def overview() -> Any:
    """Figures of everything in scope, and the load of each agency, or of each person of one agency."""
    platform, actor = current_platform(), current_actor()
    directory, now = platform.directory(), platform.now()
    asked = request.args.get("don-vi", "")
    chosen = asked if asked and directory.knows(asked) and current_scope().covers(asked) else ""
    if not chosen and not may("can_supervise"):
        chosen = actor.agency
    edges = edges_for(directory, chosen or actor.agency, now)
    with platform.database.read(current_scope()) as session:
        total = total_load(session, edges, chosen)
        agencies = () if chosen else load_by_agency(session, edges)
        people = load_by_person(session, edges, chosen) if chosen else ()
        names = officer_names(session, [one.person for one in people if one.person])
        late, _more = open_steps(session, edges, Part(agency=chosen, filter="late"), "", 10)
        rating = survey_figure(session)
        names |= officer_names(session, [one.assignee for one in late if one.assignee])
        absent = absent_work(session, platform.today(), chosen) if may("can_assign") else ()
    figures = [
        {"label": "Việc đang mở", "value": total.open, "href": steps_url(chosen)},
        _figure("Quá hạn", total.late, steps_url(chosen, which="late"), "late"),
        _figure("Sắp đến hạn", total.soon, steps_url(chosen, which="soon"), "soon"),
        {"label": "Đang dừng theo luật", "value": total.waiting, "href": steps_url(chosen, which="waiting")},
        {
            "label": "Chưa giao người",
            "value": total.unassigned,
            "href": steps_url(chosen, which="unassigned"),
        },
    ]
    return render_template(
        "supervision/overview.html",
        figures=figures,
        chosen=chosen,
        title=directory.agency(chosen).name if chosen else directory.province_name,
        agencies=[(one, agency_name(directory, one.agency)) for one in agencies],
        people=_people(directory, people, names),
        late=[_line(one, directory, names) for one in late],
        total=total,
        rating=rating,
        absent=[(one, agency_name(directory, one.agency)) for one in absent],
        day_words=day_words,
        steps_url=steps_url,
        up=bool(chosen and may("can_supervise")),
    )


def _figure(label: str, value: int, href: str, kind: str) -> dict[str, Any]:
    return {"label": label, "value": value, "href": href, "kind": kind if value else ""}


def _people(directory: Directory, loads: Sequence[Load], names: dict[str, str]) -> list[dict[str, Any]]:
    units = {unit.id: unit.name for unit in directory.units(loads[0].agency)} if loads else {}
    return [
        {
            "load": one,
            "unit": units.get(one.unit, "Chung cơ quan") if one.unit else "Chung cơ quan",
            "name": names.get(one.person, one.person) if one.person else "Danh sách chung",
            "person": one.person or NOBODY,
        }
        for one in loads
    ]


def _line(one: Any, directory: Directory, names: dict[str, str]) -> dict[str, Any]:
    due = one.due_at if one.due_at != NO_DUE else None
    chip = clock_chip(Lifecycle(one.lifecycle), due, current_platform().now(), directory, one.agency_code)
    return {
        "number": one.number,
        "step": one.step,
        "step_name": one.step_name,
        "applicant": one.applicant_name,
        "procedure": one.procedure_name,
        "agency": agency_name(directory, one.agency_code),
        "person": names.get(one.assignee, one.assignee) or "Chưa giao",
        "kind": chip.kind,
        "words": chip.words,
        "due": moment_line(due),
    }


def _part() -> Part:
    args = request.args
    which = args.get("loc", "")
    return Part(
        args.get("don-vi", ""),
        args.get("phong") if "phong" in args else None,
        args.get("nguoi", ""),
        which if which in FILTERS else "",
    )


@blueprint.get("/viec")
@require(*ENTRY)
def steps() -> Any:
    """The open steps behind a figure; who assigns work may give them to others here."""
    platform, actor = current_platform(), current_actor()
    directory = platform.directory()
    part = _part()
    pages = [one for one in request.args.get("trang", "").split(".") if one][:MOST_PAGES]
    edges = edges_for(directory, part.agency or actor.agency, platform.now())
    try:
        with platform.database.read(current_scope()) as session:
            rows, more = open_steps(session, edges, part, pages[-1] if pages else "", PAGE)
            people = people_for_steps(platform, session, rows) if may("can_assign") else {}
            names = officer_names(session, [one.assignee for one in rows if one.assignee] + [part.person])
    except CursorError as error:
        return answer_error(400, str(error))

    def address(kept: list[str]) -> str:
        base = steps_url(part.agency, part.unit, part.person, part.filter)
        mark = "&" if "?" in base else "?"
        return f"{base}{mark}trang={'.'.join(kept)}" if kept else base

    whose = [agency_name(directory, part.agency)] if part.agency else ["mọi đơn vị trong phạm vi"]
    if part.person:
        whose.append("danh sách chung" if part.person == NOBODY else names.get(part.person, part.person))
    return render_template(
        "supervision/steps.html",
        lines=[_line(one, directory, names) for one in rows],
        people=people,
        part=part,
        title=FILTER_NAMES[part.filter],
        whose=", ".join(whose),
        filters=[
            {
                "label": label,
                "href": steps_url(part.agency, part.unit, part.person, name),
                "active": name == part.filter,
            }
            for name, label in FILTER_NAMES.items()
        ],
        here=address(pages),
        first=len(pages) * PAGE + 1,
        previous_url=address(pages[:-1]) if pages else "",
        next_url=address([*pages, more]) if more else "",
        back_url=_overview_url(part.agency),
    )


def _overview_url(agency: str) -> str:
    asked: dict[str, Any] = {"don-vi": agency} if agency else {}
    return url_for("supervision.overview", **asked)


@blueprint.post("/vang-mat")
@require("can_assign")
def give_absent() -> Any:
    """Hand on everything open of one person who is away or gone: to the substitute, or to the common list."""
    posted = request.form
    agency, user = posted.get("agency", ""), posted.get("user", "")
    to = "" if posted.get("to") == NOBODY else posted.get("to", "")
    if not agency or not user:
        flash("Chưa chọn người vắng mặt.", "warning")
        return redirect(url_for("supervision.overview"))
    done, failed = give_absent_work(current_platform(), current_actor(), agency, user, to)
    _tell(done, failed)
    return redirect(_overview_url(agency))


@blueprint.post("/giao")
@require("can_assign")
def give() -> Any:
    """Give the chosen steps to one person, or back to the common list."""
    posted = request.form
    back = posted.get("back", "")
    target = back if back.startswith("/giam-sat/") else url_for("supervision.overview")
    chosen = []
    for text in posted.getlist("step")[:200]:
        number, mark, step = text.partition("|")
        if mark:
            chosen.append((number, step))
    if not chosen:
        flash("Chưa chọn việc nào. Chọn ở đầu dòng rồi giao.", "warning")
        return redirect(target)
    assignee = posted.get("assignee", "")
    if not assignee:
        flash("Chưa chọn người nhận. Chọn một người, hoặc “Danh sách chung”.", "warning")
        return redirect(target)
    user = "" if assignee == NOBODY else assignee
    reason = posted.get("reason", "").strip()[:500]
    done, failed = reassign(current_platform(), current_actor(), chosen, user, reason)
    _tell(done, failed)
    return redirect(target)


def _tell(done: Sequence[str], failed: dict[str, str]) -> None:
    if done:
        flash(f"Đã giao lại {len(done)} việc.", "success")
    if failed:
        named = " ".join(f"{number}: {why}" for number, why in list(failed.items())[:MOST_NAMED])
        flash(f"{len(failed)} việc chưa giao được. {named}", "warning")
