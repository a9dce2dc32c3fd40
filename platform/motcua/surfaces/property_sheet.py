"""The properties of one part of a definition as fields, made from the JSON Schema; reads back what was typed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from motcua.compiler.kinds import schema
from motcua.kernel.time_limit import TimeLimit, TimeLimitError
from motcua.surfaces.property_words import CHOICE_WORDS, PART_GROUPS, Groups, field_groups
from motcua.surfaces.workpiece import ActRefusedError, Path, Workpiece

Choices = Sequence[tuple[str, str]]
"""Values with their words."""

PARTS: Mapping[str, str] = {
    "fields": "form_field",
    "columns": "form_field",
    "sections": "form_section",
    "rules": "form_rule",
    "steps": "step",
    "actions": "action",
    "phases": "phase",
}
MOST_LETTERS = 20_000


class Control(StrEnum):
    """How a property is edited."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"
    SUGGEST = "suggest"
    SEVERAL = "several"
    WORDS = "words"
    OPTIONS = "options"
    LIMIT = "limit"
    EXPRESSION = "expression"
    FIXED = "fixed"


_SAYS_ITSELF = frozenset({Control.FLAG, Control.CHOICE, Control.SEVERAL, Control.OPTIONS, Control.LIMIT})
"""Controls whose words need no explanation in the words of the text."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property. `value` is text, a list of texts, or a list of pairs (choices); `own` = the text itself says it."""

    name: str
    title: str
    help: str
    control: Control
    value: Any
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False
    own: bool = True


@dataclass(frozen=True, slots=True)
class PropertyGroup:
    """Properties under a title."""

    title: str
    properties: tuple[Property, ...]


def part_of(kind: str, path: Sequence[str]) -> str:
    """What stands at a path: `form_field`, `step` …; the kind itself for the whole definition."""
    return PARTS.get(path[-2], "") if len(path) > 1 else kind


def has_properties(piece: Workpiece, path: Sequence[str]) -> bool:
    """Whether a part with properties stands at a path: the whole, or an entry of one of the lists."""
    return not path or (len(path) > 1 and path[-2] in PARTS and isinstance(piece.get(path), Mapping))


def property_groups(piece: Workpiece, path: Path, known: Mapping[str, Choices]) -> tuple[PropertyGroup, ...]:
    """The properties of the entry at a path with their values.

    `known` gives choices by the name of a property or by the kind it refers to.
    """
    entry = piece.entry(path) if path else piece.whole
    return tuple(
        PropertyGroup(title, tuple(_property(piece, path, name, entry, known) for name in names))
        for title, names in _groups(piece, path, entry)
    )


def _groups(piece: Workpiece, path: Path, entry: Mapping[str, Any]) -> Groups:
    is_field = bool(path) and path[-2] in {"fields", "columns"}
    groups = (
        field_groups(str(entry.get("type", "text")))
        if is_field
        else PART_GROUPS[path[-2] if path else piece.kind]
    )
    if not path:
        return groups
    listed = {name.partition("/")[0] for _title, names in groups for name in names}
    further = tuple(
        name
        for name in _plain_names(piece.kind, part_of(piece.kind, path))
        if name not in listed and (name in entry or not is_field)
    )
    return (*groups, ("Khác", further)) if further else groups


@cache
def _plain_names(kind: str, part: str) -> tuple[str, ...]:
    """The properties of a part that are one value, or a list of words: what a single control can edit."""
    names = []
    for name in schema(kind)["$defs"][part]["properties"]:
        node, _required = _schema_of(kind, part, name)
        words = node.get("type") == "array" and node.get("items", {}).get("type") == "string"
        if words or node.get("x-key") == "value" or node.get("type") in {"string", "integer", "boolean"}:
            names.append(name)
    return tuple(names)


def _property(
    piece: Workpiece, path: Path, name: str, entry: Mapping[str, Any], known: Mapping[str, Choices]
) -> Property:
    node, required = _schema_of(piece.kind, part_of(piece.kind, path), name)
    value: Any = entry
    for segment in name.split("/"):
        value = value.get(segment) if isinstance(value, Mapping) else None
    control = _control(node, name, known)
    if name == "id" and not piece.is_new(path):
        control = Control.FIXED
    choices = known.get(name) or known.get(node.get("x-refers", "")) or _words_of(node)
    return Property(
        name=name,
        title=node.get("title", name),
        help="" if control in _SAYS_ITSELF else node.get("description", ""),
        control=control,
        value=_shown(control, value if value is not None else node.get("default")),
        choices=tuple(choices),
        required=required,
        own=not path or piece.says((*path, *name.split("/"))),
    )


@cache
def _schema_of(kind: str, part: str, name: str) -> tuple[Mapping[str, Any], bool]:
    whole = schema(kind)
    definitions = whole.get("$defs", {})
    node: dict[str, Any] = whole if part == kind else definitions[part]
    required = False
    for segment in name.split("/"):
        if isinstance(node.get("$ref"), str):
            node = {**definitions[node["$ref"].rpartition("/")[2]], **node}
        required = segment in node.get("required", ())
        node = node["properties"][segment]
    if isinstance(node.get("$ref"), str):
        node = {**definitions[node["$ref"].rpartition("/")[2]], **node}
    return node, required


