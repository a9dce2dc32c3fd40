"""Writes what few programs write any more: OpenDocument spreadsheets, texts of the Vietnamese Windows code page."""

import io
import unicodedata
import zipfile
from collections.abc import Sequence
from html import escape

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def windows(text: str) -> bytes:
    """The text in windows-1258, which writes tones as letters of their own."""
    return b"".join(_windows(letter) for letter in text)


def _windows(letter: str) -> bytes:
    parts = unicodedata.normalize("NFD", letter)
    tones = "".join(part for part in parts if part in TONES)
    base = "".join(part for part in parts if part not in TONES)
    return unicodedata.normalize("NFC", base).encode("cp1258") + tones.encode("cp1258")


def open_document(rows: Sequence[Sequence[str]]) -> bytes:
    """A minimal OpenDocument spreadsheet."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Danh mục">{cells}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("mimetype", kind)
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()
