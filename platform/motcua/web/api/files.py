"""Files by API: uploaded one by one, put to papers, read; packages of dossiers; the public check of results."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from motcua.documents.file_kinds import UnusableFileError
from motcua.dossiers.field_error import FieldError
from motcua.dossiers.record_parts import FileSource
from motcua.services.dossier_files import Attachment, FileMissingError, attach, open_file
from motcua.services.dossier_json import as_json
from motcua.services.dossier_view import view_dossier
from motcua.services.file_uploads import UploadMissingError, take_upload
from motcua.services.intake_requests import InvalidRequestError
from motcua.services.outcome_check import check_outcome
from motcua.services.roles import ACTING
from motcua.web.api.answers import answer, explained
from motcua.web.api.bodies import AttachBody
from motcua.web.api.body_reading import idempotency_key, read_body
from motcua.web.problem_details import problem
from motcua.web.screens.archive import packed
from motcua.web.screens.file_answers import answer_file, isolated
from motcua.web.security.current import current_actor, current_platform, require_token

blueprint = Blueprint("api_files", __name__, url_prefix="/api/v1")


@blueprint.post("/files")
@require_token("can_use_api")
@explained
def take() -> Response:
    """Take one file in; the id is good for the caller's own dossiers."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        message = "Gửi tệp dạng multipart/form-data trong phần “file”, kèm tên tệp."
        raise InvalidRequestError((FieldError("file", "no_file", message),))
    try:
        upload = take_upload(current_platform(), current_actor(), sent.stream, sent.filename)
    except UnusableFileError as error:
        raise InvalidRequestError((FieldError("file", error.code, str(error)),)) from error
    shown = {
        "id": upload.key,
        "name": upload.name,
        "media_type": upload.media_type,
        "size": upload.size,
        "sha256": upload.sha256,
        "scan_state": upload.scan_state.value,
    }
    return answer(shown, 201)


@blueprint.post("/dossiers/<number>/files")
@require_token(*ACTING)
@explained
def put(number: str) -> Response:
    """Put uploaded files to a paper of the dossier, or say why files of it no longer count."""
    body = read_body(AttachBody)
    platform, actor = current_platform(), current_actor()
    try:
        source = FileSource(body.source)
    except ValueError as error:
        message = "source là uploaded (tệp nộp) hoặc scanned (bản quét)."
        raise InvalidRequestError((FieldError("source", "wrong_value", message),)) from error
    wish = Attachment(
        body.paper, tuple(body.files), tuple(body.dropped), body.reason, source, body.expected_version
    )
    try:
        attach(platform, actor, number, wish, idempotency_key())
    except UploadMissingError as error:
        raise InvalidRequestError((FieldError("files", "unknown_file", str(error)),)) from error
    return answer(as_json(view_dossier(platform, actor, number), platform.directory()))


@blueprint.get("/dossiers/<number>/files/<sha256>")
@require_token("can_read_dossier")
@isolated
@explained
def show(number: str, sha256: str) -> Response:
    """A file of a dossier as it was uploaded."""
    try:
        return answer_file(open_file(current_platform(), current_actor(), number, sha256), download=True)
    except FileMissingError as error:
        return problem(404, str(error))


@blueprint.get("/dossiers/<number>/package")
@require_token("can_read_dossier")
@explained
def package(number: str) -> Response:
    """The dossier as one ZIP with its manifest of hashes and its signature."""
    return packed(number)


@blueprint.get("/public/outcomes/<code>")
@explained
def check(code: str) -> Any:
    """Whether the result behind the code of a QR holds."""
    platform = current_platform()
    platform.rules.refresh()
    found = check_outcome(platform, code)
    if found is None:
        return problem(404, "Không có kết quả nào mang mã này.")
    return answer(
        {
            "name": found.name,
            "number": found.number,
            "issuer": found.issuer,
            "issued_at": found.issued_at.isoformat(),
            "valid_until": found.valid_until.isoformat() if found.valid_until else None,
            "standing": found.standing.value,
            "standing_name": found.standing.name_in_vietnamese,
            "is_signed": found.is_signed,
        }
    )
