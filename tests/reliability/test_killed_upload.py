"""Workers killed while files are coming in: no row without its content, nothing acknowledged lost, strays swept."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.conftest import open_province
from tests.reliability.conftest import Place
from tests.reliability.servers import GONE, Client, Server

from motcua.services.file_sweep import sweep_files
from motcua.services.integrity import examine
from motcua.services.runtime import Platform
from motcua.storage.tables import StoredFileRow

SIZE = 3_000_000
SENDERS = 3
BOUNDARY = "----motcua"


def content(number: int) -> bytes:
    return b"%PDF-1.7\n" + str(number).encode() + b"x" * SIZE


def upload(port: int, token: str, number: int) -> str:
    """One upload, sent in pieces slowly enough to be cut off; the id in the answer. Raises what a killed server causes."""
    body = (
        (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{number}.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        ).encode()
        + content(number)
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.closing(connection):
        connection.putrequest("POST", "/api/v1/files")
        connection.putheader("Authorization", f"Bearer {token}")
        connection.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders()
        for start in range(0, len(body), 500_000):
            connection.send(body[start : start + 500_000])
            time.sleep(0.01)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        assert answer.status == 201, told
        return str(told["id"])


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_killed_while_uploading__no_row_is_without_its_content(place: Place, server: Server) -> None:
    server.start()
    client = Client(server.port, "motcua")
    client.sign_in()
    over, lock = threading.Event(), threading.Lock()
    taken: dict[str, int] = {}
    cut = 0

    def send(first: int) -> None:
        nonlocal cut
        number = first
        while not over.is_set():
            try:
                key = upload(server.port, client.token, number)
            except GONE:
                with lock:
                    cut += 1
                time.sleep(0.05)
                continue
            with lock:
                taken[key] = number
            number += SENDERS

    with ThreadPoolExecutor(SENDERS) as pool:
        running = [pool.submit(send, first) for first in range(SENDERS)]
        deadline = time.monotonic() + 40
        for turn in range(60):
            time.sleep(0.11)
            server.kill_worker(turn)
            if cut >= 4 and len(taken) >= 3:
                break
            assert time.monotonic() < deadline, (cut, len(taken), server.log()[-2000:])
            time.sleep(0.4)
        server.kill_all()
        over.set()
        server.start()
        for one in running:
            one.result()
    server.stop()
    assert cut > 0, "no upload was cut off; the test proves nothing"
    platform = place.open()
    try:
        hashes = {hashlib.sha256(content(number)).hexdigest() for number in taken.values()}
        assert hashes <= {one.sha256 for one in platform.files.contents()}
        _nothing_broken(platform, place.folder)
    finally:
        platform.database.dispose()


def _nothing_broken(platform: Platform, folder: Path) -> None:
    """Every row has its content, every content is whole under its name, and halves go with the next sweep."""
    with platform.database.read() as session:
        rows = [(one.sha256, one.size) for one in session.query(StoredFileRow)]
    for sha256, size in rows:
        whole = platform.files.read(sha256)
        assert len(whole) == size
        assert hashlib.sha256(whole).hexdigest() == sha256
    for one in platform.files.contents():
        assert hashlib.sha256(platform.files.read(one.sha256)).hexdigest() == one.sha256
    assert examine(platform).findings == ()
    late = open_province(platform.settings.database_url, folder)
    late.clock.set("2090-01-01T00:00:00+07:00")  # type: ignore[attr-defined]
    sweep_files(late)
    assert not [one for one in (folder / "files").rglob("*") if one.is_file()]
    for sha256, _size in rows:
        assert not late.files.has(sha256)
    late.database.dispose()
