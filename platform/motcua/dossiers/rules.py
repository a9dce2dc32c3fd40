"""The rules one decision is made by: definitions, organization, answers so far, and who is there to work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.directory import Directory
from motcua.definitions.policy import PauseReason, Policy
from motcua.definitions.process import Process
from motcua.dossiers.actor import Seat


@dataclass(frozen=True, slots=True)
class Cover:
    """Who stands in during an absence, for the named fields of work (none named: for all)."""

    substitute: str
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who holds a position, with the number of open steps and the time of the last assignment.

    ``covers`` are the absences running now.
    """

    user: str
    load: int = 0
    last_assigned: datetime | None = None
    covers: tuple[Cover, ...] = ()

    def stand_in(self, field_of_work: str) -> str:
        """Who does the work of an absent one; empty for somebody who is there for that field of work."""
        covering = (one for one in self.covers if not one.fields or field_of_work in one.fields)
        return next((one.substitute for one in covering), "")


class Staff(Protocol):
    """Tells who holds a position; asked only when a step is assigned to a person."""

    def candidates(self, seat: Seat) -> tuple[Candidate, ...]:
        """The people of a seat, with who stands in for the absent ones; empty when unknown."""
        ...


@dataclass(frozen=True, slots=True)
class UnknownStaff:
    """Nobody is known: steps go to the common list of their position."""

    def candidates(self, seat: Seat) -> tuple[Candidate, ...]:  # noqa: ARG002
        """Nobody."""
        return ()


@dataclass(frozen=True, slots=True)
class ListedStaff:
    """The people of each seat as given."""

    seats: Mapping[Seat, tuple[Candidate, ...]]

    def candidates(self, seat: Seat) -> tuple[Candidate, ...]:
        """The people listed for the seat, or for its agency and position when its unit is not listed."""
        found = self.seats.get(seat)
        return found if found is not None else self.seats.get(Seat(seat.agency, seat.position), ())


@dataclass(frozen=True, slots=True)
class Rules:
    """What a decision depends on besides state, command, actor and time.

    ``env`` holds the values of expressions (``form``, ``applicant``, ``dossier``) for conditions on actions.
    """

    bundle: ProcedureBundle
    directory: Directory
    env: Mapping[str, Any] = field(default_factory=dict)
    staff: Staff = UnknownStaff()

    @property
    def process(self) -> Process:
        """The approval chain."""
        return self.bundle.process

    @property
    def policy(self) -> Policy:
        """The clock and intake rules."""
        return self.bundle.policy

    def pause_reason(self, reason_id: str) -> PauseReason | None:
        """The ground for pausing with this id, when the policy has it."""
        return next((one for one in self.policy.pauses if one.id == reason_id), None)

    def position_name(self, code: str) -> str:
        """The name of a position, its code when it is unknown."""
        try:
            return self.directory.position(code).name
        except KeyError:
            return code

    def agency_name(self, code: str) -> str:
        """The short name of an agency, else its name, else its code."""
        try:
            agency = self.directory.agency(code)
        except KeyError:
            return code
        return agency.short_name or agency.name

    def seat_words(self, seat: Seat) -> str:
        """Whose a step is: `Lãnh đạo UBND xã Tân Hòa`."""
        return f"{self.position_name(seat.position)} {self.agency_name(seat.agency)}"
