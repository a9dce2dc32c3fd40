"""A dossier as a body of the API asks for it to be received."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.definitions.procedure import Channel
from motcua.dossiers.field_error import FieldError
from motcua.services.intake_requests import DossierRequest, InvalidRequestError
from motcua.web.api.bodies import DossierBody


def requested(body: DossierBody, agency: str) -> DossierRequest:
    """The request a body makes for an agency. Raises :class:`InvalidRequestError`."""
    try:
        channel = Channel(body.channel)
    except ValueError as error:
        known = ", ".join(Channel)
        message = f"Không có cách nộp “{body.channel}”. Chọn một trong: {known}."
        raise InvalidRequestError((FieldError("channel", "unknown_channel", message),)) from error
    return DossierRequest(
        procedure=body.procedure,
        agency=agency,
        channel=channel,
        variant=body.variant or "",
        competent_agency=body.competent_agency,
        helped_at=body.helped_at,
        applicant=body.applicant,
        owner=body.owner,
        answers=body.answers,
        documents=_documents(body.documents),
        quantity=body.quantity,
        summary=body.summary,
        delivery=body.delivery,
        due_at=body.due_at,
        due_reason=body.due_reason,
        assignee=body.assignee,
    )


def _documents(given: Mapping[str, Any] | list[Any]) -> Mapping[str, Any]:
    """Papers handed in, as a mapping by id or as a list of ids or of objects with an `id`."""
    if isinstance(given, Mapping):
        pairs = [(str(key), value) for key, value in given.items()]
    else:
        pairs = [
            (str(one.get("id", "")), one) if isinstance(one, Mapping) else (str(one), True) for one in given
        ]
    result: dict[str, Any] = {}
    for index, (key, value) in enumerate(pairs):
        if isinstance(value, Mapping):
            result[key] = {name: part for name, part in value.items() if name != "id"}
            result[key].setdefault("received", True)
        elif isinstance(value, bool):
            result[key] = {"received": value}
        else:
            message = "Mỗi giấy tờ là true, false hoặc nhóm {originals, copies, certified_copies, received}."
            raise InvalidRequestError((FieldError(f"documents[{index}]", "wrong_type", message),))
    return result
