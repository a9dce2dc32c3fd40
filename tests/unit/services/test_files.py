"""Files of dossiers: uploaded, put to papers, opened by who may, swept when nobody uses them, on both databases."""

import io
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from tests.conftest import open_province
from tests.unit.services.files_at_hand import pdf, png, receive_with, upload
from tests.unit.services.received import actor_of, receive_for

from motcua.documents.file_kinds import UnusableFileError
from motcua.dossiers.record_parts import Digitization
from motcua.extension.points import FILE_SCANNERS, DeliveryFailed, Options
from motcua.extension.registry import Registrar
from motcua.services.acting import DossierMissingError, find_dossier
from motcua.services.dossier_files import Attachment, FileMissingError, attach, open_file
from motcua.services.dossier_log import load_state
from motcua.services.file_scanning import ScanState, scan_waiting
from motcua.services.file_sweep import sweep_files
from motcua.services.file_uploads import UploadMissingError, find_uploads
from motcua.services.intake_requests import InvalidRequestError
from motcua.services.integrity import examine
from motcua.services.receiving import RefusedError
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierDocumentRow, FileUploadRow, StoredFileRow

EVERYTHING = Scope.everything("kiểm thử")


class Scanner:
    """A scanner that finds what a test tells it to."""

    def __init__(self, answer: Callable[[bytes], str]) -> None:
        self.answer = answer

    def scan(self, options: Options, content: BinaryIO) -> str:
        return self.answer(content.read())


def scanned_by(platform: Platform, answer: Callable[[bytes], str]) -> Platform:
    registrar = Registrar()
    registrar.add(FILE_SCANNERS, "thu", Scanner(answer))
    return replace(platform, registry=registrar.build())


def test_papers_with_files__are_received_digitized_and_opened(province: Platform) -> None:
    desk = actor_of(province, "motcua")
    scan = upload(province, desk)
    number = receive_with(
        province,
        desk,
        {"to-khai": {"originals": 1, "received": True, "files": [scan.key], "source": "scanned"}},
    )
    with province.database.read(EVERYTHING) as session:
        row = find_dossier(session, number)
        state = load_state(row)
        lines = {one.requirement_id: one for one in session.query(DossierDocumentRow)}
    assert state.papers == ("to-khai",)
    assert state.digitization is Digitization.FULL
    assert state.files[0].source == "scanned"
    assert lines["to-khai"].file_name == "ban-an.pdf"
    with open_file(province, desk, number, scan.sha256).content as content:
        assert content.read() == province.files.read(scan.sha256)
    with pytest.raises(DossierMissingError):
        open_file(province, actor_of(province, "motcua2"), number, scan.sha256)
    with pytest.raises(FileMissingError):
        open_file(province, desk, number, "0" * 64)
    assert examine(province).findings == ()


def test_files_attached_later__are_events_and_can_be_dropped(province: Platform) -> None:
    desk = actor_of(province, "motcua")
    number = receive_for(province, "Mai Thị Hồng")
    first, second = upload(province, desk), upload(province, desk, png(), "anh.png")
    state = attach(province, desk, number, Attachment("to-khai", (first.key, second.key)))
    assert [one.name for one in state.kept_files] == ["ban-an.pdf", "anh.png"]
    with pytest.raises(RefusedError, match="đã có ở giấy tờ này"):
        attach(province, desk, number, Attachment("to-khai", (first.key,)))
    with pytest.raises(RefusedError, match="lý do"):
        attach(province, desk, number, Attachment(dropped=(first.sha256,)))
    state = attach(province, desk, number, Attachment(dropped=(first.sha256,), reason="Quét nhầm giấy"))
    assert [one.name for one in state.kept_files] == ["anh.png"]
    assert state.files[0].dropped == "Quét nhầm giấy"
    with pytest.raises(RefusedError, match="không có giấy tờ"):
        attach(province, desk, number, Attachment("khong-co", (first.key,)))
    assert examine(province).findings == ()


def test_an_upload__belongs_to_who_made_it(sqlite_platform: Platform) -> None:
    scan = upload(sqlite_platform, actor_of(sqlite_platform, "motcua2"))
    desk = actor_of(sqlite_platform, "motcua")
    with pytest.raises(UploadMissingError):
        find_uploads(sqlite_platform, desk, (scan.key,))
    with pytest.raises(InvalidRequestError, match="Không còn tệp"):
        receive_with(sqlite_platform, desk, {"to-khai": {"received": True, "files": scan.key}})
    with pytest.raises(InvalidRequestError, match="danh sách"):
        receive_with(sqlite_platform, desk, {"to-khai": {"received": True, "files": [1]}})


def test_too_large__is_refused_in_words(sqlite_platform: Platform) -> None:
    small = replace(
        sqlite_platform, settings=replace(sqlite_platform.settings, max_file_bytes=2 * 1024 * 1024)
    )
    with pytest.raises(UnusableFileError, match="lớn hơn 2 MB"):
        upload(small, actor_of(small, "motcua"), pdf() + b"0" * 2 * 1024 * 1024)
    assert list(small.files.contents()) == []


