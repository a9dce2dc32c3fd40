"""What only the platform asks of a dossier: child dossiers opened, mirrored and closed, timers that ring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OpenChild:
    """Note that a step's child dossier was opened under a number at an agency.

    ``lacking`` says in Vietnamese what could not be handed over to it.
    """

    step: str
    number: str
    procedure: str
    agency: str
    lacking: tuple[str, ...] = ()
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class MirrorChild:
    """Note how a child dossier stands; with its result the step goes on."""

    number: str
    lifecycle: str
    official_status: int
    outcome: str = ""
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class CloseChild:
    """End a child dossier: its result goes back to the parent, or the parent ended first."""

    reason: str = ""
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class FireTimers:
    """Do the actions whose time has come."""

    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class FollowAgency:
    """Carry the dossier on at the agencies that follow others in a reorganization.

    ``followers`` names for each agency left the one that goes on; ``decision`` is the number of the decision,
    ``ordered_by`` the user who ordered it. ``children`` names for each child dossier that goes on elsewhere where.
    """

    followers: Mapping[str, str]
    decision: str
    reason: str = ""
    ordered_by: str = ""
    children: Mapping[str, str] = field(default_factory=dict)
    expected_version: int | None = None


PlatformCommand = OpenChild | MirrorChild | CloseChild | FireTimers | FollowAgency
