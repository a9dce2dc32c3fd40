"""The drawing boards of forms and processes: pages, and the acts of their scripts, each answered with a new drawing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from motcua.compiler.edits import Edit, EditError
from motcua.kernel.problems import Correction, CorrectionKind
from motcua.services.editing import EditConflictError, EditTarget, open_editor
from motcua.services.visual_editing import Drawn, Kept, act_on, corrected, draw, keep
from motcua.surfaces.property_sheet import has_properties
from motcua.surfaces.workpiece import ActRefusedError, Path, Workpiece
from motcua.web.screens.board_parts import Chosen, chosen_part, listed_problems
from motcua.web.screens.form_board import FORM_ACTS, form_board
from motcua.web.screens.process_board import PROCESS_ACTS, process_board
from motcua.web.screens.studio import address, back_to_editor, crumbs, edit_target, kind_title, posted_text
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("board", __name__)

BOARDS: Mapping[str, Callable[[Session, Drawn, Path], dict[str, Any]]] = {
    "form": form_board,
    "process": process_board,
}
ACTS = {"form": FORM_ACTS, "process": PROCESS_ACTS}
TITLES = {"form": "Dựng biểu mẫu", "process": "Vẽ quy trình"}
KEYS: Mapping[str, list[dict[str, Any]]] = {
    "form": [
        {"key": ["↑", "↓"], "label": "Chọn ô"},
        {"key": "Enter", "label": "Sửa thuộc tính"},
        {"key": ["Alt ↑", "Alt ↓"], "label": "Chuyển ô"},
        {"key": "N", "label": "Nhân đôi"},
        {"key": "Delete", "label": "Bỏ"},
        {"key": "Ctrl Z", "label": "Hoàn tác"},
        {"key": "F8", "label": "Chỗ cần sửa tiếp theo"},
    ],
    "process": [
        {"key": ["←", "→", "↑", "↓"], "label": "Chọn bước"},
        {"key": "Enter", "label": "Sửa bước"},
        {"key": "B", "label": "Thêm bước sau"},
        {"key": "K", "label": "Nối tới bước khác"},
        {"key": "Delete", "label": "Bỏ"},
        {"key": "Ctrl Z", "label": "Hoàn tác"},
        {"key": "F8", "label": "Chỗ cần sửa tiếp theo"},
    ],
}


def board_target(kind: str, code: str) -> EditTarget:
    """What is drawn; only forms and processes have a drawing."""
    target = edit_target(kind, code)
    if kind not in BOARDS:
        abort(404)
    return target


@blueprint.get("/dinh-nghia/<kind>/<code>/ve")
@require("can_edit_definition")
def page(kind: str, code: str) -> str:
    """The drawing board; with `nhung=1` only the board itself, to stand in another page."""
    target, platform = board_target(kind, code), current_platform()
    platform.rules.refresh()
    with platform.database.read() as session:
        editable = open_editor(session, current_actor(), target)
        drawn = draw(platform, session, editable.text, target)
        board = _board(session, drawn, ())
    name = str((drawn.piece.whole if drawn.piece else {}).get("name") or code)
    template = "studio/_board.html" if request.args.get("nhung") == "1" else "studio/board.html"
    return render_template(
        template,
        target=target,
        title=TITLES[kind],
        name=name,
        kind_name=kind_title(kind),
        editable=editable,
        back=back_to_editor(target),
        address=address,
        keys=KEYS[kind],
        crumbs=crumbs(target, name, TITLES[kind]),
        **board,
    )


@blueprint.post("/dinh-nghia/<kind>/<code>/ve")
@require("can_edit_definition")
def act(kind: str, code: str) -> AnyResponse:
    """Do one act and answer with the new drawing; what changes the text is kept as draft at once."""
    target, platform = board_target(kind, code), current_platform()
    text, chosen, refused = posted_text(), _path(request.form.get("chosen", "")), ""
    known = _known(text)
    with platform.database.read() as session:
        changed = text
        try:
            chosen, changed = _acted(session, text, target, chosen)
        except ActRefusedError as error:
            refused = str(error)
    try:
        kept = known if changed == known.text else keep(platform, current_actor(), target, changed, known)
    except (EditConflictError, EditError) as error:
        return Response(str(error), status=409, mimetype="text/plain")
    with platform.database.read() as session:
        board = _board(session, draw(platform, session, kept.text, target), chosen)
    html = render_template(
        f"studio/_board_{kind}.html", target=target, address=address, back=back_to_editor(target), **board
    )
    return jsonify(
        html=html,
        text=kept.text,
        version=kept.version,
        taken=kept.taken,
        chosen="/".join(board["chosen"].path),
        saved_at="" if kept is known else f"{platform.now():%H:%M:%S}",
        refused=refused,
        property=request.form.get("name", "") if refused else "",
    )


def _known(text: str) -> Kept:
    """The draft as the page last knew it to be stored."""
    version = request.form.get("version", "0")[:12]
    base = request.form.get("base", "").replace("\r\n", "\n")
    return Kept(base or text, int(version) if version.isdecimal() else 0)


def _acted(session: Session, text: str, target: EditTarget, chosen: Path) -> tuple[Path, str]:
    name = request.form.get("act", "choose")
    if name in {"choose", "text"}:
        return chosen, text
    if name == "correct":
        return chosen, corrected(session, text, target, _correction())
    run = ACTS[target.kind].get(name)
    if run is None:
        abort(400)

    def act_in_piece(piece: Workpiece) -> tuple[Path, Sequence[Edit]]:
        return run(piece, chosen, request.form)

    return act_on(session, text, target, act_in_piece)


def _correction() -> Correction:
    """The correction a problem offered, as it was shown."""
    try:
        given = json.loads(request.form.get("correction", ""))
        return Correction(
            str(given["path"]),
            given.get("value"),
            kind=CorrectionKind(given.get("kind", CorrectionKind.SET.value)),
            found=str(given.get("found", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        abort(400)


def _board(session: Session, drawn: Drawn, chosen: Path) -> dict[str, Any]:
    """What the templates of a board read; a text that cannot be drawn only shows its problems."""
    kind = drawn.target.kind
    if drawn.piece is None or drawn.definition is None:
        return {
            "drawn": drawn,
            "kind": kind,
            "chosen": Chosen((), "", ()),
            "problems": listed_problems(drawn, ()),
            "undrawable": True,
        }
    path = chosen if has_properties(drawn.piece, chosen) else ()
    shown = BOARDS[kind](session, drawn, path)
    part = chosen_part(drawn, path, shown.pop("choices"))
    return {"drawn": drawn, "kind": kind, "chosen": part, "undrawable": False, **shown}


def _path(text: str) -> Path:
    return tuple(part for part in text.split("/") if part)[:8]
