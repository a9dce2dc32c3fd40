"""Writes down what a person settled of an unknown table: a mapping that knows exactly this layout."""

from __future__ import annotations

import hashlib
from typing import Any

from motcua.catalog.headers import heading_key
from motcua.catalog.layout_proposal import Layout, LayoutChoice, learned_words
from motcua.definitions.import_mapping import ImportMapping
from motcua.kernel.text import slug


def layout_code(layout: Layout, base: ImportMapping) -> str:
    """The code of the mapping for this very layout: the same headings always give the same one."""
    said = "|".join(heading_key(one.heading) for one in layout.columns)
    mark = hashlib.sha256(f"{base.subject.value}|{said}".encode()).hexdigest()[:10]
    return f"bo-cuc-{slug(base.subject.value)}-{mark}"


def missing_columns(layout: Layout, base: ImportMapping) -> tuple[str, ...]:
    """Names of the required columns nobody was given."""
    given = set(layout.targets().values())
    return tuple(column.name for column in base.columns if column.required and column.id not in given)


def learned_mapping(
    layout: Layout, base: ImportMapping, choice: LayoutChoice, name: str, into: str
) -> dict[str, Any]:
    """The mapping that knows this layout, as a definition: it extends the general one and names only what differs."""
    by_target = {one.target: one.heading for one in layout.columns if one.target}
    columns: list[dict[str, Any]] = [
        {"id": column.id, "headings": [by_target[column.id]]}
        if column.id in by_target
        else {"id": column.id, "remove": True}
        for column in base.columns
    ]
    content: dict[str, Any] = {
        "kind": "import_mapping",
        "code": layout_code(layout, base),
        "name": name[:300],
        "subject": base.subject.value,
        "extends": base.code,
        "columns": columns,
    }
    words = [
        {"id": word.id, "column": word.column, "value": word.value, "texts": list(word.texts)}
        for word in learned_words(choice)
    ]
    if words:
        content["words"] = words
    ignored = [one.heading for one in layout.columns if not one.target]
    if ignored:
        content["ignored"] = ignored
    if into:
        content["into"] = into
    return content
