"""Clients of the API that cost little themselves: one connection a thread, bodies encoded beforehand."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from http.client import HTTPConnection
from queue import Empty, SimpleQueue
from typing import Any

import msgspec
from tests.benchmarks.worlds import PASSWORD


class Client:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def call(self, method: str, path: str, token: str = "", body: bytes | None = None) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        self._connection.request(method, f"/api/v1{path}", body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def token(self, user: str) -> str:
        body = msgspec.json.encode({"username": user, "password": PASSWORD, "provider": "db"})
        status, answer = self.call("POST", "/security/login", body=body)
        if status != 200:
            raise RuntimeError(f"{user}: {answer.decode()[:300]}")
        return str(msgspec.json.decode(answer)["access_token"])


def in_parallel(
    port: int, clients: int, work: Callable[[Client, Any], float], items: Iterable[Any]
) -> tuple[float, list[float]]:
    """Do all items with so many clients: items a second, and how long each took in milliseconds.

    `work` returns how many seconds the measured part took.
    """
    waiting: SimpleQueue[Any] = SimpleQueue()
    for item in items:
        waiting.put(item)
    times: list[float] = []
    failed: list[Exception] = []

    def run() -> None:
        client = Client(port)
        try:
            while True:
                times.append(work(client, waiting.get_nowait()) * 1000)
        except Empty:
            return
        except Exception as error:  # noqa: BLE001 — told to the main thread
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(clients)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return len(times) / (time.perf_counter() - start), times
