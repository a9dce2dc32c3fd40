"""Which minutes are working time: weekly shifts, days off, worked days, and hours open for intake."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from itertools import accumulate, pairwise
from types import MappingProxyType

from motcua.kernel.clock import VIETNAM, in_vietnam

MINUTES_A_DAY = 1440
_LAST_ORDINAL = date.max.toordinal()


class CalendarError(ValueError):
    """A calendar that cannot be, or a time outside every calendar; the message is Vietnamese."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of working time within one day, start included, end excluded, whole minutes."""

    start: time
    end: time

    def __post_init__(self) -> None:
        """Refuse empty shifts and fractions of minutes."""
        if self.start >= self.end:
            raise CalendarError(
                f"Ca làm việc {self} phải bắt đầu trước khi kết thúc. Sửa giờ bắt đầu hoặc kết thúc."
            )
        if any(edge.second or edge.microsecond for edge in (self.start, self.end)):
            raise CalendarError(f"Ca làm việc {self} phải tròn phút. Ghi giờ và phút, ví dụ 07:30.")

    def __str__(self) -> str:
        """`07:00–11:30`."""
        return f"{self.start:%H:%M}–{self.end:%H:%M}"


Weekly = tuple[tuple[Shift, ...], ...]
"""Shifts of Monday to Sunday; a day of rest has none."""


