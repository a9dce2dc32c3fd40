"""The legal clock of a dossier and the targets of its steps; every date comes from the working calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from motcua.definitions.policy import AfterSupplement, PauseReason, Policy
from motcua.definitions.policy import CountFrom as PolicyCount
from motcua.definitions.process import Step
from motcua.dossiers.parts import Adjustment, AdjustmentKind, ClockState, Hold, Lifecycle
from motcua.dossiers.rules import Rules
from motcua.dossiers.snapshot import DossierState
from motcua.kernel.clock import in_vietnam
from motcua.kernel.due_clock import ClockPolicy, CountFrom, due, shift_due
from motcua.kernel.due_date import DueDate
from motcua.kernel.remaining import Timeliness, timeliness
from motcua.kernel.time_limit import LimitUnit, TimeLimit
from motcua.kernel.working_calendar import WorkingCalendar
from motcua.kernel.working_time import end_of_working_day

SUSPENSION = "suspension"
"""The source of the hold of a suspension."""

_COUNTED_IN_MINUTES = frozenset({LimitUnit.WORKING_HOURS, LimitUnit.WORKING_DAYS})
_MINUTE_CLOCK = ClockPolicy()
_A_MINUTE = timedelta(minutes=1)


def clock_policy(policy: Policy) -> ClockPolicy:
    """The counting rules of a policy as the calendar understands them."""
    count_from = CountFrom.NEXT_DAY if policy.count_from is PolicyCount.NEXT_DAY else CountFrom.MINUTE
    return ClockPolicy(count_from, policy.cutoff, policy.roll_calendar_days)


def legal_due(rules: Rules, agency: str, start: datetime, limit: TimeLimit) -> DueDate:
    """When the limit of a dossier runs out that an agency settles, counted by the policy, with its explanation."""
    return due(rules.directory.calendar_of(agency), clock_policy(rules.policy), start, limit)


def submission_due(rules: Rules, agency: str, now: datetime) -> datetime | None:
    """Until when an online submission must be answered (8 working hours by NĐ 45/2020, stated by the policy)."""
    limit = rules.policy.online_answer_within
    return due(rules.directory.calendar_of(agency), _MINUTE_CLOCK, now, limit).due_at if limit else None


def supplement_deadline(rules: Rules, agency: str, now: datetime) -> datetime | None:
    """Until when the papers asked for now must come; None when the policy sets no deadline."""
    limit = rules.policy.supplement.deadline
    return legal_due(rules, agency, now, limit).due_at if limit else None


def step_due(rules: Rules, agency: str, step: Step, now: datetime) -> datetime | None:
    """The target of a step that begins now; None without a budget. Targets count from the minute."""
    if step.budget is None:
        return None
    return due(rules.directory.calendar_of(agency), _MINUTE_CLOCK, now, step.budget).due_at


def timer_due(rules: Rules, agency: str, entered_at: datetime, after: TimeLimit) -> datetime:
    """When a timer of a step rings that was entered at a moment; counted from the minute, as targets are."""
    return due(rules.directory.calendar_of(agency), _MINUTE_CLOCK, entered_at, after).due_at


def first_timer(rules: Rules, agency: str, step: Step, now: datetime) -> datetime | None:
    """The first timer of a step that begins now; None when it has none."""
    timers = [timer_due(rules, agency, now, action.after) for action in step.actions if action.after]
    return min(timers, default=None)


def paused(
    clock: ClockState, source: str, ground: PauseReason, now: datetime, document: str = ""
) -> ClockState:
    """The clock with one hold more; what came first decides since when it stands still."""
    hold = Hold(source, now, ground.id, ground.name, document)
    return replace(clock, holds=(*clock.holds, hold), paused_since=clock.paused_since or now)


def released(
    rules: Rules, state: DossierState, clock: ClockState, source: str, now: datetime
) -> tuple[ClockState, Adjustment | None]:
    """The clock without the holds of a source. When it was the last one, the due date moves by what was waited,
    or the limit runs anew (``recount``); the second part says how.
    """
    kept = tuple(hold for hold in clock.holds if hold.source != source)
    if len(kept) == len(clock.holds):
        return clock, None
    if kept:
        return replace(clock, holds=kept), None
    running = replace(clock, holds=(), paused_since=None, recount=False)
    since, due_at = clock.paused_since, clock.due_at
    if since is None or due_at is None:
        return running, None
    names = ", ".join(dict.fromkeys(hold.name or hold.reason for hold in clock.holds))
    if clock.recount and clock.limit:
        limit = TimeLimit.parse(clock.limit)
        moved = max(legal_due(rules, state.competent_agency, now, limit).due_at, due_at)
        kind = AdjustmentKind.RECOUNTED
    else:
        moved = _after_waiting(rules, state.competent_agency, clock, since, now)
        kind = AdjustmentKind.WAITED
    document = next((hold.document for hold in clock.holds if hold.document), "")
    adjustment = Adjustment(kind, now, due_at, moved, names, document)
    return replace(running, due_at=moved), adjustment


def _after_waiting(rules: Rules, agency: str, clock: ClockState, since: datetime, now: datetime) -> datetime:
    """The due date after a wait: working time for limits in working time, days for the others."""
    due_at = clock.due_at
    if due_at is None or now <= since:
        return due_at or now
    calendar = rules.directory.calendar_of(agency)
    unit = TimeLimit.parse(clock.limit).unit if clock.limit else LimitUnit.WORKING_HOURS
    if unit in (LimitUnit.CALENDAR_DAYS, LimitUnit.MONTHS, LimitUnit.YEARS):
        return _later_by_days(
            rules, calendar, due_at, (in_vietnam(now).date() - in_vietnam(since).date()).days
        )
    moved = shift_due(calendar, due_at, since, now)
    by_the_day = rules.policy.count_from is PolicyCount.NEXT_DAY and unit is LimitUnit.WORKING_DAYS
    return end_of_working_day(calendar, moved - _A_MINUTE) if by_the_day else moved


def _later_by_days(rules: Rules, calendar: WorkingCalendar, due_at: datetime, days: int) -> datetime:
    if days <= 0:
        return due_at
    limit = TimeLimit.parse(f"{days} calendar_days")
    return max(due(calendar, clock_policy(rules.policy), due_at, limit).due_at, due_at)


def shifted_target(rules: Rules, agency: str, due_at: datetime, since: datetime, now: datetime) -> datetime:
    """The target of a step that stayed open through a pause: later by the working time of the pause."""
    return shift_due(rules.directory.calendar_of(agency), due_at, since, now) if now > since else due_at


def recounts(policy: Policy) -> bool:
    """Whether the limit runs anew after a supplement."""
    return policy.supplement.after is AfterSupplement.RECOUNT


def moved_due(
    clock: ClockState, new_due_at: datetime, adjustment: Adjustment
) -> tuple[ClockState, Adjustment]:
    """The clock with a due date set by a person; a first due date is the original one."""
    original = clock.original_due_at if clock.original_due_at is not None else new_due_at
    return replace(clock, due_at=new_due_at, original_due_at=original), adjustment


def dossier_timeliness(state: DossierState, now: datetime) -> Timeliness:
    """How a dossier stands to its due date, by date: finished ones by the day they were finished, open ones today.

    Without a due date, while the clock stands still, and for dossiers withdrawn or not accepted it is on time.
    """
    due_at = state.clock.due_at
    if due_at is None or state.lifecycle in (Lifecycle.WITHDRAWN, Lifecycle.SUBMITTED):
        return Timeliness.ON_TIME
    if state.finished_at is not None:
        return timeliness(state.finished_at, due_at)
    moment = state.clock.paused_since if state.clock.is_paused else now
    found = timeliness(moment or now, due_at)
    return Timeliness.LATE if found is Timeliness.LATE else Timeliness.ON_TIME
