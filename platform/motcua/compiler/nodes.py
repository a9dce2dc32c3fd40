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


def split_pointer(pointer: str) -> tuple[str, ...]:
    """The segments of `/a/b~1c`: `a`, `b/c`."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def join_pointer(segments: Sequence[str | int]) -> str:
    """A JSON pointer of these segments."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in segments)


def nearest_mark(node: Node, path: Sequence[str | int]) -> Mark:
    """Where the value at these keys and indexes stands, or what is nearest around it."""
    mark = node.mark
    for part in path:
        match node:
            case MapNode() if part in node.entries:
                mark, node = node.keys[str(part)], node.entries[str(part)]
            case ListNode() if isinstance(part, int) and part < len(node.items):
                node = node.items[part]
                mark = node.mark
            case _:
                break
    return mark
