"""The checklist as the reception page shows it: papers with counts, why each is asked for, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua.definitions.procedure import RequirementKind
from motcua.dossiers.checklist import CheckLine
from motcua.kernel.date_words import date_words
from motcua.services.held_papers import HeldPaper, find_held, identity_of
from motcua.services.intake_requests import Weighed
from motcua.web.screens.counter_entry import CounterEntry, posted_files
from motcua.web.screens.files import uploads_of
from motcua.web.security.current import current_actor, current_platform

QUANTITIES = (("originals", "bản chính"), ("copies", "bản sao"), ("certified_copies", "bản chứng thực"))


def papers_of(
    entry: CounterEntry, weighed: Weighed, errors: Mapping[str, str]
) -> tuple[list[dict[str, Any]], list[str]]:
    posted = entry.group("paper")
    lines = weighed.evaluation.checklist
    names = {line.id: line.name for line in lines}
    missing = {line.id for line in weighed.evaluation.missing}
    wrong = {path.split(".")[1]: text for path, text in errors.items() if path.startswith("documents.")}
    own_form = weighed.bundle.form.code if weighed.bundle.form else ""
    held = find_held(
        current_platform(), current_actor(), weighed.bundle.procedure, identity_of(weighed.request.applicant)
    )
    papers, notes = [], []
    for line in sorted(lines, key=lambda one: one.kind is RequirementKind.PRESENT):
        if not line.visible:
            continue
        if line.kind is RequirementKind.NOTE:
            notes.append(line.name)
            continue
        given = posted.get(line.id)
        given = given if isinstance(given, Mapping) else {}
        error = wrong.get(line.id, "")
        if not error and entry.shows_everything and line.id in missing:
            error = "Chưa nhận giấy này. Nhận đủ, hoặc lập phiếu yêu cầu bổ sung."
        shown = _Shown(given, names, error, held.get(line.id, ()))
        papers.append(_paper(line, shown, is_form=bool(line.form) and line.form == own_form))
    return papers, notes


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a line is drawn with besides its definition."""

    given: Mapping[str, Any]
    names: Mapping[str, str]
    error: str
    held: Sequence[HeldPaper]


def _held(one: HeldPaper, given: Mapping[str, Any]) -> dict[str, Any]:
    until = f", dùng được đến {date_words(one.valid_until)}" if one.valid_until else ""
    return {
        "key": one.key,
        "words": f"{one.origin}, ngày {date_words(one.issued_on)}{until}",
        "chosen": given.get("reuse") == one.key,
    }


def _paper(line: CheckLine, shown: _Shown, *, is_form: bool) -> dict[str, Any]:
    given, names, error, held = shown.given, shown.names, shown.error, shown.held
    hint = "lập từ mục 3, người nộp ký khi in" if is_form else ""
    if line.kind is RequirementKind.PRESENT:
        hint = "xuất trình, không thu"
    elif not line.required and not hint:
        hint = "nếu có"
    received = given.get("received") == "1" or bool(given.get("reuse"))
    state = {"kind": "ok", "word": "Có sẵn" if is_form else "Đã nhận", "icon": "check-lg"}
    return {
        "id": line.id,
        "name": f"paper.{line.id}.received",
        "label": line.name,
        "alternatives": [names[one] for one in line.alternatives if one in names],
        "hint": hint,
        "received": received,
        "why": line.reason,
        "quantities": [
            {"name": f"paper.{line.id}.{name}", "label": words, "value": given.get(name, getattr(line, name))}
            for name, words in QUANTITIES
            if getattr(line, name) and line.kind is not RequirementKind.PRESENT
        ],
        "state": state if received else None,
        "error": error,
        "group": line.group,
        "uploads": None
        if line.kind is RequirementKind.PRESENT
        else {
            "field": f"paper.{line.id}.files",
            "files": uploads_of(posted_files(given)),
            "held": [_held(one, given) for one in held],
            "consent": given.get("consent") == "1",
        },
    }
