"""Pages of stored PDF and office files as images, drawn once and kept for some days."""

from __future__ import annotations

import contextlib
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from motcua.documents.file_kinds import PDF
from motcua.documents.uploaded_pages import UndrawableError, count_pages, draw_page, drawn_as_pdf
from motcua.services.dossier_files import OpenFile
from motcua.services.runtime import Platform

FOLDER = "previews"
KEPT_SECONDS = 7 * 24 * 3600
MOST_PAGES = 2_000


def page_count(platform: Platform, file: OpenFile) -> int:
    """How many pages a file has to look at. Raises UndrawableError for what has none, or cannot be read."""
    _check(file)
    kept = _place(platform, file.sha256, "pages.txt")
    if not kept.exists():
        with _pdf(platform, file) as pages:
            _keep(kept, str(count_pages(pages)).encode())
    return int(kept.read_text())


def page_image(platform: Platform, file: OpenFile, number: int) -> bytes:
    """One page of a file as PNG. Raises UndrawableError."""
    _check(file)
    if not 1 <= number <= MOST_PAGES:
        raise UndrawableError
    kept = _place(platform, file.sha256, f"{number}.png")
    if not kept.exists():
        with _pdf(platform, file) as pages:
            _keep(kept, draw_page(pages, number))
    return kept.read_bytes()


def sweep_previews(platform: Platform) -> int:
    """Remove pages drawn long ago; how many there were."""
    before, removed = time.time() - KEPT_SECONDS, 0
    for path in (platform.var / FOLDER).rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            if path.is_file() and path.stat().st_mtime < before:
                path.unlink()
                removed += 1
    return removed


def _check(file: OpenFile) -> None:
    if file.kind.shown not in ("pages", "drawn"):
        raise UndrawableError


@contextlib.contextmanager
def _pdf(platform: Platform, file: OpenFile) -> Iterator[BinaryIO]:
    """The file itself, or the PDF drawn from what it says."""
    if file.media_type == PDF.media_type:
        yield file.content
        return
    kept = _place(platform, file.sha256, "whole.pdf")
    if not kept.exists():
        _keep(kept, drawn_as_pdf(file.content, file.media_type))
    with kept.open("rb") as content:
        yield content


def _place(platform: Platform, sha256: str, name: str) -> Path:
    return platform.var / FOLDER / sha256[:2] / sha256 / name


def _keep(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_name(f".{uuid.uuid4().hex}")
    partial.write_bytes(content)
    partial.replace(place)
