"""What a changed limit, policy or calendar would mean: open and past dossiers counted again before it is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.compiler.compilation import Compilation
from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.directory import Directory
from motcua.definitions.procedure import Channel
from motcua.dossiers.decide_migration import due_under
from motcua.dossiers.intake import find_offer
from motcua.dossiers.parts import ClockState, Lifecycle
from motcua.dossiers.rules import Rules
from motcua.kernel.clock import in_vietnam
from motcua.kernel.remaining import Timeliness, timeliness
from motcua.kernel.time_limit import TimeLimit, TimeLimitError
from motcua.kernel.working_calendar import CalendarError
from motcua.storage.tables import DossierRow, ReferenceRow

MOST_COUNTED = 20_000
MOST_LISTED = 500
LOOK_BACK = timedelta(days=365)
_LEFT_OUT = (Lifecycle.SUBMITTED.value, Lifecycle.WITHDRAWN.value, Lifecycle.REFUSED.value)
_CLOCK = msgspec.json.Decoder(ClockState)


@dataclass(frozen=True, slots=True)
class Recounted:
    """One dossier counted again: its due date and timeliness as they stand, and as they would be."""

    number: str
    applicant: str
    agency: str
    procedure: str
    received_at: datetime
    finished_at: datetime | None
    due_before: datetime
    due_after: datetime
    before: Timeliness
    after: Timeliness

    @property
    def moves(self) -> bool:
        """Whether it would be early, on time or late where it is not now."""
        return self.before is not self.after


@dataclass(slots=True)
class Tally:
    """Counts of one agency: open and past dossiers by timeliness, before and after."""

    agency: str
    open_before: Counter[Timeliness] = field(default_factory=Counter)
    open_after: Counter[Timeliness] = field(default_factory=Counter)
    past_before: Counter[Timeliness] = field(default_factory=Counter)
    past_after: Counter[Timeliness] = field(default_factory=Counter)

    def add(self, one: Recounted) -> None:
        """Count one dossier."""
        if one.finished_at is None:
            self.open_before[one.before] += 1
            self.open_after[one.after] += 1
        else:
            self.past_before[one.before] += 1
            self.past_after[one.after] += 1

    @property
    def total(self) -> int:
        """How many dossiers were counted."""
        return sum(self.open_before.values()) + sum(self.past_before.values())

    @property
    def late_before(self) -> int:
        """How many are late as it stands."""
        return self.open_before[Timeliness.LATE] + self.past_before[Timeliness.LATE]

    @property
    def late_after(self) -> int:
        """How many would be late."""
        return self.open_after[Timeliness.LATE] + self.past_after[Timeliness.LATE]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The table by agency with its sum, the dossiers whose due date moves, and how many could not be counted."""

    tallies: tuple[Tally, ...]
    total: Tally
    moved: tuple[Recounted, ...]
    moved_count: int
    unknown: int
    cut_off: bool

    @property
    def turned_late(self) -> int:
        """How many dossiers would become late that are not now."""
        return sum(one.after is Timeliness.LATE and one.before is not Timeliness.LATE for one in self.moved)


Rulebook = Callable[[DossierRow], tuple[ProcedureBundle, Directory] | None]
"""The rules a dossier would follow after the change; None when it is not touched."""


def what_if(session: Session, codes: Sequence[str] | None, rules_after: Rulebook, now: datetime) -> WhatIf:
    """Count the dossiers of these procedures (None: of all) again, those within the session's scope.

    Open dossiers are judged today, past ones by the day they were finished; what lies more than a year back is left.
    """
    tallies: dict[str, Tally] = {}
    total = Tally("")
    moved: list[Recounted] = []
    unknown = moved_count = seen = 0
    for row in _dossiers(session, codes, now):
        seen += 1
        rules = rules_after(row)
        if rules is None:
            continue
        one = recount(row, *rules, now)
        if one is None:
            unknown += 1
            continue
        tallies.setdefault(one.agency, Tally(one.agency)).add(one)
        total.add(one)
        if one.due_before != one.due_after:
            moved_count += 1
            moved.append(one)
    moved.sort(key=_by_weight)
    ordered = tuple(sorted(tallies.values(), key=lambda tally: (-tally.late_after, tally.agency)))
    return WhatIf(ordered, total, tuple(moved[:MOST_LISTED]), moved_count, unknown, seen >= MOST_COUNTED)


