"""What both drawing boards show beside the drawing: the chosen part with its properties, and the problems by place."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from motcua.kernel.problems import Problem, Severity
from motcua.services.editing import EDITOR_FILE
from motcua.services.visual_editing import Drawn
from motcua.surfaces.property_sheet import Choices, Control, PropertyGroup, property_groups
from motcua.surfaces.workpiece import Path, Workpiece, owner_of
from motcua.web.screens.board_choices import with_value

SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "info"}
ORDER = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The chosen part: its path, what it is called, its properties, and whether it comes from elsewhere."""

    path: Path
    title: str
    groups: tuple[PropertyGroup, ...]
    inherited: bool = False

    @property
    def key(self) -> str:
        """The path as it stands in addresses and attributes."""
        return "/".join(self.path)


def chosen_part(drawn: Drawn, path: Path, choices: Mapping[str, Choices]) -> Chosen:
    """The chosen part of a drawing with its properties."""
    piece = drawn.piece
    if piece is None:
        return Chosen((), "", ())
    groups = tuple(
        PropertyGroup(
            group.title,
            tuple(
                replace(one, choices=tuple(with_value(one.choices, _values(one.value))))
                if one.control in {Control.CHOICE, Control.SEVERAL}
                else one
                for one in group.properties
            ),
        )
        for group in property_groups(piece, path, choices)
    )
    return Chosen(path, name_of(piece, path), groups, bool(path) and piece.is_inherited(path))


def _values(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (str(value),)


def name_of(piece: Workpiece, path: Path) -> str:
    """What the part at a path is called."""
    entry = piece.get(path) if path else piece.whole
    if not isinstance(entry, Mapping):
        return ""
    for name in ("label", "title", "name", "message", "id"):
        if entry.get(name):
            return str(entry[name])
    return path[-1] if path else ""


def placed_problems(drawn: Drawn, lists: Collection[str]) -> dict[str, dict[str, Any]]:
    """The worst severity and the number of problems by the part they stand at."""
    found: dict[str, dict[str, Any]] = {}
    for one in listed_problems(drawn, lists):
        if not one["pick"]:
            continue
        known = found.setdefault(one["pick"], {"severity": "info", "count": 0, "messages": []})
        known["count"] += 1
        known["messages"].append(one["message"])
        known["severity"] = min(known["severity"], one["severity"], key=ORDER.index)
    return found


def listed_problems(drawn: Drawn, lists: Collection[str]) -> list[dict[str, Any]]:
    """Every problem with the part it stands at; the worst first."""
    shown = [_problem(one, drawn.piece, lists) for one in drawn.problems]
    return sorted(shown, key=lambda one: ORDER.index(one["severity"]))


def _problem(problem: Problem, piece: Workpiece | None, lists: Collection[str]) -> dict[str, Any]:
    here = problem.place.file in ("", EDITOR_FILE)
    owner = owner_of(problem, piece, lists) if piece is not None and here else ()
    if not owner and piece is not None:
        owner = _named(problem, piece)
    line = f"dòng {problem.place.line}" if here and problem.place.line else ""
    place = name_of(piece, owner) if owner and piece else line or (str(problem.place) if not here else "")
    return {
        "code": problem.code,
        "severity": SEVERITIES[problem.severity],
        "message": problem.message,
        "remedy": problem.remedy,
        "place": place,
        "pick": "/".join(owner),
        "corrections": [
            {"label": one.label or "Sửa giúp", "act": json.dumps(one.as_json(), ensure_ascii=False)}
            for one in problem.corrections
            if here
        ],
    }


def _named(problem: Problem, piece: Workpiece) -> Path:
    """The step a rule about a whole procedure quotes by its id."""
    if piece.kind != "process" or f"“{piece.whole.get('code')}”" not in problem.message:
        return ()
    for step in piece.whole.get("steps", ()):
        if f"Bước “{step['id']}”" in problem.message:
            return ("steps", str(step["id"]))
    return ()
