"""Finds the uploads that the papers of a request name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from motcua.dossiers.actor import Actor
from motcua.dossiers.field_error import FieldError
from motcua.dossiers.record_parts import FileSource, PaperFile
from motcua.services.file_uploads import UploadMissingError, find_uploads
from motcua.services.intake_requests import DossierRequest, InvalidRequestError
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
    """The request with its uploads found. Raises InvalidRequestError for one that is not there."""
    files = files_in_request(platform, actor, request)
    return replace(request, files=files) if files else request
