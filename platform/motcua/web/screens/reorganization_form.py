"""Between the form of a decision on agencies and its plan: what was typed, and a plan as it is typed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from motcua.services.reorganization_plan import (
    ReorganizationKind,
    ReorganizationPlan,
    RuleBy,
    SplitRule,
    Successor,
)
from motcua.web.screens.words import day_words, parse_day

SUCCESSOR_LINES = 4
RULE_LINES = 6
MOST_TEXT = 300
SUCCESSOR_FIELDS: Mapping[str, str] = {
    "code": "Mã định danh",
    "name": "Tên đầy đủ",
    "short_name": "Tên ngắn",
    "place": "Địa danh",
    "address": "Địa chỉ",
    "phone": "Điện thoại",
    "receiving_unit": "Bộ phận một cửa",
}


@dataclass(frozen=True, slots=True)
class ReadForm:
    """The plan that was typed, or what is missing to make one."""

    plan: ReorganizationPlan | None
    problem: str = ""


def read_form(posted: MultiDict[str, str]) -> ReadForm:
    """The plan a form says."""
    kind = posted.get("kind", "")
    if kind not in set(ReorganizationKind):
        return ReadForm(None, "Chọn sáp nhập, chia tách hoặc đổi tên.")
    day = parse_day(posted.get("effective_on", ""))
    if day is None:
        return ReadForm(None, "Ghi ngày hiệu lực dạng 01/12/2026.")
    sources = tuple(dict.fromkeys(one for one in posted.getlist("source") if one))
    successors = tuple(_successors(posted))
    if not sources or not successors:
        return ReadForm(None, "Chọn đơn vị được sắp xếp và ghi ít nhất một đơn vị kế tục.")
    return ReadForm(
        ReorganizationPlan(
            ReorganizationKind(kind),
            sources,
            successors,
            _text(posted, "decision_number"),
            day,
            _text(posted, "reason"),
            tuple(_rules(posted)),
        )
    )


def _text(posted: MultiDict[str, str], name: str) -> str:
    return posted.get(name, "").strip()[:MOST_TEXT]


def _successors(posted: MultiDict[str, str]) -> list[Successor]:
    found = []
    for line in range(SUCCESSOR_LINES):
        values = {name: _text(posted, f"{name}-{line}") for name in SUCCESSOR_FIELDS}
        if values["code"]:
            found.append(Successor(**{**values, "code": values["code"].upper()}))
    return found


def _rules(posted: MultiDict[str, str]) -> list[SplitRule]:
    found = []
    for line in range(RULE_LINES):
        by, value = posted.get(f"by-{line}", ""), _text(posted, f"value-{line}")
        if by in set(RuleBy) and value:
            found.append(SplitRule(RuleBy(by), value, _text(posted, f"to-{line}").upper()))
    return found


def typed_again(plan: ReorganizationPlan) -> MultiDict[str, str]:
    """What somebody would have typed for a plan."""
    lines: list[tuple[str, Any]] = [
        ("kind", plan.kind.value),
        ("decision_number", plan.decision_number),
        ("effective_on", day_words(plan.effective_on)),
        ("reason", plan.reason),
        *(("source", code) for code in plan.sources),
    ]
    for number, one in enumerate(plan.successors):
        lines += [(f"{name}-{number}", getattr(one, name)) for name in SUCCESSOR_FIELDS]
    for number, rule in enumerate(rule for rule in plan.rules if rule.by is not RuleBy.DOSSIER):
        lines += [
            (f"by-{number}", rule.by.value),
            (f"value-{number}", rule.value),
            (f"to-{number}", rule.successor),
        ]
    return MultiDict(lines)


def with_choices(plan: ReorganizationPlan, posted: MultiDict[str, str]) -> ReorganizationPlan:
    """The plan with where single officers and dossiers go, as chosen beside their lines of the preview."""
    officers = dict(plan.officers)
    chosen = {rule.value: rule for rule in plan.rules if rule.by is RuleBy.DOSSIER}
    for name, value in posted.items():
        word, _mark, key = name.partition(":")
        if word == "officer":
            officers[key] = value
        elif word == "dossier" and value:
            chosen[key] = SplitRule(RuleBy.DOSSIER, key, value)
        elif word == "dossier":
            chosen.pop(key, None)
    kept = {key: value for key, value in officers.items() if value in plan.codes}
    others = tuple(rule for rule in plan.rules if rule.by is not RuleBy.DOSSIER)
    rules = (*(rule for rule in chosen.values() if rule.successor in plan.codes), *others)
    return ReorganizationPlan(
        plan.kind,
        plan.sources,
        plan.successors,
        plan.decision_number,
        plan.effective_on,
        plan.reason,
        rules,
        kept,
    )
