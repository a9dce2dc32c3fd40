"""Due dates after a calendar change: which days changed, which running dossiers that moves, moving those chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.definitions.directory import Directory
from motcua.definitions.working_calendars import working_calendar
from motcua.dossiers.actor import Actor
from motcua.dossiers.decide import decide
from motcua.dossiers.decide_recount import recounted_due
from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.rules import Rules
from motcua.dossiers.ruling_commands import RecountDue
from motcua.kernel.clock import in_vietnam
from motcua.kernel.date_words import date_words, weekday_words
from motcua.kernel.working_calendar import CalendarError, WorkingCalendar
from motcua.services.access import require
from motcua.services.acting import DossierMissingError, bundle_of, find_dossier, rules_of
from motcua.services.audit import Act, write_audit_entry
from motcua.services.dossier_log import append, load_state
from motcua.services.receiving import RefusedError
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierRow, RevisionRow

PERMISSION = "can_manage_calendar"
WHAT = "tính lại ngày hẹn theo lịch làm việc"
COUNTING = Scope.everything("tính lại ngày hẹn theo lịch làm việc")
LOOK_BACK = timedelta(days=400)
MOST_LISTED = 1_000
MOST_DAYS_NAMED = 6
_RUNNING = (
    Lifecycle.PROCESSING.value,
    Lifecycle.WAITING_SUPPLEMENT.value,
    Lifecycle.WAITING_PAYMENT.value,
    Lifecycle.SUSPENDED.value,
)
_UNCHANGED = frozenset({"due_unchanged", "not_countable"})


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """A day that a calendar now counts otherwise than a revision published in the last year did."""

    calendar: str
    day: date
    words: str


@dataclass(frozen=True, slots=True)
class RecountLine:
    """One running dossier whose due date the calendar of now moves, and the days that move it."""

    number: str
    applicant: str
    agency: str
    procedure: str
    version: int
    received_at: datetime
    due_before: datetime
    due_after: datetime
    why: str
    turns_late: bool

    @property
    def is_later(self) -> bool:
        """Whether the date moves away."""
        return self.due_after > self.due_before


@dataclass(frozen=True, slots=True)
class RecountPlan:
    """The dry run: the days that changed, the dossiers they move (at most so many) and how many there are."""

    days: tuple[ChangedDay, ...]
    lines: tuple[RecountLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Recounted:
    """What became of it: numbers moved, those that needed no move, and why others could not be."""

    done: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: Mapping[str, str]


def changed_days(platform: Platform, session: Session) -> tuple[ChangedDay, ...]:
    """The days on which the calendars of now differ from a revision published in the last year, by calendar and day."""
    today = platform.today()
    found: dict[tuple[str, date], ChangedDay] = {}
    for code in platform.rules.codes("calendar"):
        stub = platform.rules.stub("calendar", code, today)
        if stub is None:
            continue
        now = working_calendar(platform.rules.by_id("calendar", stub.id))
        for revision in _earlier(platform, session, code, stub.id):
            for day in _differing(working_calendar(platform.rules.by_id("calendar", revision)), now):
                found[code, day] = ChangedDay(code, day, _day_words(now, day))
    return tuple(found[key] for key in sorted(found))


def _earlier(platform: Platform, session: Session, code: str, current: int) -> Iterable[int]:
    """Revisions a due date of a running dossier may have been counted by: all since a year, and the one before."""
    rows = session.execute(
        select(RevisionRow.id, RevisionRow.published_at)
        .where(RevisionRow.kind == "calendar", RevisionRow.code == code, RevisionRow.id < current)
        .order_by(RevisionRow.id.desc())
    )
    border = platform.now() - LOOK_BACK
    for number, (revision, published_at) in enumerate(rows):
        if number == 0 or published_at >= border:
            yield revision


def _differing(before: WorkingCalendar, now: WorkingCalendar) -> Iterator[date]:
    if before.weekly != now.weekly:
        return  # another week is another way of counting, not a day off
    for day in sorted({*before.overrides, *now.overrides}):
        if before.table.plan(day.toordinal()) != now.table.plan(day.toordinal()):
            yield day


def _day_words(calendar: WorkingCalendar, day: date) -> str:
    override = calendar.overrides.get(day)
    name = f" ({override.reason})" if override and override.reason else ""
    what = "làm việc" if calendar.table.plan(day.toordinal()).sessions else "nghỉ"
    return f"{weekday_words(day)} {date_words(day)} {what}{name}"


def plan_recount(platform: Platform, actor: Actor) -> RecountPlan:
    """Dry run over the whole province: every running dossier whose due date the changed days move. Stores nothing."""
    require(actor, PERMISSION, WHAT)
    platform.rules.refresh()
    with platform.database.read(COUNTING) as session:
        days = changed_days(platform, session)
        lines = sorted(_lines(platform, session, days), key=lambda one: (not one.turns_late, one.due_after))
    return RecountPlan(days, tuple(lines[:MOST_LISTED]), len(lines))


def _lines(platform: Platform, session: Session, days: tuple[ChangedDay, ...]) -> Iterator[RecountLine]:
    if not days:
        return
    directory, now = platform.directory(), platform.now()
    rows = session.scalars(
        select(DossierRow)
        .where(
            DossierRow.lifecycle.in_(_RUNNING),
            DossierRow.due_at.is_not(None),
            DossierRow.received_at >= now - LOOK_BACK,
        )
        .order_by(DossierRow.id)
        .execution_options(yield_per=500)
    )
    for row in rows:
        moving = _days_of(directory, row, days)
        line = _line(platform, directory, row, moving, now) if moving else None
        if line is not None:
            yield line


def _days_of(directory: Directory, row: DossierRow, days: tuple[ChangedDay, ...]) -> list[ChangedDay]:
    """The changed days of the dossier's calendar since it was received."""
    try:
        calendar = directory.calendar_of(row.competent_agency).code
    except LookupError:
        return []
    received = in_vietnam(row.received_at).date()
    return [one for one in days if one.calendar == calendar and one.day >= received]


