"""Draws the slip of a dossier that is not received yet, and the guidance slip for what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from motcua.definitions.print_template import PrintTemplate
from motcua.documents.pdf import page_images, pdf
from motcua.documents.words import amount_words_filter
from motcua.dossiers.actor import Actor
from motcua.dossiers.clocks import supplement_deadline
from motcua.dossiers.parts import ClockState, Lifecycle, Supplement
from motcua.dossiers.rules import Rules
from motcua.dossiers.snapshot import DossierState
from motcua.services.intake_requests import Weighed
from motcua.services.papers import PaperMissingError
from motcua.services.print_data import DossierFile, Issuing, print_data
from motcua.services.runtime import Platform
from motcua.storage.tables import DossierDocumentRow, DossierRow, FeeLineRow
from motcua.surfaces.paper import Paper
from motcua.surfaces.print_composer import Composer
from motcua.surfaces.print_conditions import truth_for
from motcua.surfaces.print_filters import WORDS_FILTER

NO_NUMBER = "…"
PREVIEW_PPI = 100


@dataclass(frozen=True, slots=True)
class Guidance:
    """What an applicant is asked to bring before the dossier can be received."""

    items: tuple[str, ...]
    reason: str
    role: str = "supplement"


@dataclass(frozen=True, slots=True)
class SlipPreview:
    """The first page of a slip as PNG, with the name of the paper and how many copies are printed."""

    image: bytes
    name: str
    form_number: str
    copies: int


def preview_receipt(platform: Platform, actor: Actor, weighed: Weighed) -> SlipPreview | None:
    """The receipt slip as it would be printed now; None when no template is in force."""
    template = platform.rules.print_for("receipt", weighed.now.date(), weighed.request.agency)
    if template is None:
        return None
    paper = _compose(platform, actor, weighed, template)
    first = replace(paper, copies=paper.copies[:1])
    return SlipPreview(
        image=page_images(first, PREVIEW_PPI)[0],
        name=template.name,
        form_number=template.form_number,
        copies=len(paper.copies) or 1,
    )


def guidance_slip(platform: Platform, actor: Actor, weighed: Weighed, guidance: Guidance) -> bytes:
    """The slip that tells an applicant what to supplement before the dossier is received, as PDF; nothing is stored."""
    template = platform.rules.print_for(guidance.role, weighed.now.date(), weighed.request.agency)
    if template is None:
        raise PaperMissingError(f"Chưa có mẫu in “{guidance.role}” nào đang áp dụng. Báo quản trị mẫu in.")
    return pdf(_compose(platform, actor, weighed, template, guidance))


def _compose(
    platform: Platform,
    actor: Actor,
    weighed: Weighed,
    template: PrintTemplate,
    guidance: Guidance | None = None,
) -> Paper:
    issuing = Issuing(
        officer_name=actor.full_name,
        officer_title="",
        now=weighed.now,
        tracking_url=platform.public_url,
        number=NO_NUMBER,
        book=NO_NUMBER,
        order=NO_NUMBER,
    )
    data = print_data(_file(weighed, actor, guidance), weighed.directory, issuing)
    composer = Composer(truth_for(template.data), {WORDS_FILTER: amount_words_filter})
    return composer.compose(template, data)


def _file(weighed: Weighed, actor: Actor, guidance: Guidance | None) -> DossierFile:
    """The request as if it were a dossier; nothing of it ever comes near a database."""
    request, evaluation = weighed.request, weighed.evaluation
    due_at = evaluation.due.due_at if evaluation.due else request.due_at
    return DossierFile(
        row=_row(weighed, due_at),
        state=_state(weighed, due_at, actor, guidance),
        bundle=weighed.bundle,
        events=(),
        documents=_documents(weighed),
        fees=[
            FeeLineRow(
                fee_id=line.id,
                name=line.name,
                kind=line.kind.value,
                amount=line.amount,
                state="due",
                quantity=1,
            )
            for line in evaluation.fees.lines
        ],
    )


def _row(weighed: Weighed, due_at: datetime | None) -> DossierRow:
    request, procedure = weighed.request, weighed.bundle.procedure
    applicant: dict[str, Any] = dict(weighed.evaluation.applicant)
    applicant["delivery"] = request.delivery
    if request.owner:
        applicant["owner"] = dict(request.owner)
    return DossierRow(
        number="",
        agency_code=request.agency,
        competent_agency=request.competent_agency,
        procedure_code=procedure.code,
        procedure_name=procedure.name,
        variant=weighed.evaluation.variant,
        channel=request.channel.value,
        summary=request.summary,
        applicant=applicant,
        answers=weighed.evaluation.sheet.values,
        received_at=weighed.now,
        original_due_at=due_at,
        due_at=due_at,
    )


def _state(
    weighed: Weighed, due_at: datetime | None, actor: Actor, guidance: Guidance | None
) -> DossierState:
    request, evaluation = weighed.request, weighed.evaluation
    supplements: tuple[Supplement, ...] = ()
    if guidance is not None:
        rules = Rules(weighed.bundle, weighed.directory, evaluation.env)
        supplements = (
            Supplement(
                round=1,
                step="",
                asked_by=actor.user,
                asked_at=weighed.now,
                reason=guidance.reason,
                items=guidance.items,
                deadline=supplement_deadline(rules, request.agency, weighed.now),
            ),
        )
    return DossierState(
        version=0,
        number="",
        procedure=weighed.bundle.procedure.code,
        agency=request.agency,
        competent_agency=request.competent_agency,
        variant=evaluation.variant,
        channel=request.channel,
        lifecycle=Lifecycle.PROCESSING,
        clock=ClockState(
            limit=str(evaluation.limit) if evaluation.limit else "", original_due_at=due_at, due_at=due_at
        ),
        supplements=supplements,
        received_at=weighed.now,
    )


def _documents(weighed: Weighed) -> Sequence[DossierDocumentRow]:
    given: Mapping[str, Any] = weighed.request.documents
    rows = []
    for line in weighed.evaluation.checklist:
        handed = given.get(line.id) or {}
        if not line.visible or line.kind.value == "note":
            continue
        rows.append(
            DossierDocumentRow(
                requirement_id=line.id,
                name=line.name,
                originals=_count(handed.get("originals", line.originals)),
                copies=_count(handed.get("copies", line.copies)),
                certified_copies=_count(handed.get("certified_copies", line.certified_copies)),
                received=bool(handed.get("received")),
                note="",
            )
        )
    return rows


def _count(value: Any) -> int:
    return value if isinstance(value, int) else 0
