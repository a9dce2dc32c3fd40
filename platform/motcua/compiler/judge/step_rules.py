"""Rules of single steps: timers, child dossiers, national status, separation of duties, assignment."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.compiler.judge.context import Context, Rule, at, check_expression, unknown
from motcua.compiler.problem_codes import Finding
from motcua.definitions.form import Form
from motcua.definitions.procedure import Procedure
from motcua.definitions.process import Action, ActionKind, Assign, Process, Step, StepKind
from motcua.expressions.names import ANY_FORM
from motcua.kernel.problems import Correction, CorrectionKind

_TIMED = frozenset({ActionKind.FORWARD, ActionKind.BACK, ActionKind.CONSULT, ActionKind.ANSWER})
_STATUS_OF = {
    StepKind.WAIT_FOR_APPLICANT: 5,
    StepKind.WAIT_FOR_PAYMENT: 6,
    StepKind.RETURN_RESULT: 9,
}
_WHILE_WORKING = frozenset({2, 4, 5, 6})
"""National codes a step of work may be reported under; the others begin or end a dossier."""


def timers_can_ring(process: Process, _context: Context) -> Iterator[Finding]:
    """FLOW-015: a timer moves the dossier and does nothing that takes a person."""
    for step in process.steps:
        for action in step.actions:
            if action.after is None or _is_timed(action):
                continue
            path = at("steps", step.id, "actions", action.id, "after")
            message = f"Nút “{action.id}” của bước “{step.id}” cần người bấm nên không hẹn giờ được."
            remove = Correction(path, label="Bỏ hẹn giờ", kind=CorrectionKind.REMOVE)
            yield Finding("FLOW-015", message, path, str(action.after), corrections=(remove,))


def _is_timed(action: Action) -> bool:
    asks = action.signs or action.numbers or action.needs or action.reason or action.form
    return action.does in _TIMED and not asks


def timers_differ(process: Process, _context: Context) -> Iterator[Finding]:
    """FLOW-016: of two unconditional timers of a step only the first can ring."""
    for step in process.steps:
        timed = [action for action in step.actions if action.after is not None and not action.when]
        for later in timed[1:]:
            path = at("steps", step.id, "actions", later.id, "after")
            message = f"Bước “{step.id}” đã hẹn giờ nút “{timed[0].id}”, nên hẹn giờ của “{later.id}” vô ích."
            remove = Correction(path, label="Bỏ hẹn giờ thứ hai", kind=CorrectionKind.REMOVE)
            yield Finding("FLOW-016", message, path, str(later.after), corrections=(remove,))


def child_dossiers_can_be_opened(process: Process, context: Context) -> Iterator[Finding]:
    """FLOW-017: what is said of a child dossier stands at a step that opens one, and fits the form it fills."""
    for step in process.steps:
        is_child = step.does is StepKind.CHILD_DOSSIER
        for key, said in (
            ("procedure", step.procedure),
            ("receiving_role", step.receiving_role),
            ("hands_over", step.hands_over),
        ):
            if said and not is_child:
                path = at("steps", step.id, key)
                message = f"Bước “{step.id}” không mở hồ sơ con nên mục “{key}” vô ích."
                remove = Correction(path, label=f"Bỏ “{key}”", kind=CorrectionKind.REMOVE)
                yield Finding("FLOW-017", message, path, step.does.value, corrections=(remove,))
        if is_child:
            yield from _handed_over(step, context)


def _handed_over(step: Step, context: Context) -> Iterator[Finding]:
    child = context.resolve("procedure", step.procedure) if step.procedure else None
    form = context.resolve("form", child.form) if isinstance(child, Procedure) and child.form else None
    known = [field.id for field in form.fields()] if isinstance(form, Form) else None
    for field, text in step.hands_over.items():
        path = at("steps", step.id, "hands_over", field)
        if known is not None and field not in known:
            yield unknown("FLOW-017", "Biểu mẫu của hồ sơ con: trường", path, field, known)
        yield from check_expression(text, path, ANY_FORM)


def child_dossiers_go_on(process: Process, _context: Context) -> Iterator[Finding]:
    """FLOW-018: a step with a child dossier has a button without condition by which its result leads on."""
    for step in process.steps:
        if step.does is not StepKind.CHILD_DOSSIER or not step.actions:
            continue
        onward = [action for action in step.actions if action.does in (ActionKind.FORWARD, ActionKind.ANSWER)]
        if not any(not action.when and not action.reason for action in onward):
            message = (
                f"Khi hồ sơ con có kết quả, bước “{step.id}” không có nút nào để tự đi tiếp "
                "(nút chuyển, không điều kiện, không đòi lý do)."
            )
            yield Finding("FLOW-018", message, at("steps", step.id, "actions"))


def official_status_fits_the_step(process: Process, _context: Context) -> Iterator[Finding]:
    """FLOW-019: a step's national code is one a dossier can have while it stands there."""
    for step in process.steps:
        code, wanted = step.official_status, _STATUS_OF.get(step.does)
        if code is None or code == wanted or (wanted is None and code in _WHILE_WORKING):
            continue
        path = at("steps", step.id, "official_status")
        right = wanted or 4
        message = (
            f"Bước “{step.id}” ({step.does}) không mang trạng thái quốc gia {code} được; "
            f"hồ sơ đứng ở đây có trạng thái {right}."
        )
        fix = Correction(path, right, f"Đặt trạng thái {right}")
        yield Finding("FLOW-019", message, path, str(code), str(right), corrections=(fix,))