def _by_weight(one: Recounted) -> tuple[bool, bool, datetime]:
    """Those that would become late first, then those that would no longer be."""
    return (not (one.after is Timeliness.LATE and one.moves), not one.moves, one.due_after)


def _dossiers(session: Session, codes: Sequence[str] | None, now: datetime) -> Iterator[DossierRow]:
    wanted = (
        select(DossierRow)
        .where(
            DossierRow.due_at.is_not(None),
            DossierRow.received_at >= now - LOOK_BACK,
            DossierRow.lifecycle.not_in(_LEFT_OUT),
        )
        .order_by(DossierRow.received_at.desc())
        .limit(MOST_COUNTED)
        .execution_options(yield_per=1_000)
    )
    if codes is not None:
        wanted = wanted.where(DossierRow.procedure_code.in_(codes[:900]))
    yield from session.scalars(wanted)


def recount(
    row: DossierRow, bundle: ProcedureBundle, directory: Directory, now: datetime
) -> Recounted | None:
    """One dossier under other rules; None when they give it no due date."""
    offer = find_offer(bundle.procedure, Channel(row.channel), row.variant)
    clock = _CLOCK.decode(msgspec.json.encode(row.state["clock"]))
    limit = offer.time_limit if offer is not None else None
    try:
        limit = limit or (TimeLimit.parse(clock.limit) if clock.limit else None)
        if limit is None or row.due_at is None:
            return None
        received = in_vietnam(row.received_at)
        after = due_under(Rules(bundle, directory), row.competent_agency, received, clock, limit)
    except (CalendarError, TimeLimitError, LookupError):
        return None
    finished = row.finished_at
    moment = finished or (clock.paused_since if clock.is_paused else None) or now
    return Recounted(
        number=row.number,
        applicant=row.applicant_name,
        agency=row.competent_agency,
        procedure=row.procedure_code,
        received_at=received,
        finished_at=finished,
        due_before=row.due_at,
        due_after=after,
        before=_judged(moment, row.due_at, is_open=finished is None),
        after=_judged(moment, after, is_open=finished is None),
    )


def _judged(moment: datetime, due_at: datetime, *, is_open: bool) -> Timeliness:
    """As reports judge: an open dossier is on time until it is late."""
    found = timeliness(moment, due_at)
    return Timeliness.ON_TIME if is_open and found is Timeliness.EARLY else found


def touched_procedures(session: Session, compilation: Compilation) -> Sequence[str] | None:
    """The procedures a compile can move due dates of; None for all, when a calendar changes."""
    found: set[str] = set()
    for item in compilation.definitions:
        if item.kind in ("calendar", "organization"):
            return None
        if item.kind == "procedure":
            found.add(item.code)
        elif item.kind == "policy":
            found.update(
                session.scalars(
                    select(ReferenceRow.from_code).where(
                        ReferenceRow.to_kind == "policy",
                        ReferenceRow.to_code == item.code,
                        ReferenceRow.from_kind == "procedure",
                    )
                )
            )
    return sorted(found)


def counts(tally: Tally) -> Mapping[str, tuple[int, int]]:
    """The counts of an agency in the order a table shows them: before and after of each."""
    rows: Iterable[tuple[str, Any, Any, Timeliness]] = (
        ("open_on_time", tally.open_before, tally.open_after, Timeliness.ON_TIME),
        ("open_late", tally.open_before, tally.open_after, Timeliness.LATE),
        ("past_early", tally.past_before, tally.past_after, Timeliness.EARLY),
        ("past_on_time", tally.past_before, tally.past_after, Timeliness.ON_TIME),
        ("past_late", tally.past_before, tally.past_after, Timeliness.LATE),
    )
    return {name: (before[kind], after[kind]) for name, before, after, kind in rows}
