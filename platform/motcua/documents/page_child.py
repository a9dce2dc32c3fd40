"""Counts or draws the pages of a PDF that somebody uploaded, in a process of its own that may be killed.

Run as a script: `page_child.py count FILE` prints the number of pages; `page_child.py draw FILE NUMBER PPI` writes a
PNG to standard output. It may use so much memory and time and no more.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import Any

import typst
from pypdf import PdfReader

MEMORY = 2 * 1024**3
SECONDS = 20
WIDEST_MILLIMETERS = 210


def main(arguments: list[str]) -> int:
    """Do what is asked; the exit status is 1 when it cannot be done."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    match arguments:
        case ["count", file]:
            sys.stdout.write(str(len(PdfReader(file).pages)))
        case ["draw", file, number, ppi]:
            _draw(Path(file), int(number), float(ppi))
        case _:
            return 1
    return 0


def _draw(file: Path, number: int, ppi: float) -> None:
    source = file.with_suffix(".typ")
    source.write_text(
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        f'#image("{file.name}", page: {number}, width: {WIDEST_MILLIMETERS}mm)\n',
        encoding="utf-8",
    )
    made: Any = typst.compile(source, root=file.parent, format="png", ppi=ppi, ignore_system_fonts=True)
    sys.stdout.buffer.write(made if isinstance(made, bytes) else made[0])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
