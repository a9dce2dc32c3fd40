"""Signed bundles of definitions: chosen ones with what they name as a ZIP of the same bytes, taken in elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.compiler.compilation import Compilation
from motcua.compiler.sources import Layer, SourceDocument
from motcua.dossiers.actor import Actor
from motcua.services.access import require
from motcua.services.bundle_files import (
    FORMAT,
    MANIFEST,
    SIGNATURE,
    BundleError,
    Entry,
    checked_entry,
    json_bytes,
    unpacked,
    zipped,
)
from motcua.services.bundle_keys import (
    OWN,
    fingerprint,
    is_signed,
    own_key,
    public_text,
    trusted_keys,
)
from motcua.services.catalog_rows import chunks
from motcua.services.definition_files import publish_documents
from motcua.services.editing import NotPublishableError, PublishWish
from motcua.services.publication_rules import SECOND_PERSON, needs_two_people
from motcua.services.publishing import Published
from motcua.services.runtime import Platform
from motcua.services.shipped_definitions import AUTHOR
from motcua.storage.tables import DefinitionSourceRow, ReferenceRow

FROM_BUNDLE = "gói "

Key = tuple[str, str]


class Standing(StrEnum):
    """How a document of a bundle stands to what is here, by its natural key."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was read: who signed it (empty when the key is not trusted here), and its documents."""

    name: str
    entries: tuple[Entry, ...]
    signer: str
    signed_with: str

    @property
    def fingerprint(self) -> str:
        """Of the key it was signed with."""
        return fingerprint(self.signed_with)


@dataclass(frozen=True, slots=True)
class BundleLine:
    """A document of a bundle beside what is here."""

    entry: Entry
    standing: Standing


def make_bundle(platform: Platform, session: Session, chosen: Iterable[Key], name: str) -> tuple[bytes, int]:
    """A signed bundle of these definitions (kind, code) and what they name; the number of documents in it.

    The same definitions under the same key give the same bytes, whenever and wherever it is made.
    """
    keys = _with_references(session, chosen)
    entries = sorted(_entries(session, keys), key=lambda one: one.key)
    if not entries:
        raise BundleError("Chưa chọn định nghĩa nào có trong hệ thống.")
    listed = [
        {
            "kind": one.kind,
            "code": one.code,
            "layer": one.layer,
            "agency": one.agency,
            "document_kind": one.document_kind,
            "file": one.file,
            "sha256": hashlib.sha256(one.content.encode()).hexdigest(),
        }
        for one in entries
    ]
    manifest = json_bytes({"format": FORMAT, "name": name, "definitions": listed})
    key = own_key(platform)
    signed = {
        "algorithm": "Ed25519",
        "public_key": public_text(key),
        "signature": base64.b64encode(key.sign(manifest)).decode(),
    }
    files = {one.file: one.content.encode() for one in entries}
    return zipped({MANIFEST: manifest, SIGNATURE: json_bytes(signed), **files}), len(entries)


def _with_references(session: Session, chosen: Iterable[Key]) -> set[Key]:
    """The definitions and everything they name, and what that names."""
    found: set[Key] = set()
    waiting = sorted(set(chosen))
    while waiting:
        found.update(waiting)
        named: set[Key] = set()
        for kind in sorted({kind for kind, _code in waiting}):
            codes = [code for one, code in waiting if one == kind]
            for part in chunks(codes):
                rows = session.execute(
                    select(ReferenceRow.to_kind, ReferenceRow.to_code).where(
                        ReferenceRow.from_kind == kind, ReferenceRow.from_code.in_(part)
                    )
                )
                named.update((row.to_kind, row.to_code) for row in rows)
        waiting = sorted(named - found)
    return found


def _entries(session: Session, keys: Iterable[Key]) -> list[Entry]:
    """The documents these definitions are made of, those of single agencies left out."""
    found = []
    by_kind: dict[str, list[str]] = {}
    for kind, code in keys:
        by_kind.setdefault(kind, []).append(code)
    for kind, codes in sorted(by_kind.items()):
        for part in chunks(sorted(codes)):
            rows = session.scalars(
                select(DefinitionSourceRow).where(
                    DefinitionSourceRow.kind == kind,
                    DefinitionSourceRow.code.in_(part),
                    DefinitionSourceRow.agency_code == "",
                )
            )
            found += [_entry(row) for row in rows]
    return found


def _entry(row: DefinitionSourceRow) -> Entry:
    as_text = row.text is not None
    content = f"{(row.text or '').strip()}\n" if as_text else json_bytes(row.data).decode()
    kind_of = "" if row.document_kind == row.kind else f".{row.document_kind}"
    ending = "yaml" if as_text else "json"
    file = f"definitions/{row.layer}/{row.kind}/{row.code.replace('/', '_')}{kind_of}.{ending}"
    return Entry(row.kind, row.code, row.layer, row.agency_code, row.document_kind, file, content)


