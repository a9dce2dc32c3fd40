"""One decision in the making: what is known, the events recorded so far and the moves a new one makes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from motcua.definitions.policy import PauseReason
from motcua.definitions.process import Step
from motcua.dossiers.actor import Actor, Seat, Standing
from motcua.dossiers.clocks import first_timer, paused, released, step_due
from motcua.dossiers.events import DossierEvent, EventKind
from motcua.dossiers.parts import ActiveStep, Adjustment, ClockState, Fork, Lifecycle, Performed, Wait
from motcua.dossiers.plain_data import brief
from motcua.dossiers.refusals import Refused
from motcua.dossiers.rules import Rules
from motcua.dossiers.seats import choose_person, kept_person
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.state import apply
from motcua.dossiers.status import STATUS_NAMES, is_legal, official_status
from motcua.dossiers.steps import find_step, pause_of, seat_of


class Turn:
    """The working place of one decision; ``state`` moves on with every event recorded. Lives for one call."""

    __slots__ = ("actor", "events", "now", "rules", "state")

    def __init__(self, rules: Rules, state: DossierState, actor: Actor, now: datetime) -> None:
        self.rules = rules
        self.state = state
        self.actor = actor
        self.now = now
        self.events: list[DossierEvent] = []

    def record(
        self,
        kind: EventKind,
        data: dict[str, Any],
        *,
        step: str = "",
        standing: Standing | None = None,
        actor: Actor | None = None,
    ) -> None:
        """Append an event and move the state on. Refused when the national status may not change that way."""
        who = actor or self.actor
        if standing is not None and standing.on_behalf_of:
            data["on_behalf_of"] = standing.on_behalf_of
        holding = standing.holding if standing else None
        event = DossierEvent(
            seq=self.state.version + 1,
            kind=kind,
            at=self.now,
            actor=who.user,
            actor_name=who.full_name,
            position=holding.position if holding else "",
            agency=holding.agency if holding else who.agency,
            step=step,
            data=data,
        )
        before = self.state if self.state.version else None
        after = apply(before, event)
        status = official_status(self.rules.process, before, after, received=kind is EventKind.RECEIVED)
        was = before.official_status if before else 0
        if not is_legal(was, status):
            raise Refused(
                "status_not_allowed",
                f"Hồ sơ đang ở trạng thái “{STATUS_NAMES.get(was, 'mới')}” nên không chuyển sang "
                f"“{STATUS_NAMES[status]}” được.",
            )
        if status != was:
            data["official_status"] = status
            after = replace(after, official_status=status)
        self.state = after
        self.events.append(event)


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a step is entered: for whom (chosen by the sender, or kept for a person), why, and in which branch."""

    chosen: str = ""
    kept_for: str | None = None
    coming_back: bool = False
    note: str = ""
    fork: str | None = None
    branch: str | None = None


PLAIN = Arrival()


class Move:
    """The effects of one event on open steps and clock, gathered and written out once."""

    __slots__ = ("_adjustments", "_clock", "_entered", "_forks", "_left", "_people", "_turn", "_wait")

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._clock = turn.state.clock
        self._adjustments: list[Adjustment] = []
        self._left: list[str] = []
        self._entered: list[ActiveStep] = []
        self._forks: list[Fork] = []
        self._wait: Wait | None = None
        self._people = turn.state

    def complete(self, entry: ActiveStep, user: str, on_behalf_of: str = "") -> None:
        """Close an open step that somebody has done; who gets the next one is judged with that."""
        done = Performed(entry.step, user, on_behalf_of)
        self._people = replace(self._people, performed=(*self._people.performed, done))
        self.leave(entry)

    def leave(self, entry: ActiveStep) -> None:
        """Close an open step; the clock goes on when it stood still because of it."""
        self._left.append(entry.step)
        self.release(entry.step)

    def enter(self, step_id: str, came: ActiveStep | None, how: Arrival = PLAIN) -> None:
        """Open a step, unless it is open already (branches that meet). The clock stops if the step waits."""
        turn = self._turn
        if step_id not in self._left and turn.state.entry(step_id) is not None:
            return
        step = find_step(turn.rules.process, step_id)
        seat = seat_of(turn.rules, turn.state, step)
        self._entered.append(
            ActiveStep(
                step=step_id,
                kind=step.does,
                agency=seat.agency,
                position=seat.position,
                unit=seat.unit,
                assignee=self._person(step, seat, how),
                due_at=step_due(turn.rules, seat.agency, step, turn.now),
                fork=(came.fork if came else "") if how.fork is None else how.fork,
                branch=(came.branch if came else "") if how.branch is None else how.branch,
                came_from=came.step if came else "",
                note=how.note,
                timer_at=first_timer(turn.rules, seat.agency, step, turn.now),
            )
        )
        ground = pause_of(turn.rules, step)
        if ground is not None:
            self.hold(step_id, ground)

    def reopen(self, entry: ActiveStep, note: str = "") -> None:
        """Open a step again for the person it is kept for, in the branch it was in; nobody can recall that."""
        how = Arrival(kept_for=entry.assignee, note=note, fork=entry.fork, branch=entry.branch)
        self.enter(entry.step, None, how)

    def _person(self, step: Step, seat: Seat, how: Arrival) -> str:
        turn = self._turn
        if how.kept_for is None:
            return choose_person(
                turn.rules, self._people, step, seat, chosen=how.chosen, coming_back=how.coming_back
            )
        return kept_person(turn.rules, self._people, step, seat, how.kept_for)

    def open_fork(self, fork: Fork) -> None:
        """Begin a parallel consultation, or replace it by what has become of it."""
        self._forks.append(fork)

    def wait_for(self, wait: Wait) -> None:
        """Remember where a waiting step returns to."""
        self._wait = wait

    def hold(self, source: str, ground: PauseReason, document: str = "") -> None:
        """Stop the clock on a ground."""
        self._clock = paused(self._clock, source, ground, self._turn.now, document)

    def release(self, source: str) -> None:
        """Let the clock go on as far as one source held it."""
        self._clock, adjustment = released(
            self._turn.rules, self._turn.state, self._clock, source, self._turn.now
        )
        if adjustment is not None:
            self._adjustments.append(adjustment)

    def end(self, lifecycle: Lifecycle) -> dict[str, Any]:
        """Close everything; the clock goes on first so that waiting never makes a closed dossier late."""
        for source in dict.fromkeys(hold.source for hold in self._clock.holds):
            self.release(source)
        self._left = [entry.step for entry in self._turn.state.active]
        return {**self.data(), "end": lifecycle.value}

    def set_clock(self, clock: ClockState, adjustment: Adjustment | None = None) -> None:
        """Replace the clock."""
        self._clock = clock
        if adjustment is not None:
            self._adjustments.append(adjustment)

    def recount_later(self) -> None:
        """Let the limit run anew when the clock goes on."""
        if self._clock.is_paused:
            self._clock = replace(self._clock, recount=True)

    def data(self) -> dict[str, Any]:
        """The effects as they stand in the event."""
        data: dict[str, Any] = {}
        if self._left:
            data["left"] = self._left
        if self._entered:
            data["entered"] = [brief(entry) for entry in self._entered]
        if self._forks:
            data["forks"] = [brief(fork) for fork in self._forks]
        if self._wait is not None:
            data["wait"] = brief(self._wait)
        if self._clock != self._turn.state.clock:
            clock = brief(self._clock)
            clock.pop("adjustments", None)
            data["clock"] = clock
            if self._adjustments:
                data["adjustments"] = [brief(one) for one in self._adjustments]
        return data
