"""A schema made ready for walking a document along it: what each value is, refers to and merges by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from motcua.compiler.kinds import schema

REMOVE = "remove"


@dataclass(slots=True, eq=False)
class Shape:
    """One value of a kind. `key` is what entries of a list merge by; `refers` the kind a code names; `free` lets
    unknown names in; `single` takes one value for a list of one; `true_word` is another word for true.
    """

    types: frozenset[str] = frozenset()
    title: str = ""
    format: str = ""
    special: str = ""
    key: str = ""
    refers: str = ""
    expression: bool = False
    free: bool = False
    single: bool = False
    true_word: str = ""
    choices: tuple[str, ...] = ()
    properties: dict[str, Shape] = field(default_factory=dict)
    items: Shape | None = None
    values: Shape | None = None

    def is_object(self) -> bool:
        """Whether a mapping stands here."""
        return "object" in self.types


ANYTHING = Shape(free=True)


@cache
def shape_of(kind: str) -> Shape:
    """The shape of a kind; made once, do not change it."""
    whole = schema(kind)
    return _build(whole, whole.get("$defs", {}), {})


def _build(node: dict[str, Any], definitions: dict[str, Any], known: dict[str, Shape]) -> Shape:
    reference = node.get("$ref")
    if isinstance(reference, str):
        name = reference.rpartition("/")[2]
        own = {key: value for key, value in node.items() if key.startswith("x-")}
        if name not in known:
            known[name] = Shape()
            _fill(known[name], definitions[name], definitions, known)
        if not own:
            return known[name]
        node = {**definitions[name], **own}
    made = Shape()
    _fill(made, node, definitions, known)
    return made


def _fill(shape: Shape, node: dict[str, Any], definitions: dict[str, Any], known: dict[str, Shape]) -> None:
    kinds = node.get("type", [])
    shape.types = frozenset([kinds] if isinstance(kinds, str) else kinds)
    shape.title = node.get("title", "")
    shape.format = node.get("format", "")
    shape.special = node.get("x-type", "")
    shape.key = node.get("x-key", "")
    shape.refers = node.get("x-refers", "")
    shape.expression = bool(node.get("x-expression"))
    shape.free = bool(node.get("x-free"))
    shape.single = bool(node.get("x-single"))
    shape.true_word = node.get("x-true", "")
    shape.choices = tuple(node.get("enum", ()))
    for name, child in node.get("properties", {}).items():
        shape.properties[name] = _build(child, definitions, known)
    if isinstance(node.get("items"), dict):
        shape.items = _build(node["items"], definitions, known)
    if isinstance(node.get("additionalProperties"), dict):
        shape.values = _build(node["additionalProperties"], definitions, known)


@cache
def branches(shape: Shape, mark: str) -> tuple[tuple[str, Shape], ...]:
    """The named values of a shape at or below which some shape has `mark` set (`key`, `refers`, `expression` …)."""
    return tuple((name, child) for name, child in shape.properties.items() if _leads_to(child, mark, set()))


def _leads_to(shape: Shape, mark: str, seen: set[int]) -> bool:
    if id(shape) in seen:
        return False
    seen.add(id(shape))
    if getattr(shape, mark):
        return True
    below = [
        *shape.properties.values(),
        *(child for child in (shape.items, shape.values) if child is not None),
    ]
    return any(_leads_to(child, mark, seen) for child in below)


def walk(value: Any, shape: Shape, mark: str, path: str = "") -> Iterator[tuple[str, Any, Shape]]:
    """Every value whose shape has `mark` set, with its pointer by ids; only branches that can hold one are visited."""
    if isinstance(value, dict):
        for name, child in branches(shape, mark):
            if name in value:
                below = f"{path}/{name}"
                if getattr(child, mark):
                    yield below, value[name], child
                yield from walk(value[name], child, mark, below)
    elif isinstance(value, list) and shape.items is not None:
        item_shape = shape.items
        marked = bool(getattr(item_shape, mark))
        for index, item in enumerate(value):
            segment = entry_key(item, shape, index)
            below = f"{path}/{segment}"
            if marked:
                yield below, item, item_shape
            yield from walk(item, item_shape, mark, below)


def entry_key(item: Any, shape: Shape, index: int) -> str:
    """How an entry of a list is called in a pointer: its id, else its index."""
    if shape.key and isinstance(item, dict) and shape.key in item:
        return str(item[shape.key]).replace("~", "~0").replace("/", "~1")
    return str(index)


def pointer_by_ids(value: Any, shape: Shape, path: Iterable[str | int]) -> str:
    """The pointer by ids of a path of keys and indexes."""
    pointer = ""
    for segment in path:
        if isinstance(segment, int):
            pointer += "/" + entry_key(value[segment], shape, segment)
            value, shape = value[segment], shape.items or ANYTHING
        else:
            pointer += "/" + segment.replace("~", "~0").replace("/", "~1")
            inner = shape.properties.get(segment) or shape.values or ANYTHING
            value, shape = value.get(segment) if isinstance(value, dict) else None, inner
    return pointer


def index_path(value: Any, shape: Shape, segments: Sequence[str]) -> tuple[str | int, ...] | None:
    """Keys and indexes of a pointer by ids; None when the value has no such place."""
    path: list[str | int] = []
    for segment in segments:
        if isinstance(value, list):
            wanted = segment.replace("~", "~0").replace("/", "~1")
            at = next((i for i, item in enumerate(value) if entry_key(item, shape, i) == wanted), None)
            if at is None:
                return None
            path.append(at)
            value, shape = value[at], shape.items or ANYTHING
        elif isinstance(value, dict) and segment in value:
            path.append(segment)
            value, shape = value[segment], shape.properties.get(segment) or shape.values or ANYTHING
        else:
            return None
    return tuple(path)


@cache
def title_at(kind: str, segments: tuple[str | int, ...]) -> str:
    """The Vietnamese title of the innermost named value on a path of keys and indexes; empty when unknown."""
    return _title(shape_of(kind), segments)


def _title(shape: Shape, segments: Iterable[str | int]) -> str:
    title = ""
    for segment in segments:
        following = shape.items if isinstance(segment, int) else shape.properties.get(segment, shape.values)
        if following is None:
            return title
        shape = following
        title = shape.title or title
    return title
