"""What the parts of the counter share: whose desk it is, the form of a procedure, the page drawn from an entry."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template

from motcua.definitions.form import Form
from motcua.dossiers.field_error import FieldError
from motcua.services.competence import agencies_elsewhere, competent_agencies
from motcua.services.intake_drafts import new_draft_key
from motcua.services.intake_requests import DossierRequest, InvalidRequestError, weigh
from motcua.services.procedure_finder import ProcedureFinder
from motcua.services.rule_store import RulesMissingError
from motcua.web.screens.counter_entry import CounterEntry, to_request
from motcua.web.screens.counter_known import recognize
from motcua.web.screens.counter_view import CHANNELS, DELIVERIES, CounterPage, build_page
from motcua.web.security.current import current_actor, current_platform, may

FIND_KEYS = (
    {"key": ["↑", "↓"], "label": "Chọn"},
    {"key": "Enter", "label": "Mở thủ tục"},
    {"key": "1–9", "label": "Mở ngay"},
    {"key": "Esc", "label": "Xóa ô tìm"},
)
FORM_KEYS = (
    {"key": "F2", "label": "Tìm thủ tục"},
    {"key": "F4", "label": "Quét căn cước"},
    {"key": "Alt 1–4", "label": "Chuyển mục"},
    {"key": "Space", "label": "Tích giấy tờ"},
    {"key": "Ctrl Enter", "label": "Tiếp nhận, in"},
    {"key": "F8", "label": "Cần bổ sung"},
    {"key": "F9", "label": "Từ chối"},
)


def finder() -> ProcedureFinder:
    """The application's finder."""
    found: ProcedureFinder = current_app.extensions["motcua_finder"]
    return found


def desk_agency() -> str:
    """The agency whose counter the person sits at: of the one-stop position held, else their own."""
    actor = current_actor()
    seats = [one.agency for one in actor.holdings if one.position == "one-stop-officer"]
    return seats[0] if seats else actor.agency


def form_of(code: str) -> Form | None:
    """The form of a procedure as this counter uses it today."""
    platform = current_platform()
    platform.rules.refresh()
    try:
        bundle = platform.rules.bundle(code, desk_agency(), platform.today())
    except RulesMissingError:
        return None
    return bundle.form


def show_page(
    entry: CounterEntry,
    refusals: tuple[FieldError, ...] = (),
    status: int = 200,
    *,
    saved: bool = False,
    dialog: str = "",
) -> Any:
    """The reception page for an entry; ``dialog`` names the question to be open at once."""
    form = form_of(entry.procedure)
    entry, known = recognize(entry, form, desk_agency())
    wanted = to_request(entry, form, desk_agency())
    try:
        weighed = weigh(current_platform(), wanted, current_actor())
    except InvalidRequestError as error:
        return cannot_open(entry, wanted, error)
    names = shown(build_page(entry, weighed, refusals, known))
    saved_at = current_platform().now().strftime("%H:%M:%S") if saved else ""
    return render_template("counter/form.html", saved_at=saved_at, dialog=dialog, **names), status


def cannot_open(entry: CounterEntry, wanted: DossierRequest, error: InvalidRequestError) -> Any:
    """Without rules there is no form: say why, or ask which agency is to settle the dossier."""
    platform = current_platform()
    choices = []
    if any(one.code == "choose_agency" for one in error.problems):
        directory = platform.directory()
        procedure = platform.rules.definition("procedure", wanted.procedure, platform.today())
        competent = competent_agencies(directory, procedure, wanted.agency)
        competent = competent or agencies_elsewhere(directory, procedure, wanted.agency)
        choices = [(one, directory.agency(one).name) for one in competent]
    status = 200 if choices else 404 if any(one.path == "procedure" for one in error.problems) else 409
    page = render_template(
        "counter/cannot_open.html", entry=entry, problems=error.problems, choices=choices, keys=FIND_KEYS[:1]
    )
    return page, status


def _places(page: CounterPage) -> dict[str, Any]:
    """Which agencies may settle the dossier, and where the applicant may have been helped; empty where it is here."""
    request, directory = page.weighed.request, page.weighed.directory
    elsewhere = agencies_elsewhere(directory, page.weighed.bundle.procedure, request.agency)
    if not elsewhere:
        return {}
    codes = (*competent_agencies(directory, page.weighed.bundle.procedure, request.agency), *elsewhere)
    named = [(code, directory.agency(code).name) for code in codes]
    return {
        "settling": named,
        "chosen": request.competent_agency,
        "helped_at": request.helped_at,
        "open": bool(request.helped_at) or request.competent_agency != request.agency,
    }


def shown(page: CounterPage) -> dict[str, Any]:
    """What the templates of the reception page are given."""
    entry = page.entry
    return {
        "page": page,
        "entry": entry,
        "draft_key": entry.text("draft_key") or new_draft_key(),
        "places": _places(page),
        "deliveries": [{"value": value, "label": label} for value, label in DELIVERIES],
        "channel_names": CHANNELS,
        "keys": FORM_KEYS,
        "may_collect": may("can_collect_fee"),
    }
