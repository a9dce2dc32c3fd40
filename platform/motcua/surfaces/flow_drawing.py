"""Lays a process out as boxes and arrows from left to right; the edges draw it as they like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from motcua.definitions.process import Action, ActionKind, Process, Step

COLUMNS = 5
BOX = 168
PITCH = 253
TOP = 8
LANE = 32
SIDE = 72
TALL = 88
ROW_GAP = 52
SIDE_GAP = 40
WIDTH = (COLUMNS - 1) * PITCH + BOX + 32
NAME_LETTERS = 21
WHO_LETTERS = 25
LABEL_LETTERS = 13
LANE_LETTERS = 30


@dataclass(frozen=True, slots=True)
class FlowBox:
    """A step. ``kind`` is start, end, opt (only when needed) or empty; ``lines`` are its name in one or two lines."""

    step: str
    x: int
    y: int
    height: int
    kind: str
    lines: tuple[str, ...]
    who: str
    time: str
    name: str

    @property
    def middle(self) -> int:
        """The height of arrows at its sides."""
        return self.y + self.height // 2

    @property
    def bottom(self) -> int:
        """Its lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class FlowLabel:
    """A word at an arrow; ``full`` is given when it had to be cut."""

    x: int
    y: int
    text: str
    full: str = ""


@dataclass(frozen=True, slots=True)
class FlowEdge:
    """An arrow as an SVG path; ``back`` ones are dashed."""

    path: str
    back: bool = False
    labels: tuple[FlowLabel, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowDrawing:
    """A drawn process; ``summary`` says the same in one sentence for who cannot see it."""

    width: int
    height: int
    boxes: tuple[FlowBox, ...]
    edges: tuple[FlowEdge, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class StepWords:
    """What stands in the box of a step below its name."""

    who: str = ""
    time: str = ""


def draw_flow(process: Process, words: Callable[[Step], StepWords]) -> FlowDrawing:
    """The process with its usual way on top, steps that are asked when needed below, and the ways back dashed."""
    chain = usual_way(process)
    drawing = _Drawing(process, chain, words)
    drawing.run()
    sides = [step.name for step in process.steps if step.id not in {one.id for one in chain}]
    summary = ", ".join(step.name for step in chain)
    if sides:
        summary += f"; khi cần: {', '.join(sides)}"
    return FlowDrawing(WIDTH, drawing.height, tuple(drawing.boxes), tuple(drawing.edges), summary)


def usual_way(process: Process) -> tuple[Step, ...]:
    """The steps from the first on along the main actions."""
    by_id = {step.id: step for step in process.steps}
    way: dict[str, Step] = {}
    current = process.steps[0] if process.steps else None
    while current is not None and current.id not in way:
        way[current.id] = current
        action = _onward(current, by_id.keys() - way.keys())
        current = by_id[action] if action else None
    return tuple(way.values())


def _onward(step: Step, open_steps: set[str]) -> str:
    """Where the main action leads, else the first one that leads on."""
    actions = sorted(step.actions, key=lambda action: not action.main)
    for action in actions:
        if action.does in (ActionKind.BACK, ActionKind.CONSULT):
            continue
        for target in action.to:
            if target in open_steps:
                return target
    return ""


class _Drawing:
    def __init__(self, process: Process, chain: Sequence[Step], words: Callable[[Step], StepWords]) -> None:
        self.process = process
        self.chain = chain
        self.words = words
        self.boxes: list[FlowBox] = []
        self.edges: list[FlowEdge] = []
        self.placed: dict[str, FlowBox] = {}
        self.height = TOP

    def run(self) -> None:
        count = -(-len(self.chain) // COLUMNS) or 1
        each = -(-len(self.chain) // count) or 1
        rows = [self.chain[start : start + each] for start in range(0, len(self.chain), each)]
        for row in rows:
            self._row(row)
        for above, below in zip(self.chain, self.chain[1:], strict=False):
            self._onward(above, below)
        self._rest()

    def _rest(self) -> None:
        """Steps that only others beside the usual way lead to, in rows of their own below."""
        rest = [step for step in self.process.steps if step.id not in self.placed]
        for index, step in enumerate(rest):
            row, column = divmod(index, COLUMNS)
            self._box(step, 4 + column * PITCH, self.height + 12 + row * (TALL + 12), TALL, "opt")
        if rest:
            self.height += 12 + -(-len(rest) // COLUMNS) * (TALL + 12)

    def _row(self, row: Sequence[Step]) -> None:
        tall = any(len(_wrapped(step.name, NAME_LETTERS)) > 1 for step in row)
        for column, step in enumerate(row):
            self._box(step, 4 + column * PITCH, self.height, TALL if tall else SIDE)
        bottom = self.height + (TALL if tall else SIDE)
        lanes = self._ways_back(row, bottom)
        below = bottom + lanes * LANE
        lowest = max(below, self._sides(row, below + 18, bottom))
        self.height = lowest + (ROW_GAP if row[-1] is not self.chain[-1] else 8)

    def _box(self, step: Step, x: int, y: int, height: int, kind: str = "") -> FlowBox:
        if not kind:
            kind = "start" if step is self.chain[0] else "end" if step is self.chain[-1] else ""
        words = self.words(step)
        lines = _wrapped(step.name, NAME_LETTERS)
        who = _cut(words.who, WHO_LETTERS)
        box = FlowBox(step.id, x, y, height, kind, lines, who, words.time, step.name)
        self.boxes.append(box)
        self.placed[step.id] = box
        return box

    def _ways_back(self, row: Sequence[Step], bottom: int) -> int:
        """Dashed arrows below the row, in lanes of their own where they would cross; returns how many lanes."""
        columns = {step.id: index for index, step in enumerate(row)}
        taken: list[list[tuple[int, int]]] = []
        for step in row:
            for action in step.actions:
                if action.does is not ActionKind.BACK:
                    continue
                for target in action.to:
                    if target in columns and columns[target] < columns[step.id]:
                        span = (columns[target], columns[step.id])
                        lane = _free_lane(taken, span)
                        self._way_back(
                            action, self.placed[step.id], self.placed[target], bottom + 14 + lane * LANE
                        )
        return len(taken)

    def _way_back(self, action: Action, source: FlowBox, target: FlowBox, y: int) -> None:
        start, end = source.x + 40, target.x + BOX - 24
        label = FlowLabel((start + end) // 2, y + 14, _cut(action.name, LANE_LETTERS))
        path = f"M{start} {source.bottom}V{y}H{end}V{target.bottom + 2}"
        self.edges.append(FlowEdge(path, back=True, labels=(label,)))

    def _sides(self, row: Sequence[Step], top: int, bottom: int) -> int:
        """Steps of which these are the ones that ask; returns the lower edge of everything."""
        lowest, free = bottom, [top] * COLUMNS
        for column, step in enumerate(row):
            for action in step.actions:
                for target in action.to:
                    side = next((one for one in self.process.steps if one.id == target), None)
                    if side is None or side.id in self.placed or side in self.chain:
                        continue
                    place = min(range(column, min(column + 2, COLUMNS)), key=lambda one: (free[one], one))
                    height = TALL if len(_wrapped(side.name, NAME_LETTERS)) > 1 else SIDE
                    box = self._box(side, 4 + place * PITCH, free[place], height, "opt")
                    free[place] = box.bottom + SIDE_GAP // 2
                    lowest = max(lowest, box.bottom)
                    self._asked(self.placed[step.id], box, side, bottom)
        return lowest

    def _asked(self, asking: FlowBox, side: FlowBox, step: Step, bottom: int) -> None:
        """The arrow down, and where the answer goes."""
        goes_on = [
            target for action in step.actions if action.does is not ActionKind.BACK for target in action.to
        ]
        answer = next((target for target in goes_on if target in self.placed), asking.step)
        if side.x == asking.x:
            self.edges.append(FlowEdge(f"M{asking.x + 84} {bottom}V{side.y - 1}"))
        else:
            path = f"M{asking.x + 84} {bottom}V{side.y - 10}H{side.x + 84}V{side.y - 1}"
            self.edges.append(FlowEdge(path))
            if answer == asking.step:
                return
        target = self.placed[answer]
        if target.x == side.x and target.y < side.y:
            self.edges.append(FlowEdge(f"M{side.x + 112} {side.y}V{bottom + 2}"))
        elif target.x > side.x:
            self.edges.append(FlowEdge(f"M{side.x + BOX} {side.middle}H{target.x + 20}V{target.bottom + 2}"))
        else:
            self.edges.append(FlowEdge(f"M{side.x} {side.bottom - 14}H{target.x + 112}V{bottom + 2}"))

    def _onward(self, above: Step, below: Step) -> None:
        source, target = self.placed[above.id], self.placed[below.id]
        action = next((one for one in above.actions if below.id in one.to and one.main), None) or next(
            (one for one in above.actions if below.id in one.to), None
        )
        name = action.name if action else ""
        if source.y == target.y:
            lines = _wrapped(name, LABEL_LETTERS)[:2]
            middle = (source.x + BOX + target.x) // 2
            labels = tuple(
                FlowLabel(middle, source.middle - 7 - 15 * (len(lines) - 1 - index), line, name)
                for index, line in enumerate(lines)
            )
            self.edges.append(FlowEdge(f"M{source.x + BOX} {source.middle}H{target.x - 1}", labels=labels))
        else:
            y = target.y - 18
            right = source.x + BOX
            path = f"M{right} {source.middle}H{right + 18}V{y}H{target.x + BOX // 2}V{target.y - 1}"
            self.edges.append(
                FlowEdge(
                    path,
                    labels=(FlowLabel((target.x + source.x) // 2 + BOX, y - 5, _cut(name, LANE_LETTERS)),),
                )
            )


def _free_lane(taken: list[list[tuple[int, int]]], span: tuple[int, int]) -> int:
    for index, lane in enumerate(taken):
        if all(span[1] <= start or end <= span[0] for start, end in lane):
            lane.append(span)
            return index
    taken.append([span])
    return len(taken) - 1


def _wrapped(text: str, most: int) -> tuple[str, ...]:
    """The words in lines of at most so many letters; the second line is the last and may be cut."""
    lines: list[str] = []
    current = ""
    for word in text.split():
        joined = f"{current} {word}".strip()
        if current and len(joined) > most:
            lines.append(current)
            current = word
        else:
            current = joined
    lines.append(current)
    if len(lines) > 2:
        lines = [lines[0], _cut(" ".join(lines[1:]), most)]
    return tuple(_cut(line, most + 2) for line in lines)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
