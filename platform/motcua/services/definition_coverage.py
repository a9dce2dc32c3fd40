"""Which branches of a procedure's rules its tests have touched: cases, conditions, price bands, steps, buttons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.procedure import Fee
from motcua.definitions.process import StepKind
from motcua.dossiers.fees import FeeLine
from motcua.dossiers.intake import IntakeEvaluation
from motcua.services.main_road import Road


@dataclass(frozen=True, slots=True)
class Branch:
    """One condition: `path` is its pointer by ids, `held` and `failed` whether a test saw it true and false."""

    path: str
    name: str
    held: bool
    failed: bool

    @property
    def covered(self) -> bool:
        """Whether tests saw it both ways."""
        return self.held and self.failed


@dataclass(frozen=True, slots=True)
class Coverage:
    """The branches, the steps and the usual buttons of the process that tests can touch, and those they did.

    Side roads (sending back, asking for more papers) are not what definition tests walk; simulation shows them.
    """

    branches: tuple[Branch, ...]
    steps: tuple[str, ...]
    walked: frozenset[str]
    actions: tuple[tuple[str, str], ...] = ()
    pressed: frozenset[tuple[str, str]] = frozenset()

    @property
    def steps_missed(self) -> tuple[str, ...]:
        """The steps no test walked through, in the order of the process."""
        return tuple(step for step in self.steps if step not in self.walked)

    @property
    def actions_missed(self) -> tuple[tuple[str, str], ...]:
        """The usual buttons no test pressed, as step and button."""
        return tuple(action for action in self.actions if action not in self.pressed)

    @property
    def touched(self) -> int:
        """How many sides of conditions, steps and buttons were touched."""
        sides = sum(branch.held + branch.failed for branch in self.branches)
        walked = len(self.steps) - len(self.steps_missed)
        return sides + walked + len(self.actions) - len(self.actions_missed)

    @property
    def total(self) -> int:
        """How many sides of conditions, steps and buttons there are."""
        return 2 * len(self.branches) + len(self.steps) + len(self.actions)

    @property
    def percent(self) -> int:
        """Touched of total, rounded down; 100 when there is nothing to touch."""
        return 100 * self.touched // self.total if self.total else 100


def coverage_of(
    bundle: ProcedureBundle, evaluations: Sequence[IntakeEvaluation], roads: Sequence[Road]
) -> Coverage:
    """What the evaluations and roads of all tests touched together."""
    seen = [*_cases(bundle, evaluations), *_papers(bundle, evaluations)]
    seen += [*_money(bundle, evaluations), *_questions(bundle, evaluations)]
    steps = tuple(
        step.id
        for step in bundle.process.steps
        if step.does is not StepKind.AUTOMATIC and _is_on_road(bundle, step.id)
    )
    walked = {step for road in roads for step in road.steps}
    pressed = {press for road in roads for press in road.pressed}
    actions = tuple(
        (step.id, action.id)
        for step in bundle.process.steps
        if step.id in steps
        for action in step.actions
        if action.main
    )
    return Coverage(tuple(seen), steps, frozenset(walked), actions, frozenset(pressed))


def _is_on_road(bundle: ProcedureBundle, step: str) -> bool:
    """Whether a usual button leads to the step: detours (consulting, waiting) are not what definition tests walk."""
    process = bundle.process
    if process.steps and step == process.steps[0].id:
        return True
    return any(step in action.to for one in process.steps for action in one.actions if action.main)


def _branch(path: str, name: str, sides: Iterable[bool]) -> Branch:
    seen = set(sides)
    return Branch(path, name, held=True in seen, failed=False in seen)


def _cases(bundle: ProcedureBundle, found: Sequence[IntakeEvaluation]) -> Iterator[Branch]:
    variants = bundle.procedure.variants
    for variant in variants if len(variants) > 1 else ():
        yield _branch(
            f"/variants/{variant.id}",
            variant.name,
            (one.variant == variant.id for one in found if one.variant),
        )


def _papers(bundle: ProcedureBundle, found: Sequence[IntakeEvaluation]) -> Iterator[Branch]:
    conditional = {item.id: item.name for item in bundle.procedure.checklist if item.when or item.variants}
    for paper, name in conditional.items():
        sides = (line.visible for one in found for line in one.checklist if line.id == paper)
        yield _branch(f"/checklist/{paper}", name, sides)


def _money(bundle: ProcedureBundle, found: Sequence[IntakeEvaluation]) -> Iterator[Branch]:
    for fee in bundle.procedure.fees:
        if fee.when or fee.variants:
            sides = (any(line.id == fee.id for line in one.fees.lines) for one in found)
            yield _branch(f"/fees/{fee.id}", fee.name, sides)
        for exemption in fee.exemptions:
            granted = (
                line.exemption is not None and line.exemption.id == exemption.id
                for one in found
                for line in one.fees.lines
                if line.id == fee.id
            )
            yield _branch(f"/fees/{fee.id}/exemptions/{exemption.id}", exemption.name, granted)
        yield from _bands(fee, [line for one in found for line in one.fees.lines if line.id == fee.id])


def _bands(fee: Fee, lines: Sequence[FeeLine]) -> Iterator[Branch]:
    """The price bands of a fee: whether a quantity reached into each, and whether one stayed below it."""
    begins = 0
    for number, tier in enumerate(fee.tiers, 1):
        ends = "trở lên" if tier.up_to is None else f"đến {tier.up_to}"
        reached = (line.quantity is not None and line.quantity > begins for line in lines)
        sides = list(reached)
        if number == 1:
            # nothing stays below the first band
            sides.append(False)
        yield _branch(f"/fees/{fee.id}/tiers/{number}", f"{fee.name}, bậc {number} ({ends})", sides)
        begins = tier.up_to or begins


def _questions(bundle: ProcedureBundle, found: Sequence[IntakeEvaluation]) -> Iterator[Branch]:
    fields = bundle.form.fields() if bundle.form else ()
    for field in fields:
        if field.when:
            yield _branch(f"/form/{field.id}", field.label, (field.id in one.sheet.visible for one in found))
