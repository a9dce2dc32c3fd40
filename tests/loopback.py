"""Real servers on loopback that tests send to: an SMTP sink and an HTTP gateway that knows repeated keys."""

from __future__ import annotations

import contextlib
import email
import email.policy
import json
import socket
import socketserver
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs


@dataclass
class SmtpSink:
    """An SMTP server that keeps what it accepts. ``slow`` seconds pass before it accepts a message."""

    slow: float = 0.0
    refuse: str = ""
    """A whole SMTP answer, such as ``550 no such user``, given to every RCPT."""
    refuse_data: str = ""
    accepted: list[EmailMessage] = field(default_factory=list)
    started: int = 0
    """How many messages arrived whole, accepted or not yet."""

    def __enter__(self) -> Self:
        sink = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):  # the client is gone: nothing was accepted
                    serve_smtp(sink, self)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.accepted]


def serve_smtp(sink: SmtpSink, connection: Any) -> None:
    def say(line: str) -> None:
        connection.wfile.write(f"{line}\r\n".encode())

    say("220 sink")
    while line := connection.rfile.readline():
        word = line.decode().split(maxsplit=1)[0].upper() if line.strip() else ""
        if word in {"EHLO", "HELO", "MAIL", "RSET", "NOOP"}:
            say("250 ok")
        elif word == "RCPT":
            say(sink.refuse or "250 ok")
        elif word == "QUIT":
            say("221 bye")
            return
        elif word == "DATA":
            say("354 go on")
            if not take_mail(sink, connection, say):
                return
        else:
            say("500 what")


def take_mail(sink: SmtpSink, connection: Any, say: Callable[[str], None]) -> bool:
    """One message to its final dot; False when the sender is gone, and then nothing is accepted."""
    content = b""
    while (line := connection.rfile.readline()) not in {b".\r\n", b""}:
        content += line
    if not line:
        return False
    sink.started += 1
    if sink.slow:
        time.sleep(sink.slow)
        if is_gone(connection.request):
            return False
    if sink.refuse_data:
        say(sink.refuse_data)
        return True
    sink.accepted.append(email.message_from_bytes(content, policy=email.policy.default))  # type: ignore[arg-type]
    say("250 accepted")
    return True


def is_gone(peer: socket.socket) -> bool:
    """Whether the other side has closed."""
    peer.setblocking(False)
    try:
        return peer.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        peer.setblocking(True)


@dataclass
class Call:
    """One request the gateway got."""

    key: str
    headers: dict[str, str]
    fields: dict[str, Any]


@dataclass
class HttpGateway:
    """An HTTP gateway as providers have it: a key it knows is answered again, but not sent again.

    It sends at once and answers after ``slow`` seconds.
    """

    slow: float = 0.0
    status: int = 200
    body: dict[str, Any] = field(default_factory=lambda: {"error": 0})
    calls: list[Call] = field(default_factory=list)
    sent: dict[str, Call] = field(default_factory=dict)

    def __enter__(self) -> Self:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                gateway.take(self)

            def log_message(self, *arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/messages"

    def take(self, request: BaseHTTPRequestHandler) -> None:
        raw = request.rfile.read(int(request.headers["Content-Length"])).decode()
        if "json" in request.headers["Content-Type"]:
            fields = json.loads(raw)
        else:
            fields = {name: values[0] for name, values in parse_qs(raw).items()}
        call = Call(
            request.headers.get("Idempotency-Key", ""),
            {k.lower(): v for k, v in request.headers.items()},
            fields,
        )
        self.calls.append(call)
        if self.status < 300:
            self.sent.setdefault(call.key, call)
        time.sleep(self.slow)
        answer = json.dumps(self.body).encode()
        try:
            request.send_response(self.status)
            request.send_header("Content-Length", str(len(answer)))
            request.end_headers()
            request.wfile.write(answer)
        except OSError:
            pass  # the sender is gone
