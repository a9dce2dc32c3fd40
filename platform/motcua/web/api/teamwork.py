"""Working together by API: work given to a person, remarks, corrections of the slip, delegations, notices."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from motcua.dossiers.commands import Assign, Comment, CorrectReceipt
from motcua.dossiers.field_error import FieldError
from motcua.services.acting import act_on, find_dossier
from motcua.services.delegations import (
    DelegationLine,
    DelegationRefusedError,
    NewDelegation,
    delegations_of,
    end_delegation,
    make_delegation,
)
from motcua.services.dossier_json import as_json
from motcua.services.dossier_view import view_acted_on
from motcua.services.intake_requests import InvalidRequestError
from motcua.services.mentions import MentionRefusedError, find_mentions
from motcua.services.notice_inbox import inbox
from motcua.services.receipt_corrections import CorrectionRefusedError, read_changes
from motcua.services.roles import ACTING
from motcua.web.api.answers import answer, explained
from motcua.web.api.bodies import AssignmentBody, CommentBody, CorrectionBody, DelegationBody
from motcua.web.api.body_reading import idempotency_key, read_body
from motcua.web.screens.dossier_talk import delivery_log
from motcua.web.security.current import current_actor, current_platform, current_scope, require_token

blueprint = Blueprint("api_teamwork", __name__, url_prefix="/api/v1")

LENDERS = ("can_process", "can_assign")
MOST_DIGITS = 12


def _carry_out(number: str, command: Assign | Comment | CorrectReceipt) -> Response:
    platform, actor = current_platform(), current_actor()
    acted = act_on(platform, actor, number, command, idempotency_key())
    return answer(as_json(view_acted_on(platform, actor, acted), platform.directory()))


@blueprint.post("/dossiers/<number>/assignments")
@require_token(*ACTING)
@explained
def assign(number: str) -> Response:
    """Give an open step to a person, or back to the common list."""
    body = read_body(AssignmentBody)
    return _carry_out(number, Assign(body.step, body.assignee, body.reason.strip(), body.expected_version))


@blueprint.post("/dossiers/<number>/comments")
@require_token("can_read_dossier")
@explained
def comment(number: str) -> Response:
    """Write a remark, for the people mentioned above all."""
    body = read_body(CommentBody)
    try:
        with current_platform().database.read(current_scope()) as session:
            mentions = find_mentions(session, find_dossier(session, number), body.text, body.mentions)
    except MentionRefusedError as error:
        raise InvalidRequestError((FieldError("mentions", "unknown_person", str(error)),)) from error
    return _carry_out(number, Comment(body.text, mentions))


@blueprint.post("/dossiers/<number>/corrections")
@require_token("can_receive")
@explained
def correct(number: str) -> Response:
    """Correct what was written at intake; the slip is issued again under a new number, with the reason."""
    body, platform = read_body(CorrectionBody), current_platform()
    try:
        with platform.database.read(current_scope()) as session:
            row = find_dossier(session, number)
            changes = read_changes(row, body.changes, platform.today())
    except CorrectionRefusedError as error:
        problems = tuple(FieldError(f"changes.{one.path}", one.code, one.message) for one in error.problems)
        raise InvalidRequestError(problems) from error
    if not changes:
        message = "Chưa có gì thay đổi. Sửa một mục rồi cấp lại giấy, hoặc in lại giấy cũ."
        raise InvalidRequestError((FieldError("changes", "nothing_changed", message),))
    return _carry_out(number, CorrectReceipt(body.reason, changes, expected_version=body.expected_version))


@blueprint.get("/dossiers/<number>/messages")
@require_token("can_read_dossier")
@explained
def messages(number: str) -> Response:
    """Every attempt to tell somebody outside about the dossier, the newest first; addresses are masked."""
    lines = delivery_log(current_platform(), current_scope(), number)
    items = [
        {
            "title": one["title"],
            "channel": one["channel"],
            "to": one["to"],
            "at": one["at"],
            "attempt": one["attempt"],
            "result": one["status"]["word"],
            "error": one["error"],
        }
        for one in lines
    ]
    return answer({"items": items})


@blueprint.get("/notices")
@require_token("can_use_api")
@explained
def notices() -> Response:
    """What the caller was told on screen, the newest first."""
    before = request.args.get("cursor", "")
    older = int(before) if before.isascii() and before.isdecimal() and len(before) <= MOST_DIGITS else 0
    with current_platform().database.read() as session:
        page = inbox(session, current_actor().user, before=older)
        items = [
            {
                "title": row.title,
                "text": row.text,
                "dossier": row.number,
                "at": row.at.isoformat(),
                "read": row.read_at is not None,
            }
            for row in page.rows
        ]
    return answer({"items": items, "next_cursor": str(page.next_id) if page.next_id else None})


@blueprint.get("/delegations")
@require_token(*LENDERS)
@explained
def delegations() -> Response:
    """Who stands in for whom in the caller's agency."""
    return _delegations()


@blueprint.post("/delegations")
@require_token(*LENDERS)
@explained
def lend() -> Response:
    """Lend positions for some days: one's own, or those of others for who assigns work."""
    body, actor = read_body(DelegationBody), current_actor()
    wanted = NewDelegation(
        holder=body.holder or actor.user,
        substitute=body.substitute,
        starts=body.starts,
        ends=body.ends,
        kind=body.kind,
        fields_of_work=tuple(body.fields_of_work),
        basis=body.basis[:500],
    )
    try:
        make_delegation(current_platform(), actor, wanted)
    except DelegationRefusedError as error:
        raise InvalidRequestError((FieldError("", "not_lent", str(error)),)) from error
    return _delegations(201)


@blueprint.post("/delegations/<int:delegation_id>/end")
@require_token(*LENDERS)
@explained
def end(delegation_id: int) -> Response:
    """End a delegation at once."""
    try:
        end_delegation(current_platform(), current_actor(), delegation_id)
    except DelegationRefusedError as error:
        raise InvalidRequestError((FieldError("", "not_ended", str(error)),)) from error
    return _delegations()


def _delegations(status: int = 200) -> Response:
    platform, actor = current_platform(), current_actor()
    with platform.database.read() as session:
        lines = delegations_of(session, actor.agency, platform.today())
    return answer({"items": [_delegation(one) for one in lines]}, status)


def _delegation(one: DelegationLine) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "holder": one.holder,
        "position": one.position,
        "substitute": one.substitute,
        "starts": one.starts.isoformat(),
        "ends": one.ends.isoformat(),
        "fields_of_work": list(one.fields_of_work),
        "basis": one.basis,
        "state": one.state(current_platform().today())[1],
    }
