"""A server as operators start it, with processes that can be killed, and clients that never give up."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.clients import PASSWORD

PROJECT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
PATIENCE_SECONDS = 60
GONE = (OSError, http.client.HTTPException, json.JSONDecodeError)
"""What a client meets when the process it talks to is killed."""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


@dataclass
class Server:
    """`motcua serve` with two workers on a prepared installation."""

    url: str
    folder: Path
    workers: int = 2
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        environment = {
            **os.environ,
            "MOTCUA_HOME": str(PROJECT),
            "MOTCUA_VAR": str(self.folder),
            "MOTCUA_DATABASE_URL": self.url,
            "MOTCUA_SECRET_KEY": "only-for-tests-" * 3,
            "PYTHONPATH": f"{PROJECT / 'platform'}",
        }
        command = [str(Path(sys.executable).with_name("motcua")), "serve", "--no-example"]
        command += ["--workers", str(self.workers), "--port", str(self.port)]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.05)

    def _answers(self) -> bool:
        with contextlib.suppress(*GONE):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/login/")
            return connection.getresponse().status == 200
        return False

    def log(self) -> str:
        """What the server said."""
        return (self.folder / "server.log").read_text(errors="replace")

    def worker_ids(self) -> list[int]:
        """The processes that serve now."""
        assert self.process
        place = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(one) for one in place.read_text().split()]

    def kill_worker(self, turn: int) -> None:
        """Kill one of the workers; the master starts another."""
        workers = self.worker_ids()
        if workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(workers[turn % len(workers)], signal.SIGKILL)

    def kill_all(self) -> None:
        """Kill master and workers at once, as a power cut would."""
        assert self.process
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    def stop(self) -> None:
        """Stop in an orderly way."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill_all()


@dataclass
class Client:
    """A program of another system: repeats a request with its key until it has an answer."""

    port: int
    user: str
    token: str = ""
    repeated: int = 0
    connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
        """One request, repeated until it is answered; status and body."""
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if key:
            headers["Idempotency-Key"] = key
        content = None if body is None else json.dumps(body)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                status, answer = self._once(method, path, content, headers)
                if status != 503:
                    return status, answer
            except GONE:
                self.close()
            assert time.monotonic() < deadline, f"{method} {path}: no answer"
            self.repeated += 1
            time.sleep(0.02)

    def _once(self, method: str, path: str, content: str | None, headers: dict[str, str]) -> tuple[int, Any]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        self.connection.request(method, f"/api/v1{path}", content, headers)
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())

    def close(self) -> None:
        """Forget the connection."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def sign_in(self) -> None:
        """Get a token."""
        body = {"username": self.user, "password": PASSWORD, "provider": "db"}
        status, answer = self.ask("POST", "/security/login", body)
        assert status == 200, answer
        self.token = answer["access_token"]

    def receive(self, body: dict[str, Any], key: str = "") -> tuple[str, str, dict[str, Any]]:
        """Receive a dossier; the key used, the number and the whole answer."""
        used = key or uuid.uuid4().hex
        status, answer = self.ask("POST", "/dossiers", body, used)
        assert status == 201, answer
        return used, answer["number"], answer
