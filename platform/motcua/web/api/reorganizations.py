"""Decisions on agencies by API: planned, ordered for their day, given up; the worker carries them out."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response

from motcua.dossiers.field_error import FieldError
from motcua.services.intake_requests import InvalidRequestError
from motcua.services.reorganization_plan import ReorganizationPlan, plan_from_json
from motcua.services.reorganizations import (
    Reorganization,
    ReorganizationRefusedError,
    cancel,
    every_reorganization,
    keep_plan,
    read_reorganization,
    schedule,
)
from motcua.web.api.answers import answer, explained
from motcua.web.api.bodies import ReorganizationBody
from motcua.web.api.body_reading import read_body
from motcua.web.problem_details import problem
from motcua.web.security.current import current_actor, current_platform, require_token

blueprint = Blueprint("api_reorganizations", __name__, url_prefix="/api/v1/reorganizations")

PERMISSION = "can_manage_organization"


@blueprint.get("")
@require_token(PERMISSION)
@explained
def listing() -> Response:
    """Every decision on agencies, the newest first."""
    with current_platform().database.read() as session:
        return answer({"items": [_shown(one) for one in every_reorganization(session)]})


@blueprint.post("")
@require_token(PERMISSION)
@explained
def plan() -> Response:
    """Keep a plan; nothing changes before it is ordered and its day has come."""
    wanted = _plan(read_body(ReorganizationBody))
    try:
        row_id = keep_plan(current_platform(), current_actor(), wanted)
    except ReorganizationRefusedError as error:
        raise _refused(error) from error
    return _one(row_id, 201)


@blueprint.post("/<int:row_id>/schedule")
@require_token(PERMISSION)
@explained
def order(row_id: int) -> Response:
    """Order a plan: it is carried out on its day, today at once."""
    if _find(row_id) is not None:
        try:
            schedule(current_platform(), current_actor(), row_id)
        except ReorganizationRefusedError as error:
            raise _refused(error) from error
    return _one(row_id)


@blueprint.post("/<int:row_id>/cancel")
@require_token(PERMISSION)
@explained
def give_up(row_id: int) -> Response:
    """Give up a plan that has not begun."""
    if _find(row_id) is not None:
        try:
            cancel(current_platform(), current_actor(), row_id)
        except ReorganizationRefusedError as error:
            raise _refused(error) from error
    return _one(row_id)


def _plan(body: ReorganizationBody) -> ReorganizationPlan:
    try:
        return plan_from_json(msgspec.to_builtins(body))
    except msgspec.ValidationError as error:
        message = "kind là merge, split hoặc rename; rules[].by là procedure, field, place hoặc dossier."
        raise InvalidRequestError((FieldError("kind", "wrong_value", message),)) from error


def _refused(error: ReorganizationRefusedError) -> InvalidRequestError:
    return InvalidRequestError(tuple(FieldError("", "not_reorganized", reason) for reason in error.reasons))


def _find(row_id: int) -> Reorganization | None:
    with current_platform().database.read() as session:
        return read_reorganization(session, row_id)


def _one(row_id: int, status: int = 200) -> Response:
    found = _find(row_id)
    if found is None:
        return problem(404, "Không có kế hoạch sắp xếp này.")
    return answer(_shown(found), status)


def _shown(one: Reorganization) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.plan.kind.value,
        "state": one.state.value,
        "message": one.message,
        "decision_number": one.plan.decision_number,
        "effective_on": one.plan.effective_on.isoformat(),
        "sources": list(one.plan.sources),
        "successors": list(one.plan.codes),
        "failed": dict(one.failed),
    }
