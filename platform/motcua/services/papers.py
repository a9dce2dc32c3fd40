"""Official papers of a dossier: numbered when the event that calls for them happens, drawn whenever asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from motcua.definitions.directory import Directory
from motcua.definitions.print_template import PrintTemplate
from motcua.documents.docx_paper import docx
from motcua.documents.pdf import page_svgs, pdf
from motcua.documents.words import amount_words_filter
from motcua.dossiers.events import DossierEvent, EventKind
from motcua.services.dossier_log import load_state
from motcua.services.number_allocation import NumberContext, allocate
from motcua.services.payment_codes import payment_code
from motcua.services.print_data import DossierFile, Issuing, print_data
from motcua.services.rule_store import RulesMissingError, RuleStore
from motcua.services.runtime import Platform
from motcua.storage.own_rows import own_rows
from motcua.storage.row_writing import insert_rows, new_row
from motcua.storage.tables import (
    DossierDocumentRow,
    DossierEventRow,
    DossierRow,
    FeeLineRow,
    IssuedPaperRow,
)
from motcua.surfaces.paper import Paper
from motcua.surfaces.print_composer import Composer
from motcua.surfaces.print_conditions import truth_for
from motcua.surfaces.print_filters import WORDS_FILTER

ROLE_OF_EVENT: Mapping[EventKind, str] = {
    EventKind.RECEIVED: "receipt",
    EventKind.RECEIPT_CORRECTED: "receipt",
    EventKind.SUPPLEMENT_REQUESTED: "supplement",
    EventKind.INTAKE_REFUSED: "refusal",
    EventKind.REFUSED: "refusal",
    EventKind.EXTENDED: "apology",
    EventKind.STOPPED: "stop",
    EventKind.WITHDRAWN: "stop",
}
"""Which paper an event calls for; the form set in force on the day of receipt says which form that is."""

RECEIPT_BOOK = "receipt-book"
FORMATS = ("pdf", "docx", "html")


class PaperMissingError(LookupError):
    """There is no such paper for the dossier; the text says why."""


def issue_papers(
    session: Session, rules: RuleStore, directory: Directory, row: DossierRow, events: Sequence[DossierEvent]
) -> tuple[IssuedPaperRow, ...]:
    """Number and record the papers the events call for, in the transaction of the events; returns what was recorded."""
    issued = []
    for event in events:
        role = ROLE_OF_EVENT.get(event.kind)
        template = rules.print_for(role, row.received_at.date(), row.agency_code) if role else None
        if template is not None:
            paper = _issued(session, rules, directory, row, event, template)
            insert_rows(session, (paper,))
            issued.append(paper)
    return tuple(issued)


def _issued(
    session: Session,
    rules: RuleStore,
    directory: Directory,
    row: DossierRow,
    event: DossierEvent,
    template: PrintTemplate,
) -> IssuedPaperRow:
    day = event.at.date()
    agency = directory.agency(row.agency_code)
    context = NumberContext(row.agency_code, event.at, agency.short_name)
    number = ""
    if template.numbering:
        number = allocate(session, rules.definition("numbering", template.numbering, day), context)
    data: dict[str, str] = {}
    if (
        template.role == "receipt"
        and event.kind is EventKind.RECEIVED
        and rules.stub("numbering", RECEIPT_BOOK, day)
    ):
        order = allocate(session, rules.definition("numbering", RECEIPT_BOOK, day), context)
        data = {"book": context.book, "order": order}
    issue = 1
    if event.kind is not EventKind.RECEIVED:
        earlier = session.scalar(
            select(func.count())
            .select_from(IssuedPaperRow)
            .where(IssuedPaperRow.dossier_id == row.id, IssuedPaperRow.print_code == template.code)
        )
        issue = (earlier or 0) + 1
    return new_row(
        IssuedPaperRow,
        dossier_id=row.id,
        agency_code=row.agency_code,
        print_code=template.code,
        print_role=template.role,
        issue=issue,
        number=number,
        data=data,
        event_seq=event.seq,
        reason=str(event.data.get("reason", "")),
        issued_by=event.actor,
        issued_at=event.at,
    )


@dataclass(frozen=True, slots=True)
class Printing:
    """One wish for a paper: which dossier and paper, who asks, in which title."""

    number: str
    paper: str
    officer_name: str = ""
    officer_title: str = ""


def template_for(rules: RuleStore, row: DossierRow, paper: str) -> PrintTemplate:
    """The template behind a paper's code or role, in force on the day the dossier was received."""
    day = row.received_at.date()
    found = rules.print_for(paper, day, row.agency_code)
    if found is not None:
        return found
    try:
        template: PrintTemplate = rules.definition("print", paper, day, row.agency_code)
    except RulesMissingError as error:
        known = ", ".join(item.code for item in rules.every("print", day))
        raise PaperMissingError(f"Không có mẫu in “{paper}”. Các mẫu đang áp dụng: {known}.") from error
    return template


def dossier_file(session: Session, rules: RuleStore, row: DossierRow) -> DossierFile:
    """Everything a paper may quote, in three queries."""
    revisions = (
        row.procedure_revision_id,
        row.form_revision_id or 0,
        row.process_revision_id,
        row.policy_revision_id,
    )
    bundle = rules.bundle_of(revisions, row.received_at.date())
    return DossierFile(
        row=row,
        state=load_state(row),
        bundle=bundle,
        events=own_rows(session, row, DossierEventRow),
        documents=own_rows(session, row, DossierDocumentRow),
        fees=own_rows(session, row, FeeLineRow),
    )


def compose(platform: Platform, session: Session, row: DossierRow, wish: Printing) -> Paper:
    """The paper composed with the dossier's data as it stands, under the number it was issued with."""
    issued = session.scalars(
        select(IssuedPaperRow)
        .where(
            IssuedPaperRow.dossier_id == row.id,
            (IssuedPaperRow.print_code == wish.paper) | (IssuedPaperRow.print_role == wish.paper),
        )
        .order_by(IssuedPaperRow.id.desc())
    ).first()
    template = template_for(platform.rules, row, issued.print_code if issued else wish.paper)
    file = dossier_file(session, platform.rules, row)
    now = platform.clock.now()
    event = next((one for one in file.events if issued and one.seq == issued.event_seq), None)
    issuing = Issuing(
        officer_name=(event.actor_name if event else "") or wish.officer_name,
        officer_title=wish.officer_title,
        now=issued.issued_at if issued else now,
        tracking_url=f"{platform.settings.public_url}/tra-cuu/{row.number}",
        number=issued.number if issued else "",
        book=str(issued.data.get("book", "")) if issued else "",
        order=str(issued.data.get("order", "")) if issued else "",
        reissue=issued.issue - 1 if issued else 0,
        qr_payment=payment_code(platform, file),
        due_at=event.due_at_after if event else None,
    )
    data = print_data(file, platform.rules.directory(row.received_at.date()), issuing)
    composer = Composer(truth_for(template.data), {WORDS_FILTER: amount_words_filter})
    return composer.compose(template, data)


def render(paper: Paper, kind: str) -> tuple[bytes, str]:
    """The paper as bytes with its media type; ``html`` is a page of the very pages the PDF has."""
    if kind == "pdf":
        return pdf(paper), "application/pdf"
    if kind == "docx":
        return docx(paper), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    if kind == "html":
        pages = "".join(f'<figure class="paper">{svg}</figure>' for svg in page_svgs(paper))
        return pages.encode(), "text/html; charset=utf-8"
    raise PaperMissingError(f"Không có định dạng “{kind}”. Chọn một trong: {', '.join(FORMATS)}.")
