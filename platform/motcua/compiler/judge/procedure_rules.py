"""Rules of procedures: what they name exists, limits cover every case, every step can be done where it is offered."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from motcua.compiler.judge.context import Context, Rule, at, check_expression, unknown
from motcua.compiler.problem_codes import Finding
from motcua.definitions.baseline import Baseline
from motcua.definitions.form import Form
from motcua.definitions.policy import Policy
from motcua.definitions.procedure import Channel, DefinitionTest, Offer, OnlineLevel, Procedure
from motcua.definitions.process import Process
from motcua.expressions.form_names import names_for
from motcua.expressions.names import ANY_FORM, Names
from motcua.expressions.shapes import Kind


def form_of(procedure: Procedure, context: Context) -> Form | None:
    """The procedure's form, None when it has none or the form has errors."""
    form = context.resolve("form", procedure.form) if procedure.form else None
    return form if isinstance(form, Form) else None


def process_of(procedure: Procedure, context: Context) -> Process | None:
    """The procedure's process, None when it has none or the process has errors."""
    process = context.resolve("process", procedure.process) if procedure.process else None
    return process if isinstance(process, Process) else None


def names_of(procedure: Procedure, context: Context) -> Names:
    """The names its expressions may use."""
    form = form_of(procedure, context)
    return ANY_FORM if procedure.form and form is None else names_for(form)


def can_run(procedure: Procedure, _context: Context) -> Iterator[Finding]:
    """PROC-001: a procedure has a process and a policy, its own or its baseline's."""
    if not procedure.process:
        yield Finding(
            "PROC-001", "Thủ tục chưa có quy trình.", "", expected="process", remedy="Ghi “process: …”."
        )
    if not procedure.policy:
        message = "Thủ tục chưa có chính sách tính giờ."
        yield Finding("PROC-001", message, "", expected="policy", remedy="Ghi “policy: …”.")


def variants_exist(procedure: Procedure, _context: Context) -> Iterator[Finding]:
    """PROC-002: offers, papers and fees name variants that exist."""
    known = [variant.id for variant in procedure.variants]
    named = [("offers", offer.id, offer.variants) for offer in procedure.offers]
    named += [("checklist", paper.id, paper.variants) for paper in procedure.checklist]
    named += [("fees", fee.id, fee.variants) for fee in procedure.fees]
    for group, entry, variants in named:
        for variant in variants:
            if variant not in known:
                yield unknown("PROC-002", "Trường hợp", at(group, entry, "variants"), variant, known)


def a_variant_always_applies(procedure: Procedure, _context: Context) -> Iterator[Finding]:
    """PROC-003: some variant has no condition, so that none is left without a case."""
    if procedure.variants and all(variant.when for variant in procedure.variants):
        message = "Mọi trường hợp đều có điều kiện, nên có hồ sơ không thuộc trường hợp nào."
        yield Finding("PROC-003", message, "/variants")


def offers_do_not_overlap(procedure: Procedure, _context: Context) -> Iterator[Finding]:
    """PROC-004: two offers of the same precision never fit the same case and channel."""
    offers = procedure.offers
    for index, offer in enumerate(offers):
        for other in offers[index + 1 :]:
            same = bool(offer.variants) == bool(other.variants) and bool(offer.channels) == bool(
                other.channels
            )
            if same and _meet(offer.variants, other.variants) and _meet(offer.channels, other.channels):
                message = f"Thời hạn “{other.id}” và “{offer.id}” cùng áp dụng cho một trường hợp và kênh."
                yield Finding("PROC-004", message, at("offers", other.id), other.id)


def _meet(left: tuple[str, ...] | tuple[Channel, ...], right: tuple[str, ...] | tuple[Channel, ...]) -> bool:
    return not left or not right or bool(set(left) & set(right))


def uncovered(procedure: Procedure) -> list[tuple[str, Channel]]:
    """The cases and channels without an offer; the case is empty for a procedure without variants."""
    variants = [variant.id for variant in procedure.variants] or [""]
    return [
        (variant, channel)
        for variant, channel in product(variants, procedure.channels)
        if not any(_fits(offer, variant, channel) for offer in procedure.offers)
    ]


def _fits(offer: Offer, variant: str, channel: Channel) -> bool:
    return (not offer.variants or variant in offer.variants) and (
        not offer.channels or channel in offer.channels
    )


def offers_cover_every_case(procedure: Procedure, _context: Context) -> Iterator[Finding]:
    """PROC-005: once limits are stated, no case and channel is left without one."""
    if not procedure.offers:
        return
    open_cases = uncovered(procedure)
    if open_cases:
        shown = ", ".join(f"{variant or 'mọi trường hợp'}/{channel}" for variant, channel in open_cases[:6])
        yield Finding("PROC-005", f"Chưa có thời hạn cho: {shown}.", "/offers")


def offer_channels_are_open(procedure: Procedure, _context: Context) -> Iterator[Finding]:
    """PROC-006: limits speak of channels by which the procedure is taken in."""
    for offer in procedure.offers:
        closed = [channel for channel in offer.channels if channel not in procedure.channels]
        if closed:
            message = f"Thời hạn “{offer.id}” nhắc kênh {', '.join(closed)} mà thủ tục không nhận."
            yield Finding("PROC-006", message, at("offers", offer.id, "channels"), closed[0])


def online_level_fits(procedure: Procedure, _context: Context) -> Iterator[Finding]:
    """PROC-007: a procedure that is done online is taken in online."""
    if procedure.online_level is OnlineLevel.FULL and Channel.ONLINE not in procedure.channels:
        message = "Thủ tục toàn trình nhưng không nhận hồ sơ trực tuyến."
        yield Finding("PROC-007", message, "/channels", expected="online")


