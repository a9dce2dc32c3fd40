"""The codes by which a definition names others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua.compiler.kinds import DEFINITION_CLASSES
from motcua.compiler.shapes import shape_of, walk

DEFINED_KINDS = frozenset(DEFINITION_CLASSES)
"""What a reference can name that is a definition; positions and agencies are parts of organizations."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A code at a place: `path` is the pointer by ids."""

    kind: str
    code: str
    path: str


def references(kind: str, content: Mapping[str, Any]) -> list[Reference]:
    """Everything a content names, what it extends included; kinds are those of definitions, `position`, `agency`."""
    found = []
    for path, value, shape in walk(content, shape_of(kind), "refers"):
        if isinstance(value, str) and value:
            found.append(Reference(kind if shape.refers == "same" else shape.refers, value, path))
    return found
