"""Reads one field: given or default value, its type, its pattern, its bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.definitions.form import FormField
from motcua.dossiers.choice_types import CHOICE_TYPES
from motcua.dossiers.field_error import AnswerRefused, FieldError
from motcua.dossiers.field_types import FieldType, FieldTypes, Reading, type_table
from motcua.dossiers.number_types import NUMBER_TYPES, number_words
from motcua.dossiers.text_types import TEXT_TYPES
from motcua.dossiers.time_types import TIME_TYPES, date_words
from motcua.expressions.expression import Env
from motcua.expressions.form_plan import TODAY, Bound, FieldPlan
from motcua.expressions.functions import Reach
from motcua.expressions.problem import ExpressionFailure
from motcua.expressions.shapes import is_answered

BUILT_IN_TYPES: FieldTypes = type_table(
    *TEXT_TYPES.values(), *NUMBER_TYPES.values(), *TIME_TYPES.values(), *CHOICE_TYPES.values()
)
"""Every type whose value is read at once; `table`, `computed`, `heading` and `note` are the form's own business."""

_ONE_LINE = frozenset({"text", "long_text"})
_FALLBACK = BUILT_IN_TYPES["text"]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the fields of one form are read in: values of expressions so far, calendar and lists, types, day.

    `sources` are further things a field may be filled in from: `agency`, `officer`, `earlier`.
    """

    env: Env
    reach: Reach
    types: FieldTypes
    today: date | None
    sources: Mapping[str, Any]

    def type_of(self, field: FormField) -> FieldType:
        """The field's type; text for one nobody registered, which the compiler has reported."""
        return self.types.get(field.type, _FALLBACK)

    def holds(self, plan: FieldPlan) -> bool:
        """Whether the field is visible."""
        return all(
            condition is None or condition.truth(self.env, self.reach)
            for condition in (plan.section_when, plan.when)
        )

    def demands(self, plan: FieldPlan) -> bool:
        """Whether the visible field must be answered."""
        if plan.field.required:
            return True
        return plan.required_when is not None and plan.required_when.truth(self.env, self.reach)


def given_value(plan: FieldPlan, raw: Mapping[str, Any], around: Surroundings) -> tuple[Any, bool]:
    """What was given for a field, and whether somebody gave it: an absent name takes `prefill`, then `default`."""
    field = plan.field
    if field.id in raw:
        return raw[field.id], True
    if field.prefill:
        root, _, _ = field.prefill.partition(".")
        found: Any = around.sources if root in around.sources else around.env
        for part in field.prefill.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        if is_answered(found):
            return (_one_line(found) if field.type in _ONE_LINE else found), False
    if field.default == TODAY and around.today is not None:
        return around.today.isoformat(), False
    return field.default or None, False


def _one_line(value: Any) -> Any:
    """An address as a text field takes it."""
    if not isinstance(value, Mapping):
        return value
    parts = (value.get("detail"), value.get("commune_name"), value.get("province_name"))
    return ", ".join(str(part) for part in parts if part)


def read_value(plan: FieldPlan, given: Any, around: Surroundings) -> Any:
    """The stored value of a given one, None for nothing. Raises AnswerRefused."""
    if not is_answered(given):
        return None
    field = plan.field
    value = around.type_of(field).read(Reading(field, around.reach.code_lists, around.today), given)
    if isinstance(value, str) and plan.pattern is not None and plan.pattern.fullmatch(value) is None:
        message = field.pattern_message or f"“{value[:60]}” chưa đúng mẫu. Xem hướng dẫn của ô này."
        raise AnswerRefused("pattern", message)
    if field.pattern and plan.pattern is None and plan.broken:
        raise AnswerRefused("broken", BROKEN)
    return value


BROKEN = "Biểu mẫu đang có lỗi ở ô này. Báo quản trị hệ thống sửa biểu mẫu."


def refused_value(field: FormField, path: str, refusal: AnswerRefused) -> FieldError:
    """The error of a refused value, with the field's label in front."""
    place = f"{path}.{refusal.within}" if refusal.within else path
    return FieldError(place, refusal.code, f"“{field.label}”: {refusal.message}")


def missing_value(field: FormField, path: str, around: Surroundings) -> FieldError:
    """The error of a required field without an answer."""
    verb = around.type_of(field).fill
    return FieldError(path, "required", f"Chưa có “{field.label}”. {verb} “{field.label}”.")


def bound_error(plan: FieldPlan, value: Any, path: str, around: Surroundings) -> FieldError | None:
    """Whether a value lies outside `min` and `max`, said in one sentence with both ends."""
    if (plan.least is None and plan.most is None) or isinstance(value, bool | list | dict):
        return None
    numeric = isinstance(value, int | float)
    least, most = (_end(bound, around, numeric=numeric) for bound in (plan.least, plan.most))
    low = least is not None and _less(value, least)
    high = most is not None and _less(most, value)
    if not low and not high:
        return None
    wanted = " ".join(
        part for part in (f"từ {_shown(least)}" if least is not None else "",
                          f"đến {_shown(most)}" if most is not None else "") if part
    )  # fmt: skip
    verb = "Chọn" if plan.field.type in {"date", "month", "time"} else "Ghi số"
    message = f"“{plan.field.label}”: {_shown(value)} nằm ngoài khoảng cho phép. {verb} {wanted}."
    return FieldError(path, "min" if low else "max", message)


def _end(bound: Bound | None, around: Surroundings, *, numeric: bool) -> float | str | None:
    if bound is None:
        return None
    if bound.expression is not None:
        try:
            value = bound.expression.evaluate(around.env, around.reach)
        except ExpressionFailure:
            return None
        return value if isinstance(value, int | float) or (isinstance(value, str) and value) else None
    if bound.literal == TODAY:
        return around.today.isoformat() if around.today else None
    return float(bound.literal) if numeric else bound.literal


def _less(one: Any, other: Any) -> bool:
    if isinstance(one, int | float) or isinstance(other, int | float):
        return float(one) < float(other)
    return str(one) < str(other)


def _shown(value: Any) -> str:
    if isinstance(value, int | float):
        return number_words(value)
    text = str(value)
    if len(text) == 10 and text[4:5] == "-":
        return date_words(text)
    if len(text) == 7 and text[4:5] == "-":
        return f"{text[5:]}/{text[:4]}"
    return text


def computed_value(plan: FieldPlan, around: Surroundings) -> Any:
    """The result of a computed field, None when there is none yet."""
    if plan.compute is None:
        return None
    try:
        value = plan.compute.evaluate(around.env, around.reach)
    except ExpressionFailure:
        return None
    return value if is_answered(value) else None
