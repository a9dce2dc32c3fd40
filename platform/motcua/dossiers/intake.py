"""Everything the rules say about a dossier before it is received: one pure evaluation, run on every keystroke."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.directory import Directory
from motcua.definitions.procedure import Channel, Offer, Procedure
from motcua.dossiers.answers import AnswerSheet, read_answers
from motcua.dossiers.applicant import read_applicant
from motcua.dossiers.checklist import CheckLine, checklist, missing_papers, with_proofs
from motcua.dossiers.clocks import clock_policy
from motcua.dossiers.fees import FeeSheet, fees
from motcua.dossiers.field_error import FieldError, unknown_name
from motcua.dossiers.field_reading import BUILT_IN_TYPES
from motcua.dossiers.field_types import FieldTypes
from motcua.dossiers.handed_in import papers_received
from motcua.expressions.expression import Env, Expression
from motcua.expressions.form_names import names_for
from motcua.expressions.form_plan import plan_form
from motcua.expressions.functions import Reach
from motcua.expressions.names import Names
from motcua.expressions.problem import ExpressionProblem
from motcua.expressions.shapes import Kind
from motcua.kernel.clock import in_vietnam
from motcua.kernel.due_clock import due
from motcua.kernel.due_date import DueDate
from motcua.kernel.time_limit import TimeLimit
from motcua.kernel.working_calendar import CalendarError, WorkingCalendar

_VARIANT = "dossier.variant"
CHANNEL_WORDS = {
    Channel.COUNTER: "nộp trực tiếp",
    Channel.ONLINE: "nộp trực tuyến",
    Channel.POST: "nộp qua bưu chính",
}


@dataclass(frozen=True, slots=True)
class IntakeRequest:
    """What has been said of a dossier so far. `agency` settles it. `documents` maps requirement ids to
    `received`, `originals`, `copies`, `certified_copies`, `note`. `sources` are `agency`, `officer` and `earlier`
    (answers of an earlier dossier) for fields that are filled in from there.
    """

    agency: str
    received_at: datetime
    channel: Channel = Channel.COUNTER
    variant: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    applicant: Mapping[str, Any] = field(default_factory=dict)
    documents: Mapping[str, Any] = field(default_factory=dict)
    quantity: int = 1
    sources: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IntakeEvaluation:
    """What the rules make of a request. `problems` keep it from being received, with paths such as
    `answers.so_ban`, `applicant.phone`, `documents.to-khai.copies`, `variant`. `missing` are required papers not
    handed in; whether they keep it is the counter's decision. Without a `limit` the due date is entered by hand.
    """

    variant: str
    env: Env
    applicant: dict[str, Any]
    sheet: AnswerSheet
    checklist: tuple[CheckLine, ...]
    fees: FeeSheet
    limit: TimeLimit | None
    limit_origin: Offer | None
    due: DueDate | None
    missing: tuple[CheckLine, ...]
    problems: tuple[FieldError, ...]


def environment(
    answers: Mapping[str, Any], applicant: Mapping[str, Any], dossier: Mapping[str, Any]
) -> dict[str, Any]:
    """The values expressions see. `dossier` has channel, variant, agency, received_date, quantity, procedure."""
    return {"form": answers, "applicant": applicant, "dossier": dossier}


def evaluate(
    bundle: ProcedureBundle,
    directory: Directory,
    request: IntakeRequest,
    *,
    types: FieldTypes = BUILT_IN_TYPES,
) -> IntakeEvaluation:
    """Judge a request: variant, answers, papers, fees, limit and due date. Never raises for what people typed."""
    received = in_vietnam(request.received_at)
    calendar = _calendar(directory, request.agency)
    reach = Reach(calendar, bundle.code_lists)
    applicant = request.applicant if _is_group(request.applicant) else {}
    person, wrong = read_applicant(applicant, bundle.procedure.applicants, reach, received.date())
    problems = [error.under("applicant") for error in wrong]
    problems += _request_problems(bundle.procedure, request)
    env = environment({}, person.as_json(), _dossier(bundle.procedure, request, received))
    variant, sheet = _variant_and_answers(bundle, request, env, reach, types)
    if not variant and bundle.procedure.variants:
        problems.append(
            FieldError("variant", "required", "Chưa rõ trường hợp giải quyết. Chọn một trường hợp.")
        )
    problems += [error.under("answers") for error in sheet.errors]
    sum_up = fees(bundle, env, request.channel, variant, reach=reach)
    papers = with_proofs(checklist(bundle, env, variant, reach=reach), sum_up.proofs())
    received_papers, wrong_papers = papers_received(papers, request.documents)
    offer = find_offer(bundle.procedure, request.channel, variant)
    limit = offer.time_limit if offer is not None else None
    due_date, late = _due(bundle, calendar, received, limit)
    return IntakeEvaluation(
        variant=variant,
        env=env,
        applicant=env["applicant"],
        sheet=sheet,
        checklist=papers,
        fees=sum_up,
        limit=limit,
        limit_origin=offer,
        due=due_date,
        missing=missing_papers(papers, received_papers),
        problems=(*problems, *wrong_papers, *late),
    )


def _variant_and_answers(
    bundle: ProcedureBundle, request: IntakeRequest, env: dict[str, Any], reach: Reach, types: FieldTypes
) -> tuple[str, AnswerSheet]:
    """The variant and the answers, put into the environment. When the answers choose the variant and the form looks
    at it, the answers are read a second time.
    """
    sheet = _answers(bundle, request, env, reach, types)
    variant = request.variant or choose_variant(bundle, {**env, "form": sheet.values}, reach)
    if variant != env["dossier"]["variant"]:
        env["dossier"]["variant"] = variant
        if bundle.form is not None and _VARIANT in plan_form(bundle.form).paths:
            sheet = _answers(bundle, request, env, reach, types)
    env["form"] = sheet.values
    return variant, sheet


def choose_variant(bundle: ProcedureBundle, env: Env, reach: Reach) -> str:
    """The first variant whose condition holds, else the first without one, else the empty text."""
    names = names_for(bundle.form)
    for variant in bundle.procedure.variants:
        if variant.when and _holds(variant.when, names, env, reach):
            return variant.id
    return next((variant.id for variant in bundle.procedure.variants if not variant.when), "")


def find_offer(procedure: Procedure, channel: Channel, variant: str) -> Offer | None:
    """The offer for a variant and a channel: the one that names both before one that names only the variant,
    only the channel, or neither; of equals the first.
    """
    fitting = [
        offer
        for offer in procedure.offers
        if (not offer.variants or variant in offer.variants)
        and (not offer.channels or channel in offer.channels)
    ]
    return max(fitting, key=lambda offer: (bool(offer.variants), bool(offer.channels)), default=None)


def _holds(text: str, names: Names, env: Env, reach: Reach) -> bool:
    try:
        return Expression.compile(text, names, Kind.YES_NO).truth(env, reach)
    except ExpressionProblem:
        return False


def _calendar(directory: Directory, agency: str) -> WorkingCalendar | None:
    try:
        return directory.calendar_of(agency)
    except LookupError:
        return None


def _is_group(value: Any) -> bool:
    """Clients may send anything where a mapping is meant."""
    return isinstance(value, Mapping)


def _dossier(procedure: Procedure, request: IntakeRequest, received: datetime) -> dict[str, Any]:
    return {
        "channel": request.channel.value,
        "variant": request.variant or "",
        "agency": request.agency,
        "received_date": received.date().isoformat(),
        "quantity": request.quantity,
        "procedure": procedure.code,
    }


def _request_problems(procedure: Procedure, request: IntakeRequest) -> list[FieldError]:
    problems = []
    if not _is_group(request.applicant):
        problems.append(FieldError("applicant", "type", "Người nộp phải là một nhóm giá trị."))
    if request.channel not in procedure.channels:
        words = CHANNEL_WORDS[request.channel]
        offered = ", ".join(CHANNEL_WORDS[channel] for channel in procedure.channels)
        message = f"Thủ tục này không nhận hồ sơ {words}. Cách nộp được nhận: {offered}."
        problems.append(FieldError("channel", "channel", message))
    if request.variant and all(variant.id != request.variant for variant in procedure.variants):
        message = unknown_name("Trường hợp", request.variant, (variant.id for variant in procedure.variants))
        problems.append(FieldError("variant", "unknown_variant", message))
    if request.quantity < 1:
        problems.append(FieldError("quantity", "min", "Số lượng phải từ 1 trở lên. Ghi lại số lượng."))
    return problems


def _answers(
    bundle: ProcedureBundle, request: IntakeRequest, env: Env, reach: Reach, types: FieldTypes
) -> AnswerSheet:
    if not _is_group(request.answers):
        return AnswerSheet(errors=(FieldError("", "type", "Câu trả lời phải là một nhóm giá trị."),))
    if bundle.form is not None:
        return read_answers(
            bundle.form, request.answers, env, reach=reach, types=types, sources=request.sources
        )
    errors = (
        FieldError(str(name), "unknown_field", f"Thủ tục này không có biểu mẫu; bỏ câu trả lời “{name}”.")
        for name in request.answers
    )
    return AnswerSheet(errors=tuple(errors))


def _due(
    bundle: ProcedureBundle, calendar: WorkingCalendar | None, received: datetime, limit: TimeLimit | None
) -> tuple[DueDate | None, tuple[FieldError, ...]]:
    if limit is None:
        return None, ()
    if calendar is None:
        message = "Cơ quan giải quyết chưa có lịch làm việc nên chưa tính được ngày hẹn. Báo quản trị lịch."
        return None, (FieldError("agency", "no_calendar", message),)
    try:
        return due(calendar, clock_policy(bundle.policy), received, limit), ()
    except CalendarError as error:
        return None, (FieldError("received_at", "calendar", str(error)),)
