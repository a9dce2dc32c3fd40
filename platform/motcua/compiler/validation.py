"""JSON Schema validation with every error collected and said in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator, ValidationError

from motcua.compiler.kinds import kind_words, layer_schema, schema
from motcua.compiler.nodes import join_pointer
from motcua.compiler.problem_codes import Finding
from motcua.compiler.shapes import title_at
from motcua.compiler.suggestions import did_you_mean, some_of
from motcua.compiler.typing_text import Path, path_starts

_HEAD = frozenset({"kind", "of", "agency", "reason"})


@cache
def _fast(kind: str, *, whole: bool) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema(kind) if whole else layer_schema(kind))


@cache
def _full(kind: str, *, whole: bool) -> Draft202012Validator:
    return Draft202012Validator(schema(kind) if whole else layer_schema(kind))


def is_valid(kind: str, data: Mapping[str, Any], *, whole: bool) -> bool:
    """Whether the data fits the schema of its kind; `whole` = with everything required, else as one layer."""
    return _fast(kind, whole=whole).is_valid(data)


def validate(
    kind: str, data: Mapping[str, Any], *, whole: bool, ignore: Sequence[Path] = ()
) -> Iterator[tuple[Finding, Path]]:
    """Everything that does not fit, with the path of keys and indexes; nothing at or below `ignore` is reported."""
    if not ignore and is_valid(kind, data, whole=whole):
        return
    for error in _full(kind, whole=whole).iter_errors(data):
        path = tuple(error.absolute_path)
        if not any(path_starts(path, failed) for failed in ignore):
            yield from _findings(kind, error, path)


def _findings(kind: str, error: ValidationError, path: Path) -> Iterator[tuple[Finding, Path]]:
    match error.validator:
        case "additionalProperties":
            known = _mapping(error.schema).get("properties", {})
            for key in _mapping(error.instance):
                if key not in known:
                    yield _unknown_key(kind, key, known, path), (*path, key)
        case "required":
            missing = error.message.split("'")[1] if "'" in error.message else ""
            yield _missing(kind, missing, path), path
        case _:
            yield _wrong_value(kind, error, path), path


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _unknown_key(kind: str, key: str, known: Iterable[str], path: Path) -> Finding:
    names = [name for name in known if name != "kind"]
    where = f"“{title_at(kind, path)}”" if path and title_at(kind, path) else kind_words(kind)
    remedy, fix = did_you_mean(key, names)
    if fix is not None:
        remedy = f"{remedy} Ở đây có: {some_of(names, 30)}."
    if " " in key:
        remedy = f"{remedy} Nếu đây là phần sau dấu phẩy của một câu, đặt cả câu trong ngoặc kép."
    return Finding(
        "SHAPE-010",
        f"Không có mục “{key}” trong {where}.",
        join_pointer((*path, key)),
        key,
        some_of(names, 40),
        remedy,
        fix,
    )


def _missing(kind: str, key: str, path: Path) -> Finding:
    title = title_at(kind, (*path, key))
    shown = f"“{title}” ({key})" if title else f"“{key}”"
    where = _where(path)
    return Finding(
        "SHAPE-011", f"Thiếu {shown}{where}.", join_pointer(path), "", key, f"Thêm mục “{key}: …”."
    )


def _where(path: Path) -> str:
    names = [str(part) for part in path if isinstance(part, str)]
    return f" trong “{names[-1]}”" if names else ""


def _wrong_value(kind: str, error: ValidationError, path: Path) -> Finding:
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    title = title_at(kind, path)
    name = f"“{title}” ({key})" if title else f"“{key}”"
    value = "" if error.instance is None else str(error.instance)
    shown = f"“{value[:60]}”"
    limit: Any = error.validator_value
    code, expected, remedy, fix = "SHAPE-014", str(limit), "", None
    match error.validator:
        case "enum" | "const":
            choices = [str(choice) for choice in (limit if error.validator == "enum" else [limit])]
            remedy, fix = did_you_mean(value, choices)
            code, expected = "SHAPE-012", some_of(choices, 40)
            message = f"{name} không nhận giá trị {shown}."
            remedy = remedy if fix is None else f"{remedy} Các giá trị: {expected}."
        case "pattern":
            code = "SHAPE-013"
            message = f"{name} không nhận {shown}: {_pattern_words(key)}"
        case "minLength":
            message, expected = f"{name} đang để trống.", "ít nhất một ký tự"
        case "maxLength":
            message, expected = (
                f"{name} dài {len(value):,} ký tự.".replace(",", "."),
                f"nhiều nhất {limit} ký tự",
            )
        case "minimum":
            message, expected = f"{name} là {value}, nhỏ nhất là {limit}.", f"từ {limit}"
        case "maximum":
            message, expected = f"{name} là {value}, lớn nhất là {limit}.", f"đến {limit}"
        case "type":
            code = "SHAPE-001"
            message, expected = f"{name} không đúng kiểu giá trị: {shown}.", str(limit)
        case _:
            message = f"{name} không dùng được giá trị {shown}."
    return Finding(code, message, join_pointer(path), value[:200], expected, remedy, fix)


def _pattern_words(key: str) -> str:
    match key:
        case "id":
            return "chỉ dùng chữ thường không dấu, số, dấu - hoặc _."
        case "code":
            return "chỉ dùng chữ không dấu, số, dấu chấm, - hoặc _, bắt đầu bằng chữ hoặc số."
        case "of":
            return "ghi loại/mã, ví dụ procedure/1.004873."
        case "shifts":
            return "ghi giờ bắt đầu-giờ kết thúc, ví dụ 07:00-11:30."
        case _:
            return "không đúng khuôn dạng."
