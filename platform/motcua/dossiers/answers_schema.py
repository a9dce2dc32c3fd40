"""The JSON Schema 2020-12 of a form's answers, for clients of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.definitions.code_list import CodeList
from motcua.definitions.form import Form, FormField, FormSection
from motcua.dossiers.field_reading import BUILT_IN_TYPES
from motcua.dossiers.field_types import FieldTypes, Schema
from motcua.dossiers.table_answers import ROW_ID
from motcua.expressions.names import UNANSWERED_TYPES

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_NO_LISTS: Mapping[str, CodeList] = {}


def answers_schema(
    form: Form | None, code_lists: Mapping[str, CodeList] = _NO_LISTS, types: FieldTypes = BUILT_IN_TYPES
) -> Schema:
    """The schema of the stored answers. Only what is always asked is `required`; what depends on other answers
    carries its condition as `x-when` and `x-required-when`. Computed fields are read-only.
    """
    properties: dict[str, Any] = {}
    required: list[str] = []
    for section in form.sections if form is not None else ():
        for field in section.fields:
            if field.type in UNANSWERED_TYPES:
                continue
            properties[field.id] = field_schema(field, code_lists, types, _conditions(section, field))
            if _always_asked(section, field):
                required.append(field.id)
    schema: Schema = {
        "$schema": DIALECT,
        "title": form.name if form is not None else "Không có biểu mẫu",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    return schema | ({"required": required} if required else {})


def field_schema(
    field: FormField, code_lists: Mapping[str, CodeList], types: FieldTypes, when: str = ""
) -> Schema:
    """The schema of one field with its label, help and conditions."""
    match field.type:
        case "table":
            schema = _table_schema(field, code_lists, types)
        case "computed":
            schema = {"readOnly": True}
        case _:
            known = types.get(field.type, types["text"])
            schema = known.describe(field, code_lists)
    notes: Schema = {"title": field.label, "x-type": field.type}
    if field.help:
        notes["description"] = field.help
    if field.options:
        notes["x-options"] = [{"value": one.value, "label": one.label} for one in field.options]
    if field.code_list:
        notes["x-code-list"] = field.code_list
    if when:
        notes["x-when"] = when
    if field.required_when:
        notes["x-required-when"] = field.required_when
    return notes | schema


def _conditions(section: FormSection, field: FormField) -> str:
    both = [text for text in (section.when, field.when) if text]
    return both[0] if len(both) == 1 else " && ".join(f"({text})" for text in both)


def _always_asked(section: FormSection, field: FormField) -> bool:
    conditional = section.when or field.when
    asked = field.required or (field.type == "table" and field.min_rows > 0)
    return asked and not conditional and not field.default and not field.prefill and field.type != "computed"


def _table_schema(field: FormField, code_lists: Mapping[str, CodeList], types: FieldTypes) -> Schema:
    columns = [column for column in field.columns if column.type not in UNANSWERED_TYPES]
    properties: dict[str, Any] = {
        column.id: field_schema(column, code_lists, types, column.when) for column in columns
    }
    properties[ROW_ID] = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,40}$"}
    required = [
        column.id
        for column in columns
        if column.required and not column.when and not column.default and column.type != "computed"
    ]
    row: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        row["required"] = required
    least = max(field.min_rows, 1 if field.required else 0)
    return {"type": "array", "items": row, "minItems": least, "maxItems": field.max_rows}
