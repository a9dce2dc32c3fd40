"""The bell: notices of the person signed in, newest first, until they are read."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from motcua.services.notice_inbox import COUNT_CAP, inbox, mark_read, unread_count
from motcua.web.screens.words import moment_line
from motcua.web.security.current import current_actor, current_platform, require
from motcua.web.typed_numbers import typed_number

blueprint = Blueprint("notice_inbox", __name__, url_prefix="/thong-bao")


class Unread:
    """How many notices the person signed in has not read; counted when a template draws the bell."""

    def __init__(self) -> None:
        self._count: int | None = None

    def _value(self) -> int:
        if self._count is None:
            try:
                with current_platform().database.read() as session:
                    self._count = unread_count(session, current_actor().user)
            except SQLAlchemyError:
                self._count = 0  # the page that says the database is away has a bell too
        return self._count

    def __bool__(self) -> bool:
        return self._value() > 0

    def __str__(self) -> str:
        return count_words(self._value())


def count_words(count: int) -> str:
    """A count as people read it."""
    return f"từ {COUNT_CAP}" if count >= COUNT_CAP else str(count)


@blueprint.get("")
@require()
def listing() -> Any:
    """A page of notices, all or the unread ones."""
    user = current_actor().user
    unread_only = request.args.get("loc") == "chua-doc"
    with current_platform().database.read() as session:
        page = inbox(
            session, user, unread_only=unread_only, before=typed_number(request.args.get("truoc", ""), 0)
        )
        count = unread_count(session, user)
    kept = "chua-doc" if unread_only else None
    return render_template(
        "notices/list.html",
        rows=page.rows,
        count=count,
        lead=f"{count_words(count)} thông báo chưa đọc." if count else "",
        unread_only=unread_only,
        filters=[
            {"label": "Tất cả", "href": url_for(".listing"), "active": not unread_only},
            {
                "label": "Chưa đọc",
                "href": url_for(".listing", loc="chua-doc"),
                "active": unread_only,
                "count": count,
            },
        ],
        older_url=url_for(".listing", loc=kept, truoc=page.next_id) if page.next_id else "",
        moment=moment_line,
    )


@blueprint.post("/<int:notice_id>/mo")
@require()
def open_one(notice_id: int) -> Response:
    """Mark a notice as read and go to its dossier."""
    platform = current_platform()
    with platform.database.write() as session:
        number = mark_read(session, current_actor().user, platform.now(), notice_id)
    if not number:
        abort(404)
    return redirect(url_for("dossier.show", number=number))


@blueprint.post("/da-doc")
@require()
def read_all() -> Response:
    """Mark every notice of the person as read."""
    platform = current_platform()
    with platform.database.write() as session:
        mark_read(session, current_actor().user, platform.now())
    return redirect(url_for(".listing"))