def _line(
    platform: Platform, directory: Directory, row: DossierRow, days: list[ChangedDay], now: datetime
) -> RecountLine | None:
    after = recounted_due(Rules(bundle_of(platform.rules, row), directory), load_state(row))
    before = row.due_at
    if after is None or before is None or after == before:
        return None
    last = max(before, after).date()
    spanned = [one.words for one in days if one.day <= last]
    if not spanned:
        return None
    named = "; ".join(spanned[:MOST_DAYS_NAMED])
    return RecountLine(
        number=row.number,
        applicant=row.applicant_name,
        agency=row.competent_agency,
        procedure=row.procedure_name,
        version=row.version,
        received_at=row.received_at,
        due_before=before,
        due_after=after,
        why=named + (" …" if len(spanned) > MOST_DAYS_NAMED else ""),
        turns_late=after < now <= before,
    )


def apply_recount(
    platform: Platform, actor: Actor, choices: Mapping[str, int], reason: str, document: str = ""
) -> Recounted:
    """Move the due dates of the dossiers chosen, given by number with the version seen; each in its own transaction.

    A dossier somebody touched since is left; one that needs no move, or was moved already, stays as it is.
    """
    require(actor, PERMISSION, WHAT)
    platform.rules.refresh()
    done: list[str] = []
    unchanged: list[str] = []
    failed: dict[str, str] = {}
    for number, version in choices.items():
        try:
            moved = _apply(platform, actor, number, RecountDue(reason, document, version))
        except (RefusedError, DossierMissingError, CalendarError) as error:
            failed[number] = str(error)
        else:
            (done if moved else unchanged).append(number)
    return Recounted(tuple(done), tuple(unchanged), failed)


def _apply(platform: Platform, actor: Actor, number: str, command: RecountDue) -> bool:
    with platform.database.write(COUNTING) as session:
        row = find_dossier(session, number, lock=True)
        state = load_state(row)
        now = max(platform.now(), state.last_at or platform.now())
        rules = rules_of(platform, session, row, platform.directory())
        if recounted_due(rules, state) == row.due_at:
            return False
        before = row.due_at
        decision = decide(rules, state, command, actor, now)
        refusals = [one for one in decision.refusals if one.code not in _UNCHANGED]
        if refusals:
            raise RefusedError(tuple(refusals))
        if not decision.events:
            return False
        append(session, row, rules, decision.events)
        detail = {
            "before": {"due_at": before.isoformat(timespec="minutes") if before else ""},
            "after": {"due_at": row.due_at.isoformat(timespec="minutes") if row.due_at else ""},
            "note": command.reason,
            "document": command.document,
        }
        write_audit_entry(session, actor, Act("recount_due", "dossier", row.number, detail), now)
    return True
