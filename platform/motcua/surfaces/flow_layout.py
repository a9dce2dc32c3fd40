"""Lays any process out in layers from left to right: the usual way on top, branches below it, ways back over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from motcua.definitions.process import Process, Step
from motcua.surfaces.flow_arrows import Arrow, Spot, arrows_of, place_steps
from motcua.surfaces.flow_drawing import usual_way

BOX, TALL = 160, 78
GAP, ROW_GAP = 88, 30
LEFT, TOP, LANE = 10, 12, 26
TRACK, PORT = 9, 13
LABEL_LETTERS = 14
NAME_LETTERS = 20
LANE_LETTERS = 34


@dataclass(frozen=True, slots=True)
class LinkLabel:
    """A line of words at an arrow."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A drawn arrow; `path` is SVG path data."""

    arrow: Arrow
    path: str
    labels: tuple[LinkLabel, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A drawn step: position, size and its name in at most two lines."""

    step: Step
    x: int
    y: int
    lines: tuple[str, ...]
    usual: bool


@dataclass(frozen=True, slots=True)
class FlowLayout:
    """A laid out process. `columns` are the ids of the steps by column, for moving about by arrow keys."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    columns: tuple[tuple[str, ...], ...]


def lay_out(process: Process) -> FlowLayout:
    """The process in layers; a process without steps is an empty drawing."""
    arrows = arrows_of(process)
    usual = frozenset(step.id for step in usual_way(process))
    spots = place_steps(process, arrows, usual)
    return _Drawing(process, arrows, spots, usual).drawn()


@dataclass
class _Drawing:
    process: Process
    arrows: tuple[Arrow, ...]
    spots: Mapping[str, Spot]
    usual: frozenset[str]
    lanes: list[list[tuple[int, int]]] = field(default_factory=list)
    tracks: dict[int, int] = field(default_factory=dict)
    ports: dict[tuple[str, str], int] = field(default_factory=dict)
    top: int = TOP

    def drawn(self) -> FlowLayout:
        backward = [one for one in self.arrows if self._is_over(one)]
        reserved = [(one, self._lane(one)) for one in backward]
        self.top = TOP + len(self.lanes) * LANE
        made = [self._forward(one) for one in self.arrows if not self._is_over(one)]
        made += [self._over(one, lane) for one, lane in reserved]
        last_column = max((spot.column for spot in self.spots.values()), default=0)
        last_row = max((spot.row for spot in self.spots.values()), default=0)
        columns = tuple(
            tuple(
                step.id
                for step in sorted(self.process.steps, key=lambda one: self.spots[one.id].row)
                if self.spots[step.id].column == column
            )
            for column in range(last_column + 1)
        )
        nodes = tuple(self._node(step) for step in self.process.steps)
        width = LEFT * 2 + (last_column + 1) * BOX + last_column * GAP
        height = self.top + (last_row + 1) * TALL + last_row * ROW_GAP + TOP
        return FlowLayout(width, height, nodes, tuple(made), columns)

    def _node(self, step: Step) -> Node:
        spot = self.spots[step.id]
        return Node(step, _left(spot), self._y(spot), wrapped(step.name, NAME_LETTERS), step.id in self.usual)

    def _y(self, spot: Spot) -> int:
        return self.top + spot.row * (TALL + ROW_GAP)

    def _is_over(self, arrow: Arrow) -> bool:
        """Whether an arrow goes back over the boxes; an answer to the next column stays in the gap."""
        source, target = self.spots[arrow.source], self.spots[arrow.target]
        if target.column < source.column:
            return not (source.column - target.column == 1 and source.row > target.row)
        return target.column == source.column

    def _lane(self, arrow: Arrow) -> int:
        """The lane of an arrow back, its own wherever it would run over another."""
        span = (_left(self.spots[arrow.target]), _left(self.spots[arrow.source]) + BOX)
        for at, lane in enumerate(self.lanes):
            if all(span[1] <= start or end <= span[0] for start, end in lane):
                lane.append(span)
                return at
        self.lanes.append([span])
        return len(self.lanes) - 1

    def _port(self, step: str, side: str) -> int:
        """The next height at a side of a box, from its middle down."""
        used = self.ports.get((step, side), 0)
        self.ports[step, side] = used + 1
        return self._y(self.spots[step]) + TALL // 2 + min(TALL // 2 - 8, used * PORT)

    def _track(self, column: int) -> int:
        """The next upright line in the gap behind a column."""
        used = self.tracks.get(column, 0)
        self.tracks[column] = used + 1
        start = LEFT + column * (BOX + GAP) + BOX
        return start + 14 + used * TRACK % (GAP - 26)

    def _forward(self, arrow: Arrow) -> Link:
        source, target = self.spots[arrow.source], self.spots[arrow.target]
        if target.column < source.column:
            return self._answer(arrow, source, target)
        start, y = _left(source) + BOX, self._port(arrow.source, "right")
        if source.row == target.row and target.column == source.column + 1:
            end = self._port(arrow.target, "left")
            path = (
                f"M{start} {y}H{_left(target) - 1}" if y == end else self._bent(start, y, source, target, end)
            )
            return Link(arrow, path, _labels(arrow.name, (start + _left(target)) // 2, min(y, end) - 6))
        end = self._port(arrow.target, "left")
        if target.column == source.column + 1:
            path = self._bent(start, y, source, target, end)
            return Link(arrow, path, _labels(arrow.name, _left(target) - GAP // 2 + 8, end - 6))
        first, last = self._track(source.column), self._track(target.column - 1)
        below = self._y(Spot(0, max(source.row, target.row))) + TALL + ROW_GAP // 2
        path = f"M{start} {y}H{first}V{below}H{last}V{end}H{_left(target) - 1}"
        return Link(arrow, path, _labels(arrow.name, (first + last) // 2, below - 5, LANE_LETTERS))

    def _bent(self, start: int, y: int, source: Spot, target: Spot, end: int) -> str:
        track = self._track(source.column)
        return f"M{start} {y}H{track}V{end}H{_left(target) - 1}"

    def _answer(self, arrow: Arrow, source: Spot, target: Spot) -> Link:
        """From the left of a branch through the gap to the right side of the step that asked."""
        start, end = self._port(arrow.source, "left"), self._port(arrow.target, "right")
        track = self._track(target.column)
        return Link(arrow, f"M{_left(source)} {start}H{track}V{end}H{_left(target) + BOX + 1}")

    def _over(self, arrow: Arrow, lane: int) -> Link:
        """Up, along a lane over the boxes, and down again; from lower rows through the gaps."""
        source, target = self.spots[arrow.source], self.spots[arrow.target]
        y = TOP + lane * LANE + 14
        if source.row == 0:
            start, begin = (
                _left(source) + BOX // 2 - 14,
                f"M{_left(source) + BOX // 2 - 14} {self._y(source)}V{y}",
            )
        else:
            start = self._track(source.column)
            begin = f"M{_left(source) + BOX} {self._port(arrow.source, 'right')}H{start}V{y}"
        if target.row == 0:
            end = _left(target) + BOX // 2 + 14
            close = f"H{end}V{self._y(target) - 1}"
        else:
            end = self._track(target.column)
            close = f"H{end}V{self._port(arrow.target, 'right')}H{_left(target) + BOX + 1}"
        return Link(arrow, begin + close, _labels(arrow.name, (start + end) // 2, y - 4, LANE_LETTERS))


def _left(spot: Spot) -> int:
    """The left edge of a box."""
    return LEFT + spot.column * (BOX + GAP)


def _labels(name: str, x: int, y: int, most: int = LABEL_LETTERS) -> tuple[LinkLabel, ...]:
    lines = wrapped(name, most)
    return tuple(LinkLabel(x, y - 14 * (len(lines) - 1 - at), line) for at, line in enumerate(lines) if line)


def wrapped(text: str, most: int) -> tuple[str, ...]:
    """The words in at most two lines of so many letters; the second may be cut."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if lines[-1] and len(joined) > most and len(lines) < 2:
            lines.append(word)
        else:
            lines[-1] = joined
    return tuple(line if len(line) <= most + 1 else f"{line[: most - 1].rstrip()}…" for line in lines)
