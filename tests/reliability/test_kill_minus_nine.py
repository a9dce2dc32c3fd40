"""Processes killed in the middle of their work: nothing acknowledged is lost, nothing stays half done."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

from tests.reliability.conftest import Place
from tests.reliability.findings import faults, numbers_of
from tests.reliability.servers import Client, Server

CLIENTS = 4
ROUNDS = 3
BODY = {
    "procedure": "1.004873",
    "channel": "counter",
    "applicant": {"full_name": "Mai Thị Hồng Nhung", "identity_number": "001196012345", "sex": "nu"},
    "answers": {"tinh_trang_truoc": "chua-ket-hon", "muc_dich": "ket-hon-trong-nuoc", "so_ban": 2},
}


class Work:
    """Clients that receive and act without pause until they are told to stop; they write down what was confirmed."""

    def __init__(self, server: Server, users: tuple[str, ...]) -> None:
        self.over = threading.Event()
        self.received: dict[str, tuple[str, str]] = {}
        self.versions: dict[str, int] = {}
        self.repeated = 0
        self._lock = threading.Lock()
        self._clients = [Client(server.port, user) for user in users]

    def run(self, client: Client) -> None:
        client.sign_in()
        while not self.over.is_set():
            key, number, dossier = client.receive(BODY)
            version = self._act(client, dossier)
            with self._lock:
                self.received[key] = (client.user, number)
                self.versions[number] = version
        with self._lock:
            self.repeated += client.repeated
        client.close()

    def _act(self, client: Client, dossier: dict[str, Any]) -> int:
        """The usual next step, under a key, with the version seen."""
        action = next(one for one in dossier["actions"] if one["main"])
        body = {"action": action["id"], "step": action["step"], "expected_version": dossier["version"]}
        path = f"/dossiers/{dossier['number']}"
        status, answer = client.ask("POST", f"{path}/actions", body, f"act-{dossier['number']}")
        assert status == 200, answer
        return int(answer["version"])

    def __enter__(self) -> Self:
        self._pool = ThreadPoolExecutor(len(self._clients))
        self._running = [self._pool.submit(self.run, client) for client in self._clients]
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        self._pool.shutdown()
        for one in self._running:
            one.result()

    def wait_for(self, count: int) -> None:
        """Wait until that many more dossiers were received."""
        wanted = len(self.received) + count
        deadline = time.monotonic() + 60
        while len(self.received) < wanted:
            for one in self._running:
                if one.done():
                    one.result()
            assert time.monotonic() < deadline, f"{len(self.received)} of {wanted}"
            time.sleep(0.01)


def test_workers_and_server_killed_while_receiving__nothing_lost_nothing_twice(
    place: Place, server: Server
) -> None:
    draw = random.Random(20261120)
    server.start()
    with Work(server, ("motcua", "motcua2") * (CLIENTS // 2)) as work:
        for turn in range(ROUNDS):
            for _time in range(2):
                work.wait_for(4)
                time.sleep(draw.random() / 20)
                server.kill_worker(turn)
        work.wait_for(4)
        server.kill_all()
        server.start()
        work.wait_for(8)
    assert work.repeated > 0, "no request was cut off; the test proves nothing"
    _ask_again(server, work)
    server.stop()

    platform = place.open()
    try:
        assert numbers_of(platform) == sorted(number for _user, number in work.received.values())
        assert faults(platform) == []
    finally:
        platform.database.dispose()


def _ask_again(server: Server, work: Work) -> None:
    """Every key once more: the same numbers, nothing new."""
    clients = {user: Client(server.port, user) for user in ("motcua", "motcua2")}
    for client in clients.values():
        client.sign_in()
    for key, (user, number) in work.received.items():
        _key, again, dossier = clients[user].receive(BODY, key)
        assert again == number
        assert dossier["version"] == work.versions[number]
