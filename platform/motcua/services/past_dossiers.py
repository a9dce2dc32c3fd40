"""Stores a dossier of an earlier system with the log of its past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.directory import Directory
from motcua.dossiers.rules import Rules
from motcua.dossiers.taken_over import PastLife, take_over
from motcua.kernel.text import fold
from motcua.services.dossier_log import append
from motcua.services.staffing import StoredStaff
from motcua.storage.row_writing import new_row
from motcua.storage.search import number_tail, search_text
from motcua.storage.tables import DossierRow


@dataclass(frozen=True, slots=True)
class PastDossier:
    """A row that can be taken over."""

    life: PastLife
    bundle: ProcedureBundle
    applicant: Mapping[str, Any]
    summary: str


def store_past(
    session: Session, directory: Directory, staff: StoredStaff, past: PastDossier, source: Mapping[str, Any]
) -> int:
    """Store one with its whole log, in the caller's transaction; its id. ``source`` marks it as taken over."""
    rules = Rules(past.bundle, directory, staff=staff)
    events = take_over(rules, replace(past.life, source=source)).events
    row = _row(directory, past, str(source["by"]))
    append(session, row, rules, events)
    return row.id


def _row(directory: Directory, past: PastDossier, author: str) -> DossierRow:
    life, bundle, intake = past.life, past.bundle, past.life.intake
    name = str(past.applicant.get("full_name", ""))
    procedure = bundle.procedure
    return new_row(
        DossierRow,
        number=life.number,
        number_tail=number_tail(life.number),
        agency_code=intake.agency,
        competent_agency=intake.competent_agency,
        procedure_code=procedure.code,
        procedure_name=procedure.name,
        field_of_work=procedure.field_of_work,
        level=directory.agency(intake.competent_agency).level.value,
        procedure_revision_id=bundle.procedure_revision,
        form_revision_id=bundle.form_revision or None,
        process_revision_id=bundle.process_revision,
        policy_revision_id=bundle.policy_revision,
        variant="",
        channel=intake.channel.value,
        applicant_name=name,
        applicant_folded=fold(name),
        applicant_identity=str(past.applicant.get("identity_number", "")),
        applicant_phone=str(past.applicant.get("phone", "")),
        owner_name=name,
        summary=past.summary,
        search_text=search_text(name, name, past.summary),
        applicant={**past.applicant, "delivery": "counter"},
        answers={},
        state={},
        received_at=life.received_at,
        last_event_at=life.received_at,
        version=0,
        last_hash="",
        created_by=author,
        lifecycle="",
        official_status=0,
    )