def read_bundle(platform: Platform, session: Session, content: bytes) -> Bundle:
    """The bundle, its checksums and its signature verified. Raises :class:`BundleError`."""
    files = unpacked(content)
    manifest = files.get(MANIFEST)
    if manifest is None or SIGNATURE not in files:
        raise BundleError("Tệp này không phải gói định nghĩa: thiếu bảng kê hoặc chữ ký.")
    try:
        listed = json.loads(manifest)
        signed = json.loads(files[SIGNATURE])
        key, signature = str(signed["public_key"]), str(signed["signature"])
        wanted = listed["definitions"]
        names = [str(one["file"]) for one in wanted]
        known_format = listed["format"] == FORMAT
    except (ValueError, KeyError, TypeError) as error:
        raise BundleError("Bảng kê hoặc chữ ký của gói bị hỏng. Xin nơi gửi xuất lại gói.") from error
    if not known_format:
        raise BundleError("Gói thuộc phiên bản khác. Nâng cấp hệ thống rồi nhập lại.")
    if not is_signed(manifest, signature, key):
        raise BundleError("Chữ ký của gói không đúng: gói đã bị sửa sau khi ký. Xin nơi gửi xuất lại gói.")
    if set(names) != files.keys() - {MANIFEST, SIGNATURE} or len(set(names)) != len(names):
        raise BundleError("Gói thừa hoặc thiếu tệp so với bảng kê đã ký. Xin nơi gửi xuất lại gói.")
    entries = tuple(checked_entry(one, files) for one in wanted)
    own = public_text(own_key(platform))
    signers = {own: OWN, **{one.key: one.name for one in trusted_keys(session)}}
    return Bundle(str(listed.get("name", "")), entries, signers.get(key, ""), key)


def compare_bundle(session: Session, bundle: Bundle) -> tuple[BundleLine, ...]:
    """Each document of the bundle beside what is stored under the same natural key.

    What was edited here and differs is a conflict; what was shipped or came by an earlier bundle is only changed.
    """
    stored: dict[tuple[str, str, str, str, str], tuple[str, bool]] = {}
    for kind in sorted({one.kind for one in bundle.entries}):
        for row in session.scalars(select(DefinitionSourceRow).where(DefinitionSourceRow.kind == kind)):
            entry = _entry(row)
            own_work = row.updated_by != AUTHOR and not row.file.startswith(FROM_BUNDLE)
            stored[row.kind, row.code, row.layer, row.agency_code, row.document_kind] = (
                entry.content.strip(),
                own_work and row.layer != Layer.NATIONAL.value,
            )
    return tuple(BundleLine(one, _standing(one, stored.get(one.key))) for one in bundle.entries)


def _standing(one: Entry, known: tuple[str, bool] | None) -> Standing:
    if known is None:
        return Standing.ADDED
    if known[0] == one.content.strip():
        return Standing.UNCHANGED
    return Standing.CONFLICT if known[1] else Standing.CHANGED


def documents_of(
    bundle: Bundle, lines: Sequence[BundleLine], *, take_conflicts: bool
) -> list[SourceDocument]:
    """The documents to bring in: what is new or changed, and conflicts only when they are to be taken."""
    wanted = {Standing.ADDED, Standing.CHANGED} | ({Standing.CONFLICT} if take_conflicts else set())
    return [_document(bundle, line.entry) for line in lines if line.standing in wanted]


def _document(bundle: Bundle, entry: Entry) -> SourceDocument:
    file = f"{FROM_BUNDLE}{bundle.name or bundle.fingerprint}: {entry.file}"
    if entry.file.endswith(".json"):
        return SourceDocument(file, Layer(entry.layer), data=json.loads(entry.content), agency=entry.agency)
    return SourceDocument(file, Layer(entry.layer), entry.content, agency=entry.agency)


def take_bundle(
    platform: Platform, actor: Actor, content: bytes, wish: PublishWish, *, take_conflicts: bool
) -> tuple[tuple[BundleLine, ...], Published, Compilation | None]:
    """Publish what a bundle brings. Raises :class:`BundleError` for a key nobody trusts, ``NotPublishableError``."""
    require(actor, "can_publish_definition", "nhập gói định nghĩa")
    with platform.database.read() as session:
        bundle = read_bundle(platform, session, content)
        lines = compare_bundle(session, bundle)
        if needs_two_people(session):
            raise NotPublishableError([SECOND_PERSON])
    if not bundle.signer:
        raise BundleError(
            f"Gói ký bằng khóa {bundle.fingerprint} chưa được tin ở đây. Đối chiếu với nơi gửi rồi thêm khóa."
        )
    documents = documents_of(bundle, lines, take_conflicts=take_conflicts)
    if not documents:
        return lines, Published(0, ()), None
    published, compilation = publish_documents(platform, actor, documents, wish)
    return lines, published, compilation
