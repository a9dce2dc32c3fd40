"""Dossiers: receive, read, list, act, print."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from motcua.definitions.procedure import Channel
from motcua.definitions.screen import Scope, Screen
from motcua.dossiers.commands import Act, Command, FeeCharge, Pay, RefuseIntake
from motcua.dossiers.field_error import FieldError
from motcua.dossiers.record_parts import Delivery, DeliveryWay
from motcua.services.access import ForbiddenError
from motcua.services.acting import DossierMissingError, act_on, find_dossier
from motcua.services.dossier_json import as_json
from motcua.services.dossier_reading import note_reading
from motcua.services.dossier_view import view_acted_on, view_dossier, view_taken_in
from motcua.services.intake_requests import InvalidRequestError
from motcua.services.online_receipt import Acceptance, receive_submitted
from motcua.services.papers import FORMATS, PaperMissingError, Printing, compose, render
from motcua.services.receiving import receive_dossier, submit_online
from motcua.services.roles import ACTING
from motcua.services.tracking import track
from motcua.services.worklists import MAX_PAGE, ListQuery, list_page
from motcua.storage.scope import Scope as RowScope
from motcua.web.api.answers import answer, explained
from motcua.web.api.bodies import ActionBody, DossierBody
from motcua.web.api.body_reading import idempotency_key, read_body
from motcua.web.api.dossier_requests import requested
from motcua.web.security.current import current_actor, current_platform, current_scope, require_token

blueprint = Blueprint("api_dossiers", __name__, url_prefix="/api/v1/dossiers")

API_LIST = Screen(code="api", name="API", scope=Scope.AGENCY, sort="newest", page_size=50)


@blueprint.post("")
@require_token("can_use_api")
@explained
def create() -> Response:
    """Receive a dossier."""
    body = read_body(DossierBody)
    actor, platform = current_actor(), current_platform()
    wanted = requested(body, body.agency or actor.agency)
    key = idempotency_key()
    if "can_receive" in actor.permissions:
        taken = receive_dossier(platform, actor, wanted, key)
        shown = as_json(view_taken_in(platform, actor, taken), platform.directory())
        return answer(shown, 201, {"Location": f"/api/v1/dossiers/{taken.number}"})
    if wanted.channel is not Channel.ONLINE:
        raise ForbiddenError("Tài khoản này chỉ nộp được hồ sơ trực tuyến. Đặt channel là online.")
    number = submit_online(platform, actor, wanted, key)
    try:
        shown = as_json(view_dossier(platform, actor, number), platform.directory())
    except DossierMissingError:
        # whoever submits for another agency sees what any holder of the number sees
        shown = track(platform, number)
    return answer(shown, 201, {"Location": f"/api/v1/dossiers/{number}"})


@blueprint.get("")
@require_token("can_search_dossier")
@explained
def search() -> Response:
    """A page of the dossiers the caller may see, newest first."""
    actor, platform = current_actor(), current_platform()
    platform.rules.refresh()
    args = request.args
    size = _size(args.get("size", ""))
    screen = API_LIST
    scope = current_scope()
    if agency := args.get("agency", ""):
        below = platform.directory().below(agency) if platform.directory().knows(agency) else (agency,)
        wanted = frozenset(below)
        scope = RowScope.of(wanted if scope.agencies is None else wanted & scope.agencies, "lọc theo cơ quan")
    if scope.is_everything or agency:
        screen = _with(screen, scope=Scope.PROVINCE)
    if state := args.get("state", ""):
        screen = _with(screen, states=tuple(state.split(",")))
    query = ListQuery(args.get("q", ""), (), args.get("cursor", ""), size)
    with platform.database.read(scope) as session:
        page = list_page(session, screen, actor, platform.directory(), platform.now(), query)
    rows = [
        {
            "number": row.number,
            "procedure": {"code": row.procedure_code, "name": row.procedure},
            "applicant": row.applicant,
            "agency": row.agency,
            "status": row.lifecycle,
            "official_status": row.official_status,
            "received_at": row.received_at.isoformat(),
            "due_at": row.due_at.isoformat() if row.due_at else None,
            "clock": {"kind": row.clock_kind, "words": row.clock_words},
        }
        for row in page.rows
    ]
    return answer({"items": rows, "next_cursor": page.next_cursor or None})


def _with(screen: Screen, **changes: Any) -> Screen:
    values = {"code": screen.code, "name": screen.name, "scope": screen.scope, "states": screen.states}
    return Screen(sort=screen.sort, page_size=screen.page_size, **(values | changes))


def _size(text: str) -> int:
    if not text:
        return 0
    if not text.isdecimal() or not 1 <= int(text) <= MAX_PAGE:
        message = f"Số dòng một trang là số nguyên từ 1 đến {MAX_PAGE}."
        raise InvalidRequestError((FieldError("size", "wrong_size", message),))
    return int(text)


@blueprint.get("/<number>")
@require_token("can_read_dossier")
@explained
def show(number: str) -> Response:
    """One dossier with what the caller may do now; that an outsider read it is written down."""
    platform, actor = current_platform(), current_actor()
    view = view_dossier(platform, actor, number)
    note_reading(platform, actor, view.file.row)
    return answer(as_json(view, platform.directory()))


@blueprint.post("/<number>/actions")
@require_token(*ACTING)
@explained
def take_action(number: str) -> Response:
    """Carry out one of the offered actions."""
    body = read_body(ActionBody)
    platform, actor = current_platform(), current_actor()
    key = idempotency_key()
    if body.action == "receive":
        acceptance = Acceptance(body.assignee, body.due_at, body.due_reason, body.expected_version)
        receive_submitted(platform, actor, number, acceptance, key)
        view = view_dossier(platform, actor, number)
    else:
        view = view_acted_on(platform, actor, act_on(platform, actor, number, _command(body), key))
    return answer(as_json(view, platform.directory()))


def _command(body: ActionBody) -> Command:
    match body.action:
        case "pay":
            return Pay(
                method=body.method,
                receipt=body.receipt.strip(),
                expected_version=body.expected_version,
                issue_receipt=True,
            )
        case "refuse_intake":
            return RefuseIntake(body.reason, expected_version=body.expected_version)
    return Act(
        action=body.action,
        step=body.step,
        reason=body.reason,
        answers=body.answers,
        assignee=body.assignee,
        documents=tuple(body.documents),
        items=tuple(body.items),
        deadline=body.deadline,
        basis=body.basis,
        document=body.document,
        outcome=body.outcome,
        fees=tuple(
            FeeCharge(f"nghia-vu-{place}", one.name.strip(), "other", one.amount, "by_request")
            for place, one in enumerate(body.fees, start=1)
        ),
        expected_version=body.expected_version,
        delivery=_delivery(body),
    )


def _delivery(body: ActionBody) -> Delivery | None:
    given = body.delivery
    if given is None:
        return None
    return Delivery(
        DeliveryWay.COUNTER,
        receiver=given.receiver.strip(),
        receiver_paper=given.receiver_paper.strip(),
        note=given.note.strip(),
    )


@blueprint.get("/<number>/prints/<paper>")
@require_token("can_print")
@explained
def print_paper(number: str, paper: str) -> Response:
    """An official paper of the dossier as PDF, DOCX or HTML."""
    platform, actor = current_platform(), current_actor()
    kind = request.args.get("format", "pdf")
    if kind not in FORMATS:
        raise PaperMissingError(f"Không có định dạng “{kind}”. Chọn một trong: {', '.join(FORMATS)}.")
    platform.rules.refresh()
    with platform.database.read(current_scope()) as session:
        row = find_dossier(session, number)
        made = compose(platform, session, row, Printing(number, paper, actor.full_name))
    content, media_type = render(made, kind)
    headers = (
        {} if kind == "html" else {"Content-Disposition": f'inline; filename="{paper}-{row.number}.{kind}"'}
    )
    return Response(content, headers=headers, content_type=media_type)
