"""A work list as a person wants it: columns, saved filters, and the list as a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for

from motcua.definitions.screen import Screen, ScreenColumn
from motcua.reporting.layout import TitleBlock
from motcua.services.audit import Act, write_audit_entry
from motcua.services.list_choices import (
    ChoiceRefusedError,
    ListChoices,
    SavedFilter,
    choices_of,
    choose_columns,
    drop_filter,
    save_filter,
)
from motcua.services.report_exports import export_mark
from motcua.services.worklists import MAX_PAGE, ListQuery, ListRow, has_more_than, list_page
from motcua.spreadsheets.list_workbook import ListBook, ListCell, write_list
from motcua.spreadsheets.sheet_writing import Column, Page
from motcua.web.errors import answer_error
from motcua.web.screens.list_cells import PLAIN, cell
from motcua.web.screens.rail import find_screen
from motcua.web.screens.words import moment_line
from motcua.web.security.current import current_actor, current_platform, current_scope, require

blueprint = Blueprint("list_choices", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 20_000
CUT_SHORT = f"Chỉ có {MOST_ROWS:,} hồ sơ đầu danh sách. Chọn nhóm hoặc tìm hẹp hơn để tải hết.".replace(
    ",", "."
)
FURTHER = (
    ("clock", "Hạn"),
    ("number", "Mã hồ sơ"),
    ("applicant", "Người nộp"),
    ("procedure", "Thủ tục"),
    ("field_of_work", "Lĩnh vực"),
    ("waiting", "Việc cần làm"),
    ("assignee", "Người làm"),
    ("channel", "Kênh"),
    ("received", "Ngày nhận"),
    ("due", "Hẹn trả"),
    ("step_due", "Hạn của bước"),
    ("status", "Tình trạng"),
    ("agency", "Đơn vị"),
)
ALWAYS = "number"
MOMENTS = {"received": "received_at", "due": "due_at", "step_due": "step_due_at", "clock": "due_at"}
WIDTHS = {"applicant": 28, "procedure": 46, "waiting": 28, "field_of_work": 24, "agency": 28, "number": 24}


def offered_columns(screen: Screen, choices: ListChoices) -> list[dict[str, Any]]:
    """Every column a list may show, with those shown now."""
    shown = {one.value for one in with_columns(screen, choices).columns or PLAIN}
    own = {one.value: one.heading for one in screen.columns or PLAIN}
    return [
        {"value": value, "label": own.get(value, label), "shown": value in shown, "fixed": value == ALWAYS}
        for value, label in FURTHER
    ]


def choice_names(screen: Screen, choices: ListChoices) -> dict[str, Any]:
    """What the template of a list is given about the person's choices."""
    return {"saved_filters": choices.filters, "offered": offered_columns(screen, choices)}


def with_columns(screen: Screen, choices: ListChoices) -> Screen:
    """The list with the columns a person chose, in the list's own order; those it does not have come last."""
    if not choices.columns:
        return screen
    wanted = {*choices.columns, ALWAYS}
    own = [one for one in screen.columns or PLAIN if one.value in wanted]
    there = {one.value for one in own}
    more = [
        ScreenColumn(value, label, value)
        for value, label in FURTHER
        if value in wanted and value not in there
    ]
    return replace(screen, columns=(*own, *more))


def _back(code: str) -> Any:
    back = request.form.get("back", "")
    return redirect(back if back.startswith(f"/viec/{code}") else url_for("worklists.show", code=code))


@blueprint.post("/viec/<code>/cot")
@require()
def columns(code: str) -> Any:
    """Keep which columns the person wants to see."""
    screen = find_screen(code)
    if screen is None:
        return answer_error(404)
    known = {value for value, _ in FURTHER}
    wanted = [one for one in request.form.getlist("column") if one in known]
    choose_columns(current_platform(), current_actor(), code, wanted)
    flash("Đã đổi cột của danh sách." if wanted else "Danh sách về các cột ban đầu.", "success")
    return _back(code)


