"""Agencies, units, positions (tổ chức)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from motcua.definitions.procedure import Level


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit inside an agency (phòng ban); ``role`` lets a process find it (``one-stop``, ``police``, ``land``)."""

    id: str
    name: str
    role: str = ""
    positions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counter:
    """A window of the one-stop unit (quầy)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency by its electronic identifier (QĐ 20/2020/QĐ-TTg), e.g. ``H88.31``."""

    code: str
    name: str
    level: Level
    kind: str = ""
    parent: str = ""
    short_name: str = ""
    place: str = ""
    receiving_unit: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    tax_code: str = ""
    receives: bool = True
    roles: tuple[str, ...] = ()
    fields_of_work: tuple[str, ...] = ()
    units: tuple[Unit, ...] = ()
    counters: tuple[Counter, ...] = ()
    calendar: str = ""
    area_code: str = ""
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """A position (chức danh); people hold positions in units, processes name positions only."""

    code: str
    name: str
    short: str = ""
    permissions: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitPattern:
    """Units that every agency of a level or kind has unless it lists its own."""

    levels: tuple[Level, ...] = ()
    kinds: tuple[str, ...] = ()
    units: tuple[Unit, ...] = ()
    counters: tuple[Counter, ...] = ()


@dataclass(frozen=True, slots=True)
class Organization:
    """A set of agencies and positions; several organization definitions add up to the province."""

    code: str
    name: str
    province: str = ""
    agencies: tuple[Agency, ...] = ()
    positions: tuple[Position, ...] = ()
    unit_patterns: tuple[UnitPattern, ...] = ()
    example: bool = False
