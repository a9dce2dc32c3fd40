"""A composed paper as PDF or page images, through Typst with our own fonts only."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import typst

from motcua.documents.codes import code128_svg, fits_code128, qr_svg
from motcua.surfaces import paper

HERE = Path(__file__).parent
SOURCE = HERE / "paper.typ"
FONTS = HERE / "fonts"
LONG_TABLE = 300
"""Rows from which on a paper is written without marks for screen readers; its workbook has them as cells."""
_KINDS: dict[type, str] = {
    paper.NationalHeader: "header",
    paper.Title: "title",
    paper.ReportTitle: "report_title",
    paper.Line: "line",
    paper.Lines: "lines",
    paper.Paragraph: "paragraph",
    paper.Table: "table",
    paper.Signatures: "signatures",
    paper.Rule: "rule",
    paper.Codes: "codes",
}


def _block(block: paper.PaperBlock) -> dict[str, Any]:
    if isinstance(block, paper.Codes):
        images = [{"kind": "qr", "svg": qr_svg(text), "caption": caption} for text, caption in block.qr]
        if fits_code128(block.code128):
            images.append({"kind": "bar", "svg": code128_svg(block.code128), "caption": block.code128})
        return {"kind": "codes", "images": images}
    return {"kind": _KINDS[type(block)], **asdict(block)}


def _inputs(drawn: paper.Paper) -> dict[str, str]:
    blocks = [_block(block) for block in drawn.blocks]
    body = {
        "paper": drawn.paper,
        "landscape": drawn.landscape,
        "font_size": drawn.font_size,
        "copies": list(drawn.copies) or [""],
        "blocks": [item for item in blocks if item["kind"] != "codes" or item["images"]],
    }
    return {"paper": json.dumps(body, ensure_ascii=False)}


def _is_long(drawn: paper.Paper) -> bool:
    """Whether marking every cell for screen readers would take longer than everything else together."""
    return sum(len(block.rows) for block in drawn.blocks if isinstance(block, paper.Table)) > LONG_TABLE


def _compile(drawn: paper.Paper, kind: Literal["pdf", "svg", "png"], ppi: float | None = None) -> list[bytes]:
    made: Any = typst.compile(
        SOURCE,
        root=HERE,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format=kind,
        ppi=ppi,
        sys_inputs=_inputs(drawn),
        pdf_tags=kind == "pdf" and not _is_long(drawn),
    )
    if made is None:
        return []
    return list(made) if isinstance(made, list) else [made]


def pdf(drawn: paper.Paper) -> bytes:
    """The paper as a PDF with embedded fonts."""
    return _compile(drawn, "pdf")[0]


def page_images(drawn: paper.Paper, ppi: float = 110) -> list[bytes]:
    """Each page as PNG: exactly what the PDF shows."""
    return _compile(drawn, "png", ppi)


def page_svgs(drawn: paper.Paper) -> list[str]:
    """Each page as SVG, for the preview on screen."""
    return [page.decode("utf-8") for page in _compile(drawn, "svg")]
