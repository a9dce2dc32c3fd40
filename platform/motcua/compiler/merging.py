"""Laying one layer over another: mappings by name, lists by id, and the origin of every effective value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from motcua.compiler.problem_codes import Finding
from motcua.compiler.shapes import REMOVE, Shape, branches, entry_key
from motcua.compiler.suggestions import did_you_mean


@dataclass(slots=True)
class Merged:
    """Content with origins: pointer by ids -> layer. A value not named there comes from where its parent comes."""

    content: dict[str, Any]
    origins: dict[str, str]
    findings: list[Finding] = field(default_factory=list)


def lay_over(
    lower: Merged, upper: Mapping[str, Any], unset: Sequence[tuple[str, ...]], shape: Shape, origin: str
) -> Merged:
    """`upper` over `lower`: the upper wins, entries merge by id, `remove: true` and empty values take away.

    Nothing given is changed; parts that stay the same are shared.
    """
    merge = _Merge(dict(lower.origins), origin, list(lower.findings))
    content = dict(lower.content)
    for path in unset:
        content = _without(content, path, shape)
        merge.forget("".join(f"/{part}" for part in path))
    content = merge.mapping(content, upper, shape, "")
    return Merged(content, merge.origins, merge.findings)


def origin_of(origins: Mapping[str, str], pointer: str) -> str:
    """The layer a value comes from: the entry of the longest pointer around it."""
    while pointer not in origins:
        if not pointer:
            return ""
        pointer = pointer.rpartition("/")[0]
    return origins[pointer]


@dataclass(slots=True)
class _Merge:
    origins: dict[str, str]
    origin: str
    findings: list[Finding]

    def forget(self, pointer: str) -> None:
        prefix = pointer + "/"
        for known in [key for key in self.origins if key == pointer or key.startswith(prefix)]:
            del self.origins[known]

    def claim(self, pointer: str) -> None:
        self.forget(pointer)
        self.origins[pointer] = self.origin

    def mapping(
        self, lower: dict[str, Any], upper: Mapping[str, Any], shape: Shape, pointer: str
    ) -> dict[str, Any]:
        result = dict(lower)
        for key, value in upper.items():
            below = f"{pointer}/{key}"
            inner = shape.properties.get(key) or shape.values
            if inner is not None and key in result:
                result[key] = self.value(result[key], value, inner, below)
            else:
                result[key] = value if inner is None else self.fresh(value, inner, below)
                self.origins[below] = self.origin
        return result

    def value(self, lower: Any, upper: Any, shape: Shape, pointer: str) -> Any:
        if shape.key and isinstance(lower, list) and isinstance(upper, list):
            return self.entries(lower, upper, shape, pointer)
        if shape.is_object() and not shape.free and isinstance(lower, dict) and isinstance(upper, dict):
            return self.mapping(lower, upper, shape, pointer)
        if lower != upper:
            self.claim(pointer)
        return upper

    def entries(self, lower: list[Any], upper: list[Any], shape: Shape, pointer: str) -> list[Any]:
        item_shape = shape.items or shape
        entries = {entry_key(item, shape, index): item for index, item in enumerate(lower)}
        for index, item in enumerate(upper):
            key = entry_key(item, shape, index)
            below = f"{pointer}/{key}"
            if item.get(REMOVE):
                if entries.pop(key, None) is None:
                    remedy, fix = did_you_mean(key, list(entries))
                    message = f"Không có mục “{key}” để bỏ."
                    self.findings.append(Finding("LINK-005", message, below, key, "", remedy, fix))
                self.forget(below)
            elif key in entries:
                entries[key] = self.mapping(entries[key], _bare(item), item_shape, below)
            else:
                entries[key] = self.fresh(_bare(item), item_shape, below)
                self.origins[below] = self.origin
        return list(entries.values())

    def fresh(self, value: Any, shape: Shape, pointer: str) -> Any:
        """A value that lies over nothing: entries that take something away are dropped, and said so."""
        inside = branches(shape, "key")
        if isinstance(value, dict):
            if not any(name in value for name, _child in inside):
                return value
            changed = dict(value)
            for name, child in inside:
                if name in value:
                    changed[name] = self.fresh(value[name], child, f"{pointer}/{name}")
            return changed
        if isinstance(value, list) and shape.items is not None and (shape.key or _holds_lists(shape.items)):
            return self.fresh_entries(value, shape, pointer)
        return value

    def fresh_entries(self, value: list[Any], shape: Shape, pointer: str) -> list[Any]:
        item_shape = shape.items or shape
        kept = []
        for index, item in enumerate(value):
            if shape.key and isinstance(item, dict) and item.get(REMOVE):
                key = entry_key(item, shape, index)
                self.findings.append(
                    Finding("LINK-005", f"Không có mục “{key}” để bỏ.", f"{pointer}/{key}", key)
                )
            elif branches(item_shape, "key"):
                kept.append(self.fresh(item, item_shape, f"{pointer}/{entry_key(item, shape, index)}"))
            else:
                kept.append(item)
        return kept


def _holds_lists(shape: Shape) -> bool:
    return bool(branches(shape, "key"))


def _bare(item: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key != REMOVE} if REMOVE in item else item


def _without(content: Any, path: tuple[str, ...], shape: Shape) -> Any:
    """A copy of the content without the value at `path`; the content itself when there is none."""
    head, rest = path[0], path[1:]
    if isinstance(content, list):
        inner = shape.items or shape
        return [
            _without(item, rest, inner) if rest and entry_key(item, shape, index) == head else item
            for index, item in enumerate(content)
        ]
    if not isinstance(content, dict) or head not in content:
        return content
    if not rest:
        return {key: value for key, value in content.items() if key != head}
    inner = shape.properties.get(head) or shape.values or shape
    return {**content, head: _without(content[head], rest, inner)}


def duplicate_entries(
    data: Any, shape: Shape, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[Finding, Any]]:
    """Entries of one list that carry the same id, with the path of keys and indexes of the later one."""
    if isinstance(data, dict):
        for name, child in branches(shape, "key"):
            if name in data:
                yield from duplicate_entries(data[name], child, (*path, name))
    elif isinstance(data, list) and shape.items is not None:
        seen: set[str] = set()
        for index, item in enumerate(data):
            if shape.key and isinstance(item, dict) and shape.key in item:
                key = str(item[shape.key])
                if key in seen:
                    message = f"“{key}” dùng cho hai mục trong cùng một danh sách ({path[-1]})."
                    yield Finding("LINK-003", message, found=key), (*path, index)
                seen.add(key)
            yield from duplicate_entries(item, shape.items, (*path, index))
