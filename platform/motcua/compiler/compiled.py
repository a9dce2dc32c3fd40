"""What a compile gives: definitions ready to publish, and every problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from motcua.definitions.procedure import Health, ReviewItem
from motcua.kernel.problems import Problem, has_errors

Key = tuple[str, str, str]
"""Kind, code, agency (empty = for the whole province)."""


@dataclass(frozen=True, slots=True, eq=False)
class CompiledDefinition:
    """An effective definition. `content` is valid against the JSON Schema of its kind; `origins` says where its
    values come from, by pointer of ids (`national`, `province`, `agency`, `baseline:<code>`, `process:<code>` …);
    `references` are the definitions it names or extends.
    """

    kind: str
    code: str
    agency: str
    content: Mapping[str, Any]
    content_hash: str
    origins: Mapping[str, str]
    definition: Any
    references: frozenset[tuple[str, str]] = frozenset()
    health: Health = Health.READY
    review_items: tuple[ReviewItem, ...] = ()

    @property
    def key(self) -> Key:
        """Kind, code, agency."""
        return (self.kind, self.code, self.agency)


@dataclass(frozen=True, slots=True)
class Compilation:
    """`definitions` hold what is free of errors of its own; `failed` names what is not, `unfinished` is their content
    as far as it could be merged, to compare and to show, never to publish.
    """

    definitions: tuple[CompiledDefinition, ...]
    problems: tuple[Problem, ...]
    failed: frozenset[Key] = field(default_factory=frozenset)
    unfinished: Mapping[Key, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether everything may be published."""
        return not has_errors(self.problems)

    def content(self, kind: str, code: str, agency: str = "") -> Mapping[str, Any] | None:
        """The effective content of a definition, with or without errors."""
        compiled = self.get(kind, code, agency)
        return compiled.content if compiled else self.unfinished.get((kind, code, agency))

    def get(self, kind: str, code: str, agency: str = "") -> CompiledDefinition | None:
        """One of the definitions."""
        return next((item for item in self.definitions if item.key == (kind, code, agency)), None)
