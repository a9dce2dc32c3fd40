"""A due date that explains itself: the stretches of time counted and skipped on the way to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from motcua.kernel.date_words import (
    date_run_words,
    date_words,
    moment_words,
    short_date_words,
    short_moment_words,
    time_words,
    weekday_words,
)
from motcua.kernel.text import capitalize_first
from motcua.kernel.time_limit import LimitUnit, TimeLimit, hours_words

_MINUTE = timedelta(minutes=1)


class SpanKind(StrEnum):
    """What a stretch of time is to the clock."""

    WORKED = "worked"
    MADE_UP = "made_up"
    CALENDAR = "calendar"
    WEEKLY_REST = "weekly_rest"
    DAY_OFF = "day_off"


@dataclass(frozen=True, slots=True)
class Span:
    """A counted working day, a counted run of calendar days, or a skipped run of days off.

    `day` is its first day. `minutes` are working minutes of a working day, all minutes of calendar days,
    and 0 when skipped. A worked Saturday is MADE_UP. `reason` says why a day is skipped or made up.
    """

    day: date
    start: datetime
    end: datetime
    minutes: int
    kind: SpanKind
    reason: str = ""

    @property
    def counted(self) -> bool:
        """Whether the clock runs in it."""
        return self.kind in (SpanKind.WORKED, SpanKind.MADE_UP, SpanKind.CALENDAR)

    def days(self) -> tuple[date, ...]:
        """Every date it touches."""
        last = (self.end - _MINUTE).date()
        return tuple(self.day + timedelta(days=offset) for offset in range((last - self.day).days + 1))

    def words(self) -> str:
        """One line of the explanation."""
        shown = self._days_words()
        match self.kind:
            case SpanKind.WORKED | SpanKind.MADE_UP:
                made_up = f", {self.reason or 'ngày làm bù'}" if self.kind is SpanKind.MADE_UP else ""
                hours = hours_words(self.minutes)
                return f"{shown}: tính {hours} ({time_words(self.start)}–{time_words(self.end)}{made_up})"
            case SpanKind.CALENDAR:
                return f"{shown}: tính theo ngày lịch"
            case _:
                return f"{shown}: bỏ, {self.reason}"

    def _days_words(self) -> str:
        last = (self.end - _MINUTE).date()
        if last == self.day:
            return capitalize_first(f"{weekday_words(self.day)} {date_words(self.day)}")
        return f"{date_words(self.day)} – {date_words(last)}"


@dataclass(frozen=True, slots=True)
class DueDate:
    """When something is due, and why.

    `starts_at` is when the clock began. `provisional` means it rests on a year whose days off are not decided,
    so it may be computed again. `note` is a rule that moved the date, in Vietnamese.
    """

    received: datetime
    limit: TimeLimit
    starts_at: datetime
    due_at: datetime
    spans: tuple[Span, ...]
    provisional: bool
    from_next_day: bool = False
    note: str = ""

    @property
    def skipped_days(self) -> tuple[date, ...]:
        """Days off on ordinary weekdays that were passed over; weekly rest days are not among them."""
        return tuple(day for span in self.spans if span.kind is SpanKind.DAY_OFF for day in span.days())

    @property
    def made_up_days(self) -> tuple[date, ...]:
        """Rest days that were worked and counted."""
        return tuple(span.day for span in self.spans if span.kind is SpanKind.MADE_UP)

    def summary(self) -> str:
        """`Thứ sáu 24/4 16:30 + 3 ngày làm việc, bỏ 27/4, 30/4–1/5 → thứ hai 4/5 16:30`."""
        years = self.received.year != self.due_at.year
        joint = " + " if self.limit.unit.has_amount else ", "
        parts = [f"{self._start_words(with_year=years)}{joint}{self.limit.words()}"]
        if self.skipped_days:
            parts.append(f"bỏ {date_run_words(self.skipped_days, with_year=years)}")
        if self.made_up_days:
            parts.append(f"tính cả {date_run_words(self.made_up_days, with_year=years)} làm bù")
        if self.note:
            parts.append(self.note)
        sentence = f"{', '.join(parts)} → {short_moment_words(self.due_at, with_year=years)}"
        return f"{sentence} (tạm tính)" if self.provisional else sentence

    def _start_words(self, *, with_year: bool) -> str:
        received = capitalize_first(short_moment_words(self.received, with_year=with_year))
        if self.starts_at == self.received:
            return received
        if self.from_next_day:
            return f"{received} (tính từ {short_date_words(self.starts_at, with_year=with_year)})"
        return f"{received} (tính từ {short_moment_words(self.starts_at, with_year=with_year)})"

    def explanation(self) -> tuple[str, ...]:
        """Vietnamese lines: receipt, rule, every span, the due date."""
        lines = [
            f"Nhận lúc {moment_words(self.received)}.",
            f"Thời hạn: {self.limit.words()}{self._rule_words()}.",
        ]
        if self.starts_at != self.received:
            lines.append(f"Bắt đầu tính lúc {moment_words(self.starts_at)}.")
        lines.extend(f"{span.words()}." for span in self.spans)
        if self.note:
            lines.append(f"{capitalize_first(self.note)}.")
        lines.append(f"Hẹn trả lúc {moment_words(self.due_at)}.")
        if self.provisional:
            lines.append(
                "Lịch nghỉ của năm liên quan chưa được công bố, ngày hẹn là tạm tính và có thể được tính lại."
            )
        return tuple(lines)

    def _rule_words(self) -> str:
        match self.limit.unit:
            case LimitUnit.WORKING_HOURS:
                return ", tính từ phút tiếp nhận"
            case LimitUnit.WORKING_DAYS | LimitUnit.CALENDAR_DAYS | LimitUnit.MONTHS | LimitUnit.YEARS:
                if self.from_next_day:
                    return ", tính từ ngày tiếp theo"
                return ", tính từ phút tiếp nhận" if self.limit.unit is LimitUnit.WORKING_DAYS else ""
            case _:
                return ""

    def as_json(self) -> dict[str, object]:
        """A JSON-ready mapping: moments in ISO 8601, the explanation as lines, the spans with minutes."""
        return {
            "received": self.received.isoformat(),
            "limit": str(self.limit),
            "starts_at": self.starts_at.isoformat(),
            "due_at": self.due_at.isoformat(),
            "provisional": self.provisional,
            "summary": self.summary(),
            "explanation": list(self.explanation()),
            "spans": [
                {
                    "day": span.day.isoformat(),
                    "start": span.start.isoformat(),
                    "end": span.end.isoformat(),
                    "minutes": span.minutes,
                    "counted": span.counted,
                    "kind": span.kind.value,
                    "reason": span.reason,
                }
                for span in self.spans
            ],
        }
