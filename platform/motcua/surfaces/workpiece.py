"""A definition on the drawing board: what its text says, what it inherits, changes to it as edits of the text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua.compiler.edits import Act, Edit, child_shape, value_at
from motcua.compiler.nodes import split_pointer
from motcua.compiler.shapes import REMOVE, Shape, entry_key, shape_of
from motcua.kernel.problems import Problem

Path = tuple[str, ...]
"""Names and ids from the top of a definition to a value: `sections`, `chu-ho`, `fields`, `ho_ten`."""


class ActRefusedError(ValueError):
    """A change that cannot be made; the message says why and what to do instead."""


@dataclass(frozen=True, slots=True)
class Workpiece:
    """`own` is what the text itself says, `whole` what applies with everything it extends or overlays.

    `published` is the content in force, whose ids must not change; empty for what was never published.
    """

    kind: str
    own: Mapping[str, Any]
    whole: Mapping[str, Any]
    published: Mapping[str, Any]

    def get(self, path: Sequence[str]) -> Any:
        """The effective value; None when there is none."""
        return value_at(self.whole, path, shape_of(self.kind))

    def says(self, path: Sequence[str]) -> bool:
        """Whether the text itself says something about this place."""
        return value_at(self.own, path, shape_of(self.kind)) is not None

    def entry(self, path: Sequence[str]) -> Mapping[str, Any]:
        """The effective entry; refused when it is gone, because somebody else removed it in the meantime."""
        found = self.get(path)
        listed = isinstance(self.get(path[:-1]), list)
        if not isinstance(found, Mapping) or (listed and path[-1] not in self.ids(path[:-1])):
            raise ActRefusedError("Mục này không còn trong bản nháp. Tải lại trang để xem bản mới.")
        return found

    def ids(self, path: Sequence[str]) -> tuple[str, ...]:
        """The ids of a list in order."""
        shape = shape_at(self.kind, path)
        found = self.get(path)
        items = found if isinstance(found, list) else ()
        return tuple(entry_key(item, shape, at) for at, item in enumerate(items))

    def place(self, path: Sequence[str], lists: Collection[str]) -> int:
        """Which entry of its list stands at a path; refused when it is none of these lists, or gone."""
        order = self.ids(path[:-1]) if len(path) > 1 and path[-2] in lists else ()
        if not order or path[-1] not in order:
            raise ActRefusedError("Mục này không còn trong bản nháp. Tải lại trang để xem bản mới.")
        return order.index(path[-1])

    def is_new(self, path: Sequence[str]) -> bool:
        """Whether nothing published refers to this entry yet, so that its id may still change."""
        return value_at(self.published, path, shape_of(self.kind)) is None

    def set(self, path: Path, value: Any) -> Edit:
        """Say a value; entries around it that are inherited are named in the text as far as needed."""
        return Edit(Act.SET, path, value)

    def clear(self, path: Path) -> Edit:
        """Take a value out of the text; one that is inherited is said to be empty."""
        own = self.says(path) and not self.is_inherited(path[:-1])
        return Edit(Act.REMOVE, path) if own or self.get(path) is None else Edit(Act.SET, path)

    def add(self, path: Path, value: Mapping[str, Any], before: str = "") -> Edit:
        """Add an entry to a list, before another one or at its end."""
        return Edit(Act.INSERT, path, dict(value), before if before and self.says((*path, before)) else None)

    def remove(self, path: Path) -> Iterator[Edit]:
        """Take an entry out; an inherited one is said to be removed."""
        inherited = self.is_inherited(path)
        yield Edit(Act.REMOVE, path)
        if inherited:
            key = shape_at(self.kind, path[:-1]).key
            yield Edit(Act.INSERT, path[:-1], {key: path[-1], REMOVE: True})

    def is_inherited(self, path: Path) -> bool:
        """Whether an entry would still be there without this text."""
        if not self.says(path):
            return self.get(path) is not None
        shape = shape_at(self.kind, path[:-1])
        own, whole = value_at(self.own, path, shape_of(self.kind)), self.get(path)
        required = {
            name for name in ("type", "label", "does", "title", "check") if name in shape_names(shape)
        }
        return isinstance(own, Mapping) and isinstance(whole, Mapping) and not required <= own.keys()

    def move(self, path: Path, before: str) -> Edit:
        """Put an entry elsewhere in its list. The order of inherited ones belongs to what they come from."""
        order = self.ids(path[:-1])
        strangers = [one for one in order if self.is_inherited((*path[:-1], one))]
        if path[-1] in strangers or (before and before in strangers):
            raise ActRefusedError(
                "Thứ tự các mục lấy từ mẫu nền do mẫu nền quyết định. Sửa mẫu nền, hoặc thêm mục riêng ở cuối."
            )
        return Edit(Act.MOVE, path, before=before or None)


def shape_at(kind: str, path: Sequence[str]) -> Shape:
    """The shape of the value at a path."""
    shape = shape_of(kind)
    for segment in path:
        shape = child_shape(shape, segment)
    return shape


def shape_names(shape: Shape) -> Collection[str]:
    """What an entry of a list may say."""
    return shape.items.properties.keys() if shape.items is not None else ()


def free_id(wanted: str, taken: Collection[str], joint: str = "-") -> str:
    """An id nobody has: the wanted one, else with a number."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}{joint}{number}" in taken:
        number += 1
    return f"{wanted}{joint}{number}"


def owner_of(problem: Problem, piece: Workpiece, lists: Collection[str]) -> Path:
    """The innermost entry of these lists a problem stands at; empty when it concerns the whole definition."""
    value: Any = piece.own
    shape = shape_of(piece.kind)
    found: Path = ()
    path: tuple[str, ...] = ()
    for segment in split_pointer(problem.place.path):
        name = segment
        if isinstance(value, list) and segment.isdecimal() and int(segment) < len(value):
            name = entry_key(value[int(segment)], shape, int(segment))
        path = (*path, name)
        if len(path) > 1 and path[-2] in lists and piece.get(path) is not None:
            found = path
        value, shape = value_at(value, (name,), shape), child_shape(shape, name)
    return found
