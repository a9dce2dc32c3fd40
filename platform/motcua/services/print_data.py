"""Gathers the data contract of official papers from a dossier, its log and the organization."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.directory import Directory
from motcua.definitions.organization import Agency
from motcua.dossiers.snapshot import DossierState
from motcua.kernel.money import format_money
from motcua.kernel.time_limit import TimeLimit, TimeLimitError
from motcua.services.delivery_data import delivery_data
from motcua.services.paper_events import ending_data, extension_data, hand_over_rows
from motcua.storage.tables import DossierDocumentRow, DossierEventRow, DossierRow, FeeLineRow
from motcua.surfaces.form_view import address_text, readable_answers

CHANNEL_NAMES = {"counter": "trực tiếp", "online": "trực tuyến", "post": "qua dịch vụ bưu chính công ích"}
DELIVERY_NAMES = {"counter": "tại bộ phận tiếp nhận", "post": "qua dịch vụ bưu chính", "online": "trực tuyến"}
FEE_KINDS = {"charge": "Phí", "levy": "Lệ phí", "other": "Khác"}
FEE_STATES = {"due": "chưa thu", "paid": "đã thu", "waived": "được miễn", "refunded": "đã hoàn"}


@dataclass(frozen=True, slots=True)
class DossierFile:
    """Everything stored of one dossier that a paper may quote."""

    row: DossierRow
    state: DossierState
    bundle: ProcedureBundle
    events: Sequence[DossierEventRow]
    documents: Sequence[DossierDocumentRow]
    fees: Sequence[FeeLineRow]


@dataclass(frozen=True, slots=True)
class Issuing:
    """Who prints, when, under which number; ``tracking_url`` is where the citizen looks the dossier up."""

    officer_name: str
    officer_title: str
    now: datetime
    tracking_url: str
    number: str = ""
    book: str = ""
    order: str = ""
    reissue: int = 0
    qr_payment: str = ""
    due_at: datetime | None = None
    """The appointment as the issued paper told it; the present one where none is given."""


def print_data(file: DossierFile, directory: Directory, issuing: Issuing) -> dict[str, Any]:
    """The nested values of the contract ``dossier`` (see ``surfaces.print_contract``)."""
    row = file.row
    applicant = person_data(row.applicant)
    owner = row.applicant.get("owner")
    agency = directory.agency(row.agency_code)
    return {
        "agency": agency_data(agency, directory),
        "province": {"name": directory.province_name},
        "receipt": {
            "number": issuing.number,
            "book": issuing.book,
            "order": issuing.order,
            "reissue": issuing.reissue,
        },
        "dossier": _dossier(file, directory, issuing),
        "applicant": applicant,
        "owner": person_data(owner) if isinstance(owner, Mapping) else applicant,
        "officer": {"name": issuing.officer_name, "title": issuing.officer_title, "phone": agency.phone},
        "supplement": _supplement(file),
        "extension": extension_data(file.state),
        "ending": ending_data(
            file.events, file.state, {step.id: step.name for step in file.bundle.process.steps}
        ),
        "refusal": {"reason": _last_reason(file.events, {"refused", "intake_refused"})},
        "outcome": _outcome(file, directory),
        "payment": {"qr": issuing.qr_payment},
        "delivery": delivery_data(row, file.state, file.events),
        "form": _answers(file),
        "now": issuing.now,
    }


def person_data(person: Mapping[str, Any]) -> dict[str, Any]:
    """An applicant or owner as papers quote them."""
    address = person.get("address")
    return {
        "full_name": person.get("full_name", ""),
        "address": address_text(address) if isinstance(address, Mapping) else str(address or ""),
        "phone": person.get("phone", ""),
        "email": person.get("email", ""),
        "identity_number": person.get("identity_number", ""),
        "identity_type": person.get("identity_type", ""),
        "birth_date": person.get("birth_date"),
        "tax_code": person.get("tax_code", ""),
    }


def agency_data(agency: Agency, directory: Directory) -> dict[str, Any]:
    """An agency as papers quote it."""
    parent = directory.agency(agency.parent) if agency.parent else None
    return {
        "code": agency.code,
        "name": agency.name,
        "place": agency.place,
        "address": agency.address,
        "phone": agency.phone,
        "email": agency.email,
        "website": agency.website,
        "tax_code": agency.tax_code,
        "receiving_unit": agency.receiving_unit or agency.name,
        "parent": {"name": parent.name if parent else ""},
    }


def limit_words(text: str) -> str:
    """The time limit as words; empty when there is none."""
    try:
        return TimeLimit.parse(text).words() if text else ""
    except TimeLimitError:
        return text


def _dossier(file: DossierFile, directory: Directory, issuing: Issuing) -> dict[str, Any]:
    row, state, procedure = file.row, file.state, file.bundle.procedure
    variant = next((one.name for one in procedure.variants if one.id == row.variant), "")
    known = [line.amount for line in file.fees if line.amount is not None]
    certain = len(known) == len(file.fees)
    total = sum(known) if certain else None
    others = sorted(
        {event.data["agency"] for event in file.events} - {row.agency_code, row.competent_agency, ""}
    )
    return {
        "number": row.number,
        "tracking_url": issuing.tracking_url,
        "channel_name": CHANNEL_NAMES.get(row.channel, row.channel),
        "procedure": {
            "code": procedure.code,
            "name": procedure.name,
            "field_of_work": procedure.field_of_work,
        },
        "variant_name": variant,
        "summary": row.summary or procedure.name,
        "documents": [_paper(index, line) for index, line in enumerate(file.documents, 1) if line.received],
        "sets": procedure.dossier_sets,
        "limit_words": limit_words(state.clock.limit),
        "received_at": row.received_at,
        "submitted_at": state.submitted_at,
        "due_at": issuing.due_at or row.due_at,
        "original_due_at": row.original_due_at,
        "finished_at": row.finished_at,
        "returned_at": row.returned_at,
        "delivery": DELIVERY_NAMES.get(str(row.applicant.get("delivery", "counter")), ""),
        "fees": [_fee(index, line) for index, line in enumerate(file.fees, 1)],
        "fee_total": total,
        "fee_words": _fee_words(file.fees, total),
        "status_name": state.lifecycle.name_in_vietnamese,
        "handling_agency": directory.agency(row.competent_agency).name,
        "coordinating_agencies": ", ".join(directory.agency(code).name for code in others),
        "handovers": hand_over_rows(
            row, file.events, directory, state.delivery.receiver if state.delivery else ""
        ),
        "is_online": row.channel == "online",
    }


def _paper(index: int, line: DossierDocumentRow) -> dict[str, Any]:
    return {
        "index": index,
        "name": line.name,
        "originals": line.originals,
        "copies": line.copies,
        "certified_copies": line.certified_copies,
        "note": line.note,
    }


def _fee(index: int, line: FeeLineRow) -> dict[str, Any]:
    return {
        "index": index,
        "name": line.name,
        "kind_name": FEE_KINDS.get(line.kind, line.kind),
        "amount": line.amount,
        "state_name": FEE_STATES.get(line.state, line.state),
    }


def _fee_words(fees: Sequence[FeeLineRow], total: int | None) -> str:
    if not fees:
        return "Không thu"
    if total is None:
        return "Chưa rõ, cán bộ thông báo khi thu"
    states = ", ".join(dict.fromkeys(FEE_STATES.get(line.state, line.state) for line in fees))
    return f"{format_money(total)} ({states})"


def _supplement(file: DossierFile) -> dict[str, Any]:
    if not file.state.supplements:
        return {}
    last = file.state.supplements[-1]
    names = {item.id: item for item in file.bundle.procedure.checklist}
    items = [
        {
            "index": index,
            "name": names[key].name if key in names else key,
            "originals": names[key].originals if key in names else 0,
            "copies": names[key].copies if key in names else 0,
            "certified_copies": names[key].certified_copies if key in names else 0,
            "note": "",
        }
        for index, key in enumerate(last.items, 1)
    ]
    return {"items": items, "reason": last.reason, "deadline": last.deadline, "basis": ""}


def _last_reason(events: Sequence[DossierEventRow], kinds: set[str]) -> str:
    for event in reversed(events):
        if event.kind in kinds:
            return str(event.data["data"].get("reason", ""))
    return ""


def _outcome(file: DossierFile, directory: Directory) -> dict[str, Any]:
    outcome = file.state.outcome
    if not outcome.exists and not outcome.drafted_at:
        return {}
    names = {item.id: item.name for item in file.bundle.procedure.outcomes}
    title = directory.position(outcome.signer_position).name if outcome.signer_position else ""
    return {
        "number": outcome.number,
        "name": names.get(outcome.id, file.bundle.procedure.name),
        "date": outcome.issued_at or outcome.decided_at,
        "signer": outcome.signer_name,
        "signer_title": title,
        "content": "",
    }


def _answers(file: DossierFile) -> dict[str, Any]:
    """Answers by field id as a reader sees them: choices by their labels, dates as dd/mm/yyyy."""
    if file.bundle.form is None:
        return {}
    sections = readable_answers(file.bundle.form, file.row.answers, file.bundle.code_lists)
    return {line.field: line.text for _title, lines in sections for line in lines}
