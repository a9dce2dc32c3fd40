"""The process drawer: the chain laid out with the judge's findings, the time it plans, and what may be done to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from motcua.compiler.edits import Edit
from motcua.definitions.process import Process, Step, StepKind
from motcua.kernel.time_limit import MINUTES_PER_WORKING_DAY
from motcua.services.visual_editing import Drawn, served_limits
from motcua.surfaces.flow_acts import (
    ACTIONS,
    LISTS,
    PHASES,
    STEPS,
    add_action,
    add_branch,
    add_phase,
    add_step,
    connect,
    join,
    remove_step,
)
from motcua.surfaces.flow_budget import (
    FlowBudget,
    PhaseBudget,
    budget_of,
    of_words,
    reserve_words,
    working_words,
)
from motcua.surfaces.flow_layout import BOX, TALL, FlowLayout, lay_out
from motcua.surfaces.form_acts import remove_entry, step_entry
from motcua.surfaces.property_words import CHOICE_WORDS
from motcua.surfaces.workpiece import ActRefusedError, Path, Workpiece
from motcua.web.screens.board_acts import Acts, posted_path, set_property
from motcua.web.screens.board_choices import process_choices
from motcua.web.screens.board_parts import listed_problems, placed_problems
from motcua.web.screens.procedure_flow import step_words
from motcua.web.security.current import current_platform

WHO_LETTERS = 24


def process_board(session: Session, drawn: Drawn, chosen: Path) -> dict[str, Any]:
    """What the template of the process drawer reads."""
    platform, piece, process = current_platform(), drawn.piece, drawn.definition
    assert piece is not None and isinstance(process, Process)  # noqa: S101, PT018
    found = placed_problems(drawn, LISTS)
    layout = lay_out(process)
    step = chosen[1] if len(chosen) > 1 and chosen[0] == STEPS else ""
    return {
        "process": process,
        "layout": layout,
        "nodes": _nodes(layout, found),
        "box": {"width": BOX, "height": TALL},
        "moves": _moves(layout),
        "links": _links(layout, found),
        "budget": _budget(budget_of(process, served_limits(session, process))),
        "step": step,
        "actions": _actions(piece, step, found),
        "step_kinds": [(kind.value, CHOICE_WORDS[kind]) for kind in StepKind if kind is not StepKind.INTAKE],
        "others": [(one.id, one.name) for one in process.steps if one.id != step],
        "phases": [{"key": f"{PHASES}/{one.id}", "name": one.name or one.id} for one in process.phases],
        "problems": listed_problems(drawn, LISTS),
        "choices": process_choices(platform, piece, chosen),
    }


def _nodes(layout: FlowLayout, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    words = step_words(current_platform().directory())
    shown = []
    for node in layout.nodes:
        said = words(node.step)
        key = f"{STEPS}/{node.step.id}"
        problems = [one for name, one in found.items() if name == key or name.startswith(f"{key}/")]
        shown.append(
            {
                "key": key,
                "id": node.step.id,
                "node": node,
                "who": _cut(said.who),
                "time": said.time or ("chưa đặt thời gian" if node.step.does in _TIMED else ""),
                "kind": _kind(node.step, layout),
                "found": problems[0] if problems else None,
                "words": _words(node.step, said.who, said.time, problems),
            }
        )
    return shown


_TIMED = frozenset({StepKind.HANDLE, StepKind.CONSULT, StepKind.DECIDE, StepKind.ISSUE, StepKind.INTAKE})


def _kind(step: Step, layout: FlowLayout) -> str:
    if step.does is StepKind.RETURN_RESULT:
        return "end"
    if layout.columns and step.id == layout.columns[0][0]:
        return "start"
    return "opt" if step.does is StepKind.CONSULT else ""


def _words(step: Step, who: str, time: str, problems: Sequence[Mapping[str, Any]]) -> str:
    """The box for who cannot see it."""
    parts = [step.name, CHOICE_WORDS[step.does].lower(), who, time]
    count = sum(one["count"] for one in problems)
    return ", ".join(part for part in (*parts, f"{count} chỗ cần sửa" if count else "") if part)


def _moves(layout: FlowLayout) -> dict[str, dict[str, str]]:
    """Where the arrow keys go from each step."""
    moves: dict[str, dict[str, str]] = {}
    for at, column in enumerate(layout.columns):
        for row, step in enumerate(column):
            beside = {
                "ArrowUp": column[row - 1] if row else "",
                "ArrowDown": column[row + 1] if row + 1 < len(column) else "",
            }
            for key, other in (("ArrowLeft", at - 1), ("ArrowRight", at + 1)):
                if 0 <= other < len(layout.columns) and layout.columns[other]:
                    beside[key] = layout.columns[other][min(row, len(layout.columns[other]) - 1)]
            moves[step] = {key: f"{STEPS}/{one}" for key, one in beside.items() if one}
    return moves


def _links(layout: FlowLayout, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    keys = [f"{STEPS}/{one.arrow.source}/{ACTIONS}/{one.arrow.action}" for one in layout.links]
    return [
        {"key": key, "link": link, "found": found.get(key)}
        for key, link in zip(keys, layout.links, strict=True)
    ]


def _actions(piece: Workpiece, step: str, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The buttons of the chosen step."""
    if not step:
        return []
    names = {str(one["id"]): str(one.get("name", one["id"])) for one in piece.whole.get(STEPS, ())}
    names["join"] = "về bước đã tách"
    shown = []
    for one in piece.entry((STEPS, step)).get(ACTIONS, ()):
        targets = one.get("to") or ()
        targets = (targets,) if isinstance(targets, str) else targets
        key = f"{STEPS}/{step}/{ACTIONS}/{one['id']}"
        shown.append(
            {
                "key": key,
                "name": one.get("name", one["id"]),
                "to": ", ".join(names.get(str(target), str(target)) for target in targets),
                "main": bool(one.get("main")),
                "found": found.get(key),
            }
        )
    return shown