def _control(node: Mapping[str, Any], name: str, known: Mapping[str, Choices]) -> Control:
    kind = node.get("type")
    if kind == "boolean":
        return Control.FLAG
    if kind == "integer":
        return Control.NUMBER
    if kind == "array":
        if node.get("x-key") == "value":
            return Control.OPTIONS
        has_words = "enum" in node.get("items", {}) or name in known
        return Control.SEVERAL if has_words else Control.WORDS
    if node.get("x-expression"):
        return Control.EXPRESSION
    if node.get("x-type") or name == "budget":
        return Control.LIMIT
    if "enum" in node or name in known or node.get("x-refers") in known:
        return Control.SUGGEST if name in {"prefill", "maps_to", "by/unit", "procedure"} else Control.CHOICE
    return Control.LONG if name in {"help", "message", "title", "label"} else Control.TEXT


def _words_of(node: Mapping[str, Any]) -> Choices:
    values = node.get("enum") or node.get("items", {}).get("enum") or ()
    return [(str(value), CHOICE_WORDS.get(str(value), str(value))) for value in values]


def _shown(control: Control, value: Any) -> Any:
    match control:
        case Control.OPTIONS:
            return [(str(one.get("value", "")), str(one.get("label", ""))) for one in value or ()]
        case Control.SEVERAL | Control.WORDS:
            return [value] if isinstance(value, str) else [str(one) for one in value or ()]
        case Control.FLAG:
            return bool(value) and value != "false"
        case Control.LIMIT:
            return _limit_parts(str(value or ""))
    return "" if value is None else str(value)


def _limit_parts(text: str) -> tuple[str, str]:
    """Amount and unit of a limit; what cannot be read stands in the amount."""
    try:
        limit = TimeLimit.parse(text) if text else None
    except TimeLimitError:
        return text, ""
    if limit is None:
        return "", ""
    amount = str(limit).partition(" ")[0] if limit.unit.has_amount else ""
    return amount.replace(".", ","), limit.unit.value


def read_property(piece: Workpiece, path: Path, name: str, typed: str) -> Any:
    """What was typed as the value to write; None for nothing.

    Raises :class:`ActRefusedError` with what to do instead.
    """
    if len(typed) > MOST_LETTERS:
        raise ActRefusedError("Nội dung quá dài. Rút ngắn rồi ghi lại.")
    if not has_properties(piece, path):
        raise ActRefusedError("Mục này không còn trong bản nháp. Tải lại trang để xem bản mới.")
    try:
        node, required = _schema_of(piece.kind, part_of(piece.kind, path), name)
    except (KeyError, TypeError) as error:
        raise ActRefusedError("Mục này không có thuộc tính đó. Tải lại trang rồi sửa lại.") from error
    value = _read(node, name, typed.strip())
    if value is None and required:
        raise ActRefusedError(f"“{node.get('title', name)}” không để trống được. Ghi một giá trị.")
    if name == "id":
        _check_id(piece, path, str(value))
    return value


def _read(node: Mapping[str, Any], name: str, typed: str) -> Any:
    if not typed:
        return None
    match node.get("type"):
        case "boolean":
            return True if typed == "true" else None
        case "integer":
            if not typed.isdecimal():
                raise ActRefusedError(f"“{node.get('title', name)}” là một số nguyên. Ghi lại bằng chữ số.")
            return int(typed)
        case "array":
            return _read_list(node, typed)
    if _control(node, name, {}) is Control.LIMIT:
        text = typed.replace(",", ".")
        try:
            return str(TimeLimit.parse(text))
        except TimeLimitError as error:
            raise ActRefusedError(f"{error.message} {error.remedy}") from error
    return typed


def _read_list(node: Mapping[str, Any], typed: str) -> Any:
    try:
        given = json.loads(typed)
    except ValueError as error:
        raise ActRefusedError("Danh sách này chưa đọc được. Tải lại trang rồi sửa lại.") from error
    if not isinstance(given, list):
        raise ActRefusedError("Danh sách này chưa đọc được. Tải lại trang rồi sửa lại.")
    if node.get("x-key") == "value":
        rows = [one for one in given if isinstance(one, list) and len(one) == 2]
        pairs = [(str(value).strip(), str(label).strip()) for value, label in rows]
        pairs = [(value, label) for value, label in pairs if label]
        if len({value for value, _label in pairs}) < len(pairs):
            raise ActRefusedError("Hai lựa chọn trùng giá trị. Mỗi lựa chọn cần một giá trị riêng.")
        return [{"value": value, "label": label} for value, label in pairs] or None
    words = [str(one).strip() for one in given if str(one).strip()]
    return (words[0] if node.get("x-single") and len(words) == 1 else words) or None


def _check_id(piece: Workpiece, path: Path, value: str) -> None:
    if not piece.is_new(path):
        raise ActRefusedError("Định danh đã công bố không đổi được: hồ sơ và báo cáo đang nhắc tới nó.")
    if value != path[-1] and value in piece.ids(path[:-1]):
        raise ActRefusedError(f"Đã có mục “{value}”. Chọn định danh khác.")
