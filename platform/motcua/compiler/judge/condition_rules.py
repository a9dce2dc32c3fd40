"""Rules of conditions: they can hold and can fail, none hides another, and the lists they look up exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from motcua.compiler.judge.context import Context, Rule, at, unknown
from motcua.compiler.judge.procedure_rules import names_of, stated_expressions
from motcua.compiler.problem_codes import Finding
from motcua.definitions.form import Form
from motcua.definitions.procedure import Procedure, Variant
from motcua.definitions.process import Process
from motcua.expressions.expression import Expression
from motcua.expressions.form_names import names_for
from motcua.expressions.lookups import lists_looked_up
from motcua.expressions.names import STEP_NAMES, Names
from motcua.expressions.probing import trials
from motcua.expressions.problem import ExpressionProblem
from motcua.expressions.shapes import Kind
from motcua.kernel.problems import Correction, CorrectionKind


def conditions_can_go_both_ways(procedure: Procedure, context: Context) -> Iterator[Finding]:
    """EXPR-002 and EXPR-003: a condition of a procedure holds for some answers and fails for others."""
    if not (procedure.variants or procedure.checklist or procedure.fees):
        return
    names = names_of(procedure, context)
    for path, text, expects in stated_expressions(procedure):
        if text and expects is Kind.YES_NO:
            yield from _one_sided(text, at(*path), names, context)


def conditions_of_steps_can_go_both_ways(process: Process, context: Context) -> Iterator[Finding]:
    """EXPR-002 and EXPR-003 for the buttons of a process; only what does not hang on a form can be decided."""
    for step in process.steps:
        for action in step.actions:
            if action.when:
                path = at("steps", step.id, "actions", action.id, "when")
                yield from _one_sided(action.when, path, STEP_NAMES, context)


def conditions_of_fields_can_go_both_ways(form: Form, context: Context) -> Iterator[Finding]:
    """EXPR-002 and EXPR-003 for sections, fields and rules of a form."""
    names = names_for(form)
    for section in form.sections:
        here = at("sections", section.id)
        yield from _one_sided(section.when, f"{here}/when", names, context)
        for field in section.fields:
            for key, text in (("when", field.when), ("required_when", field.required_when)):
                yield from _one_sided(text, f"{here}/fields/{field.id}/{key}", names, context)
    for rule in form.rules:
        for key, text in (("check", rule.check), ("when", rule.when)):
            yield from _one_sided(text, at("rules", rule.id, key), names, context)


def _one_sided(text: str, path: str, names: Names, context: Context) -> Iterator[Finding]:
    if not text:
        return
    holds, fails = context.once(("both ways", text, names), lambda: _sides(text, names))
    if not holds:
        message = f"Điều kiện “{text[:80]}” không bao giờ đúng, nên phần này không bao giờ được dùng."
        yield Finding("EXPR-002", message, path, text[:200])
    elif not fails:
        message = f"Điều kiện “{text[:80]}” lúc nào cũng đúng, nên không cần ghi."
        remove = Correction(path, label="Bỏ điều kiện", kind=CorrectionKind.REMOVE)
        corrections = () if path.endswith("/check") else (remove,)
        yield Finding("EXPR-003", message, path, text[:200], corrections=corrections)


def _sides(text: str, names: Names) -> tuple[bool, bool]:
    """Whether a condition can hold and whether it can fail; both when that cannot be decided."""
    expression = _compiled(text, names)
    if expression is None:
        return True, True
    seen = {expression.truth(env) for env in trials([expression])}
    return (True in seen, False in seen) if seen else (True, True)


def _compiled(text: str, names: Names) -> Expression | None:
    try:
        return Expression.compile(text, names, Kind.YES_NO)
    except ExpressionProblem:
        return None


def variants_are_told_apart(procedure: Procedure, context: Context) -> Iterator[Finding]:
    """PROC-016: no case is hidden by those before it; PROC-017: two cases do not fit the same answers by chance."""
    conditional = [variant for variant in procedure.variants if variant.when]
    if len(conditional) < 2:
        return
    names = names_of(procedure, context)
    compiled = [(variant, _compiled(variant.when, names)) for variant in conditional]
    known = [(variant, expression) for variant, expression in compiled if expression is not None]
    seen = [
        [expression.truth(env) for _variant, expression in known]
        for env in trials([expression for _variant, expression in known])
    ]
    for index, (variant, _expression) in enumerate(known):
        yield from _hidden(variant, index, [one for one, _ in known], seen)


def _hidden(
    variant: Variant, index: int, variants: Sequence[Variant], seen: Sequence[Sequence[bool]]
) -> Iterator[Finding]:
    """A case that holds only where an earlier one holds too, or that holds together with another one."""
    own = [row for row in seen if row[index]]
    if not own or not index:
        return
    path = at("variants", variant.id, "when")
    if all(any(row[:index]) for row in own):
        message = f"Trường hợp “{variant.id}” không bao giờ được chọn: các trường hợp đứng trước đã nhận hết."
        yield Finding("PROC-016", message, path, variant.when[:200])
        return
    for other in range(index):
        if any(row[other] for row in own):
            message = (
                f"Có hồ sơ vừa thuộc “{variants[other].id}” vừa thuộc “{variant.id}”; "
                f"chương trình lấy “{variants[other].id}” vì đứng trước."
            )
            yield Finding("PROC-017", message, path, variant.when[:200])
            return


def lists_looked_up_exist(procedure: Procedure, context: Context) -> Iterator[Finding]:
    """EXPR-004 for a procedure: `name_of`, `item` and `is_in` name code lists that exist."""
    for path, text, _expects in stated_expressions(procedure):
        yield from _lists(text, at(*path), context)


def lists_looked_up_by_forms_exist(form: Form, context: Context) -> Iterator[Finding]:
    """EXPR-004 for a form."""
    del form
    for path, text in _texts(context.content, ""):
        yield from _lists(text, path, context)


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Every text that may hold a look-up, with its pointer by ids."""
    if isinstance(value, dict):
        for name, child in value.items():
            yield from _texts(child, f"{path}/{name}")
    elif isinstance(value, list):
        for index, child in enumerate(value):
            name = child.get("id", index) if isinstance(child, dict) else index
            yield from _texts(child, f"{path}/{name}")
    elif (
        isinstance(value, str) and "(" in value and not path.endswith(("/label", "/help", "/title", "/text"))
    ):
        yield path, value


def _lists(text: str, path: str, context: Context) -> Iterator[Finding]:
    for code in sorted(lists_looked_up((text,))):
        if context.resolve("code_list", code) is None:
            yield unknown("EXPR-004", "Danh mục", path, code, context.codes("code_list"))


CONDITION_RULES: tuple[Rule, ...] = (
    conditions_can_go_both_ways,
    variants_are_told_apart,
    lists_looked_up_exist,
)
STEP_CONDITION_RULES: tuple[Rule, ...] = (conditions_of_steps_can_go_both_ways,)
FIELD_CONDITION_RULES: tuple[Rule, ...] = (
    conditions_of_fields_can_go_both_ways,
    lists_looked_up_by_forms_exist,
)
