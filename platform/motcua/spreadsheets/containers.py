"""What a file really is, and whether it is safe to open: judged from its bytes, never from its name."""

from __future__ import annotations

import re
import struct
import zipfile
from enum import StrEnum
from io import BytesIO

from motcua.kernel.problems import Problem
from motcua.spreadsheets.reading_problems import (
    MAX_CELLS,
    MAX_RATIO,
    MAX_ROWS,
    MAX_SHEET_BYTES,
    MAX_UNPACKED_BYTES,
    RATIO_COUNTS_FROM,
    reading_problem,
)


class FileKind(StrEnum):
    """Kinds of workbooks that can be read."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
OTHER_FILES = (
    (b"%PDF", "tệp PDF"),
    (b"\x89PNG", "hình ảnh"),
    (b"\xff\xd8\xff", "hình ảnh"),
    (b"GIF8", "hình ảnh"),
    (b"Rar!", "tệp nén RAR"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
    (b"\x1f\x8b", "tệp nén gzip"),
    (b"{\\rtf", "văn bản RTF"),
    (b"MZ", "chương trình"),
    (b"\x7fELF", "chương trình"),
    (b"SQLite format", "cơ sở dữ liệu"),
)
_MARKUP = re.compile(
    rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|table|\?xml|head|body|meta)", re.IGNORECASE
)
# A cell so far out that a dense table of the sheet could be huge; only then the whole sheet is measured.
_FAR_CELL = re.compile(rb' r="(?:[A-Z]{3}[0-9]+|[B-Z][A-Z][0-9]+|[A-Z]{1,2}[0-9]{6,})"')
_FILLED_CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"(?:[^>/]|/(?!>))*>')
MEASURED_FROM = 30_000_000
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
# Excel 97: the first record of a book, how many records to look at, and the record that says it is encrypted.
_GLOBALS = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_HEAD_RECORDS = 12
_PASSWORD_RECORD = 0x002F
_BOOK_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))


def inspect_file(data: bytes, name: str) -> FileKind | Problem:
    """The kind of workbook the bytes are, or the problem that forbids opening them."""
    if not data.strip(b"\x00 \r\n\t"):
        return reading_problem("BOOK-004", name)
    if data.startswith(OLE):
        return _inspect_ole(data, name)
    if data[:2] == b"PK":
        return _inspect_zip(data, name)
    for magic, what in OTHER_FILES:
        if data.startswith(magic):
            return reading_problem("BOOK-002", name, found=what)
    if _MARKUP.match(data[:512]):
        return reading_problem("BOOK-002", name, found="trang web hoặc XML")
    if b"\x00" in data[:4096] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return reading_problem("BOOK-002", name, found="tệp nhị phân không rõ loại")
    return FileKind.CSV


def _inspect_ole(data: bytes, name: str) -> FileKind | Problem:
    if _ENCRYPTED_STREAM in data:
        return reading_problem("BOOK-003", name)
    if any(stream in data for stream in _BOOK_STREAMS):
        return reading_problem("BOOK-003", name) if _is_locked(data) else FileKind.XLS
    if "WordDocument".encode("utf-16-le") in data:
        return reading_problem("BOOK-002", name, found="văn bản Word")
    return reading_problem(
        "BOOK-005" if len(data) < 4096 else "BOOK-002", name, found="tệp Office không rõ loại"
    )


def _is_locked(data: bytes) -> bool:
    """Whether a workbook of Excel 97 begins with the record of a password."""
    at = data.find(_GLOBALS)
    for _ in range(_HEAD_RECORDS):
        if at < 0 or at + 4 > len(data):
            return False
        kind, length = struct.unpack_from("<HH", data, at)
        if kind == _PASSWORD_RECORD:
            return True
        at += 4 + length
    return False


def _inspect_zip(data: bytes, name: str) -> FileKind | Problem:
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        entries = {entry.filename: entry for entry in archive.infolist()}
        kind = _kind_of(archive, entries, name)
        if isinstance(kind, Problem):
            return kind
        problem = _judge_sizes(list(entries.values()), name, len(data))
        if problem is None and kind is FileKind.XLSX:
            problem = _judge_extent(archive, entries, name)
        return problem or kind
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        return reading_problem("BOOK-005", name)


def _kind_of(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], name: str) -> FileKind | Problem:
    if "xl/workbook.xml" in entries:
        return FileKind.XLSX
    if "xl/workbook.bin" in entries:
        return FileKind.XLSB
    if "mimetype" in entries and entries["mimetype"].file_size < 200:
        mime = archive.read("mimetype").decode("ascii", "replace")
        if "opendocument.spreadsheet" in mime:
            manifest = entries.get("META-INF/manifest.xml")
            small = manifest is not None and manifest.file_size < 1_000_000
            if small and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                return reading_problem("BOOK-003", name)
            return FileKind.ODS
    if "word/document.xml" in entries:
        return reading_problem("BOOK-002", name, found="văn bản Word")
    if "ppt/presentation.xml" in entries:
        return reading_problem("BOOK-002", name, found="bài trình chiếu PowerPoint")
    return reading_problem("BOOK-002", name, found="tệp nén ZIP")


def _judge_sizes(entries: list[zipfile.ZipInfo], name: str, packed: int) -> Problem | None:
    if any(entry.flag_bits & 1 for entry in entries):
        return reading_problem("BOOK-003", name)
    total = sum(entry.file_size for entry in entries)
    worst = max((entry.file_size / max(entry.compress_size, 1) for entry in entries), default=0)
    shown = f"{packed // 1000:,} kB thành {total // 1_000_000:,} MB".replace(",", ".")
    if total > MAX_UNPACKED_BYTES * 2 or (total > RATIO_COUNTS_FROM and worst > MAX_RATIO):
        return reading_problem("BOOK-006", name, found=shown)
    largest = max((entry.file_size for entry in entries if "sheet" in entry.filename), default=0)
    if largest > MAX_SHEET_BYTES or total > MAX_UNPACKED_BYTES:
        return reading_problem("BOOK-009", name, found=f"{total // 1_000_000} MB dữ liệu")
    content = next((entry.file_size for entry in entries if entry.filename == "content.xml"), 0)
    if content > MAX_SHEET_BYTES:
        return reading_problem("BOOK-009", name, found=f"{content // 1_000_000} MB dữ liệu")
    return None


def _judge_extent(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], name: str) -> Problem | None:
    """Refuse what is mostly empty cells with a format, and a filled cell so far away that the reader would reserve
    everything in between.
    """
    for entry in entries.values():
        if not (entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml")):
            continue
        content = archive.read(entry)
        filled = max(content.rfind(b"</v>"), content.rfind(b"</is>"))
        if len(content) > MEASURED_FROM and filled < len(content) // 2:
            found = f"{len(content) // 1_000_000} MB dữ liệu"
            return reading_problem("BOOK-009", name, found=found)
        if _FAR_CELL.search(content, 0, filled + 1) is None:
            continue
        height = width = 0
        for match in _FILLED_CELL.finditer(content, 0, filled + 1):
            height = max(height, int(match[2]))
            width = max(width, _column_number(match[1]))
        if height > MAX_ROWS or height * width > MAX_CELLS:
            return reading_problem(
                "BOOK-008", name, sheet=entry.filename.rpartition("/")[2].removesuffix(".xml")
            )
    return None


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
