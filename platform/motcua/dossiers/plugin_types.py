"""Field types of plugins beside the built-in ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.definitions.code_list import CodeList
from motcua.definitions.form import FormField
from motcua.dossiers.field_error import AnswerRefused
from motcua.dossiers.field_reading import BUILT_IN_TYPES
from motcua.dossiers.field_types import FieldType, FieldTypes, Reading, Schema, type_table
from motcua.extension import points


def types_with(extensions: Mapping[str, points.FieldType]) -> FieldTypes:
    """The built-in types and those of plugins by their names. Make it once: forms are read with it many times.

    A plugin refuses a value with `points.Refused`; it cannot replace a built-in type.
    """
    added = (_adapted(name, one) for name, one in extensions.items() if name not in BUILT_IN_TYPES)
    return type_table(*BUILT_IN_TYPES.values(), *added)


def _adapted(name: str, extension: points.FieldType) -> FieldType:
    def read(reading: Reading, value: Any) -> Any:
        try:
            return extension.read(value, reading.field)
        except points.Refused as refusal:
            raise AnswerRefused(name, str(refusal)) from refusal

    def describe(field: FormField, _lists: Mapping[str, CodeList]) -> Schema:
        return dict(extension.json_schema(field))

    return FieldType(name, read, describe)
