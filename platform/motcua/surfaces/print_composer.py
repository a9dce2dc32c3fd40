"""Fills a print template with data: blocks in, a composed paper out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from motcua.definitions.print_template import Block, PrintTemplate
from motcua.kernel.date_words import official_date
from motcua.surfaces import paper
from motcua.surfaces.print_contract import TOKEN, split_token
from motcua.surfaces.print_filters import FILTERS, Filter, plain

Condition = Callable[[str, Mapping[str, Any]], bool]
UNDATED = "…, ngày … tháng … năm …"
"""Place and date of a paper that is filled in by hand."""
BLOCK_KINDS = frozenset(
    {
        "national_header",
        "title",
        "codes",
        "line",
        "lines",
        "paragraph",
        "table",
        "signatures",
        "note",
        "spacer",
        "rule",
    }
)


@dataclass(frozen=True, slots=True)
class Composer:
    """Fills templates. ``truth`` decides a block's ``when``; ``filters`` adds to the built-in ones."""

    truth: Condition
    filters: Mapping[str, Filter]

    def compose(self, template: PrintTemplate, data: Mapping[str, Any]) -> paper.Paper:
        """The paper with every token filled; a missing value leaves dots to be filled by hand."""
        blocks = tuple(
            drawn
            for block in template.blocks
            if not block.when or self.truth(block.when, data)
            for drawn in self._block(block, data)
        )
        return paper.Paper(
            title=template.name,
            blocks=blocks,
            paper=template.paper,
            landscape=template.landscape,
            font_size=float(template.font_size),
            copies=template.copies,
        )

    def _block(self, block: Block, data: Mapping[str, Any]) -> tuple[paper.PaperBlock, ...]:
        options = block.options
        match block.kind:
            case "national_header":
                return (self._header(options, data),)
            case "title":
                return (
                    paper.Title(
                        self.text(options.get("text"), data), self.text(options.get("subtitle"), data)
                    ),
                )
            case "codes":
                return (self._codes(options, data),)
            case "line":
                return (self._line(options, data),)
            case "lines":
                return (paper.Lines(tuple(self._line(item, data) for item in options.get("items", ()))),)
            case "paragraph" | "note":
                return (self._paragraph(options, data, small=block.kind == "note"),)
            case "table":
                return (self._table(options, data),)
            case "signatures":
                return (self._signatures(options, data),)
            case "rule":
                return (paper.Rule(),)
            case "spacer":
                return (paper.Rule(int(options.get("lines", 1))),)
            case _:
                raise ValueError(f"không có loại khối “{block.kind}”")

    def text(self, source: Any, data: Mapping[str, Any]) -> str:
        """Literal text with its tokens filled."""
        if source is None:
            return ""
        return TOKEN.sub(lambda match: self.value(match.group(1), data), str(source))

    def value(self, token: str, data: Mapping[str, Any]) -> str:
        """One ``path | filter`` as text."""
        path, names = split_token(token)
        found = lookup(data, path)
        for name in names:
            key, _, argument = name.partition(":")
            apply = self.filters.get(key.strip()) or FILTERS[key.strip()]
            found = apply(found, argument.strip().strip("\"'"))
        return plain(found)

    def _either(self, source: Any, data: Mapping[str, Any]) -> str:
        text = str(source or "")
        return self.text(text, data) if "{{" in text else self.value(text, data) if text else ""

    def _header(self, options: Mapping[str, Any], data: Mapping[str, Any]) -> paper.NationalHeader:
        place_date = ""
        if options.get("place_date"):
            place = str(lookup(data, "agency.place") or "")
            now = lookup(data, "now")
            day = now.date() if isinstance(now, datetime) else now
            place_date = f"{place}, {official_date(day)}" if isinstance(day, date) else UNDATED
        left = tuple(line for source in options.get("left", ()) if (line := self.text(source, data)))
        return paper.NationalHeader(left, self.text(options.get("number"), data), place_date)

    def _codes(self, options: Mapping[str, Any], data: Mapping[str, Any]) -> paper.Codes:
        given = options.get("qr") or ()
        wanted: Sequence[Any] = (given,) if isinstance(given, (str, Mapping)) else given
        codes = []
        for item in wanted:
            source, caption = (
                (item.get("value"), item.get("label", "")) if isinstance(item, Mapping) else (item, "")
            )
            if text := self._either(source, data):
                codes.append((text, self.text(caption, data)))
        return paper.Codes(tuple(codes), self._either(options.get("code128"), data))

    def _line(self, options: Mapping[str, Any], data: Mapping[str, Any]) -> paper.Line:
        return paper.Line(
            self.text(options.get("label"), data),
            self._either(options.get("value"), data) or self.text(options.get("text"), data),
            bold=_flag(options.get("bold")),
        )

    def _paragraph(
        self, options: Mapping[str, Any], data: Mapping[str, Any], *, small: bool
    ) -> paper.Paragraph:
        return paper.Paragraph(
            self.text(options.get("text"), data),
            bold=_flag(options.get("bold")),
            italic=_flag(options.get("italic")),
            center=_flag(options.get("center")),
            indent=_flag(options.get("indent")),
            small=small,
        )

    def _table(self, options: Mapping[str, Any], data: Mapping[str, Any]) -> paper.Table:
        columns: Sequence[Mapping[str, Any]] = options.get("columns", ())
        given = lookup(data, str(options.get("of", ""))) or ()
        rows: list[tuple[str, ...]] = []
        for index, row in enumerate(given, start=1):
            inner = {**data, **row, "index": row.get("index", index)}
            rows.append(tuple(self._either(column.get("value"), inner) for column in columns))
        least = int(options.get("min_rows", 0))
        rows.extend(("",) * len(columns) for _ in range(least - len(rows)))
        headings = [heading_path(column.get("heading", "")) for column in columns]
        return paper.Table(
            head=header_rows(headings),
            rows=tuple(rows),
            widths=tuple(float(column.get("width", 1)) for column in columns),
            align=tuple(str(column.get("align", "left")) for column in columns),
            small=_flag(options.get("small")),
        )

    def _signatures(self, options: Mapping[str, Any], data: Mapping[str, Any]) -> paper.Signatures:
        columns = []
        for column in options.get("columns", ()):
            signer = str(column.get("signer", ""))
            name = self._either(column.get("value"), data)
            if not name and signer:
                name = plain(lookup(data, f"{signer}.full_name") or lookup(data, f"{signer}.name"))
            title = self.text(column.get("title"), data)
            hint = self.text(column.get("note", "(Ký và ghi rõ họ tên)"), data)
            if not column.get("when") or self.truth(str(column["when"]), data):
                columns.append(paper.Signature(title, hint, name))
        return paper.Signatures(tuple(columns), self.text(options.get("place"), data))


