"""Walking along a calendar while writing down what is counted and what is skipped."""

from __future__ import annotations

from datetime import date

from motcua.kernel.due_date import Span, SpanKind
from motcua.kernel.working_calendar import MINUTES_A_DAY, DayPlan, WorkingCalendar, to_moment

_WEEKLY_REST = "nghỉ hằng tuần"
_UNNAMED_DAY_OFF = "ngày nghỉ"


class Trail:
    """The spans of one computation, gathered in order; lives no longer than that computation."""

    __slots__ = ("_calendar", "_skipped", "_spans")

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar
        self._spans: list[Span] = []
        self._skipped: tuple[int, int, SpanKind, str] | None = None

    def spans(self) -> tuple[Span, ...]:
        """Everything written down so far."""
        self._close_skipped()
        return tuple(self._spans)

    def skip_before(self, received: int, start: int) -> None:
        """Write down the days off between receipt and the start of the clock."""
        for ordinal in range(received // MINUTES_A_DAY, start // MINUTES_A_DAY):
            if not self._calendar.table.plan(ordinal).minutes:
                self._skip(ordinal)

    def minutes(self, start: int, amount: int) -> int:
        """Count working minutes (above 0) from a working moment; gives the moment they are done."""
        ordinal, first = divmod(start, MINUTES_A_DAY)
        table = self._calendar.table
        plan = table.plan(ordinal)
        done = plan.elapsed(first)
        left = amount + done
        while left > plan.minutes:
            if plan.minutes > done:
                self._work(ordinal, first, plan.sessions[-1][1], plan.minutes - done)
            elif not plan.minutes:
                self._skip(ordinal)
            left -= plan.minutes
            ordinal += 1
            plan = table.plan(ordinal)
            first = plan.sessions[0][0] if plan.sessions else 0
            done = 0
        end = plan.earliest(left)
        self._work(ordinal, first, end, left - done)
        return ordinal * MINUTES_A_DAY + end

    def whole_days(self, ordinal: int, count: int) -> int:
        """Count working days (1 or more) whole, however long each is; gives the close of the last."""
        while True:
            plan = self._calendar.table.plan(ordinal)
            if plan.minutes:
                self.whole_day(ordinal, plan)
                count -= 1
                if not count:
                    return ordinal * MINUTES_A_DAY + plan.sessions[-1][1]
            else:
                self._skip(ordinal)
            ordinal += 1

    def whole_day(self, ordinal: int, plan: DayPlan) -> None:
        """Count one working day from opening to close."""
        self._work(ordinal, plan.sessions[0][0], plan.sessions[-1][1], plan.minutes)

    def calendar_days(self, start: int, last: int) -> None:
        """Count every day from a moment to the end of a date (an ordinal)."""
        self._close_skipped()
        end = (last + 1) * MINUTES_A_DAY
        minutes = (last - start // MINUTES_A_DAY) * MINUTES_A_DAY
        self._spans.append(_span(start, end, minutes, SpanKind.CALENDAR, ""))

    def roll(self, ordinal: int) -> int:
        """Skip days off from a date on; gives the first working day (an ordinal)."""
        while not self._calendar.table.plan(ordinal).minutes:
            self._skip(ordinal)
            ordinal += 1
        return ordinal

    def _work(self, ordinal: int, start: int, end: int, minutes: int) -> None:
        self._close_skipped()
        kind, reason = SpanKind.WORKED, ""
        if not self._calendar.table.weekly[(ordinal + 6) % 7].minutes:
            kind, reason = SpanKind.MADE_UP, self._reason(ordinal)
        midnight = ordinal * MINUTES_A_DAY
        self._spans.append(_span(midnight + start, midnight + end, minutes, kind, reason))

    def _skip(self, ordinal: int) -> None:
        if not self._calendar.table.weekly[(ordinal + 6) % 7].minutes:
            kind, reason = SpanKind.WEEKLY_REST, _WEEKLY_REST
        else:
            kind, reason = SpanKind.DAY_OFF, self._reason(ordinal) or _UNNAMED_DAY_OFF
        run = self._skipped
        if run is not None and run[1] + 1 == ordinal and run[2] is kind and run[3] == reason:
            self._skipped = (run[0], ordinal, kind, reason)
            return
        self._close_skipped()
        self._skipped = (ordinal, ordinal, kind, reason)

    def _close_skipped(self) -> None:
        if self._skipped is not None:
            first, last, kind, reason = self._skipped
            self._spans.append(_span(first * MINUTES_A_DAY, (last + 1) * MINUTES_A_DAY, 0, kind, reason))
            self._skipped = None

    def _reason(self, ordinal: int) -> str:
        override = self._calendar.overrides.get(date.fromordinal(ordinal))
        if override is None:
            return ""
        return (
            f"{override.reason} ({override.basis})" if override.reason and override.basis else override.reason
        )


def _span(start: int, end: int, minutes: int, kind: SpanKind, reason: str) -> Span:
    first = to_moment(start)
    return Span(first.date(), first, to_moment(end), minutes, kind, reason)
