"""A process as a graph: where its buttons lead, what is reachable, how long its longest way is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from motcua.compiler.completing import JOIN
from motcua.definitions.process import Action, ActionKind, Process, Step, StepKind

_GOES_ON = frozenset({ActionKind.FORWARD, ActionKind.DECIDE, ActionKind.ISSUE})
_ENDS = frozenset({ActionKind.FINISH, ActionKind.REFUSE, ActionKind.STOP, ActionKind.WITHDRAW})
_WAITS = frozenset({StepKind.WAIT_FOR_APPLICANT, StepKind.WAIT_FOR_PAYMENT, StepKind.CHILD_DOSSIER})


@dataclass(frozen=True, slots=True)
class Fork:
    """A button that opens branches; `region` holds every step of them."""

    step: str
    action: str
    branches: tuple[str, ...]
    region: frozenset[str]


@dataclass(frozen=True, slots=True)
class Flow:
    """`edges` of each step (forks and joins included); `ends` are steps with a button that ends the dossier."""

    order: tuple[str, ...]
    edges: Mapping[str, frozenset[str]]
    main: Mapping[str, frozenset[str]]
    ends: frozenset[str]
    joins: frozenset[str]
    forks: tuple[Fork, ...]

    @property
    def start(self) -> str:
        """The first step."""
        return self.order[0]

    def reachable(self) -> frozenset[str]:
        """Every step that can be come to from the first."""
        return _closure((self.start,), self.edges)

    def leading_to_end(self) -> frozenset[str]:
        """Every step from which an end can be come to."""
        back: dict[str, set[str]] = {}
        for source, targets in self.edges.items():
            for target in targets:
                back.setdefault(target, set()).add(source)
        return _closure(self.ends, back)


def is_fork(action: Action) -> bool:
    """Whether a button opens branches that must answer."""
    return len(action.to) > 1 or (
        action.does is ActionKind.CONSULT and bool(action.to) and action.to != (JOIN,)
    )


def targets_of(process: Process, step: Step, action: Action) -> tuple[str, ...]:
    """Where a button leads; a plain one that does not say leads to the next step."""
    if action.to:
        return tuple(target for target in action.to if target != JOIN)
    if action.does not in _GOES_ON or step.does is StepKind.RETURN_RESULT:
        return ()
    ids = [other.id for other in process.steps]
    following = ids.index(step.id) + 1
    return tuple(ids[following : following + 1])


def flow_of(process: Process) -> Flow:
    """The graph of a process with at least one step; names of steps that do not exist are left out."""
    order = tuple(step.id for step in process.steps)
    known = frozenset(order)
    main: dict[str, frozenset[str]] = {}
    opened: list[tuple[str, str, tuple[str, ...]]] = []
    joins: set[str] = set()
    ends: set[str] = set()
    for step in process.steps:
        plain: set[str] = set()
        for action in step.actions:
            targets = tuple(target for target in targets_of(process, step, action) if target in known)
            if is_fork(action):
                opened.append((step.id, action.id, targets))
            else:
                plain.update(targets)
            if JOIN in action.to:
                joins.add(step.id)
            if action.does in _ENDS or (
                step.does is StepKind.RETURN_RESULT and not action.to and not targets
            ):
                ends.add(step.id)
        main[step.id] = frozenset(plain)
    forks = tuple(
        Fork(step, action, targets, _closure(targets, main) if targets else frozenset())
        for step, action, targets in opened
    )
    return Flow(order, _with_forks(main, forks, joins), main, frozenset(ends), frozenset(joins), forks)


def _with_forks(
    main: Mapping[str, frozenset[str]], forks: Iterable[Fork], joins: Iterable[str]
) -> Mapping[str, frozenset[str]]:
    edges = {step: set(targets) for step, targets in main.items()}
    for fork in forks:
        edges[fork.step].update(fork.branches)
        for step in joins:
            if step in fork.region:
                edges[step].add(fork.step)
    return {step: frozenset(targets) for step, targets in edges.items()}


def _closure(starts: Iterable[str], edges: Mapping[str, Iterable[str]]) -> frozenset[str]:
    found = set(starts)
    waiting = list(found)
    while waiting:
        for target in edges.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return frozenset(found)


def loops_without_person(process: Process, flow: Flow) -> Iterator[tuple[str, ...]]:
    """Circles made of automatic steps only, each once, beginning with its first step."""
    automatic = {step.id for step in process.steps if step.does is StepKind.AUTOMATIC}
    edges = {step: flow.edges[step] & automatic for step in automatic}
    seen: set[str] = set()
    for step in flow.order:
        if step in automatic and step not in seen:
            circle = _closure(edges[step], edges)
            if step in circle:
                seen |= circle
                yield (step, *sorted(circle - {step}, key=flow.order.index))


def longest_way(process: Process, flow: Flow) -> tuple[int, tuple[str, ...]]:
    """Working minutes of the longest way forward to an end by the budgets, and its steps.

    Branches run at the same time: the longest counts, at the step that opens them. Waiting steps and ways back
    do not count.
    """
    steps = {step.id: step for step in process.steps}
    place = {step: index for index, step in enumerate(_walking_order(process, flow))}
    minutes = {step: _minutes(steps[step]) for step in flow.order}
    for fork in flow.forks:
        branches = [_longest_from(branch, flow, place, minutes)[0] for branch in fork.branches]
        minutes[fork.step] = max(minutes[fork.step], _minutes(steps[fork.step]) + max(branches, default=0))
    return _longest_from(flow.start, flow, place, minutes)


def _walking_order(process: Process, flow: Flow) -> tuple[str, ...]:
    """The steps, each in front of those it leads on to, wherever they stand in the text: what a process adds to the
    one it extends stands last there.
    """
    onward = {
        step.id: [
            target
            for action in step.actions
            if action.does is not ActionKind.BACK and not is_fork(action)
            for target in targets_of(process, step, action)
            if target in flow.main
        ]
        for step in process.steps
    }
    left: list[str] = []
    seen: set[str] = set()
    for start in flow.order:
        way = [] if start in seen else [(start, iter(onward[start]))]
        seen.add(start)
        while way:
            step, following = way[-1]
            target = next((one for one in following if one not in seen), None)
            if target is None:
                left.append(step)
                way.pop()
            else:
                seen.add(target)
                way.append((target, iter(onward[target])))
    return tuple(reversed(left))


def _longest_from(
    start: str, flow: Flow, place: Mapping[str, int], minutes: Mapping[str, int]
) -> tuple[int, tuple[str, ...]]:
    best: dict[str, tuple[int, tuple[str, ...]]] = {}
    for step in sorted(flow.order, key=place.__getitem__, reverse=True):
        onward = [
            best[target] for target in flow.main[step] if place[target] > place[step] and target in best
        ]
        longest, way = max(onward, default=(0, ()))
        best[step] = (minutes[step] + longest, (step, *way))
    return best[start]


def _minutes(step: Step) -> int:
    return 0 if step.budget is None or step.does in _WAITS else step.budget.working_minutes()
