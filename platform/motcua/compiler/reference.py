"""The reference of the definition language, page by page: schemas, functions, the table of problems, examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from motcua.compiler.kinds import KINDS, schema
from motcua.compiler.problem_codes import ProblemCode, problem_codes
from motcua.expressions.functions import DIVIDE, FUNCTIONS, SIZE, Function

_TYPES: Mapping[str, str] = {
    "string": "chữ",
    "integer": "số nguyên",
    "number": "số",
    "boolean": "true hoặc false",
    "object": "nhóm mục",
    "array": "danh sách",
}
_FORMATS: Mapping[str, str] = {"date": "ngày", "time": "giờ", "date-time": "ngày và giờ"}


@dataclass(frozen=True, slots=True)
class Property:
    """One name an author may write. ``kind`` is the kind of value in Vietnamese, ``part`` the group it is made of,
    ``refers`` the kind of definition its value names.
    """

    name: str
    title: str
    description: str
    kind: str
    required: bool = False
    choices: tuple[str, ...] = ()
    default: str = ""
    part: str = ""
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A group of names: the definition itself, or what stands inside it."""

    id: str
    title: str
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A definition as YAML text; a bad one names the problem it gives and why."""

    text: str
    code: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class KindPage:
    """Everything about one kind of definition."""

    kind: str
    title: str
    description: str
    parts: tuple[Part, ...]
    good: Example
    bad: Example


@dataclass(frozen=True, slots=True)
class FunctionLine:
    """A function of expressions: how it is called, what it gives, what it does."""

    call: str
    gives: str
    meaning: str
    example: str


@cache
def page_of(kind: str) -> KindPage:
    """The page of a kind. ``KeyError`` for a kind that does not exist."""
    whole = schema(kind)
    groups: dict[str, Any] = whole.get("$defs", {})
    titles = dict(_titles(whole, groups))
    parts = [Part("", whole["title"], tuple(_properties(whole, groups, kind)))]
    parts += [
        Part(name, titles.get(name, body.get("title", name)), tuple(_properties(body, groups, kind)))
        for name, body in groups.items()
        if body.get("properties")
    ]
    return KindPage(kind, whole["title"], whole.get("description", ""), tuple(parts), _good(kind), _bad(kind))


def pages() -> tuple[KindPage, ...]:
    """The page of every kind, in the order of the kinds."""
    return tuple(page_of(kind) for kind in KINDS)


def function_lines() -> tuple[FunctionLine, ...]:
    """Every function of expressions, as authors look them up."""
    return tuple(_function_line(one) for one in (*FUNCTIONS.values(), SIZE, DIVIDE))


def problem_lines() -> tuple[ProblemCode, ...]:
    """Every problem the compiler may report, in the order of its table."""
    return tuple(problem_codes().values())


def _function_line(function: Function) -> FunctionLine:
    takes = ", ".join(shape.kind.words for shape in function.takes)
    call = "a / b" if function is DIVIDE else f"{function.name}({takes})"
    return FunctionLine(call, function.gives.kind.words, function.meaning, function.example)


def _titles(whole: Mapping[str, Any], groups: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What each group is called: the title of the first name whose value it is."""
    seen: set[str] = set()
    for body in (whole, *groups.values()):
        for child in body.get("properties", {}).values():
            name = _group(child)
            if name and name not in seen:
                seen.add(name)
                yield name, str(child.get("title", name))


def _group(node: Mapping[str, Any]) -> str:
    reference = node.get("$ref") or (node.get("items") or {}).get("$ref") or ""
    return str(reference).rpartition("/")[2]


def _properties(body: Mapping[str, Any], groups: Mapping[str, Any], kind: str) -> Iterator[Property]:
    required = frozenset(body.get("required", ()))
    for name, node in body.get("properties", {}).items():
        group = _group(node)
        target = groups.get(group, {})
        inner = {**target, **node} if group and "items" not in node else node
        items = inner.get("items") or {}
        yield Property(
            name=name,
            title=str(inner.get("title", name)),
            description=str(node.get("description") or target.get("description", "")),
            kind=_kind(inner, groups),
            required=name in required,
            choices=tuple(map(str, inner.get("enum") or items.get("enum") or ())),
            default=_default(inner),
            part=group if target.get("properties") else "",
            refers=_named_kind(str(inner.get("x-refers") or items.get("x-refers") or ""), kind),
        )


def _named_kind(refers: str, kind: str) -> str:
    """The kind whose codes a value names; a procedure extends a baseline, every other kind its own."""
    if refers != "same":
        return refers
    return "baseline" if kind == "procedure" else kind


def _kind(node: Mapping[str, Any], groups: Mapping[str, Any]) -> str:
    if "const" in node:
        return f"luôn là {node['const']}"
    if node.get("x-type") == "time_limit":
        return "thời hạn"
    if node.get("x-expression"):
        return "biểu thức"
    if node.get("format") in _FORMATS:
        return _FORMATS[str(node["format"])]
    types = node.get("type", [])
    names = [types] if isinstance(types, str) else list(types)
    if names == ["array"]:
        items = node.get("items") or {}
        target = groups.get(_group({"$ref": items.get("$ref", "")}), {})
        inner = _kind({**target, **items}, groups) if items else ""
        return f"danh sách {inner}".strip()
    return " hoặc ".join(_TYPES.get(name, name) for name in names) or "giá trị bất kỳ"


def _default(node: Mapping[str, Any]) -> str:
    value = node.get("default")
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _text(name: str) -> str:
    return files("motcua.compiler").joinpath("examples", name).read_text(encoding="utf-8")


def _good(kind: str) -> Example:
    return Example(_text(f"{kind}.good.yaml"))


def _bad(kind: str) -> Example:
    head, _, text = _text(f"{kind}.bad.yaml").partition("\n")
    code, _, why = head.removeprefix("# ").partition(": ")
    return Example(text, code, why)
