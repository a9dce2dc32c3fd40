"""Makes a checklist out of paper lines: papers, papers only to show, and the notes that hide among them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
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
    r"mau ho tich dien tu)"
)
_OPTIONAL = re.compile(r"\b(?:truong hop|neu co|neu |doi voi|tuy tung|khi |ngoai giay to|mot trong)")
_USUAL_GROUP = re.compile(
    r"phai nop|phai xuat trinh|xuat trinh|luu y|thanh phan ho so|ho so gom|bao gom|giay to nop"
)
_CERTIFIED = re.compile(r"^(?:\d+ )?ban sao (?:co |duoc )?(?:chung thuc|cong chung)")
_BULLET = re.compile(r"^(?:[-+•*–]\s*)+")
_HEADING_LINE = re.compile(r"(?:gồm|sau|sau đây|dưới đây)?\s*:\s*$")


def plan_checklist(papers: Sequence[PaperLine], form: str, review: ReviewList) -> list[dict[str, Any]]:
    """The checklist. `form` is the electronic form of the procedure; the first application takes it.

    Papers of a group or name that speaks of a case are not required, because only the officer can tell whether the
    case is given; so are those of several groups that stand beside each other, each of which is a case.
    """
    taken: set[str] = set()
    lines: list[dict[str, Any]] = []
    cases = 0
    form_given = False
    ordinary = {paper.group for paper in papers if paper.group and not _USUAL_GROUP.search(fold(paper.group))}
    by_case = ordinary if len(ordinary) > 1 else set()
    for paper in map(_without_bullet, papers):
        line = _line(paper, paper.group in by_case, taken, review)
        if line["kind"] == "document" and not line["required"]:
            cases += 1
        if form and not form_given and line["required"] and _APPLICATION.match(fold(paper.name)):
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


def _without_bullet(paper: PaperLine) -> PaperLine:
    return replace(paper, name=_BULLET.sub("", paper.name) or paper.name)


def _line(paper: PaperLine, of_case: bool, taken: set[str], review: ReviewList) -> dict[str, Any]:
    quantity = parse_quantity(paper.quantity)
    counts = _counts(paper, quantity.value or Quantity())
    kind = _kind(paper, counts, known=quantity.value is not None)
    line_id = _id(paper, taken)
    optional = of_case or bool(_OPTIONAL.search(fold(paper.group)) or _OPTIONAL.search(fold(paper.name)[:80]))
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


def _counts(paper: PaperLine, counts: Quantity) -> Quantity:
    """The counts, with copies that the name calls certified counted as such."""
    if counts.copies and not counts.certified_copies and _CERTIFIED.match(fold(paper.name)):
        return Quantity(counts.originals, 0, counts.copies)
    return counts


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
