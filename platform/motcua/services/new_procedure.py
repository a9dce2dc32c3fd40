"""Begins a procedure: from a template with a few answers, or as a copy of another one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.compiler.merging import origin_of
from motcua.compiler.shapes import REMOVE, entry_key, shape_of
from motcua.compiler.writing import yaml_text
from motcua.definitions.baseline import Baseline
from motcua.dossiers.actor import Actor
from motcua.kernel.codes import natural_sort_key
from motcua.kernel.text import clean
from motcua.kernel.time_limit import TimeLimit
from motcua.services.access import require
from motcua.services.definition_sheet import DefinitionSheet
from motcua.services.definition_store import StoredLibrary
from motcua.services.editing import EditTarget, save_draft
from motcua.services.runtime import Platform
from motcua.storage.tables import DefinitionDraftRow, DefinitionSourceRow, RevisionRow

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
FEE_ID = "phi-le-phi"
_NOT_COPIED = ("kind", "code", "name", "tests", "review", "decision_number", "effective_from", "effective_to")


class NewProcedureError(ValueError):
    """An answer cannot be used; ``field`` names it, the text says what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class NewFee:
    """What is taken: ``amount`` in đồng, 0 for nothing, None while it is not known."""

    name: str
    kind: str
    amount: int | None


@dataclass(frozen=True, slots=True)
class Beginning:
    """The answers a new procedure begins with."""

    baseline: str
    code: str
    name: str
    field_of_work: str = ""
    agencies: tuple[str, ...] = ()
    limit: TimeLimit | None = None
    fee: NewFee | None = None
    decision_number: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A baseline as something to begin with: what it already brings."""

    code: str
    name: str
    field_of_work: str
    levels: tuple[str, ...]
    form: str
    process: str
    papers: tuple[str, ...]


def templates(session: Session) -> tuple[Template, ...]:
    """The baselines a procedure can begin with: those that bring levels, a form and a process."""
    library = StoredLibrary(session)
    found = []
    for code in library.codes("baseline"):
        one: Baseline = library.load("baseline", code)
        body = one.body
        if body.process and body.form and body.levels:
            papers = tuple(line.name for line in body.checklist)
            levels = tuple(level.value for level in body.levels)
            name = one.name.removeprefix("Nền ")
            found.append(Template(code, name, body.field_of_work, levels, body.form, body.process, papers))
    return tuple(sorted(found, key=lambda one: (natural_sort_key(one.name), one.code)))


def check_code(session: Session, code: str) -> None:
    """Refuse a code that cannot be used or is taken. Raises :class:`NewProcedureError`."""
    if not CODE.fullmatch(code):
        raise NewProcedureError(
            "code", "Mã gồm chữ không dấu, số, dấu chấm, gạch nối, ví dụ 1.004873 hoặc DL.0001."
        )
    for table in (RevisionRow, DefinitionSourceRow, DefinitionDraftRow):
        known = session.scalar(select(table.id).where(table.kind == "procedure", table.code == code).limit(1))
        if known is not None:
            raise NewProcedureError("code", f"Mã “{code}” đã có. Chọn mã khác, hoặc mở thủ tục đó để sửa.")


def text_of(beginning: Beginning) -> str:
    """The text of the new procedure. Only what differs from the template is written."""
    content: dict[str, Any] = {
        "kind": "procedure",
        "code": beginning.code,
        "name": clean(beginning.name),
        "extends": beginning.baseline,
    }
    if beginning.field_of_work:
        content["field_of_work"] = clean(beginning.field_of_work)
    if beginning.decision_number:
        content["decision_number"] = clean(beginning.decision_number)
    if beginning.agencies:
        content["offered_by"] = list(beginning.agencies)
    if beginning.limit is not None:
        content["offers"] = [{"id": "any@any", "time_limit": str(beginning.limit)}]
    if beginning.fee is not None and beginning.fee.amount != 0:
        content["fees"] = [_fee(beginning.fee)]
    return yaml_text("procedure", content)


def _fee(fee: NewFee) -> dict[str, Any]:
    written: dict[str, Any] = {"id": FEE_ID, "name": clean(fee.name) or "Lệ phí", "kind": fee.kind}
    return {**written, "certain": False} if fee.amount is None else {**written, "amount": fee.amount}


def begin(platform: Platform, actor: Actor, beginning: Beginning) -> None:
    """Keep the new procedure as the actor's draft. Raises :class:`NewProcedureError`."""
    require(actor, "can_edit_definition", "thêm thủ tục")
    if not clean(beginning.name):
        raise NewProcedureError("name", "Ghi tên thủ tục như trong quyết định công bố.")
    with platform.database.read() as session:
        check_code(session, beginning.code)
        if beginning.baseline not in StoredLibrary(session).codes("baseline"):
            raise NewProcedureError("baseline", "Chọn một mẫu trong danh sách.")
    directory = platform.directory()
    strangers = [
        one for one in beginning.agencies if ":" not in one and one != "field" and not directory.knows(one)
    ]
    if strangers:
        raise NewProcedureError("agencies", f"Không có cơ quan “{strangers[0]}”. Chọn lại trong danh sách.")
    save_draft(platform, actor, EditTarget("procedure", beginning.code), text_of(beginning), 0)


def copy_of(session: Session, sheet: DefinitionSheet, code: str, name: str) -> str:
    """The text of a copy: what the procedure says itself, over the same template; tests and review stay behind."""
    library = StoredLibrary(session)
    base_code = str(sheet.content.get("extends", ""))
    base = library.content("baseline", base_code) if base_code else None
    own = {key: value for key, value in sheet.content.items() if key not in _NOT_COPIED}
    if base is not None:
        own = {key: value for key, value in own.items() if not _from_template(sheet, key)}
        for key, value in own.items():
            own[key] = _with_removals(key, value, base.get(key))
    return yaml_text("procedure", {"kind": "procedure", "code": code, "name": clean(name), **own})


def _from_template(sheet: DefinitionSheet, key: str) -> bool:
    """Whether a part comes whole from the template, so that the copy gets it without writing it."""
    origins: Mapping[str, str] = sheet.revision.origins
    below = [origin for pointer, origin in origins.items() if pointer.startswith(f"/{key}/")]
    every = [origin_of(origins, f"/{key}"), *below]
    return key != "extends" and all(origin.startswith("baseline:") for origin in every)


def _with_removals(key: str, value: Any, base: Any) -> Any:
    """A list with what the template has beyond it taken away by name."""
    shape = shape_of("procedure").properties.get(key)
    if shape is None or not shape.key or not isinstance(value, list) or not isinstance(base, list):
        return value
    present = {entry_key(item, shape, index) for index, item in enumerate(value)}
    extra: Sequence[dict[str, Any]] = [
        {shape.key: item[shape.key], REMOVE: True}
        for index, item in enumerate(base)
        if entry_key(item, shape, index) not in present
    ]
    return [*extra, *value]


def copy(platform: Platform, actor: Actor, sheet: DefinitionSheet, code: str, name: str) -> None:
    """Keep a copy of a procedure as the actor's draft. Raises :class:`NewProcedureError`."""
    require(actor, "can_edit_definition", "thêm thủ tục")
    if not clean(name):
        raise NewProcedureError("name", "Ghi tên của thủ tục mới.")
    with platform.database.read() as session:
        check_code(session, code)
        text = copy_of(session, sheet, code, name)
    save_draft(platform, actor, EditTarget("procedure", code), text, 0)
