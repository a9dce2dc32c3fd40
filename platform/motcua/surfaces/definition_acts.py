"""What somebody did in a form of a definition, as changes of its text: typed, given back, added, removed, moved."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from motcua.compiler.corrections import edits_of as correction_edits
from motcua.compiler.edits import Act, Edit, EditError, apply_edit, child_shape, find_entry, value_at
from motcua.compiler.nodes import join_pointer
from motcua.compiler.reading import read_text
from motcua.compiler.shapes import REMOVE, Shape, shape_of
from motcua.compiler.spans import plain_data, read_spans
from motcua.compiler.value_text import as_text
from motcua.kernel.problems import Correction, CorrectionKind
from motcua.kernel.text import fold
from motcua.surfaces.schema_nodes import Control, SchemaNode, node_at

Path = tuple[str, ...]


class Deed(StrEnum):
    """What was done in the form."""

    TYPE = "type"
    BACK = "back"
    ADD = "add"
    DROP = "drop"
    MOVE = "move"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class FormAct:
    """One thing done in a form.

    `typed` is text, a list of texts, or for a limit its amount and unit. `to` says where an entry is moved: `up`,
    `down`, the id of the entry it goes in front of, or nothing for the end. `kind` and `found` belong to a correction.
    """

    deed: Deed
    path: Path
    typed: Any = ""
    to: str = ""
    kind: str = CorrectionKind.SET.value
    found: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """The definition an act is done to: its kind, what the text says, what lies below it (typed values)."""

    kind: str
    own: Mapping[str, Any]
    below: Mapping[str, Any]

    @property
    def shape(self) -> Shape:
        """The shape of the whole."""
        return shape_of(self.kind)

    def said(self, path: Sequence[str]) -> Any:
        """What the text says at a place; None when nothing."""
        return value_at(self.own, path, self.shape)

    def lower(self, path: Sequence[str]) -> Any:
        """What lies below it, as text; None when nothing."""
        return as_text(value_at(self.below, path, self.shape))


def edits_of(desk: Desk, act: FormAct) -> list[Edit]:
    """The changes of the text that an act asks for. Raises :class:`EditError` with what to do instead."""
    node = node_at(desk.kind, act.path)
    if node is None and act.deed is not Deed.CORRECT:
        raise EditError("Biểu mẫu này không có mục đó. Tải lại trang rồi sửa lại.")
    match act.deed:
        case Deed.TYPE:
            return _typed(desk, node, act)
        case Deed.BACK:
            return [_given_back(desk, act.path)]
        case Deed.ADD:
            return _added(desk, node, act)
        case Deed.DROP:
            return _dropped(desk, act.path)
        case Deed.MOVE:
            return _moved(desk, act)
        case Deed.CORRECT:
            return _corrected(desk, act)


def _typed(desk: Desk, node: SchemaNode | None, act: FormAct) -> list[Edit]:
    value = read_typed(node, act.typed) if node is not None else None
    if value is None:
        if desk.lower(act.path) is not None:
            return _lifted(desk, Edit(Act.SET, act.path, None))
        return [] if desk.said(act.path) is None else [_given_back(desk, act.path)]
    if desk.said(act.path) is None and as_text(value) == desk.lower(act.path):
        return []
    return _lifted(desk, Edit(Act.SET, act.path, value))


def _lifted(desk: Desk, edit: Edit) -> list[Edit]:
    """A change inside a list without ids that only a lower layer says becomes a change of the whole list."""
    shape = desk.shape
    for depth, segment in enumerate(edit.path):
        shape = child_shape(shape, segment)
        path = edit.path[: depth + 1]
        whole = desk.lower(path)
        if "array" in shape.types and not shape.key and isinstance(whole, list) and desk.said(path) is None:
            if edit.act is not Act.INSERT and depth + 1 == len(edit.path):
                break
            changed = apply_edit({"x": whole}, _inside(edit, depth), Shape(properties={"x": shape}))
            return [Edit(Act.SET, path, changed["x"])]
    return [edit]


def _inside(edit: Edit, depth: int) -> Edit:
    return Edit(edit.act, ("x", *edit.path[depth + 1 :]), edit.value, edit.before)


def _given_back(desk: Desk, path: Path) -> Edit:
    """Take a value out, with the entries and groups that would then say nothing."""
    while len(path) > 1:
        holder = desk.said(path[:-1])
        if isinstance(holder, dict):
            key = _list_shape(desk, path[:-1]).key
            if holder.keys() - {path[-1], key} or (key and desk.lower(path[:-1]) is None):
                break
        elif not isinstance(holder, list) or len(holder) > 1 or desk.lower(path[:-1]) is None:
            break
        path = path[:-1]
    return Edit(Act.REMOVE, path)


def _list_shape(desk: Desk, path: Path) -> Shape:
    """The shape of the list whose entry stands at the path; no key when it is no entry."""
    shape = desk.shape
    for segment in path[:-1]:
        shape = child_shape(shape, segment)
    return shape if "array" in shape.types else Shape()


def _added(desk: Desk, node: SchemaNode | None, act: FormAct) -> list[Edit]:
    if node is None or node.control is not Control.ENTRIES:
        raise EditError("Chỗ này không phải là một danh sách.")
    typed = str(act.typed).strip()
    entry: dict[str, Any] = {}
    names = {child.name for child in node.children()}
    if node.key:
        known = _known_keys(desk, act.path, node.key)
        if not typed:
            raise EditError(f"Ghi tên của mục mới trong “{node.title}”.")
        key = _fresh_id(typed, known) if node.key in ("id", "code") else typed
        if key in known:
            raise EditError(f"Đã có mục “{key}”. Ghi tên khác.")
        entry[node.key] = key
    for name in ("name", "title", "label", "message"):
        if typed and name in names and name != node.key:
            entry[name] = typed
            break
    if not entry:
        first = next(iter(node.children()), None)
        entry = {first.name: typed} if first is not None else {}
    return _lifted(desk, Edit(Act.INSERT, act.path, entry))


def _known_keys(desk: Desk, path: Path, key: str) -> set[str]:
    listed = [*(desk.said(path) or ()), *(desk.lower(path) or ())]
    return {str(item.get(key)) for item in listed if isinstance(item, dict)}


def _fresh_id(name: str, known: set[str]) -> str:
    """An id made of a name: `Giấy chứng sinh` is `giay-chung-sinh`."""
    made = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:48].strip("-") or "muc"
    number, fresh = 2, made
    while fresh in known:
        fresh, number = f"{made}-{number}", number + 1
    return fresh


def _dropped(desk: Desk, path: Path) -> list[Edit]:
    """An entry of a lower layer is marked as removed; an entry of the text's own is taken out."""
    shape = _list_shape(desk, path)
    if shape.key and desk.lower(path) is not None:
        return [Edit(Act.SET, path, {shape.key: path[-1], REMOVE: True})]
    return _lifted(desk, Edit(Act.REMOVE, path))


