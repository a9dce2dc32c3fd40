"""The field types of forms: one table from type name to how a value is read and how the API describes it.

A plugin adds a type by passing `field_types(extra)` with its own entries wherever answers are read.

Stored values are JSON: texts NFC and trimmed; integers and money as whole numbers; decimals as numbers of at most
15 significant digits, so that they come back exactly as typed; dates `2026-01-31`, months `2026-01`, times `07:30`;
yes/no as booleans; several choices and files as lists of texts; an address as a mapping; a table as a list of
mappings, each with its `_row` id. Reading a stored value gives it back unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as part
from datetime import date
from types import MappingProxyType
from typing import Any

from motcua.definitions.code_list import CodeList
from motcua.definitions.form import FormField

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a value may need: its field, the code lists, and the day of receipt (None when unknown)."""

    field: FormField
    code_lists: Mapping[str, CodeList] = part(default_factory=dict)
    today: date | None = None


Reader = Callable[[Reading, Any], Any]
"""Gives the stored value of a given one that is not empty, or None for nothing. Raises AnswerRefused."""

Describer = Callable[[FormField, Mapping[str, CodeList]], Schema]
"""The JSON Schema of the stored value."""


@dataclass(frozen=True, slots=True)
class FieldType:
    """A type of field. `fill` is the verb of the request for a missing answer ("Ghi", "Chọn", "Đính kèm")."""

    name: str
    read: Reader
    describe: Describer
    fill: str = "Ghi"
    answered: bool = True


FieldTypes = Mapping[str, FieldType]


def type_table(*types: FieldType) -> FieldTypes:
    """A read-only table by name."""
    return MappingProxyType({one.name: one for one in types})
