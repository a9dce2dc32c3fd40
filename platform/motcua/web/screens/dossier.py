"""The dossier page: everything known of one dossier, and the acts of the person looking at it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from markupsafe import Markup

from motcua.dossiers.actions import status_name
from motcua.dossiers.commands import Assign, Comment
from motcua.dossiers.refusals import Refusal
from motcua.services.acting import DossierMissingError, act, find_dossier
from motcua.services.customers import twins_of
from motcua.services.dossier_reading import note_reading
from motcua.services.dossier_view import DossierView, view_dossier
from motcua.services.mentions import MentionRefusedError, find_mentions
from motcua.services.online_receipt import Acceptance, receive_submitted
from motcua.services.payment_codes import payment_image
from motcua.services.receiving import RefusedError
from motcua.services.surveys import keep_answers
from motcua.web.errors import answer_error
from motcua.web.screens.dossier_acts import Typed
from motcua.web.screens.dossier_commands import UnreadableError, read_command, typed_values
from motcua.web.screens.dossier_money import build_money, correction_fields
from motcua.web.screens.dossier_page import TABS, build_dossier_page, received_words
from motcua.web.screens.dossier_papers import build_paper_desk
from motcua.web.screens.dossier_result import build_result_desk
from motcua.web.screens.dossier_talk import delivery_log, mentionable
from motcua.web.screens.rail import find_screen
from motcua.web.screens.result_return import read_ratings
from motcua.web.security.current import current_actor, current_platform, current_scope, require
from motcua.web.typed_numbers import typed_number

blueprint = Blueprint("dossier", __name__, url_prefix="/ho-so/<number>")

STALE = frozenset({"stale_version", "step_not_active", "action_unknown", "received_before", "dossier_closed"})
KEYS = (
    {"key": "T", "label": "Việc chính của bước"},
    {"key": "G", "label": "Giấy tờ"},
    {"key": "L", "label": "Trao đổi"},
    {"key": ["[", "]"], "label": "Hồ sơ trước, sau"},
)


@blueprint.get("")
@require("can_read_dossier")
def show(number: str) -> Any:
    """The page of a dossier; that an outsider looked at it is written down."""
    return _page(number, Typed(), reading=True)


@blueprint.post("/viec")
@require("can_read_dossier")
def take_action(number: str) -> Any:
    """Press a button; what cannot be done leaves the page with everything that was typed."""
    posted, platform, actor = request.form, current_platform(), current_actor()
    if not posted.get("action"):
        abort(400)
    try:
        command = read_command(posted)
        if isinstance(command, Acceptance):
            state = receive_submitted(platform, actor, number, command)
        else:
            state = act(platform, actor, number, command)
    except UnreadableError as error:
        return _again(number, error.errors, (), 422)
    except RefusedError as error:
        return _refused(number, error.refusals)
    except DossierMissingError as error:
        return answer_error(404, str(error))
    if ratings := read_ratings(posted):
        keep_answers(platform, actor, number, ratings)
    words = posted.get("words", "").strip() or "Đã ghi nhận"
    flash(f"{words}: {state.number}.", "success")
    return redirect(_target(posted.get("next", ""), number))


@blueprint.post("/giao")
@require("can_read_dossier")
def assign(number: str) -> Any:
    """Give an open step to a person, or back to the common list."""
    posted = request.form
    version = posted.get("expected_version", "")
    command = Assign(
        posted.get("step", ""),
        posted.get("assignee", ""),
        posted.get("reason", "").strip(),
        typed_number(version, None),
    )
    try:
        act(current_platform(), current_actor(), number, command)
    except RefusedError as error:
        return _refused(number, error.refusals, action="assign")
    except DossierMissingError as error:
        return answer_error(404, str(error))
    flash("Đã giao việc.", "success")
    return redirect(url_for("dossier.show", number=number))


@blueprint.post("/trao-doi")
@require("can_read_dossier")
def comment(number: str) -> Any:
    """Write a remark; it never conflicts with anybody's work."""
    text = request.form.get("text", "")
    platform = current_platform()
    try:
        with platform.database.read(current_scope()) as session:
            row = find_dossier(session, number)
            mentions = find_mentions(session, row, text, request.form.getlist("mention"))
        act(platform, current_actor(), number, Comment(text, mentions))
    except MentionRefusedError as error:
        return _again(number, {}, [str(error)], 422, action="comment")
    except RefusedError as error:
        return _again(number, {}, [one.message for one in error.refusals], 422, action="comment")
    except DossierMissingError as error:
        return answer_error(404, str(error))
    return redirect(url_for("dossier.show", number=number, _anchor="trao-doi"))