def _flag(value: Any) -> bool:
    return value is True or str(value).lower() == "true"


def lookup(data: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path, ``None`` where a part is missing."""
    found: Any = data
    for part in path.split(".") if path else ():
        if not isinstance(found, Mapping):
            return None
        found = found.get(part)
    return found


def heading_path(heading: Any) -> tuple[str, ...]:
    """A heading as its path from the top; text stands for itself."""
    return tuple(str(part) for part in heading) if isinstance(heading, (list, tuple)) else (str(heading),)


def header_rows(headings: Sequence[tuple[str, ...]]) -> tuple[tuple[paper.HeaderCell, ...], ...]:
    """Rows of header cells with spans from heading paths; equal neighbours under one parent merge."""
    depth = max((len(path) for path in headings), default=0)
    rows: list[tuple[paper.HeaderCell, ...]] = []
    for level in range(depth):
        cells: list[paper.HeaderCell] = []
        index = 0
        while index < len(headings):
            path = headings[index]
            if level >= len(path):
                index += 1
                continue
            last = level == len(path) - 1
            end = index + 1
            while not last and end < len(headings) and headings[end][: level + 1] == path[: level + 1]:
                end += 1
            cells.append(paper.HeaderCell(path[level], end - index, depth - level if last else 1))
            index = end
        rows.append(tuple(cells))
    return tuple(rows)
