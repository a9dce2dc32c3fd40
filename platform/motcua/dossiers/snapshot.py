"""The state of a dossier at one version, as the rules read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.definitions.procedure import Channel
from motcua.dossiers.parts import (
    ActiveStep,
    Child,
    ClockState,
    FeeAccount,
    Fork,
    Lifecycle,
    Outcome,
    Performed,
    Supplement,
    Suspension,
    Wait,
)
from motcua.dossiers.record_parts import Delivery, Digitization, Filing, PaperFile


@dataclass(frozen=True, slots=True)
class DossierState:
    """Everything the rules must know of a dossier.

    ``agency`` received it, ``competent_agency`` settles it, at ``helped_at`` the applicant was helped.
    ``finished_at`` is when there was a result, a refusal or another end; ``returned_at`` when the result was handed
    over. ``official_status`` is the national code. ``papers`` are the lines of the checklist handed in, ``files`` what
    lies here of them, also what no longer counts.
    ``filled`` holds by step what was filled in there.
    ``parent`` is the number of the dossier whose step opened this one, ``children`` are those its own steps opened.
    """

    version: int
    number: str
    procedure: str
    agency: str
    competent_agency: str
    variant: str = ""
    channel: Channel = Channel.COUNTER
    quantity: int = 1
    lifecycle: Lifecycle = Lifecycle.PROCESSING
    official_status: int = 0
    active: tuple[ActiveStep, ...] = ()
    clock: ClockState = ClockState()
    forks: tuple[Fork, ...] = ()
    waits: tuple[Wait, ...] = ()
    supplements: tuple[Supplement, ...] = ()
    suspension: Suspension | None = None
    outcome: Outcome = Outcome()
    fees: tuple[FeeAccount, ...] = ()
    performed: tuple[Performed, ...] = ()
    parent: str = ""
    children: tuple[Child, ...] = ()
    filled: dict[str, dict[str, Any]] | None = None
    submitted_at: datetime | None = None
    received_at: datetime | None = None
    finished_at: datetime | None = None
    returned_at: datetime | None = None
    last_at: datetime | None = None
    papers: tuple[str, ...] = ()
    files: tuple[PaperFile, ...] = ()
    delivery: Delivery | None = None
    filing: Filing | None = None
    past_outcomes: tuple[Outcome, ...] = ()
    helped_at: str = ""

    def entry(self, step: str) -> ActiveStep | None:
        """The open step with this id."""
        return next((one for one in self.active if one.step == step), None)

    def fork(self, fork_id: str) -> Fork | None:
        """The fork with this id, fired or not."""
        return next((one for one in self.forks if one.id == fork_id), None)

    def wait(self, step: str) -> Wait | None:
        """What a waiting step returns to."""
        return next((one for one in self.waits if one.step == step), None)

    @property
    def kept_files(self) -> tuple[PaperFile, ...]:
        """The files that count."""
        return tuple(one for one in self.files if not one.dropped)

    @property
    def digitization(self) -> Digitization:
        """How many of the papers handed in also lie here as files."""
        filed = {one.paper for one in self.kept_files}
        if not filed:
            return Digitization.NONE
        return Digitization.FULL if filed.issuperset(self.papers) else Digitization.PARTIAL

    def child_of(self, entry: ActiveStep) -> Child | None:
        """The child dossier an open step has opened; None while it has not."""
        return next((one for one in self.children if (one.step, one.seq) == (entry.step, entry.seq)), None)

    @property
    def open_supplement(self) -> Supplement | None:
        """The request for papers that is not answered yet."""
        last = self.supplements[-1] if self.supplements else None
        return last if last and last.received_at is None and last.lapsed_at is None else None

    def last_performer(self, step: str) -> str:
        """Who completed a step last (the person it was done for, when delegated); empty when nobody has."""
        for one in reversed(self.performed):
            if one.step == step:
                return one.on_behalf_of or one.user
        return ""

    def performers(self, step: str) -> frozenset[str]:
        """Everybody who has completed a step in person."""
        return frozenset(one.user for one in self.performed if one.step == step)
