"""The one entry: documents in, publishable definitions or every problem out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from motcua.compiler.compiled import Compilation, CompiledDefinition, Key
from motcua.compiler.drafts import Draft, draft_of
from motcua.compiler.freezing import ThawError, content_hash, thaw
from motcua.compiler.judge.assembly import Tester, bundle_of, directory_of
from motcua.compiler.judge.bench import judge
from motcua.compiler.judge.context import Context
from motcua.compiler.judge.review import health_of, review_items
from motcua.compiler.library import Library
from motcua.compiler.linking import Linked, Linker, base_kind, dangling
from motcua.compiler.problem_codes import Finding
from motcua.compiler.references import DEFINED_KINDS, Reference, references
from motcua.compiler.sources import SourceDocument
from motcua.compiler.unfinished import unfinished
from motcua.definitions.directory import Directory
from motcua.definitions.procedure import Procedure
from motcua.extension.registry import EMPTY_REGISTRY, Registry
from motcua.kernel.problems import Problem

_EXTENDED = frozenset(DEFINED_KINDS - {"procedure"})
"""Kinds that others extend; procedures extend baselines."""

_JUDGED_THROUGH = frozenset({"form", "process", "policy", "numbering"})
"""Kinds whose change can make what names them wrong."""

__all__ = ["Compilation", "CompiledDefinition", "Tester", "compile_documents"]


def compile_documents(
    documents: Sequence[SourceDocument],
    library: Library,
    registry: Registry = EMPTY_REGISTRY,
    *,
    today: date,
    tester: Tester | None = None,
) -> Compilation:
    """Compile documents over what already stands.

    Every document is read, typed and checked; layers are merged with the stored layers of the same definition;
    what extends a changed definition is compiled again, what names it is judged again. All problems come at once,
    sorted by place. `today` decides what counts as past; `tester` runs definition tests when given.
    """
    problems: list[Problem] = []
    drafts: list[Draft] = []
    for source in documents:
        draft, found = draft_of(source)
        problems += found
        if draft is not None:
            drafts.append(draft)
    work = _Compile(Linker(drafts, library), registry, today, tester)
    work.run()
    problems += work.linker.problems
    problems += work.problems
    failed = frozenset(key for key, linked in work.linked.items() if linked.broken)
    definitions = tuple(item for key, item in work.compiled.items() if key not in failed)
    partial = {key: unfinished(work.linked[key]) for key in failed}
    return Compilation(definitions, tuple(sorted(set(problems))), failed, partial)


@dataclass
class _Compile:
    """The work of one compile."""

    linker: Linker
    registry: Registry
    today: date
    tester: Tester | None = None
    linked: dict[Key, Linked] = field(default_factory=dict)
    compiled: dict[Key, CompiledDefinition] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    standing: dict[tuple[str, str], Any] = field(default_factory=dict)

    def run(self) -> None:
        """Link, freeze and judge everything."""
        self._take_in_extending()
        for kind, code in self.linker.drafted():
            self._link(kind, code)
        for key, linked in self.linked.items():
            if linked.broken:
                self._dangling_in_broken(linked)
            else:
                self._freeze(key, linked)
        for key, compiled in list(self.compiled.items()):
            self._judge(self.linked[key], compiled.definition)
        for linked in self.linked.values():
            self.problems += linked.problems
        self._judge_referrers()

    def _take_in_extending(self) -> None:
        """Standing definitions that extend a changed one, and what extends those."""
        waiting = [key for key in self.linker.drafted() if key[0] in _EXTENDED]
        while waiting:
            kind, code = waiting.pop()
            for other, other_code in self.linker.library.referrers(kind, code):
                standing = self.linker.library.content(other, other_code)
                extends = (
                    standing is not None and standing.get("extends") == code and base_kind(other) == kind
                )
                if extends and not self.linker.is_drafted(other, other_code):
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
        compiled = CompiledDefinition(
            kind=linked.kind,
            code=linked.code,
            agency=linked.agency,
            content=linked.content,
            content_hash=content_hash(linked.content),
            origins=linked.merged.origins,
            definition=definition,
            references=frozenset((item.kind, item.code) for item in named if item.kind in DEFINED_KINDS),
        )
        if isinstance(definition, Procedure):
            items = review_items(definition)
            compiled = replace(compiled, review_items=items, health=health_of(definition, items))
        self.compiled[key] = compiled

    def _dangling(self, named: Iterable[Reference]) -> Iterator[Finding]:
        for item in named:
            if item.kind in DEFINED_KINDS and not self.linker.knows(item.kind, item.code):
                yield dangling(item.kind, item.code, item.path, self.linker.known(item.kind))

    def _dangling_in_broken(self, linked: Linked) -> None:
        """What a definition that cannot be merged names is checked all the same, so that all is righted in one go."""
        for draft in linked.drafts:
            if not draft.broken and self.linker.is_drafted(draft.kind, draft.code):
                named = [item for item in references(draft.kind, draft.data) if item.path != "/extends"]
                linked.report(self._dangling(named))

    def resolve(self, kind: str, code: str) -> Any:
        """The frozen definition of this compile, else the standing one; None when it is missing or broken."""
        if not code:
            return None
        linked = self.linked.get((kind, code, ""))
        if linked is not None:
            compiled = self.compiled.get((kind, code, ""))
            return compiled.definition if compiled is not None else None
        key = (kind, code)
        if key not in self.standing:
            try:
                self.standing[key] = self.linker.library.load(kind, code)
            except LookupError:
                self.standing[key] = None
        return self.standing[key]

    @cached_property
    def directory(self) -> Directory | None:
        """The organization as this compile leaves it."""
        organizations = sorted(self.linker.known("organization"))
        return directory_of(organizations, sorted(self.linker.known("calendar")), self.resolve)

    @cached_property
    def context(self) -> Context:
        """What the rules may ask."""
        return Context(
            self.resolve,
            self.registry,
            self.today,
            self.directory,
            published=self.linker.library.content,
            codes=self.linker.known,
        )

    def _judge(self, linked: Linked, definition: Any) -> None:
        self.context.content = linked.content
        linked.report(list(judge(linked.kind, definition, self.context)))
        if (
            self.tester is None
            or linked.broken
            or not isinstance(definition, Procedure)
            or not definition.tests
        ):
            return
        bundle = bundle_of(definition, self.resolve)
        if bundle is not None and self.directory is not None:
            linked.report(self.tester(bundle, self.directory))

    def _judge_referrers(self) -> None:
        """What names a changed definition and is not compiled itself must still be right."""
        seen = {key[:2] for key in self.linked}
        for kind, code, agency in list(self.compiled):
            if kind not in _JUDGED_THROUGH or agency:
                continue
            for other in self.linker.library.referrers(kind, code):
                if other in seen:
                    continue
                seen.add(other)
                linked, definition = self.linker.link(*other), self.resolve(*other)
                if linked is not None and definition is not None and not linked.broken:
                    self._judge(linked, definition)
                    self.problems += linked.problems
