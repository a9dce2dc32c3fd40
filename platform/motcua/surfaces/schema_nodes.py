"""The JSON Schema of a kind as the editor walks it: what stands at a place, by which control, on which tab."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any

from motcua.compiler.kinds import OVERLAY, schema
from motcua.surfaces.schema_words import FIXED, PROCEDURE_TABS, TITLES, choice_words

LONG_NAMES = frozenset(
    {"text", "message", "description", "source_text", "note", "help", "empty_text", "reason"}
)
"""Names whose text is usually a paragraph."""


class Control(StrEnum):
    """How a value is edited."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"
    SEVERAL = "several"
    LINES = "lines"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    LIMIT = "limit"
    EXPRESSION = "expression"
    REFERENCE = "reference"
    GROUP = "group"
    ENTRIES = "entries"
    RAW = "raw"


@dataclass(frozen=True, slots=True)
class SchemaNode:
    """One value of a kind. `key` is what entries of a list merge by; `refers` the kind a code names."""

    name: str
    title: str
    help: str
    control: Control
    body: Mapping[str, Any]
    kind: str
    key: str = ""
    refers: str = ""
    required: bool = False

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """The fixed values with their words."""
        values = self.body.get("enum") or self.body.get("items", {}).get("enum") or ()
        return tuple((str(value), choice_words(self.name, str(value))) for value in values)

    @property
    def plain_help(self) -> str:
        """The help without lists of values that the control shows in words."""
        raw = any(value in self.help for value, words in self.choices if value != words)
        return "" if raw else self.help

    @property
    def default(self) -> str:
        """What applies when nothing is said, in words; empty when nothing does."""
        value = self.body.get("default")
        if isinstance(value, bool):
            return "Có" if value else "Không"
        return "" if value is None else choice_words(self.name, str(value))

    def children(self) -> tuple[SchemaNode, ...]:
        """The named values of a group, or of each entry of a list."""
        body = self.body
        if self.control is Control.ENTRIES:
            body = _resolved(self.kind, body["items"])
        return _children(self.kind, body)

    def child(self, segment: str) -> SchemaNode | None:
        """What stands under a name; for a list what stands in every entry."""
        if self.control is Control.ENTRIES:
            entry = _node(self.kind, self.name, self.body["items"])
            return replace(entry, title="Nội dung") if entry.title == entry.name else entry
        return next((node for node in self.children() if node.name == segment), None)


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of the editor with the names that stand on it."""

    id: str
    title: str
    names: tuple[str, ...]


@cache
def top_nodes(kind: str) -> Mapping[str, SchemaNode]:
    """The named values of a kind, and those of the head of an overlay."""
    whole = schema(kind)
    nodes = {node.name: node for node in _children(kind, whole)}
    head = {node.name: node for node in _children(OVERLAY, schema(OVERLAY)) if node.name == "reason"}
    return {**nodes, **head}


def node_at(kind: str, path: Sequence[str]) -> SchemaNode | None:
    """What the schema says of a place; None when it knows no such place."""
    if not path:
        return None
    node = top_nodes(kind).get(path[0])
    for segment in path[1:]:
        if node is None:
            return None
        node = node.child(segment)
    return node


@cache
def tabs_of(kind: str) -> tuple[Tab, ...]:
    """The tabs of a kind: those of a procedure, else what is general and one for every list of parts."""
    names = [name for name in schema(kind)["properties"] if name not in FIXED]
    if kind in ("procedure", "baseline"):
        taken = {name for _id, _title, listed in PROCEDURE_TABS for name in listed}
        rest = ("reason", *(name for name in names if name not in taken))
        return tuple(
            Tab(tab, title, tuple(name for name in listed or rest if name in top_nodes(kind)))
            for tab, title, listed in PROCEDURE_TABS
        )
    parts = [node for node in top_nodes(kind).values() if _is_part(node)]
    listed = {node.name for node in parts}
    general = ("reason", *(name for name in names if name not in listed))
    return (
        Tab("chung", "Thông tin", general),
        *(Tab(node.name.replace("_", "-"), node.title, (node.name,)) for node in parts),
        Tab("lich-su", "Lịch sử", ()),
    )


def _is_part(node: SchemaNode) -> bool:
    is_group = node.control is Control.GROUP and len(node.children()) > 1
    return (node.control is Control.ENTRIES and node.name != "legal_basis") or is_group


def tab_of(kind: str, path: Sequence[str]) -> str:
    """The tab on which a place is edited; the first one when it is on none."""
    tabs = tabs_of(kind)
    name = path[0] if path else ""
    return next((tab.id for tab in tabs if name in tab.names), tabs[0].id)


def place_words(kind: str, path: Sequence[str]) -> str:
    """A place in words: `Phí, lệ phí › le-phi › Mức thu`."""
    words: list[str] = []
    node: SchemaNode | None = None
    for at, segment in enumerate(path):
        in_list = node is not None and node.control is Control.ENTRIES
        node = top_nodes(kind).get(segment) if at == 0 else node.child(segment) if node else None
        words.append(_entry_words(segment) if in_list or node is None else node.title)
    return " › ".join(words)


def _entry_words(segment: str) -> str:
    return f"mục {int(segment) + 1}" if segment.isdecimal() and len(segment) < 4 else segment


@cache
def _definitions(kind: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = schema(kind).get("$defs", {})
    return found


def _resolved(kind: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = body.get("$ref")
    if not isinstance(reference, str):
        return body
    return {**_definitions(kind)[reference.rpartition("/")[2]], **body}


def _children(kind: str, body: Mapping[str, Any]) -> tuple[SchemaNode, ...]:
    return tuple(_each(kind, body))


def _each(kind: str, body: Mapping[str, Any]) -> Iterator[SchemaNode]:
    required = body.get("required", ())
    for name, child in body.get("properties", {}).items():
        yield _node(kind, name, child, required=name in required)


def _node(kind: str, name: str, body: Mapping[str, Any], *, required: bool = False) -> SchemaNode:
    whole = _resolved(kind, body)
    refers = whole.get("x-refers", "") or _resolved(kind, whole.get("items", {})).get("x-refers", "")
    return SchemaNode(
        name=name,
        title=whole.get("title", "") or TITLES.get(name, name),
        help=whole.get("description", ""),
        control=_control(kind, name, whole),
        body=whole,
        kind=kind,
        key=whole.get("x-key", ""),
        refers=_base_kind(kind) if refers == "same" else refers,
        required=required,
    )


def _base_kind(kind: str) -> str:
    return "baseline" if kind == "procedure" else kind


_BY_FORMAT = {"date": Control.DATE, "time": Control.TIME, "date-time": Control.MOMENT}


def _control(kind: str, name: str, body: Mapping[str, Any]) -> Control:
    types = body.get("type", ())
    match types:
        case "array":
            items = _resolved(kind, body.get("items", {}))
            if items.get("type") == "object":
                return Control.ENTRIES
            if items.get("type") == "array":
                return Control.RAW
            return Control.SEVERAL if "enum" in items else Control.LINES
        case "object":
            return Control.GROUP if body.get("properties") and not body.get("x-free") else Control.RAW
        case "boolean":
            return Control.FLAG
        case "integer":
            return Control.NUMBER
    if body.get("x-type") == "time_limit":
        return Control.LIMIT
    if body.get("x-expression"):
        return Control.EXPRESSION
    if "enum" in body:
        return Control.CHOICE
    if body.get("x-refers"):
        return Control.REFERENCE
    return _BY_FORMAT.get(body.get("format", ""), Control.LONG if name in LONG_NAMES else Control.TEXT)
