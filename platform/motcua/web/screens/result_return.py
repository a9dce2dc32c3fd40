"""Handing a result over at the counter: who takes it, on which paper, and what they thought of the service."""

from __future__ import annotations

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from motcua.definitions.form import FormField
from motcua.dossiers.record_parts import Delivery, DeliveryWay
from motcua.services.dossier_view import DossierView
from motcua.services.runtime import Platform
from motcua.services.surveys import counter_survey

RATING = "rating_"


def return_fields(platform: Platform) -> list[FormField]:
    """What is asked when a result is handed over; nothing of it must be answered."""
    fields = [
        FormField("receiver", "text", "Người nhận kết quả", width=7, max_length=200),
        FormField("receiver_paper", "text", "Số giấy tờ của người nhận", width=5, max_length=40),
        FormField(
            "delivery_note", "text", "Ghi chú (giấy ủy quyền, bản gốc trả lại)", width=12, max_length=300
        ),
    ]
    survey = counter_survey(platform)
    if survey is not None:
        fields += [
            FormField(f"{RATING}{one.id}", "choice", one.text, options=one.options, width=12)
            for one in survey.questions
            if one.options
        ]
    return fields


def return_defaults(view: DossierView) -> dict[str, str]:
    """The applicant takes the result unless somebody else is written down."""
    person = view.file.row.applicant
    return {
        "receiver": str(person.get("full_name", "")),
        "receiver_paper": str(person.get("identity_number", "")),
    }


def read_delivery(posted: MultiDict[str, str]) -> Delivery | None:
    """How the result was handed over; None when the form did not ask."""
    if "receiver" not in posted:
        return None
    return Delivery(
        DeliveryWay.COUNTER,
        receiver=posted.get("receiver", "").strip(),
        receiver_paper=posted.get("receiver_paper", "").strip(),
        note=posted.get("delivery_note", "").strip(),
    )


def read_ratings(posted: Mapping[str, str]) -> dict[str, str]:
    """The answers to the short survey, by question."""
    return {
        name.removeprefix(RATING): value
        for name, value in posted.items()
        if name.startswith(RATING) and value
    }
