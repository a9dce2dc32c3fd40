"""Pages of uploaded files as images, drawn by a child process that a hostile file can do no harm in."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

CHILD = Path(__file__).with_name("page_child.py")
OFFICE_CHILD = Path(__file__).with_name("office_child.py")
FONTS = Path(__file__).with_name("fonts")
PATIENCE, OFFICE_PATIENCE = 30.0, 60.0
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


def drawn_as_pdf(content: BinaryIO, media_type: str) -> bytes:
    """What an office file or a plain text says, as a PDF. Raises UndrawableError."""
    with _beside(content) as file:
        _run([str(OFFICE_CHILD), media_type, str(file), str(FONTS)], OFFICE_PATIENCE)
        try:
            return file.with_name("whole.pdf").read_bytes()
        except FileNotFoundError as error:
            raise UndrawableError from error


def _ask(content: BinaryIO, what: str, *more: str) -> bytes:
    with _beside(content) as file:
        told = _run([str(CHILD), what, str(file), *more], PATIENCE)
    if not told:
        raise UndrawableError
    return told


@contextmanager
def _beside(content: BinaryIO) -> Iterator[Path]:
    """A copy of the file alone in a folder of its own."""
    content.seek(0)
    with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
        file = Path(folder) / "tep.pdf"
        with file.open("wb") as out:
            while block := content.read(CHUNK):
                out.write(block)
        yield file


def _run(script: list[str], patience: float) -> bytes:
    """Run a script of ours on a file of ours; nothing of the command comes from outside."""
    command = [sys.executable, "-I", *script]
    try:
        done = subprocess.run(command, capture_output=True, timeout=patience, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise UndrawableError from error
    if done.returncode != 0:
        raise UndrawableError
    return done.stdout
