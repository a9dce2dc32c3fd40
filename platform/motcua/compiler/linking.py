"""Layers and `extends` resolved: one effective content per definition, with origins and places kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from motcua.compiler.completing import complete
from motcua.compiler.drafts import Draft, Slot, draft_of
from motcua.compiler.kinds import kind_words
from motcua.compiler.library import Library
from motcua.compiler.merging import Merged, duplicate_entries, lay_over
from motcua.compiler.problem_codes import Finding
from motcua.compiler.shapes import pointer_by_ids, shape_of
from motcua.compiler.sources import Layer
from motcua.compiler.suggestions import did_you_mean
from motcua.compiler.validation import validate
from motcua.kernel.problems import Place, Problem

_OWN = frozenset({"kind", "code", "name", "extends", "abstract", "applies_to", "tests", "review"})
"""What an extending definition does not take over."""


@dataclass(slots=True, eq=False)
class Linked:
    """An effective content. `base` is what it extends; `broken` = it must not be frozen."""

    kind: str
    code: str
    agency: str
    merged: Merged
    drafts: tuple[Draft, ...] = ()
    base: Linked | None = None
    broken: bool = False
    problems: list[Problem] = field(default_factory=list)

    @property
    def content(self) -> dict[str, Any]:
        """The effective content."""
        return self.merged.content

    def place(self, pointer: str) -> Place:
        """Where the value of a pointer stands: in the latest layer that says it, else in what is extended, else
        what is nearest in the latest layer.
        """
        found = self.said(pointer)
        shorter = pointer
        while found is None and shorter:
            shorter = shorter.rpartition("/")[0]
            found = self._own(shorter)
        if found is None:
            return Place(path=pointer)
        return Place(found.file, found.line, found.column, path=pointer)

    def _own(self, pointer: str) -> Place | None:
        for draft in reversed(self.drafts):
            place = draft.place_of(pointer)
            if place is not None:
                return place
        return None

    def said(self, pointer: str) -> Place | None:
        """Where exactly the value is said, in what is extended too; None when nowhere."""
        return self._own(pointer) or (self.base.said(pointer) if self.base else None)

    def report(self, findings: Iterable[Finding]) -> None:
        """Add problems at their places; an error breaks the definition."""
        for finding in findings:
            problem = finding.at(self.place(finding.path))
            self.problems.append(problem)
            self.broken = self.broken or problem.is_error


SUBSTANCE = frozenset({"variants", "offers", "channels", "checklist", "fees", "outcomes", "review"})
"""What a procedure is about: said by one author as a whole, because its parts name each other."""


def beside_own_text(draft: Draft, layers: Iterable[Draft]) -> dict[str, Any]:
    """What a national record adds beside the province's own text of the procedure.

    A text that says the substance itself stands for it alone; an overlay merges with the record entry by entry.
    """
    if draft.layer is not Layer.NATIONAL:
        return draft.data
    own = [other for other in layers if other.layer is Layer.PROVINCE and not other.is_overlay]
    if not any(SUBSTANCE & other.data.keys() for other in own):
        return draft.data
    return {name: value for name, value in draft.data.items() if name not in SUBSTANCE}


def base_kind(kind: str) -> str:
    """The kind of definition that a kind extends."""
    return "baseline" if kind == "procedure" else kind


def dangling(kind: str, code: str, path: str, known: set[str]) -> Finding:
    """A reference to a definition that is nowhere."""
    remedy, fix = did_you_mean(code, known)
    return Finding("LINK-002", f"Không có {kind_words(kind)} mã “{code}”.", path, code, kind, remedy, fix)


class Linker:
    """Links the drafts of one compile over the library; every result is computed once."""

    def __init__(self, drafts: Iterable[Draft], library: Library) -> None:
        self.library = library
        self.problems: list[Problem] = []
        self._drafts: dict[tuple[str, str], list[Draft]] = {}
        for draft in drafts:
            self._add(draft)
        self._linked: dict[tuple[str, str], Linked | None] = {}
        self._under_way: list[tuple[str, str]] = []
        self._bases: dict[tuple[str, str], Merged] = {}
        self._all_layers: dict[tuple[str, str], list[Draft]] = {}

    def _add(self, draft: Draft) -> None:
        known = self._drafts.setdefault((draft.kind, draft.code), [])
        twin = next((other for other in known if other.slot == draft.slot), None)
        if twin is None:
            known.append(draft)
            return
        first = twin.place(("of",) if twin.is_overlay else ("code",))
        message = f"Mã “{draft.code}” của {kind_words(draft.kind)} đã được định nghĩa ở {first}."
        self.problems.append(Finding("LINK-004", message, found=draft.code).at(draft.place(("code",))))

    def drafted(self) -> list[tuple[str, str]]:
        """Kind and code of everything that has drafts."""
        return list(self._drafts)

    def is_drafted(self, kind: str, code: str) -> bool:
        """Whether a definition is part of this compile."""
        return (kind, code) in self._drafts

    def known(self, kind: str) -> set[str]:
        """Every code of a kind, in this compile or standing."""
        return {code for known, code in self._drafts if known == kind} | set(self.library.codes(kind))

    def knows(self, kind: str, code: str) -> bool:
        """Whether a definition exists, here or standing."""
        return (kind, code) in self._drafts or code in self.library.codes(kind)

    def recompile(self, kind: str, code: str) -> None:
        """Take a standing definition into the compile, because something it extends has changed."""
        if (kind, code) not in self._drafts:
            self._drafts[kind, code] = []

    def link(self, kind: str, code: str) -> Linked | None:
        """The province-wide definition, None when it exists nowhere."""
        key = (kind, code)
        if key not in self._linked:
            self._under_way.append(key)
            self._linked[key] = self._link(kind, code)
            self._under_way.pop()
        return self._linked[key]

    def agencies(self, kind: str, code: str) -> list[str]:
        """The agencies that have a difference of their own."""
        return sorted({draft.agency for draft in self._layers(kind, code) if draft.agency})

    def link_agency(self, kind: str, code: str, agency: str) -> Linked | None:
        """The definition as one agency has it."""
        general = self.link(kind, code)
        own = [draft for draft in self._layers(kind, code) if draft.agency == agency]
        if general is None:
            return None
        linked = Linked(
            kind, code, agency, general.merged, (*general.drafts, *own), general.base, general.broken
        )
        self._lay(linked, own)
        return linked

    def _layers(self, kind: str, code: str) -> list[Draft]:
        """Every layer, lowest first: those of this compile in the place of stored ones."""
        key = (kind, code)
        if key not in self._all_layers:
            fresh = self._drafts.get(key, [])
            taken = {draft.slot for draft in fresh}
            kept = self._stored_layers(kind, code, taken)
            self._all_layers[key] = sorted([*kept, *fresh], key=lambda draft: draft.slot)
        return self._all_layers[key]

    def _stored_layers(self, kind: str, code: str, taken: set[Slot]) -> Iterator[Draft]:
        for source in self.library.layers(kind, code):
            if (source.layer.rank, False, source.agency) in taken and source.data is not None:
                continue
            draft, _problems = draft_of(source)
            if draft is not None and not draft.broken and draft.slot not in taken:
                yield draft

    def _link(self, kind: str, code: str) -> Linked | None:
        layers = [draft for draft in self._layers(kind, code) if not draft.agency]
        if not any(not draft.is_overlay for draft in layers):
            standing = self.library.content(kind, code)
            if standing is None:
                self._nothing_to_change(kind, code)
                return None
            origins = {f"/{name}": Layer.PROVINCE.value for name in standing}
            linked = Linked(kind, code, "", Merged(dict(standing), origins), tuple(layers))
        else:
            linked = Linked(kind, code, "", Merged({}, {}), tuple(layers))
            self._extend(linked, layers)
        self._lay(linked, layers)
        return linked

    def _nothing_to_change(self, kind: str, code: str) -> None:
        for draft in self._drafts.get((kind, code), ()):
            if draft.is_overlay:
                remedy, fix = did_you_mean(code, self.known(kind) - {code})
                finding = Finding(
                    "LINK-006",
                    f"Không có {kind_words(kind)} mã “{code}” để sửa.",
                    "/of",
                    code,
                    "",
                    remedy,
                    fix,
                )
                self.problems.append(finding.at(draft.place(("of",))))

    def _extend(self, linked: Linked, layers: list[Draft]) -> None:
        said = [draft.data["extends"] for draft in layers if draft.data.get("extends")]
        if not said:
            return
        target = (base_kind(linked.kind), said[-1])
        if target in self._under_way:
            circle = [code for kind, code in self._under_way if kind == target[0]]
            shown = " → ".join([*circle[circle.index(said[-1]) :], said[-1]])
            linked.report([Finding("LINK-001", f"Kế thừa vòng tròn: {shown}.", "/extends", said[-1])])
            return
        base = self.link(*target)
        if base is None:
            linked.report([dangling(*target, "/extends", self.known(target[0]) - {linked.code})])
            return
        linked.base = base
        linked.broken = linked.broken or base.broken
        linked.merged = self._as_base(base)

    def _as_base(self, base: Linked) -> Merged:
        """The content that extending definitions start from; made once."""
        key = (base.kind, base.code)
        if key not in self._bases:
            label = f"{base.kind}:{base.code}"
            content = {name: value for name, value in base.content.items() if name not in _OWN}
            origins = {f"/{name}": label for name in content}
            origins |= {
                pointer: origin if ":" in origin else label
                for pointer, origin in base.merged.origins.items()
                if pointer.split("/")[1] not in _OWN
            }
            self._bases[key] = Merged(content, origins)
        return self._bases[key]

    def _lay(self, linked: Linked, layers: list[Draft]) -> None:
        shape = shape_of(linked.kind)
        for draft in layers:
            duplicates = [
                finding.at(draft.place(path)) for finding, path in duplicate_entries(draft.data, shape)
            ]
            linked.problems += duplicates
            linked.broken = linked.broken or draft.broken or bool(duplicates)
        if linked.broken:
            self._say_what_is_missing(linked)
            return
        for draft in layers:
            data = beside_own_text(draft, layers)
            linked.merged = lay_over(linked.merged, data, draft.unset, shape, draft.layer.value)
        linked.report(linked.merged.findings)
        linked.merged.findings = []
        linked.merged.content = complete(linked.kind, linked.merged.content)
        linked.report(self._misfits(linked))

    def _misfits(self, linked: Linked) -> Iterator[Finding]:
        shape = shape_of(linked.kind)
        for finding, path in validate(linked.kind, linked.content, whole=True):
            pointer = pointer_by_ids(linked.content, shape, path)
            yield Finding(
                finding.code,
                finding.message,
                pointer,
                finding.found,
                finding.expected,
                finding.remedy,
                finding.fix,
            )

    def _say_what_is_missing(self, linked: Linked) -> None:
        """A document that stands alone is also told what it lacks, so that everything is righted in one go."""
        if len(linked.drafts) != 1 or linked.drafts[0].data.get("extends") or linked.drafts[0].is_overlay:
            return
        draft = linked.drafts[0]
        data = complete(linked.kind, draft.data) if not draft.failed else draft.data
        for finding, path in validate(linked.kind, data, whole=True, ignore=draft.failed):
            if finding.code == "SHAPE-011":
                linked.problems.append(finding.at(draft.place(path)))
