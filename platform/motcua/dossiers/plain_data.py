"""Between frozen dataclasses and JSON: brief mappings for events, whole texts for the stored state."""

from __future__ import annotations

from dataclasses import MISSING, fields
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

Kind = TypeVar("Kind")


@lru_cache(maxsize=64)
def _defaults(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((one.name, one.default) for one in fields(kind))


def brief(value: Any) -> dict[str, Any]:
    """A JSON-ready mapping of a dataclass without the fields that have their default value."""
    kept = {}
    for name, default in _defaults(type(value)):  # type: ignore[arg-type]
        found = getattr(value, name)
        if default is MISSING or found != default:
            kept[name] = found
    plain: dict[str, Any] = msgspec.to_builtins(kept)
    return plain


def revive(kind: type[Kind], data: Any) -> Kind:
    """The dataclass again; fields left out have their default. Raises ``msgspec.ValidationError`` for other data."""
    return msgspec.convert(data, kind)
