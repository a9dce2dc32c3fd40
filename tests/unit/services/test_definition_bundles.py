"""Signed bundles: the same bytes, what is named comes along, tampering is found, taken in by natural keys."""

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import open_province

from motcua.dossiers.actor import Actor
from motcua.services.bundle_files import BundleError, zipped
from motcua.services.bundle_keys import KeyUnusableError, own_key, public_text, trust
from motcua.services.definition_bundles import (
    Standing,
    compare_bundle,
    make_bundle,
    read_bundle,
    take_bundle,
)
from motcua.services.definition_sheet import newest_sheet
from motcua.services.editing import EditTarget, PublishWish, publish_text, standing_text
from motcua.services.officers import identity_by_name
from motcua.services.runtime import Platform

CODE = "1.000656"
CHOSEN = [("procedure", CODE)]


def actor(platform: Platform) -> Actor:
    with platform.database.read() as session:
        found = identity_by_name(session, "quantri")
    assert found is not None
    return found.actor(platform.now())


def bundle(platform: Platform, name: str = "thử") -> bytes:
    with platform.database.read() as session:
        return make_bundle(platform, session, CHOSEN, name)[0]


def files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


def rename(platform: Platform, name: str) -> None:
    target = EditTarget("procedure", CODE)
    with platform.database.read() as session:
        text = standing_text(session, target)
        old = newest_sheet(session, "procedure", CODE)
    assert old is not None
    changed = text.replace(f"name: {old.content['name']}", f"name: {name}", 1)
    assert changed != text
    publish_text(platform, actor(platform), changed, PublishWish(platform.today()), target)


def name_of(platform: Platform) -> str:
    with platform.database.read() as session:
        sheet = newest_sheet(session, "procedure", CODE)
    assert sheet is not None
    return str(sheet.content["name"])


@pytest.fixture
def elsewhere(sqlite_province: Path, tmp_path: Path) -> Iterator[Platform]:
    """Another installation of the same product."""
    folder = tmp_path / "noi-khac"
    folder.mkdir()
    shutil.copy(sqlite_province, folder / "motcua.sqlite3")
    platform = open_province(f"sqlite:///{folder / 'motcua.sqlite3'}", folder)
    platform.rules.refresh()
    yield platform
    platform.database.dispose()


def test_same_content__gives_the_same_bytes_with_all_that_is_named(sqlite_platform: Platform) -> None:
    first, second = bundle(sqlite_platform), bundle(sqlite_platform)
    assert first == second
    listed = json.loads(files(first)["manifest.json"])["definitions"]
    kinds = {one["kind"] for one in listed}
    assert {"procedure", "baseline", "form", "process", "numbering"} <= kinds
    sums = {one["file"]: one["sha256"] for one in listed}
    assert set(sums) == set(files(first)) - {"manifest.json", "signature.json"}


def test_bundle_that_was_touched__is_refused(sqlite_platform: Platform) -> None:
    whole = files(bundle(sqlite_platform))
    victim = next(name for name in whole if "procedure" in name)
    touched: dict[str, bytes] = {
        "text": zipped({**whole, victim: whole[victim] + b"# them\n"}),
        "manifest": zipped({**whole, "manifest.json": whole["manifest.json"].replace(b"th", b"TH")}),
        "signature": zipped({**whole, "signature.json": b'{"public_key": "AAAA", "signature": "AAAA"}'}),
        "missing": zipped({name: content for name, content in whole.items() if name != victim}),
        "more": zipped({**whole, "definitions/x.yaml": b"kind: form\n"}),
        "no zip": b"khong phai",
        "another zip": zipped({"a.txt": b"a"}),
    }
    for what, content in touched.items():
        with sqlite_platform.database.read() as session, pytest.raises(BundleError) as refused:
            read_bundle(sqlite_platform, session, content)
        assert "gói" in str(refused.value).lower(), what


def test_bundle_of_an_unknown_key__is_taken_in_only_once_the_key_is_trusted(
    sqlite_platform: Platform, elsewhere: Platform
) -> None:
    rename(sqlite_platform, "Đăng ký khai tử theo gói")
    content, wish = bundle(sqlite_platform), PublishWish(elsewhere.today())
    with pytest.raises(BundleError, match="chưa được tin"):
        take_bundle(elsewhere, actor(elsewhere), content, wish, take_conflicts=False)
    trust(elsewhere, actor(elsewhere), public_text(own_key(sqlite_platform)), "Tỉnh bạn")
    with elsewhere.database.read() as session:
        read = read_bundle(elsewhere, session, content)
        lines = {
            line.entry.code: line.standing
            for line in compare_bundle(session, read)
            if line.entry.kind == "procedure"
        }
    assert read.signer == "Tỉnh bạn"
    assert lines == {CODE: Standing.CHANGED}
    _lines, published, _found = take_bundle(elsewhere, actor(elsewhere), content, wish, take_conflicts=False)
    assert ("procedure", CODE, "") in published.changed
    assert name_of(elsewhere) == "Đăng ký khai tử theo gói"
    with elsewhere.database.read() as session:
        after = compare_bundle(session, read)
    assert {line.standing for line in after} == {Standing.UNCHANGED}


def test_work_done_here__is_a_conflict_and_kept_unless_told(
    sqlite_platform: Platform, elsewhere: Platform
) -> None:
    rename(sqlite_platform, "Tên của nơi gửi")
    rename(elsewhere, "Tên của nơi nhận")
    trust(elsewhere, actor(elsewhere), public_text(own_key(sqlite_platform)), "Tỉnh bạn")
    content, wish = bundle(sqlite_platform), PublishWish(elsewhere.today())
    lines, _published, _found = take_bundle(elsewhere, actor(elsewhere), content, wish, take_conflicts=False)
    assert {line.entry.code for line in lines if line.standing is Standing.CONFLICT} == {CODE}
    assert name_of(elsewhere) == "Tên của nơi nhận"
    take_bundle(elsewhere, actor(elsewhere), content, wish, take_conflicts=True)
    assert name_of(elsewhere) == "Tên của nơi gửi"


def test_text_that_is_no_key__is_refused_in_words(sqlite_platform: Platform) -> None:
    for key, name in (("abc", "A"), ("", "A"), ("AAAA", "A"), ("A" * 43 + "=", "")):
        with pytest.raises(KeyUnusableError, match=r"Khóa|Ghi tên"):
            trust(sqlite_platform, actor(sqlite_platform), key, name)


def test_signing_key__is_readable_for_its_owner_only(sqlite_platform: Platform) -> None:
    own_key(sqlite_platform)
    place = sqlite_platform.var / "bundle_signing_key.pem"
    assert place.stat().st_mode & 0o777 == 0o600
    with sqlite_platform.database.read() as session, pytest.raises(BundleError, match="Chưa chọn"):
        make_bundle(sqlite_platform, session, [("procedure", "9.999999")], "")
