"""Receives dossiers: weigh, number, decide and store, in one transaction, once for each idempotency key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from motcua.definitions.bundle import ProcedureBundle
from motcua.dossiers.actor import SYSTEM, Actor
from motcua.dossiers.commands import Receive, RefuseIntake, Submit
from motcua.dossiers.decide import decide
from motcua.dossiers.field_error import FieldError
from motcua.dossiers.refusals import Refusal
from motcua.dossiers.rules import Rules
from motcua.kernel.text import fold
from motcua.services.access import require, scope_of
from motcua.services.dossier_log import append
from motcua.services.idempotency import Request, earlier_answer, remember, request_hash
from motcua.services.intake_requests import DossierRequest, InvalidRequestError, Weighed, intake_of, weigh
from motcua.services.number_allocation import NumberContext, allocate
from motcua.services.papers import issue_papers
from motcua.services.print_data import DossierFile
from motcua.services.record_rows import mark_papers
from motcua.services.request_files import with_files
from motcua.services.runtime import Platform
from motcua.services.staffing import StoredStaff
from motcua.storage.row_writing import insert_rows, new_row
from motcua.storage.scope import Scope
from motcua.storage.search import number_tail, search_text
from motcua.storage.tables import DossierDocumentRow, DossierRow, IntakeDraftRow, IssuedPaperRow

DOSSIER_NUMBERING = "dossier-number"


class RefusedError(RuntimeError):
    """The rules refuse a command; ``refusals`` say why and what to do. Nothing was stored."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__("; ".join(refusal.message for refusal in refusals))
        self.refusals = refusals


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A dossier that was taken in; `file` and `papers` are what was stored, absent when the request came before."""

    number: str
    file: DossierFile | None = None
    papers: tuple[IssuedPaperRow, ...] = ()


def receive(platform: Platform, actor: Actor, request: DossierRequest, key: str = "") -> str:
    """Receive a dossier; returns its number. The same key by the same person returns the same number.

    Raises :class:`InvalidRequestError`, :class:`RefusedError`, ``KeyReusedError`` or ``ForbiddenError``;
    nothing is stored then.
    """
    return receive_dossier(platform, actor, request, key).number


def receive_dossier(platform: Platform, actor: Actor, request: DossierRequest, key: str = "") -> TakenIn:
    """As ``receive``, with what was stored."""
    require(actor, "can_receive", "tiếp nhận hồ sơ")
    return _take_in(platform, actor, request, key, "receive")


def submit_online(platform: Platform, actor: Actor, request: DossierRequest, key: str = "") -> str:
    """Hand in a dossier online for an applicant; an officer receives it afterwards. Returns its number."""
    return _take_in(platform, actor, request, key, "submit").number


def refuse_at_intake(
    platform: Platform, actor: Actor, request: DossierRequest, reason: str, key: str = ""
) -> str:
    """Do not receive a dossier; it gets a number and a refusal slip all the same. Returns the number."""
    require(actor, "can_receive", "từ chối tiếp nhận hồ sơ")
    return _take_in(platform, actor, request, key, "refuse", reason).number


def take_in_child(platform: Platform, session: Session, weighed: Weighed) -> DossierRow:
    """Receive a child dossier for its parent in the caller's transaction, whose scope must reach its agency.

    What it lacks is no hindrance: the agency that settles it asks for it. Raises :class:`RefusedError`.
    """
    taken = _store(platform, session, SYSTEM, weighed, "receive", "")
    if taken.file is None:
        raise LookupError(taken.number)
    return taken.file.row


def _take_in(
    platform: Platform, actor: Actor, request: DossierRequest, key: str, way: str, reason: str = ""
) -> TakenIn:
    platform.rules.refresh()
    said = asdict(request) | ({"reason": reason} if reason else {})
    asked = Request(actor.user, way, key, request_hash(said) if key else "")
    scope = scope_of(actor) if way != "submit" else Scope.of({request.agency}, "nộp trực tuyến")
    if key:
        with platform.database.read(scope) as session:
            if known := earlier_answer(session, asked):
                return TakenIn(str(known["number"]))
    weighed = weigh(platform, with_files(platform, actor, request), actor)
    if problems := _in_the_way(weighed, way):
        raise InvalidRequestError(problems)
    try:
        with platform.database.write(scope) as session:
            if key and (known := earlier_answer(session, asked)):
                return TakenIn(str(known["number"]))
            taken = _store(platform, session, actor, weighed, way, reason)
            if key:
                remember(session, asked, {"number": taken.number}, weighed.now)
            return taken
    except IntegrityError:
        # another request with the same key came first; its answer is ours
        with platform.database.read(scope) as session:
            known = earlier_answer(session, asked) if key else None
        if known is None:
            raise
        return TakenIn(str(known["number"]))


def _in_the_way(weighed: Weighed, way: str) -> tuple[FieldError, ...]:
    """What must be righted first. A refused dossier may be incomplete, but its papers are stored all the same."""
    problems = weighed.evaluation.problems
    if way != "refuse":
        return problems
    return tuple(one for one in problems if one.path.partition(".")[0] == "documents")


def _store(
    platform: Platform, session: Session, actor: Actor, weighed: Weighed, way: str, reason: str
) -> TakenIn:
    request, bundle, now = weighed.request, weighed.bundle, weighed.now
    agency = weighed.directory.agency(request.agency)
    numbering = bundle.numbering or platform.rules.definition("numbering", DOSSIER_NUMBERING, now.date())
    number = allocate(session, numbering, NumberContext(agency.code, now, agency.short_name))
    rules = Rules(bundle, weighed.directory, weighed.evaluation.env, StoredStaff(session, now.date()))
    numbers = {"dossier": number}
    intake = intake_of(weighed)
    command: Submit | Receive | RefuseIntake
    match way:
        case "submit":
            command = Submit(intake, numbers)
        case "refuse":
            command = RefuseIntake(reason, intake, numbers)
        case _:
            command = Receive(intake, numbers, request.assignee)
    decision = decide(rules, None, command, actor, now)
    if decision.refusals:
        raise RefusedError(decision.refusals)
    row = _new_row(weighed, number, actor)
    calculated = {line.id: line for line in weighed.evaluation.fees.lines}
    stored = append(session, row, rules, decision.events, calculated)
    documents = _documents(row, weighed, actor)
    insert_rows(session, documents)
    if stored.state.files:
        mark_papers(session, row, stored.state)
    papers = (
        ()
        if request.parent
        else issue_papers(session, platform.rules, weighed.directory, row, decision.events)
    )
    if request.draft_key:
        session.execute(
            delete(IntakeDraftRow).where(
                IntakeDraftRow.draft_key == request.draft_key, IntakeDraftRow.created_by == actor.user
            )
        )
    return TakenIn(
        number, DossierFile(row, stored.state, bundle, stored.events, documents, stored.fees), papers
    )


def _new_row(weighed: Weighed, number: str, actor: Actor) -> DossierRow:
    request, bundle = weighed.request, weighed.bundle
    procedure = bundle.procedure
    applicant = dict(weighed.evaluation.applicant)
    applicant["delivery"] = request.delivery
    if request.owner:
        applicant["owner"] = dict(request.owner)
    name = str(applicant.get("full_name", ""))
    owner_name = str((request.owner or {}).get("full_name", "")) or name
    level = weighed.directory.agency(request.competent_agency).level.value
    return new_row(
        DossierRow,
        number=number,
        number_tail=number_tail(number),
        agency_code=request.agency,
        competent_agency=request.competent_agency,
        procedure_code=procedure.code,
        procedure_name=procedure.name,
        field_of_work=procedure.field_of_work,
        level=level,
        **_revisions(bundle),
        variant=weighed.evaluation.variant,
        channel=request.channel.value,
        applicant_name=name,
        applicant_folded=fold(name),
        applicant_identity=str(applicant.get("identity_number") or applicant.get("tax_code") or ""),
        applicant_phone=str(applicant.get("phone", "")),
        owner_name=owner_name,
        summary=request.summary,
        search_text=search_text(name, owner_name, request.summary),
        applicant=applicant,
        answers=weighed.evaluation.sheet.values,
        state={},
        received_at=weighed.now,
        last_event_at=weighed.now,
        version=0,
        last_hash="",
        created_by=actor.user,
        lifecycle="",
        official_status=0,
    )


def _revisions(bundle: ProcedureBundle) -> Mapping[str, int | None]:
    return {
        "procedure_revision_id": bundle.procedure_revision,
        "form_revision_id": bundle.form_revision or None,
        "process_revision_id": bundle.process_revision,
        "policy_revision_id": bundle.policy_revision,
    }


def _documents(row: DossierRow, weighed: Weighed, actor: Actor) -> tuple[DossierDocumentRow, ...]:
    """One line for each paper of the checklist, with what was handed in."""
    given = weighed.request.documents
    lines = []
    for line in weighed.evaluation.checklist:
        if not line.visible or line.kind.value == "note":
            continue
        handed: Mapping[str, Any] = given.get(line.id) or {}
        made = new_row(
            DossierDocumentRow,
            dossier_id=row.id,
            agency_code=row.agency_code,
            requirement_id=line.id,
            name=line.name,
            originals=int(handed.get("originals", line.originals) or 0),
            copies=int(handed.get("copies", line.copies) or 0),
            certified_copies=int(handed.get("certified_copies", line.certified_copies) or 0),
            received=bool(handed.get("received", bool(handed))),
            note=str(handed.get("note", "")),
            added_by=actor.user,
            added_at=weighed.now,
        )
        lines.append(made)
    return tuple(lines)
