"""Rules of processes: a dossier always has somebody to act, and always comes to an end."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.compiler.completing import JOIN
from motcua.compiler.judge.context import Context, Rule, at, check_expression, unknown
from motcua.compiler.judge.flow import Flow, flow_of, loops_without_person, targets_of
from motcua.compiler.problem_codes import Finding
from motcua.definitions.process import ActionKind, Assign, Process, Step, StepKind
from motcua.expressions.names import STEP_NAMES
from motcua.expressions.shapes import Kind

_DONE_BY_SOMEBODY = frozenset(
    {
        StepKind.INTAKE,
        StepKind.HANDLE,
        StepKind.CONSULT,
        StepKind.DECIDE,
        StepKind.ISSUE,
        StepKind.RETURN_RESULT,
    }
)


def flow_in(process: Process, context: Context) -> Flow:
    """The graph of a process, made once a compile."""
    return context.once(("flow", id(process)), lambda: flow_of(process))


def starts_with_intake(process: Process, _context: Context) -> Iterator[Finding]:
    """FLOW-001: the first step is the intake, and the only one."""
    if not process.steps:
        yield Finding(
            "FLOW-001", "Quy trình chưa có bước nào.", "/steps", remedy="Thêm bước tiếp nhận ở đầu."
        )
        return
    first = process.steps[0]
    if first.does is not StepKind.INTAKE:
        message = f"Bước đầu “{first.id}” không phải là bước tiếp nhận."
        yield Finding("FLOW-001", message, at("steps", first.id, "does"), first.does, "intake", fix="intake")
    for step in process.steps[1:]:
        if step.does is StepKind.INTAKE:
            message = f"Bước “{step.id}” là bước tiếp nhận thứ hai; chỉ bước đầu được tiếp nhận."
            yield Finding("FLOW-001", message, at("steps", step.id, "does"), step.does)


def leads_to_known_steps(process: Process, _context: Context) -> Iterator[Finding]:
    """FLOW-002: every button leads to steps that exist; a button that sends back says where."""
    known = [step.id for step in process.steps]
    for step in process.steps:
        for action in step.actions:
            path = at("steps", step.id, "actions", action.id, "to")
            for target in action.to:
                if target != JOIN and target not in known:
                    yield unknown(
                        "FLOW-002", f"Nút “{action.id}” chuyển đến bước", path, target, [*known, JOIN]
                    )
            if action.does is ActionKind.BACK and not action.to:
                yield Finding("FLOW-002", f"Nút “{action.id}” trả lại nhưng chưa ghi trả về bước nào.", path)


def has_buttons(process: Process, _context: Context) -> Iterator[Finding]:
    """FLOW-003: every step has at least one button, else a dossier would stay there for ever."""
    for step in process.steps:
        if not step.actions:
            yield Finding("FLOW-003", f"Bước “{step.id}” chưa có nút nào.", at("steps", step.id))


def every_step_is_reached(process: Process, context: Context) -> Iterator[Finding]:
    """FLOW-004: every step can be come to from the first."""
    if not process.steps:
        return
    reached = flow_in(process, context).reachable()
    for step in process.steps:
        if step.id not in reached:
            yield Finding("FLOW-004", f"Không có đường nào đến bước “{step.id}”.", at("steps", step.id))


def every_step_leads_to_an_end(process: Process, context: Context) -> Iterator[Finding]:
    """FLOW-005: from every step an end can be come to."""
    if not process.steps:
        return
    flow = flow_in(process, context)
    closing = flow.leading_to_end()
    for step in process.steps:
        if step.id not in closing and step.actions:
            yield Finding(
                "FLOW-005", f"Từ bước “{step.id}” không đi được đến kết thúc.", at("steps", step.id)
            )


def has_no_loop_without_person(process: Process, context: Context) -> Iterator[Finding]:
    """FLOW-006: no circle of automatic steps only."""
    if not process.steps:
        return
    for circle in loops_without_person(process, flow_in(process, context)):
        shown = " → ".join((*circle, circle[0]))
        message = f"Các bước tự động quay vòng không có người dừng lại: {shown}."
        yield Finding("FLOW-006", message, at("steps", circle[0]))


def forks_are_joined(process: Process, context: Context) -> Iterator[Finding]:
    """FLOW-007: every branch answers with `join`, and `join` stands in branches only."""
    if not process.steps:
        return
    flow = flow_in(process, context)
    inside: set[str] = set()
    for fork in flow.forks:
        inside |= fork.region
        for branch in fork.branches:
            way = _region(branch, flow)
            here = at("steps", branch)
            if fork.step in way:
                message = f"Nhánh bắt đầu ở bước “{branch}” quay lại bước “{fork.step}” mà không trả lời (to: join)."
                yield Finding("FLOW-007", message, here, branch)
                continue
            if not way & flow.joins:
                message = f"Nhánh bắt đầu ở bước “{branch}” không có nút trả lời (to: join)."
                yield Finding("FLOW-007", message, here, branch)
            for ending in sorted(way & flow.ends):
                if not _only_refuses(process.step(ending)):
                    message = f"Bước “{ending}” thuộc một nhánh nhưng lại kết thúc hồ sơ."
                    yield Finding("FLOW-007", message, at("steps", ending), ending)
    for step in sorted(flow.joins - inside):
        message = f"Bước “{step}” trả lời (to: join) nhưng không thuộc nhánh nào."
        yield Finding("FLOW-007", message, at("steps", step), step)


def _region(start: str, flow: Flow) -> frozenset[str]:
    found, waiting = {start}, [start]
    while waiting:
        for target in flow.main[waiting.pop()] - found:
            found.add(target)
            waiting.append(target)
    return frozenset(found)


def _only_refuses(step: Step) -> bool:
    return all(action.does is not ActionKind.FINISH for action in step.actions)


def somebody_does_it(process: Process, context: Context) -> Iterator[Finding]:
    """FLOW-008: a step that people do names a position, and the position exists."""
    directory = context.directory
    known = [position.code for position in directory.positions()] if directory else []
    for step in process.steps:
        if step.by is None:
            if step.does in _DONE_BY_SOMEBODY:
                yield Finding(
                    "FLOW-008", f"Bước “{step.id}” chưa ghi chức danh nào làm.", at("steps", step.id)
                )
        elif known and step.by.position not in known:
            path = at("steps", step.id, "by", "position")
            yield unknown("FLOW-008", "Chức danh", path, step.by.position, known)


def roles_exist(process: Process, context: Context) -> Iterator[Finding]:
    """FLOW-009: an agency role is played by some agency or unit."""
    directory = context.directory
    if directory is None:
        return
    known = context.once(("roles",), lambda: _roles(context))
    for step in process.steps:
        named = [(at("steps", step.id, "receiving_role"), step.receiving_role)]
        if step.by is not None:
            named.append((at("steps", step.id, "by", "agency_role"), step.by.agency_role))
        for path, role in named:
            if role and role not in known:
                yield unknown("FLOW-009", "Vai trò cơ quan", path, role, known)


def _roles(context: Context) -> frozenset[str]:
    directory = context.directory
    if directory is None:
        return frozenset()
    own = {role for agency in directory.agencies() for role in agency.roles}
    units = {
        unit.role for agency in directory.agencies() for unit in directory.units(agency.code) if unit.role
    }
    return frozenset(own | units)


def duties_are_separated(process: Process, _context: Context) -> Iterator[Finding]:
    """FLOW-010: `not_same_person_as` and `same_as` name earlier steps."""
    order = [step.id for step in process.steps]
    for index, step in enumerate(process.steps):
        earlier = order[:index]
        for other in step.not_same_person_as:
            if other not in earlier:
                path = at("steps", step.id, "not_same_person_as")
                yield unknown(
                    "FLOW-010", f"Trong các bước đứng trước “{step.id}”, bước", path, other, earlier
                )
        if step.by is None:
            continue
        path = at("steps", step.id, "by", "same_as")
        if step.by.same_as and step.by.same_as not in earlier:
            yield unknown(
                "FLOW-010", f"Trong các bước đứng trước “{step.id}”, bước", path, step.by.same_as, earlier
            )
        if step.by.assign is Assign.SAME_AS and not step.by.same_as:
            message = f"Bước “{step.id}” giao cho người của bước trước nhưng chưa ghi bước nào (same_as)."
            yield Finding("FLOW-010", message, at("steps", step.id, "by"))


def phases_exist(process: Process, _context: Context) -> Iterator[Finding]:
    """FLOW-011: a step's phase is one of the process."""
    known = [phase.id for phase in process.phases]
    for step in process.steps:
        if step.phase and step.phase not in known:
            yield unknown("FLOW-011", "Giai đoạn", at("steps", step.id, "phase"), step.phase, known)