def _target(wanted: str, number: str) -> str:
    """Where to go after an act: a page of this site, else the dossier."""
    parts = urlsplit(wanted)
    inside = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if inside and not parts.netloc else url_for("dossier.show", number=number)


def _refused(number: str, refusals: tuple[Refusal, ...], action: str = "") -> Any:
    stale = any(one.code in STALE for one in refusals)
    errors = {one.field: one.message for one in refusals if one.field and one.code not in STALE}
    general = [one.message for one in refusals if not one.field or one.code in STALE]
    return _again(number, errors, general, 409 if stale else 422, action=action)


def _again(number: str, errors: Any, general: Any, status: int, action: str = "") -> Any:
    posted = request.form
    typed = Typed(
        action=action or posted.get("action", ""),
        step=posted.get("step", ""),
        values=typed_values(posted),
        errors=errors,
        general=general,
    )
    return _page(number, typed, status)


def page_again(number: str, typed: Typed, status: int) -> Any:
    """The page of a dossier with what was typed into one of its dialogs and could not be carried out."""
    return _page(number, typed, status)


def _page(number: str, typed: Typed, status: int = 200, *, reading: bool = False) -> Any:
    platform, actor = current_platform(), current_actor()
    try:
        view = view_dossier(platform, actor, number)
    except DossierMissingError as error:
        return answer_error(404, str(error))
    if reading:
        note_reading(platform, actor, view.file.row)
    page = build_dossier_page(platform, actor, view, typed)
    tab = request.args.get("phan", "ho-so")
    asked = request.args.get("viec", "")
    opened = next((one.id for one in page.dialogs if typed.is_for(one.offered) or one.id == asked), "")
    now = platform.now()
    with platform.database.read(current_scope()) as session:
        twins = twins_of(session, page.row)
    shown = render_template(
        "dossier/show.html",
        twins=twins,
        money=build_money(view, actor, now, typed) if tab == "phi" else None,
        mentionable=mentionable(view, actor) if tab == "ho-so" else (),
        sent=delivery_log(platform, current_scope(), number) if tab == "nhat-ky" else (),
        # our own drawing of black squares, no text of anybody's
        payment=Markup(payment_image(platform, view.file)) if tab == "phi" else "",  # noqa: S704
        correction=correction_fields(view, actor, now, typed) if tab == "ban-in" else None,
        desk=build_paper_desk(platform, actor, view, request.args.get("tep", ""))
        if tab == "giay-to"
        else None,
        result=build_result_desk(platform, actor, view) if tab == "ket-qua" else None,
        page=page,
        view=view,
        row=page.row,
        typed=typed,
        opened=opened,
        problems=() if opened else (*typed.general, *typed.errors.values()),
        lost=_lost(typed, opened),
        conflict=_conflict(view) if status == 409 else "",
        received=received_words(view),
        national=status_name(view.state),
        tabs=_tabs(page, view, tab),
        tab=tab if tab in dict(TABS) else "ho-so",
        back=_came_from(),
        keys=KEYS,
    )
    return shown, status


def _lost(typed: Typed, opened: str) -> str:
    """Text typed for a button that is no longer there; it is shown so that it can be copied."""
    if opened or typed.action in {"", "comment", "correct"} or typed.action.startswith("money-"):
        return ""
    return str(typed.values.get("reason", ""))


def _conflict(view: DossierView) -> str:
    """Who changed the dossier last, for the notice of a conflict."""
    if not view.file.events:
        return ""
    last = view.file.events[-1]
    who = last.actor_name or view.names.get(last.actor, last.actor)
    return f"{who} vừa xử lý hồ sơ này lúc {last.at:%H:%M}. Phần bạn gõ còn nguyên, xem lại rồi làm tiếp."


def _tabs(page: Any, view: DossierView, tab: str) -> list[dict[str, Any]]:
    counts = {
        "giay-to": len(view.state.kept_files),
        "nhat-ky": len(view.file.events),
        "ban-in": len(page.prints) + len(page.more_prints),
    }
    return [
        {
            "label": label,
            "href": url_for("dossier.show", number=view.file.row.number, phan=name),
            "active": name == tab,
            "count": counts.get(name, 0),
        }
        for name, label in TABS
    ]


def _came_from() -> dict[str, str]:
    """The list the person came from, when the address names one."""
    screen = find_screen(request.args.get("tu", ""))
    if screen is None:
        return {"label": "Hồ sơ", "href": url_for("home.front")}
    return {"label": screen.name, "href": url_for("worklists.show", code=screen.code)}
