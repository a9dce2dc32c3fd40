"""What can be changed in a definition, and what each change means for its content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from motcua.compiler.shapes import ANYTHING, Shape
from motcua.compiler.value_text import as_text


class EditError(ValueError):
    """The change does not fit the text; the message says why, in Vietnamese."""


class Act(StrEnum):
    """A kind of change."""

    SET = "set"
    INSERT = "insert"
    REMOVE = "remove"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change. `path` holds names and, for an entry of a list, its id (or its position when it has none).

    * set: the value at `path` becomes `value`; what is missing on the way there is made. None takes the value of
      the layer below away, a value that is a group replaces the whole group.
    * insert: `value` becomes an entry of the list at `path`, in front of the entry `before` or at the end.
    * remove: the name or entry at `path` is taken out; nothing happens when it is not there.
    * move: the entry at `path` goes in front of the entry `before` or to the end of its list.
    """

    act: Act
    path: tuple[str, ...]
    value: Any = None
    before: str | None = None


def child_shape(shape: Shape, segment: str) -> Shape:
    """The shape of what stands under a name or, in a list, of every entry."""
    if "array" in shape.types or (shape.items is not None and not shape.properties):
        return shape.items or ANYTHING
    return shape.properties.get(segment) or shape.values or ANYTHING


def find_entry(items: Sequence[Any], shape: Shape, segment: str) -> int | None:
    """The position of a list's entry by its id, by the id an offer without one takes, or by its position."""
    if shape.key:
        for index, item in enumerate(items):
            if isinstance(item, dict) and entry_id(item, shape) == segment:
                return index
    if segment.isascii() and segment.isdecimal() and int(segment) < len(items):
        return int(segment)
    return None


def value_at(data: Any, path: Sequence[str], shape: Shape) -> Any:
    """The value at a path of names and ids; None when there is none."""
    for segment in path:
        if isinstance(data, list | tuple):
            at = find_entry(data, shape, segment)
            data = None if at is None else data[at]
        else:
            data = data.get(segment) if isinstance(data, Mapping) else None
        shape = child_shape(shape, segment)
    return data


def entry_id(item: dict[str, Any], shape: Shape) -> str:
    """The id of a list's entry, or the one an offer without id takes; empty when it has none."""
    found = item.get(shape.key)
    if found is not None:
        return str(found)
    if shape.key == "id" and shape.items is not None and "channels" in shape.items.properties:
        parts = (item.get("variants") or ["any"], item.get("channels") or ["any"])
        return "@".join("+".join(map(str, part)) if isinstance(part, list) else "any" for part in parts)
    return ""


def wrapped(segments: Sequence[str], value: Any, shape: Shape) -> Any:
    """The value with everything around it that is missing: `("offers", "x", "note")` makes a list of one entry."""
    if not segments:
        return value
    head, rest = segments[0], segments[1:]
    inner = wrapped(rest, value, child_shape(shape, head))
    if shape.key:
        if not isinstance(inner, dict):
            raise EditError(f"Mục “{head}” của danh sách phải là một nhóm mục.")
        return [inner if shape.key in inner else {shape.key: head, **inner}]
    if "array" in shape.types:
        raise EditError("Danh sách này không có mã mục; sửa cả danh sách.")
    return {head: inner}


def apply_edit(data: Any, edit: Edit, shape: Shape) -> Any:
    """The content after a change, everything as text; nothing given is altered. Raises :class:`EditError`."""
    value = as_text(edit.value)
    match edit.act:
        case Act.SET:
            return _at(data, edit.path, shape, lambda _old, _shape: value)
        case Act.INSERT:
            return _at(data, edit.path, shape, lambda old, inner: inserted(old, value, edit.before, inner))
        case Act.REMOVE:
            return _removed(data, edit.path, shape)
        case Act.MOVE:
            return _moved(data, edit, shape)


def inserted(old: Any, value: Any, before: str | None, shape: Shape) -> list[Any]:
    """A list with one more entry."""
    items = list(_list(old))
    at = None if before is None else find_entry(items, shape, before)
    items.insert(len(items) if at is None else at, value)
    return items


def new_order(items: Sequence[Any], shape: Shape, moved: str, before: str | None) -> list[int]:
    """The positions of a list's entries after one was moved. Raises :class:`EditError` when it is not there."""
    at = find_entry(items, shape, moved)
    if at is None:
        raise EditError(f"Không có mục “{moved}” để chuyển chỗ.")
    target = len(items) if before is None else find_entry(items, shape, before)
    if target is None:
        raise EditError(f"Không có mục “{before}” để chuyển tới trước.")
    order = [index for index in range(len(items)) if index != at]
    order.insert(target - (1 if target > at else 0), at)
    return order


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise EditError("Chỗ này không phải là một danh sách.")
    return value


def _at(data: Any, path: Sequence[str], shape: Shape, change: Any) -> Any:
    if not path:
        return change(data, shape)
    head, rest = path[0], path[1:]
    inner = child_shape(shape, head)
    if isinstance(data, list):
        at = find_entry(data, shape, head)
        if at is None:
            if not shape.key:
                raise EditError(f"Danh sách này không có mục “{head}”.")
            return [*data, *wrapped(path, change(None, _shape_at(shape, path)), shape)]
        return [*data[:at], _at(data[at], rest, inner, change), *data[at + 1 :]]
    if not isinstance(data, dict):
        raise EditError(f"Không ghi được mục “{head}” vào trong một giá trị đơn.")
    if "array" in shape.types:
        raise EditError("Chỗ này phải là một danh sách, văn bản đang ghi một nhóm mục.")
    if data.get(head) is None:
        return {**data, head: wrapped(rest, change(None, _shape_at(inner, rest)), inner)}
    return {**data, head: _at(data[head], rest, inner, change)}


def _shape_at(shape: Shape, path: Sequence[str]) -> Shape:
    for segment in path:
        shape = child_shape(shape, segment)
    return shape


def _removed(data: Any, path: Sequence[str], shape: Shape) -> Any:
    head, rest = path[0], path[1:]
    if isinstance(data, list):
        at = find_entry(data, shape, head)
        if at is None:
            return data
        kept = [_removed(data[at], rest, child_shape(shape, head))] if rest else []
        return [*data[:at], *kept, *data[at + 1 :]]
    if not isinstance(data, dict) or head not in data:
        return data
    if not rest:
        return {key: value for key, value in data.items() if key != head}
    return {**data, head: _removed(data[head], rest, child_shape(shape, head))}


def _moved(data: Any, edit: Edit, shape: Shape) -> Any:
    def reordered(old: Any, inner: Shape) -> list[Any]:
        items = _list(old)
        return [items[index] for index in new_order(items, inner, edit.path[-1], edit.before)]

    return _at(data, edit.path[:-1], shape, reordered)
