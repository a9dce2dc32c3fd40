"""The corrections a problem proposes, as changes of the text or content they were found in."""

from __future__ import annotations

from typing import Any

from motcua.compiler.edits import Act, Edit, child_shape, value_at
from motcua.compiler.nodes import split_pointer
from motcua.compiler.shapes import Shape
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
            there = value_at(data, path, shape)
            kept = there if isinstance(there, list) else []
            return () if correction.value in kept else (Edit(Act.INSERT, path, correction.value),)
        case CorrectionKind.REPLACE:
            return _replacing(data, shape, path, correction)


def _replacing(data: Any, shape: Shape, path: tuple[str, ...], correction: Correction) -> tuple[Edit, ...]:
    """`found` is the value at the path, a part of it, the name it stands under, or the id of the entry."""
    there = value_at(data, path, shape)
    replaced = _replaced(there, correction)
    if replaced is not None:
        return (Edit(Act.SET, path, replaced),)
    if there is None or path[-1] != correction.found:
        return ()
    around = value_at(data, path[:-1], shape)
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
