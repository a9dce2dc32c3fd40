"""The corrections a problem proposes, as changes of the text or content they were found in."""

from __future__ import annotations

from typing import Any

from motcua.compiler.edits import Act, Edit, child_shape, find_entry
from motcua.compiler.nodes import split_pointer
from motcua.compiler.shapes import Shape
from motcua.compiler.spans import plain_data, read_spans
from motcua.compiler.text_edits import document_shape, edit_text
from motcua.kernel.problems import Correction, CorrectionKind


def edits_of(correction: Correction, data: Any, shape: Shape) -> tuple[Edit, ...]:
    """The changes of one click; none when the content has moved on so that the correction no longer fits.

    `data` is the content the problem was found in, `shape` that of its kind.
    """
    path = split_pointer(correction.path)
    if not path:
        return ()
    match correction.kind:
        case CorrectionKind.SET:
            return (Edit(Act.SET, path, correction.value),)
        case CorrectionKind.REMOVE:
            return (Edit(Act.REMOVE, path),)
        case CorrectionKind.ADD:
            there = _value_at(data, shape, path)
            kept = there if isinstance(there, list) else []
            return () if correction.value in kept else (Edit(Act.SET, path, [*kept, correction.value]),)
        case CorrectionKind.REPLACE:
            return _replacing(data, shape, path, correction)


def correct_text(text: str, correction: Correction) -> str:
    """The text of one document with a correction applied; the text as it is when the correction does not fit it.

    Raises :class:`EditError` when the text does not read.
    """
    root = read_spans(text)
    data = plain_data(root) if root is not None else None
    return edit_text(text, edits_of(correction, data, document_shape(data)))


def _value_at(data: Any, shape: Shape, path: tuple[str, ...]) -> Any:
    for segment in path:
        if isinstance(data, list):
            place = find_entry(data, shape, segment)
            data = None if place is None else data[place]
        else:
            data = data.get(segment) if isinstance(data, dict) else None
        shape = child_shape(shape, segment)
    return data


def _replacing(data: Any, shape: Shape, path: tuple[str, ...], correction: Correction) -> tuple[Edit, ...]:
    """`found` is the value at the path, a part of it, the name it stands under, or the id of the entry."""
    there = _value_at(data, shape, path)
    replaced = _replaced(there, correction)
    if replaced is not None:
        return (Edit(Act.SET, path, replaced),)
    if there is None or path[-1] != correction.found:
        return ()
    around = _value_at(data, shape, path[:-1])
    if isinstance(around, dict):
        renamed = (*path[:-1], str(correction.value))
        return (Edit(Act.SET, renamed, there), Edit(Act.REMOVE, path))
    key = _shape_at(shape, path[:-1]).key
    return (Edit(Act.SET, (*path, key), correction.value),) if key else ()


def _shape_at(shape: Shape, path: tuple[str, ...]) -> Shape:
    for segment in path:
        shape = child_shape(shape, segment)
    return shape


def _replaced(there: Any, correction: Correction) -> Any:
    """The value with `found` replaced in it; None when it is not in it."""
    found, value = correction.found, correction.value
    if isinstance(there, list):
        parts = [value if found in there and one == found else _replaced(one, correction) for one in there]
        changed = [one if part is None else part for one, part in zip(there, parts, strict=True)]
        return changed if changed != there else None
    if not isinstance(there, str) or not found:
        return None
    if there == found:
        return value
    return there.replace(found, str(value)) if found in there else None
