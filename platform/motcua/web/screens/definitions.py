"""Every other definition: the kinds there are, the definitions of a kind, and how a new one begins."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from motcua.compiler.kinds import DEFINITION_CLASSES, schema
from motcua.kernel.text import fold
from motcua.services.definition_list import definition_lines
from motcua.storage.tables import DefinitionDraftRow, RevisionRow
from motcua.web.screens.studio import kind_title
from motcua.web.screens.words import day_words, numbers
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("definitions", __name__)

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]{0,63}")
ICONS = {
    "procedure": "card-list",
    "baseline": "layers",
    "form": "ui-checks-grid",
    "process": "diagram-3",
    "policy": "hourglass-split",
    "print": "printer",
    "report": "table",
    "dashboard": "speedometer2",
    "report_schedule": "send",
    "notice": "envelope",
    "calendar": "calendar3",
    "organization": "building",
    "code_list": "list-ul",
    "screen": "window",
    "register": "journal-text",
    "survey": "star",
    "numbering": "123",
    "import_mapping": "arrow-left-right",
}


@blueprint.get("/dinh-nghia")
@require("can_edit_definition")
def kinds() -> str:
    """The kinds of definitions with how many there are."""
    with current_platform().database.read() as session:
        counted = dict(
            session.execute(
                select(RevisionRow.kind, func.count(RevisionRow.code.distinct())).group_by(RevisionRow.kind)
            )
            .tuples()
            .all()
        )
        drafts = session.scalars(
            select(DefinitionDraftRow)
            .where(DefinitionDraftRow.created_by == current_actor().user)
            .order_by(DefinitionDraftRow.kind, DefinitionDraftRow.code)
        ).all()
    listed = [
        {
            "kind": kind,
            "title": kind_title(kind),
            "about": schema(kind).get("description", ""),
            "count": numbers(counted.get(kind, 0)),
            "icon": ICONS.get(kind, "braces"),
            "href": url_for("catalog.listing")
            if kind == "procedure"
            else url_for("definitions.listing", kind=kind),
        }
        for kind in DEFINITION_CLASSES
    ]
    return render_template("studio/kinds.html", kinds=listed, drafts=drafts, kind_title=kind_title)


@blueprint.get("/dinh-nghia/<kind>")
@require("can_edit_definition")
def listing(kind: str) -> Response | str:
    """The definitions of a kind, found with or without diacritics."""
    if kind == "procedure":
        return redirect(url_for("catalog.listing"))
    if kind not in DEFINITION_CLASSES:
        abort(404)
    platform = current_platform()
    platform.rules.refresh()
    asked = request.args.get("q", "")[:200]
    with platform.database.read() as session:
        lines = definition_lines(session, kind, platform.today(), current_actor().user)
    words = fold(asked).split()
    shown = [line for line in lines if all(word in fold(f"{line.code} {line.name}") for word in words)]
    return render_template(
        "studio/list.html",
        kind=kind,
        kind_name=kind_title(kind),
        about=schema(kind).get("description", ""),
        lines=shown,
        asked=asked,
        total=numbers(len(lines)),
        day=day_words,
    )


@blueprint.get("/dinh-nghia/<kind>/moi")
@require("can_edit_definition")
def begin(kind: str) -> Response | str:
    """Ask for the code of a new definition, then open its editor."""
    if kind not in DEFINITION_CLASSES:
        abort(404)
    code = request.args.get("code", "").strip()
    error = ""
    if "code" in request.args:
        error = _wrong_code(kind, code)
        if not error:
            return redirect(_editor(kind, code))
    return render_template("studio/new.html", kind=kind, kind_name=kind_title(kind), typed=code, error=error)


def _editor(kind: str, code: str) -> str:
    if kind == "procedure":
        return url_for("studio.edit_procedure", code=code)
    return url_for("studio.edit", kind=kind, code=code)


def _wrong_code(kind: str, code: str) -> str:
    if not CODE.fullmatch(code):
        return "Mã gồm chữ không dấu, số, dấu chấm, gạch nối, ví dụ 1.004873 hoặc to-khai-chung."
    with current_platform().database.read() as session:
        known: Any = session.scalar(
            select(RevisionRow.id).where(RevisionRow.kind == kind, RevisionRow.code == code).limit(1)
        )
    return f"Mã “{code}” đã có. Chọn mã khác, hoặc mở định nghĩa đó để sửa." if known else ""
