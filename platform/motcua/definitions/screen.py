"""A work list (màn hình): who sees it, which dossiers, which columns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """Whose dossiers a list holds."""

    MINE = "mine"
    POSITION = "position"
    AGENCY = "agency"
    BELOW = "below"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class ScreenColumn:
    """A column: ``value`` of the list vocabulary (clock, number, applicant, procedure, waiting, channel …)."""

    id: str
    heading: str
    value: str
    width: int = 0


@dataclass(frozen=True, slots=True)
class ScreenCounter:
    """A counter that is also a filter: ``filter`` of the list vocabulary (``late``, ``soon``, ``online`` …)."""

    id: str
    name: str
    filter: str
    kind: str = "work"


@dataclass(frozen=True, slots=True)
class Screen:
    """A work list definition. ``steps`` are step kinds, ``states`` dossier states, ``filter`` a named filter."""

    code: str
    name: str
    icon: str = "list-task"
    order: int = 0
    positions: tuple[str, ...] = ()
    permission: str = "can_process"
    scope: Scope = Scope.MINE
    step_kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    filter: str = ""
    columns: tuple[ScreenColumn, ...] = ()
    counters: tuple[ScreenCounter, ...] = ()
    bulk_actions: tuple[str, ...] = ()
    sort: str = "due"
    empty_text: str = ""
    page_size: int = 20
    extends: str = ""
