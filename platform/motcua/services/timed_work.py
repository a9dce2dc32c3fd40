"""What the passing of time brings about: reminders, supplements that lapse, old rows that go. Runs may be repeated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import Session

from motcua.definitions.directory import Directory
from motcua.definitions.policy import Policy
from motcua.dossiers.actor import SYSTEM
from motcua.dossiers.commands import SupplementLapsed
from motcua.dossiers.parts import Lifecycle
from motcua.kernel.clock import in_vietnam
from motcua.kernel.due_clock import ClockPolicy, due
from motcua.kernel.working_calendar import CalendarError, WorkingCalendar
from motcua.kernel.working_time import add_working_minutes
from motcua.services.access import SEES_EVERYTHING
from motcua.services.acting import DossierMissingError, act
from motcua.services.outbox import EVENTS, OutboxState
from motcua.services.receiving import RefusedError
from motcua.services.result_reminders import Watched, waiting_results
from motcua.services.runtime import Platform
from motcua.storage.insertion import insert_missing
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierRow, InAppNoticeRow, OutboxRow, ReminderRow, WorkItemRow
from motcua.surfaces.notice_contract import TimedEvent

WATCHING = Scope.everything("nhắc hạn và đóng hồ sơ quá hạn bổ sung")
SUPPLEMENT_WARNING = timedelta(days=3)
KEPT_EVENTS = timedelta(days=14)
KEPT_NOTICES = timedelta(days=180)
BATCH = 500
_RUNNING = (Lifecycle.PROCESSING.value,)
_CLOSER = replace(SYSTEM, permissions=SEES_EVERYTHING)
_MINUTE_CLOCK = ClockPolicy()


def remind(platform: Platform) -> str:
    """Queue the reminders of due dates that came near, passed, or passed long ago; says how many of each."""
    platform.rules.refresh()
    now, directory = platform.now(), platform.directory()
    with platform.database.read(WATCHING) as session:
        soon = tuple(_coming_due(session, directory, now))
        late = tuple(_not_yet_reminded(session, TimedEvent.OVERDUE, WorkItemRow.due_at < now))
        long = tuple(_long_overdue(platform, session, directory, now))
        waiting = tuple(_supplements_ending(session, now))
        uncollected = tuple(waiting_results(session, now))
    found = {
        TimedEvent.DUE_SOON: soon,
        TimedEvent.OVERDUE: late,
        TimedEvent.OVERDUE_LONG: long,
        TimedEvent.SUPPLEMENT_DUE_SOON: waiting,
        TimedEvent.RESULT_WAITING: uncollected,
    }
    given = {kind: _give(platform, kind, watched, now) for kind, watched in found.items()}
    return (
        f"Nhắc {given[TimedEvent.DUE_SOON]} hồ sơ sắp đến hạn, {given[TimedEvent.OVERDUE]} hồ sơ quá hạn, "
        f"báo cấp trên {given[TimedEvent.OVERDUE_LONG]}, nhắc bổ sung {given[TimedEvent.SUPPLEMENT_DUE_SOON]}, "
        f"nhắc nhận kết quả {given[TimedEvent.RESULT_WAITING]}."
    )


def _not_yet_reminded(
    session: Session, kind: TimedEvent, condition: ColumnElement[bool]
) -> Iterator[Watched]:
    """Running dossiers with a due date under the condition and no reminder of that kind for it."""
    reminded = exists().where(
        ReminderRow.dossier_id == WorkItemRow.dossier_id,
        ReminderRow.kind == kind.value,
        ReminderRow.due_at == WorkItemRow.due_at,
    )
    rows = session.execute(
        select(
            DossierRow.id,
            DossierRow.number,
            DossierRow.competent_agency,
            WorkItemRow.due_at,
            DossierRow.policy_revision_id,
        )
        .join(DossierRow, DossierRow.id == WorkItemRow.dossier_id)
        .where(WorkItemRow.lifecycle.in_(_RUNNING), WorkItemRow.has_due.is_(True), condition, ~reminded)
        .distinct()
        .order_by(WorkItemRow.due_at, DossierRow.id)
    )
    return (Watched(*row) for row in rows)


def _coming_due(session: Session, directory: Directory, now: datetime) -> Iterator[Watched]:
    """Dossiers with less than one working day left by the calendar of the agency that settles them."""
    edges = Edges(directory, now)
    near = (WorkItemRow.due_at >= now) & (WorkItemRow.due_at < edges.latest())
    for watched in _not_yet_reminded(session, TimedEvent.DUE_SOON, near):
        if watched.due_at < edges.of(watched.agency):
            yield watched


class Edges:
    """Until when less than one working day is left, by agency; counted once a calendar."""

    def __init__(self, directory: Directory, now: datetime) -> None:
        self._directory, self._now = directory, now
        self._known: dict[int, datetime] = {}

    def of(self, agency: str) -> datetime:
        """The edge by the calendar of an agency."""
        calendar = self._directory.calendar_of(agency)
        key = id(calendar)  # calendars live as long as the directory
        if key not in self._known:
            self._known[key] = self._edge(calendar)
        return self._known[key]

    def latest(self) -> datetime:
        """The latest edge of any agency."""
        return max((self.of(agency.code) for agency in self._directory.agencies()), default=self._now)

    def _edge(self, calendar: WorkingCalendar) -> datetime:
        try:
            return add_working_minutes(calendar, self._now, calendar.minutes_per_day)
        except CalendarError:
            return self._now + timedelta(days=1)


def _long_overdue(
    platform: Platform, session: Session, directory: Directory, now: datetime
) -> Iterator[Watched]:
    """Dossiers late for longer than their policy lets pass without telling those above."""
    for watched in _not_yet_reminded(session, TimedEvent.OVERDUE_LONG, WorkItemRow.due_at < now):
        policy: Policy = platform.rules.by_id("policy", watched.policy)
        if policy.escalate_after is None:
            continue
        calendar = directory.calendar_of(watched.agency)
        try:
            limit = due(calendar, _MINUTE_CLOCK, in_vietnam(watched.due_at), policy.escalate_after).due_at
        except CalendarError:
            continue
        if now > limit:
            yield watched


def _supplements_ending(session: Session, now: datetime) -> Iterator[Watched]:
    return (one for one in _open_supplements(session) if now <= one.due_at <= now + SUPPLEMENT_WARNING)


def _open_supplements(session: Session) -> Iterator[Watched]:
    """Dossiers that wait for papers until a deadline."""
    waiting = (
        select(WorkItemRow.dossier_id)
        .where(WorkItemRow.lifecycle == Lifecycle.WAITING_SUPPLEMENT.value)
        .distinct()
    )
    rows = session.execute(
        select(
            DossierRow.id,
            DossierRow.number,
            DossierRow.competent_agency,
            DossierRow.policy_revision_id,
            DossierRow.state,
        )
        .where(DossierRow.id.in_(waiting))
        .order_by(DossierRow.id)
        .execution_options(yield_per=BATCH)
    )
    for row_id, number, agency, policy, state in rows:
        deadline = _deadline(state)
        if deadline is not None:
            yield Watched(row_id, number, agency, deadline, policy)


def _deadline(state: Mapping[str, Any]) -> datetime | None:
    supplements = state.get("supplements") or ()
    last = supplements[-1] if supplements else None
    if last is None or last.get("received_at") or last.get("lapsed_at") or not last.get("deadline"):
        return None
    return in_vietnam(datetime.fromisoformat(last["deadline"]))


def _give(platform: Platform, kind: TimedEvent, watched: Iterable[Watched], now: datetime) -> int:
    """Queue a reminder for each, some hundred a transaction; whoever was reminded in the meantime is left out."""
    given = 0
    todo = list(watched)
    for start in range(0, len(todo), BATCH):
        with platform.database.write(WATCHING) as session:
            given += sum(_give_one(session, kind, one, now) for one in todo[start : start + BATCH])
    return given


def _give_one(session: Session, kind: TimedEvent, one: Watched, now: datetime) -> bool:
    reminder = {"dossier_id": one.dossier_id, "kind": kind.value, "due_at": one.due_at, "given_at": now}
    if not insert_missing(session, ReminderRow, reminder):
        return False
    due_at = in_vietnam(one.due_at).isoformat(timespec="minutes")
    session.add(
        OutboxRow(
            topic=f"{EVENTS}{kind.value}",
            key=f"{one.number}/{kind.value}/{due_at}",
            dossier_id=one.dossier_id,
            payload={"number": one.number, "due_at": due_at},
            created_at=now,
            available_at=now,
        )
    )
    return True


def lapse_supplements(platform: Platform) -> str:
    """Close the dossiers whose papers did not come by the deadline; says how many, and how many could not be."""
    now = platform.now()
    with platform.database.read(WATCHING) as session:
        over = [one for one in _open_supplements(session) if one.due_at < now]
    closed = 0
    for number in (one.number for one in over if _lapses(platform, one)):
        try:
            act(platform, _CLOSER, number, SupplementLapsed())
        except (RefusedError, DossierMissingError):
            continue  # answered in the meantime, or suspended
        closed += 1
    left = f", {len(over) - closed} hồ sơ chờ người xử lý" if len(over) > closed else ""
    return f"Đóng {closed} hồ sơ quá hạn bổ sung{left}."


def _lapses(platform: Platform, one: Watched) -> bool:
    """Whether the dossier's policy closes it by itself, rather than leaving that to officers."""
    policy: Policy = platform.rules.by_id("policy", one.policy)
    return policy.supplement.lapses


def tidy(platform: Platform) -> str:
    """Drop what nobody looks at again: settled events, and notices read long ago. Messages sent are kept."""
    now = platform.now()
    settled = (
        OutboxRow.topic.startswith(EVENTS),
        OutboxRow.state == OutboxState.DONE.value,
        OutboxRow.available_at < now - KEPT_EVENTS,
    )
    events = _drop(platform, OutboxRow, select(OutboxRow.id).where(*settled))
    read = (InAppNoticeRow.read_at.is_not(None), InAppNoticeRow.at < now - KEPT_NOTICES)
    notices = _drop(platform, InAppNoticeRow, select(InAppNoticeRow.id).where(*read))
    return f"Dọn {events} việc đã xong và {notices} thông báo đã đọc từ lâu."


def _drop(platform: Platform, row: Any, chosen: Any) -> int:
    dropped = 0
    while True:
        with platform.database.write() as session:
            ids = list(session.scalars(chosen.limit(BATCH)))
            if ids:
                session.execute(
                    delete(row).where(row.id.in_(ids)).execution_options(synchronize_session=False)
                )
        dropped += len(ids)
        if len(ids) < BATCH:
            return dropped
