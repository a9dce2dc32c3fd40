"""A definition as forms made from its schema: what the text says, what it takes over and from where, what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from motcua.compiler.edits import entry_id, find_entry
from motcua.compiler.merging import Merged, origin_of
from motcua.compiler.nodes import join_pointer
from motcua.compiler.shapes import REMOVE, Shape, shape_of
from motcua.compiler.value_text import as_text
from motcua.surfaces.schema_nodes import Control, SchemaNode, Tab, top_nodes
from motcua.surfaces.schema_words import FIXED, OWN_LISTS
from motcua.surfaces.shown_values import entry_title, shown, value_words

MOST_ENTRIES = 200
Path = tuple[str, ...]
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class FieldView:
    """One value. `own` = the text itself says it; `below` is what applies without that, in words, from `origin`.

    `value` is text, a list of texts, or for a limit its amount and unit. `problems` are numbers of the problem list.
    `choices` are the fixed values, or the entries of the same definition that the value may name.
    """

    path: Path
    node: SchemaNode
    value: Any
    own: bool
    below: str = ""
    origin: str = ""
    problems: tuple[int, ...] = ()
    fields: tuple[FieldView, ...] = ()
    entries: tuple[EntryView, ...] = ()
    hidden_entries: int = 0
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def pointer(self) -> str:
        """The place as a pointer by ids."""
        return join_pointer(self.path)

    @property
    def control(self) -> Control:
        """How it is edited: what names entries of the same definition is chosen instead of typed."""
        by_choice = {Control.LINES: Control.SEVERAL, Control.TEXT: Control.CHOICE}
        return by_choice.get(self.node.control, self.node.control) if self.choices else self.node.control

    @property
    def given_back(self) -> bool:
        """Whether a value of a lower layer waits behind the text's own."""
        return self.own and bool(self.origin)


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry of a list. `movable` = its place among the others is this text's to say."""

    path: Path
    title: str
    own: bool
    removed: bool
    origin: str
    open: bool
    movable: bool
    problems: tuple[int, ...]
    inside: int
    fields: tuple[FieldView, ...]

    @property
    def pointer(self) -> str:
        """The place as a pointer by ids."""
        return join_pointer(self.path)


@dataclass(frozen=True, slots=True)
class FormSource:
    """What the forms of a definition are made of.

    `own` is the plain content of the text, `below` what lies under it. `opened` are pointers of entries to show in
    full; `problems` places of the problem list by their number.
    """

    kind: str
    own: Mapping[str, Any]
    below: Merged
    opened: Collection[str] = ()
    problems: Mapping[int, Path] = field(default_factory=dict)


def form_fields(source: FormSource, tab: Tab) -> tuple[FieldView, ...]:
    """The fields of a tab."""
    nodes = top_nodes(source.kind)
    overlay = source.own.get("kind") == "overlay"
    names = [name for name in tab.names if name not in FIXED and (name != "reason" or overlay)]
    build = _Build(source)
    return tuple(
        build.field(
            nodes[name],
            (name,),
            source.own.get(name, _ABSENT),
            source.below.content.get(name, _ABSENT),
            shape_of(source.kind).properties.get(name, Shape()),
        )
        for name in names
        if name in nodes
    )


