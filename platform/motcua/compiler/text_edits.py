"""Changes single values in the YAML text of a definition; comments, order, quotes and every other line stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua.compiler.edits import (
    Act,
    Edit,
    EditError,
    apply_edit,
    child_shape,
    find_entry,
    inserted,
    new_order,
    wrapped,
)
from motcua.compiler.kinds import KINDS, OVERLAY
from motcua.compiler.shapes import ANYTHING, Shape, shape_of
from motcua.compiler.span_writing import Spot, TextChange, UnusualWritingError
from motcua.compiler.spans import ListSpan, MapSpan, Span, SpanError, TextSpan, plain_data, read_spans
from motcua.compiler.value_text import as_text

__all__ = ["Act", "Edit", "EditError", "apply_edit", "document_shape", "edit_text"]

_UNREADABLE = "Văn bản đang có lỗi cú pháp. Sửa lỗi đó ở văn bản YAML trước, rồi sửa tiếp bằng biểu mẫu."


def edit_text(text: str, edits: Sequence[Edit], shape: Shape | None = None) -> str:
    """The text after the changes, made one after the other; a text that needs no change comes back as it is.

    `shape` tells lists that merge by id; without it, it is found by the kind the text names.
    Raises :class:`EditError` when the text does not read or a change does not fit it; nothing is changed then.
    """
    for edit in edits:
        text = _edited(text, edit, shape)
    return text


def document_shape(data: Any) -> Shape:
    """The shape of a content by the kind it names; an overlay has the shape of what it changes."""
    if not isinstance(data, dict):
        return ANYTHING
    kind = data.get("kind")
    if kind == OVERLAY:
        kind = str(data.get("of") or "").partition("/")[0]
    return shape_of(kind) if isinstance(kind, str) and kind in KINDS else ANYTHING


def _edited(text: str, edit: Edit, shape: Shape | None) -> str:
    root = _root(text)
    before = plain_data(root)
    known = document_shape(before) if shape is None else shape
    if not edit.path:
        raise EditError("Phải nêu mục cần sửa.")
    after = apply_edit(before, edit, known)
    if after == before:
        return text
    try:
        changed = _Walk(text, known).edited(root, edit)
    except UnusualWritingError:
        changed = _rewritten(text, root, edit.path[0], after)
    if plain_data(_root(changed)) != after:
        raise EditError("Không sửa được chỗ này bằng biểu mẫu; sửa ở văn bản YAML.")
    return changed


def _rewritten(text: str, root: MapSpan | None, key: str, after: Mapping[str, Any]) -> str:
    """The whole value of a top-level name written anew: for what cannot be changed in place."""
    at = None if root is None else _position(root, key, ANYTHING)
    if root is None or at is None or key not in after:
        raise UnusualWritingError
    change = TextChange.of(text, root)
    return change.replaced(change.child(change.root(root), at), after[key])


def _root(text: str) -> MapSpan | None:
    try:
        root = read_spans(text)
    except SpanError as error:
        raise EditError(_UNREADABLE) from error
    if root is None or isinstance(root, MapSpan):
        return root
    raise EditError("Văn bản này không phải là một nhóm mục.")


@dataclass(slots=True)
class _Walk:
    """The way to the place of a change, and the change."""

    text: str
    shape: Shape

    def edited(self, root: MapSpan | None, edit: Edit) -> str:
        value = as_text(edit.value)
        if root is None:
            made = wrapped(edit.path, [value] if edit.act is Act.INSERT else value, self.shape)
            return TextChange(self.text).appended(made)
        change = TextChange.of(self.text, root)
        spots, shape, rest = self._way(change, root, edit.path)
        here = spots[-1]
        match edit.act:
            case Act.SET if not rest:
                return self._replaced(change, here, value, edit, shape)
            case Act.SET | Act.INSERT if rest:
                made = wrapped(rest, [value] if edit.act is Act.INSERT else value, shape)
                return self._put(change, here, made, shape)
            case Act.INSERT:
                return self._inserted(change, here, value, edit, shape)
            case Act.REMOVE:
                return change.removed(
                    spots[-2], _position(spots[-2].span, edit.path[-1], self._list_shape(edit))
                )
            case _:
                holder = spots[-2]
                items = plain_data(holder.span)
                assert isinstance(items, list) and isinstance(holder.span, ListSpan)  # noqa: S101, PT018
                return change.reordered(
                    holder, new_order(items, self._list_shape(edit), edit.path[-1], edit.before)
                )

    def _list_shape(self, edit: Edit) -> Shape:
        shape = self.shape
        for segment in edit.path[:-1]:
            shape = child_shape(shape, segment)
        return shape

    def _way(
        self, change: TextChange, root: MapSpan, path: Sequence[str]
    ) -> tuple[list[Spot], Shape, tuple[str, ...]]:
        """The spots along the path as far as it is written, the shape of the last, and what is missing."""
        spots, shape = [change.root(root)], self.shape
        for depth, segment in enumerate(path):
            span = spots[-1].span
            if isinstance(span, TextSpan):
                return spots, shape, tuple(path[depth:])
            at = _position(span, segment, shape)
            if at is None:
                return spots, shape, tuple(path[depth:])
            spots.append(change.child(spots[-1], at))
            shape = child_shape(shape, segment)
        return spots, shape, ()

    def _replaced(self, change: TextChange, here: Spot, value: Any, edit: Edit, shape: Shape) -> str:
        """Group over group is changed name by name, so that comments inside it stay."""
        span = here.span
        groups = (
            isinstance(span, MapSpan) and isinstance(value, Mapping) and value and "array" not in shape.types
        )
        if not (groups and isinstance(span, MapSpan) and span.entries):
            return change.replaced(here, value)
        gone = [entry.key for entry in span.entries if entry.key not in value]
        edits = [Edit(Act.SET, (*edit.path, key), child) for key, child in value.items()]
        edits += [Edit(Act.REMOVE, (*edit.path, key)) for key in gone]
        return edit_text(self.text, _renamed_last(edits, edit.path, self.shape), self.shape)

    def _put(self, change: TextChange, here: Spot, made: Any, shape: Shape) -> str:
        """What is missing is added to the deepest group or list there is."""
        span = here.span
        if isinstance(span, MapSpan) and span.entries:
            if not isinstance(made, dict):
                raise EditError("Chỗ này phải là một danh sách, văn bản đang ghi một nhóm mục.")
            ((key, value),) = made.items()
            return change.with_key(here, key, value, _neighbor(span, key, shape))
        if isinstance(span, ListSpan) and span.items:
            return change.with_item(here, made[0], len(span.items))
        return change.replaced(here, made)

    def _inserted(self, change: TextChange, here: Spot, value: Any, edit: Edit, shape: Shape) -> str:
        items = plain_data(here.span)
        if isinstance(here.span, ListSpan) and here.span.items and isinstance(items, list):
            at = None if edit.before is None else find_entry(items, shape, edit.before)
            return change.with_item(here, value, len(items) if at is None else at)
        return change.replaced(here, inserted(items, value, None, shape))


def _renamed_last(edits: list[Edit], path: tuple[str, ...], shape: Shape) -> list[Edit]:
    """The id of a list's entry is changed last: the other changes still find the entry by the old one."""
    holder = shape
    for segment in path[:-1]:
        holder = child_shape(holder, segment)
    names = {holder.key} if holder.key else set()
    return sorted(edits, key=lambda edit: edit.path[-1] in names)


def _position(span: Span, segment: str, shape: Shape) -> int | None:
    """Which entry of a group or list a segment names."""
    if isinstance(span, MapSpan):
        return next((at for at, entry in enumerate(span.entries) if entry.key == segment), None)
    items = plain_data(span)
    return find_entry(items, shape, segment) if isinstance(items, list) else None


def _neighbor(span: MapSpan, key: str, shape: Shape) -> int:
    """Behind which entry a new name goes: the last of those that stand before it in the schema, else the last."""
    order = {name: at for at, name in enumerate(shape.properties)}
    if key not in order:
        return len(span.entries) - 1
    before = [at for at, entry in enumerate(span.entries) if order.get(entry.key, len(order)) < order[key]]
    return before[-1] if before else len(span.entries) - 1
