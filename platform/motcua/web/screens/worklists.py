"""Work lists: one view for every screen definition, with counters as filters, search, pages and bulk acts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from motcua.definitions.screen import Screen
from motcua.services.acting import act_on_many
from motcua.services.list_choices import choices_of
from motcua.services.worklists import CursorError, ListQuery, count_filters, list_page
from motcua.web.errors import answer_error
from motcua.web.screens.bulk_acts import (
    BULK_WORDS,
    assign_command,
    bulk_buttons,
    can_of_rows,
    people_of,
    press_command,
)
from motcua.web.screens.list_cells import common_prefix, describe_columns, describe_rows
from motcua.web.screens.list_choices import choice_names, with_columns
from motcua.web.screens.rail import (
    count_all,
    count_words,
    find_screen,
    is_work,
    my_screens,
    remember_count,
)
from motcua.web.security.current import current_actor, current_platform, current_scope, require

blueprint = Blueprint("worklists", __name__, url_prefix="/viec")

MOST_PAGES = 40
MOST_NAMED = 5
KEYS = (
    {"key": ["↑", "↓"], "label": "Chuyển dòng"},
    {"key": "Space", "label": "Chọn"},
    {"key": "Enter", "label": "Mở"},
    {"key": "/", "label": "Lọc"},
)


@blueprint.get("/<code>")
@require()
def show(code: str) -> Any:
    """A page of a list."""
    screen = find_screen(code)
    if screen is None:
        return answer_error(404, "Không có danh sách này, hoặc danh sách không dành cho chức danh của bạn.")
    platform, actor = current_platform(), current_actor()
    directory, now = platform.directory(), platform.now()
    chosen = next((one for one in screen.counters if one.id == request.args.get("loc", "")), None)
    pages = [one for one in request.args.get("trang", "").split(".") if one][:MOST_PAGES]
    text = request.args.get("q", "").strip()[:200]
    query = ListQuery(text, (chosen.filter,) if chosen else (), pages[-1] if pages else "")
    try:
        with platform.database.read(current_scope()) as session:
            page = list_page(session, screen, actor, directory, now, query)
            choices = choices_of(session, actor.user, code)
            counts = count_filters(session, screen, actor, directory, now)
            remember_count(screen, counts["all"])
            buttons = bulk_buttons(platform, session, screen, page.rows)
            people = (
                people_of(session, page.rows, platform.today()) if "assign" in screen.bulk_actions else ()
            )
    except CursorError as error:
        return answer_error(400, str(error))
    total = None if text else counts[chosen.id if chosen else "all"]
    own, screen = screen, with_columns(screen, choices)
    return render_template(
        "worklist/show.html",
        screen=screen,
        rows=describe_rows(screen, page.rows, directory, can_of_rows(buttons, page.rows)),
        columns=describe_columns(screen),
        counters=_counters(screen, counts, chosen.id if chosen else "", text),
        groups=_groups(screen),
        buttons=buttons,
        people=people,
        prefix=common_prefix(page.rows),
        text=text,
        chosen=chosen.id if chosen else "",
        lead=_lead(screen, counts["all"]),
        first=len(pages) * screen.page_size + 1,
        total=count_words(total) if total is not None else None,
        previous_url=_address(code, chosen, text, pages[:-1]) if pages else "",
        next_url=_address(code, chosen, text, [*pages, page.next_cursor]) if page.next_cursor else "",
        here=_address(code, chosen, text, pages),
        **choice_names(own, choices),
        keys=_keys(buttons),
    )


def _keys(buttons: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    own = ({"key": one["key"], "label": one["label"]} for one in buttons if one["key"])
    return (*KEYS[:3], *own, KEYS[3])


def _address(code: str, chosen: Any, text: str, pages: Sequence[str]) -> str:
    filtered = chosen.id if chosen else None
    return url_for("worklists.show", code=code, loc=filtered, q=text or None, trang=".".join(pages) or None)


def _lead(screen: Screen, count: int) -> str:
    if not count:
        return ""
    words = {
        "mine": "hồ sơ được giao cho bạn hoặc chờ chức danh của bạn.",
        "position": "hồ sơ chờ chức danh của bạn.",
        "agency": "hồ sơ của cơ quan.",
        "below": "hồ sơ của cơ quan và cấp dưới.",
        "province": "hồ sơ toàn tỉnh.",
    }
    return f"{count_words(count)} {words[screen.scope.value]}"


def _counters(screen: Screen, counts: dict[str, int], chosen: str, text: str) -> list[dict[str, Any]]:
    def address(name: str | None) -> str:
        return url_for("worklists.show", code=screen.code, loc=name, q=text or None)

    shown: list[dict[str, Any]] = [
        {"label": "Tất cả", "href": address(None), "count": count_words(counts["all"]), "active": not chosen}
    ]
    for one in screen.counters:
        kind = one.kind if one.kind in {"late", "soon", "wait", "ok"} and counts.get(one.id) else ""
        shown.append(
            {
                "label": one.name,
                "href": address(one.id),
                "count": count_words(counts.get(one.id, 0)),
                "kind": kind,
                "active": chosen == one.id,
            }
        )
    return shown


def _groups(current: Screen) -> list[dict[str, Any]]:
    screens = my_screens()
    counts = count_all(screens)
    groups: dict[str, list[dict[str, Any]]] = {"Cần xử lý": [], "Đang chờ": [], "Tra cứu": []}
    for screen in screens:
        title = (
            "Đang chờ"
            if screen.states and not is_work(screen)
            else "Cần xử lý"
            if is_work(screen)
            else "Tra cứu"
        )
        number = counts[screen.code]
        groups[title].append(
            {
                "label": screen.name,
                "href": url_for("worklists.show", code=screen.code),
                "count": count_words(number),
                "kind": "late" if screen.filter == "late" and number else "",
                "active": screen.code == current.code,
            }
        )
    return [{"title": title, "items": items} for title, items in groups.items() if items]


@blueprint.post("/<code>/hang-loat")
@require()
def act_in_bulk(code: str) -> Any:
    """Do the same with every chosen dossier; the summary says which were done and why others were not."""
    screen = find_screen(code)
    wanted = request.form.get("act", "")
    if screen is None or wanted not in screen.bulk_actions:
        return answer_error(404, "Danh sách này không có việc hàng loạt đó.")
    back = request.form.get("back", "")
    target = back if back.startswith(f"/viec/{code}") else url_for("worklists.show", code=code)
    numbers = request.form.getlist("dossier")[:200]
    if not numbers:
        flash("Chưa chọn hồ sơ nào. Chọn ở đầu dòng rồi làm lại.", "warning")
        return redirect(target)
    platform, actor = current_platform(), current_actor()
    assignee = request.form.get("assignee", "")
    if wanted == "assign" and not assignee:
        flash("Chưa chọn người nhận việc.", "warning")
        return redirect(target)
    with platform.database.read(current_scope()) as session:
        commands = (
            assign_command(session, numbers, assignee)
            if wanted == "assign"
            else press_command(platform, session, actor, numbers, wanted)
        )
    known = [number for number in numbers if number in commands]
    done, failed = act_on_many(platform, actor, known, commands.__getitem__)
    failed |= {number: "việc này phải làm trên từng hồ sơ" for number in numbers if number not in commands}
    if done:
        flash(f"{BULK_WORDS[wanted]} {len(done)} hồ sơ.", "success")
    if failed:
        named = [f"{number}: {why}" for number, why in list(failed.items())[:MOST_NAMED]]
        more = f" và {len(failed) - MOST_NAMED} hồ sơ khác" if len(failed) > MOST_NAMED else ""
        flash(f"{len(failed)} hồ sơ chưa làm được. {' '.join(named)}{more}", "warning")
    return redirect(target)
