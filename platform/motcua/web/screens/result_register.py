"""The book of results, and the results nobody has come for."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for

from motcua.services.outcome_check import Standing
from motcua.services.outcome_register import RegisterColumns, register_page, registers_in_force
from motcua.web.security.current import current_platform, current_scope, require

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
