"""Learns the layout of a table from a person: what is seen, what was chosen, and the mapping it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from motcua.catalog.layout_proposal import Layout, LayoutChoice, lay_out
from motcua.catalog.learned_layout import layout_code, learned_mapping, missing_columns
from motcua.catalog.table_fields import TARGETS, FieldKind
from motcua.compiler.writing import yaml_text
from motcua.definitions.import_mapping import ImportMapping, ImportSubject
from motcua.dossiers.actor import Actor
from motcua.kernel.sheet import Workbook
from motcua.services.access import require
from motcua.services.definition_store import StoredLibrary
from motcua.services.editing import EditTarget, PublishWish, publish_text
from motcua.services.import_looking import known_mappings
from motcua.services.runtime import Platform
from motcua.spreadsheets.reading import read_bytes


class LayoutIncompleteError(ValueError):
    """The layout cannot be kept yet; the text says what to choose."""


@dataclass(frozen=True, slots=True)
class LayoutView:
    """A table with its proposals, for one kind of data. ``values`` are the choices of columns that have any."""

    workbook: Workbook
    base: ImportMapping
    layout: Layout
    values: Mapping[str, tuple[str, ...]]
    missing: tuple[str, ...]
    known_as: str


def base_mapping(session: Session, subject: ImportSubject) -> ImportMapping | None:
    """The general mapping of a kind of data: the one that is not a learned layout."""
    found = [one for one in known_mappings(StoredLibrary(session)) if one.subject is subject]
    return next((one for one in reversed(found) if not one.extends), found[-1] if found else None)


def view_layout(
    session: Session, content: bytes, file: str, subject: ImportSubject, choice: LayoutChoice
) -> LayoutView | None:
    """The table as the choice sees it; None when the file cannot be read or has nothing in it."""
    workbook = read_bytes(content, file).workbook
    base = base_mapping(session, subject)
    if workbook is None or base is None:
        return None
    layout = lay_out(workbook, base, choice)
    if layout is None:
        return None
    target = TARGETS[subject]
    values = {
        column.id: tuple(dict.fromkeys(word.value for word in base.words if word.column == column.id))
        for column in base.columns
        if target.kind_of(column.id) in (FieldKind.CHOICE, FieldKind.CHOICES)
    }
    code = layout_code(layout, base)
    known = code if code in StoredLibrary(session).codes("import_mapping") else ""
    return LayoutView(workbook, base, layout, values, missing_columns(layout, base), known)


def value_names(base: ImportMapping) -> dict[tuple[str, str], str]:
    """How each value of a column with a choice is called: the first words that mean it."""
    names: dict[tuple[str, str], str] = {}
    for word in base.words:
        names.setdefault((word.column, word.value), word.texts[0] if word.texts else word.value)
    return names


def shown_value(base: ImportMapping, column: str, shown: str) -> str:
    """A value in the words of the mapping, for people."""
    names = value_names(base)
    return ", ".join(names.get((column, part), part) for part in shown.split(", "))


def keep_layout(
    platform: Platform, actor: Actor, view: LayoutView, choice: LayoutChoice, name: str, into: str = ""
) -> str:
    """Publish the layout as a mapping, effective today; its code. The next file with these headings is known.

    Raises :class:`LayoutIncompleteError`, ``ForbiddenError``, ``NotPublishableError``.
    """
    require(actor, "can_import_catalog", "ghi nhớ bố cục")
    if view.missing:
        raise LayoutIncompleteError(f"Chưa chỉ cột cho: {', '.join(view.missing)}.")
    headings = [one.heading for one in view.layout.columns if one.target]
    if len(set(headings)) < len(headings):
        raise LayoutIncompleteError("Hai cột được chọn có cùng tiêu đề. Đổi tên một cột trong tệp.")
    content = learned_mapping(view.layout, view.base, choice, name, into)
    code = str(content["code"])
    text = yaml_text("import_mapping", content)
    wish = PublishWish(platform.today(), note=f"ghi nhớ bố cục “{name}”")
    publish_text(platform, actor, text, wish, EditTarget("import_mapping", code))
    return code
