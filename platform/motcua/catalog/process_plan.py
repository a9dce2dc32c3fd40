"""Makes a process out of what a workbook says: kinds of steps, who does them, where buttons lead, time budgets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from motcua.catalog.import_problems import import_problem
from motcua.catalog.parsers.time_limits import parse_time_limit
from motcua.catalog.process_workbook import ReadProcess, ReadStep
from motcua.kernel.problems import Problem
from motcua.kernel.text import fold, slug
from motcua.kernel.time_limit import LimitUnit, TimeLimit, TimeLimitError

MOST_CODE = 60
_CODE = re.compile(r"(?<![\d.])\d\.\d{6}(?!\d)")

# words in the name of a group or step, and the position they usually mean
_POSITIONS: tuple[tuple[str, str], ...] = (
    ("mot cua", "one-stop-officer"),
    ("tiep nhan", "one-stop-officer"),
    ("trung tam phuc vu", "one-stop-officer"),
    ("van thu", "clerk"),
    ("ke toan", "accountant"),
    ("lanh dao phong", "unit-head"),
    ("truong phong", "unit-head"),
    ("pho phong", "unit-head"),
    ("lanh dao", "leader"),
    ("chu tich", "leader"),
    ("giam doc", "leader"),
    ("chi huy", "police-leader"),
    ("cong an", "police-officer"),
    ("thue", "tax-officer"),
    ("dat dai", "land-officer"),
    ("dia chinh", "land-officer"),
    ("can bo", "handling-officer"),
    ("chuyen vien", "handling-officer"),
    ("cong chuc", "handling-officer"),
    ("thu ly", "handling-officer"),
    ("xu ly", "handling-officer"),
)
_STAMPING = ("dong dau", "ban hanh", "van thu", "cap so", "vao so")
_HANDING_OVER = ("tra ket qua", "chuyen tra ket qua", "tra kq")
_DECIDING = ("phe duyet", "ky duyet", "ky ban hanh", "duyet", "quyet dinh")
UNITS: Mapping[str, LimitUnit] = MappingProxyType(
    {
        "working_hours": LimitUnit.WORKING_HOURS,
        "working_days": LimitUnit.WORKING_DAYS,
    }
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person answered: positions by group (folded), positions of single steps by name, the unit of times."""

    positions: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    code: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step as it would be: its kind, position and budget, for people to look at."""

    id: str
    read: ReadStep
    does: str
    position: str
    budget: str


@dataclass(slots=True)
class ProcessPlan:
    """The process as definitions write it, and what still needs an answer."""

    content: dict[str, Any]
    steps: tuple[PlannedStep, ...]
    groups: tuple[str, ...]
    procedure: str
    needs_unit: bool
    problems: list[Problem] = field(default_factory=list)


def proposed_position(group: str, known: Mapping[str, str]) -> str:
    """The position a group of users usually means; `known` are the province's positions by code."""
    folded = fold(group)
    for code, name in known.items():
        if folded and folded == fold(name):
            return code
    return next((code for words, code in _POSITIONS if words in folded and code in known), "")


def plan_process(read: ReadProcess, choices: Choices, known: Mapping[str, str]) -> ProcessPlan:
    """The process of a workbook with the choices made; `known` are the positions of the province by code."""
    problems: list[Problem] = []
    ids = _ids(read.steps)
    order = {fold(step.name): number for number, step in enumerate(read.steps)}
    leads: dict[str, list[str]] = {}
    for arrow in read.arrows:
        if fold(arrow.start) in order and fold(arrow.end) in order:
            leads.setdefault(fold(arrow.start), []).append(fold(arrow.end))
    planned = []
    for number, step in enumerate(read.steps):
        does = _does(number, step, ends=not leads.get(fold(step.name)))
        position = _position(step, does, choices, known, problems)
        budget = _budget(step, choices, problems)
        planned.append(PlannedStep(ids[fold(step.name)], step, does, position, budget))
    content: dict[str, Any] = {
        "kind": "process",
        "code": choices.code or slug(read.alias or read.name)[:MOST_CODE].strip("-") or "quy-trinh",
        "name": choices.name or read.name,
        "steps": [_written(one, planned, leads, order) for one in planned],
    }
    groups = tuple(dict.fromkeys(step.group for step in read.steps if step.group))
    return ProcessPlan(
        content,
        tuple(planned),
        groups,
        found[0] if (found := _CODE.search(read.procedure)) else "",
        any(_is_bare(step.time) for step in read.steps),
        problems,
    )


