"""What comes in at the counter, online or by API before it is a dossier, and how it is weighed against the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.directory import Directory
from motcua.definitions.form import Form
from motcua.definitions.procedure import Channel, Procedure, RequirementKind
from motcua.dossiers.actor import Actor
from motcua.dossiers.commands import FeeCharge, Intake
from motcua.dossiers.field_error import FieldError
from motcua.dossiers.free_text import tidied
from motcua.dossiers.handed_in import is_received
from motcua.dossiers.intake import IntakeEvaluation, IntakeRequest, evaluate
from motcua.dossiers.record_parts import PaperFile
from motcua.dossiers.refusals import Refused
from motcua.services.competence import agencies_elsewhere, competent_agencies
from motcua.services.prefill_sources import prefill_sources
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform

FREE_PARTS = ("owner", "documents", "summary", "delivery", "due_reason", "assignee", "draft_key")
MOST_LETTERS = 2_000
MOST_NAMED = 12
SUMMARY = "dossier.summary"
"""What a field maps to when its answer is the summary of the dossier."""


@dataclass(frozen=True, slots=True)
class DossierRequest:
    """A dossier as somebody wants it received.

    ``helped_at`` is the agency where the applicant was helped. ``due_at`` with ``due_reason`` only where no limit is
    known. ``parent`` is the number of the dossier whose step opens this one; only the platform states it.
    """

    procedure: str
    agency: str
    channel: Channel = Channel.COUNTER
    variant: str = ""
    competent_agency: str = ""
    helped_at: str = ""
    applicant: Mapping[str, Any] = field(default_factory=dict)
    owner: Mapping[str, Any] | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    documents: Mapping[str, Any] = field(default_factory=dict)
    quantity: int = 1
    summary: str = ""
    delivery: str = "counter"
    due_at: datetime | None = None
    due_reason: str = ""
    assignee: str = ""
    draft_key: str = ""
    parent: str = ""
    files: tuple[PaperFile, ...] = ()


class InvalidRequestError(ValueError):
    """The request cannot be received as it is; ``problems`` name every place and remedy."""

    def __init__(self, problems: tuple[FieldError, ...]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Weighed:
    """A request with the rules that apply to it and what they make of it."""

    request: DossierRequest
    bundle: ProcedureBundle
    directory: Directory
    evaluation: IntakeEvaluation
    now: datetime


def weigh(platform: Platform, request: DossierRequest, actor: Actor | None = None) -> Weighed:
    """Find the rules and evaluate the request; problems stay in the evaluation. Nothing is stored.

    The actor is who fields may be filled in from, and whose scope an earlier dossier is looked for in.
    Raises :class:`InvalidRequestError` when procedure, agency or variant do not exist or do not fit together.
    """
    now = platform.now()
    directory = platform.directory()
    bundle, request = find_rules(platform, directory, _tidied(request))
    sources = prefill_sources(platform, bundle.form, request.agency, request.applicant, actor)
    evaluation = evaluate(
        bundle,
        directory,
        IntakeRequest(
            agency=request.competent_agency,
            channel=request.channel,
            variant=request.variant or None,
            answers=request.answers,
            applicant=request.applicant,
            documents=request.documents,
            received_at=now,
            quantity=request.quantity,
            sources=sources,
        ),
    )
    if not request.summary and bundle.form is not None:
        request = replace(request, summary=_told_by_answers(bundle.form, evaluation.sheet.values))
    return Weighed(request, bundle, directory, evaluation, now)


def _told_by_answers(form: Form, answers: Mapping[str, Any]) -> str:
    """The summary of a dossier nobody wrote one for: the answer of the field that feeds it."""
    told = (answers.get(one.id) for one in form.fields() if one.maps_to == SUMMARY)
    return next((str(one)[:MOST_LETTERS] for one in told if one), "")


def _tidied(request: DossierRequest) -> DossierRequest:
    """The request with what was written freely made storable; answers and applicant have readers of their own."""
    try:
        free = {name: tidied(getattr(request, name), name, MOST_LETTERS) for name in FREE_PARTS}
    except Refused as refused:
        found = refused.refusal
        raise _invalid(found.field, found.code, found.message) from refused
    return replace(request, **free)


def find_rules(
    platform: Platform, directory: Directory, request: DossierRequest
) -> tuple[ProcedureBundle, DossierRequest]:
    """The bundle for a request, and the request with its competent agency filled in."""
    today = platform.today()
    if not directory.knows(request.agency):
        raise _invalid(
            "agency", "unknown_agency", f"Không có cơ quan “{request.agency}”. Kiểm tra lại mã cơ quan."
        )
    try:
        procedure = platform.rules.definition("procedure", request.procedure, today)
    except RulesMissingError as error:
        raise _invalid(
            "procedure",
            "unknown_procedure",
            f"Không có thủ tục “{request.procedure}” đang áp dụng. Tra lại mã trong danh mục thủ tục.",
        ) from error
    chosen = _settling(directory, procedure, request)
    if request.helped_at and not directory.knows(request.helped_at):
        raise _invalid(
            "helped_at", "unknown_agency", f"Không có cơ quan “{request.helped_at}”. Kiểm tra lại mã."
        )
    if request.variant and all(one.id != request.variant for one in procedure.variants):
        known = ", ".join(one.id for one in procedure.variants) or "thủ tục không chia trường hợp"
        raise _invalid("variant", "unknown_variant", f"Không có trường hợp “{request.variant}”. Có: {known}.")
    if request.channel not in procedure.channels:
        raise _invalid("channel", "channel_closed", "Thủ tục này không nhận hồ sơ theo cách nộp đã chọn.")
    try:
        bundle = platform.rules.bundle(request.procedure, chosen, today)
    except RulesMissingError as error:
        raise _invalid("procedure", "rules_missing", f"{error} Báo quản trị thủ tục.") from error
    return bundle, replace(request, competent_agency=chosen)


def _settling(directory: Directory, procedure: Procedure, request: DossierRequest) -> str:
    """The agency that settles what is received here: the one asked for, or the only one there is."""
    competent = competent_agencies(directory, procedure, request.agency)
    elsewhere: tuple[str, ...] = ()
    if not competent or request.competent_agency not in ("", *competent):
        elsewhere = agencies_elsewhere(directory, procedure, request.agency)
    if not competent and not elsewhere:
        name = directory.agency(request.agency).name
        raise _invalid(
            "agency",
            "not_offered_here",
            f"{name} không tiếp nhận thủ tục {procedure.code}. Chọn cơ quan khác, hoặc bổ sung cơ quan vào danh mục.",
        )
    chosen = request.competent_agency or (competent[0] if len(competent) == 1 else "")
    if not chosen:
        among = competent or elsewhere
        names = ", ".join(f"{directory.agency(code).name} ({code})" for code in among[:MOST_NAMED])
        names += f" và {len(among) - MOST_NAMED} cơ quan khác" if len(among) > MOST_NAMED else ""
        raise _invalid("competent_agency", "choose_agency", f"Chọn cơ quan giải quyết: {names}.")
    if chosen not in competent and chosen not in elsewhere:
        raise _invalid("competent_agency", "not_competent", f"Cơ quan {chosen} không giải quyết thủ tục này.")
    return chosen


def _invalid(path: str, code: str, message: str) -> InvalidRequestError:
    return InvalidRequestError((FieldError(path, code, message),))


def intake_of(weighed: Weighed) -> Intake:
    """The engine's intake for a request without problems."""
    request, evaluation = weighed.request, weighed.evaluation
    return Intake(
        agency=request.agency,
        competent_agency=request.competent_agency,
        helped_at=request.helped_at,
        variant=evaluation.variant,
        channel=request.channel,
        quantity=request.quantity,
        limit=evaluation.limit,
        due_at=request.due_at if evaluation.limit is None else None,
        due_reason=request.due_reason,
        fees=()
        if request.parent
        else tuple(
            FeeCharge(line.id, line.name, line.kind.value, line.amount, line.collect.value)
            for line in evaluation.fees.lines
        ),
        parent=request.parent,
        facts={
            "applicant": dict(evaluation.applicant),
            "owner": dict(request.owner) if request.owner else None,
            "answers": evaluation.sheet.values,
            "documents": dict(request.documents),
            "summary": request.summary,
            "delivery": request.delivery,
        },
        papers=tuple(
            line.id
            for line in evaluation.checklist
            if line.visible
            and line.kind is not RequirementKind.NOTE
            and is_received(request.documents.get(line.id))
        ),
        files=request.files,
    )