def _moved(desk: Desk, act: FormAct) -> list[Edit]:
    path, shape = act.path, _list_shape(desk, act.path)
    items = desk.said(path[:-1])
    if items is None and not shape.key:
        items = desk.lower(path[:-1])
    at = find_entry(items or [], shape, path[-1])
    if not isinstance(items, list) or at is None:
        raise EditError("Thứ tự của mục này do lớp bên dưới quy định, không đổi được ở đây.")
    target = {"up": at - 1, "down": at + 2}.get(act.to)
    if target is None:
        before: str | None = act.to or None
    elif target < 0 or target > len(items):
        return []
    else:
        before = None if target == len(items) else _address(items[target], shape, target)
    return _lifted(desk, Edit(Act.MOVE, path, before=before))


def _address(item: Any, shape: Shape, at: int) -> str:
    key = item.get(shape.key) if shape.key and isinstance(item, dict) else None
    return str(at) if key is None else str(key)


def _corrected(desk: Desk, act: FormAct) -> list[Edit]:
    """A correction that a problem offers, in what the text says or, where it says nothing, over what lies below."""
    if act.kind == CorrectionKind.REMOVE and _list_shape(desk, act.path).key:
        return _dropped(desk, act.path)
    correction = Correction(join_pointer(act.path), act.typed, "", CorrectionKind(act.kind), act.found)
    inherited = desk.said(act.path) is None and desk.lower(act.path) is not None
    edits = correction_edits(correction, as_text(desk.below) if inherited else desk.own, desk.shape)
    if not edits:
        raise EditError("Văn bản đã đổi nên cách sửa này không còn khớp. Bấm Kiểm tra rồi xem lại.")
    return [change for edit in edits for change in _lifted(desk, edit)]


def read_typed(node: SchemaNode, typed: Any) -> Any:
    """What was typed as the value to write; None for nothing. What does not fit is kept as it was typed: the
    check then says beside the field what is wrong with it.
    """
    if isinstance(typed, list | tuple):
        words = [str(one).strip() for one in typed]
        if node.control is Control.LIMIT:
            return " ".join(filter(None, (words[0].replace(",", "."), *words[1:]))) or None
        return [word for word in words if word] or None
    text = str(typed).replace("\r\n", "\n").strip()
    if not text:
        return None
    match node.control:
        case Control.LINES | Control.SEVERAL:
            return [line.strip() for line in text.split("\n") if line.strip()]
        case Control.DATE:
            return _iso_day(text)
        case Control.NUMBER:
            return text.replace(".", "") if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", text) else text
        case Control.EXPRESSION if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", text):
            return text.replace(".", "")
        case Control.RAW:
            return _raw(text)
    return text


def _iso_day(text: str) -> str:
    found = re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text)
    return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}" if found else text


def _raw(text: str) -> Any:
    """YAML typed for a value that has no form of its own."""
    if ":" not in text and not text.startswith(("-", "[", "{")):
        return text
    _node, problems = read_text(text)
    if problems:
        raise EditError(f"{problems[0].message} {problems[0].remedy}")
    return plain_data(read_spans(text))
