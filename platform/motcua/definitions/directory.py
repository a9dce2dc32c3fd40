"""The province as processes see it: agencies, their units and positions, who offers what, whose calendar counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from motcua.definitions.calendar_definition import CalendarDefinition
from motcua.definitions.organization import Agency, Counter, Organization, Position, Unit, UnitPattern
from motcua.definitions.procedure import Procedure
from motcua.definitions.working_calendars import working_calendar
from motcua.kernel.codes import natural_sort_key
from motcua.kernel.text import fold
from motcua.kernel.working_calendar import WorkingCalendar

DEFAULT_CALENDAR = "vietnam"
COMPETENT = "competent"
"""The word in a performer's `unit` for the unit that is competent in the dossier's agency."""


class Directory:
    """Several organizations added up. Immutable; a later organization replaces agencies and positions of the same
    code. With `day`, agencies that had ended by then offer nothing; without it, every agency with an end.
    """

    __slots__ = (
        "_agencies",
        "_calendars",
        "_children",
        "_day",
        "_offering",
        "_patterns",
        "_positions",
        "_province",
    )

    def __init__(
        self,
        organizations: Iterable[Organization],
        calendars: Mapping[str, WorkingCalendar],
        day: date | None = None,
    ) -> None:
        agencies: dict[str, Agency] = {}
        self._positions: dict[str, Position] = {}
        patterns: list[UnitPattern] = []
        self._province = ""
        for organization in organizations:
            self._province = organization.province or self._province
            agencies.update({agency.code: agency for agency in organization.agencies})
            self._positions.update({position.code: position for position in organization.positions})
            patterns.extend(organization.unit_patterns)
        self._agencies = {code: agencies[code] for code in sorted(agencies, key=natural_sort_key)}
        self._patterns = tuple(sorted(patterns, key=lambda pattern: not pattern.kinds))
        self._calendars = dict(calendars)
        self._day = day
        children: dict[str, list[str]] = {}
        for agency in self._agencies.values():
            if agency.parent:
                children.setdefault(agency.parent, []).append(agency.code)
        self._children = {code: tuple(below) for code, below in children.items()}
        self._offering: dict[tuple[tuple[str, ...], str], tuple[str, ...]] = {}

    @classmethod
    def link(
        cls,
        organizations: Iterable[Organization],
        calendars: Iterable[CalendarDefinition],
        day: date | None = None,
    ) -> Directory:
        """The directory of definitions. Raises CalendarError for a calendar that cannot be."""
        return cls(organizations, {item.code: working_calendar(item) for item in calendars}, day)

    @property
    def province_name(self) -> str:
        """The name of the province; empty when no organization states it."""
        return self._province

    def agency(self, code: str) -> Agency:
        """The agency with this code; `KeyError` when there is none."""
        return self._agencies[code]

    def agencies(self) -> tuple[Agency, ...]:
        """Every agency, parents before children, H88.2 before H88.10."""
        return tuple(self._agencies.values())

    def knows(self, code: str) -> bool:
        """Whether there is an agency with this code."""
        return code in self._agencies

    def children(self, code: str) -> tuple[str, ...]:
        """The agencies directly below, in natural order."""
        return self._children.get(code, ())

    def below(self, code: str) -> tuple[str, ...]:
        """The agency itself and all beneath it."""
        found: dict[str, None] = {}
        waiting = [code]
        while waiting:
            current = waiting.pop(0)
            if current not in found:
                found[current] = None
                waiting.extend(self.children(current))
        return tuple(found)

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The agencies above, nearest first; a circle of parents is cut."""
        found: dict[str, None] = {}
        agency = self._agencies.get(code)
        while agency is not None and agency.parent and agency.parent not in found and agency.parent != code:
            found[agency.parent] = None
            agency = self._agencies.get(agency.parent)
        return tuple(found)

    def units(self, code: str) -> tuple[Unit, ...]:
        """The units of an agency: its own, else those of the first pattern for its kind, else for its level."""
        agency = self._agencies[code]
        if agency.units:
            return agency.units
        pattern = self._pattern(agency)
        return pattern.units if pattern else ()

    def counters(self, code: str) -> tuple[Counter, ...]:
        """The windows of an agency's one-stop unit: its own, else those of its pattern."""
        agency = self._agencies[code]
        if agency.counters:
            return agency.counters
        pattern = self._pattern(agency)
        return pattern.counters if pattern else ()

    def _pattern(self, agency: Agency) -> UnitPattern | None:
        for pattern in self._patterns:
            kind_fits = not pattern.kinds or agency.kind in pattern.kinds
            if kind_fits and (not pattern.levels or agency.level in pattern.levels):
                return pattern
        return None

    def position(self, code: str) -> Position:
        """The position with this code; `KeyError` when there is none."""
        return self._positions[code]

    def positions(self) -> tuple[Position, ...]:
        """Every position, by code."""
        return tuple(self._positions[code] for code in sorted(self._positions))

    def units_with(self, code: str, position: str, unit: str = "") -> tuple[Unit, ...]:
        """The units of an agency that have a position; `unit` narrows to an id or a role, `competent` does not."""
        return tuple(
            candidate
            for candidate in self.units(code)
            if position in candidate.positions
            and (not unit or unit == COMPETENT or unit in (candidate.id, candidate.role))
        )

    def with_role(self, agency_code: str, role: str) -> str | None:
        """The agency that plays a role for an agency, None when there is none in reach.

        Its own when it or one of its units has the role, else one directly below it, else among the agencies beside
        it and then higher up; units count only in the agency itself and in those above it, never in neighbors.
        """
        if agency_code not in self._agencies:
            return None
        if self._plays(agency_code, role):
            return agency_code
        for above in (agency_code, *self.ancestors(agency_code)):
            for near in self.children(above):
                if role in self._agencies[near].roles and not self._has_ended(self._agencies[near]):
                    return near
            if above in self._agencies and self._plays(above, role):
                return above
        return None

    def _plays(self, code: str, role: str) -> bool:
        return role in self._agencies[code].roles or any(unit.role == role for unit in self.units(code))

    def offering(self, procedure: Procedure) -> tuple[str, ...]:
        """The codes of the agencies that take in dossiers of a procedure, in natural order."""
        key = (procedure.offered_by, fold(procedure.field_of_work))
        found = self._offering.get(key)
        if found is None:
            chosen = {code for selector in key[0] for code in self.select(selector, key[1])}
            found = self._offering[key] = tuple(code for code in self._agencies if code in chosen)
        return found

    def offers(self, procedure: Procedure, agency_code: str) -> bool:
        """Whether an agency takes in dossiers of a procedure."""
        return agency_code in self.offering(procedure)

    def select(self, selector: str, field_of_work: str = "") -> Iterator[str]:
        """The agencies a selector names: a code, `level:…`, `kind:…`, `role:…`, or `field` (with a folded field).

        Agencies that do not receive, or have ended, are left out unless they are named by code.
        """
        if selector in self._agencies:
            yield selector
            return
        word, _, value = selector.partition(":")
        for agency in self._agencies.values():
            if agency.receives and not self._has_ended(agency) and _fits(agency, word, value, field_of_work):
                yield agency.code

    def _has_ended(self, agency: Agency) -> bool:
        end = agency.valid_to
        return end is not None and (self._day is None or end < self._day)

    def going_on(self, code: str) -> tuple[str, ...]:
        """The agency itself and, once it has ended, those that follow it and answer for what it did."""
        found, waiting = [code], [code]
        while waiting:
            known = self._agencies.get(waiting.pop())
            if known is None or not self._has_ended(known):
                continue
            fresh = [one for one in known.successors if one not in found]
            found += fresh
            waiting += fresh
        return tuple(found)

    def calendar_of(self, agency_code: str) -> WorkingCalendar:
        """The calendar of an agency, else of the nearest agency above that names one, else the national one.

        Raises LookupError when not even that is defined.
        """
        for code in (agency_code, *self.ancestors(agency_code)):
            agency = self._agencies.get(code)
            if agency is not None and agency.calendar in self._calendars:
                return self._calendars[agency.calendar]
        try:
            return self._calendars[DEFAULT_CALENDAR]
        except KeyError:
            raise LookupError(
                f"Chưa có lịch làm việc “{DEFAULT_CALENDAR}”. Thêm lịch này trong danh mục lịch."
            ) from None


def _fits(agency: Agency, word: str, value: str, field_of_work: str) -> bool:
    match word:
        case "level":
            return agency.level == value
        case "kind":
            return agency.kind == value
        case "role":
            return value in agency.roles
        case "field":
            wanted = fold(value) or field_of_work
            return any(fold(own) == wanted for own in agency.fields_of_work)
        case _:
            return False
