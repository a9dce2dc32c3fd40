"""Teaching a layout: first rows, a proposal for each column, meanings of words, preview, then remembered."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from motcua.catalog.layout_proposal import IGNORED, LayoutChoice
from motcua.catalog.table_fields import TARGETS
from motcua.definitions.import_mapping import ImportSubject
from motcua.services.access import ForbiddenError
from motcua.services.editing import NotPublishableError
from motcua.services.import_centre import choose, kept_content
from motcua.services.layout_learning import (
    LayoutIncompleteError,
    LayoutView,
    keep_layout,
    shown_value,
    value_names,
    view_layout,
)
from motcua.storage.tables import ImportRunRow
from motcua.web.screens.import_actions import act_on
from motcua.web.screens.import_centre import KINDS, own_run
from motcua.web.security.current import current_actor, current_platform, may, require
from motcua.web.typed_numbers import typed_number

blueprint = Blueprint("import_layout", __name__, url_prefix="/nhap-du-lieu")

TOP_ROWS = 6
SURE = 0.85
LIKELY = 0.55


@blueprint.get("/<int:run_id>/chi-cot")
@require("can_import_catalog")
def show(run_id: int) -> str:
    """The table with what is proposed."""
    row = own_run(run_id)
    return _page(row, _subject(row), LayoutChoice(), "")


@blueprint.post("/<int:run_id>/chi-cot")
@require("can_import_catalog")
def settle(run_id: int) -> Response | str | tuple[str, int]:
    """Look again with the choices, or remember the layout."""
    row = own_run(run_id)
    subject, choice = _subject(row), _choice()
    if request.form.get("viec") != "nho":
        return _page(row, subject, choice, "")
    view = _view(row, subject, choice)
    if view is None:
        return _page(row, subject, choice, "Không đọc được tệp."), 400
    platform, actor = current_platform(), current_actor()
    into = request.form.get("into", "").strip()[:64]
    name = request.form.get("name", "").strip() or f"Bố cục của {row.file_name}"
    try:
        keep_layout(platform, actor, view, choice, name, into)
    except (LayoutIncompleteError, ForbiddenError) as error:
        return _page(row, subject, choice, str(error)), 400
    except NotPublishableError as error:
        said = " ".join(f"{one.message} {one.remedy}".strip() for one in error.problems[:3])
        return _page(row, subject, choice, f"Chưa ghi nhớ được: {said}"), 400
    platform.rules.refresh()
    said = "Đã ghi nhớ bố cục. Tệp sau có các tiêu đề này được nhận ra ngay."
    return act_on(run_id, lambda: choose(platform, actor, run_id, into, subject), said)


def _subject(row: ImportRunRow) -> ImportSubject:
    said = request.form.get("kind", "") or request.args.get("loai", "")
    summary = row.summary or {}
    for value in (said, summary.get("wanted"), summary.get("subject")):
        if value in dict(KINDS):
            return ImportSubject(str(value))
    return ImportSubject.PROCEDURES


def _choice() -> LayoutChoice:
    """What the form says; columns count only when the kind is still the one they were chosen for."""
    posted = request.form
    same = posted.get("kind", "") == posted.get("was_kind", "") and posted.get("sheet") == posted.get(
        "was_sheet"
    )
    first, last = _number("first_row"), _number("last_row")
    moved = posted.get("was_rows", "") != f"{first}-{last}"
    targets: dict[int, str] | None = None
    if same and not moved:
        targets = {
            int(name.removeprefix("cot-")): value
            for name, value in posted.items()
            if name.startswith("cot-") and name.removeprefix("cot-").isdecimal()
        }
    words = {
        (posted.get(f"chu-cot-{at}", ""), posted.get(f"chu-{at}", "")): posted.get(f"nghia-{at}", "")
        for at in range(100)
        if posted.get(f"chu-{at}") and posted.get(f"nghia-{at}")
    }
    same_sheet = posted.get("sheet") == posted.get("was_sheet")
    return LayoutChoice(
        posted.get("sheet", "")[:200],
        first if same_sheet else -1,
        last if same_sheet else -1,
        targets,
        words if same else None,
    )


def _number(name: str) -> int:
    """A row as people count it, from 1; -1 when none was given."""
    number = typed_number(request.form.get(name, ""), 0)
    return number - 1 if 0 < number < 100_000 else -1


def _view(row: ImportRunRow, subject: ImportSubject, choice: LayoutChoice) -> LayoutView | None:
    platform = current_platform()
    content = kept_content(platform, row)
    with platform.database.read() as session:
        return view_layout(session, content, row.file_name, subject, choice)


def _page(row: ImportRunRow, subject: ImportSubject, choice: LayoutChoice, notice: str) -> str:
    view = _view(row, subject, choice)
    return render_template(
        "imports/layout.html",
        row=row,
        subject=subject.value,
        target=TARGETS[subject],
        kinds=KINDS,
        notice=notice,
        view=view,
        into=request.form.get("into", "") or str((row.summary or {}).get("into", "")),
        name=request.form.get("name", "") or f"Bố cục của {row.file_name}",
        may_keep=may("can_publish_definition"),
        **(_table(view, choice) if view else {}),
    )


def _table(view: LayoutView, choice: LayoutChoice) -> dict[str, Any]:
    layout, base = view.layout, view.base
    names = value_names(base)
    kept = choice.words or {}
    words = [
        {"column": column, "text": text, "value": ""}
        for column, texts in layout.unknown_words.items()
        for text in texts
    ]
    words += [{"column": column, "text": text, "value": value} for (column, text), value in kept.items()]
    return {
        "columns": _columns(view, choice),
        "fields": [(one.id, one.name, one.required) for one in base.columns],
        "field_names": {one.id: one.name for one in base.columns},
        "top": [row[:12] for row in layout.sheet.rows[: max(layout.last_row + 2, TOP_ROWS)]],
        "sheets": [one.name for one in view.workbook.sheets if not one.hidden],
        "sheet": layout.sheet.name,
        "rows": (layout.first_row + 1, layout.last_row + 1),
        "was_rows": f"{layout.first_row}-{layout.last_row}",
        "words": words[:100],
        "values": {
            column: [(value, names.get((column, value), value)) for value in values]
            for column, values in view.values.items()
        },
        "preview": [
            [
                {
                    "text": text,
                    "shown": shown_value(base, one.target, cell.shown) if cell else "",
                    "kind": _kind(text, cell),
                    "expected": cell.expected if cell else "",
                }
                for one, (text, cell) in zip(layout.columns, cells, strict=True)
            ]
            for cells in layout.preview
        ],
        "missing": view.missing,
        "known_as": view.known_as,
    }


def _columns(view: LayoutView, choice: LayoutChoice) -> list[dict[str, Any]]:
    """What stands over each column: its heading, what it is taken for, and how surely."""
    return [
        {
            "column": one.column,
            "letters": one.letters,
            "heading": one.heading,
            "target": one.target or (IGNORED if choice.targets is not None else ""),
            "samples": one.samples[:3],
            "mark": _mark(one.confidence) if one.target and choice.targets is None else None,
        }
        for one in view.layout.columns
    ]


def _mark(confidence: float) -> tuple[str, str]:
    if confidence >= SURE:
        return "ok", "chắc chắn"
    return ("work", "có lẽ đúng") if confidence >= LIKELY else ("soon", "đoán, xem lại")


def _kind(text: str, cell: Any) -> str:
    if cell is None or not text.strip():
        return ""
    return "ok" if cell.is_usable else "late"
