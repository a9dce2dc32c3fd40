"""QR and Code-128 images as SVG text."""

from __future__ import annotations

import io
from functools import lru_cache

import segno
from barcode import Code128
from barcode.writer import SVGWriter


@lru_cache(maxsize=512)
def qr_svg(text: str) -> str:
    """A QR code of ``text`` (error correction M) as a self-contained SVG."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", xmldecl=False, border=1, scale=4)
    return out.getvalue().decode("utf-8")


@lru_cache(maxsize=512)
def qr_png(text: str, scale: int = 6) -> bytes:
    """The same code as PNG, for Word."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", border=1, scale=scale)
    return out.getvalue()


MOST_BARS = 64
"""Characters a bar code holds at a width that still prints on A4."""


def fits_code128(text: str) -> bool:
    """Whether a Code-128 can carry a text: printable ASCII, and not longer than a page is wide."""
    return text.isascii() and text.isprintable() and 0 < len(text) <= MOST_BARS


@lru_cache(maxsize=512)
def code128_svg(text: str) -> str:
    """A Code-128 bar code of ASCII ``text`` as SVG, without the text under it."""
    out = io.BytesIO()
    Code128(text, writer=SVGWriter()).write(
        out, options={"write_text": False, "module_height": 9.0, "module_width": 0.22, "quiet_zone": 1.0}
    )
    return out.getvalue().decode("utf-8")
