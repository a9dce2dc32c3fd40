"""Where everything in a YAML text begins and ends, so that one value can be changed and the rest left as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from motcua.compiler.reading import MAX_DEPTH
from motcua.kernel.text import nfc

NOTHING = frozenset({"", "~", "null"})
BLOCK_STYLES = frozenset({"|", ">"})


class SpanError(ValueError):
    """The text is no single YAML document of maps, lists and texts."""


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A scalar; `text` is None when nothing stands there. `style` is empty for plain text, else `"`, `'`, `|`, `>`."""

    start: int
    end: int
    text: str | None
    style: str


@dataclass(frozen=True, slots=True)
class ListSpan:
    """A list; `flow` when written in brackets."""

    start: int
    end: int
    flow: bool
    items: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class EntrySpan:
    """A name with its value."""

    start: int
    key_end: int
    key: str
    value: Span


@dataclass(frozen=True, slots=True)
class MapSpan:
    """A group of names and values; `flow` when written in braces."""

    start: int
    end: int
    flow: bool
    entries: tuple[EntrySpan, ...]

    def entry(self, key: str) -> EntrySpan | None:
        """The entry of this name."""
        return next((entry for entry in self.entries if entry.key == key), None)


Span = TextSpan | ListSpan | MapSpan


def read_spans(text: str) -> Span | None:
    """The document in `text` with the positions of its parts; None when the text holds none.

    The end of a part is the end of what is written: blank lines and comments after it are not its own.
    Raises :class:`SpanError`.
    """
    try:
        return _Spans(text).document()
    except yaml.YAMLError as error:
        raise SpanError(str(error)) from error


def plain_data(span: Span | None) -> Any:
    """What is written, as dictionaries, lists and texts; None where nothing stands."""
    match span:
        case MapSpan():
            return {entry.key: plain_data(entry.value) for entry in span.entries}
        case ListSpan():
            return [plain_data(item) for item in span.items]
        case TextSpan():
            return None if span.text is None else nfc(span.text)
        case None:
            return {}


class _Spans:
    def __init__(self, text: str) -> None:
        self.text = text
        self.depth = 0
        # a byte order mark counts as no character for the parser
        self.shift = 1 if text.startswith("\ufeff") else 0
        self.events: Iterator[yaml.Event] = yaml.parse(text[self.shift :], yaml.CSafeLoader)

    def document(self) -> Span | None:
        root: Span | None = None
        for event in self.events:
            if isinstance(event, yaml.AliasEvent):
                raise SpanError("alias")
            if isinstance(event, yaml.NodeEvent):
                if root is not None:
                    raise SpanError("several documents")
                root = self.node(event)
        return root

    def at(self, mark: Any) -> int:
        """The position of a mark of the parser."""
        return int(mark.index) + self.shift

    def node(self, event: yaml.Event) -> Span:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise SpanError("nested too deep")
        try:
            return self._node(event)
        finally:
            self.depth -= 1

    def _node(self, event: yaml.Event) -> Span:
        if getattr(event, "anchor", None) is not None or getattr(event, "tag", None) is not None:
            raise SpanError("anchor or tag")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(event)
        raise SpanError("alias")

    def scalar(self, event: yaml.ScalarEvent) -> TextSpan:
        start, end = self.at(event.start_mark), self.at(event.end_mark)
        style = event.style or ""
        if style in BLOCK_STYLES:
            header = self.text[start:end].partition("\n")[0]
            written = self.text[start:end]
            # with "+" the blank lines behind belong to the text
            end = start + len(written.rstrip("\n") if "+" not in header else written.removesuffix("\n"))
        nothing = event.implicit[0] and event.value in NOTHING
        return TextSpan(start, end, None if nothing else event.value, style)

    def sequence(self, event: yaml.SequenceStartEvent) -> ListSpan:
        items = []
        start = self.at(event.start_mark)
        for following in self.events:
            if isinstance(following, yaml.SequenceEndEvent):
                break
            items.append(self.node(following))
        flow = bool(event.flow_style)
        end = self.at(following.end_mark) if flow or not items else items[-1].end
        return ListSpan(start, end, flow, tuple(items))

    def mapping(self, event: yaml.MappingStartEvent) -> MapSpan:
        entries: list[EntrySpan] = []
        start = self.at(event.start_mark)
        for following in self.events:
            if isinstance(following, yaml.MappingEndEvent):
                break
            if not isinstance(following, yaml.ScalarEvent):
                raise SpanError("a name must be a text")
            key = self.node(following)
            value = self.node(next(self.events))
            entries.append(EntrySpan(key.start, key.end, nfc(following.value), value))
        flow = bool(event.flow_style)
        end = self.at(following.end_mark) if flow or not entries else entries[-1].value.end
        return MapSpan(start, end, flow, tuple(entries))
