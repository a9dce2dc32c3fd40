"""Rules of procedures against the province: who offers them, who does each step, whether time and numbers suffice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from motcua.compiler.judge.context import Context, Rule, unknown
from motcua.compiler.judge.flow import flow_of, longest_way
from motcua.compiler.judge.other_rules import NUMBER_TOKEN
from motcua.compiler.judge.procedure_rules import process_of
from motcua.compiler.problem_codes import Finding
from motcua.definitions.numbering import Numbering
from motcua.definitions.policy import Policy
from motcua.definitions.procedure import Procedure
from motcua.definitions.process import Process, Step, StepKind

_SELECTORS = ("level", "kind", "role", "field")


def offered_where_agencies_are(procedure: Procedure, context: Context) -> Iterator[Finding]:
    """PROC-009: `offered_by` names agencies, or selectors that some agency fits."""
    directory = context.directory
    if directory is None:
        return
    for selector in procedure.offered_by:
        word, colon, value = selector.partition(":")
        if word == "field" or (colon and word in _SELECTORS and value):
            if not any(directory.select(selector, "")) and word != "field":
                yield Finding("PROC-010", f"Không cơ quan nào khớp “{selector}”.", "/offered_by", selector)
        elif not directory.knows(selector):
            known = [agency.code for agency in directory.agencies()]
            yield unknown("PROC-009", "Nơi thực hiện", "/offered_by", selector, known)


def offered_somewhere(procedure: Procedure, context: Context) -> Iterator[Finding]:
    """PROC-010: a procedure within the province's competence is offered by some agency."""
    directory = context.directory
    if directory is None or procedure.outside_competence:
        return
    if not directory.offering(procedure):
        message = "Chưa có cơ quan nào thực hiện thủ tục này."
        yield Finding("PROC-010", message, "/offered_by", remedy="Ghi offered_by, ví dụ [level:commune].")


def every_step_has_somebody(procedure: Procedure, context: Context) -> Iterator[Finding]:
    """PROC-011: in every agency that offers it, every step's position stands in a unit."""
    process, directory = process_of(procedure, context), context.directory
    if process is None or directory is None:
        return
    offering = directory.offering(procedure)
    for step, lacking in context.once(
        ("staffing", id(process), offering), lambda: list(_unstaffed(process, offering, context))
    ):
        shown = ", ".join(lacking[:5]) + (f" … ({len(lacking)} cơ quan)" if len(lacking) > 5 else "")
        message = f"Bước “{step}” của quy trình “{process.code}” không ai làm được ở: {shown}."
        yield Finding("PROC-011", message, "/process", procedure.process)


def _unstaffed(
    process: Process, offering: tuple[str, ...], context: Context
) -> Iterator[tuple[str, list[str]]]:
    directory = context.directory
    if directory is None:
        return
    for step in process.steps:
        if step.by is None:
            continue
        lacking = []
        for agency in offering:
            place = directory.with_role(agency, step.by.agency_role) if step.by.agency_role else agency
            unit = "" if step.by.agency_role else step.by.unit
            if place is None or not directory.units_with(place, step.by.position, unit):
                lacking.append(agency)
        if lacking:
            yield step.id, lacking


def budgets_fit_the_limit(procedure: Procedure, context: Context) -> Iterator[Finding]:
    """PROC-012: the longest way through the process fits into the shortest limit."""
    process = process_of(procedure, context)
    limits = [offer.time_limit for offer in procedure.offers if offer.time_limit is not None]
    if process is None or not process.steps or not limits:
        return
    minutes, way = context.once(("way", id(process)), lambda: longest_way(process, flow_of(process)))
    shortest = min(limits, key=lambda limit: limit.working_minutes())
    if minutes > shortest.working_minutes():
        message = (
            f"Quy trình “{process.code}” cần {_hours(minutes)} giờ làm việc theo mục tiêu các bước "
            f"({' → '.join(way)}), nhiều hơn thời hạn ngắn nhất {shortest.words()}."
        )
        yield Finding(
            "PROC-012", message, "/process", procedure.process, f"≤ {_hours(shortest.working_minutes())} giờ"
        )


def _hours(minutes: int) -> str:
    return f"{minutes / 60:g}".replace(".", ",")


