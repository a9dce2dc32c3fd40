"""A PDF as text with the place and look of every run of words, so that any change of layout shows as a line."""

import io
from typing import Any

from pypdf import PdfReader


def paper_text(data: bytes) -> str:
    """Page sizes, and every run of words: whole points from the left and from the top, size, look, words."""
    lines: list[str] = []
    pages = PdfReader(io.BytesIO(data)).pages
    for number, page in enumerate(pages, 1):
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        lines.append(f"trang {number}/{len(pages)}: {width:.0f} x {height:.0f}")
        lines.extend(_runs(page, height))
    return "\n".join(lines) + "\n"


def _runs(page: Any, height: float) -> list[str]:
    found: list[tuple[int, int, str]] = []

    def note(text: str, place: list[float], _text_matrix: Any, font: Any, size: float) -> None:
        words = " ".join(text.split())
        if words:
            left, top = round(place[4]), round(height - place[5])
            found.append((top, left, f"{left:>4} {top:>4} {size:g}{_look(font)} {words}"))

    page.extract_text(visitor_text=note)
    lines: list[str] = []
    for top, _left, line in sorted(found):
        if line.endswith(" ."):
            dotted = f"     {top:>4} ....."
            if dotted not in lines:
                lines.append(dotted)
        else:
            lines.append(line)
    return lines


def _look(font: Any) -> str:
    name = str(font.get("/BaseFont", "")) if font else ""
    return "".join(mark for word, mark in (("Bold", "b"), ("Italic", "i")) if word in name)