def _ids(steps: Sequence[ReadStep]) -> dict[str, str]:
    found: dict[str, str] = {}
    for step in steps:
        base = slug(step.name)[:50].strip("-") or "buoc"
        unique, number = base, 2
        while unique in found.values():
            unique, number = f"{base}-{number}", number + 1
        found[fold(step.name)] = unique
    return found


def _does(number: int, step: ReadStep, *, ends: bool) -> str:
    """The kind of a step from its place and its words."""
    words = fold(f"{step.name} {step.action}")
    if number == 0:
        return "intake"
    if ends:
        return "return_result"
    if any(one in fold(step.name) for one in _STAMPING):
        return "issue"
    if any(one in words for one in _DECIDING) or "lanh dao" in fold(step.group):
        return "decide"
    return "return_result" if any(one in fold(step.name) for one in _HANDING_OVER) else "handle"


def _position(
    step: ReadStep, does: str, choices: Choices, known: Mapping[str, str], problems: list[Problem]
) -> str:
    chosen = choices.steps.get(step.name) or choices.positions.get(fold(step.group), "")
    if chosen in known:
        return chosen
    proposed = proposed_position(step.group, known)
    if does == "issue" and proposed in ("", "handling-officer") and "clerk" in known:
        return "clerk"
    if does == "handle" and proposed == "" and not step.group:
        proposed = "handling-officer" if "handling-officer" in known else ""
    if not proposed:
        problems.append(import_problem("IMP-036", step.place, found=step.group or step.name))
    return proposed


def _is_bare(time: str) -> bool:
    """Whether a time is a number above zero without a unit."""
    text = time.replace(",", ".")
    return text.replace(".", "", 1).isdigit() and float(text) > 0


def _budget(step: ReadStep, choices: Choices, problems: list[Problem]) -> str:
    if not step.time or step.time.strip("0., ") == "":
        return ""
    if _is_bare(step.time):
        if choices.unit not in UNITS:
            problems.append(import_problem("IMP-034", step.place, found=step.time, what=step.name))
            return ""
        try:
            return str(TimeLimit.parse(f"{step.time.replace(',', '.')} {choices.unit}"))
        except TimeLimitError:
            problems.append(import_problem("IMP-035", step.place, found=step.time, what=step.name))
            return ""
    reading = parse_time_limit(step.time)
    if reading.value is None or not reading.is_usable:
        problems.append(import_problem("IMP-035", step.place, found=step.time, what=step.name))
        return ""
    return str(reading.value)


def _written(
    one: PlannedStep,
    planned: Sequence[PlannedStep],
    leads: Mapping[str, Sequence[str]],
    order: Mapping[str, int],
) -> dict[str, Any]:
    """A step as definitions write it."""
    step: dict[str, Any] = {"id": one.id, "name": one.read.name, "does": one.does}
    if one.position:
        step["by"] = {"position": one.position}
    if one.budget:
        step["budget"] = one.budget
    here = order[fold(one.read.name)]
    ends = list(dict.fromkeys(leads.get(fold(one.read.name), ())))
    first = next((end for end in ends if order[end] > here), "")
    actions = [_action(one, planned[order[end]], back=order[end] < here, main=end == first) for end in ends]
    if not actions:
        actions = [{"id": "finish", "name": "Trả kết quả", "does": "finish", "main": True}]
    step["actions"] = actions
    return step


def _action(start: PlannedStep, end: PlannedStep, *, back: bool, main: bool) -> dict[str, Any]:
    """A button that leads from one step to another; leading to an earlier step it asks why."""
    if back:
        name = f"Trả lại: {end.read.name}"
        return {"id": f"back-{end.id}"[:60], "name": name, "does": "back", "to": [end.id], "reason": True}
    action: dict[str, Any] = {"id": f"to-{end.id}"[:60], "name": end.read.action or end.read.name}
    if main and start.does == "decide":
        action |= {"does": "decide", "signs": ["outcome"]}
    elif main and start.does == "issue":
        action |= {"does": "issue", "numbers": ["outcome"]}
    return {**action, "to": [end.id], **({"main": True} if main else {})}
