"""A dossier as one ZIP that can be checked without this system: data, papers, events, hashes, a signature."""

from __future__ import annotations

import base64
import hashlib
import os
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from motcua.documents.file_kinds import clean_name
from motcua.dossiers.actor import Actor
from motcua.dossiers.events import canonical_json
from motcua.services.access import scope_of
from motcua.services.acting import find_dossier
from motcua.services.dossier_json import as_json
from motcua.services.dossier_log import event_of
from motcua.services.dossier_view import DossierView, build_view
from motcua.services.papers import PaperMissingError, Printing, compose, render
from motcua.services.runtime import Platform
from motcua.storage.file_store import CHUNK, ContentMissingError

FORMAT = "motcua-dossier/1"
MANIFEST, SIGNATURE, DATA, EVENTS = "manifest.json", "manifest.sig", "data.json", "events.jsonl"
KEY_FILE = "archive_key.pem"


@dataclass(slots=True)
class _Writing:
    """The ZIP being written with the hash of every part."""

    archive: zipfile.ZipFile
    hashes: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, content: bytes) -> None:
        self.archive.writestr(name, content)
        self.hashes[name] = hashlib.sha256(content).hexdigest()

    def copy(self, name: str, content: BinaryIO) -> None:
        digest = hashlib.sha256()
        with self.archive.open(name, "w", force_zip64=True) as out:
            while block := content.read(CHUNK):
                digest.update(block)
                out.write(block)
        self.hashes[name] = digest.hexdigest()


def write_package(platform: Platform, actor: Actor, number: str, target: BinaryIO) -> None:
    """Write the package of a dossier the person may see. Raises ``DossierMissingError``."""
    platform.rules.refresh()
    with platform.database.read(scope_of(actor)) as session:
        view = build_view(platform, session, actor, number)
        row = find_dossier(session, number)
        prints: list[tuple[str, bytes]] = []
        for issued in view.papers:
            try:
                made = compose(platform, session, row, Printing(row.number, issued.print_code))
            except PaperMissingError:
                continue
            prints.append((f"prints/{issued.print_code}-{issued.issue}.pdf", render(made, "pdf")[0]))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        writing = _Writing(archive)
        writing.add(DATA, _pretty(_data(platform, view)))
        writing.add(EVENTS, _events(view))
        for name, content in dict(prints).items():
            writing.add(name, content)
        missing = _add_files(platform, view, writing)
        manifest = {
            "format": FORMAT,
            "number": row.number,
            "made_at": platform.now().isoformat(),
            "made_by": actor.full_name or actor.user,
            "last_hash": row.last_hash,
            "files": writing.hashes,
            "missing": missing,
        }
        text = _pretty(manifest)
        archive.writestr(MANIFEST, text)
        archive.writestr(SIGNATURE, _signature(signing_key(platform), text))


def _data(platform: Platform, view: DossierView) -> dict[str, object]:
    """The dossier as other systems read it, without what its maker could have done next."""
    data = as_json(view, platform.directory())
    for name in ("actions", "waiting_for", "events"):
        data.pop(name, None)
    data["state"] = msgspec.to_builtins(view.state)
    data["revisions"] = {
        "procedure": view.file.row.procedure_revision_id,
        "form": view.file.row.form_revision_id,
        "process": view.file.row.process_revision_id,
        "policy": view.file.row.policy_revision_id,
    }
    return data


def _events(view: DossierView) -> bytes:
    """One line an event: its hash, a blank, the text that was hashed after the hash before."""
    return "".join(f"{one.hash} {canonical_json(event_of(one))}\n" for one in view.file.events).encode()


def _add_files(platform: Platform, view: DossierView, writing: _Writing) -> list[str]:
    missing = []
    for file in view.state.files:
        name = f"files/{file.sha256}/{clean_name(file.name)}"
        if name in writing.hashes:
            continue
        try:
            with platform.files.open(file.sha256) as content:
                writing.copy(name, content)
        except ContentMissingError:
            missing.append(file.sha256)
    return missing


def _pretty(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value, order="deterministic"), indent=1)


def _signature(key: Ed25519PrivateKey, text: bytes) -> bytes:
    made = {"key": public_text(key), "signature": base64.b64encode(key.sign(text)).decode()}
    return msgspec.json.encode(made)


def public_text(key: Ed25519PrivateKey) -> str:
    """The public half of a key, by which packages are recognized."""
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def signing_key(platform: Platform) -> Ed25519PrivateKey:
    """The key of this installation's packages, drawn once; of processes starting at once the first one's counts."""
    place = platform.var / KEY_FILE
    if not place.exists():
        _draw_key(place)
    key = serialization.load_pem_private_key(place.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{place} is no Ed25519 key")
    return key


def _draw_key(place: Path) -> None:
    text = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    place.parent.mkdir(parents=True, exist_ok=True)
    own = place.with_name(f".{place.name}.{os.getpid()}")
    own.touch(mode=0o600)
    own.write_bytes(text)
    try:
        os.link(own, place)
    except FileExistsError:
        pass
    finally:
        own.unlink()
