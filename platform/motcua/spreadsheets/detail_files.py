"""Reads files of detail records: JSON Lines or JSON, plain or gzip, and the tables that stand beside them."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec

GZIP = b"\x1f\x8b"
MAX_UNPACKED = 1_000_000_000
CHANNEL_TABLE = ("channels.csv.gz", "channels.csv")
PAPER_TABLE = ("checklist.csv.gz", "checklist.csv")


class DetailFileError(ValueError):
    """The file cannot be read; the text says why in Vietnamese."""


@dataclass(slots=True)
class DetailFile:
    """Records as they stand in the file, and the numbers of lines that are no records."""

    records: list[Mapping[str, Any]] = field(default_factory=list)
    bad_lines: list[int] = field(default_factory=list)


def read_detail_file(path: Path) -> DetailFile:
    """Every record of a file. Raises DetailFileError when the file as a whole is of no use."""
    data = _unpacked(path)
    found = DetailFile()
    whole = _whole(data)
    if whole is not None:
        found.records += whole
        return found
    decode = msgspec.json.Decoder().decode
    for number, line in enumerate(data.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            record = None
        if isinstance(record, dict):
            found.records.append(record)
        else:
            found.bad_lines.append(number)
    if not found.records:
        raise DetailFileError("không có bản ghi JSON nào.")
    return found


def _whole(data: bytes) -> list[Mapping[str, Any]] | None:
    """The records of a file that is one JSON value: a list, one record, or an envelope around one."""
    start = data.lstrip()[:1]
    if start not in (b"[", b"{"):
        return None
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if isinstance(value, dict):
        inner = value.get("data")
        value = inner if isinstance(inner, list) else [inner if isinstance(inner, dict) else value]
    return [item for item in value if isinstance(item, dict)]


def _unpacked(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        if data[:2] != GZIP:
            return data.removeprefix(b"\xef\xbb\xbf")
        unpacker = zlib.decompressobj(wbits=31)
        content = unpacker.decompress(data, MAX_UNPACKED)
    except OSError as error:
        raise DetailFileError(error.strerror or "không mở được tệp.") from error
    except zlib.error as error:
        raise DetailFileError("tệp nén bị hỏng.") from error
    if unpacker.unconsumed_tail:
        raise DetailFileError("giải nén ra quá lớn (trên 1 GB).")
    if not unpacker.eof:
        raise DetailFileError("tệp nén bị cắt cụt.")
    return content


def table_beside(path: Path, names: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of the first of these tables that stands in the same folder; none when there is none."""
    for name in names:
        place = path.parent / name
        if place.is_file():
            raw = gzip.decompress(place.read_bytes()) if name.endswith(".gz") else place.read_bytes()
            return list(csv.DictReader(StringIO(raw.decode("utf-8-sig"), newline="")))
    return []
