"""Files of dossiers on screen: uploaded one by one, put to papers, opened, looked at page by page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for

from motcua.documents.file_kinds import UnusableFileError
from motcua.documents.uploaded_pages import UndrawableError
from motcua.dossiers.record_parts import FileSource
from motcua.services.acting import DossierMissingError
from motcua.services.dossier_files import Attachment, FileMissingError, attach, open_file
from motcua.services.file_preview import page_image
from motcua.services.file_uploads import Upload, UploadMissingError, describe_uploads, take_upload
from motcua.services.paper_reuse import ReuseWish, reuse_paper
from motcua.services.receiving import RefusedError
from motcua.web.errors import answer_error
from motcua.web.screens.file_answers import answer_file, answer_page, isolated
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("files", __name__)

UPLOADERS = ("can_receive", "can_process", "can_decide", "can_issue", "can_return_result")


@blueprint.post("/tep")
@require(*UPLOADERS)
def take() -> Any:
    """Take one file in for a form that is being filled; the answer is its key and what it is."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return {"problem": "Chưa chọn tệp nào. Chọn tệp rồi tải lên."}, 400
    try:
        upload = take_upload(current_platform(), current_actor(), sent.stream, sent.filename)
    except UnusableFileError as error:
        return {"problem": str(error), "code": error.code}, 422
    return upload_words(upload), 201


def upload_words(upload: Upload) -> dict[str, Any]:
    """An upload as scripts and templates show it."""
    return {
        "key": upload.key,
        "name": upload.name,
        "size": size_words(upload.size),
        "kind": upload.kind.name,
        "waiting": upload.scan_state.value == "waiting",
    }


def size_words(size: int) -> str:
    """A size in kB or MB."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} kB"
    return f"{size / 1024 / 1024:.1f} MB".replace(".", ",")


def uploads_of(keys: list[str]) -> list[dict[str, Any]]:
    """The person's own uploads among posted keys, as templates show them."""
    if not keys:
        return []
    return [upload_words(one) for one in describe_uploads(current_platform(), current_actor(), keys)]


@blueprint.post("/ho-so/<number>/giay-to")
@require("can_read_dossier")
def put(number: str) -> Any:
    """Put a file to a paper of the dossier, or take one away with a reason; scripts get the answer as JSON."""
    posted, platform, actor = request.form, current_platform(), current_actor()
    script = request.headers.get("X-Requested-With") == "motcua"
    sent = [one for one in request.files.getlist("file") if one.filename]
    problem = ""
    try:
        # nobody's file is taken in for a dossier that is not theirs to see
        keys = tuple(take_upload(platform, actor, one.stream, one.filename or "").key for one in sent)
        wish = Attachment(
            posted.get("paper", ""),
            keys,
            tuple(one for one in (posted.get("dropped", ""),) if one),
            posted.get("reason", ""),
            FileSource.SCANNED if posted.get("source") == "scanned" else FileSource.UPLOADED,
        )
        attach(platform, actor, number, wish)
    except DossierMissingError as error:
        return answer_error(404, str(error))
    except (UnusableFileError, UploadMissingError, RefusedError) as error:
        problem = str(error)
    if script:
        return ({"problem": problem}, 422) if problem else ({"ok": True}, 201)
    if problem:
        flash(problem, "danger")
    else:
        flash("Đã bỏ tệp khỏi giấy tờ." if posted.get("dropped") else "Đã thêm tệp vào hồ sơ.", "success")
    return redirect(url_for("dossier.show", number=number, phan="giay-to"))


@blueprint.post("/ho-so/<number>/giay-to/dung-lai")
@require("can_read_dossier")
def reuse(number: str) -> Any:
    """Put a paper already held to a line of the dossier, with the consent of the applicant."""
    posted = request.form
    wish = ReuseWish(posted.get("paper", ""), posted.get("key", ""), posted.get("consent") == "1")
    try:
        reuse_paper(current_platform(), current_actor(), number, wish)
    except DossierMissingError as error:
        return answer_error(404, str(error))
    except RefusedError as error:
        flash(str(error), "danger")
    else:
        flash("Đã dùng lại giấy tờ đã có.", "success")
    return redirect(url_for("dossier.show", number=number, phan="giay-to"))


@blueprint.get("/ho-so/<number>/tep/<sha256>")
@require("can_read_dossier")
@isolated
def show(number: str, sha256: str) -> Any:
    """A file as it was uploaded."""
    try:
        file = open_file(current_platform(), current_actor(), number, sha256)
    except (DossierMissingError, FileMissingError) as error:
        return answer_error(404, str(error))
    return answer_file(file, download=request.args.get("tai") == "1")


@blueprint.get("/ho-so/<number>/tep/<sha256>/trang/<int:page>")
@require("can_read_dossier")
def page(number: str, sha256: str, page: int) -> Any:
    """One page of a PDF as an image."""
    platform = current_platform()
    try:
        file = open_file(platform, current_actor(), number, sha256)
    except (DossierMissingError, FileMissingError) as error:
        return answer_error(404, str(error))
    with file.content:
        try:
            return answer_page(page_image(platform, file, page))
        except UndrawableError:
            abort(404)
