"""What a file says before anybody interprets it: maps, lists and texts, each with its line and column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A position in a file; line and column count from 1, 0 means unknown."""

    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class TextNode:
    """A scalar as it was written; `text` is None when nothing (or null, ~) stands there unquoted."""

    text: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class ListNode:
    """A sequence."""

    items: Sequence[Node]
    mark: Mark


@dataclass(frozen=True, slots=True)
class MapNode:
    """A mapping; `keys` are the positions of its keys."""

    entries: Mapping[str, Node]
    keys: Mapping[str, Mark]
    mark: Mark


Node = TextNode | ListNode | MapNode

_ID_KEYS = ("id", "code", "number", "name", "value", "day", "date", "year", "channel", "title")


def split_pointer(pointer: str) -> tuple[str, ...]:
    """The segments of `/a/b~1c`: `a`, `b/c`."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def join_pointer(segments: Sequence[str | int]) -> str:
    """A JSON pointer of these segments."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in segments)


def find_mark(node: Node, segments: Sequence[str | int]) -> Mark | None:
    """Where the value at these segments stands; a list segment is an index or the id of an item.

    None when the document does not go that far: the caller then asks another layer or a shorter path.
    """
    mark = node.mark
    for segment in segments:
        step = _step(node, segment)
        if step is None:
            return None
        node, mark = step
    return mark


def nearest_mark(node: Node, segments: Sequence[str | int]) -> Mark:
    """Where the value stands, or what is nearest around it."""
    for length in range(len(segments), 0, -1):
        mark = find_mark(node, segments[:length])
        if mark is not None:
            return mark
    return node.mark


def _step(node: Node, segment: str | int) -> tuple[Node, Mark] | None:
    match node:
        case MapNode():
            child = node.entries.get(str(segment))
            return None if child is None else (child, node.keys[str(segment)])
        case ListNode():
            found = _item(node, segment)
            return None if found is None else (found, found.mark)
        case TextNode():
            return None


def _item(node: ListNode, segment: str | int) -> Node | None:
    if isinstance(segment, int):
        return node.items[segment] if segment < len(node.items) else None
    for item in node.items:
        if isinstance(item, MapNode):
            for key in _ID_KEYS:
                value = item.entries.get(key)
                if isinstance(value, TextNode) and value.text == segment:
                    return item
    if segment.isdecimal() and int(segment) < len(node.items):
        return node.items[int(segment)]
    return None
