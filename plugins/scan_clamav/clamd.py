"""Speaks INSTREAM with clamd: the file in pieces of known length, one line back."""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

from motcua.extension.points import DeliveryFailed, Options

DEFAULT_PORT = 3310
DEFAULT_TIMEOUT = 30.0
PIECE = 64 * 1024
LONGEST_ANSWER = 4096
_FOUND = re.compile(r"^stream: (?P<threat>.+) FOUND$")

OPTIONS: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "description": "Cần host và port, hoặc socket; có thể thêm timeout.",
    "properties": {
        "host": {"type": "string", "minLength": 1, "description": "Ghi tên hoặc địa chỉ máy chạy clamd."},
        "port": {"type": "integer", "minimum": 1, "maximum": 65535, "description": "Cổng từ 1 đến 65535."},
        "socket": {"type": "string", "minLength": 1, "description": "Ghi đường dẫn ổ cắm Unix của clamd."},
        "timeout": {"type": "number", "minimum": 1, "maximum": 300, "description": "Từ 1 đến 300 giây."},
    },
}


class ClamdScanner:
    """The scanner ``clamav``."""

    def scan(self, options: Options, content: BinaryIO) -> str:
        """The name of the signature that matched, empty when none did. Raises DeliveryFailed without an answer."""
        try:
            with _connected(options) as server:
                answer = _ask(server, content)
        except OSError as error:
            raise DeliveryFailed(f"Không hỏi được bộ quét ClamAV: {error}. Kiểm tra clamd.") from error
        if answer == "stream: OK":
            return ""
        found = _FOUND.fullmatch(answer)
        if found is None:
            raise DeliveryFailed(
                f"Bộ quét ClamAV trả lời lạ: “{answer[:200]}”. Kiểm tra StreamMaxLength của clamd."
            )
        return found["threat"]


def _connected(options: Options) -> socket.socket:
    timeout = float(options.get("timeout", DEFAULT_TIMEOUT))
    if path := options.get("socket"):
        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        server.settimeout(timeout)
        try:
            server.connect(str(path))
        except OSError:
            server.close()
            raise
        return server
    place = (str(options.get("host", "127.0.0.1")), int(options.get("port", DEFAULT_PORT)))
    return socket.create_connection(place, timeout)


def _ask(server: socket.socket, content: BinaryIO) -> str:
    server.sendall(b"zINSTREAM\0")
    try:
        while piece := content.read(PIECE):
            server.sendall(struct.pack(">I", len(piece)) + piece)
        server.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        # clamd closes early when a stream is longer than it takes; its line says so
        pass
    answer = b""
    while len(answer) < LONGEST_ANSWER and not answer.endswith(b"\0"):
        part = server.recv(LONGEST_ANSWER)
        if not part:
            break
        answer += part
    if not answer:
        raise ConnectionResetError("clamd đóng kết nối mà không trả lời")
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
