"""Reads files of detail records: JSON Lines or JSON, plain or gzip, and the tables that stand beside them."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

GZIP = b"\x1f\x8b"
MAX_UNPACKED = 1_000_000_000
PART = 1 << 20
CHANNEL_TABLE = ("channels.csv.gz", "channels.csv")
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_ENVELOPE = msgspec.json.Decoder(dict[str, msgspec.Raw])
PAPER_TABLE = ("checklist.csv.gz", "checklist.csv")


class DetailFileError(ValueError):
    """The file cannot be read; the text says why in Vietnamese."""


@dataclass(slots=True)
class DetailFile:
    """Records one after the other as they stand in the file; afterwards the numbers of lines that were no records.

    Walking through the records raises DetailFileError when the file as a whole is of no use.
    """

    records: Iterator[Mapping[str, Any]] = field(default_factory=lambda: iter(()))
    bad_lines: list[int] = field(default_factory=list)


def read_detail_file(path: Path) -> DetailFile:
    """A file of records, opened; only one record at a time is held, so that a large file needs no large memory."""
    found = DetailFile()
    found.records = _records(path, found.bad_lines)
    return found


def _records(path: Path, bad_lines: list[int]) -> Iterator[Mapping[str, Any]]:
    whole = None if _is_lines(path) else _whole(_text(path))
    if whole is not None:
        yield from whole
        return
    decode = msgspec.json.Decoder().decode
    some = False
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            record = decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            record = None
        if isinstance(record, dict):
            some = True
            yield record
        else:
            bad_lines.append(number)
    if not some:
        raise DetailFileError("không có bản ghi JSON nào.")


def _is_lines(path: Path) -> bool:
    """Whether each line is a record of its own: the first is one, and it is not alone."""
    if next(_unpacked(path), b"").lstrip()[:1] == b"[":
        return False
    full = (line for line in _lines(path) if line.strip())
    first = next(full, b"")
    try:
        is_record = isinstance(msgspec.json.decode(first), dict)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return is_record and next(full, None) is not None


def _text(path: Path) -> bytearray:
    text = bytearray()
    for part in _unpacked(path):
        text += part
    return text


def _whole(data: bytearray) -> Iterator[Mapping[str, Any]] | None:
    """The records of a file that is one JSON value: a list, one record, or an envelope around one."""
    start = data[:PART].lstrip()[:1]
    try:
        if start == b"[":
            return _items(_LIST.decode(data))
        if start != b"{":
            return None
        envelope = _ENVELOPE.decode(data)
        inner = bytes(envelope.get("data", b""))
        if inner[:1] == b"[":
            return _items(_LIST.decode(inner))
        return _items([inner if inner[:1] == b"{" else data])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _items(texts: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    decode = msgspec.json.Decoder().decode
    for text in texts:
        item = decode(text)
        if isinstance(item, dict):
            yield item


def _lines(path: Path) -> Iterator[bytes]:
    rest = b""
    for part in _unpacked(path):
        *full, rest = (rest + part).split(b"\n")
        yield from full
    yield rest


def _unpacked(path: Path) -> Iterator[bytes]:
    """The bytes of a file, unpacked, part by part. Raises DetailFileError."""
    try:
        with path.open("rb") as handle:
            head = handle.read(PART)
            if head[:2] == GZIP:
                yield from _inflated(head, handle)
                return
            yield head.removeprefix(b"\xef\xbb\xbf")
            while part := handle.read(PART):
                yield part
    except OSError as error:
        raise DetailFileError(error.strerror or "không mở được tệp.") from error
    except zlib.error as error:
        raise DetailFileError("tệp nén bị hỏng.") from error


def _inflated(head: bytes, handle: BinaryIO) -> Iterator[bytes]:
    unpacker, total, part = zlib.decompressobj(wbits=31), 0, head
    while part:
        made = unpacker.decompress(part, PART)
        total += len(made)
        if total > MAX_UNPACKED:
            raise DetailFileError("giải nén ra quá lớn (trên 1 GB).")
        yield made
        if unpacker.eof:
            return
        part = unpacker.unconsumed_tail or handle.read(PART)
    raise DetailFileError("tệp nén bị cắt cụt.")


def table_beside(path: Path, names: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of the first of these tables that stands in the same folder; none when there is none."""
    for name in names:
        place = path.parent / name
        if place.is_file():
            raw = gzip.decompress(place.read_bytes()) if name.endswith(".gz") else place.read_bytes()
            return list(csv.DictReader(StringIO(raw.decode("utf-8-sig"), newline="")))
    return []
