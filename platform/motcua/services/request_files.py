"""Finds the uploads that the papers of a request name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from motcua.dossiers.actor import Actor
from motcua.dossiers.field_error import FieldError
from motcua.dossiers.record_parts import FileSource, PaperFile
from motcua.services.file_uploads import UploadMissingError, find_uploads
from motcua.services.held_papers import HeldPaper, find_held, identity_of
from motcua.services.intake_requests import DossierRequest, InvalidRequestError
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform

MOST_FILES = 20
"""Files of one paper in one request."""


def files_in_request(platform: Platform, actor: Actor, request: DossierRequest) -> tuple[PaperFile, ...]:
    """The uploads that a request's papers name under ``files``. Raises InvalidRequestError naming each place."""
    wanted = list(_named(request.documents))
    try:
        uploads = find_uploads(platform, actor, [key for _paper, key, _source in wanted])
    except UploadMissingError as error:
        paper = next(paper for paper, key, _source in wanted if key == error.key)
        problem = FieldError(f"documents.{paper}.files", "unknown_file", str(error))
        raise InvalidRequestError((problem,)) from error
    unique = dict.fromkeys((paper, uploads[key].sha256) for paper, key, _source in wanted)
    first = {(paper, uploads[key].sha256): (key, source) for paper, key, source in reversed(wanted)}
    return tuple(uploads[first[one][0]].as_paper(one[0], first[one][1]) for one in unique)


def _named(documents: Mapping[str, Any]) -> Iterator[tuple[str, str, FileSource]]:
    for paper, entry in documents.items():
        given = entry.get("files") if isinstance(entry, Mapping) else None
        if not given:
            continue
        keys = [given] if isinstance(given, str) else given
        if (
            not isinstance(keys, Sequence)
            or not all(isinstance(one, str) for one in keys)
            or len(keys) > MOST_FILES
        ):
            message = f"files là danh sách không quá {MOST_FILES} mã tệp đã tải lên."
            raise InvalidRequestError((FieldError(f"documents.{paper}.files", "wrong_type", message),))
        source = FileSource.SCANNED if entry.get("source") == "scanned" else FileSource.UPLOADED
        for key in keys:
            yield paper, key, source


def with_files(platform: Platform, actor: Actor, request: DossierRequest) -> DossierRequest:
    """The request with its uploads and reused papers found. Raises InvalidRequestError for one that is not there."""
    files = (*files_in_request(platform, actor, request), *reused_in_request(platform, actor, request))
    return replace(request, files=files) if files else request


def reused_in_request(platform: Platform, actor: Actor, request: DossierRequest) -> tuple[PaperFile, ...]:
    """The papers already held that a request names under ``reuse``, each with the consent of the applicant."""
    wanted = {
        paper: entry
        for paper, entry in request.documents.items()
        if isinstance(entry, Mapping) and entry.get("reuse")
    }
    if not wanted:
        return ()
    try:
        procedure = platform.rules.definition("procedure", request.procedure, platform.today())
    except RulesMissingError:
        return ()  # weighing the request says so
    held = find_held(platform, actor, procedure, identity_of(request.applicant))
    return tuple(_reused(paper, entry, held, actor, request) for paper, entry in wanted.items())


def _reused(
    paper: str,
    entry: Mapping[str, Any],
    held: Mapping[str, Sequence[HeldPaper]],
    actor: Actor,
    request: DossierRequest,
) -> PaperFile:
    found = next((one for one in held.get(paper, ()) if one.key == entry["reuse"]), None)
    path = f"documents.{paper}"
    if found is None:
        message = "Giấy tờ đã có không còn dùng lại được: hết hạn, đã thu hồi, hoặc không phải của người nộp."
        raise InvalidRequestError((FieldError(f"{path}.reuse", "not_held", message),))
    if entry.get("consent") is not True:
        message = "Dùng lại giấy tờ đã có phải được người nộp đồng ý. Hỏi người nộp rồi đánh dấu đồng ý."
        raise InvalidRequestError((FieldError(f"{path}.consent", "consent_needed", message),))
    person = str(request.applicant.get("full_name", "")) or "Người nộp"
    return found.as_file(f"{person} đồng ý, {actor.full_name or actor.user} ghi nhận")
