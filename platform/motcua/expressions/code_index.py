"""Finds an entry of a code list by its code in constant time."""

from __future__ import annotations

from collections.abc import Mapping

from motcua.definitions.code_list import CodeItem, CodeList
from motcua.expressions.by_identity import remembered_by_identity


@remembered_by_identity(256)
def entries(code_list: CodeList) -> Mapping[str, CodeItem]:
    """The list's entries by code; indexed once for each list object."""
    return {item.code: item for item in code_list.items}
