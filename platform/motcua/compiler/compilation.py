"""The one entry: documents in, publishable definitions or every problem out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from motcua.compiler.compiled import Compilation, CompiledDefinition, Key
from motcua.compiler.drafts import Draft, draft_of
from motcua.compiler.freezing import ThawError, content_hash, thaw
from motcua.compiler.library import Library
from motcua.compiler.linking import Linked, Linker, base_kind
from motcua.compiler.problem_codes import Finding
from motcua.compiler.references import DEFINED_KINDS, references
from motcua.compiler.sources import SourceDocument
from motcua.compiler.suggestions import did_you_mean
from motcua.extension.registry import EMPTY_REGISTRY, Registry
from motcua.kernel.problems import Problem

__all__ = ["Compilation", "CompiledDefinition", "compile_documents"]

Tester = Callable[[Any, Any], Iterable[Finding]]


def compile_documents(
    documents: Sequence[SourceDocument],
    library: Library,
    registry: Registry = EMPTY_REGISTRY,
    *,
    today: date,
) -> Compilation:
    """Compile documents over what already stands.

    Every document is read, typed and checked; layers are merged with the stored layers of the same definition;
    what extends a changed definition is compiled again, what names it is judged again. All problems come at once,
    sorted by place. `today` decides what counts as past.
    """
    problems: list[Problem] = []
    drafts: list[Draft] = []
    for source in documents:
        draft, found = draft_of(source)
        problems += found
        if draft is not None:
            drafts.append(draft)
    compile_ = _Compile(Linker(drafts, library), registry, today)
    compile_.run()
    problems += compile_.linker.problems
    problems += compile_.problems
    failed = frozenset(key for key, linked in compile_.linked.items() if linked.broken)
    definitions = tuple(item for key, item in compile_.compiled.items() if key not in failed)
    return Compilation(definitions, tuple(sorted(set(problems))), failed)


@dataclass(slots=True)
class _Compile:
    linker: Linker
    registry: Registry
    today: date
    linked: dict[Key, Linked] = field(default_factory=dict)
    compiled: dict[Key, CompiledDefinition] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def run(self) -> None:
        self._take_in_extending()
        for kind, code in self.linker.drafted():
            self._link(kind, code)
        for key, linked in self.linked.items():
            if not linked.broken:
                self._freeze(key, linked)
        for linked in self.linked.values():
            self.problems += linked.problems

    def _take_in_extending(self) -> None:
        """Standing definitions that extend a changed one, and what extends those."""
        waiting = self.linker.drafted()
        while waiting:
            kind, code = waiting.pop()
            for other, other_code in self.linker.library.referrers(kind, code):
                standing = self.linker.library.content(other, other_code)
                extends = (
                    standing is not None and standing.get("extends") == code and base_kind(other) == kind
                )
                if extends and (other, other_code) not in self.linker.drafted():
                    self.linker.recompile(other, other_code)
                    waiting.append((other, other_code))

    def _link(self, kind: str, code: str) -> None:
        general = self.linker.link(kind, code)
        if general is None:
            return
        self.linked[kind, code, ""] = general
        for agency in self.linker.agencies(kind, code):
            own = self.linker.link_agency(kind, code, agency)
            if own is not None:
                self.linked[kind, code, agency] = own

    def _freeze(self, key: Key, linked: Linked) -> None:
        named = references(linked.kind, linked.content)
        linked.report(self._dangling(named))
        try:
            definition = thaw(linked.kind, linked.content)
        except ThawError as error:
            linked.report([error.finding])
            return
        self.compiled[key] = CompiledDefinition(
            kind=linked.kind,
            code=linked.code,
            agency=linked.agency,
            content=linked.content,
            content_hash=content_hash(linked.content),
            origins=linked.merged.origins,
            definition=definition,
            references=frozenset((item.kind, item.code) for item in named if item.kind in DEFINED_KINDS),
        )

    def _dangling(self, named: Iterable[Any]) -> Iterable[Finding]:
        for item in named:
            if item.kind in DEFINED_KINDS and not self.linker.knows(item.kind, item.code):
                remedy, fix = did_you_mean(item.code, self.linker.known(item.kind))
                message = f"Không có {item.kind} “{item.code}”."
                yield Finding("LINK-002", message, item.path, item.code, item.kind, remedy, fix)