def _budget(budget: FlowBudget) -> dict[str, Any]:
    """Bars with words: planned of allowed, and the reserve."""
    return {
        "whole": _bar(budget.whole),
        "limit": budget.limit,
        "limit_words": budget.limit.limit.words() if budget.limit else "",
        "phases": [_bar(one) for one in budget.phases],
    }


def _bar(one: PhaseBudget) -> dict[str, Any]:
    return {
        "key": f"{PHASES}/{one.id}" if one.id else "",
        "name": one.name,
        "kind": one.kind,
        "planned": one.planned,
        "most": max(one.allowed, one.planned, MINUTES_PER_WORKING_DAY // 8),
        "words": working_words(one.planned),
        "of": of_words(one),
        "reserve": reserve_words(one),
    }


def _cut(text: str) -> str:
    return text if len(text) <= WHO_LETTERS else f"{text[: WHO_LETTERS - 1].rstrip()}…"


def _positions() -> frozenset[str]:
    return frozenset(one.code for one in current_platform().directory().positions())


def _step(posted: Mapping[str, str], chosen: Path) -> str:
    """The step an act is aimed at: the posted one, else the chosen one."""
    path = posted_path(posted) if posted.get("path") else chosen
    if len(path) < 2 or path[0] != STEPS:
        raise ActRefusedError("Chưa chọn bước nào. Chọn một bước trong sơ đồ rồi làm lại.")
    return path[1]


def _add(piece: Workpiece, chosen: Path, posted: Mapping[str, str]) -> tuple[Path, list[Edit]]:
    order = piece.ids((STEPS,))
    after = chosen[1] if len(chosen) > 1 and chosen[0] == STEPS else (order[-1] if order else "")
    return add_step(piece, posted.get("type", "handle"), after, _positions())


def _remove(piece: Workpiece, _chosen: Path, posted: Mapping[str, str]) -> tuple[Path, list[Edit]]:
    path = posted_path(posted)
    if len(path) == 2 and path[0] == STEPS:
        return remove_step(piece, path[1])
    if len(path) == 2:
        piece.place(path, LISTS)
        return (), list(piece.remove(path))
    _next, edits = remove_entry(piece, path)
    return path[:2], edits


def _connect(piece: Workpiece, chosen: Path, posted: Mapping[str, str]) -> tuple[Path, list[Edit]]:
    return connect(piece, _step(posted, chosen), posted.get("target", ""))


PROCESS_ACTS: Acts = {
    "set": set_property,
    "add": _add,
    "add-action": lambda piece, chosen, posted: add_action(piece, _step(posted, chosen)),
    "add-phase": lambda piece, _chosen, _posted: add_phase(piece),
    "split": lambda piece, chosen, posted: add_branch(piece, _step(posted, chosen), _positions()),
    "join": lambda piece, chosen, posted: join(piece, _step(posted, chosen)),
    "connect": _connect,
    "up": lambda piece, _chosen, posted: step_entry(piece, posted_path(posted), -1),
    "down": lambda piece, _chosen, posted: step_entry(piece, posted_path(posted), 1),
    "remove": _remove,
}
