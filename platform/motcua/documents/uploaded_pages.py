"""Pages of uploaded PDF files as images, drawn by a child process that a hostile file can do no harm in."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO

CHILD = Path(__file__).with_name("page_child.py")
PATIENCE = 30.0
SCREEN_PPI = 110.0
CHUNK = 1024 * 1024


class UndrawableError(ValueError):
    """The pages of a file cannot be drawn: it is broken, locked, or takes too long."""

    def __init__(self) -> None:
        super().__init__("Không xem trước được tệp này: tệp hỏng hoặc có mật khẩu. Tải về để mở.")


def count_pages(content: BinaryIO) -> int:
    """How many pages a PDF has. Raises UndrawableError."""
    answer = _ask(content, "count")
    if not answer.isdigit() or answer == b"0":
        raise UndrawableError
    return int(answer)


def draw_page(content: BinaryIO, number: int, ppi: float = SCREEN_PPI) -> bytes:
    """A page (from 1) of a PDF as PNG. Raises UndrawableError, also for a page that is not there."""
    return _ask(content, "draw", str(number), str(ppi))


def _ask(content: BinaryIO, what: str, *more: str) -> bytes:
    content.seek(0)
    with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
        file = Path(folder) / "tep.pdf"
        with file.open("wb") as out:
            while block := content.read(CHUNK):
                out.write(block)
        command = [sys.executable, "-I", str(CHILD), what, str(file), *more]
        try:
            # our own script and our own file name: nothing of it comes from outside
            done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False, cwd=folder)  # noqa: S603
        except subprocess.TimeoutExpired as error:
            raise UndrawableError from error
    if done.returncode != 0 or not done.stdout:
        raise UndrawableError
    return done.stdout
