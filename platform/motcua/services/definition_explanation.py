"""Explains a published definition: every effective value with its name and the layer it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import select

from motcua.compiler.merging import origin_of
from motcua.compiler.shapes import ANYTHING, Shape, entry_key, shape_of
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform
from motcua.storage.tables import RevisionRow

_LAYERS = {"national": "danh mục quốc gia", "province": "tỉnh", "agency": "cơ quan"}


@dataclass(frozen=True, slots=True)
class ExplainedValue:
    """One value: its pointer by ids, what it is called, and the layer that says so."""

    pointer: str
    title: str
    value: Any
    origin: str

    @property
    def origin_words(self) -> str:
        """The layer in Vietnamese: `tỉnh`, `mẫu chung cap-xa-ho-tich`."""
        kind, _, code = self.origin.partition(":")
        return _LAYERS.get(kind, f"mẫu chung {code}" if kind == "baseline" else self.origin)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The revision in force on a day. `agency` is empty when the agency asked for has no difference of its own."""

    kind: str
    code: str
    agency: str
    revision: int
    effective_from: date
    decision_number: str
    published_by: str
    values: tuple[ExplainedValue, ...]


def explain(platform: Platform, kind: str, code: str, agency: str, day: date) -> Explanation:
    """The effective values of a definition on a day. Raises :class:`RulesMissingError` when it is not in force."""
    platform.rules.refresh()
    stub = platform.rules.stub(kind, code, day, agency)
    if stub is None:
        raise RulesMissingError(kind, code, day)
    with platform.database.read() as session:
        row = session.scalars(select(RevisionRow).where(RevisionRow.id == stub.id)).one()
    content = msgspec.json.decode(row.content)
    return Explanation(
        kind=kind,
        code=code,
        agency=row.agency_code,
        revision=row.number,
        effective_from=row.effective_from,
        decision_number=row.decision_number,
        published_by=row.published_by,
        values=tuple(_values(content, shape_of(kind), row.origins, "", "")),
    )


def _values(
    value: Any, shape: Shape, origins: Mapping[str, str], pointer: str, title: str
) -> Iterator[ExplainedValue]:
    if isinstance(value, dict) and value:
        for name, child in value.items():
            inner = shape.properties.get(name) or shape.values or ANYTHING
            yield from _values(child, inner, origins, f"{pointer}/{name}", inner.title or title)
    elif isinstance(value, list) and value and any(isinstance(item, dict | list) for item in value):
        for index, item in enumerate(value):
            below = f"{pointer}/{entry_key(item, shape, index)}"
            yield from _values(item, shape.items or ANYTHING, origins, below, title)
    else:
        yield ExplainedValue(pointer, title, value, origin_of(origins, pointer))
