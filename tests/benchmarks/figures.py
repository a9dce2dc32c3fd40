"""Measured figures, each with the floor of the same run, as a table and as JSON."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from motcua.kernel.clock import VIETNAM


@dataclass(frozen=True)
class Figure:
    """One figure. `budget` is what the product promises; `floor` what raw libraries take for the same work.

    In figures per second more is better, in all others less. `computing` is the processor time of one unit of the
    work in milliseconds: unlike the clock it hardly depends on what else the machine does.
    """

    name: str
    value: float
    unit: str
    budget: float | None = None
    floor: float | None = None
    floor_is: str = ""
    note: str = ""
    computing: float | None = None

    @property
    def more_is_better(self) -> bool:
        return self.unit.endswith("/s")

    @property
    def met(self) -> bool | None:
        """Whether the budget is met; None without one."""
        if self.budget is None:
            return None
        return self.value >= self.budget if self.more_is_better else self.value <= self.budget

    @property
    def ratio(self) -> float | None:
        """How many times the floor's effort the product takes."""
        if not self.floor or not self.value:
            return None
        return self.floor / self.value if self.more_is_better else self.value / self.floor


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which so many lie (0.95 = p95)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@dataclass(frozen=True)
class Taken:
    """What a piece of work took: seconds by the clock, and milliseconds of the processor in this process."""

    seconds: float
    computing: float

    @property
    def milliseconds(self) -> float:
        return self.seconds * 1000


def taken(work: Callable[[], object]) -> Taken:
    """Do something once and time it."""
    start, cpu = time.perf_counter(), time.process_time()
    work()
    return Taken(time.perf_counter() - start, (time.process_time() - cpu) * 1000)


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    return taken(work).seconds


def best_of(times: int, work: Callable[[], object]) -> Taken:
    """The shortest of several runs: what the work costs when nothing disturbs it."""
    return min((taken(work) for _ in range(times)), key=lambda one: one.seconds)


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table."""
    lines = [
        "| figure | measured | budget | | computing | floor in the same run | times the floor |",
        "| --- | ---: | ---: | --- | ---: | --- | ---: |",
    ]
    for one in figures:
        sign = {None: "", True: "met", False: "MISSED"}[one.met]
        budget = (
            ""
            if one.budget is None
            else f"{'>=' if one.more_is_better else '<='} {_number(one.budget)} {one.unit}"
        )
        floor = "" if one.floor is None else f"{_number(one.floor)} {one.unit} ({one.floor_is})"
        ratio = "" if one.ratio is None else f"{one.ratio:.1f}"
        name = f"{one.name} ({one.note})" if one.note else one.name
        computing = "" if one.computing is None else f"{_number(one.computing)} ms"
        cells = (name, f"{_number(one.value)} {one.unit}", budget, sign, computing, floor, ratio)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def circumstances() -> dict[str, object]:
    """On what and when it was measured."""
    return {
        "at": datetime.now(VIETNAM).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "load_before": [round(one, 2) for one in os.getloadavg()],
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def write_json(place: Path, about: dict[str, object], figures: Sequence[Figure]) -> None:
    """Keep the figures of a run."""
    place.parent.mkdir(parents=True, exist_ok=True)
    rows = [{**asdict(one), "met": one.met, "ratio": one.ratio} for one in figures]
    place.write_text(
        json.dumps({"circumstances": about, "figures": rows}, ensure_ascii=False, indent=1) + "\n"
    )
