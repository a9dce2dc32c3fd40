"""Makes a checklist out of paper lines: papers, papers only to show, and the notes that hide among them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from motcua.catalog.parsers.paper_lines import PaperLine
from motcua.catalog.parsers.quantities import Quantity, parse_quantity
from motcua.catalog.review_texts import ReviewList
from motcua.catalog.understood import Confidence
from motcua.definitions.procedure import RequirementKind
from motcua.kernel.text import clean, fold, slug

MAX_ID = 60
MAX_SOURCE = 1_000
_APPLICATION = re.compile(
    r"^(?:[-+*\d.)(a-z]{0,4}\s*)?(?:01 |1 )?(?:to khai|don |giay de nghi|phieu (?:de nghi|yeu cau|khai)|ban khai|"
    r"van ban de nghi|mau ho tich dien tu)"
)
_OPTIONAL = re.compile(r"\b(?:truong hop|neu co|neu |doi voi|tuy tung|khi |ngoai giay to|mot trong)")
_HEADING_LINE = re.compile(r"(?:gồm|sau|sau đây|dưới đây)?\s*:\s*$")


def plan_checklist(papers: Sequence[PaperLine], form: str, review: ReviewList) -> list[dict[str, Any]]:
    """The checklist. `form` is the electronic form of the procedure; the first application takes it.

    Papers of a group or name that speaks of a case are not required, because only the officer can tell whether the
    case is given.
    """
    taken: set[str] = set()
    lines: list[dict[str, Any]] = []
    cases = 0
    form_given = False
    for paper in papers:
        line = _line(paper, taken, review)
        if line["kind"] == "document" and not line["required"]:
            cases += 1
        if form and not form_given and line["kind"] == "document" and _APPLICATION.match(fold(paper.name)):
            line["form"] = form
            form_given = True
        lines.append(_tidy(line))
    if cases:
        review.add(
            "checklist_cases",
            f"{cases} giấy tờ chỉ cần trong một số trường hợp; chưa có điều kiện nên đang để là không bắt buộc.",
            "/checklist",
        )
    return lines


def _line(paper: PaperLine, taken: set[str], review: ReviewList) -> dict[str, Any]:
    quantity = parse_quantity(paper.quantity)
    counts = quantity.value or Quantity()
    kind = _kind(paper, counts, known=quantity.value is not None)
    line_id = _id(paper, taken)
    optional = bool(_OPTIONAL.search(fold(paper.group)) or _OPTIONAL.search(fold(paper.name)[:80]))
    line: dict[str, Any] = {
        "id": line_id,
        "name": paper.name,
        "kind": kind.value,
        "required": kind is RequirementKind.DOCUMENT and not optional,
        "originals": counts.originals,
        "copies": counts.copies,
        "certified_copies": counts.certified_copies,
        "group": _group(paper.group),
        "template": paper.template,
    }
    if quantity.confidence in (Confidence.NOT_UNDERSTOOD, Confidence.DOUBTFUL):
        review.add(
            "document",
            f"Không hiểu số lượng “{paper.quantity[:80]}” của giấy tờ “{paper.name[:120]}”.",
            f"/checklist/{line_id}",
            paper.quantity[:MAX_SOURCE],
        )
    return line


def _kind(paper: PaperLine, counts: Quantity, *, known: bool) -> RequirementKind:
    group, name = fold(paper.group), fold(paper.name)
    if "luu y" in group or name.startswith(("luu y", "* luu y", "ghi chu")):
        return RequirementKind.NOTE
    if known and counts.is_note:
        shown = "xuat trinh" in group and not _HEADING_LINE.search(paper.name) and len(paper.name) < 200
        return (
            RequirementKind.PRESENT if shown and not name.startswith("truong hop") else RequirementKind.NOTE
        )
    return RequirementKind.PRESENT if "xuat trinh" in group else RequirementKind.DOCUMENT


def _id(paper: PaperLine, taken: set[str]) -> str:
    """An id made of the name, so that it stays the same when lines move; a short hash tells equal beginnings apart."""
    base = slug(paper.name)[:MAX_ID].strip("-") or "giay-to"
    if base in taken:
        mark = hashlib.sha256(f"{paper.group}\n{paper.name}".encode()).hexdigest()[:6]
        base = f"{base}-{mark}"
    number, unique = 2, base
    while unique in taken:
        unique, number = f"{base}-{number}", number + 1
    taken.add(unique)
    return unique


def _group(text: str) -> str:
    return clean(text).strip("* ").rstrip(": ").strip()[:1_000]


def _tidy(line: dict[str, Any]) -> dict[str, Any]:
    """The line without what is usual: empty texts, zero counts, the kind of an ordinary paper."""
    usual = {"kind": "document", "required": True}
    return {
        name: value
        for name, value in line.items()
        if name in ("id", "name") or ((value not in ("", 0) or value is False) and usual.get(name) != value)
    }
