"""One round of the definition editor: what was done in the form is written into the text, checked, shown as forms."""

from __future__ import annotations

import time
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua.compiler.compilation import Compilation
from motcua.compiler.edits import Edit, EditError, value_at
from motcua.compiler.inherited import inherited
from motcua.compiler.linking import SUBSTANCE
from motcua.compiler.merging import Merged
from motcua.compiler.nodes import join_pointer, split_pointer
from motcua.compiler.shapes import shape_of
from motcua.compiler.span_paths import by_ids, offset_of, path_at
from motcua.compiler.spans import MapSpan, SpanError, plain_data, read_spans
from motcua.compiler.text_edits import edit_text
from motcua.kernel.problems import Problem
from motcua.services.definition_store import StoredLibrary
from motcua.services.editing import EDITOR_FILE, EditTarget, check
from motcua.services.runtime import Platform
from motcua.surfaces.definition_acts import Deed, Desk, FormAct, edits_of
from motcua.surfaces.definition_form import FormSource
from motcua.surfaces.schema_nodes import node_at

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EditorState:
    """A text with everything the editor shows of it.

    `source` is missing while the text does not read as one group of names. `places` are the paths of the problems that
    stand in this text, by their number. `seconds` is what reading and checking took.
    """

    text: str
    compilation: Compilation
    source: FormSource | None
    places: Mapping[int, Path]
    seconds: float

    @property
    def problems(self) -> Sequence[Problem]:
        """Everything the check found, in the order of places."""
        return self.compilation.problems


class Foundation:
    """What lies below the text of one definition, read once for every text with the same head."""

    def __init__(self, library: StoredLibrary, target: EditTarget) -> None:
        self.library = library
        self.target = target
        self._known: dict[Hashable, Merged] = {}

    def below(self, own: Mapping[str, Any]) -> Merged:
        """What the definition would be without what the text says."""
        head = tuple(str(own.get(name)) for name in ("kind", "extends", "of"))
        key = (*head, bool(SUBSTANCE & own.keys()))
        if key not in self._known:
            target = self.target
            self._known[key] = inherited(target.kind, target.code, target.agency, own, self.library)
        return self._known[key]


def after_acts(foundation: Foundation, text: str, acts: Sequence[FormAct]) -> tuple[str, list[str]]:
    """The text with what was done in the form, and pointers of the entries that were added.

    Raises :class:`EditError` with what to do instead; nothing is changed then.
    """
    added: list[str] = []
    for act in acts:
        own = _content(text)
        if own is None:
            raise EditError("Văn bản đang có lỗi cú pháp. Sửa lỗi đó ở văn bản YAML trước.")
        desk = Desk(foundation.target.kind, own, foundation.below(own).content)
        edits = edits_of(desk, act)
        text = edit_text(text, edits, desk.shape)
        if act.deed is Deed.ADD:
            added += _new_entries(desk, edits, text)
    return text, added


def _new_entries(desk: Desk, edits: Sequence[Edit], text: str) -> Iterator[str]:
    """The pointer of the entry that an addition put at the end of its list."""
    for edit in edits:
        listed = value_at(_content(text) or {}, edit.path, desk.shape)
        if isinstance(listed, list) and listed:
            node = node_at(desk.kind, edit.path)
            key = listed[-1].get(node.key) if node and node.key and isinstance(listed[-1], dict) else None
            yield join_pointer((*edit.path, str(len(listed) - 1) if key is None else str(key)))


def editor_state(
    platform: Platform, foundation: Foundation, text: str, opened: Collection[str] = ()
) -> EditorState:
    """Check a text and make its forms; nothing is stored."""
    started = time.perf_counter()
    target, library = foundation.target, foundation.library
    compilation = check(platform, library.session, text, target, library)
    own, places = _content(text), _places(text, target.kind, compilation.problems)
    source = None
    if own is not None:
        source = FormSource(target.kind, own, foundation.below(own), opened, places)
    return EditorState(text, compilation, source, places, time.perf_counter() - started)


def _content(text: str) -> Mapping[str, Any] | None:
    """The plain content of a text; None when it does not read."""
    try:
        root = read_spans(text)
    except SpanError:
        return None
    if root is None:
        return {}
    return plain_data(root) if isinstance(root, MapSpan) else None


def _places(text: str, kind: str, problems: Sequence[Problem]) -> dict[int, Path]:
    """The path of each problem that stands in the text or names a place by ids."""
    if not problems:
        return {}
    try:
        root = read_spans(text)
    except SpanError:
        return {}
    shape = shape_of(kind)
    found: dict[int, Path] = {}
    for number, problem in enumerate(problems):
        place = problem.place
        named = by_ids(root, shape, split_pointer(place.path)) if place.path else ()
        here = place.line and place.file in ("", EDITOR_FILE)
        if here and not named:
            named = path_at(root, shape, offset_of(text, place.line, place.column))
        if named:
            found[number] = named
    return found