def test_an_infected_file__is_quarantined_and_remembered(sqlite_platform: Platform) -> None:
    platform = scanned_by(sqlite_platform, lambda content: "Eicar" if b"EICAR" in content else "")
    desk = actor_of(platform, "motcua")
    assert upload(platform, desk).scan_state is ScanState.CLEAN
    infected = pdf() + b"EICAR"
    with pytest.raises(UnusableFileError, match="Eicar"):
        upload(platform, desk, infected)
    # the same content is known without asking, and nobody is served it
    with pytest.raises(UnusableFileError, match="Eicar"):
        upload(sqlite_platform, desk, infected)
    assert len(list(platform.files.contents())) == 1


def test_a_file_no_scanner_answered_for__waits_and_is_judged_later(sqlite_platform: Platform) -> None:
    def dead(content: bytes) -> str:
        raise DeliveryFailed("không nối được")

    waiting = scanned_by(sqlite_platform, dead)
    desk = actor_of(waiting, "motcua")
    good, bad = upload(waiting, desk), upload(waiting, desk, png(), "anh.png")
    assert good.scan_state is ScanState.WAITING
    number = receive_with(waiting, desk, {"to-khai": {"received": True, "files": [good.key, bad.key]}})
    with pytest.raises(FileMissingError, match="đang chờ quét"):
        open_file(waiting, desk, number, good.sha256)
    assert "Quét lại 0 tệp" in scan_waiting(waiting)
    alive = scanned_by(sqlite_platform, lambda content: "Xau" if content.startswith(b"\x89PNG") else "")
    assert scan_waiting(alive) == "Quét lại 2 tệp, 1 tệp có mã độc."
    open_file(alive, desk, number, good.sha256).content.close()
    with pytest.raises(FileMissingError, match="cách ly"):
        open_file(alive, desk, number, bad.sha256)


def test_sweep__removes_only_what_nobody_uses(province: Platform) -> None:
    desk = actor_of(province, "motcua")
    used, unused = upload(province, desk), upload(province, desk, png(), "anh.png")
    receive_with(province, desk, {"to-khai": {"received": True, "files": used.key}})
    province.files.keep("f" * 64, io.BytesIO(b"nua chung"))
    for path in province.settings.file_folder.rglob("*"):
        os.utime(path, (province.now().timestamp(),) * 2)
    assert sweep_files(province) == (
        "Bỏ 0 lượt tải lên không dùng, 0 tệp không thuộc hồ sơ nào, 0 nội dung thừa."
    )
    later = (province.now() + timedelta(days=40)).isoformat()
    province.clock.set(later)  # type: ignore[attr-defined]
    sweep_files(province)
    with province.database.read(EVERYTHING) as session:
        assert session.query(FileUploadRow).count() == 0
        assert [one.sha256 for one in session.query(StoredFileRow)] == [used.sha256]
    assert province.files.has(used.sha256)
    sweep_files(province)
    assert [one.sha256 for one in province.files.contents()] == [used.sha256]
    assert not province.files.has(unused.sha256)


def test_a_file_store_elsewhere__is_chosen_by_its_address(sqlite_province: Path, tmp_path: Path) -> None:
    platform = open_province(f"sqlite:///{sqlite_province}", tmp_path)
    elsewhere = replace(platform, settings=replace(platform.settings, files_url="memory://kho-thu"))
    elsewhere.files.keep("a" * 64, io.BytesIO(b"x"))
    assert elsewhere.files.read("a" * 64) == b"x"
    assert not platform.files.has("a" * 64)
    platform.database.dispose()


def test_a_file_store_elsewhere__serves_quarantines_and_is_swept_alike(sqlite_platform: Platform) -> None:
    elsewhere = replace(
        sqlite_platform, settings=replace(sqlite_platform.settings, files_url="memory://kho-xa/motcua")
    )
    judging = scanned_by(elsewhere, lambda content: "Eicar" if b"EICAR" in content else "")
    desk = actor_of(judging, "motcua")
    used = upload(judging, desk)
    number = receive_with(judging, desk, {"to-khai": {"received": True, "files": used.key}})
    with open_file(judging, desk, number, used.sha256).content as content:
        assert content.read() == judging.files.read(used.sha256)
    with pytest.raises(UnusableFileError, match="Eicar"):
        upload(judging, desk, pdf() + b"EICAR")
    assert examine(judging).findings == ()
    assert not list(sqlite_platform.files.contents()), "nothing of it lies in the folder"
    judging.clock.set((judging.now() + timedelta(days=40)).isoformat())  # type: ignore[attr-defined]
    sweep_files(judging)
    assert judging.files.has(used.sha256)
    assert examine(judging).findings == ()
    judging.files.remove(used.sha256)
    with pytest.raises(FileMissingError, match="không còn trong kho"):
        open_file(judging, desk, number, used.sha256)
    assert examine(judging).findings != (), "the doctor sees what the store lost"
