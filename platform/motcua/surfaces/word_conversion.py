"""Turns the content of a Word template into the blocks of our papers: one source for PDF, Word and the preview."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from motcua.kernel.text import fold
from motcua.surfaces.print_contract import split_token
from motcua.surfaces.word_tokens import (
    LEAVE_OUT,
    TOKEN,
    TokenKind,
    WordToken,
    path_of,
    tokens_in,
)

_LONGEST_LABEL = 120
_COUNTRY = "cong hoa xa hoi chu nghia"
_MOTTO = "doc lap"


@dataclass(frozen=True, slots=True)
class WordParagraph:
    """A paragraph: its text with placeholders, and how it looks."""

    text: str
    bold: bool = False
    italic: bool = False
    center: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class WordCell:
    """A cell of a table with what stands in it; merged cells are one."""

    content: tuple[WordPart, ...] = ()

    def texts(self) -> tuple[str, ...]:
        """The lines of the cell, tables inside it left out."""
        return tuple(
            line.strip()
            for part in self.content
            if isinstance(part, WordParagraph)
            for line in part.text.split("\n")
            if line.strip()
        )


@dataclass(frozen=True, slots=True)
class WordTable:
    """A table; heading rows keep the text of merged cells in each column."""

    rows: tuple[tuple[WordCell, ...], ...]
    place: str = ""
    grid: tuple[tuple[str, ...], ...] = ()


WordPart = WordParagraph | WordTable


@dataclass(frozen=True, slots=True)
class WordTemplate:
    """The content of a Word template from top to bottom."""

    name: str
    parts: tuple[WordPart, ...]
    landscape: bool = False

    def tokens(self) -> tuple[WordToken, ...]:
        """Every placeholder in order, each with the loop it stands in."""
        found: list[WordToken] = []
        _collect(self.parts, "", found)
        return tuple(found)


def _collect(parts: Sequence[WordPart], loop: str, found: list[WordToken]) -> str:
    for part in parts:
        if isinstance(part, WordParagraph):
            for token in tokens_in(part.text, place=part.place):
                inner = "" if token.kind in (TokenKind.LOOP, TokenKind.END) else loop
                found.append(WordToken(token.kind, token.name, inner, token.place))
                if token.kind is TokenKind.LOOP:
                    loop = token.name
                elif token.kind is TokenKind.END:
                    loop = ""
        else:
            for row in part.rows:
                for cell in row:
                    loop = _collect(cell.content, loop, found)
    return loop


def broken_loops(tokens: Sequence[WordToken]) -> Iterator[str]:
    """What is wrong with loops that do not open and close in turn."""
    opened = ""
    for token in tokens:
        if token.kind is TokenKind.LOOP:
            if opened:
                yield f"Vòng lặp “{token.name}” mở khi “{opened}” chưa đóng."
            opened = token.name
        elif token.kind is TokenKind.END:
            if token.name != opened:
                yield f"Có {{/{token.name}}} nhưng không có {{#{token.name}}} trước đó."
            opened = ""
    if opened:
        yield f"Vòng lặp “{opened}” không có {{/{opened}}}."


def blocks_of(template: WordTemplate, chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    """The blocks of a print, as definitions write them. Placeholders without data become dots to fill by hand."""
    work = _Conversion(chosen)
    work.parts(template.parts)
    return work.blocks


@dataclass(slots=True)
class _Conversion:
    chosen: Mapping[str, str]
    blocks: list[dict[str, Any]] = field(default_factory=list)
    titled: bool = False

    def parts(self, parts: Sequence[WordPart]) -> None:
        """Paragraphs and tables one after the other."""
        for part in parts:
            if isinstance(part, WordTable):
                self.table(part)
            elif part.text.strip():
                self.paragraph(part)

    def text(self, text: str, loop: str = "") -> str:
        """A text with our tokens in place of the placeholders; images and loops are taken out."""

        def ours(match: Any) -> str:
            if match[1]:
                return ""
            path = path_of(WordToken(TokenKind.VALUE, match[2], loop), self.chosen)
            if path == LEAVE_OUT:
                return ""
            return f"{{{{ {path} }}}}" if path else "........"

        return " ".join(TOKEN.sub(ours, text).split())

    def paragraph(self, part: WordParagraph) -> None:
        """A title when it is the first centred line in capitals, else a paragraph."""
        codes = [token for token in tokens_in(part.text) if token.kind is TokenKind.IMAGE]
        self.codes(codes, "")
        for line in filter(None, (self.text(line) for line in part.text.split("\n"))):
            if part.center and not self.titled and line == line.upper() and "{{" not in line:
                self.titled = True
                self.blocks.append({"is": "title", "text": line})
            else:
                look = {"bold": part.bold, "italic": part.italic, "center": part.center}
                self.blocks.append(
                    {"is": "paragraph", "text": line, **{name: True for name, on in look.items() if on}}
                )

    def codes(self, tokens: Sequence[WordToken], label: str) -> None:
        """Codes to scan."""
        wanted = [path for token in tokens if (path := path_of(token, self.chosen)) and path != LEAVE_OUT]
        if wanted:
            qr: list[Any] = [{"value": path, "label": label} if label else path for path in wanted]
            self.blocks.append({"is": "codes", "qr": qr})

    def table(self, table: WordTable) -> None:
        """A header, rows of data, signatures, or only a layout of other parts."""
        looped = next((at for at, row in enumerate(table.rows) if _loop_of(row)), None)
        every = " ".join(fold(line) for row in table.rows for cell in row for line in cell.texts())
        if looped is not None:
            self.data_table(table, looped)
        elif _COUNTRY in every:
            self.header(table)
        elif len(table.rows) == 1 and len(table.rows[0]) > 1 and all(map(_signs, table.rows[0])):
            self.signatures(table.rows[0])
        else:
            for row in table.rows:
                for cell in row:
                    self.parts(cell.content)

    def header(self, table: WordTable) -> None:
        """The national header with what stands in the rows below it."""
        first = table.rows[0]
        left = [
            line
            for cell in first
            if _COUNTRY not in _folded(cell)
            for line in map(self.text, cell.texts())
            if line
        ]
        block: dict[str, Any] = {"is": "national_header", "left": left}
        rest: list[WordCell] = []
        for row in table.rows[1:]:
            for cell in row:
                folded = _folded(cell)
                named = {token.name for line in cell.texts() for token in tokens_in(line)}
                if "ngayThangNam" in named or ("ngay" in folded.split() and "thang" in folded):
                    block["place_date"] = True
                elif len(named) == 1 and "maHoSo" in named:
                    block["number"] = self.text(" ".join(cell.texts()))
                else:
                    rest.append(cell)
        self.blocks.append(block)
        label = " ".join(line for cell in rest for line in map(self.text, cell.texts()) if line)
        tokens = [one for cell in rest for line in cell.texts() for one in tokens_in(line)]
        images = [one for one in tokens if one.kind is TokenKind.IMAGE]
        if images and len(label) <= _LONGEST_LABEL:
            self.codes(images[:1], label)
            return
        for cell in rest:
            self.parts(cell.content)

    def data_table(self, table: WordTable, looped: int) -> None:
        """A table whose row repeats; the rows above it are its heading."""
        row = table.rows[looped]
        loop = _loop_of(row)
        rows_of, _filters = split_token(path_of(WordToken(TokenKind.LOOP, loop), self.chosen))
        columns = []
        for index, cell in enumerate(row):
            above = [grid[index] for grid in table.grid[:looped] if index < len(grid) and grid[index]]
            heading = list(dict.fromkeys(above)) or [f"Cột {index + 1}"]
            value = self.text(" ".join(cell.texts()), loop)
            bare = TOKEN_ONLY.get(value, value)
            column: dict[str, Any] = {
                "heading": heading if len(heading) > 1 else heading[0],
                "value": _bare(bare),
            }
            width = _WIDTHS.get(split_token(column["value"])[0])
            columns.append({**column, "width": width} if width else column)
        self.blocks.append({"is": "table", "of": rows_of, "columns": columns})
        for later in table.rows[looped + 1 :]:
            for cell in later:
                self.parts(cell.content)

    def signatures(self, cells: Sequence[WordCell]) -> None:
        """Who signs, side by side."""
        columns = []
        for cell in cells:
            lines = list(filter(None, map(self.text, cell.texts())))
            column: dict[str, Any] = {"title": lines[0] if lines else ""}
            notes = [line for line in lines[1:] if "{{" not in line]
            values = [line for line in lines[1:] if "{{" in line]
            if notes:
                column["note"] = notes[0]
            if values:
                column["value"] = _bare(values[-1])
            columns.append(column)
        self.blocks.append({"is": "signatures", "columns": columns})


_WIDTHS: Mapping[str, str] = {
    "index": "0.5",
    "name": "4",
    "giver_name": "2",
    "receiver_name": "2",
    "action": "2",
}
"""How wide columns of certain data are, where one is 1."""

TOKEN_ONLY: Mapping[str, str] = {"........": ""}
"""Cells without data stay empty."""


def _bare(text: str) -> str:
    """`{{ name }}` alone as the bare path; anything else as text with tokens."""
    if text.startswith("{{ ") and text.endswith(" }}") and text.count("{{") == 1:
        return text[3:-3]
    return text


def _loop_of(row: Sequence[WordCell]) -> str:
    for cell in row:
        for line in cell.texts():
            for token in tokens_in(line):
                if token.kind is TokenKind.LOOP:
                    return token.name
    return ""


def _folded(cell: WordCell) -> str:
    return fold(" ".join(cell.texts()))


def _signs(cell: WordCell) -> bool:
    """Whether a cell is somebody's place to sign: a line in capitals, then a name or a hint."""
    lines = cell.texts()
    return bool(lines) and lines[0] == lines[0].upper() and len(lines) <= 5 and len(lines[0]) < 80
