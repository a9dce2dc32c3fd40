"""From a position in a text to the name or entry that stands there, and back."""

from __future__ import annotations

from collections.abc import Sequence

from motcua.compiler.edits import child_shape, entry_id
from motcua.compiler.shapes import Shape
from motcua.compiler.spans import ListSpan, MapSpan, Span, TextSpan, plain_data


def offset_of(text: str, line: int, column: int) -> int:
    """The position of a line and column that count from 1; the end of the text when it has no such line."""
    at = 0
    for _ in range(line - 1):
        found = text.find("\n", at)
        if found < 0:
            return len(text)
        at = found + 1
    return min(at + max(column - 1, 0), len(text))


def path_at(root: Span | None, shape: Shape, position: int) -> tuple[str, ...]:
    """The innermost name or entry at a position, by ids."""
    path: tuple[str, ...] = ()
    span = root
    while span is not None:
        segment, inner = _step(span, shape, position)
        if segment is None:
            return path
        path, shape, span = (*path, segment), child_shape(shape, segment), inner
    return path


def _step(span: Span, shape: Shape, position: int) -> tuple[str | None, Span | None]:
    match span:
        case MapSpan():
            for entry in reversed(span.entries):
                if entry.start <= position:
                    inside = position > entry.key_end and not isinstance(entry.value, TextSpan)
                    return entry.key, entry.value if inside else None
        case ListSpan():
            for at in range(len(span.items) - 1, -1, -1):
                item = span.items[at]
                if item.start <= position:
                    first = isinstance(item, MapSpan) and position <= item.start
                    return entry_address(item, at, shape), None if first else item
        case TextSpan():
            pass
    return None, None


def entry_address(item: Span, at: int, shape: Shape) -> str:
    """How an entry of a list is addressed: by its id, else by its position."""
    if shape.key and isinstance(item, MapSpan):
        return entry_id(plain_data(item), shape) or str(at)
    return str(at)


def by_ids(root: Span | None, shape: Shape, segments: Sequence[str]) -> tuple[str, ...]:
    """A path with positions of entries as a path with their ids, as far as the text has them."""
    path: list[str] = []
    span = root
    for segment in segments:
        address = segment
        if isinstance(span, ListSpan) and segment.isdecimal() and int(segment) < len(span.items):
            item = span.items[int(segment)]
            address, span = entry_address(item, int(segment), shape), item
        elif isinstance(span, MapSpan):
            entry = span.entry(segment)
            span = entry.value if entry else None
        else:
            span = None
        path.append(address)
        shape = child_shape(shape, segment)
    return tuple(path)
