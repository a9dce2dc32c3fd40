"""Provinces and communes of the country as code lists, from the package of divisions in force since 01/7/2025."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from motcua.definitions.code_list import CodeItem, CodeList

PROVINCES = "vietnam-provinces"
COMMUNES = "vietnam-communes"


def with_items(code_list: CodeList) -> CodeList:
    """The list with the entries of its provider; a list with entries of its own stays as it is."""
    if code_list.items or not code_list.provider:
        return code_list
    return replace(code_list, items=provided(code_list.provider))


@cache
def provided(provider: str) -> tuple[CodeItem, ...]:
    """The entries of a built-in provider; empty for an unknown one."""
    # the package reads 3,321 communes when it is loaded: only processes that ask for them pay for it
    from vietnam_provinces import Province, Ward  # noqa: PLC0415

    if provider == PROVINCES:
        return tuple(
            CodeItem(f"{int(one.code):02d}", one.name)
            for one in sorted(Province.iter_all(), key=lambda one: int(one.code))
        )
    if provider == COMMUNES:
        return tuple(
            CodeItem(f"{int(one.code):05d}", one.name, parent=f"{int(one.province_code):02d}")
            for one in sorted(Ward.iter_all(), key=lambda one: int(one.code))
        )
    return ()
