"""Brings the rows of files and issued results up to date with the events of a dossier, in their transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.dossiers.decide_outcome import is_outcome_paper
from motcua.dossiers.events import DossierEvent
from motcua.dossiers.outcomes import outcome_definition
from motcua.dossiers.parts import Outcome
from motcua.dossiers.record_parts import PaperFile
from motcua.dossiers.rules import Rules
from motcua.dossiers.snapshot import DossierState
from motcua.storage.dossier_access import within_dossier
from motcua.storage.tables import (
    DossierDocumentRow,
    DossierFileRow,
    DossierRow,
    IssuedOutcomeRow,
    StoredFileRow,
)

VALID, REVOKED, REPLACED = "valid", "revoked", "replaced"


def sync_record(
    session: Session, row: DossierRow, rules: Rules, state: DossierState, events: Sequence[DossierEvent]
) -> None:
    """Rows of files, papers and results for what the events brought; nothing for events that say nothing of them."""
    if any(event.data.get("files") or event.data.get("dropped_files") for event in events):
        sync_files(session, row, state)
    if any(event.data.get("outcome") for event in events) and (state.outcome.number or state.past_outcomes):
        sync_outcomes(session, row, rules, state)
    if state.version > len(events) and any(event.data.get("papers") for event in events):
        # the lines of a new dossier are written after its first events
        mark_papers(session, row, state)


def sync_files(session: Session, row: DossierRow, state: DossierState) -> None:
    """One row for each file of the state, in its order."""
    with within_dossier(session, row):
        known = session.scalars(
            select(DossierFileRow).where(DossierFileRow.dossier_id == row.id).order_by(DossierFileRow.id)
        ).all()
    for stored, file in zip(known, state.files, strict=False):
        stored.dropped = file.dropped
    fresh = state.files[len(known) :]
    ids = _stored_ids(session, fresh)
    for file in fresh:
        session.add(
            DossierFileRow(
                dossier_id=row.id,
                agency_code=row.agency_code,
                requirement_id=file.paper,
                file_id=ids[file.sha256],
                sha256=file.sha256,
                file_name=file.name,
                source=file.source.value,
                origin=file.origin,
                event_seq=file.seq,
                dropped=file.dropped,
                added_by=file.added_by,
                added_at=file.added_at,
            )
        )


def _stored_ids(session: Session, files: Sequence[PaperFile]) -> Mapping[str, int]:
    hashes = sorted({file.sha256 for file in files})
    rows = session.execute(
        select(StoredFileRow.sha256, StoredFileRow.id).where(StoredFileRow.sha256.in_(hashes))
    )
    return dict(rows.tuples().all())


def mark_papers(session: Session, row: DossierRow, state: DossierState) -> None:
    """Lines of the checklist whose papers came, with the newest file of each."""
    newest = {file.paper: file for file in state.kept_files if not is_outcome_paper(file.paper)}
    ids = _stored_ids(session, tuple(newest.values())) if newest else {}
    with within_dossier(session, row):
        lines = session.scalars(
            select(DossierDocumentRow).where(DossierDocumentRow.dossier_id == row.id)
        ).all()
    for line in lines:
        if line.requirement_id in state.papers:
            line.received = True
        put_file(line, newest.get(line.requirement_id), ids)


def put_file(line: DossierDocumentRow, file: PaperFile | None, ids: Mapping[str, int]) -> None:
    """Note the newest file of a line; a line whose file was dropped has none."""
    line.file_id = ids[file.sha256] if file else None
    line.file_name = file.name if file else ""
    line.file_added_at = file.added_at if file else None


def sync_outcomes(session: Session, row: DossierRow, rules: Rules, state: DossierState) -> None:
    """One row for each result that got a number, the one that counts last."""
    with within_dossier(session, row):
        stored = session.scalars(select(IssuedOutcomeRow).where(IssuedOutcomeRow.dossier_id == row.id)).all()
    known = {one.number: one for one in stored}
    every = [*((one, REPLACED) for one in state.past_outcomes), (state.outcome, _standing(state.outcome))]
    for outcome, standing in every:
        if not outcome.number:
            continue
        values = _outcome_values(row, rules, state, outcome, standing)
        found = known.get(outcome.number)
        if found is None:
            session.add(IssuedOutcomeRow(**values, dossier_id=row.id, number=outcome.number))
            continue
        for name, value in values.items():
            setattr(found, name, value)


def _standing(outcome: Outcome) -> str:
    return VALID if outcome.revoked_at is None else REVOKED


def _outcome_values(
    row: DossierRow, rules: Rules, state: DossierState, outcome: Outcome, standing: str
) -> dict[str, Any]:
    definition = outcome_definition(rules, state, {"id": outcome.id})
    person = row.applicant.get("owner") or row.applicant
    changed_at = outcome.revoked_at
    if standing == REPLACED:
        changed_at = state.last_at
    return {
        "agency_code": row.agency_code,
        "issuer": row.competent_agency,
        "outcome_code": f"{row.procedure_code}/{outcome.id}",
        "name": definition.name if definition else row.procedure_name,
        "verify_code": outcome.verify_code or None,
        "issued_at": outcome.issued_at,
        "valid_until": outcome.valid_until,
        "signer_name": outcome.signer_name,
        "signatures": list(outcome.signatures),
        "sha256": outcome.file,
        "register": definition.register if definition else "",
        "holder_name": str(person.get("full_name", "")),
        "holder_identity": str(person.get("identity_number") or person.get("tax_code") or ""),
        "state": standing,
        "reason": outcome.revoked_reason,
        "changed_at": changed_at,
    }
