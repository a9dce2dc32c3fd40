"""Two people changed the same text: what each did is joined by ids, and where both said something else they choose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from motcua.compiler.edits import Act, Edit, EditError, apply_edit, child_shape
from motcua.compiler.reading import read_text
from motcua.compiler.shapes import Shape
from motcua.compiler.spans import SpanError, plain_data, read_spans
from motcua.compiler.text_edits import document_shape, edit_text


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value that both changed. `mine` and `theirs` are None when that side took it out."""

    path: tuple[str, ...]
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merge:
    """My text with everything the other did that does not touch what I did, and what is left to choose."""

    text: str
    conflicts: tuple[Conflict, ...]
    taken: int


def merge_texts(
    base: str, mine: str, theirs: str, choices: Mapping[tuple[str, ...], bool] | None = None
) -> Merge:
    """Join two texts that come from the same one.

    `choices` says for conflicts, by path, whether the other's value is taken; conflicts without a choice keep mine
    and are reported. Raises :class:`EditError` when a text does not read.
    """
    if mine in (base, theirs):
        return Merge(theirs, (), 0 if mine == theirs else 1)
    before, own, other = (_content(text) for text in (base, mine, theirs))
    shape = document_shape(own)
    ours = edits_between(before, own, shape)
    touched = [_whole(edit, shape) for edit in ours if edit.act is not Act.MOVE]
    moved = {edit.path[:-1] for edit in ours if edit.act is Act.MOVE}
    merged, taken, conflicts = mine, 0, []
    for edit in edits_between(before, other, shape):
        rival = _rival(edit, touched, moved, own, other, shape)
        if rival is None:
            merged = _applied(merged, edit, shape)
            taken += 1
        elif (choices or {}).get(rival, False):
            merged = edit_text(merged, [_taking(rival, _value(other, rival, shape))], shape)
            taken += 1
        elif rival not in (choices or {}):
            was, mine_is, theirs_is = (_value(data, rival, shape) for data in (before, own, other))
            conflicts.append(Conflict(rival, was, mine_is, theirs_is))
    return Merge(_with_lines(base, mine, theirs, merged), tuple(_unique(conflicts)), taken)


def _unique(conflicts: Sequence[Conflict]) -> Iterator[Conflict]:
    seen: set[tuple[str, ...]] = set()
    for conflict in conflicts:
        if conflict.path not in seen:
            seen.add(conflict.path)
            yield conflict


def _content(text: str) -> Any:
    try:
        return plain_data(read_spans(text))
    except SpanError as error:
        raise EditError("Văn bản đang có lỗi cú pháp nên chưa gộp được. Sửa lỗi đó trước.") from error


def _taking(path: tuple[str, ...], value: Any) -> Edit:
    return Edit(Act.REMOVE, path) if value is None else Edit(Act.SET, path, value)


def _applied(text: str, edit: Edit, shape: Shape) -> str:
    """What cannot be moved any more, because I took it or its neighbor out, stays where it is."""
    try:
        return edit_text(text, [edit], shape)
    except EditError:
        if edit.act is not Act.MOVE:
            raise
        return text


def _rival(
    edit: Edit,
    touched: Sequence[tuple[str, ...]],
    moved: set[tuple[str, ...]],
    own: Any,
    other: Any,
    shape: Shape,
) -> tuple[str, ...] | None:
    """The path at which the other's change meets one of mine; None when they do not meet or say the same."""
    if edit.act is Act.MOVE:
        return edit.path if edit.path[:-1] in moved else None
    path = _whole(edit, shape)
    for mine in touched:
        shorter = min(path, mine, key=len)
        if path[: len(shorter)] != mine[: len(shorter)]:
            continue
        if _value(own, shorter, shape) == _value(other, shorter, shape):
            continue
        return shorter
    return None


def _whole(edit: Edit, shape: Shape) -> tuple[str, ...]:
    """The path of what an edit changes: with the id of an entry that is put in."""
    if edit.act is not Act.INSERT:
        return edit.path
    for segment in edit.path:
        shape = child_shape(shape, segment)
    return (*edit.path, str(edit.value.get(shape.key, "")))


