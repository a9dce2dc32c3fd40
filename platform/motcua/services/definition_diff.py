"""What changes between two contents of a definition, said in plain Vietnamese, value by value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from motcua.compiler.shapes import ANYTHING, Shape, entry_key, shape_of
from motcua.services.value_words import brief, value_words

NOT_COMPARED = frozenset({"kind", "code"})
MOST_CHANGES = 400


class ChangeKind(StrEnum):
    """Whether a value came, changed or went."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `what` names the value, `place` the part of the definition it stands in, `path` its pointer."""

    kind: ChangeKind
    what: str
    before: str = ""
    after: str = ""
    place: str = ""
    path: str = ""
    tail: str = ""

    def sentence(self) -> str:
        """The change in one line."""
        match self.kind:
            case ChangeKind.ADDED:
                return " ".join(filter(None, (f"Thêm {self.what}:", self.after, self.tail)))
            case ChangeKind.REMOVED:
                return f"Bỏ {self.what}: {self.before}"
            case ChangeKind.CHANGED:
                return f"{self.what}: {self.before} → {self.after}"


Naming = Callable[[str, str], str]
"""The name of a definition by kind and code; the code when it is not known."""


def differences(
    kind: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    name_of: Naming = lambda _kind, code: code,
) -> tuple[Change, ...]:
    """Every change from one effective content to another, in the order of the parts; at most 400.

    A definition that was not there before is one change: that it came.
    """
    if before is None:
        return (
            Change(ChangeKind.ADDED, "định nghĩa mới", "", str(after.get("name", after.get("code", "")))),
        )
    shape = shape_of(kind)
    variants = {
        str(item.get("id")): str(item.get("name"))
        for content in (before, after)
        for item in content.get("variants", ())
        if isinstance(item, dict)
    }
    walk = _Walk(name_of, variants)
    found: list[Change] = []
    for name in _names(shape, before, after):
        child = shape.properties.get(name, ANYTHING)
        walk.place = child.title or name
        found.extend(
            walk.value(_Spot(walk.place, f"/{name}", name), before.get(name), after.get(name), child)
        )
    return tuple(found[:MOST_CHANGES])


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where two values are compared: its words, its pointer, the name of its property, whose it is."""

    words: str
    path: str
    name: str
    of: str = ""

    def what(self) -> str:
        """The value with whose it is."""
        return f"{self.words} của {self.of}" if self.of else self.words

    def inner(self, title: str, name: str) -> _Spot:
        """A property of the entry this is."""
        return _Spot(title or name, f"{self.path}/{name}", name, self.of)


@dataclass(slots=True)
class _Walk:
    name_of: Naming
    variants: Mapping[str, str]
    place: str = field(default="")

    def value(self, spot: _Spot, before: Any, after: Any, shape: Shape) -> Iterator[Change]:
        """The changes from one value to another."""
        if before == after:
            return
        if shape.key and isinstance(before or [], list) and isinstance(after or [], list):
            yield from self.entries(spot, before or [], after or [], shape)
        elif isinstance(before, dict) and isinstance(after, dict) and not shape.free:
            for name in _names(shape, before, after):
                child = shape.properties.get(name) or shape.values or ANYTHING
                yield from self.value(spot.inner(child.title, name), before.get(name), after.get(name), child)
        else:
            yield self.change(spot, before, after, shape)

    def change(self, spot: _Spot, before: Any, after: Any, shape: Shape) -> Change:
        """A value that is shown whole."""
        old, new = self.words(spot.name, before, shape), self.words(spot.name, after, shape)
        if _is_empty(before):
            return Change(ChangeKind.ADDED, spot.what(), "", new, self.place, spot.path)
        if _is_empty(after):
            return Change(ChangeKind.REMOVED, spot.what(), old, "", self.place, spot.path)
        return Change(ChangeKind.CHANGED, spot.what(), old, new, self.place, spot.path)

    def entries(
        self, spot: _Spot, before: Sequence[Any], after: Sequence[Any], shape: Shape
    ) -> Iterator[Change]:
        """Entries that came, went or changed; at the end, whether the order is another one."""
        old = {entry_key(item, shape, index): item for index, item in enumerate(before)}
        new = {entry_key(item, shape, index): item for index, item in enumerate(after)}
        item_shape = shape.items or ANYTHING
        for key, item in new.items():
            path = f"{spot.path}/{key}"
            name = self.entry_name(item, key)
            if key not in old:
                tail = self.details(item, item_shape)
                yield Change(ChangeKind.ADDED, spot.what(), "", name, self.place, path, tail)
                continue
            inside = _Spot(spot.words, path, spot.name, f"“{name}”")
            yield from self.value(inside, old[key], item, item_shape)
        for key, item in old.items():
            if key not in new:
                gone = self.entry_name(item, key)
                yield Change(ChangeKind.REMOVED, spot.what(), gone, "", self.place, f"{spot.path}/{key}")
        kept = [key for key in old if key in new]
        if kept != [key for key in new if key in old]:
            words = f"Thứ tự {spot.what()[:1].lower()}{spot.what()[1:]}"
            yield Change(ChangeKind.CHANGED, words, _order(kept), _order(list(new)), self.place, spot.path)

    def entry_name(self, item: Any, key: str) -> str:
        """How an entry is called."""
        if isinstance(item, dict):
            named = next(
                (item[name] for name in ("name", "title", "label", "heading", "message") if item.get(name)),
                "",
            )
            if isinstance(named, list):
                named = " › ".join(map(str, named))
            if not named and "time_limit" in item:
                named = self.offer_name(item)
            return brief(str(named or key))
        return brief(str(item))

    def offer_name(self, item: Mapping[str, Any]) -> str:
        """For whom a time limit is: `Thường trú tại nơi cấp, trực tuyến`."""
        cases = [self.variants.get(str(one), str(one)) for one in item.get("variants", ())]
        channels = [value_words("channels", one, ANYTHING) for one in item.get("channels", ())]
        return ", ".join([*cases, *channels]) or "mọi trường hợp"

    def details(self, item: Any, shape: Shape) -> str:
        """The first few values of a new entry: what it costs, how long it takes, when it is needed."""
        if not isinstance(item, dict):
            return ""
        shown = []
        for name in ("time_limit", "amount", "required", "when", "originals", "copies", "certified_copies"):
            if name in item and item.get("name", "") != item[name]:
                child = shape.properties.get(name, ANYTHING)
                title = child.title or name
                shown.append(f"{title[:1].lower()}{title[1:]}: {self.words(name, item[name], child)}")
        return f"({'; '.join(shown)})" if shown else ""

    def words(self, name: str, value: Any, shape: Shape) -> str:
        """A value as a reader sees it; codes of definitions by their names."""
        if (
            shape.refers
            and isinstance(value, str)
            and value
            and shape.refers not in ("same", "agency", "position")
        ):
            return self.name_of(shape.refers, value)
        return value_words(name, value, shape)


def _names(shape: Shape, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    known = [name for name in shape.properties if name in before or name in after]
    return [name for name in dict.fromkeys([*known, *before, *after]) if name not in NOT_COMPARED]


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _order(keys: Sequence[str]) -> str:
    return brief(", ".join(keys))
