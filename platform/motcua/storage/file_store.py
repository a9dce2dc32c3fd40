"""Contents of files by their SHA-256, in a folder or wherever fsspec can write."""

from __future__ import annotations

import contextlib
import io
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO, cast

from fsspec.core import url_to_fs

from motcua.kernel.clock import in_vietnam

PARTIAL = ".partial"
QUARANTINE = ".quarantine"
CHUNK = 1024 * 1024
HASH_LETTERS = 64


class ContentMissingError(LookupError):
    """The content of a stored file is not where it should be."""


@dataclass(frozen=True, slots=True)
class StoredContent:
    """One content in the store, with the moment it was written last."""

    sha256: str
    written_at: datetime


class FileStore:
    """Writes each content once under its hash. A content appears whole or not at all: it is written beside its place
    and moved there. ``url`` is a folder or any address fsspec knows (`s3://bucket/motcua`, `memory://files`).
    """

    def __init__(self, url: str) -> None:
        self._system, self._root = url_to_fs(url)
        self._root = self._root.rstrip("/")

    def keep(self, sha256: str, content: BinaryIO, *, quarantined: bool = False) -> None:
        """Store a content under its hash; one that is there already is written anew, which makes it young again."""
        partial = f"{self._root}/{PARTIAL}/{uuid.uuid4().hex}"
        target = self._place(sha256, quarantined=quarantined)
        for path in (partial, target):
            self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
        content.seek(0)
        try:
            with self._system.open(partial, "wb") as out:
                while block := content.read(CHUNK):
                    out.write(block)
                with contextlib.suppress(AttributeError, OSError, io.UnsupportedOperation):
                    out.flush()
                    os.fsync(out.fileno())
            self._system.mv(partial, target)
        except BaseException:
            with contextlib.suppress(OSError, FileNotFoundError):
                self._system.rm(partial)
            raise

    def open(self, sha256: str) -> BinaryIO:
        """The content for reading. Raises ContentMissingError."""
        try:
            return cast("BinaryIO", self._system.open(self._place(sha256), "rb"))
        except FileNotFoundError as error:
            raise ContentMissingError(sha256) from error

    def read(self, sha256: str) -> bytes:
        """The whole content. Raises ContentMissingError."""
        with self.open(sha256) as content:
            return content.read()

    def has(self, sha256: str) -> bool:
        """Whether the content is there."""
        return bool(self._system.exists(self._place(sha256)))

    def is_older(self, sha256: str, moment: datetime) -> bool:
        """Whether the content is there and was written before that moment."""
        self._system.invalidate_cache()
        try:
            details: dict[str, Any] = self._system.info(self._place(sha256))
        except FileNotFoundError:
            return False
        return _written(details) < moment

    def quarantine(self, sha256: str) -> None:
        """Move a content to where nobody is served from."""
        with contextlib.suppress(ContentMissingError), self.open(sha256) as content:
            self.keep(sha256, content, quarantined=True)
            self.remove(sha256)

    def remove(self, sha256: str) -> None:
        """Remove a content; nothing happens when it is not there."""
        with contextlib.suppress(FileNotFoundError):
            self._system.rm(self._place(sha256))

    def contents(self) -> Iterator[StoredContent]:
        """Every content in the store."""
        for path, details in self._files():
            name = path.rpartition("/")[2]
            if f"/{PARTIAL}/" not in path and f"/{QUARANTINE}/" not in path and len(name) == HASH_LETTERS:
                yield StoredContent(name, _written(details))

    def remove_partials(self, before: datetime) -> int:
        """Remove what a killed process left half written before that moment; how many there were."""
        old = [
            path for path, details in self._files() if f"/{PARTIAL}/" in path and _written(details) < before
        ]
        for path in old:
            with contextlib.suppress(FileNotFoundError):
                self._system.rm(path)
        return len(old)

    def _files(self) -> list[tuple[str, dict[str, Any]]]:
        self._system.invalidate_cache()
        try:
            found: dict[str, dict[str, Any]] = self._system.find(self._root, detail=True)
        except FileNotFoundError:
            return []
        return list(found.items())

    def _place(self, sha256: str, *, quarantined: bool = False) -> str:
        if len(sha256) != HASH_LETTERS or not sha256.isalnum() or not sha256.isascii():
            raise ContentMissingError(sha256)
        folder = f"{self._root}/{QUARANTINE}" if quarantined else self._root
        return f"{folder}/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _written(details: dict[str, Any]) -> datetime:
    found = next(
        (details[name] for name in ("mtime", "LastModified", "created", "updated") if details.get(name)), None
    )
    if isinstance(found, int | float):
        return in_vietnam(datetime.fromtimestamp(found, UTC))
    if isinstance(found, datetime):
        return in_vietnam(found if found.tzinfo else found.replace(tzinfo=UTC))
    return in_vietnam(datetime.now(UTC))
