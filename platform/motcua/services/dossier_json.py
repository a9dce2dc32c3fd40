"""A dossier as the API and the archive's package tell it: plain values only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from motcua.definitions.directory import Directory
from motcua.dossiers.actions import MissingAction, OfferedAction, Waiting
from motcua.dossiers.events import EventKind
from motcua.dossiers.parts import Child, FeeAccount, Supplement
from motcua.dossiers.record_parts import Outcome, PaperFile
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.status import STATUS_NAMES
from motcua.services.dossier_view import DossierView
from motcua.storage.tables import DossierDocumentRow, DossierEventRow, FeeLineRow

MONEY = frozenset({EventKind.PAID, EventKind.REFUNDED, EventKind.WAIVED})


def as_json(view: DossierView, directory: Directory) -> dict[str, Any]:
    """The dossier as the API answers it."""
    row, state = view.file.row, view.state
    procedure = view.file.bundle.procedure
    accounts = {one.fee: one for one in state.fees}
    return {
        "number": row.number,
        "procedure": {
            "code": procedure.code,
            "name": procedure.name,
            "field_of_work": procedure.field_of_work,
        },
        "variant": row.variant,
        "channel": row.channel,
        "agency": row.agency_code,
        "agency_name": directory.agency(row.agency_code).name,
        "competent_agency": row.competent_agency,
        "helped_at": state.helped_at,
        "status": state.lifecycle.value,
        "status_name": state.lifecycle.name_in_vietnamese,
        "official_status": state.official_status,
        "official_status_name": STATUS_NAMES.get(state.official_status, ""),
        "version": state.version,
        **_dates(view),
        "applicant": row.applicant,
        "answers": row.answers,
        "summary": row.summary,
        "documents": [_document(line, state) for line in view.file.documents],
        "digitization": state.digitization.value,
        "fees": [_fee(line, accounts.get(line.fee_id)) for line in view.file.fees],
        "payments": list(_payments(view.file.events)),
        "supplement": _supplement(state.open_supplement),
        "parent": state.parent,
        "children": [_child(one) for one in state.children],
        "outcome": _outcome(state.outcome),
        "actions": [_action(one) for one in view.actions],
        "unavailable": [_missing(one) for one in view.missing],
        "waiting_for": [_waiting(one, view.candidates) for one in view.waiting],
        "papers": [
            {"print": one.print_code, "role": one.print_role, "number": one.number, "issue": one.issue}
            for one in view.papers
        ],
        "events": [_event(event) for event in view.file.events],
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.id,
        "number": outcome.number,
        "signer": outcome.signer_name,
        "issued_at": _iso(outcome.issued_at),
        "valid_until": outcome.valid_until.isoformat() if outcome.valid_until else None,
        "file": outcome.file,
        "signatures": list(outcome.signatures),
        "revoked_at": _iso(outcome.revoked_at),
        "verify_code": outcome.verify_code,
    }


def _dates(view: DossierView) -> dict[str, Any]:
    state = view.state
    return {
        "received_at": _iso(state.received_at),
        "original_due_at": _iso(state.clock.original_due_at),
        "due_at": _iso(state.clock.due_at),
        "due_explanation": list(view.due_explanation),
        "clock": {"kind": view.chip.kind, "words": view.chip.words},
        "finished_at": _iso(state.finished_at),
        "returned_at": _iso(state.returned_at),
    }


def _document(line: DossierDocumentRow, state: DossierState) -> dict[str, Any]:
    return {
        "id": line.requirement_id,
        "name": line.name,
        "received": line.received,
        "originals": line.originals,
        "copies": line.copies,
        "certified_copies": line.certified_copies,
        "files": [_file(one) for one in state.kept_files if one.paper == line.requirement_id],
    }


def _file(file: PaperFile) -> dict[str, Any]:
    return {
        "sha256": file.sha256,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "source": file.source.value,
        "origin": file.origin,
    }


def _fee(line: FeeLineRow, account: FeeAccount | None) -> dict[str, Any]:
    return {
        "id": line.fee_id,
        "name": line.name,
        "kind": line.kind,
        "amount": line.amount,
        "collect": line.collect,
        "state": line.state,
        "paid": account.paid if account else 0,
        "refunded": account.refunded if account else 0,
        "owed": account.owed if account else 0,
    }


def _payments(events: Sequence[DossierEventRow]) -> Iterator[dict[str, Any]]:
    """Every move of money in the order it happened; what was given back counts negative."""
    for event in events:
        if event.kind not in MONEY:
            continue
        said: Mapping[str, Any] = event.data["data"]
        for one in said.get("payments") or said.get("fees", ()):
            yield {
                "seq": event.seq,
                "kind": event.kind,
                "fee": str(one.get("fee", "")),
                "amount": int(one["amount"]) if said.get("payments") else 0,
                "method": str(one.get("method", "")),
                "receipt": str(said.get("receipt", "")),
                "reason": str(said.get("reason", "")),
                "document": str(said.get("document", "")),
                "at": _iso(event.at),
            }


def _supplement(asked: Supplement | None) -> dict[str, Any] | None:
    if asked is None:
        return None
    return {
        "round": asked.round,
        "reason": asked.reason,
        "items": list(asked.items),
        "deadline": _iso(asked.deadline),
    }


def _child(child: Child) -> dict[str, Any]:
    return {
        "number": child.number,
        "procedure": child.procedure,
        "agency": child.agency,
        "step": child.step,
        "status": child.lifecycle.value,
        "official_status": child.official_status,
        "outcome": child.outcome,
    }


def _action(one: OfferedAction) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "step": one.step,
        "kind": one.kind,
        "requires": list(one.requires),
        "main": one.main,
    }


def _missing(one: MissingAction) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "step": one.step, "code": one.code, "message": one.message}


def _waiting(one: Waiting, candidates: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    return {
        "step": one.step,
        "name": one.name,
        "position": one.position,
        "agency": one.agency,
        "unit": one.unit,
        "assignee": one.assignee,
        "due_at": _iso(one.due_at),
        "candidates": list(candidates.get(one.step, ())),
    }


def _event(event: DossierEventRow) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "kind": event.kind,
        "at": _iso(event.at),
        "actor": event.actor_name or event.actor,
        "step": event.step,
        "reason": str(event.data["data"].get("reason", "")),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
