"""Packages of dossiers that somebody changed: every change is found, and none breaks the check."""

import base64
import io
import json
import random
import zipfile
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.unit.services.files_at_hand import receive_with, upload
from tests.unit.services.received import actor_of
from tests.web.desk import Person, words

from motcua.services.dossier_package import public_text, write_package
from motcua.services.package_check import PackageReport, UnreadablePackageError, check_package
from motcua.services.runtime import Platform
from motcua.web.application import create_application

ODD: tuple[Any, ...] = (None, [], {}, "x", 1, True, ["a"], [[]], 10**30)


@pytest.fixture
def package(sqlite_platform: Platform) -> bytes:
    """A dossier with one file, packed."""
    desk = actor_of(sqlite_platform, "motcua")
    key = upload(sqlite_platform, desk).key
    number = receive_with(sqlite_platform, desk, {"to-khai": {"received": True, "files": key}})
    made = io.BytesIO()
    write_package(sqlite_platform, desk, number, made)
    return made.getvalue()


def parts_of(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], *more: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (*parts.items(), *more):
            archive.writestr(name, content)
    return made.getvalue()


def signed_by_a_stranger(parts: dict[str, bytes]) -> dict[str, bytes]:
    key = Ed25519PrivateKey.generate()
    signature = base64.b64encode(key.sign(parts["manifest.json"])).decode()
    return {
        **parts,
        "manifest.sig": json.dumps({"key": public_text(key), "signature": signature}).encode(),
    }


def report(platform: Platform, package: bytes) -> PackageReport | None:
    """What the check came to; None for what is no package any more."""
    try:
        return check_package(platform, io.BytesIO(package))
    except UnreadablePackageError:
        return None


def is_trusted(platform: Platform, package: bytes) -> bool:
    found = report(platform, package)
    return found is not None and found.is_whole and found.is_ours


def test_any_bit_turned_over__is_found(sqlite_platform: Platform, package: bytes) -> None:
    assert is_trusted(sqlite_platform, package)
    whole, draw = parts_of(package), random.Random(20261120)
    for _turn in range(250):
        changed = bytearray(package)
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
        # a date in the directory of the ZIP says nothing about the dossier
        if is_trusted(sqlite_platform, bytes(changed)):
            assert parts_of(bytes(changed)) == whole


def test_any_part_cut_taken_added_or_doubled__is_found(sqlite_platform: Platform, package: bytes) -> None:
    parts = parts_of(package)
    assert {"data.json", "events.jsonl", "manifest.json", "manifest.sig"} < set(parts)
    for name in parts:
        without = {one: content for one, content in parts.items() if one != name}
        assert not is_trusted(sqlite_platform, packed(without)), name
        other = packed({**parts, name: parts[name][:-2] + b"##"})
        assert not is_trusted(sqlite_platform, other), name
    assert not is_trusted(sqlite_platform, packed({**parts, "files/la.txt": b"x"}))
    with pytest.warns(UserWarning, match="Duplicate name"):
        doubled = packed(parts, ("manifest.json", parts["manifest.json"].replace(b"H88.31", b"H88.32")))
    assert not is_trusted(sqlite_platform, doubled)


def test_history_shortened_or_written_anew__is_found(sqlite_platform: Platform, package: bytes) -> None:
    parts = parts_of(package)
    lines = parts["events.jsonl"].splitlines(keepends=True)
    stored, _, text = lines[0].partition(b" ")
    told = json.loads(text)
    assert not is_trusted(sqlite_platform, packed({**parts, "events.jsonl": b"".join(lines[:-1])}))
    for name in told:
        for odd in ODD:
            line = stored + b" " + json.dumps({**told, name: odd}).encode()
            assert not is_trusted(sqlite_platform, packed({**parts, "events.jsonl": line})), (name, odd)
    for odd in ODD:
        line = stored + b" " + json.dumps(odd).encode()
        found = report(sqlite_platform, packed({**parts, "events.jsonl": line}))
        assert found is not None
        assert any("nhật ký" in one for one in found.problems)


def test_manifest_of_a_stranger__is_whole_at_most_but_never_ours(
    sqlite_platform: Platform, package: bytes
) -> None:
    parts = parts_of(package)
    found = report(sqlite_platform, packed(signed_by_a_stranger(parts)))
    assert found is not None
    assert (found.is_whole, found.is_ours) == (True, False)
    manifest = json.loads(parts["manifest.json"])
    for name in manifest:
        for odd in ODD:
            changed = {**parts, "manifest.json": json.dumps({**manifest, name: odd}).encode()}
            assert not is_trusted(sqlite_platform, packed(changed)), (name, odd)
            assert not is_trusted(sqlite_platform, packed(signed_by_a_stranger(changed))), (name, odd)
    for name in ("manifest.json", "manifest.sig", "data.json", "events.jsonl"):
        for content in (b"[" * 100_000, b"\xff\xfe", b"", *(json.dumps(one).encode() for one in ODD)):
            changed = {**parts, name: content}
            assert not is_trusted(sqlite_platform, packed(signed_by_a_stranger(changed))), (
                name,
                content[:20],
            )


def test_broken_package_on_screen__is_told_in_words(sqlite_platform: Platform, package: bytes) -> None:
    desk = Person(create_application(sqlite_platform), "motcua")
    parts = parts_of(package)
    for content in (
        package[:-200],
        package[:900] + b"\xff" * 20 + package[920:],
        packed({**parts, "data.json": b"[]"}),
    ):
        answer = desk.post(
            "/luu-tru/kiem-tra", {"file": (io.BytesIO(content), "goi.zip")}, page="/luu-tru/kiem-tra"
        )
        assert answer.status_code in (200, 422)
        shown = words(answer.text)
        assert any(word in shown for word in ("Không đọc được", "đã bị sửa", "thay đổi"))
