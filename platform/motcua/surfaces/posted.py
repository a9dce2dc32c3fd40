"""Turns the flat names a browser posts (``form.ten``, ``form.con.r1.ho_ten``) into nested values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

ROW_TEMPLATE = "__row__"
MAX_NAMES = 5_000


class TooManyFieldsError(ValueError):
    """More posted names than any form can have."""


def nested(pairs: Iterable[tuple[str, str]], tables: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Nested mappings from dotted names. A name posted several times becomes a list; the parts of ``tables``
    (dotted path of a repeating group, such as ``form.con``) become lists of rows that keep their ``_row`` id.
    """
    result: dict[str, Any] = {}
    count = 0
    for name, value in pairs:
        count += 1
        if count > MAX_NAMES:
            raise TooManyFieldsError(f"Biểu mẫu gửi lên có hơn {MAX_NAMES} ô, không thể đọc hết.")
        parts = name.split(".")
        if ROW_TEMPLATE in parts or "" in parts:
            continue
        _put(result, parts, value)
    for path in tables:
        _rows(result, path.split("."))
    return result


def _put(target: dict[str, Any], parts: list[str], value: str) -> None:
    for part in parts[:-1]:
        inner = target.get(part)
        if not isinstance(inner, dict):
            inner = target[part] = {}
        target = inner
    last = parts[-1]
    if last in target and not isinstance(target[last], dict):
        known = target[last]
        target[last] = [*known, value] if isinstance(known, list) else [known, value]
    else:
        target[last] = value


def _rows(target: dict[str, Any], parts: list[str]) -> None:
    for part in parts[:-1]:
        inner = target.get(part)
        if not isinstance(inner, dict):
            return
        target = inner
    group = target.get(parts[-1])
    if isinstance(group, dict):
        target[parts[-1]] = [
            {"_row": row_id, **row} for row_id, row in group.items() if isinstance(row, dict)
        ]