@dataclass(frozen=True, slots=True)
class _Build:
    source: FormSource

    def field(self, node: SchemaNode, path: Path, own: Any, below: Any, shape: Shape) -> FieldView:
        """A field with everything inside it."""
        if node.control is Control.ENTRIES and not _misfit(own, list):
            return self._list(node, path, own, below, shape)
        if node.control is Control.GROUP and not _misfit(own, dict):
            return self._group(node, path, own, below, shape)
        has_below = below is not _ABSENT
        said = own is not _ABSENT
        return FieldView(
            path=path,
            node=node,
            value=shown(node, own if said else below if has_below else None),
            own=said,
            below=value_words(node, below) if has_below else "",
            origin=self._origin(path) if has_below else "",
            problems=self._within(path),
            choices=node.choices or (self._named(node) if len(path) > 1 else ()),
        )

    def _named(self, node: SchemaNode) -> tuple[tuple[str, str], ...]:
        """The entries of the same definition that a value names by id."""
        listed = OWN_LISTS.get(self.source.kind, {}).get(node.name, "")
        entries = [*(self.source.below.content.get(listed) or ()), *(self.source.own.get(listed) or ())]
        found: dict[str, str] = {}
        for entry in entries if listed else ():
            if isinstance(entry, dict) and entry.get("id"):
                key = str(entry["id"])
                found[key] = str(entry.get("name") or found.get(key) or key)
        return tuple(found.items())

    def _group(self, node: SchemaNode, path: Path, own: Any, below: Any, shape: Shape) -> FieldView:
        fields = tuple(
            self.field(
                child,
                (*path, child.name),
                _get(own, child.name),
                _get(below, child.name),
                shape.properties.get(child.name, Shape()),
            )
            for child in node.children()
        )
        return FieldView(
            path,
            node,
            None,
            own not in (_ABSENT, None),
            origin=self._origin(path) if isinstance(below, dict) else "",
            problems=self._exactly(path),
            fields=fields,
        )

    def _list(self, node: SchemaNode, path: Path, own: Any, below: Any, shape: Shape) -> FieldView:
        mine = own if isinstance(own, list) else []
        theirs = as_text(below) if isinstance(below, list) else []
        pairs = _paired(mine, theirs, shape, replaced=own is not _ABSENT)
        entries = tuple(self._entry(node, (*path, key), pair, shape) for key, *pair in pairs[:MOST_ENTRIES])
        return FieldView(
            path,
            node,
            None,
            own not in (_ABSENT, None),
            origin=self._origin(path) if isinstance(below, list) and below else "",
            problems=self._exactly(path),
            entries=entries,
            hidden_entries=max(0, len(pairs) - MOST_ENTRIES),
        )

    def _entry(self, node: SchemaNode, path: Path, pair: Sequence[Any], shape: Shape) -> EntryView:
        own, below = pair
        shown_open = join_pointer(path) in self.source.opened
        removed = isinstance(own, dict) and str(own.get(REMOVE, "")) == "true"
        content = {**(below if isinstance(below, dict) else {}), **(own if isinstance(own, dict) else {})}
        entry_shape = shape.items or Shape()
        fields: tuple[FieldView, ...] = ()
        if shown_open and not removed:
            child = node.child(path[-1])
            assert child is not None  # noqa: S101 - lists have entries
            free = child.control is Control.RAW or _misfit(own, dict)
            fields = (
                (self.field(child, path, own, below, entry_shape),)
                if free
                else self._group(child, path, own, below, entry_shape).fields
            )
        if below is not _ABSENT:
            # entries of lower layers are recognized by it
            fields = tuple(one for one in fields if one.node.name != shape.key)
        return EntryView(
            path=path,
            title=entry_title(node, content, path[-1]),
            own=own is not _ABSENT,
            removed=removed,
            origin=self._origin(path) if below is not _ABSENT else "",
            open=shown_open,
            movable=not removed and (below is _ABSENT or not shape.key),
            problems=self._exactly(path),
            inside=len(self._within(path)),
            fields=fields,
        )

    def _origin(self, path: Path) -> str:
        return origin_of(self.source.below.origins, join_pointer(path))

    def _within(self, path: Path) -> tuple[int, ...]:
        return tuple(at for at, place in self.source.problems.items() if place[: len(path)] == path)

    def _exactly(self, path: Path) -> tuple[int, ...]:
        return tuple(at for at, place in self.source.problems.items() if place == path)


def _misfit(value: Any, form: type) -> bool:
    return value is not _ABSENT and value is not None and not isinstance(value, form)


def _get(value: Any, name: str) -> Any:
    return value.get(name, _ABSENT) if isinstance(value, dict) else _ABSENT


def _paired(
    mine: list[Any], theirs: list[Any], shape: Shape, *, replaced: bool
) -> list[tuple[str, Any, Any]]:
    """Entries in the order they apply: address, what the text says, what lies below. Without ids a list is whole."""
    if not shape.key:
        listed = mine if replaced else theirs
        return [
            (str(at), item if replaced else _ABSENT, _ABSENT if replaced else item)
            for at, item in enumerate(listed)
        ]
    pairs: list[tuple[str, Any, Any]] = []
    used: set[int] = set()
    for at, item in enumerate(theirs):
        key = str(item.get(shape.key, at)) if isinstance(item, dict) else str(at)
        found = find_entry(mine, shape, key) if not key.isdecimal() or key in _ids(mine, shape) else None
        if found is not None:
            used.add(found)
        pairs.append((key, _ABSENT if found is None else mine[found], item))
    for at, item in enumerate(mine):
        if at not in used:
            pairs.append(
                ((entry_id(item, shape) if isinstance(item, dict) else "") or str(at), item, _ABSENT)
            )
    return pairs


def _ids(items: list[Any], shape: Shape) -> set[str]:
    return {str(item.get(shape.key)) for item in items if isinstance(item, dict)}
