"""Keyset cursors: where a page ended, as opaque text."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

from motcua.kernel.clock import in_vietnam


class CursorError(ValueError):
    """A cursor that was not made here."""


def encode_cursor(at: datetime | str, row_id: int) -> str:
    """The place after a row: its sort value and id."""
    mark = at.isoformat() if isinstance(at, datetime) else at
    return base64.urlsafe_b64encode(f"{row_id}|{mark}".encode()).decode().rstrip("=")


def decode_text_cursor(cursor: str) -> tuple[str, int]:
    """Sort text and id of a cursor. Raises :class:`CursorError`."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        row_id, mark = text.split("|", 1)
        return mark, int(row_id)
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise CursorError("Con trỏ trang không đúng. Mở lại danh sách từ trang đầu.") from error


def decode_cursor(cursor: str) -> tuple[datetime, int]:
    """Sort moment and id of a cursor. Raises :class:`CursorError`."""
    mark, row_id = decode_text_cursor(cursor)
    try:
        return in_vietnam(datetime.fromisoformat(mark)), row_id
    except ValueError as error:
        raise CursorError("Con trỏ trang không đúng. Mở lại danh sách từ trang đầu.") from error
