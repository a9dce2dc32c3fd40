"""Writes a tiny workbook of Excel 97 (BIFF8 in an OLE file), because no library here does."""

import struct
from collections.abc import Sequence

SECTOR = 512
FREE, END, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _bof(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0x41, 0x06))


def _cell(row: int, column: int, value: object) -> bytes:
    head = struct.pack("<HHH", row, column, 0)
    if isinstance(value, float):
        return _record(0x0203, head + struct.pack("<d", value))
    text = str(value)
    return _record(0x0204, head + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))


def workbook_stream(rows: Sequence[Sequence[object]], sheet: str = "Bảng", *, locked: bool = False) -> bytes:
    """The records of a workbook with one sheet; `locked` says it is encrypted."""
    cells = b"".join(_cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
    width = max(map(len, rows))
    body = (
        _bof(0x10)
        + _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
        + cells
        + _record(0x000A, b"")
    )
    lock = _record(0x002F, struct.pack("<HHH", 1, 1, 1) + bytes(48)) if locked else b""
    name = struct.pack("<BB", len(sheet), 1) + sheet.encode("utf-16-le")
    head = _bof(0x05) + lock + _record(0x0042, struct.pack("<H", 1200))
    place = len(head) + 4 + 6 + len(name) + 4
    return head + _record(0x0085, struct.pack("<IBB", place, 0, 0) + name) + _record(0x000A, b"") + body


def old_workbook(stream: bytes, name: str = "Workbook") -> bytes:
    """The OLE file that holds the stream."""
    padded = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(padded) // SECTOR
    fat = [FAT_SECTOR, END, *range(3, count + 2), END]
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(SECTOR, b"\xff")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
        + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
        + struct.pack("<I", 0).ljust(436, b"\xff")
    )
    folder = (
        _entry("Root Entry", 5, END, 0, child=1) + _entry(name, 2, 2, len(padded)) + _entry("", 0, 0, 0) * 2
    )
    return header + table + folder + padded


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    encoded = (name + "\0").encode("utf-16-le") if name else b""
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(encoded), kind, 1, FREE, FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
