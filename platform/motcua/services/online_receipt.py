"""Receives what was submitted online: weighed again at that moment, under the rules it was submitted under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from motcua.definitions.procedure import Channel
from motcua.dossiers.actor import Actor
from motcua.dossiers.commands import Receive
from motcua.dossiers.intake import IntakeRequest, evaluate
from motcua.dossiers.snapshot import DossierState
from motcua.services.access import require, scope_of
from motcua.services.acting import act, bundle_of, find_dossier
from motcua.services.dossier_log import load_state
from motcua.services.intake_requests import DossierRequest, Weighed, intake_of
from motcua.services.runtime import Platform
from motcua.storage.tables import DossierDocumentRow, DossierRow

NOT_OF_THE_PERSON = frozenset({"delivery", "owner"})


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What an officer adds when receiving an online dossier; ``due_at`` only where no limit is known."""

    assignee: str = ""
    due_at: datetime | None = None
    due_reason: str = ""
    expected_version: int | None = None


def receive_submitted(
    platform: Platform, actor: Actor, number: str, acceptance: Acceptance, key: str = ""
) -> DossierState:
    """Receive an online dossier: its clock starts now. Raises as ``acting.act`` does."""
    require(actor, "can_receive", "tiếp nhận hồ sơ")
    platform.rules.refresh()
    now = platform.now()
    directory = platform.directory()
    with platform.database.read(scope_of(actor)) as session:
        row = find_dossier(session, number)
        papers = session.scalars(
            select(DossierDocumentRow).where(DossierDocumentRow.dossier_id == row.id)
        ).all()
        request = _as_request(row, papers, load_state(row).quantity, acceptance)
        version = row.version
    bundle = bundle_of(platform.rules, row)
    evaluation = evaluate(
        bundle,
        directory,
        IntakeRequest(
            agency=row.competent_agency,
            received_at=now,
            channel=Channel(row.channel),
            variant=row.variant or None,
            answers=request.answers,
            applicant=request.applicant,
            documents=request.documents,
            quantity=request.quantity,
        ),
    )
    intake = intake_of(Weighed(request, bundle, directory, evaluation, now))
    expected = acceptance.expected_version if acceptance.expected_version is not None else version
    return act(
        platform, actor, number, Receive(intake, assignee=acceptance.assignee, expected_version=expected), key
    )


def _as_request(row: DossierRow, papers: Any, quantity: int, acceptance: Acceptance) -> DossierRequest:
    applicant: Mapping[str, Any] = {
        name: value for name, value in row.applicant.items() if name not in NOT_OF_THE_PERSON
    }
    return DossierRequest(
        procedure=row.procedure_code,
        agency=row.agency_code,
        competent_agency=row.competent_agency,
        channel=Channel(row.channel),
        variant=row.variant,
        applicant=applicant,
        owner=row.applicant.get("owner"),
        answers=row.answers,
        documents={
            one.requirement_id: {
                "received": one.received,
                "originals": one.originals,
                "copies": one.copies,
                "certified_copies": one.certified_copies,
            }
            for one in papers
        },
        quantity=quantity,
        summary=row.summary,
        delivery=str(row.applicant.get("delivery", "counter")),
        due_at=acceptance.due_at,
        due_reason=acceptance.due_reason,
        assignee=acceptance.assignee,
    )