def alternatives_exist(procedure: Procedure, _context: Context) -> Iterator[Finding]:
    """PROC-008: alternatives and proofs name papers of the checklist."""
    papers = [paper.id for paper in procedure.checklist]
    for paper in procedure.checklist:
        for other in paper.alternatives:
            if other not in papers or other == paper.id:
                path = at("checklist", paper.id, "alternatives")
                yield unknown(
                    "PROC-008", "Giấy tờ thay thế", path, other, [one for one in papers if one != paper.id]
                )
    for fee in procedure.fees:
        for exemption in fee.exemptions:
            if exemption.proof and exemption.proof not in papers:
                path = at("fees", fee.id, "exemptions", exemption.id, "proof")
                yield unknown("PROC-008", "Giấy tờ chứng minh", path, exemption.proof, papers)


def conditions_compile(procedure: Procedure, context: Context) -> Iterator[Finding]:
    """EXPR-001: conditions of cases, papers and fees."""
    if not (procedure.variants or procedure.checklist or procedure.fees):
        return
    names = names_of(procedure, context)
    for path, text, expects in stated_expressions(procedure):
        if text:
            yield from check_expression(text, at(*path), names, expects)


def stated_expressions(procedure: Procedure) -> Iterator[tuple[tuple[str, ...], str, Kind]]:
    """Every expression of a procedure with its place and the kind it must give."""
    for variant in procedure.variants:
        yield ("variants", variant.id, "when"), variant.when, Kind.YES_NO
    for paper in procedure.checklist:
        yield ("checklist", paper.id, "when"), paper.when, Kind.YES_NO
    for fee in procedure.fees:
        yield ("fees", fee.id, "when"), fee.when, Kind.YES_NO
        yield ("fees", fee.id, "times"), fee.times, Kind.NUMBER
        if isinstance(fee.amount, str):
            yield ("fees", fee.id, "amount"), fee.amount, Kind.NUMBER
        for exemption in fee.exemptions:
            yield ("fees", fee.id, "exemptions", exemption.id, "when"), exemption.when, Kind.YES_NO


def pauses_are_lawful(procedure: Procedure, context: Context) -> Iterator[Finding]:
    """PROC-013: a step pauses the clock only on a ground of the policy."""
    process = process_of(procedure, context)
    policy = context.resolve("policy", procedure.policy) if procedure.policy else None
    if process is None or not isinstance(policy, Policy):
        return
    known = [reason.id for reason in policy.pauses]
    for step in process.steps:
        if step.pauses and step.pauses not in known:
            yield unknown("PROC-013", f"Bước “{step.id}”: lý do tạm dừng", "/policy", step.pauses, known)


def reused_outcomes_are_written_whole(procedure: Procedure, context: Context) -> Iterator[Finding]:
    """PROC-014: reusable papers name `procedure/outcome`, and the outcome exists."""
    for paper in procedure.checklist:
        for text in paper.reusable.outcomes if paper.reusable else ():
            path = at("checklist", paper.id, "reusable", "outcomes")
            code, slash, outcome = text.partition("/")
            other = procedure if code == procedure.code else context.resolve("procedure", code)
            if not slash or not outcome:
                yield Finding("PROC-014", f"“{text}” chưa đủ mã thủ tục/định danh kết quả.", path, text)
            elif not isinstance(other, Procedure):
                yield Finding("PROC-014", f"Không có thủ tục “{code}” của kết quả “{text}”.", path, text)
            elif outcome not in [one.id for one in other.outcomes]:
                yield unknown("PROC-014", "Kết quả", path, outcome, [one.id for one in other.outcomes])


def tests_speak_of_what_exists(procedure: Procedure, context: Context) -> Iterator[Finding]:
    """PROC-015: tests name variants, papers, steps and answers that exist."""
    if not procedure.tests:
        return
    variants = [variant.id for variant in procedure.variants]
    papers = [paper.id for paper in procedure.checklist]
    process, form = process_of(procedure, context), form_of(procedure, context)
    steps = [step.id for step in process.steps] if process else None
    answers = [field.id for field in form.fields()] if form else None
    for test in procedure.tests:
        for what, where, name in _named(test):
            known = {"variant": variants, "paper": papers, "step": steps, "answer": answers}[what]
            if known is not None and name not in known:
                yield unknown(
                    "PROC-015", f"Kiểm thử nhắc “{where[-1]}”:", at("tests", test.name, *where), name, known
                )


def _named(test: DefinitionTest) -> Iterator[tuple[str, tuple[str, ...], str]]:
    given, expect = test.given, test.expect
    for variant, where in ((given.variant, "given"), (expect.variant, "expect")):
        if variant:
            yield "variant", (where, "variant"), variant
    for paper in expect.documents or ():
        yield "paper", ("expect", "documents"), paper
    for step in expect.path or ():
        yield "step", ("expect", "path"), step
    for answer in given.answers:
        yield "answer", ("given", "answers", answer), answer


def baseline_conditions_compile(baseline: Baseline, context: Context) -> Iterator[Finding]:
    """EXPR-001 for a baseline that brings its own form; other conditions are judged where a form is known."""
    if baseline.body.form:
        yield from conditions_compile(baseline.body, context)


BASELINE_RULES: tuple[Rule, ...] = (baseline_conditions_compile,)
PROCEDURE_RULES: tuple[Rule, ...] = (
    can_run,
    variants_exist,
    a_variant_always_applies,
    offers_do_not_overlap,
    offers_cover_every_case,
    offer_channels_are_open,
    online_level_fits,
    alternatives_exist,
    conditions_compile,
    pauses_are_lawful,
    reused_outcomes_are_written_whole,
    tests_speak_of_what_exists,
)
