"""Rules of procedures against the province: who offers them, who does each step, whether time and numbers suffice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from motcua.compiler.judge.context import Context, Rule, unknown
from motcua.compiler.judge.flow import flow_of, longest_way
from motcua.compiler.judge.other_rules import NUMBER_TOKEN
from motcua.compiler.judge.procedure_rules import process_of
from motcua.compiler.problem_codes import Finding
from motcua.definitions.numbering import Numbering
from motcua.definitions.procedure import Procedure
from motcua.definitions.process import Process

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
)
