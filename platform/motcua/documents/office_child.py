"""Draws an uploaded Word, Excel or OpenDocument file or a plain text as PDF, in a process of its own.

Run as a script: `office_child.py MEDIA_TYPE FILE FONTS` writes `whole.pdf` beside the file. What the file says is shown
in its order, with its tables and pictures; its own page layout is not. It may use so much memory and time and no more.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typst
from lxml import etree
from python_calamine import CalamineWorkbook

MEMORY = 2 * 1024**3
SECONDS = 40
MOST_PARAGRAPHS = 20_000
MOST_SHEETS, MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 10, 500, 20, 400
MOST_PICTURES = 60
MOST_PART = 64 * 1024**2
PAGE_WIDTH = 160.0
EMU_PER_MM = 36_000
SHEETS = ("spreadsheet", "ms-excel")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PICTURES = {".png": b"\x89PNG", ".jpg": b"\xff\xd8", ".jpeg": b"\xff\xd8", ".gif": b"GIF8"}
_ALIGN = {"center": "center", "right": "right", "end": "right", "both": "justify"}
_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
_LEVEL = re.compile(r"(?:heading|tiêu đề|u)\s*([1-6])", re.IGNORECASE)

Block = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Draw one file; the exit status is not 0 when it cannot be drawn."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    media_type, name, fonts = arguments
    file = Path(name)
    blocks = list(_read(media_type, file))
    if not blocks:
        blocks = [_words("(Tệp không có nội dung.)")]
    data = {"wide": any(kind in media_type for kind in SHEETS), "blocks": blocks}
    (file.parent / "content.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    source = file.parent / "office.typ"
    source.write_bytes(Path(__file__).with_name("office.typ").read_bytes())
    made: Any = typst.compile(
        source, root=file.parent, font_paths=[Path(fonts)], ignore_system_fonts=True, format="pdf"
    )
    (file.parent / "whole.pdf").write_bytes(made)
    return 0


def _read(media_type: str, file: Path) -> Iterator[Block]:
    if any(kind in media_type for kind in SHEETS):
        yield from _sheets(file)
    elif media_type == "text/plain":
        yield from (_words(line) for line in file.read_text(encoding="utf-8-sig").splitlines())
    else:
        with zipfile.ZipFile(file) as archive:
            if "wordprocessingml" in media_type:
                yield from _Word(archive, file.parent).blocks()
            elif "presentationml" in media_type:
                yield from _slides(archive)
            else:
                yield from _open_document(archive)


def _words(text: str, **more: Any) -> Block:
    return {"kind": "paragraph", "runs": [{"text": text}] if text else [], **more}


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    info = archive.getinfo(name)
    if info.file_size > MOST_PART:
        raise ValueError(name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(archive.read(info), parser)


def _sheets(file: Path) -> Iterator[Block]:
    book = CalamineWorkbook.from_path(file)
    for name in book.sheet_names[:MOST_SHEETS]:
        try:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
        except Exception:  # noqa: BLE001, S112 - a sheet of charts has no cells
            continue
        width = min(max((len(row) for row in rows), default=0), MOST_COLUMNS)
        if not width:
            continue
        cut = len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows)
        cells = [[_cell(value) for value in row[:width]] for row in rows[:MOST_ROWS]]
        used = [place for place in range(width) if any(row[place] for row in cells)]
        yield {
            "kind": "sheet",
            "name": name,
            "columns": len(used),
            "rows": [[row[place] for place in used] for row in cells],
            "cut": "Còn nữa: bảng dài, tải tệp về để xem hết." if cut else "",
        }


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:LONGEST_CELL]


def _slides(archive: zipfile.ZipFile) -> Iterator[Block]:
    found = sorted((int(one[1]), one[0]) for one in map(_SLIDE.fullmatch, archive.namelist()) if one)
    for place, (_number, name) in enumerate(found):
        if place:
            yield {"kind": "break"}
        for paragraph in _part(archive, name).iter(f"{_A}p"):
            text = "".join(one.text or "" for one in paragraph.iter(f"{_A}t"))
            if text.strip():
                yield _words(text)


def _open_document(archive: zipfile.ZipFile) -> Iterator[Block]:
    body = _part(archive, "content.xml")
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
    found = body.find(f"{office}body/{office}text")
    if found is None:
        raise ValueError("no text")
    yield from _open_blocks(found)


def _open_blocks(parent: Any) -> Iterator[Block]:
    text = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    for one in parent:
        match one.tag:
            case tag if tag == f"{text}p":
                yield _words("".join(one.itertext()))
            case tag if tag == f"{text}h":
                yield _words("".join(one.itertext()), level=int(one.get(f"{text}outline-level") or 1))
            case tag if tag == f"{table}table":
                rows = [
                    [
                        {"span": 1, "blocks": list(_open_blocks(cell))}
                        for cell in row.iterchildren(f"{table}table-cell")
                    ]
                    for row in one.iterfind(f".//{table}table-row")
                    if next(row.iterancestors(f"{table}table")) is one
                ]
                yield from _table(rows)
            case tag if isinstance(tag, str):
                yield from _open_blocks(one)


def _table(rows: list[list[Block]]) -> Iterator[Block]:
    width = max((sum(cell["span"] for cell in row) for row in rows), default=0)
    if width:
        yield {"kind": "table", "columns": width, "rows": rows}


class _Word:
    """The body of a Word file: paragraphs, tables and pictures in their order, without what was struck out."""

    def __init__(self, archive: zipfile.ZipFile, folder: Path) -> None:
        self._archive = archive
        self._folder = folder
        self._pictures = 0
        self._left = MOST_PARAGRAPHS
        self._targets: dict[str, str] = {}
        if "word/_rels/document.xml.rels" in archive.namelist():
            for one in _part(archive, "word/_rels/document.xml.rels"):
                self._targets[one.get("Id", "")] = one.get("Target", "")

    def blocks(self) -> Iterator[Block]:
        body = _part(self._archive, "word/document.xml").find(f"{_W}body")
        if body is None:
            raise ValueError("no body")
        yield from self._inside(body)

    def _inside(self, parent: Any) -> Iterator[Block]:
        for one in parent:
            if self._left <= 0:
                return
            if one.tag == f"{_W}p":
                self._left -= 1
                yield self._paragraph(one)
            elif one.tag == f"{_W}tbl":
                yield from _table([list(self._cells(row)) for row in one.iterchildren(f"{_W}tr")])
            elif one.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
                yield from self._inside(one)

    def _cells(self, row: Any) -> Iterator[Block]:
        for cell in row.iterchildren(f"{_W}tc"):
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            wide = int(span.get(f"{_W}val", "1")) if span is not None else 1
            yield {"span": max(1, min(wide, MOST_COLUMNS)), "blocks": list(self._inside(cell))}

    def _paragraph(self, paragraph: Any) -> Block:
        asked = paragraph.find(f"{_W}pPr")
        shown: Block = {"kind": "paragraph", "runs": list(self._runs(paragraph))}
        if asked is None:
            return shown
        if (align := asked.find(f"{_W}jc")) is not None:
            shown["align"] = _ALIGN.get(align.get(f"{_W}val", ""), "left")
        style = asked.find(f"{_W}pStyle")
        if style is not None and (level := _LEVEL.match(style.get(f"{_W}val", ""))):
            shown["level"] = int(level[1])
        shown["bullet"] = asked.find(f"{_W}numPr") is not None
        return shown

    def _runs(self, parent: Any) -> Iterator[Block]:
        for one in parent:
            # text boxes are written twice, for old and for new programs
            if one.tag in (f"{_W}del", f"{_W}moveFrom", f"{_W}pPr") or str(one.tag).endswith("}Fallback"):
                continue
            if one.tag == f"{_W}r":
                yield from self._run(one)
            else:
                yield from self._runs(one)

    def _run(self, run: Any) -> Iterator[Block]:
        asked = run.find(f"{_W}rPr")
        look = {
            name: True
            for name, tag in (("bold", "b"), ("italic", "i"), ("underline", "u"))
            if asked is not None and _is_on(asked.find(f"{_W}{tag}"))
        }
        for one in run:
            match one.tag:
                case tag if tag == f"{_W}t":
                    yield {"text": one.text or "", **look}
                case tag if tag == f"{_W}tab":
                    yield {"text": "    ", **look}
                case tag if tag in (f"{_W}br", f"{_W}cr"):
                    yield {"text": "\n", **look}
                case tag if tag != f"{_W}rPr" and len(one) and not str(tag).endswith("}Fallback"):
                    yield from self._drawn(one)
                    yield from self._runs(one)

    def _drawn(self, drawing: Any) -> Iterator[Block]:
        width = next((int(one.get("cx", "0")) / EMU_PER_MM for one in drawing.iter() if one.get("cx")), 0.0)
        for one in drawing.iter(f"{_A}blip"):
            if name := self._picture(one.get(f"{_R}embed", "")):
                yield {"image": name, "width": min(width, PAGE_WIDTH) or PAGE_WIDTH}

    def _picture(self, key: str) -> str:
        place = f"word/{self._targets.get(key, '')}"
        ending = Path(place).suffix.lower()
        if (
            place not in self._archive.namelist()
            or ending not in _PICTURES
            or self._pictures >= MOST_PICTURES
        ):
            return ""
        info = self._archive.getinfo(place)
        content = self._archive.read(info) if info.file_size <= MOST_PART else b""
        if not content.startswith(_PICTURES[ending]):
            return ""
        self._pictures += 1
        name = f"picture-{self._pictures}{ending}"
        (self._folder / name).write_bytes(content)
        return name


def _is_on(found: Any) -> bool:
    return found is not None and found.get(f"{_W}val", "1") not in ("0", "false", "none")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
