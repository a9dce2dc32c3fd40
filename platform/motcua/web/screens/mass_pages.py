"""What pages about many procedures share: what is chosen, and a plan as a page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session

from motcua.services.bulk_changes import found_codes
from motcua.services.catalog_view import CatalogQuery
from motcua.services.mass_edit import Line, MassPlan, Outcome
from motcua.services.publication_rules import needs_two_people
from motcua.web.screens.catalog import PARTS, catalog_query
from motcua.web.screens.words import numbers
from motcua.web.security.current import may

MOST_CHOSEN = 500
SHOWN_LINES = 200
SHOWN_CHANGES = 6
DRAFTS, PROPOSE, PUBLISH = "nhap", "de-nghi", "cong-bo"
OUTCOMES = {
    Outcome.CHANGED: ("ok", "Sẽ đổi"),
    Outcome.UNCHANGED: ("idle", "Đã như vậy"),
    Outcome.REFUSED: ("late", "Không đổi được"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The procedures chosen on the list: some codes, or everything a search finds."""

    codes: tuple[str, ...]
    everything: bool
    kept: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """How many, in words."""
        count = numbers(len(self.codes))
        return f"tất cả {count} thủ tục tìm thấy" if self.everything else f"{count} thủ tục đã chọn"


def chosen_procedures(session: Session) -> Chosen:
    """What the request chooses: `ma` once or more, or `het` with the parts of a search."""
    values = request.values
    if not values.get("het"):
        codes = tuple(dict.fromkeys(one[:64] for one in values.getlist("ma") if one))[:MOST_CHOSEN]
        return Chosen(codes, False, tuple(("ma", code) for code in codes))
    query: CatalogQuery = catalog_query(values)
    kept = [("het", "1"), *((name, values[name]) for name in (*PARTS, "nhap") if values.get(name))]
    return Chosen(found_codes(session, query), True, tuple(kept))


def ways(session: Session) -> list[dict[str, str]]:
    """How changes may be kept by the person acting."""
    found = [{"value": DRAFTS, "label": "Lưu thành bản nháp của tôi"}]
    if needs_two_people(session):
        found.append({"value": PROPOSE, "label": "Lưu nháp và gửi đề nghị công bố"})
    elif may("can_publish_definition"):
        found.append({"value": PUBLISH, "label": "Công bố ngay"})
    return found


def chosen_way(session: Session) -> str:
    """The way the request asks for, if the person may; drafts otherwise."""
    asked = request.values.get("cach", DRAFTS)
    return asked if asked in {way["value"] for way in ways(session)} else DRAFTS


def shown_lines(plan: MassPlan, outcome: str) -> list[dict[str, Any]]:
    """Lines of a plan with one outcome, or all; refused ones first."""
    order = (Outcome.REFUSED, Outcome.CHANGED, Outcome.UNCHANGED)
    wanted = [one for one in order if not outcome or one == outcome]
    lines = [line for one in wanted for line in plan.of(one)]
    return [_line(line) for line in lines[:SHOWN_LINES]]


def _line(line: Line) -> dict[str, Any]:
    kind, word = OUTCOMES[line.outcome]
    return {
        "code": line.code,
        "name": line.name,
        "href": url_for("procedure.page", code=line.code) if line.name else "",
        "kind": kind,
        "word": word,
        "drafted": line.drafted,
        "changes": [
            {"what": one.what, "before": one.before, "after": f"{one.after} {one.tail}".strip()}
            for one in line.differences[:SHOWN_CHANGES]
        ],
        "more": max(len(line.differences) - SHOWN_CHANGES, 0),
        "reason": line.reason,
        "problems": [{"message": one.message, "remedy": one.remedy} for one in line.problems[:3]],
    }


def plan_figures(plan: MassPlan, href: str) -> list[dict[str, Any]]:
    """Counts by outcome that open their lines."""
    words: Sequence[tuple[Outcome, str, str]] = (
        (Outcome.CHANGED, "Sẽ đổi", ""),
        (Outcome.UNCHANGED, "Đã như vậy", ""),
        (Outcome.REFUSED, "Không đổi được", "late"),
    )
    return [
        {
            "label": label,
            "value": numbers(len(plan.of(outcome))),
            "href": href,
            "kind": kind if plan.of(outcome) else "",
        }
        for outcome, label, kind in words
    ]
