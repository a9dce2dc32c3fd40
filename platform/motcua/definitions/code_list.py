"""A code list (danh mục): flat or tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class CodeItem:
    """An entry; ``national`` is its code in the national list, ``extra`` further columns."""

    code: str
    name: str
    parent: str = ""
    national: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list. ``provider`` names a built-in source (``vietnam-provinces``, ``vietnam-communes``) instead of items."""

    code: str
    name: str
    items: tuple[CodeItem, ...] = ()
    provider: str = ""
    source: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    extends: str = ""