def deciding_is_separate(process: Process, _context: Context) -> Iterator[Finding]:
    """FLOW-020: who decides did not handle the dossier, where the same position does both."""
    for index, step in enumerate(process.steps):
        if step.does is not StepKind.DECIDE or step.by is None:
            continue
        for other in process.steps[:index]:
            same = other.by is not None and other.by.position == step.by.position
            if other.does is StepKind.HANDLE and same and other.id not in step.not_same_person_as:
                path = at("steps", step.id, "not_same_person_as")
                message = (
                    f"Bước “{step.id}” và bước “{other.id}” cùng chức danh {step.by.position}: "
                    "một người có thể vừa thụ lý vừa ký."
                )
                fix = Correction(path, other.id, "Thêm tách vai", CorrectionKind.ADD)
                yield Finding("FLOW-020", message, path, "", other.id, corrections=(fix,))


def assignments_can_be_made(process: Process, _context: Context) -> Iterator[Finding]:
    """FLOW-021: a step is not kept for a person who must not do it, and `same_as` goes with `assign: same_as`."""
    for step in process.steps:
        if step.by is None or not step.by.same_as:
            continue
        path = at("steps", step.id, "by", "same_as")
        if step.by.same_as in step.not_same_person_as:
            message = (
                f"Bước “{step.id}” giao cho người đã làm “{step.by.same_as}”, mà người đó lại bị cấm làm."
            )
            remove = Correction(
                at("steps", step.id, "not_same_person_as"),
                label="Bỏ tách vai",
                kind=CorrectionKind.REMOVE,
            )
            yield Finding("FLOW-021", message, path, step.by.same_as, corrections=(remove,))
        elif step.by.assign is not Assign.SAME_AS:
            message = f"Bước “{step.id}” ghi same_as nhưng cách giao là {step.by.assign}, nên mục này vô ích."
            assign = at("steps", step.id, "by", "assign")
            fix = Correction(assign, Assign.SAME_AS.value, "Giao cho người của bước đó")
            yield Finding("FLOW-021", message, path, step.by.same_as, "assign: same_as", corrections=(fix,))


def steps_have_a_phase(process: Process, _context: Context) -> Iterator[Finding]:
    """FLOW-022: once a process has phases, no step with a target stands outside them."""
    if not any(phase.budget for phase in process.phases):
        return
    for step in process.steps:
        if step.budget is not None and not step.phase and step.does is StepKind.HANDLE:
            message = f"Bước “{step.id}” có mục tiêu thời gian nhưng không thuộc giai đoạn nào."
            path = at("steps", step.id, "phase")
            fix = Correction(path, process.phases[0].id, f"Đặt vào giai đoạn “{process.phases[0].id}”")
            yield Finding("FLOW-022", message, path, corrections=(fix,))


STEP_RULES: tuple[Rule, ...] = (
    timers_can_ring,
    timers_differ,
    child_dossiers_can_be_opened,
    child_dossiers_go_on,
    official_status_fits_the_step,
    deciding_is_separate,
    assignments_can_be_made,
    steps_have_a_phase,
)
