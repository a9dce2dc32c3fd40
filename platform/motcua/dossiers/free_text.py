"""What people write in their own words: kept composed, without what no database stores, and not without end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast
from unicodedata import is_normalized

from motcua.dossiers.refusals import Refused
from motcua.kernel.text import nfc, printable

MOST_LETTERS = 10_000
MOST_DEPTH = 20

Value = TypeVar("Value")


def tidied(value: Value, field: str = "", limit: int = MOST_LETTERS) -> Value:
    """The value with every text in it composed (NFC) and storable; the same object when nothing had to change.

    Looks into mappings, lists, tuples and dataclasses. Refused, naming the field, are texts of more than ``limit``
    characters (`text_too_long`) and groups within groups without end (`too_deep`).
    """
    return cast("Value", _tidied(value, field, limit, 0))


def _tidied(value: Any, field: str, limit: int, depth: int) -> Any:
    # members of enumerations are texts too, and need no care
    if type(value) is str:
        return _text(value, field, limit)
    if isinstance(value, Mapping | list | tuple) or is_dataclass(value):
        if depth > MOST_DEPTH:
            raise Refused("too_deep", "Dữ liệu lồng nhau quá nhiều tầng. Ghi phẳng hơn.", field)
        return _group(value, field, limit, depth + 1)
    return value


def _text(text: str, field: str, limit: int) -> str:
    if len(text) > limit:
        raise Refused("text_too_long", f"Dài {len(text)} ký tự, quá {limit}. Rút ngắn lại.", field)
    if text.isprintable() and (text.isascii() or is_normalized("NFC", text)):
        return text
    return nfc(printable(text))


def _group(value: Any, field: str, limit: int, depth: int) -> Any:
    if isinstance(value, Mapping):
        pairs = [
            (_tidied(key, field, limit, depth), _tidied(one, field or str(key), limit, depth))
            for key, one in value.items()
        ]
        same = all(
            new is old and key is name for (key, new), (name, old) in zip(pairs, value.items(), strict=True)
        )
        return value if same else dict(pairs)
    if isinstance(value, list | tuple):
        items = [_tidied(one, field, limit, depth) for one in value]
        return value if all(map(_is, items, value)) else type(value)(items)
    parts = {item.name: getattr(value, item.name) for item in fields(value) if item.init}
    changed = {
        name: new
        for name, old in parts.items()
        if (new := _tidied(old, field or name, limit, depth)) is not old
    }
    return replace(value, **changed) if changed else value


def _is(new: Any, old: Any) -> bool:
    return new is old
