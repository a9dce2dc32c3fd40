"""Cuts and pastes in a YAML text whose parts have known positions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua.compiler.edits import EditError
from motcua.compiler.spans import BLOCK_STYLES, ListSpan, MapSpan, Span, TextSpan
from motcua.compiler.value_text import block_lines, fits_inline, indented, inline_text, literal_lines

WIDTH = 110


class UnusualWritingError(EditError):
    """A part is written in a way that cannot be changed in place, as a list right behind the dash of another."""

    def __init__(self) -> None:
        super().__init__("Chỗ này viết theo lối biểu mẫu không sửa được; sửa ở văn bản YAML.")


@dataclass(frozen=True, slots=True)
class Spot:
    """A value in its surroundings.

    `after` is the position behind its colon or dash, `column` that of its name or dash, `flow` whether it stands
    between brackets, `dash` whether it is an entry of a list, `holder` what it stands in.
    """

    span: Span
    after: int
    column: int
    flow: bool
    dash: bool
    holder: Spot | None = None


@dataclass(frozen=True, slots=True)
class TextChange:
    """One change of a text; every method gives the new text."""

    text: str
    json_style: bool = False

    @classmethod
    def of(cls, text: str, root: MapSpan) -> TextChange:
        """For a text with this root; JSON is continued as JSON."""
        quoted = bool(root.entries) and text[root.entries[0].start] == '"'
        return cls(text, json_style=root.flow and (quoted or not root.entries))

    def root(self, span: MapSpan) -> Spot:
        """The whole document."""
        return Spot(span, span.start, -2, flow=False, dash=False)

    def child(self, spot: Spot, at: int) -> Spot:
        """An entry of a group or list."""
        span = spot.span
        if isinstance(span, MapSpan):
            entry = span.entries[at]
            colon = self.text.index(":", entry.key_end) + 1
            return Spot(entry.value, colon, self._column(span.start), span.flow, False, spot)
        assert isinstance(span, ListSpan)  # noqa: S101 - texts have no entries
        dash = 0 if span.flow else self._dash(span, at)
        return Spot(span.items[at], dash + 1, self._column(span.start), span.flow, True, spot)

    # -- where

    def _line_start(self, position: int) -> int:
        return self.text.rfind("\n", 0, position) + 1

    def _line_end(self, position: int) -> int:
        found = self.text.find("\n", position)
        return len(self.text) if found < 0 else found

    def _column(self, position: int) -> int:
        return position - self._line_start(position)

    def _dash(self, span: ListSpan, at: int) -> int:
        if at == 0:
            return span.start
        column = self._column(span.start)
        position = self._line_end(span.items[at - 1].end) + 1
        while position <= span.items[at].start:
            end = self._line_end(position)
            line = self.text[position:end]
            if line[:column].strip(" ") == "" and line[column : column + 1] == "-":
                return position + column
            position = end + 1
        raise UnusualWritingError

    def _alone(self, position: int) -> bool:
        """Whether nothing but blanks stands before the position on its line."""
        return not self.text[self._line_start(position) : position].strip(" \ufeff")

    def _region(self, span: ListSpan, at: int) -> tuple[int, int]:
        """The lines of a list's entry with the comments right above it, without the last line break."""
        dash = self._dash(span, at)
        if not self._alone(dash):
            raise UnusualWritingError
        start = self._line_start(dash)
        mark = " " * (dash - start) + "#"
        while start and self.text.startswith(mark, self._line_start(start - 1)):
            start = self._line_start(start - 1)
        return start, self._line_end(span.items[at].end)

    # -- writing

    def _inline(self, value: Any, flow: bool, quote: str = "") -> str:
        within = flow or isinstance(value, Mapping | list)
        return inline_text(value, flow=within, quote=quote, json_style=self.json_style)

    def appended(self, content: Mapping[str, Any]) -> str:
        """For a text without a document: the content behind its comments."""
        text = self.text if not self.text or self.text.endswith("\n") else self.text + "\n"
        return text + "\n".join(block_lines(content)) + "\n"

    def replaced(self, spot: Spot, value: Any) -> str:
        """Another value in the place of one."""
        span, text = spot.span, self.text
        literal = literal_lines(value) if isinstance(value, str) and not spot.flow else None
        if spot.flow or self.json_style or (literal is None and fits_inline(value)):
            return self._replaced_inline(spot, value)
        indent = " " * (spot.column + 2)
        lines = literal[1:] if literal else block_lines(value)
        head = f" {literal[0]}" if literal else ""
        if spot.holder is None:
            raise UnusualWritingError
        rest_end = self._line_end(span.end)
        if self._below(spot):
            rest = text[spot.after : self._line_end(spot.after)]
        else:
            block = not isinstance(span, TextSpan) and not span.flow
            rest = "" if block or _is_block_text(span) else text[span.end : rest_end]
        body = [indented(line, indent) for line in lines]
        if spot.dash and not literal and not rest.strip():
            body[0] = " " + body[0].lstrip(" ")
            return text[: spot.after] + "\n".join(body) + text[rest_end:]
        return text[: spot.after] + head + rest.rstrip() + "\n" + "\n".join(body) + text[rest_end:]

    def _below(self, spot: Spot) -> bool:
        """Whether a group or list begins on a line below its name."""
        span = spot.span
        return not isinstance(span, TextSpan) and "\n" in self.text[spot.after : span.start]

    def _replaced_inline(self, spot: Spot, value: Any) -> str:
        span, text = spot.span, self.text
        quote = span.style if isinstance(span, TextSpan) and span.style in ("'", '"') else ""
        written = self._inline(value, spot.flow, quote)
        if self._below(spot):
            rest = text[spot.after : self._line_end(spot.after)]
            end = span.end if spot.flow or getattr(span, "flow", False) else self._line_end(span.end)
            if getattr(span, "flow", False):
                rest = text[spot.after : span.start]
                return text[: spot.after] + rest + written + text[end:]
            return text[: spot.after] + " " + written + rest.rstrip() + text[end:]
        space = "" if span.start > spot.after or (spot.flow and spot.dash) or spot.holder is None else " "
        end = span.end
        if not spot.flow and not isinstance(span, TextSpan) and not span.flow:
            end = self._line_end(span.end)
        return text[: span.start] + space + written + text[end:]

    def with_key(self, spot: Spot, key: str, value: Any, behind: int) -> str:
        """One more name in a group that has some, behind the entry at this position."""
        span, text = spot.span, self.text
        assert isinstance(span, MapSpan)  # noqa: S101 - the caller looked
        if span.flow:
            name = self._inline(key, flow=True)
            return self._in_brackets(
                span,
                [(entry.start, entry.value.end) for entry in span.entries],
                f"{name}: {self._inline(value, True)}",
                behind + 1,
            )
        if not all(text[entry.key_end :].lstrip(" ").startswith(":") for entry in span.entries):
            raise UnusualWritingError
        at = self._line_end(span.entries[behind].value.end)
        indent = " " * self._column(span.start)
        lines = [indented(line, indent) for line in block_lines({key: value})]
        return text[:at] + "\n" + "\n".join(lines) + text[at:]

    def with_item(self, spot: Spot, value: Any, at: int) -> str:
        """One more entry in a list that has some, at this position."""
        span, text = spot.span, self.text
        assert isinstance(span, ListSpan)  # noqa: S101 - the caller looked
        if span.flow:
            written = self._inline(value, flow=True)
            return self._in_brackets(span, [(item.start, item.end) for item in span.items], written, at)
        indent = " " * self._column(span.start)
        lines = [indented(line, indent) for line in self._item_lines(span, value)]
        if at < len(span.items):
            position = self._region(span, at)[0]
            return text[:position] + "\n".join(lines) + "\n" + text[position:]
        position = self._line_end(span.end)
        return text[:position] + "\n" + "\n".join(lines) + text[position:]

    def _item_lines(self, span: ListSpan, value: Any) -> list[str]:
        """Like its neighbors: on one line when all of them are."""
        if isinstance(value, Mapping) and all(isinstance(item, MapSpan) and item.flow for item in span.items):
            line = f"- {self._inline(value, flow=True)}"
            if len(line) + self._column(span.start) <= WIDTH:
                return [line]
        return block_lines([value])

    def _in_brackets(
        self, span: ListSpan | MapSpan, slots: Sequence[tuple[int, int]], written: str, at: int
    ) -> str:
        text = self.text
        if text[span.start] not in "[{":
            raise UnusualWritingError
        gap = text[span.start + 1 : slots[0][0]]
        between = f",{gap}" if "\n" in gap and "#" not in gap else ", "
        if at < len(slots):
            position = slots[at][0]
            return text[:position] + written + between + text[position:]
        position = slots[-1][1]
        return text[:position] + between + written + text[position:]

    # -- taking out, changing places

    def removed(self, spot: Spot, at: int | None) -> str:
        """Without one of the entries of a group or list."""
        span = spot.span
        if at is None or isinstance(span, TextSpan):
            return self.text
        if isinstance(span, ListSpan):
            if len(span.items) == 1:
                return self.replaced(spot, [])
            slots = [(item.start, item.end) for item in span.items]
        else:
            if len(span.entries) == 1:
                return self.replaced(spot, {})
            slots = [(entry.start, entry.value.end) for entry in span.entries]
        if span.flow:
            return self._out_of_brackets(slots, at)
        if isinstance(span, ListSpan):
            start, end = self._region(span, at)
            return self._without_lines(start, end)
        return self._without_name(span, at)

    def _out_of_brackets(self, slots: Sequence[tuple[int, int]], at: int) -> str:
        if at + 1 < len(slots):
            return self.text[: slots[at][0]] + self.text[slots[at + 1][0] :]
        return self.text[: slots[at - 1][1]] + self.text[slots[at][1] :]

    def _without_lines(self, start: int, end: int) -> str:
        if end < len(self.text):
            return self.text[:start] + self.text[end + 1 :]
        return self.text[: max(start - 1, 0)]

    def _without_name(self, span: MapSpan, at: int) -> str:
        entry = span.entries[at]
        end = self._line_end(entry.value.end)
        if self._alone(entry.start):
            return self._without_lines(self._line_start(entry.start), end)
        if at or not self._alone_but_dashes(entry.start):
            raise UnusualWritingError
        following = span.entries[1].start
        between = self.text[end:following]
        if between.strip():
            return self.text[: entry.start].rstrip(" ") + self.text[end:]
        return self.text[: entry.start] + self.text[following:]

    def _alone_but_dashes(self, position: int) -> bool:
        return re.fullmatch(r"[ \-]*", self.text[self._line_start(position) : position]) is not None

    def reordered(self, spot: Spot, order: Sequence[int]) -> str:
        """The entries of a list in another order, each with its comments."""
        span, text = spot.span, self.text
        assert isinstance(span, ListSpan)  # noqa: S101 - the caller looked
        if span.flow:
            slots = [(item.start, item.end) for item in span.items]
        else:
            slots = [self._region(span, at) for at in range(len(span.items))]
        written, position = [], 0
        for slot, source in zip(slots, order, strict=True):
            written += [text[position : slot[0]], text[slice(*slots[source])]]
            position = slot[1]
        return "".join(written) + text[position:]


def _is_block_text(span: Span) -> bool:
    return isinstance(span, TextSpan) and span.style in BLOCK_STYLES
