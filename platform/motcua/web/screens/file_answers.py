"""Files as answers: with headers that let a browser show them and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Response

from motcua.services.dossier_files import OpenFile
from motcua.storage.file_store import CHUNK

View = TypeVar("View", bound=Callable[..., Any])
ISOLATED = {
    "default-src": "'none'",
    "img-src": "'self'",
    "object-src": "'self'",
    "frame-ancestors": "'self'",
}
"""The content policy of an uploaded file: no script, no connection, nothing from elsewhere."""


def isolated(view: View) -> View:
    """Answer a view under the policy of uploaded files in place of the pages' own."""
    view.talisman_view_options = {  # type: ignore[attr-defined]
        "content_security_policy": ISOLATED,
        "content_security_policy_nonce_in": [],
    }
    return view


def answer_file(file: OpenFile, *, download: bool = False) -> Response:
    """The file as it was uploaded: images and PDF open in the browser, everything else is saved."""
    way = "inline" if file.kind.opens_in_browser and not download else "attachment"
    headers = {
        "Content-Disposition": f"{way}; filename*=UTF-8''{quote(file.name)}",
        "Content-Length": str(file.size),
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return Response(_pieces(file), headers=headers, content_type=file.media_type)


def _pieces(file: OpenFile) -> Iterator[bytes]:
    with file.content as content:
        while block := content.read(CHUNK):
            yield block


def answer_page(image: bytes) -> Response:
    """A drawn page."""
    return Response(image, headers={"Cache-Control": "private, no-store"}, content_type="image/png")
