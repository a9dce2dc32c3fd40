"""A backup taken while dossiers are received restores to one consistent moment."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.conftest import open_province
from tests.reliability.findings import faults, numbers_of
from tests.reliability.test_half_way import CODE, publish_name

from motcua.definitions.procedure import Channel
from motcua.services.backup import backup, restore
from motcua.services.intake_requests import DossierRequest
from motcua.services.officers import identity_by_name
from motcua.services.receiving import receive
from motcua.services.runtime import Platform

REQUEST = DossierRequest(
    procedure=CODE,
    agency="H88.31",
    channel=Channel.COUNTER,
    applicant={"full_name": "Mai Thị Hồng Nhung", "identity_number": "001196012345", "sex": "nu"},
    answers={"tinh_trang_truoc": "chua-ket-hon", "muc_dich": "ket-hon-trong-nuoc", "so_ban": 2},
)


@contextmanager
def receiving(platform: Platform, threads: int = 3) -> Iterator[list[str]]:
    """Officers receive without pause; the numbers confirmed so far. Definitions are published meanwhile."""
    with platform.database.read() as session:
        identity = identity_by_name(session, "motcua")
    assert identity is not None
    actor = identity.actor(platform.now())
    over = threading.Event()
    confirmed: list[str] = []
    failures: list[BaseException] = []

    def work(index: int) -> None:
        turn = 0
        try:
            while not over.is_set():
                if index == 0:
                    publish_name(platform, turn)
                    turn += 1
                confirmed.append(receive(platform, actor, REQUEST, uuid.uuid4().hex))
        except BaseException as error:
            failures.append(error)
            raise

    workers = [threading.Thread(target=work, args=(index,)) for index in range(threads)]
    for worker in workers:
        worker.start()
    try:
        while len(confirmed) < 3 and not failures:
            over.wait(0.02)
        yield confirmed
    finally:
        over.set()
        for worker in workers:
            worker.join(60)
    assert not failures


@pytest.mark.parametrize("portable", [False, True])
def test_backup_while_dossiers_are_received__restores_to_one_moment(
    province: Platform, tmp_path: Path, request: pytest.FixtureRequest, *, portable: bool
) -> None:
    copy = tmp_path / "sao-luu.zip"
    with receiving(province) as confirmed:
        before = set(confirmed)
        backup(province, copy, portable=portable)
        after = len(confirmed)
        while len(confirmed) < after + 3:
            pass
    assert before

    restored = _empty_place(province, tmp_path, request)
    try:
        restore(restored, copy)
        restored.rules.refresh()
        found = set(numbers_of(restored))
        assert before <= found <= set(numbers_of(province))
        assert len(found) < len(numbers_of(province))
        assert faults(restored) == []
        _goes_on(restored, len(found))
    finally:
        restored.database.dispose()


def _empty_place(province: Platform, tmp_path: Path, request: pytest.FixtureRequest) -> Platform:
    folder = tmp_path / "noi-khac"
    folder.mkdir()
    if province.database.is_sqlite:
        return open_province(f"sqlite:///{folder / 'motcua.sqlite3'}", folder)
    create: Callable[..., str] = request.getfixturevalue("create_postgres_database")
    return open_province(create(), folder)


def _goes_on(restored: Platform, known: int) -> None:
    """The next number follows the last; work goes on where the copy was taken."""
    with receiving(restored, 1):
        pass
    numbers = numbers_of(restored)
    assert len(numbers) > known
    assert faults(restored) == []
