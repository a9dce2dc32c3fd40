"""Receiving many by API: a batch with one slip, and refusing at the counter."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from flask import Blueprint, Response, request

from motcua.dossiers.commands import Pay
from motcua.dossiers.field_error import FieldError
from motcua.services.acting import act
from motcua.services.dossier_json import as_json
from motcua.services.dossier_list_papers import list_on_paper
from motcua.services.dossier_lists import ListRefusedError, batch_of, find_list, make_batch
from motcua.services.dossier_view import view_dossier
from motcua.services.idempotency import Request, earlier_answer, remember, request_hash, wait_for_twin
from motcua.services.intake_requests import DossierRequest, InvalidRequestError, weigh
from motcua.services.list_papers import list_paper
from motcua.services.papers import FORMATS, PaperMissingError, render
from motcua.services.receiving import RefusedError, receive, refuse_at_intake
from motcua.web.api.answers import answer, explained
from motcua.web.api.bodies import BatchBody, BatchRowPart, RefusalBody
from motcua.web.api.body_reading import idempotency_key, read_body
from motcua.web.api.dossier_requests import requested
from motcua.web.problem_details import problem
from motcua.web.security.current import current_actor, current_platform, current_scope, may, require_token

blueprint = Blueprint("api_batches", __name__, url_prefix="/api/v1")

MOST_ROWS = 100
LONGEST_KEY = 100


@blueprint.post("/refusals")
@require_token("can_receive")
@explained
def refuse() -> Response:
    """Do not receive what somebody brought; it gets a number and a slip with the reason all the same."""
    body, platform, actor = read_body(RefusalBody), current_platform(), current_actor()
    wanted = requested(body, body.agency or actor.agency)
    number = refuse_at_intake(platform, actor, wanted, body.reason, idempotency_key())
    shown = as_json(view_dossier(platform, actor, number), platform.directory())
    return answer(shown, 201, {"Location": f"/api/v1/dossiers/{number}"})


@blueprint.post("/batches")
@require_token("can_receive")
@explained
def receive_batch() -> Response:
    """Receive what one person hands in at once: nothing is received while any row has a problem."""
    body, platform, actor = read_body(BatchBody), current_platform(), current_actor()
    if not 1 <= len(body.rows) <= MOST_ROWS:
        message = f"Mỗi lần nhận từ 1 đến {MOST_ROWS} hồ sơ. Chia thành nhiều lần."
        raise InvalidRequestError((FieldError("rows", "wrong_count", message),))
    platform.rules.refresh()
    common = requested(body, body.agency or actor.agency)
    wanted = [_of_row(common, row) for row in body.rows]
    problems = tuple(
        FieldError(f"rows[{index}].{one.path}", one.code, one.message)
        for index, each in enumerate(wanted)
        for one in weigh(platform, each, actor).evaluation.problems
    )
    if problems:
        raise InvalidRequestError(problems)
    given = idempotency_key()
    _claim(given, body)
    key = (given or uuid4().hex)[:LONGEST_KEY]
    numbers = [receive(platform, actor, each, f"{key}-{index}") for index, each in enumerate(wanted)]
    if body.paid and may("can_collect_fee"):
        for index, number in enumerate(numbers):
            _collect(number, f"{key}-thu-{index}")
    return _shown(_kept_together(numbers, common), 201)


def _claim(key: str, body: BatchBody) -> None:
    """Take a key for this batch as a whole; one with other rows under it is another request.

    Raises ``KeyReusedError``.
    """
    platform, actor = current_platform(), current_actor()
    asked = Request(actor.user, "batch", key, request_hash(body))
    if not key:
        return
    with platform.database.write(current_scope()) as session:
        wait_for_twin(session, asked)
        if earlier_answer(session, asked) is None:
            remember(session, asked, {}, platform.now())


def _of_row(common: DossierRequest, row: BatchRowPart) -> DossierRequest:
    """What is common, with what the row says instead."""
    return replace(
        common,
        owner=row.owner or common.owner,
        answers={**common.answers, **row.answers},
        summary=row.summary or common.summary,
    )


def _collect(number: str, key: str) -> None:
    try:
        act(current_platform(), current_actor(), number, Pay(issue_receipt=True), key)
    except RefusedError as error:
        if any(one.code != "nothing_owed" for one in error.refusals):
            raise


def _kept_together(numbers: list[str], common: DossierRequest) -> int:
    """The list of the batch; the same one when the request came before."""
    platform, actor = current_platform(), current_actor()
    with platform.database.read(current_scope()) as session:
        known = batch_of(session, numbers[0])
    if known is not None:
        return known
    title = platform.rules.definition("procedure", common.procedure, platform.today()).name
    return make_batch(platform, actor, numbers, str(common.applicant.get("full_name", "")), title)


@blueprint.get("/lists/<int:list_id>")
@require_token("can_receive", "can_process")
@explained
def show(list_id: int) -> Response:
    """A batch or a hand-over list with its dossiers."""
    return _shown(list_id)


def _shown(list_id: int, status: int = 200) -> Response:
    try:
        with current_platform().database.read(current_scope()) as session:
            row, items = find_list(session, list_id)
            body = {
                "id": row.id,
                "kind": row.kind,
                "number": row.number,
                "giver": row.giver_name,
                "receiver": row.receiver_name,
                "from": row.from_name,
                "to": row.to_name,
                "items": [{"dossier": one.number, "arrived": one.arrived, "note": one.note} for one in items],
            }
    except ListRefusedError as error:
        return problem(404, str(error))
    return answer(body, status)


@blueprint.get("/lists/<int:list_id>/print")
@require_token("can_receive", "can_process")
@explained
def print_list(list_id: int) -> Response:
    """The list on paper."""
    kind = request.args.get("format", "pdf")
    if kind not in FORMATS:
        raise PaperMissingError(f"Không có định dạng “{kind}”. Chọn một trong: {', '.join(FORMATS)}.")
    platform = current_platform()
    platform.rules.refresh()
    try:
        with platform.database.read(current_scope()) as session:
            content = list_on_paper(session, list_id)
    except ListRefusedError as error:
        return problem(404, str(error))
    made, media_type = render(list_paper(platform, content), kind)
    headers = {"Content-Disposition": f'inline; filename="{content.head["number"]}.{kind}"'}
    return Response(made, headers=headers if kind != "html" else {}, content_type=media_type)
