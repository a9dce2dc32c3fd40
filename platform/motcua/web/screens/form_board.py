"""The form builder: the live form with every field to choose, and what may be done to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from motcua.compiler.edits import Edit
from motcua.definitions.code_list import CodeList
from motcua.definitions.form import Form, FormField
from motcua.services.places import with_items
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform
from motcua.services.visual_editing import Drawn
from motcua.surfaces.condition_words import condition_words
from motcua.surfaces.form_acts import (
    COLUMNS,
    FIELDS,
    LISTS,
    NOT_IN_TABLES,
    RULES,
    SECTIONS,
    add_column,
    add_field,
    add_rule,
    add_section,
    duplicate_entry,
    move_entry,
    remove_entry,
    step_entry,
)
from motcua.surfaces.form_view import FormState, describe_field
from motcua.surfaces.workpiece import Path, Workpiece
from motcua.web.screens.board_acts import Acts, posted_path, set_property
from motcua.web.screens.board_choices import field_types, form_choices
from motcua.web.screens.board_parts import listed_problems, placed_problems
from motcua.web.screens.procedure_names import FIELD_TYPES
from motcua.web.security.current import current_platform

MOST_OPTIONS = 12
PALETTE: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("Chữ", (("text", "input-cursor-text"), ("long_text", "text-paragraph"))),
    (
        "Số và ngày",
        (
            ("integer", "123"),
            ("decimal", "percent"),
            ("money", "cash"),
            ("date", "calendar-date"),
            ("month", "calendar-month"),
            ("time", "clock"),
        ),
    ),
    (
        "Lựa chọn",
        (
            ("yes_no", "toggle-on"),
            ("choice", "ui-radios"),
            ("multiple_choice", "ui-checks"),
            ("code_list", "list-ul"),
        ),
    ),
    (
        "Người và nơi",
        (
            ("person_name", "person"),
            ("identity_number", "person-vcard"),
            ("address", "geo-alt"),
            ("phone", "telephone"),
            ("email", "envelope"),
            ("tax_code", "building"),
        ),
    ),
    (
        "Tệp và bảng",
        (("file", "paperclip"), ("signature", "pen"), ("table", "table"), ("computed", "calculator")),
    ),
    ("Trình bày", (("heading", "type-h3"), ("note", "info-circle"))),
)


def form_board(session: Session, drawn: Drawn, chosen: Path) -> dict[str, Any]:
    """What the template of the form builder reads."""
    del session
    platform, piece, form = current_platform(), drawn.piece, drawn.definition
    assert piece is not None and isinstance(form, Form)  # noqa: S101, PT018
    lists = sample_lists(platform, form)
    found = placed_problems(drawn, LISTS)
    table = chosen[:4] if len(chosen) > 3 and chosen[0] == SECTIONS else ()
    is_table = bool(table) and (piece.get(table) or {}).get("type") == "table"
    return {
        "form_def": form,
        "sections": [_section(form, one, lists, found) for one in form.sections],
        "palette": palette(platform),
        "rules": [
            {"key": f"{RULES}/{one.id}", "name": one.message, "found": found.get(f"{RULES}/{one.id}")}
            for one in form.rules
        ],
        "table": "/".join(table) if is_table else "",
        "columns": _columns(piece, table, found) if is_table else (),
        "column_types": [(name, words) for name, words in FIELD_TYPES.items() if name not in NOT_IN_TABLES],
        "problems": listed_problems(drawn, LISTS),
        "choices": form_choices(platform, piece),
    }


def palette(platform: Platform) -> list[dict[str, Any]]:
    """The field types to add, in groups; those of plugins in a group of their own."""
    groups = [
        {
            "title": title,
            "types": [{"name": name, "icon": icon, "words": FIELD_TYPES[name]} for name, icon in types],
        }
        for title, types in PALETTE
    ]
    known = {name for _title, types in PALETTE for name, _icon in types}
    added = [
        {"name": name, "icon": "puzzle", "words": words}
        for name, words in field_types(platform)
        if name not in known
    ]
    return [*groups, *([{"title": "Phần mở rộng", "types": added}] if added else [])]


def sample_lists(platform: Platform, form: Form) -> dict[str, CodeList]:
    """The code lists of a form, cut to a few entries: enough to see how the field looks."""
    fields = form.fields()
    wanted = {
        one.code_list for one in (*fields, *(c for field in fields for c in field.columns)) if one.code_list
    }
    found = {}
    for code in sorted(wanted):
        try:
            whole = with_items(platform.rules.definition("code_list", code, platform.today()))
        except RulesMissingError:
            continue
        found[code] = replace(whole, items=whole.items[:MOST_OPTIONS])
    return found


def _section(
    form: Form, section: Any, lists: Mapping[str, CodeList], found: Mapping[str, Any]
) -> dict[str, Any]:
    key = f"{SECTIONS}/{section.id}"
    return {
        "key": key,
        "title": section.title,
        "when": condition_words(section.when, form, lists) or section.when if section.when else "",
        "found": found.get(key),
        "items": [_item(form, key, one, lists, found) for one in section.fields],
    }


def _item(
    form: Form, section: str, field: FormField, lists: Mapping[str, CodeList], found: Mapping[str, Any]
) -> dict[str, Any]:
    key = f"{section}/{FIELDS}/{field.id}"
    empty: dict[str, Any] = {"table": [{}], "address": {}}
    state = FormState({field.id: empty[field.type]} if field.type in empty else {}, {})
    marks = ["bắt buộc"] if field.required else []
    if field.when:
        marks.append(f"hiện khi {condition_words(field.when, form, lists) or field.when}")
    if field.required_when:
        marks.append(
            f"bắt buộc khi {condition_words(field.required_when, form, lists) or field.required_when}"
        )
    problems = [one for name, one in found.items() if name == key or name.startswith(f"{key}/")]
    return {
        "key": key,
        "width": field.width,
        "view": describe_field(field, state, lists, f"form.{field.id}"),
        "type": FIELD_TYPES.get(field.type, field.type),
        "label": field.label,
        "when": next((mark for mark in marks if mark.startswith("hiện khi")), ""),
        "words": ", ".join((FIELD_TYPES.get(field.type, field.type).lower(), *marks)),
        "found": problems[0] if problems else None,
    }


def _columns(piece: Workpiece, table: Path, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    columns = (piece.get(table) or {}).get(COLUMNS, ())
    keys = ["/".join((*table, COLUMNS, str(one["id"]))) for one in columns]
    return [
        {
            "key": key,
            "name": one.get("label", one["id"]),
            "type": FIELD_TYPES.get(str(one.get("type")), str(one.get("type"))),
            "found": found.get(key),
        }
        for key, one in zip(keys, columns, strict=True)
    ]


def _add_field(piece: Workpiece, chosen: Path, posted: Mapping[str, str]) -> tuple[Path, list[Edit]]:
    lists = current_platform().rules.codes("code_list")
    beside = posted_path(posted, "beside") if posted.get("beside") else chosen
    path, edits = add_field(piece, posted.get("type", "text"), beside, lists)
    before = posted.get("before")
    if before is not None and edits:
        edits = [replace(edits[0], before=before or None)]
    return path, edits


FORM_ACTS: Acts = {
    "set": set_property,
    "add": _add_field,
    "add-section": lambda piece, chosen, _posted: add_section(piece, chosen),
    "add-rule": lambda piece, _chosen, _posted: add_rule(piece),
    "add-column": lambda piece, _chosen, posted: add_column(
        piece, posted.get("type", "text"), posted_path(posted)
    ),
    "move": lambda piece, _chosen, posted: move_entry(
        piece, posted_path(posted), posted_path(posted, "list"), posted.get("before", "")
    ),
    "up": lambda piece, _chosen, posted: step_entry(piece, posted_path(posted), -1),
    "down": lambda piece, _chosen, posted: step_entry(piece, posted_path(posted), 1),
    "duplicate": lambda piece, _chosen, posted: duplicate_entry(piece, posted_path(posted)),
    "remove": lambda piece, _chosen, posted: remove_entry(piece, posted_path(posted)),
}
