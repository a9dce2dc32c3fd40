"""A list of dossiers as its print quotes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.services.dossier_lists import PRINT_ROLES, find_list
from motcua.services.list_papers import ListOnPaper
from motcua.storage.tables import DossierRow
from motcua.surfaces.form_view import address_text


def list_on_paper(session: Session, list_id: int) -> ListOnPaper:
    """What the paper of a list says. Raises ``ListRefusedError`` when there is none in scope."""
    row, items = find_list(session, list_id)
    found = session.scalars(select(DossierRow).where(DossierRow.id.in_([one.dossier_id for one in items])))
    dossiers = {one.id: one for one in found}
    rows: list[dict[str, Any]] = []
    for item in items:
        dossier = dossiers.get(item.dossier_id)
        line = _line(dossier) if dossier is not None else {"number": item.number}
        missing = f"chưa đến: {item.note}" if item.arrived == "no" else item.note
        rows.append({**line, "index": item.position, "note": missing})
    arrived = sum(1 for one in items if one.arrived == "yes")
    confirmed = ""
    if row.confirmed_at is not None and any(one.arrived for one in items):
        confirmed = f"{row.receiver_name} nhận {arrived}/{len(items)} lúc {row.confirmed_at:%H:%M %d/%m/%Y}"
    head = {
        "number": row.number,
        "title": row.title,
        "from_name": row.from_name,
        "to_name": row.to_name,
        "giver": row.giver_name,
        "receiver": row.receiver_name,
        "confirmed": confirmed,
        "note": row.note,
        "count": len(items),
        "total": sum(int(one.get("amount") or 0) for one in rows),
    }
    return ListOnPaper(PRINT_ROLES[row.kind], row.owner_agency, row.created_at, head, rows, row.giver_name)


def _line(dossier: DossierRow) -> dict[str, Any]:
    person: Mapping[str, Any] = dossier.applicant
    address = person.get("address")
    state: Mapping[str, Any] = dossier.state or {}
    fees = state.get("fees") or ()
    outcome: Mapping[str, Any] = state.get("outcome") or {}
    return {
        "number": dossier.number,
        "procedure": dossier.procedure_name,
        "content": dossier.summary or dossier.procedure_name,
        "applicant": dossier.owner_name or dossier.applicant_name,
        "address": address_text(address) if isinstance(address, Mapping) else str(address or ""),
        "phone": dossier.applicant_phone,
        "sets": int(state.get("quantity") or 1),
        "received_at": dossier.received_at,
        "due_at": dossier.due_at,
        "outcome": str(outcome.get("number") or ""),
        "owed": "X" if any(one.get("status") == "due" and one.get("amount") for one in fees) else "",
        "by_post": "X" if person.get("delivery") == "post" else "",
        "amount": sum(int(one.get("amount") or 0) for one in fees),
    }
