"""The definitions that already stand, as the compiler asks for them while it links new ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Protocol

from motcua.compiler.compiled import CompiledDefinition, Key
from motcua.compiler.freezing import thaw
from motcua.compiler.sources import SourceDocument


class Library(Protocol):
    """Published (or otherwise standing) definitions."""

    def content(self, kind: str, code: str, agency: str = "") -> Mapping[str, Any] | None:
        """The effective content, with every layer merged; None when there is none."""
        ...

    def layers(self, kind: str, code: str) -> Sequence[SourceDocument]:
        """The stored layers of a definition, those of agencies included."""
        ...

    def codes(self, kind: str) -> Collection[str]:
        """Every code of a kind."""
        ...

    def load(self, kind: str, code: str) -> Any:
        """The frozen definition; raises KeyError when there is none."""
        ...

    def referrers(self, kind: str, code: str) -> Collection[tuple[str, str]]:
        """Kind and code of every definition that extends or names this one."""
        ...


class EmptyLibrary:
    """Nothing stands yet."""

    def content(self, kind: str, code: str, agency: str = "") -> Mapping[str, Any] | None:  # noqa: ARG002
        """None."""
        return None

    def layers(self, kind: str, code: str) -> Sequence[SourceDocument]:  # noqa: ARG002
        """None at all."""
        return ()

    def codes(self, kind: str) -> Collection[str]:  # noqa: ARG002
        """None at all."""
        return ()

    def load(self, kind: str, code: str) -> Any:
        """Never anything."""
        raise KeyError(kind, code)

    def referrers(self, kind: str, code: str) -> Collection[tuple[str, str]]:  # noqa: ARG002
        """None at all."""
        return ()


class MemoryLibrary:
    """Compiled definitions and, where known, the documents they were made of. Immutable."""

    def __init__(
        self,
        definitions: Iterable[CompiledDefinition] = (),
        documents: Mapping[tuple[str, str], Sequence[SourceDocument]] | None = None,
    ) -> None:
        self._definitions: dict[Key, CompiledDefinition] = {
            (item.kind, item.code, item.agency): item for item in definitions
        }
        self._documents = {key: tuple(layers) for key, layers in (documents or {}).items()}
        self._codes: dict[str, set[str]] = {}
        self._referrers: dict[tuple[str, str], set[tuple[str, str]]] = {}
        for item in self._definitions.values():
            self._codes.setdefault(item.kind, set()).add(item.code)
            for target in item.references:
                self._referrers.setdefault(target, set()).add((item.kind, item.code))

    def content(self, kind: str, code: str, agency: str = "") -> Mapping[str, Any] | None:
        """The effective content; None when there is none."""
        found = self._definitions.get((kind, code, agency))
        return None if found is None else found.content

    def layers(self, kind: str, code: str) -> Sequence[SourceDocument]:
        """The documents of a definition, empty when they are not known."""
        return self._documents.get((kind, code), ())

    def codes(self, kind: str) -> Collection[str]:
        """Every code of a kind."""
        return self._codes.get(kind, set())

    def load(self, kind: str, code: str) -> Any:
        """The frozen definition; raises KeyError when there is none."""
        found = self._definitions[kind, code, ""]
        return found.definition if found.definition is not None else thaw(kind, found.content)

    def referrers(self, kind: str, code: str) -> Collection[tuple[str, str]]:
        """Who names or extends a definition."""
        return self._referrers.get((kind, code), set())

    def with_definitions(
        self,
        definitions: Iterable[CompiledDefinition],
        documents: Mapping[tuple[str, str], Sequence[SourceDocument]] | None = None,
    ) -> MemoryLibrary:
        """The same library with these definitions added or replaced."""
        return MemoryLibrary(
            [*self._definitions.values(), *definitions], {**self._documents, **(documents or {})}
        )
