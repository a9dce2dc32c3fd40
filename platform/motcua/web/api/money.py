"""Money of a dossier by API: taken, given back, no longer asked for; each an entry of its own with its receipt."""

from __future__ import annotations

from flask import Blueprint, Response

from motcua.dossiers.commands import Command, Pay, PaymentEntry, Refund, Waive
from motcua.dossiers.field_error import FieldError
from motcua.services.acting import act_on
from motcua.services.dossier_json import as_json
from motcua.services.dossier_view import view_acted_on
from motcua.services.intake_requests import InvalidRequestError
from motcua.web.api.answers import answer, explained
from motcua.web.api.bodies import PaymentBody, RefundBody, WaiverBody
from motcua.web.api.body_reading import idempotency_key, read_body
from motcua.web.security.current import current_actor, current_platform, require_token

blueprint = Blueprint("api_money", __name__, url_prefix="/api/v1/dossiers/<number>")

METHODS = ("cash", "transfer")
CASHIERS = ("can_collect_fee", "can_receive")


@blueprint.post("/payments")
@require_token(*CASHIERS)
@explained
def pay(number: str) -> Response:
    """Book money that came in, for the fees named or for everything owed, with the next receipt of the agency."""
    body = read_body(PaymentBody)
    entries = tuple(PaymentEntry(one.fee, one.amount) for one in body.entries)
    command = Pay(
        entries,
        _method(body.method),
        body.reference.strip(),
        body.receipt.strip(),
        body.expected_version,
        issue_receipt=True,
    )
    return _carry_out(number, command)


@blueprint.post("/refunds")
@require_token(*CASHIERS)
@explained
def refund(number: str) -> Response:
    """Give money back, in whole or in part."""
    body = read_body(RefundBody)
    command = Refund(body.fee, body.amount, body.reason, _method(body.method), body.expected_version)
    return _carry_out(number, command)


@blueprint.post("/waivers")
@require_token(*CASHIERS)
@explained
def waive(number: str) -> Response:
    """No longer ask for a fee."""
    body = read_body(WaiverBody)
    return _carry_out(number, Waive(body.fee, body.reason, body.expected_version, body.document.strip()))


def _method(given: str) -> str:
    if given not in METHODS:
        message = "Cách nộp là cash (tiền mặt) hoặc transfer (chuyển khoản)."
        raise InvalidRequestError((FieldError("method", "wrong_value", message),))
    return given


def _carry_out(number: str, command: Command) -> Response:
    platform, actor = current_platform(), current_actor()
    acted = act_on(platform, actor, number, command, idempotency_key())
    return answer(as_json(view_acted_on(platform, actor, acted), platform.directory()))
