"""Checks the package of a dossier: signature, every hash, the chain of events, and that the state follows from them."""

from __future__ import annotations

import base64
import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from motcua.dossiers.events import DossierEvent, EventKind, broken_link
from motcua.dossiers.state import replay
from motcua.services.dossier_package import (
    DATA,
    EVENTS,
    FORMAT,
    MANIFEST,
    SIGNATURE,
    public_text,
    signing_key,
)
from motcua.services.runtime import Platform
from motcua.storage.file_store import CHUNK

MOST_PARTS = 5_000
MOST_BYTES = 4 * 1024**3
MOST_TEXT = 64 * 1024**2
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError)
"""How a part of a ZIP that somebody changed fails to be read, also one that was locked or packed in another way."""


class _Manifest(msgspec.Struct):
    """What the manifest lists: each part with its hash, what was missing when it was made."""

    format: str
    files: dict[str, str]
    number: str = ""
    made_at: str = ""
    made_by: str = ""
    last_hash: str = ""
    missing: list[str] = []


class _Signed(msgspec.Struct):
    """The signature of a manifest and the key it is checked with."""

    key: str
    signature: str


class _Event(msgspec.Struct):
    """One event as its line holds it."""

    seq: int
    kind: EventKind
    at: str
    actor: str
    actor_name: str
    position: str
    agency: str
    step: str
    data: dict[str, Any]


_MANIFEST = msgspec.json.Decoder(_Manifest)
_SIGNED = msgspec.json.Decoder(_Signed)
_EVENT = msgspec.json.Decoder(_Event)
_DATA = msgspec.json.Decoder(dict[str, Any])


class UnreadablePackageError(ValueError):
    """The file is no package of a dossier; the text says why."""


@dataclass(frozen=True, slots=True)
class PackageReport:
    """What a check came to; ``problems`` are sentences, none for a package that is whole."""

    number: str
    made_at: str
    made_by: str
    parts: int
    events: int
    is_ours: bool
    problems: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was changed, added or taken away since it was made."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """A JSON-ready mapping."""
        return {**msgspec.to_builtins(self), "is_whole": self.is_whole}


def check_package(platform: Platform, content: BinaryIO) -> PackageReport:
    """Check a package. Raises UnreadablePackageError for what is none."""
    try:
        with zipfile.ZipFile(content) as archive:
            _refuse_bombs(archive)
            manifest_text = _text(archive, MANIFEST)
            manifest = _MANIFEST.decode(manifest_text)
            if manifest.format != FORMAT:
                raise UnreadablePackageError("Tệp không phải gói hồ sơ của phần mềm này.")
            key, problems = _check_signature(_text(archive, SIGNATURE), manifest_text)
            problems += list(_check_parts(archive, manifest.files))
            events, found = _check_events(archive, manifest.last_hash)
            problems += found
    except (*_BROKEN, KeyError, ValueError, RecursionError) as error:
        if isinstance(error, UnreadablePackageError):
            raise
        raise UnreadablePackageError(
            "Không đọc được gói hồ sơ: tệp hỏng hoặc thiếu phần. Lấy lại bản gốc rồi kiểm tra."
        ) from error
    problems += [f"Khi đóng gói đã thiếu nội dung tệp {one[:12]}…." for one in manifest.missing]
    return PackageReport(
        number=manifest.number,
        made_at=manifest.made_at,
        made_by=manifest.made_by,
        parts=len(manifest.files),
        events=events,
        is_ours=bool(key) and key == public_text(signing_key(platform)),
        problems=tuple(problems),
    )


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_BYTES:
        raise UnreadablePackageError("Gói quá lớn so với một hồ sơ. Kiểm tra lại tệp đã chọn.")


def _text(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MOST_TEXT:
        raise UnreadablePackageError(f"Phần {name} quá lớn so với một hồ sơ.")
    return archive.read(name)


def _check_signature(signed: bytes, text: bytes) -> tuple[str, list[str]]:
    try:
        said = _SIGNED.decode(signed)
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(said.key))
        public.verify(base64.b64decode(said.signature), text)
    except (InvalidSignature, ValueError, RecursionError):
        return "", ["Chữ ký của gói không đúng: bản kê đã bị sửa sau khi đóng gói."]
    return said.key, []


def _check_parts(archive: zipfile.ZipFile, files: Mapping[str, str]) -> Iterator[str]:
    every = archive.namelist()
    there = [one for one in every if one not in (MANIFEST, SIGNATURE)]
    for name in sorted(set(files) - set(there)):
        yield f"Thiếu phần {name} có trong bản kê."
    for name in sorted(set(there) - set(files)):
        yield f"Có thêm phần {name} không có trong bản kê."
    if len(every) != len(set(every)):
        yield "Có phần lặp lại trong gói."
    for name, wanted in files.items():
        if name in there and _hash(archive, name) != wanted:
            yield f"Nội dung {name} đã bị sửa."


def _hash(archive: zipfile.ZipFile, name: str) -> str:
    """The hash of a part; none for one that cannot be read any more."""
    digest = hashlib.sha256()
    try:
        with archive.open(name) as part:
            while block := part.read(CHUNK):
                digest.update(block)
    except _BROKEN:
        return ""
    return digest.hexdigest()


def _check_events(archive: zipfile.ZipFile, last_hash: str) -> tuple[int, list[str]]:
    try:
        lines = _text(archive, EVENTS).decode().splitlines()
        links = [_event(line) for line in lines if line]
    except (*_BROKEN, ValueError, RecursionError):
        return 0, [f"Không đọc được nhật ký ({EVENTS}): nội dung đã bị sửa."]
    broken = broken_link(links)
    if broken is not None:
        return len(links), [f"Chuỗi băm của nhật ký đứt ở sự kiện {broken}."]
    if not links or links[-1][1] != last_hash:
        return len(links), ["Nhật ký không khớp với bản kê."]
    try:
        state = msgspec.to_builtins(replay(event for event, _hash in links))
    except (ValueError, KeyError, TypeError, AttributeError):
        # a chain somebody forged holds whatever they wrote
        return len(links), ["Không dựng lại được trạng thái hồ sơ từ nhật ký."]
    try:
        told = _DATA.decode(_text(archive, DATA)).get("state")
    except (*_BROKEN, ValueError, RecursionError):
        return len(links), [f"Không đọc được dữ liệu ({DATA}): nội dung đã bị sửa."]
    if msgspec.json.decode(msgspec.json.encode(state)) != told:
        return len(links), ["Trạng thái trong dữ liệu khác với nhật ký."]
    return len(links), []


def _event(line: str) -> tuple[DossierEvent, str]:
    stored, _, text = line.partition(" ")
    body = _EVENT.decode(text)
    return (
        DossierEvent(
            seq=body.seq,
            kind=body.kind,
            at=datetime.fromisoformat(body.at),
            actor=body.actor,
            actor_name=body.actor_name,
            position=body.position,
            agency=body.agency,
            step=body.step,
            data=body.data,
        ),
        stored,
    )