@blueprint.post("/viec/<code>/bo-loc")
@require()
def keep_filter(code: str) -> Any:
    """Keep the filter the list shows now, or throw a saved one away."""
    if find_screen(code) is None:
        return answer_error(404)
    posted, platform, actor = request.form, current_platform(), current_actor()
    if dropped := posted.get("drop", ""):
        drop_filter(platform, actor, code, dropped)
        flash("Đã bỏ bộ lọc.", "success")
        return _back(code)
    saved = SavedFilter(posted.get("name", ""), posted.get("loc", "")[:60], posted.get("q", "").strip()[:200])
    try:
        save_filter(platform, actor, code, saved)
        flash("Đã lưu bộ lọc.", "success")
    except ChoiceRefusedError as error:
        flash(str(error), "warning")
    return _back(code)


@blueprint.get("/tai-viec/<code>")
@require("can_export_list")
def workbook(code: str) -> Any:
    """The list with its filters as a workbook; that it was taken away is written down."""
    screen = find_screen(code)
    if screen is None:
        return answer_error(404)
    platform, actor = current_platform(), current_actor()
    chosen = next((one for one in screen.counters if one.id == request.args.get("loc", "")), None)
    text = request.args.get("q", "").strip()[:200]
    filters = (chosen.filter,) if chosen else ()
    query, now = ListQuery(text, filters, "", MAX_PAGE), platform.now()
    said = [chosen.name] if chosen else []
    said += [f"tìm “{text}”"] if text else []
    below = [f"Lọc: {', '.join(said) or 'tất cả'}", f"Lập lúc {moment_line(now)}"]
    target = io.BytesIO()
    with platform.database.read(current_scope()) as session:
        own = with_columns(screen, choices_of(session, actor.user, code)).columns or PLAIN
        if has_more_than(session, screen, actor, platform.directory(), now, (query, MOST_ROWS)):
            below.append(CUT_SHORT)
        title = TitleBlock(title=screen.name.upper(), left=(actor.full_name,), below=tuple(below))
        page = Page(mark=export_mark(actor, now))
        book = ListBook(screen.name, title, tuple(_heads(own)), page=page, made_at=now)
        found = islice(_every_row(session, screen, query), MOST_ROWS)
        count = write_list(book, (_cells(own, row) for row in found), target)
    with platform.database.write(current_scope()) as session:
        detail = {"filter": chosen.id if chosen else "", "searched": bool(text), "rows": count}
        write_audit_entry(session, actor, Act("export.list", "screen", code, detail), now)
    headers = {"Content-Disposition": f'attachment; filename="{code}-{now:%Y%m%d-%H%M}.xlsx"'}
    return Response(target.getvalue(), headers=headers, content_type=XLSX)


def _heads(columns: Sequence[ScreenColumn]) -> Iterator[Column]:
    for one in columns:
        if one.value == "clock":
            yield Column((one.heading,), width=18, format="datetime")
            yield Column(("Còn lại",), width=22)
        elif one.value in MOMENTS:
            yield Column((one.heading,), width=18, format="datetime")
        else:
            yield Column((one.heading,), width=WIDTHS.get(one.value, 18))


def _cells(columns: Sequence[ScreenColumn], row: ListRow) -> list[ListCell]:
    directory = current_platform().directory()
    cells: list[ListCell] = []
    for one in columns:
        if one.value in MOMENTS:
            cells.append(getattr(row, MOMENTS[one.value]))
            if one.value == "clock":
                cells.append(row.clock_words)
        else:
            drawn = cell(one.value, row, directory)
            cells.append(" ".join(part for part in (drawn["text"], drawn.get("sub", "")) if part))
    return cells


def _every_row(session: Any, screen: Screen, query: ListQuery) -> Iterator[ListRow]:
    """The rows of every page, as the rules of the list let this person see them now."""
    platform, actor = current_platform(), current_actor()
    directory, now = platform.directory(), platform.now()
    while True:
        page = list_page(session, screen, actor, directory, now, query)
        yield from page.rows
        if not page.next_cursor:
            return
        query = replace(query, cursor=page.next_cursor)
