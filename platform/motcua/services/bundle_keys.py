"""Keys of definition bundles: this installation's own signing key, and the keys of others that are trusted here."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.kernel.text import clean
from motcua.services.access import require
from motcua.services.audit import Act, write_audit_entry
from motcua.services.runtime import Platform
from motcua.storage.tables import SettingRow

TRUSTED = "bundles.trusted_keys"
KEY_FILE = "bundle_signing_key.pem"
OWN = "hệ thống này"
_KEY_BYTES = 32


class KeyUnusableError(ValueError):
    """The text is no public key; it says what to paste."""


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key (base64 of 32 bytes) with the name of who signs with it."""

    key: str
    name: str

    @property
    def fingerprint(self) -> str:
        """What people compare over the telephone."""
        return fingerprint(self.key)


def fingerprint(key: str) -> str:
    """The first 16 digits of the key's SHA-256, in groups of four."""
    digest = hashlib.sha256(base64.b64decode(key)).hexdigest()[:16]
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))


def own_key(platform: Platform) -> Ed25519PrivateKey:
    """The signing key of this installation; made once, readable for its owner only."""
    place = platform.var / KEY_FILE
    if not place.exists():
        _make_key(place)
    found = load_pem_private_key(place.read_bytes(), password=None)
    if not isinstance(found, Ed25519PrivateKey):
        raise KeyUnusableError(f"Tệp {KEY_FILE} không phải khóa Ed25519. Xóa tệp để hệ thống tạo khóa mới.")
    return found


def _make_key(place: Path) -> None:
    """Of processes starting at once the first one's key counts."""
    place.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    own = place.with_name(f".{place.name}.{os.getpid()}.{secrets.token_hex(4)}")
    own.touch(mode=0o600)
    own.write_bytes(pem)
    try:
        os.link(own, place)
    except FileExistsError:
        pass
    finally:
        own.unlink()


def public_text(key: Ed25519PrivateKey) -> str:
    """The public half as people pass it on."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def is_signed(content: bytes, signature: str, key: str) -> bool:
    """Whether the signature (base64) of the content was made with the key's private half."""
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        public.verify(base64.b64decode(signature, validate=True), content)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def trusted_keys(session: Session) -> tuple[TrustedKey, ...]:
    """Keys of others that are trusted here."""
    row = session.get(SettingRow, TRUSTED)
    stored: Any = row.value if row is not None else []
    return tuple(TrustedKey(str(one["key"]), str(one["name"])) for one in stored or ())


def trust(platform: Platform, actor: Actor, key: str, name: str) -> TrustedKey:
    """Trust a key from now on. Raises :class:`KeyUnusableError`."""
    require(actor, "can_manage_setting", "tin một khóa ký gói định nghĩa")
    bare, title = "".join(key.split()), clean(name)
    try:
        raw = base64.b64decode(bare, validate=True)
    except (ValueError, binascii.Error) as error:
        raise KeyUnusableError(
            "Khóa không đúng dạng. Dán nguyên khóa công khai mà nơi gửi cung cấp."
        ) from error
    if len(raw) != _KEY_BYTES:
        raise KeyUnusableError("Khóa không đúng dạng. Dán nguyên khóa công khai mà nơi gửi cung cấp.")
    if not title:
        raise KeyUnusableError("Ghi tên nơi ký, ví dụ “Sở Nội vụ tỉnh bạn”.")
    added = TrustedKey(bare, title[:200])
    _change(platform, actor, added, add=True)
    return added


def distrust(platform: Platform, actor: Actor, key: str) -> None:
    """Trust a key no longer; what was imported stays."""
    require(actor, "can_manage_setting", "bỏ một khóa ký gói định nghĩa")
    _change(platform, actor, TrustedKey(key, ""), add=False)


def _change(platform: Platform, actor: Actor, changed: TrustedKey, *, add: bool) -> None:
    now = platform.now()
    with platform.database.write() as session:
        kept = [one for one in trusted_keys(session) if one.key != changed.key]
        after = [*kept, changed] if add else kept
        value = [{"key": one.key, "name": one.name} for one in after]
        session.merge(SettingRow(key=TRUSTED, value=value, updated_by=actor.user, updated_at=now))
        action = "trust_bundle_key" if add else "distrust_bundle_key"
        detail = {"key": changed.key, "name": changed.name}
        write_audit_entry(session, actor, Act(action, "setting", TRUSTED, detail), now)