class OverrideKind(StrEnum):
    """What an override makes of its day."""

    OFF = "off"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class DayOverride:
    """A date that departs from the week: off, or worked with its own shifts or those of another weekday.

    `stands_for` is the weekday (Monday 0) whose shifts are run. `basis` is the document that says so.
    """

    kind: OverrideKind
    shifts: tuple[Shift, ...] = ()
    stands_for: int | None = None
    reason: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The working time of one day in minutes after midnight; `sessions` are (start, end), in order."""

    sessions: tuple[tuple[int, int], ...]
    minutes: int

    def elapsed(self, minute: int) -> int:
        """Working minutes of the day before a minute."""
        total = 0
        for start, end in self.sessions:
            if minute <= start:
                break
            total += min(minute, end) - start
        return total

    def earliest(self, position: int) -> int:
        """The first minute by which so many working minutes (1 … all) are done: session ends stay."""
        for start, end in self.sessions:
            if position <= end - start:
                return start + position
            position -= end - start
        raise CalendarError("Vị trí nằm ngoài giờ làm việc của ngày.")

    def latest(self, position: int) -> int:
        """The last minute at which only so many working minutes (0 … all but one) are done."""
        for start, end in self.sessions:
            if position < end - start:
                return start + position
            position -= end - start
        raise CalendarError("Vị trí nằm ngoài giờ làm việc của ngày.")

    def covers(self, minute: int) -> bool:
        """Whether a minute is working time."""
        return any(start <= minute < end for start, end in self.sessions)


def _day_plan(shifts: tuple[Shift, ...]) -> DayPlan:
    sessions = tuple(
        (shift.start.hour * 60 + shift.start.minute, shift.end.hour * 60 + shift.end.minute)
        for shift in shifts
    )
    for (_, end), (start, _) in pairwise(sessions):
        if start < end:
            raise CalendarError("Các ca làm việc trong ngày phải theo thứ tự và không chồng nhau.")
    return DayPlan(sessions, sum(end - start for start, end in sessions))


def _override_plan(day: date, override: DayOverride, weekly: tuple[DayPlan, ...]) -> DayPlan:
    shown = f"{day:%d/%m/%Y}"
    if override.kind is OverrideKind.OFF:
        if override.shifts or override.stands_for is not None:
            raise CalendarError(
                f"Ngày nghỉ {shown} không được có ca làm việc. Bỏ ca, hoặc đổi thành ngày làm việc."
            )
        return _day_plan(())
    if override.shifts:
        return _day_plan(override.shifts)
    if (
        override.stands_for is None
        or not 0 <= override.stands_for <= 6
        or not weekly[override.stands_for].minutes
    ):
        raise CalendarError(
            f"Ngày làm việc {shown} chưa có ca. Ghi ca làm việc, hoặc ngày trong tuần được làm bù."
        )
    return weekly[override.stands_for]


class DayTable:
    """The plan of every day, compiled once from a week and its overrides; read-only after that."""

    __slots__ = ("_gained", "_prefix", "_special", "_special_days", "_week_minutes", "weekly")

    def __init__(self, weekly: Weekly, overrides: Mapping[date, DayOverride]) -> None:
        if len(weekly) != 7:
            raise CalendarError("Lịch tuần phải có đủ bảy ngày, từ thứ hai đến chủ nhật.")
        self.weekly = tuple(_day_plan(shifts) for shifts in weekly)
        if not any(plan.minutes for plan in self.weekly):
            raise CalendarError("Lịch tuần chưa có giờ làm việc. Ghi ca làm việc cho ít nhất một ngày.")
        self._special = {
            day.toordinal(): _override_plan(day, override, self.weekly)
            for day, override in sorted(overrides.items())
        }
        self._special_days = tuple(self._special)
        gains = (plan.minutes - self.weekly[(day + 6) % 7].minutes for day, plan in self._special.items())
        self._gained = tuple(accumulate(gains, initial=0))
        self._prefix = tuple(accumulate((plan.minutes for plan in self.weekly), initial=0))
        self._week_minutes = self._prefix[7]

    def plan(self, ordinal: int) -> DayPlan:
        """The plan of a day given by its proleptic ordinal."""
        return self._special.get(ordinal) or self.weekly[(ordinal + 6) % 7]

    def total(self, moment: int) -> int:
        """Working minutes from the beginning of dates to a moment, in constant time."""
        ordinal, minute = divmod(moment, MINUTES_A_DAY)
        weeks, rest = divmod(ordinal - 1, 7)
        gained = self._gained[bisect_left(self._special_days, ordinal)]
        return weeks * self._week_minutes + self._prefix[rest] + gained + self.plan(ordinal).elapsed(minute)


@dataclass(frozen=True, slots=True)
class IntakeHours:
    """When the counter is open, where that differs from working time (Saturday-morning duty)."""

    weekly: Weekly
    overrides: Mapping[date, DayOverride] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Working time of an agency. Immutable; everything is compiled when it is made.

    `minutes_per_day` is what one working day of a limit is worth; by default the longest day of the week
    (480 with the usual shifts), so that a whole number of days keeps its minute whatever the shifts are.
    `provisional_years` have days off that are not decided yet. Raises CalendarError for impossible shifts.
    """

    code: str
    weekly: Weekly
    overrides: Mapping[date, DayOverride] = field(default_factory=dict, hash=False)
    provisional_years: frozenset[int] = frozenset()
    intake: IntakeHours | None = None
    minutes_per_day: int = 0
    table: DayTable = field(init=False, repr=False, compare=False)
    intake_table: DayTable = field(init=False, repr=False, compare=False)
    _announced: frozenset[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Compile the day tables and copy the overrides."""
        put = object.__setattr__
        put(self, "overrides", MappingProxyType(dict(self.overrides)))
        put(self, "table", DayTable(self.weekly, self.overrides))
        intake = self.intake
        put(self, "intake_table", DayTable(intake.weekly, intake.overrides) if intake else self.table)
        put(self, "minutes_per_day", self.minutes_per_day or max(plan.minutes for plan in self.table.weekly))
        put(self, "_announced", frozenset(day.year for day in self.overrides))

    def overlaid(self, code: str, overrides: Mapping[date, DayOverride]) -> WorkingCalendar:
        """The same calendar with an agency's own overrides laid over it."""
        return replace(self, code=code, overrides={**self.overrides, **overrides})

    def is_working_day(self, day: date) -> bool:
        """Whether the day has any working time."""
        return self.table.plan(day.toordinal()).minutes > 0

    def is_rest_day(self, day: date) -> bool:
        """Whether the week itself has no working time on the day, whatever the overrides say."""
        return self.table.weekly[day.weekday()].minutes == 0

    def is_working_time(self, moment: datetime) -> bool:
        """Whether the minute is working time."""
        ordinal, minute = divmod(to_minutes(moment), MINUTES_A_DAY)
        return self.table.plan(ordinal).covers(minute)

    def is_open_for_intake(self, moment: datetime) -> bool:
        """Whether the counter takes dossiers at that minute."""
        ordinal, minute = divmod(to_minutes(moment), MINUTES_A_DAY)
        return self.intake_table.plan(ordinal).covers(minute)

    def is_provisional(self, year: int) -> bool:
        """Whether the days off of a year are not decided, or none were ever entered beside other years'."""
        return year in self.provisional_years or bool(self._announced and year not in self._announced)


def to_minutes(moment: datetime) -> int:
    """Whole minutes of Vietnamese wall time; seconds are dropped, naive times are taken as Vietnamese."""
    local = in_vietnam(moment)
    return local.toordinal() * MINUTES_A_DAY + local.hour * 60 + local.minute


def to_moment(minutes: int) -> datetime:
    """The aware datetime of whole minutes. Raises CalendarError outside the years 1 to 9999."""
    ordinal, minute = divmod(minutes, MINUTES_A_DAY)
    if not 0 < ordinal <= _LAST_ORDINAL:
        raise CalendarError("Ngày tính được nằm ngoài lịch. Kiểm tra lại ngày nhận và thời hạn.")
    hour, minute = divmod(minute, 60)
    day = date.fromordinal(ordinal)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)
