"""Reads the rows of a table field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from motcua.dossiers.field_error import AnswerRefused, FieldError, unknown_name
from motcua.dossiers.field_reading import (
    Surroundings,
    bound_error,
    computed_value,
    given_value,
    missing_value,
    read_value,
    refused_value,
)
from motcua.expressions.form_plan import FieldPlan
from motcua.expressions.shapes import is_answered

ROW_ID = "_row"

_ROW_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")


def read_table(
    plan: FieldPlan, given: Any, around: Surroundings, path: str
) -> tuple[list[dict[str, Any]], list[FieldError]]:
    """The rows with their ids and what is wrong with them. Rows without any answer are left out; the numbers in
    the paths are those of the rows as given.
    """
    label = plan.field.label
    if not is_answered(given):
        return [], []
    if not isinstance(given, list | tuple):
        return [], [FieldError(path, "type", f"“{label}” phải là danh sách các dòng.")]
    filled = [
        (index, row) for index, row in enumerate(given) if not isinstance(row, Mapping) or _has_content(row)
    ]
    if len(filled) > plan.field.max_rows:
        message = f"“{label}” có {len(filled)} dòng, nhiều nhất {plan.field.max_rows}. Bỏ bớt dòng."
        return [], [FieldError(path, "max_rows", message)]
    rows: list[dict[str, Any]] = []
    errors: list[FieldError] = []
    taken = {str(row.get(ROW_ID)) for _, row in filled if isinstance(row, Mapping)}
    used: set[str] = set()
    for index, row in filled:
        row_path = f"{path}[{index}]"
        if not isinstance(row, Mapping):
            errors.append(
                FieldError(row_path, "type", f"“{label}”: dòng {index + 1} phải là một nhóm giá trị.")
            )
            continue
        values, wrong = _read_row(plan, row, around, row_path)
        rows.append({ROW_ID: _row_id(row, taken, used), **values})
        errors += wrong
    return rows, errors


def row_count_error(plan: FieldPlan, count: int, path: str, *, required: bool) -> FieldError | None:
    """Whether a table has too few rows."""
    least = max(plan.field.min_rows, 1 if required else 0)
    if count >= least:
        return None
    message = f"“{plan.field.label}” cần ít nhất {least} dòng, đang có {count}. Thêm dòng."
    return FieldError(path, "min_rows", message)


def _has_content(row: Mapping[str, Any]) -> bool:
    return any(is_answered(value) for name, value in row.items() if name != ROW_ID)


def _row_id(row: Mapping[str, Any], taken: set[str], used: set[str]) -> str:
    own = str(row.get(ROW_ID, ""))
    if _ROW_ID.fullmatch(own) is None or own in used:
        number = len(used) + 1
        while (own := f"r{number}") in taken or own in used:
            number += 1
    used.add(own)
    return own


def _read_row(
    plan: FieldPlan, row: Mapping[str, Any], around: Surroundings, path: str
) -> tuple[dict[str, Any], list[FieldError]]:
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    inside = replace(around, env={**around.env, "row": values})
    known = {column.field.id for column in plan.columns}
    for name in row:
        if name != ROW_ID and name not in known:
            message = unknown_name(f"Bảng “{plan.field.label}”", str(name), known)
            errors.append(FieldError(f"{path}.{name}", "unknown_field", message))
    shown = []
    for column in plan.columns:
        if inside.holds(column):
            shown.append(column)
            errors += _read_cell(column, row, inside, values, path)
    refused = {error.path for error in errors}
    for column in shown:
        place = f"{path}.{column.field.id}"
        value = values.get(column.field.id)
        if not any(known_bad == place or known_bad.startswith(f"{place}.") for known_bad in refused):
            error = _cell_error(column, value, place, inside)
            errors += [error] if error else []
    return values, errors


def _cell_error(column: FieldPlan, value: Any, place: str, inside: Surroundings) -> FieldError | None:
    if value is not None:
        return bound_error(column, value, place, inside)
    return missing_value(column.field, place, inside) if inside.demands(column) else None


def _read_cell(
    column: FieldPlan, row: Mapping[str, Any], inside: Surroundings, values: dict[str, Any], path: str
) -> list[FieldError]:
    field = column.field
    place = f"{path}.{field.id}"
    if field.type == "computed":
        value = computed_value(column, inside)
    else:
        given, _ = given_value(column, row, inside)
        try:
            value = read_value(column, given, inside)
        except AnswerRefused as refusal:
            return [refused_value(field, place, refusal)]
    if value is not None:
        values[field.id] = value
    return []
