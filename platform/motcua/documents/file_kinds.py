"""Which kinds of files are taken, recognized by their bytes, never by their name alone."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO

from motcua.kernel.text import nfc, printable

HEAD_BYTES = 8192
LONGEST_NAME = 150
MOST_PARTS = 20_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS = re.compile(rb"_\x00V\x00B\x00A\x00_\x00P\x00R\x00O\x00J\x00E\x00C\x00T|VBA_PROJECT")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
# marks that turn the order of letters around and would hide what a name really ends in
_DIRECTIONS = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file; ``shown`` in the page: as its own pages, as an image, or as pages drawn from what it says."""

    media_type: str
    name: str
    extensions: tuple[str, ...]
    shown: str = ""

    @property
    def opens_in_browser(self) -> bool:
        """Whether browsers show the file itself; everything else is saved."""
        return self.shown in ("pages", "image")


class UnusableFileError(ValueError):
    """A file is not taken; ``code`` is stable, the text says what is wrong and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


_OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = FileKind("application/pdf", "PDF", ("pdf",), "pages")
PNG = FileKind("image/png", "ảnh PNG", ("png",), "image")
JPEG = FileKind("image/jpeg", "ảnh JPEG", ("jpg", "jpeg", "jfif"), "image")
GIF = FileKind("image/gif", "ảnh GIF", ("gif",), "image")
WEBP = FileKind("image/webp", "ảnh WebP", ("webp",), "image")
TIFF = FileKind("image/tiff", "ảnh TIFF", ("tif", "tiff"))
HEIC = FileKind("image/heic", "ảnh HEIC", ("heic", "heif"))
DOCX = FileKind(f"{_OFFICE}.wordprocessingml.document", "văn bản Word", ("docx",), "drawn")
XLSX = FileKind(f"{_OFFICE}.spreadsheetml.sheet", "bảng tính Excel", ("xlsx",), "drawn")
PPTX = FileKind(f"{_OFFICE}.presentationml.presentation", "trình chiếu", ("pptx",), "drawn")
ODT = FileKind("application/vnd.oasis.opendocument.text", "văn bản OpenDocument", ("odt",), "drawn")
ODS = FileKind("application/vnd.oasis.opendocument.spreadsheet", "bảng tính OpenDocument", ("ods",), "drawn")
DOC = FileKind("application/msword", "văn bản Word cũ", ("doc",))
XLS = FileKind("application/vnd.ms-excel", "bảng tính Excel cũ", ("xls",), "drawn")
TEXT = FileKind("text/plain", "văn bản thuần", ("txt", "csv"), "drawn")

KINDS: Mapping[str, FileKind] = MappingProxyType(
    {
        kind.media_type: kind
        for kind in (
            PDF,
            PNG,
            JPEG,
            GIF,
            WEBP,
            TIFF,
            HEIC,
            DOCX,
            XLSX,
            PPTX,
            ODT,
            ODS,
            DOC,
            XLS,
            TEXT,
        )
    }
)
"""Every kind that is taken, by media type."""

ACCEPTED = ", ".join(f".{extension}" for kind in KINDS.values() for extension in kind.extensions)
"""The extensions, as a file field lists them."""

_STARTS: tuple[tuple[bytes, FileKind], ...] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)
_PROGRAMS: tuple[bytes, ...] = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"#!",
    b"\x4c\x00\x00\x00\x01\x14\x02\x00",
)
_PARTS_OF = (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX))
_OPEN_DOCUMENTS = {ODT.media_type: ODT, ODS.media_type: ODS}


def clean_name(name: str) -> str:
    """The last part of a file's name, composed, printable and not too long; never empty."""
    bare = _DIRECTIONS.sub("", printable(nfc(name.replace("\\", "/").rpartition("/")[2]))).strip(" .")
    stem, dot, extension = bare.rpartition(".")
    if dot and len(bare) > LONGEST_NAME:
        bare = f"{stem[: LONGEST_NAME - len(extension) - 1]}.{extension}"
    return bare[:LONGEST_NAME] or "tep"


def recognize(name: str, content: BinaryIO) -> FileKind:
    """The kind of a file by its bytes. Raises UnusableFileError for programs, unknown kinds, and names that lie."""
    content.seek(0)
    head = content.read(HEAD_BYTES)
    if not head:
        raise UnusableFileError("empty_file", f"Tệp “{name}” rỗng. Chọn lại tệp, hoặc quét lại giấy.")
    if head.startswith(_PROGRAMS):
        raise UnusableFileError("program", f"“{name}” là chương trình, không phải giấy tờ. Chọn tệp khác.")
    kind = _by_bytes(name, head, content)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in kind.extensions:
        raise UnusableFileError(
            "name_lies",
            f"Tệp “{name}” thực ra là {kind.name}. Đổi đuôi tệp thành .{kind.extensions[0]} hoặc chọn đúng tệp.",
        )
    return kind


def _by_bytes(name: str, head: bytes, content: BinaryIO) -> FileKind:
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"):
        return HEIC
    if head.startswith(b"PK\x03\x04"):
        return _by_parts(name, content)
    if head.startswith(_OLE):
        return _old_office(name, content)
    if _is_text(head, content):
        return TEXT
    raise _unknown(name)


def _by_parts(name: str, content: BinaryIO) -> FileKind:
    try:
        with zipfile.ZipFile(content) as archive:
            parts = archive.namelist()
            kind = None
            if parts and parts[0] == "mimetype" and archive.getinfo("mimetype").file_size < 100:
                kind = _OPEN_DOCUMENTS.get(archive.read("mimetype").decode("ascii", "replace").strip())
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise UnusableFileError(
            "broken_file", f"Tệp “{name}” bị hỏng. Mở thử rồi lưu lại, hoặc chọn tệp khác."
        ) from error
    if len(parts) > MOST_PARTS:
        raise _unknown(name)
    if any(part.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs")) for part in parts):
        raise _with_macros(name)
    if "[Content_Types].xml" in parts:
        kind = next((one for start, one in _PARTS_OF if any(part.startswith(start) for part in parts)), None)
    if kind is None:
        raise _unknown(name)
    return kind


def _old_office(name: str, content: BinaryIO) -> FileKind:
    content.seek(0)
    whole = content.read()
    if _LOCKED in whole:
        raise UnusableFileError(
            "locked_file", f"Tệp “{name}” có mật khẩu. Bỏ mật khẩu rồi tải lên, hoặc nộp bản PDF."
        )
    if _MACROS.search(whole):
        raise _with_macros(name)
    if "WordDocument".encode("utf-16-le") in whole:
        return DOC
    if "Workbook".encode("utf-16-le") in whole or "Book".encode("utf-16-le") in whole:
        return XLS
    raise _unknown(name)


def _is_text(head: bytes, content: BinaryIO) -> bool:
    """Plain text, not a page or a drawing that a browser would run."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return False
    content.seek(0)
    try:
        text = content.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return all(letter >= " " or letter in "\t\r\n\f" for letter in text)


def _with_macros(name: str) -> UnusableFileError:
    return UnusableFileError(
        "macros", f"Tệp “{name}” chứa macro hoặc chương trình. Lưu lại không có macro, hoặc nộp bản PDF."
    )


def _unknown(name: str) -> UnusableFileError:
    return UnusableFileError(
        "unknown_kind",
        f"Không nhận loại tệp của “{name}”. Nộp PDF, ảnh (JPG, PNG), Word, Excel hoặc văn bản thuần.",
    )
