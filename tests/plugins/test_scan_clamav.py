"""The ClamAV scanner against a server on loopback that speaks INSTREAM, and a whole upload through it."""

import contextlib
import io
import socketserver
import struct
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.services.files_at_hand import pdf, upload
from tests.unit.services.received import actor_of

from motcua.documents.file_kinds import UnusableFileError
from motcua.extension.loading import load_plugins
from motcua.extension.points import FILE_SCANNERS, DeliveryFailed, FileScanner
from motcua.services.file_scanning import ScanState
from motcua.services.runtime import Platform

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LIMIT = 1024 * 1024


class Clamd(socketserver.StreamRequestHandler):
    """As much of clamd as a client meets."""

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > LIMIT:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = b"Win.Test.EICAR_HDB-1 FOUND" if EICAR in content else b"OK"
        self.wfile.write(b"stream: " + found + b"\0")


@contextlib.contextmanager
def serving(handler: type[socketserver.BaseRequestHandler]) -> Iterator[int]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture
def scanner(project_root: Path) -> FileScanner:
    return shipped(project_root, 1).get(FILE_SCANNERS, "clamav")


def shipped(root: Path, port: int):
    """The shipped plugin, switched on with a port."""
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "scan_clamav"
        shutil.copytree(root / "plugins" / "scan_clamav", home)
        text = (home / "plugin.yaml").read_text(encoding="utf-8")
        text = text.replace("enabled: false", "enabled: true").replace("port: 3310", f"port: {port}")
        (home / "plugin.yaml").write_text(text, encoding="utf-8")
        registry, problems = load_plugins([folder])
    assert problems == ()
    return registry


def test_a_clean_stream__has_no_threat(scanner: FileScanner) -> None:
    with serving(Clamd) as port:
        assert scanner.scan({"port": port}, io.BytesIO(b"x" * 300_000)) == ""
        assert scanner.scan({"port": port}, io.BytesIO(b"")) == ""


def test_a_known_threat__is_named(scanner: FileScanner) -> None:
    with serving(Clamd) as port:
        assert scanner.scan({"port": port}, io.BytesIO(b"y" * 70_000 + EICAR)) == "Win.Test.EICAR_HDB-1"


def test_a_scanner_that_cannot_judge__is_asked_again_later(scanner: FileScanner) -> None:
    with serving(Clamd) as port, pytest.raises(DeliveryFailed, match="size limit"):
        scanner.scan({"port": port}, io.BytesIO(b"z" * 3 * LIMIT))
    with pytest.raises(DeliveryFailed, match="Kiểm tra clamd"):
        scanner.scan({"port": port, "timeout": 1}, io.BytesIO(b"x"))


def test_a_scanner_that_hangs_up__is_asked_again_later(scanner: FileScanner) -> None:
    class Gone(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(10)

    with serving(Gone) as port, pytest.raises(DeliveryFailed):
        scanner.scan({"port": port}, io.BytesIO(b"x" * 10))


def test_an_upload__is_scanned_by_the_plugin(sqlite_platform: Platform, project_root: Path) -> None:
    with serving(Clamd) as port:
        platform = replace(sqlite_platform, registry=shipped(project_root, port))
        desk = actor_of(platform, "motcua")
        assert upload(platform, desk).scan_state is ScanState.CLEAN
        with pytest.raises(UnusableFileError, match="EICAR"):
            upload(platform, desk, pdf() + EICAR)
    assert upload(platform, desk, pdf("khác")).scan_state is ScanState.WAITING
