"""Who acts: an officer with the positions held and those exercised for somebody else, an applicant, or the system."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class ActorKind(StrEnum):
    """Which side of the counter the actor is on."""

    OFFICER = "officer"
    APPLICANT = "applicant"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Holding:
    """A position held in an agency, in one unit of it or (``unit`` empty) in the agency as a whole."""

    position: str
    agency: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Delegation:
    """A position exercised for ``from_user`` from ``starts`` until before ``ends``; ``None`` is open.

    It covers the named ``fields`` of work only, all of them when none is named.
    """

    holding: Holding
    from_user: str
    starts: datetime | None = None
    ends: datetime | None = None
    fields: frozenset[str] = frozenset()

    def covers(self, now: datetime) -> bool:
        """Whether the delegation is in force at that moment."""
        begun = self.starts is None or self.starts <= now
        return begun and (self.ends is None or now < self.ends)


@dataclass(frozen=True, slots=True)
class Standing:
    """In which quality somebody acts: the holding used, and for whom when it is a delegated one."""

    holding: Holding
    on_behalf_of: str = ""
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Seat:
    """A place to fill: a position in an agency, in one unit of it or (``unit`` empty) in any."""

    agency: str
    position: str
    unit: str = ""

    def admits(self, holding: Holding) -> bool:
        """Whether the holder of that position sits here."""
        if holding.agency != self.agency or holding.position != self.position:
            return False
        return not self.unit or holding.unit in ("", self.unit)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives a command. ``permissions`` are the coarse functions of the account, ``roles`` its roles by name."""

    user: str
    full_name: str = ""
    agency: str = ""
    holdings: tuple[Holding, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    permissions: frozenset[str] = frozenset()
    kind: ActorKind = ActorKind.OFFICER
    roles: frozenset[str] = frozenset()

    def standings(self, now: datetime) -> Iterator[Standing]:
        """Every quality the actor may act in at that moment, own positions first."""
        for holding in self.holdings:
            yield Standing(holding)
        for delegation in self.delegations:
            if delegation.covers(now):
                yield Standing(delegation.holding, delegation.from_user, delegation.fields)

    def about(self, field_of_work: str) -> Actor:
        """The actor as far as a dossier of this field is concerned: delegations for other fields do not count."""
        if not any(one.fields for one in self.delegations):
            return self
        covering = (one for one in self.delegations if not one.fields or field_of_work in one.fields)
        return replace(self, delegations=tuple(covering))

    def standing_at(self, seat: Seat, now: datetime, assignee: str = "") -> Standing | None:
        """The quality in which the actor fills a seat; with an ``assignee``, as that person or for that person."""
        for standing in self.standings(now):
            if not seat.admits(standing.holding):
                continue
            if not assignee or assignee in (standing.on_behalf_of or self.user, self.user):
                return standing
        return None


SYSTEM = Actor(user="system", full_name="Hệ thống", kind=ActorKind.SYSTEM)
"""The actor of automatic steps and of messages from payment gateways."""
