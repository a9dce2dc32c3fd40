"""The print editor: a Word template is checked and made into a paper; papers are looked at with sample dossiers."""

from __future__ import annotations

import base64
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from motcua.documents.word_template import WordTemplateError
from motcua.services.import_runs import ImportRunMissingError
from motcua.services.kept_uploads import (
    UploadRefusedError,
    close_upload,
    keep_upload,
    kept_bytes,
    kept_upload,
)
from motcua.services.papers import PaperMissingError, render
from motcua.services.print_editor import (
    ROLE_NAMES,
    PrintEditorError,
    PrintWish,
    WordLook,
    draft_template,
    keep_print,
    look_at_word,
    sample_pages,
    sample_paper,
)
from motcua.surfaces.print_contract import CONTRACTS, DataType
from motcua.surfaces.print_samples import SAMPLE_NAMES
from motcua.surfaces.word_tokens import LEAVE_OUT, TokenKind, TokenState, every_name, key_of
from motcua.web.posted_files import posted_upload
from motcua.web.screens.offering import agency_groups
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("print_editor", __name__)

KIND = "word_template"
STATES = {
    TokenState.KNOWN: ("ok", "Đã rõ"),
    TokenState.UNKNOWN: ("soon", "Chưa biết"),
    TokenState.WRONG_TYPE: ("late", "Sai loại"),
    TokenState.LEFT_OUT: ("idle", "Bỏ"),
}
ORDER = (TokenState.WRONG_TYPE, TokenState.UNKNOWN, TokenState.KNOWN, TokenState.LEFT_OUT)
KIND_WORDS = {TokenKind.LOOP: "vòng lặp", TokenKind.IMAGE: "mã QR, ảnh"}


@blueprint.get("/mau-in/tu-word")
@require("can_edit_definition")
def ask() -> str:
    """Choose a Word template."""
    return _ask("")


def _ask(error: str) -> str:
    return render_template("prints/upload.html", error=error, crumbs=_crumbs("Mẫu in từ Word"))


def _crumbs(here: str) -> list[dict[str, str]]:
    listing = url_for("definitions.listing", kind="print")
    return [{"label": "Mẫu in", "href": listing}, {"label": here, "href": ""}]


@blueprint.post("/mau-in/tu-word")
@require("can_edit_definition")
def take() -> AnyResponse | tuple[str, int]:
    """Keep the template when it can be read."""
    file = posted_upload()
    if file is None:
        return _ask("Chưa chọn tệp. Chọn mẫu Word dạng .docx."), 400
    try:
        look_at_word(file.content, file.name, PrintWish())
        kept = keep_upload(current_platform(), current_actor(), KIND, file, {})
    except (WordTemplateError, UploadRefusedError) as error:
        return _ask(str(error)), 400
    return redirect(url_for("print_editor.show", upload_id=kept))


@blueprint.get("/mau-in/tu-word/<int:upload_id>")
@require("can_edit_definition")
def show(upload_id: int) -> str:
    """Every placeholder with the data it stands for."""
    return _show(upload_id, PrintWish(), {})


def _looked(upload_id: int, wish: PrintWish) -> WordLook:
    platform = current_platform()
    try:
        with platform.database.read() as session:
            row = kept_upload(session, current_actor(), KIND, upload_id)
            return look_at_word(kept_bytes(platform, row), row.file_name, wish)
    except ImportRunMissingError:
        abort(404)


