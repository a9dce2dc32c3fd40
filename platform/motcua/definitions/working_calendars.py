"""From calendar definitions to the working calendars that due dates are computed with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time

from motcua.definitions.calendar_definition import CalendarDefinition, WeekdayHours
from motcua.kernel.working_calendar import (
    DayOverride,
    IntakeHours,
    OverrideKind,
    Shift,
    Weekly,
    WorkingCalendar,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def shift_of(text: str) -> Shift:
    """A shift written as `07:00-11:30`. Raises ValueError for other text, CalendarError for an empty shift."""
    start, _, end = text.partition("-")
    return Shift(time.fromisoformat(start.strip()), time.fromisoformat(end.strip()))


def weekly_hours(hours: Iterable[WeekdayHours]) -> Weekly:
    """The shifts of Monday to Sunday; days not named have none."""
    by_day = {item.day: tuple(shift_of(shift) for shift in item.shifts) for item in hours}
    return tuple(by_day.get(day, ()) for day in WEEKDAYS)


def working_calendar(definition: CalendarDefinition) -> WorkingCalendar:
    """The calendar of a definition whose `extends` is already resolved.

    Raises CalendarError (Vietnamese) for hours or days that cannot be.
    """
    weekly = weekly_hours(definition.hours)
    overrides = _overrides(definition)
    return WorkingCalendar(
        code=definition.code,
        weekly=weekly,
        overrides=overrides,
        provisional_years=frozenset(year.year for year in definition.years if year.provisional),
        intake=_intake(definition, overrides),
    )


def _overrides(definition: CalendarDefinition) -> dict[date, DayOverride]:
    overrides = {}
    for year in definition.years:
        for day in year.days:
            kind = OverrideKind(day.is_)
            stands_for = WEEKDAYS.index(day.like) if day.like else None
            overrides[day.date] = DayOverride(kind, (), stands_for, day.name, day.basis)
    return overrides


def _intake(definition: CalendarDefinition, overrides: Mapping[date, DayOverride]) -> IntakeHours | None:
    """Hours of the counter where they differ; a worked day whose model has no counter hours stays closed."""
    if not definition.intake:
        return None
    weekly = weekly_hours(definition.intake)
    special = {
        day: DayOverride(OverrideKind.OFF, (), None, override.reason, override.basis)
        if override.stands_for is not None and not weekly[override.stands_for]
        else override
        for day, override in overrides.items()
    }
    return IntakeHours(weekly, special)