def phase_budgets_hold(process: Process, _context: Context) -> Iterator[Finding]:
    """FLOW-012: the budgets of a phase's steps fit into the phase's own."""
    for phase in process.phases:
        if phase.budget is None:
            continue
        inside = [
            step
            for step in process.steps
            if step.phase == phase.id and step.budget and step.does != "consult"
        ]
        total = sum(step.budget.working_minutes() for step in inside if step.budget)
        if total > phase.budget.working_minutes():
            message = (
                f"Các bước của giai đoạn “{phase.id}” cần {total // 60} giờ làm việc, "
                f"nhiều hơn mục tiêu {phase.budget.words()} của giai đoạn."
            )
            yield Finding("FLOW-012", message, at("phases", phase.id, "budget"), str(phase.budget))


def child_dossiers_are_named(process: Process, _context: Context) -> Iterator[Finding]:
    """FLOW-013: a step that opens a dossier elsewhere says of which procedure."""
    for step in process.steps:
        if step.does is StepKind.CHILD_DOSSIER and not step.procedure:
            message = f"Bước “{step.id}” mở hồ sơ con nhưng chưa ghi thủ tục."
            yield Finding("FLOW-013", message, at("steps", step.id))


def conditions_compile(process: Process, _context: Context) -> Iterator[Finding]:
    """EXPR-001: conditions on buttons."""
    for step in process.steps:
        for action in step.actions:
            path = at("steps", step.id, "actions", action.id, "when")
            yield from check_expression(action.when, path, STEP_NAMES, Kind.YES_NO)


def a_way_is_always_open(process: Process, _context: Context) -> Iterator[Finding]:
    """FLOW-014: not every button onward is conditional, else a dossier may find none of them."""
    for step in process.steps:
        onward = [action for action in step.actions if action.does is not ActionKind.BACK]
        if onward and all(action.when for action in onward) and targets_of(process, step, onward[0]):
            message = f"Mọi nút của bước “{step.id}” đều có điều kiện, nên có hồ sơ sẽ không đi tiếp được."
            yield Finding("FLOW-014", message, at("steps", step.id, "actions"))


PROCESS_RULES: tuple[Rule, ...] = (
    starts_with_intake,
    leads_to_known_steps,
    has_buttons,
    every_step_is_reached,
    every_step_leads_to_an_end,
    has_no_loop_without_person,
    forks_are_joined,
    somebody_does_it,
    roles_exist,
    duties_are_separated,
    phases_exist,
    phase_budgets_hold,
    child_dossiers_are_named,
    conditions_compile,
    a_way_is_always_open,
)
