"""What is done to a form on the drawing board: fields and sections added, moved, copied, as edits of its text."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from motcua.compiler.edits import Edit
from motcua.kernel.text import slug
from motcua.surfaces.workpiece import ActRefusedError, Path, Workpiece, free_id

SECTIONS, FIELDS, COLUMNS, RULES = "sections", "fields", "columns", "rules"
LISTS = frozenset({SECTIONS, FIELDS, COLUMNS, RULES})
ORDERED = LISTS | {"steps", "actions", "phases"}
"""Lists whose entries are moved and removed in the same way, those of processes too."""

NEW_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "text": "Ô chữ",
        "long_text": "Đoạn văn",
        "integer": "Số nguyên",
        "decimal": "Số thập phân",
        "money": "Số tiền",
        "date": "Ngày",
        "month": "Tháng",
        "time": "Giờ",
        "yes_no": "Có hay không",
        "choice": "Chọn một",
        "multiple_choice": "Chọn nhiều",
        "code_list": "Chọn từ danh mục",
        "address": "Địa chỉ",
        "person_name": "Họ và tên",
        "identity_number": "Số định danh",
        "tax_code": "Mã số thuế",
        "phone": "Điện thoại",
        "email": "Thư điện tử",
        "file": "Tệp đính kèm",
        "signature": "Chữ ký",
        "table": "Bảng",
        "computed": "Ô tự tính",
        "heading": "Tiêu đề nhỏ",
        "note": "Ghi chú cho người điền",
    }
)
_WIDTHS: Mapping[str, int] = MappingProxyType(
    {
        "date": 3,
        "month": 3,
        "time": 3,
        "integer": 3,
        "decimal": 3,
        "money": 4,
        "phone": 4,
        "identity_number": 4,
        "tax_code": 4,
        "address": 12,
        "long_text": 12,
        "multiple_choice": 12,
        "table": 12,
        "heading": 12,
        "note": 12,
    }
)
NOT_IN_TABLES = frozenset({"table", "heading", "note", "address"})


def new_field(field_type: str, taken: tuple[str, ...], lists: tuple[str, ...] = ()) -> dict[str, Any]:
    """A field of a type that compiles as it stands; the author then says what it is called."""
    label = NEW_LABELS.get(field_type, "Ô mới")
    made: dict[str, Any] = {
        "id": free_id(slug(label).replace("-", "_"), taken, "_"),
        "type": field_type,
        "label": label,
        "width": _WIDTHS.get(field_type, 6),
    }
    match field_type:
        case "choice" | "multiple_choice":
            made["options"] = [
                {"value": "lua-chon-1", "label": "Lựa chọn 1"},
                {"value": "lua-chon-2", "label": "Lựa chọn 2"},
            ]
        case "code_list" if lists:
            made["code_list"] = lists[0]
        case "table":
            made["columns"] = [{"id": "noi_dung", "type": "text", "label": "Nội dung", "width": 6}]
        case "computed":
            made["compute"] = "0"
    return made


def add_field(
    piece: Workpiece, field_type: str, beside: Path, lists: tuple[str, ...] = ()
) -> tuple[Path, list[Edit]]:
    """A new field after the chosen one, at the end of the chosen section, or of the last one."""
    section, before = _place(piece, beside)
    taken = _field_ids(piece)
    made = new_field(field_type, taken, lists)
    if not section:
        first = {"id": "noi-dung", "title": "Nội dung", FIELDS: [made]}
        return (SECTIONS, "noi-dung", FIELDS, made["id"]), [piece.add((SECTIONS,), first)]
    target = (SECTIONS, section, FIELDS)
    return (*target, made["id"]), [piece.add(target, made, before)]


def add_column(piece: Workpiece, field_type: str, table: Path, before: str = "") -> tuple[Path, list[Edit]]:
    """A new column of a table."""
    if piece.entry(table).get("type") != "table":
        raise ActRefusedError("Chỉ bảng mới có cột. Chọn một ô kiểu bảng rồi làm lại.")
    if field_type in NOT_IN_TABLES:
        raise ActRefusedError("Bảng không chứa được kiểu ô này. Chọn kiểu khác cho cột.")
    target = (*table, COLUMNS)
    made = new_field(field_type, piece.ids(target))
    return (*target, made["id"]), [piece.add(target, made, before)]


def add_section(piece: Workpiece, beside: Path) -> tuple[Path, list[Edit]]:
    """A new section after the chosen one."""
    order = piece.ids((SECTIONS,))
    name = free_id("phan-moi", order)
    before = ""
    if len(beside) > 1 and beside[1] in order:
        following = order.index(beside[1]) + 1
        before = order[following] if following < len(order) else ""
    made = {"id": name, "title": "Phần mới", FIELDS: []}
    return (SECTIONS, name), [piece.add((SECTIONS,), made, before)]


def add_rule(piece: Workpiece) -> tuple[Path, list[Edit]]:
    """A new rule across fields, true until its author says otherwise."""
    name = free_id("rang-buoc", piece.ids((RULES,)))
    made = {"id": name, "check": "true", "message": "Ghi câu báo cho người điền."}
    return (RULES, name), [piece.add((RULES,), made)]


def move_entry(piece: Workpiece, path: Path, target: Path, before: str) -> tuple[Path, list[Edit]]:
    """An entry put elsewhere: in its own list, or a field in another section."""
    piece.place(path, ORDERED)
    if target == path[:-1]:
        return path, [] if path[-1] == before else [piece.move(path, before)]
    if path[-2] != FIELDS or target[-1] != FIELDS:
        raise ActRefusedError("Chỉ chuyển được ô giữa các phần của biểu mẫu.")
    piece.entry(target[:-1])
    if piece.is_inherited(path):
        raise ActRefusedError("Ô này lấy từ mẫu nền nên chỉ đứng ở phần của mẫu nền. Sửa mẫu nền để chuyển.")
    value = dict(piece.entry(path))
    return (*target, path[-1]), [*piece.remove(path), piece.add(target, value, before)]


def step_entry(piece: Workpiece, path: Path, by: int) -> tuple[Path, list[Edit]]:
    """An entry one place up (-1) or down (1); a field at the edge goes to the neighboring section."""
    order = piece.ids(path[:-1])
    at = piece.place(path, ORDERED) + by
    if 0 <= at < len(order):
        after = at + (1 if by > 0 else 0)
        return move_entry(piece, path, path[:-1], order[after] if after < len(order) else "")
    if path[-2] != FIELDS:
        return path, []
    sections = piece.ids((SECTIONS,))
    other = sections.index(path[1]) + by
    if not 0 <= other < len(sections):
        return path, []
    target = (SECTIONS, sections[other], FIELDS)
    inside = piece.ids(target)
    return move_entry(piece, path, target, inside[0] if by > 0 and inside else "")


def duplicate_entry(piece: Workpiece, path: Path) -> tuple[Path, list[Edit]]:
    """A copy right after the entry, under ids of its own."""
    piece.place(path, LISTS)
    value, order = dict(piece.entry(path)), piece.ids(path[:-1])
    joint = "_" if path[-2] in {FIELDS, COLUMNS} else "-"
    taken = _field_ids(piece) if path[-2] == FIELDS else order
    value["id"] = free_id(path[-1], taken, joint)
    if path[-2] == SECTIONS:
        used = list(_field_ids(piece))
        fields = []
        for field in value.get(FIELDS, ()):
            name = free_id(str(field["id"]), used, "_")
            used.append(name)
            fields.append({**field, "id": name})
        value[FIELDS] = fields
    following = order.index(path[-1]) + 1
    before = order[following] if following < len(order) else ""
    return (*path[:-1], value["id"]), [piece.add(path[:-1], value, before)]


def remove_entry(piece: Workpiece, path: Path) -> tuple[Path, list[Edit]]:
    """The entry gone; its neighbor is what is chosen next."""
    piece.place(path, ORDERED)
    order = [one for one in piece.ids(path[:-1]) if one != path[-1]]
    at = min(piece.ids(path[:-1]).index(path[-1]), len(order) - 1)
    chosen = (*path[:-1], order[at]) if order else path[:-2]
    return chosen, list(piece.remove(path))


def _place(piece: Workpiece, beside: Path) -> tuple[str, str]:
    """The section a new field goes into, and the field it goes before."""
    sections = piece.ids((SECTIONS,))
    section = beside[1] if len(beside) > 1 and beside[0] == SECTIONS and beside[1] in sections else ""
    if not section:
        return (sections[-1] if sections else ""), ""
    if len(beside) > 3:
        order = piece.ids((SECTIONS, section, FIELDS))
        if beside[3] in order:
            following = order.index(beside[3]) + 1
            return section, order[following] if following < len(order) else ""
    return section, ""


def _field_ids(piece: Workpiece) -> tuple[str, ...]:
    return tuple(
        name for section in piece.ids((SECTIONS,)) for name in piece.ids((SECTIONS, section, FIELDS))
    )
