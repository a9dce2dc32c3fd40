"""The time a process plans, by phase and in all, against the shortest limit of the procedures that use it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from motcua.compiler.judge.flow import flow_of, longest_way
from motcua.definitions.process import Process, StepKind
from motcua.kernel.time_limit import MINUTES_PER_WORKING_DAY, TimeLimit, decimal_words, hours_words

ASIDE = frozenset(
    {StepKind.CONSULT, StepKind.WAIT_FOR_PAYMENT, StepKind.WAIT_FOR_APPLICANT, StepKind.CHILD_DOSSIER}
)
"""Steps that run beside others or wait: they do not add to the time of a phase."""


@dataclass(frozen=True, slots=True)
class ServedLimit:
    """A limit the process has to keep: of which procedure, and how long in working minutes."""

    procedure: str
    name: str
    limit: TimeLimit

    @property
    def minutes(self) -> int:
        """The limit in working minutes."""
        return self.limit.working_minutes()


@dataclass(frozen=True, slots=True)
class PhaseBudget:
    """Planned and allowed working minutes; `allowed` is 0 where nothing is said. Reserve below 0 is too much."""

    id: str
    name: str
    planned: int
    allowed: int
    steps: int

    @property
    def reserve(self) -> int:
        """What is left."""
        return self.allowed - self.planned

    @property
    def kind(self) -> str:
        """ok, soon when nothing is left, late when it is too much, idle when nothing is allowed."""
        if not self.allowed:
            return "idle"
        return "late" if self.reserve < 0 else "soon" if self.reserve == 0 else "ok"


@dataclass(frozen=True, slots=True)
class FlowBudget:
    """The phases, the longest way through, and the shortest limit, None when no procedure with a limit uses it."""

    phases: tuple[PhaseBudget, ...]
    whole: PhaseBudget
    limit: ServedLimit | None
    way: tuple[str, ...]


def budget_of(process: Process, limits: Iterable[ServedLimit] = ()) -> FlowBudget:
    """What the steps plan against what phases and limits allow."""
    shortest = min(limits, key=lambda one: one.minutes, default=None)
    planned, way = longest_way(process, flow_of(process)) if process.steps else (0, ())
    phases = []
    for phase in process.phases:
        inside = [step for step in process.steps if step.phase == phase.id]
        minutes = sum(
            step.budget.working_minutes() for step in inside if step.budget and step.does not in ASIDE
        )
        allowed = phase.budget.working_minutes() if phase.budget else 0
        phases.append(PhaseBudget(phase.id, phase.name or phase.id, minutes, allowed, len(inside)))
    whole = PhaseBudget("", "Cả quy trình", planned, shortest.minutes if shortest else 0, len(process.steps))
    return FlowBudget(tuple(phases), whole, shortest, way)


def working_words(minutes: int) -> str:
    """Working minutes in words: `2,5 ngày làm việc`, `4 giờ làm việc`."""
    if minutes >= MINUTES_PER_WORKING_DAY:
        return f"{_days(minutes)} ngày làm việc"
    return f"{hours_words(minutes)} làm việc" if minutes else "0 giờ"


def of_words(budget: PhaseBudget) -> str:
    """Planned of allowed, the unit said once where it is the same: `2,25 / 2,5 ngày làm việc`."""
    if not budget.allowed:
        return working_words(budget.planned)
    if min(budget.planned, budget.allowed) >= MINUTES_PER_WORKING_DAY:
        return f"{_days(budget.planned)} / {_days(budget.allowed)} ngày làm việc"
    short = working_words(budget.planned).removesuffix(" làm việc")
    return f"{short} / {working_words(budget.allowed)}"


def _days(minutes: int) -> str:
    return decimal_words((Decimal(minutes) / MINUTES_PER_WORKING_DAY).quantize(Decimal("0.01")))


def reserve_words(budget: PhaseBudget) -> str:
    """What is left or too much, in words; empty where nothing is allowed for."""
    if not budget.allowed:
        return "chưa đặt mục tiêu"
    if budget.reserve < 0:
        return f"vượt {working_words(-budget.reserve)}"
    return f"còn dự phòng {working_words(budget.reserve)}" if budget.reserve else "không còn dự phòng"
