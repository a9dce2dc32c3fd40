"""QR and Code-128 images: SVG for PDF and screen, PNG for Word."""

from __future__ import annotations

import io
import struct
import zlib
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


QUIET_MODULES = 10
BAR_ROWS = 40


@lru_cache(maxsize=512)
def code128_png(text: str, scale: int = 3) -> bytes:
    """The same bars as a PNG of black and white, ``scale`` dots a module, with the quiet zone readers need."""
    quiet = "0" * QUIET_MODULES
    modules = quiet + "".join(Code128(text).build()) + quiet
    dots = "".join("0" * scale if bar == "1" else "1" * scale for bar in modules)
    row = b"\0" + int(dots.ljust(-(-len(dots) // 8) * 8, "1"), 2).to_bytes(-(-len(dots) // 8), "big")
    header = struct.pack(">IIBBBBB", len(dots), BAR_ROWS * scale, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(row * BAR_ROWS * scale)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
