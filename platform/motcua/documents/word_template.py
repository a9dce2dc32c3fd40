"""Reads a Word template into plain parts: paragraphs and tables with their placeholders, whatever runs split them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from motcua.kernel.text import nfc
from motcua.surfaces.word_conversion import WordCell, WordParagraph, WordPart, WordTable, WordTemplate

MOST_BYTES = 20_000_000
MOST_UNPACKED = 120_000_000
MOST_DEPTH = 8


class WordTemplateError(ValueError):
    """The file is no Word template that can be read; the text says what to do."""


def read_word_template(content: bytes, name: str) -> WordTemplate:
    """The template's content. Raises :class:`WordTemplateError`."""
    if len(content) > MOST_BYTES:
        raise WordTemplateError(f"Tệp “{name}” lớn hơn {MOST_BYTES // 1_000_000} MB. Bỏ bớt ảnh rồi lưu lại.")
    _guard(content, name)
    try:
        document = Document(io.BytesIO(content))
        _unwrap(document.element.body)
        parts = _parts(document, 0, [0])
        section = document.sections[0]
    except (
        PackageNotFoundError,
        KeyError,
        ValueError,
        IndexError,
        AttributeError,
        SyntaxError,
        OSError,
    ) as error:
        raise WordTemplateError(
            f"Không đọc được “{name}”. Mở tệp bằng Word, lưu lại dạng .docx rồi tải lên."
        ) from error
    return WordTemplate(name, parts, section.orientation == WD_ORIENT.LANDSCAPE)


def _guard(content: bytes, name: str) -> None:
    """Refuse what is no package, or one that unpacks to far more than it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(one.file_size for one in archive.infolist())
            named = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise WordTemplateError(f"“{name}” không phải tệp .docx. Chọn mẫu Word, lưu dạng .docx.") from error
    if "word/document.xml" not in named:
        raise WordTemplateError(f"“{name}” không phải tệp .docx. Chọn mẫu Word, lưu dạng .docx.")
    if size > MOST_UNPACKED:
        raise WordTemplateError(f"Tệp “{name}” giải nén ra quá lớn nên không nhận.")


def _unwrap(body: Any) -> None:
    """Put the content of content controls and inserted text in their place, so that it is found like any other."""
    for name, inside in (("w:sdt", "w:sdtContent"), ("w:ins", ""), ("w:smartTag", "")):
        for wrapper in list(body.iter(qn(name))):
            parent = wrapper.getparent()
            held = wrapper.find(qn(inside)) if inside else wrapper
            at = parent.index(wrapper)
            for offset, child in enumerate(list(held if held is not None else ())):
                parent.insert(at + offset, child)
            parent.remove(wrapper)


def _parts(holder: Any, depth: int, counter: list[int]) -> tuple[WordPart, ...]:
    found: list[WordPart] = []
    for block in holder.iter_inner_content():
        counter[0] += 1
        place = f"phần {counter[0]}"
        if isinstance(block, Paragraph):
            found.append(_paragraph(block, place))
        elif depth < MOST_DEPTH:
            found.append(_table(block, depth, counter, place))
    return tuple(found)


def _paragraph(block: Paragraph, place: str) -> WordParagraph:
    runs = [run for run in block.runs if run.text.strip()]
    return WordParagraph(
        text=nfc(block.text),
        bold=bool(runs) and all(run.bold for run in runs),
        italic=bool(runs) and all(run.italic for run in runs),
        center=block.alignment == WD_ALIGN_PARAGRAPH.CENTER,
        place=place,
    )


def _table(block: Any, depth: int, counter: list[int], place: str) -> WordTable:
    rows, grid = [], []
    for row in block.rows:
        cells: list[WordCell] = []
        seen: list[Any] = []
        for cell in row.cells:
            if not any(cell._tc is one for one in seen):  # noqa: SLF001
                seen.append(cell._tc)  # noqa: SLF001
                cells.append(WordCell(_parts(cell, depth + 1, counter)))
        rows.append(tuple(cells))
        grid.append(tuple(" ".join(nfc(cell.text).split()) for cell in row.cells))
    return WordTable(tuple(rows), place, tuple(grid))
