"""The papers of a dossier: which are asked for, why, in how many copies, and which stand for one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.code_list import CodeList
from motcua.definitions.form import Form, FormField
from motcua.definitions.procedure import DocumentRequirement, RequirementKind
from motcua.dossiers.applicant import FIELDS
from motcua.dossiers.number_types import number_words
from motcua.dossiers.time_types import date_words
from motcua.expressions.code_index import entries
from motcua.expressions.expression import Env, Expression
from motcua.expressions.form_names import names_for
from motcua.expressions.functions import NO_REACH, Reach
from motcua.expressions.names import Names
from motcua.expressions.problem import ExpressionProblem
from motcua.expressions.shapes import Kind, is_answered

_REASON_PARTS = 2


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A line of the checklist. `required` is true only while it is visible and a paper; `reason` says why a
    conditional line is there. `alternatives` are the visible lines any one of which does instead.
    """

    id: str
    name: str
    kind: RequirementKind
    group: str = ""
    visible: bool = True
    required: bool = False
    reason: str = ""
    originals: int = 0
    copies: int = 0
    certified_copies: int = 0
    alternatives: tuple[str, ...] = ()
    form: str = ""
    template: str = ""


def checklist(
    bundle: ProcedureBundle, env: Env, variant: str = "", *, reach: Reach = NO_REACH
) -> tuple[CheckLine, ...]:
    """Every line of the procedure's checklist, hidden ones included, in its order.

    A condition that cannot be evaluated yet hides its line; one that does not compile shows it, as asked for.
    """
    names = names_for(bundle.form)
    case = variant or _variant(env)
    found = tuple(_line(item, bundle, names, env, case, reach) for item in bundle.procedure.checklist)
    shown = {line.id for line in found if line.visible}
    return tuple(
        replace(line, alternatives=tuple(other for other in line.alternatives if other in shown))
        if line.alternatives
        else line
        for line in found
    )


def with_proofs(lines: tuple[CheckLine, ...], proofs: Mapping[str, str]) -> tuple[CheckLine, ...]:
    """The lines with the papers that prove an exemption shown and required; `proofs` gives the fee of each."""
    if not proofs:
        return lines
    return tuple(
        replace(line, visible=True, required=True, reason=f"Để được miễn, giảm {proofs[line.id]}")
        if line.id in proofs
        else line
        for line in lines
    )


def missing_papers(lines: tuple[CheckLine, ...], received: frozenset[str]) -> tuple[CheckLine, ...]:
    """The required papers that are neither received nor replaced by an alternative."""
    return tuple(
        line
        for line in lines
        if line.required and line.id not in received and received.isdisjoint(line.alternatives)
    )


def _variant(env: Env) -> str:
    dossier = env.get("dossier")
    return str(dossier.get("variant", "")) if isinstance(dossier, Mapping) else ""


def _line(
    item: DocumentRequirement, bundle: ProcedureBundle, names: Names, env: Env, variant: str, reach: Reach
) -> CheckLine:
    visible, reason = not item.variants or variant in item.variants, ""
    if visible and item.when:
        try:
            condition = Expression.compile(item.when, names, Kind.YES_NO)
        except ExpressionProblem:
            reason = "Điều kiện của giấy tờ này đang có lỗi; hỏi người quản trị thủ tục"
        else:
            visible = condition.truth(env, reach)
            reason = _because(condition, bundle, env) if visible else ""
    return CheckLine(
        id=item.id,
        name=item.name,
        kind=item.kind,
        group=item.group,
        visible=visible,
        required=visible and item.required and item.kind is not RequirementKind.NOTE,
        reason=reason,
        originals=item.originals,
        copies=item.copies,
        certified_copies=item.certified_copies,
        alternatives=item.alternatives,
        form=item.form,
        template=item.template,
    )


def _because(condition: Expression, bundle: ProcedureBundle, env: Env) -> str:
    """`Vì “Tình trạng trước đây” là “Đã ly hôn”`, from the answers the condition looks at. What stands at its default
    (a household that is not poor, a child that is not abandoned) is no reason anyone wants to read.
    """
    parts = [part for path in sorted(condition.paths) if (part := _stated(path.split("."), bundle, env))]
    return f"Vì {', '.join(parts[:_REASON_PARTS])}" if parts else ""


def _stated(path: list[str], bundle: ProcedureBundle, env: Env) -> str:
    described = _described(path, bundle.form)
    value: Any = env
    for part in path:
        value = value.get(part) if isinstance(value, Mapping) else None
    if described is None or isinstance(value, Mapping):
        return ""
    if (
        not is_answered(value)
        or (value is False and described.default != "true")
        or str(value) == described.default
    ):
        return ""
    return f"“{described.label}” là “{_shown(described, value, bundle.code_lists)}”"


def _described(path: list[str], form: Form | None) -> FormField | None:
    if path[0] == "applicant":
        return FIELDS.get(path[1])
    if path[0] == "form" and form is not None:
        return next((field for field in form.fields() if field.id == path[1]), None)
    return None


def _shown(field: FormField, value: Any, code_lists: Mapping[str, CodeList]) -> str:
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, int | float):
        return number_words(value)
    if isinstance(value, list):
        return ", ".join(_shown(field, one, code_lists) for one in value if not isinstance(one, Mapping))
    text = str(value)
    if field.type == "date":
        return date_words(text)
    label = next((option.label for option in field.options if option.value == text), "")
    code_list = code_lists.get(field.code_list) if field.code_list else None
    item = entries(code_list).get(text) if code_list is not None and not label else None
    return label or (item.name if item else text)
