"""Finds an entry of a code list by its code in constant time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from motcua.definitions.code_list import CodeItem, CodeList


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """A code list as a cache key: lists hold dictionaries, so they are compared by identity."""

    code_list: CodeList

    def __hash__(self) -> int:
        return id(self.code_list)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.code_list is self.code_list


@lru_cache(maxsize=256)
def _entries(held: _Held) -> Mapping[str, CodeItem]:
    return {item.code: item for item in held.code_list.items}


def entries(code_list: CodeList) -> Mapping[str, CodeItem]:
    """The list's entries by code; indexed once for each list object, 256 lists are kept."""
    return _entries(_Held(code_list))
