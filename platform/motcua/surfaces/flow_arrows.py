"""The arrows of a process and where its steps stand in layers; ways back are found by walking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from motcua.compiler.completing import JOIN
from motcua.compiler.judge.flow import is_fork, targets_of
from motcua.definitions.process import Action, ActionKind, Process


@dataclass(frozen=True, slots=True)
class Arrow:
    """A button as an arrow between two steps; `kind` is forward, fork, answer or back."""

    source: str
    action: str
    target: str
    name: str
    kind: str
    main: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a step stands: column and row, counted from 0."""

    column: int
    row: int


def arrows_of(process: Process) -> tuple[Arrow, ...]:
    """Every button that leads somewhere, an answer to the step that opened its branch included."""
    known = frozenset(step.id for step in process.steps)
    found = [
        Arrow(step.id, action.id, target, action.name, _kind(action), action.main)
        for step in process.steps
        for action in step.actions
        for target in targets_of(process, step, action)
        if target in known
    ]
    closing = _closing_circles([step.id for step in process.steps], found)
    found = [replace(one, kind="back") if at in closing else one for at, one in enumerate(found)]
    askers = {one.target: one.source for one in found if one.kind == "fork"}
    for step in process.steps:
        for action in step.actions:
            if JOIN in action.to and (asker := _asker(step.id, askers, found)):
                found.append(Arrow(step.id, action.id, asker, action.name, "answer", action.main))
    return tuple(found)


def _kind(action: Action) -> str:
    if is_fork(action):
        return "fork"
    return "back" if action.does is ActionKind.BACK else "forward"


def _closing_circles(steps: Sequence[str], arrows: Sequence[Arrow]) -> frozenset[int]:
    """The positions of arrows that lead to a step on the way to their own: they close a circle.

    The order of the steps in the text says nothing: a step added to an inherited process stands last.
    """
    out: dict[str, list[int]] = {step: [] for step in steps}
    for at, arrow in enumerate(arrows):
        if arrow.kind != "back":
            out[arrow.source].append(at)
    closing: set[int] = set()
    done: set[str] = set()
    for start in steps:
        if start in done:
            continue
        way, waiting = [start], {start: iter(out[start])}
        while way:
            following = next(waiting[way[-1]], -1)
            if following < 0:
                done.add(way.pop())
                continue
            target = arrows[following].target
            if target in way:
                closing.add(following)
            elif target not in done:
                way.append(target)
                waiting[target] = iter(out[target])
    return frozenset(closing)


def _asker(step: str, askers: Mapping[str, str], arrows: Sequence[Arrow]) -> str:
    """Who opened the branch a step belongs to; steps further down a branch are followed back."""
    seen = {step}
    while step not in askers:
        step = next((one.source for one in arrows if one.target == step and one.source not in seen), "")
        if not step:
            return ""
        seen.add(step)
    return askers[step]


def place_steps(process: Process, arrows: Sequence[Arrow], usual: frozenset[str]) -> dict[str, Spot]:
    """Column by the longest way there, row 0 for the usual way, other rows near what leads to them."""
    order = {step.id: at for at, step in enumerate(process.steps)}
    onward = [one for one in arrows if one.kind in {"forward", "fork"}]
    columns = _columns(order, onward)
    taken: dict[int, set[int]] = {}
    spots: dict[str, Spot] = {}
    for step in sorted(process.steps, key=lambda one: (one.id not in usual, columns[one.id], order[one.id])):
        column = columns[step.id]
        rows = taken.setdefault(column, set())
        near = [spots[one.source].row for one in onward if one.target == step.id and one.source in spots]
        row = 0 if step.id in usual else max(1, min(near, default=1))
        while row in rows:
            row += 1
        rows.add(row)
        spots[step.id] = Spot(column, row)
    return spots


def _columns(steps: Iterable[str], onward: Sequence[Arrow]) -> dict[str, int]:
    """The longest way to each step; the arrows close no circle, so nothing moves more often than there are steps."""
    columns = dict.fromkeys(steps, 0)
    for _round in columns:
        moved = False
        for arrow in onward:
            if columns[arrow.target] <= columns[arrow.source]:
                columns[arrow.target] = columns[arrow.source] + 1
                moved = True
        if not moved:
            break
    return columns
