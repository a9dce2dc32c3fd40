"""The names a form gives to expressions, computed fields with the kind their formula gives."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from motcua.definitions.form import Form, FormField
from motcua.expressions.by_identity import remembered_by_identity
from motcua.expressions.expression import Expression
from motcua.expressions.names import APPLICANT, DOSSIER, FIELD_SHAPES, UNANSWERED_TYPES, Names
from motcua.expressions.problem import ExpressionProblem
from motcua.expressions.shapes import ANY, DATE, NUMBER, TEXT, YES_NO, Kind, Shape, choice, record

_BY_KIND: Mapping[Kind, Shape] = {Kind.NUMBER: NUMBER, Kind.TEXT: TEXT, Kind.DATE: DATE, Kind.YES_NO: YES_NO}


def field_shape(field: FormField) -> Shape:
    """The shape of a field's answer; a plugin's type is `any`, a computed field too until it is inferred."""
    if field.type == "table":
        columns = {
            column.id: field_shape(column) for column in field.columns if column.type not in UNANSWERED_TYPES
        }
        return Shape(Kind.LIST, item=record(_row=TEXT, **columns))
    if field.options and field.type in {"choice", "multiple_choice"}:
        one = choice(*(option.value for option in field.options))
        return one if field.type == "choice" else Shape(Kind.LIST, item=one)
    return FIELD_SHAPES.get(field.type, ANY)


@remembered_by_identity(1024)
def names_for(form: Form | None) -> Names:
    """`form`, `applicant` and `dossier` as conditions, amounts and rules see them; kept for each form object.

    Without a form every answer is unknown. Formulas that do not compile leave their field as `any`; the
    compiler reports them.
    """
    fields = form.fields() if form is not None else ()
    shapes = {field.id: field_shape(field) for field in fields if field.type not in UNANSWERED_TYPES}
    names = _names(shapes)
    for field in fields:
        if field.type == "computed":
            with suppress(ExpressionProblem):
                kind = Expression.compile(field.compute, names).kind
                shapes[field.id] = _BY_KIND.get(kind, ANY)
                names = _names(shapes)
    return names


def _names(shapes: Mapping[str, Shape]) -> Names:
    return Names({"form": record(**shapes), "applicant": APPLICANT, "dossier": DOSSIER})


def row_names(form_names: Names, table: FormField) -> Names:
    """The names of a table's conditions: those of the form and `row`, the columns of the same row."""
    item = field_shape(table).item
    return form_names if item is None else form_names.with_root("row", item)