def _show(upload_id: int, wish: PrintWish, errors: dict[str, str]) -> str:
    look = _looked(upload_id, wish)
    contract = CONTRACTS[wish.data]
    names = [(path, one.meaning, one.type) for path, one in every_name(contract)]
    return render_template(
        "prints/check.html",
        upload_id=upload_id,
        look=look,
        wish=wish,
        errors=errors,
        tokens=[
            {
                "key": key_of(one.token),
                "name": one.token.name,
                "loop": one.token.loop,
                "what": KIND_WORDS.get(one.token.kind, ""),
                "is_loop": one.token.kind is TokenKind.LOOP,
                "state": STATES[one.state],
                "path": one.path,
                "meaning": one.meaning,
                "message": one.message,
                "suggestions": one.suggestions,
                "times": one.times,
                "place": one.token.place,
                "inside": _inside(look, one.token.loop, wish.data),
            }
            for state in ORDER
            for one in look.of(state)
        ],
        values=[
            (path, meaning) for path, meaning, kind in names if kind not in (DataType.GROUP, DataType.ROWS)
        ],
        lists=[(path, meaning) for path, meaning, kind in names if kind is DataType.ROWS],
        leave_out=LEAVE_OUT,
        roles=ROLE_NAMES,
        groups=agency_groups(current_platform().directory()),
        meanings={path: meaning for path, meaning, _kind in names},
        crumbs=_crumbs(look.template.name),
    )


def _inside(look: WordLook, loop: str, data: str) -> list[tuple[str, str]]:
    """What the rows of a loop hold."""
    for one in look.checked:
        if loop and one.token.kind is TokenKind.LOOP and one.token.name == loop and one.path:
            found = dict(every_name(CONTRACTS[data])).get(one.path)
            if found is not None:
                return [(name, inner.meaning) for name, inner in found.inside.items()]
    return []


@blueprint.post("/mau-in/tu-word/<int:upload_id>")
@require("can_edit_definition")
def make(upload_id: int) -> AnyResponse | tuple[str, int] | str:
    """Check again with what was chosen, or make the draft."""
    posted = request.form
    wish = PrintWish(
        code=posted.get("code", "").strip()[:64],
        name=posted.get("name", "")[:300],
        role=posted.get("role", "receipt"),
        agencies=tuple(dict.fromkeys(one[:64] for one in posted.getlist("agencies") if one))[:200],
        chosen=tuple(
            (name.removeprefix("o:"), value.strip()[:120])
            for name, value in posted.items()
            if name.startswith("o:") and value.strip()
        ),
    )
    if posted.get("viec") != "tao":
        return _show(upload_id, wish, {})
    platform = current_platform()
    try:
        target = keep_print(platform, current_actor(), _looked(upload_id, wish), wish)
    except PrintEditorError as error:
        return _show(upload_id, wish, {error.field: str(error)}), 400
    close_upload(platform, upload_id, {"code": target.code})
    flash("Đã chuyển thành bản nháp mẫu in. Xem thử với ba hồ sơ mẫu rồi công bố.", "success")
    return redirect(url_for("print_editor.preview", code=target.code))


@blueprint.get("/mau-in/<code>/xem-thu")
@require("can_edit_definition")
def preview(code: str) -> str:
    """The paper, as the draft makes it, with a usual, the longest and an empty dossier."""
    platform = current_platform()
    platform.rules.refresh()
    template = draft_template(platform, current_actor(), code)
    if template is None:
        return render_template(
            "prints/preview.html", code=code, template=None, samples=[], crumbs=_crumbs("Xem thử")
        )
    pages = sample_pages(platform, template)
    samples: list[dict[str, Any]] = [
        {
            "which": which,
            "name": SAMPLE_NAMES[which],
            "images": [base64.b64encode(page.encode()).decode() for page in found],
        }
        for which, found in pages.items()
    ]
    return render_template(
        "prints/preview.html", code=code, template=template, samples=samples, crumbs=_crumbs("Xem thử")
    )


@blueprint.get("/mau-in/<code>/xem-thu/<which>/<kind>")
@require("can_edit_definition")
def sample_file(code: str, which: str, kind: str) -> Response:
    """One sample as a PDF or Word file."""
    platform = current_platform()
    template = draft_template(platform, current_actor(), code)
    if template is None or which not in SAMPLE_NAMES or kind not in ("pdf", "docx"):
        abort(404)
    try:
        content, media_type = render(sample_paper(platform, template, which), kind)
    except PaperMissingError:
        abort(404)
    headers = {"Content-Disposition": f'attachment; filename="{code[:60]}-{which}.{kind}"'}
    return Response(content, headers=headers, content_type=media_type)