def _value(data: Any, path: Sequence[str], shape: Shape) -> Any:
    for segment in path:
        if isinstance(data, list):
            data = next(
                (item for item in data if isinstance(item, dict) and item.get(shape.key) == segment), None
            )
        else:
            data = data.get(segment) if isinstance(data, dict) else None
        shape = child_shape(shape, segment)
    return data


def edits_between(before: Any, after: Any, shape: Shape, path: tuple[str, ...] = ()) -> list[Edit]:
    """The changes that make one content out of another: per value, entries of lists by their ids."""
    if before == after:
        return []
    if isinstance(before, dict) and isinstance(after, dict):
        edits: list[Edit] = []
        for key in [*before, *(key for key in after if key not in before)]:
            below = (*path, key)
            if key not in after:
                edits.append(Edit(Act.REMOVE, below))
            elif key not in before:
                edits.append(Edit(Act.SET, below, after[key]))
            else:
                edits += edits_between(before[key], after[key], child_shape(shape, key), below)
        return edits
    ids = (_ids(before, shape), _ids(after, shape))
    if ids[0] is None or ids[1] is None or not path:
        return [Edit(Act.SET, path, after)]
    return _list_edits(before, after, shape, path)


def _ids(value: Any, shape: Shape) -> list[str] | None:
    """The ids of a list's entries; None when some have none, or two the same."""
    if not shape.key or not isinstance(value, list):
        return None
    found = [item.get(shape.key) if isinstance(item, dict) else None for item in value]
    ids = [str(one) for one in found if one is not None]
    return ids if len(ids) == len(value) == len(set(ids)) else None


def _list_edits(before: list[Any], after: list[Any], shape: Shape, path: tuple[str, ...]) -> list[Edit]:
    old = {str(item[shape.key]): item for item in before}
    new = {str(item[shape.key]): item for item in after}
    edits: list[Edit] = []
    for key, item in old.items():
        if key in new:
            edits += edits_between(item, new[key], shape.items or shape, (*path, key))
    order = [key for key in old if key in new]
    edits += [Edit(Act.REMOVE, (*path, key)) for key in old if key not in new]
    wanted = list(new)
    for at in range(len(wanted) - 1, -1, -1):
        key, following = wanted[at], wanted[at + 1] if at + 1 < len(wanted) else None
        if key not in old:
            edits.append(Edit(Act.INSERT, path, new[key], following))
            order.insert(len(order) if following is None else order.index(following), key)
    for at in range(len(wanted) - 1, -1, -1):
        key, following = wanted[at], wanted[at + 1] if at + 1 < len(wanted) else None
        at_present = order[order.index(key) + 1] if order.index(key) + 1 < len(order) else None
        if at_present != following:
            edits.append(Edit(Act.MOVE, (*path, key), before=following))
            order.remove(key)
            order.insert(len(order) if following is None else order.index(following), key)
    return edits


def _with_lines(base: str, mine: str, theirs: str, merged: str) -> str:
    """The texts joined line by line when that says the same: then the comments of both are kept."""
    joined = _joined_lines(base, mine, theirs)
    if joined is None or read_text(joined)[1]:
        return merged
    return joined if _content(joined) == _content(merged) else merged


def _joined_lines(base: str, mine: str, theirs: str) -> str | None:
    """Both sets of changed lines; None where they touch."""
    lines = base.split("\n")
    changes = sorted(
        [*_changed(lines, mine.split("\n"), 0), *_changed(lines, theirs.split("\n"), 1)],
        key=lambda change: (change[0], change[1], change[2]),
    )
    joined: list[str] = []
    at = 0
    previous: tuple[int, int, int, tuple[str, ...]] | None = None
    for change in changes:
        start, end, _side, fresh = change
        if previous is not None and (start, end, fresh) == (previous[0], previous[1], previous[3]):
            continue
        if start < at or (previous is not None and start == previous[0]):
            return None
        joined += [*lines[at:start], *fresh]
        at, previous = end, change
    return "\n".join([*joined, *lines[at:]])


def _changed(old: list[str], new: list[str], side: int) -> Iterator[tuple[int, int, int, tuple[str, ...]]]:
    for tag, start, end, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield start, end, side, tuple(new[from_new:to_new])


def applied(data: Any, edits: Sequence[Edit], shape: Shape) -> Any:
    """The content after all edits."""
    for edit in edits:
        data = apply_edit(data, edit, shape)
    return data
