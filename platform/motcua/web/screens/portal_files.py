"""Files of citizens before they lie in a dossier: taken in one by one, looked at by who uploaded them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from motcua.documents.file_kinds import UnusableFileError
from motcua.services.dossier_files import FileMissingError
from motcua.services.file_uploads import UploadMissingError
from motcua.services.portal_filing import open_visitor_file, take_visitor_file
from motcua.web.errors import answer_error
from motcua.web.screens.file_answers import answer_file, isolated
from motcua.web.screens.files import upload_words
from motcua.web.security.current import current_platform
from motcua.web.security.visitors import current_visitor

blueprint = Blueprint("portal_files", __name__, url_prefix="/cong/tep")


@blueprint.post("")
def take() -> Any:
    """Take one file in for a paper; the answer is its key, what it is, and where to look at it."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return {"problem": "Chưa chọn tệp nào. Chọn tệp rồi tải lên."}, 400
    try:
        upload = take_visitor_file(current_platform(), current_visitor(), sent.stream, sent.filename)
    except UnusableFileError as error:
        return {"problem": str(error), "code": error.code}, 422
    return upload_words(upload) | {"url": url_for("portal_files.show", key=upload.key)}, 201


@blueprint.get("/<key>")
@isolated
def show(key: str) -> Any:
    """A file as the citizen uploaded it."""
    try:
        file = open_visitor_file(current_platform(), current_visitor(), key[:64])
    except (UploadMissingError, FileMissingError) as error:
        return answer_error(404, str(error))
    return answer_file(file)
