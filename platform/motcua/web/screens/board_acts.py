"""Acts that every drawing board knows: a property said, and where a posted act is aimed at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from motcua.compiler.edits import Edit
from motcua.surfaces.property_sheet import read_property
from motcua.surfaces.workpiece import ActRefusedError, Path, Workpiece

Acts = Mapping[str, Callable[[Workpiece, Path, Mapping[str, str]], tuple[Path, Sequence[Edit]]]]
"""What a posted act does: the drawing, the chosen part and the posted values in; the next choice and edits out."""


def set_property(piece: Workpiece, chosen: Path, posted: Mapping[str, str]) -> tuple[Path, list[Edit]]:
    """A property of the chosen part, as typed."""
    name = posted.get("name", "")
    value = read_property(piece, chosen, name, posted.get("value", ""))
    path = (*chosen, *name.split("/"))
    after = (*chosen[:-1], str(value)) if name == "id" and chosen else chosen
    if value is None or (value is False):
        return after, [piece.clear(path)]
    return after, [piece.set(path, value)]


def posted_path(posted: Mapping[str, str], name: str = "path") -> Path:
    found = tuple(part for part in posted.get(name, "").split("/") if part)[:8]
    if not found:
        raise ActRefusedError("Chưa chọn mục nào. Chọn một ô rồi làm lại.")
    return found
