"""One document read, typed and checked against its schema, not yet linked to anything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from motcua.compiler.kinds import DEFINITION_CLASSES, KINDS, OVERLAY
from motcua.compiler.nodes import MapNode, Mark, Node, TextNode, join_pointer, nearest_mark, split_pointer
from motcua.compiler.problem_codes import Finding
from motcua.compiler.reading import read_text
from motcua.compiler.shapes import index_path, shape_of
from motcua.compiler.sources import Layer, SourceDocument
from motcua.compiler.suggestions import did_you_mean
from motcua.compiler.typing_text import Typed, type_document
from motcua.compiler.validation import validate
from motcua.kernel.problems import Place, Problem

_HEAD = ("of", "agency", "reason")

Slot = tuple[int, bool, str]
"""The place of a document among the layers of its definition: rank of the layer, overlay or not, agency."""


@dataclass(slots=True, eq=False)
class Draft:
    """A document that says which definition it belongs to. `broken` = it has errors and is not to be merged."""

    source: SourceDocument
    kind: str
    code: str
    layer: Layer
    agency: str = ""
    is_overlay: bool = False
    data: dict[str, Any] = field(default_factory=dict)
    unset: list[tuple[str, ...]] = field(default_factory=list)
    node: Node | None = None
    failed: list[tuple[str | int, ...]] = field(default_factory=list)
    broken: bool = False
    problems: list[Problem] = field(default_factory=list)

    @property
    def slot(self) -> Slot:
        """Its place among the layers of the definition."""
        return (self.layer.rank, self.is_overlay, self.agency)

    def place(self, segments: Sequence[str | int]) -> Place:
        """Where these keys and indexes stand in this document, or what is nearest."""
        mark = Mark() if self.node is None else nearest_mark(self.node, segments)
        return Place(self.source.file, mark.line, mark.column, path=join_pointer(segments))

    def place_of(self, pointer: str) -> Place | None:
        """Where the value of a pointer by ids stands in this document; None when it is not said here."""
        found = index_path(self.data, shape_of(self.kind), split_pointer(pointer))
        if found is None:
            return None
        mark = Mark() if self.node is None else nearest_mark(self.node, found)
        return Place(self.source.file, mark.line, mark.column, path=pointer)


@dataclass(frozen=True)
class _Head:
    """What a document says about itself before its schema is known."""

    kind: str
    code: str
    target: str
    agency: str
    finding: Finding | None = None
    at: str = ""

    @cached_property
    def is_overlay(self) -> bool:
        return self.kind == OVERLAY


def draft_of(source: SourceDocument, *, whole: bool = False) -> tuple[Draft | None, list[Problem]]:
    """The draft of a document and every problem in it; no draft when it does not even say what it defines.

    `whole` = nothing is merged under it, so that what is required must stand in it.
    """
    node: Node | None = None
    if source.text is not None:
        node, problems = read_text(source.text, source.file, source.first_line)
        if node is None:
            return None, list(problems) or [_empty(source)]
        if not isinstance(node, MapNode):
            return None, [
                Finding("SHAPE-006", "Văn bản này không phải là một nhóm mục.").at(_at(source, node.mark))
            ]
        head = _head(
            {key: child.text or "" for key, child in node.entries.items() if isinstance(child, TextNode)}
        )
    else:
        head = _head(source.data or {})
    if head.finding is not None:
        mark = nearest_mark(node, (head.at,) if head.at else ()) if node else Mark()
        return None, [head.finding.at(_at(source, mark))]
    draft = Draft(
        source, head.target, head.code, source.layer, head.agency or source.agency, head.is_overlay, node=node
    )
    if head.kind == "baseline":
        draft.layer = Layer.BASELINE
    elif draft.agency:
        draft.layer = Layer.AGENCY
    _fill(draft, whole=whole)
    return draft, draft.problems


def _empty(source: SourceDocument) -> Problem:
    return Finding("SHAPE-006", "Văn bản này trống.").at(Place(source.file, source.first_line))


def _at(source: SourceDocument, mark: Mark) -> Place:
    return Place(source.file, mark.line, mark.column)


def _head(data: Mapping[str, Any]) -> _Head:
    kind = str(data.get("kind") or "")
    if not kind:
        finding = Finding("SHAPE-007", "Văn bản chưa ghi loại định nghĩa (kind).")
        return _Head("", "", "", "", finding, "kind" if "kind" in data else "")
    if kind not in KINDS:
        remedy, fix = did_you_mean(kind, KINDS)
        message = f"Không có loại định nghĩa “{kind[:60]}”."
        return _Head("", "", "", "", Finding("SHAPE-008", message, "", kind, "", remedy, fix), "kind")
    if kind != OVERLAY:
        code = str(data.get("code") or "")
        missing = None if code else Finding("SHAPE-009", "Định nghĩa chưa có mã (code).")
        return _Head(kind, code, kind, "", missing, "code" if "code" in data else "kind")
    target, _, code = str(data.get("of") or "").partition("/")
    agency = str(data.get("agency") or "")
    if not target or not code:
        message = "Bản khác biệt chưa ghi sửa định nghĩa nào (of)."
        return _Head(
            kind, "", "", "", Finding("SHAPE-009", message, remedy="Thêm “of: procedure/1.004873”."), "of"
        )
    if target not in DEFINITION_CLASSES:
        remedy, fix = did_you_mean(target, list(DEFINITION_CLASSES))
        finding = Finding(
            "SHAPE-008", f"Không có loại định nghĩa “{target[:60]}”.", "/of", target, "", remedy, fix
        )
        return _Head(kind, "", "", "", finding, "of")
    return _Head(kind, code, target, agency)


def _fill(draft: Draft, *, whole: bool) -> None:
    if isinstance(draft.node, MapNode):
        typed = type_document(draft.node, shape_of(draft.kind))
        draft.problems += [finding.at(_at(draft.source, mark)) for finding, mark in typed.findings]
    else:
        given = dict(draft.source.data or {})
        typed = Typed({key: value for key, value in given.items() if value is not None})
        typed.unset = [(key,) for key, value in given.items() if value is None]
    data = typed.data
    if draft.is_overlay:
        _check_overlay_head(draft, data)
        data = {key: value for key, value in data.items() if key not in _HEAD}
        data |= {"kind": draft.kind, "code": draft.code}
    if draft.kind in ("procedure", "baseline"):
        data = _with_offer_ids(data)
    for finding, path in validate(
        draft.kind, data, whole=whole and not draft.is_overlay, ignore=typed.failed
    ):
        draft.problems.append(finding.at(draft.place(path)))
    draft.data, draft.unset, draft.failed = data, typed.unset, typed.failed
    draft.broken = bool(draft.problems)


def _check_overlay_head(draft: Draft, data: Mapping[str, Any]) -> None:
    head = {key: data[key] for key in ("kind", *_HEAD) if key in data}
    for finding, path in validate(OVERLAY, head, whole=True):
        draft.problems.append(finding.at(draft.place(path)))


def _with_offer_ids(data: dict[str, Any]) -> dict[str, Any]:
    """Offers without an id take it from their variants and channels: `in-province@counter+online`, `any@any`."""
    offers = data.get("offers")
    if not isinstance(offers, list) or all(isinstance(offer, dict) and "id" in offer for offer in offers):
        return data
    named = [
        {"id": f"{_joined(offer, 'variants')}@{_joined(offer, 'channels')}", **offer}
        if isinstance(offer, dict)
        else offer
        for offer in offers
    ]
    return {**data, "offers": named}


def _joined(offer: Mapping[str, Any], key: str) -> str:
    parts = offer.get(key) or ["any"]
    return "+".join(map(str, parts)) if isinstance(parts, list) else "any"
