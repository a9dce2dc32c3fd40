"""The book of results, and the results nobody has come for."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for

from motcua.services.list_papers import list_paper
from motcua.services.outcome_check import Standing
from motcua.services.outcome_register import RegisterColumns, register_page, registers_in_force
from motcua.services.papers import PaperMissingError, render
from motcua.services.register_cover import MOST_PAGES, Volume, register_cover
from motcua.web.errors import answer_error
from motcua.web.screens.counter_desk import desk_agency
from motcua.web.security.current import current_actor, current_platform, current_scope, require

blueprint = Blueprint("result_register", __name__, url_prefix="/so-ket-qua")

LOOKS = {
    Standing.VALID: ("ok", "check-circle"),
    Standing.EXPIRED: ("idle", "clock-history"),
    Standing.REVOKED: ("late", "slash-circle"),
    Standing.REPLACED: ("idle", "arrow-repeat"),
}


@blueprint.get("")
@require("can_read_dossier")
def show() -> Any:
    """A page of the book."""
    platform = current_platform()
    query, waiting = request.args.get("q", "")[:100], request.args.get("loc") == "chua-nhan"
    after = request.args.get("sau", "")
    platform.rules.refresh()
    books = registers_in_force(platform.rules, platform.today())
    book = next((one for one in books if one.code == request.args.get("so", "")), None)
    columns = RegisterColumns(platform.rules, book, platform.today()) if book else None
    with platform.database.read(current_scope()) as session:
        page = register_page(
            session,
            platform.today(),
            query=query,
            uncollected=waiting,
            after=int(after) if after.isdecimal() and len(after) < 18 else 0,
            columns=columns,
        )
    kept: dict[str, Any] = {
        "q": query or None,
        "loc": "chua-nhan" if waiting else None,
        "so": book.code if book else None,
    }
    following = url_for("result_register.show", **kept, sau=page.after) if page.after else ""
    return render_template(
        "archive/register.html",
        page=page,
        query=query,
        waiting=waiting,
        looks=LOOKS,
        today=platform.today(),
        next=following,
        books=books,
        book=book,
    )


def _within(text: str, least: int, most: int, otherwise: int) -> int:
    """A typed number within bounds, else the usual one."""
    given = int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else otherwise
    return given if least <= given <= most else otherwise


@blueprint.get("/bia/<kind>")
@require("can_read_dossier")
def cover(kind: str) -> Any:
    """The cover of a book's volume of a year, as PDF or Word."""
    platform = current_platform()
    platform.rules.refresh()
    books = registers_in_force(platform.rules, platform.today())
    book = next((one for one in books if one.code == request.args.get("so", "")), None)
    if book is None or kind not in {"pdf", "docx"}:
        abort(404)
    today = platform.today()
    volume = Volume(
        book,
        desk_agency(),
        _within(request.args.get("nam", ""), 2000, today.year, today.year),
        request.args.get("quyen", "").strip()[:20] or "01",
        _within(request.args.get("trang", ""), 0, MOST_PAGES, 0),
    )
    with platform.database.read(current_scope()) as session:
        content = register_cover(session, volume, platform.now(), current_actor().full_name)
    try:
        made, media_type = render(list_paper(platform, content), kind)
    except PaperMissingError as error:
        return answer_error(404, str(error))
    way = "inline" if kind == "pdf" else "attachment"
    headers = {"Content-Disposition": f'{way}; filename="bia-so-{book.code}-{volume.year}.{kind}"'}
    return Response(made, headers=headers, content_type=media_type)