def supplements_are_asked_for_in_time(procedure: Procedure, context: Context) -> Iterator[Finding]:
    """PROC-019: papers lacking are to be asked for before the shortest limit is over."""
    policy = context.resolve("policy", procedure.policy) if procedure.policy else None
    limits = [offer.time_limit for offer in procedure.offers if offer.time_limit is not None]
    if not isinstance(policy, Policy) or policy.supplement.notice_within is None or not limits:
        return
    within, shortest = policy.supplement.notice_within, min(limits, key=lambda limit: limit.working_minutes())
    if within.working_minutes() > shortest.working_minutes() > 0:
        message = (
            f"Chính sách “{policy.code}” cho yêu cầu bổ sung trong {within.words()} từ khi tiếp nhận, "
            f"dài hơn thời hạn ngắn nhất {shortest.words()} của thủ tục."
        )
        yield Finding("PROC-019", message, "/policy", procedure.policy, f"≤ {shortest.words()}")


def child_dossiers_open_no_circle(procedure: Procedure, context: Context) -> Iterator[Finding]:
    """PROC-018: a child dossier does not open, through its own steps, a dossier of this procedure again."""
    process = process_of(procedure, context)
    waiting: list[tuple[str, tuple[str, ...]]] = [
        (step.procedure, (procedure.code,)) for step in _child_steps(process)
    ]
    seen: set[str] = set()
    while waiting:
        code, way = waiting.pop()
        if code == procedure.code:
            shown = " → ".join((*way, code))
            message = f"Hồ sơ con mở vòng tròn: {shown}."
            yield Finding("PROC-018", message, "/process", procedure.process)
            return
        if code in seen:
            continue
        seen.add(code)
        child = context.resolve("procedure", code)
        if isinstance(child, Procedure):
            steps = _child_steps(process_of(child, context))
            waiting += [(step.procedure, (*way, code)) for step in steps]


def _child_steps(process: Process | None) -> list[Step]:
    steps = process.steps if process is not None else ()
    return [step for step in steps if step.does is StepKind.CHILD_DOSSIER and step.procedure]


def child_dossiers_have_a_place(procedure: Procedure, context: Context) -> Iterator[Finding]:
    """PROC-021: the agency that is to settle a child dossier offers its procedure, for every agency that opens one."""
    process, directory = process_of(procedure, context), context.directory
    if directory is None:
        return
    for step in _child_steps(process):
        child = context.resolve("procedure", step.procedure)
        if not isinstance(child, Procedure):
            continue
        lacking = [
            agency
            for agency in directory.offering(procedure)
            if (place := directory.with_role(agency, step.receiving_role) if step.receiving_role else agency)
            is None
            or not directory.offers(child, place)
        ]
        if lacking:
            shown = ", ".join(lacking[:5]) + (f" … ({len(lacking)} cơ quan)" if len(lacking) > 5 else "")
            message = f"Bước “{step.id}” không mở được hồ sơ con {child.code} cho hồ sơ của: {shown}."
            yield Finding("PROC-021", message, "/process", procedure.process)


_SAYS_SCOPE: Mapping[str, frozenset[str]] = {
    "agency": frozenset({"agency", "agency_short"}),
    "day": frozenset({"yymmdd"}),
    "month": frozenset({"yymmdd", "mm"}),
    "year": frozenset({"yymmdd", "yy", "yyyy"}),
    "book": frozenset({"book"}),
}


def dossier_numbers_do_not_repeat(procedure: Procedure, context: Context) -> Iterator[Finding]:
    """NUM-002: a dossier number is unique, so whatever its counter starts anew for is visible in it."""
    numbering = context.resolve("numbering", procedure.numbering) if procedure.numbering else None
    if not isinstance(numbering, Numbering):
        return
    names = {name for name, _width in NUMBER_TOKEN.findall(numbering.pattern)}
    for scope in numbering.scope:
        if not names & _SAYS_SCOPE.get(scope, frozenset()):
            message = f"Mã hồ sơ đếm lại từ đầu theo {scope} mà không ghi {scope}, nên sẽ trùng nhau."
            yield Finding("NUM-002", message, "/numbering", procedure.numbering)


OPERATION_RULES: tuple[Rule, ...] = (
    offered_where_agencies_are,
    offered_somewhere,
    every_step_has_somebody,
    budgets_fit_the_limit,
    dossier_numbers_do_not_repeat,
    supplements_are_asked_for_in_time,
    child_dossiers_open_no_circle,
    child_dossiers_have_a_place,
)
