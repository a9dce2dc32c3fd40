"""Why a value is what it is: what every layer of a definition says of it, lowest first, the last one winning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.compiler.drafts import draft_of
from motcua.compiler.nodes import split_pointer
from motcua.compiler.shapes import Shape, index_path, shape_of
from motcua.services.definition_explanation import ExplainedValue, Explanation, explain
from motcua.services.definition_store import StoredLibrary
from motcua.services.runtime import Platform

_LAYERS = {"national": "danh mục quốc gia", "province": "tỉnh", "agency": "cơ quan"}


@dataclass(frozen=True, slots=True)
class Said:
    """What one layer says of a value."""

    layer: str
    value: Any


@dataclass(frozen=True, slots=True)
class Reasoned:
    """An effective value with everything said of it; the last one said is the effective one."""

    value: ExplainedValue
    said: tuple[Said, ...]

    @property
    def overruled(self) -> tuple[Said, ...]:
        """What lower layers said otherwise."""
        return tuple(one for one in self.said[:-1] if one.value != self.value.value)


def reasons(
    platform: Platform, kind: str, code: str, agency: str, day: date
) -> tuple[Explanation, tuple[Reasoned, ...]]:
    """Every effective value of a definition with what each layer says of it.

    Raises ``RulesMissingError`` when the definition is not in force on the day.
    """
    found = explain(platform, kind, code, agency, day)
    layers = _layers(platform, kind, code, found.agency)
    shape = shape_of(kind)
    reasoned = tuple(
        Reasoned(one, _said(layers, shape, one))
        for one in found.values
        if not one.pointer.startswith("/kind")
    )
    return found, reasoned


def _layers(platform: Platform, kind: str, code: str, agency: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The contents of the layers, lowest first: what it extends, then what was stored for the definition itself."""
    with platform.database.read() as session:
        library = StoredLibrary(session)
        drafts = [draft_of(source)[0] for source in library.layers(kind, code)]
        own = sorted(
            (draft for draft in drafts if draft is not None and draft.agency in ("", agency)),
            key=lambda draft: draft.slot,
        )
        said = [str(draft.data["extends"]) for draft in own if draft.data.get("extends")]
        layers: list[tuple[str, Mapping[str, Any]]] = []
        base_kind, above = ("baseline" if kind == "procedure" else kind), said[-1] if said else ""
        seen: set[str] = set()
        while above and above not in seen:
            seen.add(above)
            content = library.content(base_kind, above)
            if content is None:
                break
            layers.insert(0, (f"mẫu chung {above}", content))
            above = str(content.get("extends", ""))
    return [*layers, *((_LAYERS.get(draft.layer.value, draft.layer.value), draft.data) for draft in own)]


def _said(layers: list[tuple[str, Mapping[str, Any]]], shape: Shape, one: ExplainedValue) -> tuple[Said, ...]:
    found: list[Said] = []
    for layer, content in layers:
        path = index_path(content, shape, split_pointer(one.pointer))
        if path is None:
            continue
        value: Any = content
        for segment in path:
            value = value[segment]
        if not found or found[-1].value != value:
            found.append(Said(layer, value))
    return tuple(found)
