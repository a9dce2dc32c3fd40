"""A dry run of a decision on agencies: what would move, who goes where, which numbers begin anew. Stores nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.dossiers.parts import Lifecycle
from motcua.services.access import require
from motcua.services.reorganization_dossiers import MOVING, concerned
from motcua.services.reorganization_families import ENDS, facts_of, ways_of
from motcua.services.reorganization_people import OfficerMove, officer_moves
from motcua.services.reorganization_plan import RULE_NAMES, ReorganizationPlan, plan_refusals
from motcua.services.reorganization_queues import open_lists
from motcua.services.reorganization_texts import text_changes
from motcua.services.reorganizations import PERMISSION, WHAT
from motcua.services.runtime import Platform
from motcua.storage.tables import (
    CounterRow,
    DossierListRow,
    DossierRow,
    IntakeDraftRow,
    WorkItemRow,
)

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One running dossier: where it stands, where it would go on and why there."""

    number: str
    applicant: str
    procedure: str
    agency: str
    standing: str
    due_at: datetime | None
    successor: str
    why: str
    only_hand_over: bool


@dataclass(frozen=True, slots=True)
class Series:
    """A series of numbers of an agency that is left, with the last number given."""

    name: str
    agency: str
    part: str
    last: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What carrying a plan out would do. ``problems`` forbid it, ``by_hand`` is left to people afterwards."""

    problems: tuple[str, ...]
    by_hand: tuple[str, ...]
    lines: tuple[DossierLine, ...]
    leaving: int
    staying: int
    by_successor: Mapping[str, int]
    steps: int
    drafts: int
    lists: int
    archive: int
    officers: tuple[OfficerMove, ...]
    offers: tuple[str, ...]
    own_rules: tuple[str, ...]
    series: tuple[Series, ...]

    @property
    def is_possible(self) -> bool:
        """Whether nothing forbids it."""
        return not self.problems


def preview(platform: Platform, actor: Actor, plan: ReorganizationPlan) -> Preview:
    """The dry run of a plan over everything stored, whatever agency it lies with."""
    require(actor, PERMISSION, WHAT)
    platform.rules.refresh()
    directory = platform.directory()
    problems = list(plan_refusals(plan, directory, platform.today()))
    with platform.database.read(MOVING) as session:
        known = all(directory.knows(code) for code in plan.sources)
        changes = text_changes(platform, session, directory, plan) if known and not problems else None
        lines, totals = _dossiers(session, plan)
        return Preview(
            problems=(*problems, *(changes.problems if changes else ())),
            by_hand=changes.by_hand if changes else (),
            lines=lines,
            leaving=sum(totals.values()) - totals[""],
            staying=totals[""],
            by_successor={code: totals[code] for code in plan.codes if totals[code]},
            steps=_count(
                session, select(func.count(WorkItemRow.id)).where(WorkItemRow.agency_code.in_(plan.left))
            ),
            drafts=_drafts(session, plan),
            lists=_lists(session, plan),
            archive=_archive(session, plan),
            officers=officer_moves(session, plan, plan.effective_on),
            offers=changes.offers if changes else (),
            own_rules=changes.own_rules if changes else (),
            series=tuple(_series(platform, session, plan)),
        )


def _count(session: Session, statement: Select[int]) -> int:
    return int(session.scalar(statement) or 0)


def _dossiers(session: Session, plan: ReorganizationPlan) -> tuple[tuple[DossierLine, ...], Counter[str]]:
    """The first lines, and how many go on with each successor; those that stay are counted under no name."""
    lines: list[DossierLine] = []
    totals: Counter[str] = Counter()
    for row in session.scalars(concerned(plan).execution_options(yield_per=500)):
        goes = plan.successor_of(facts_of(row))
        leaves = bool(ways_of(session, plan, row).followers) and not (
            row.agency_code == goes == row.competent_agency
        )
        totals[goes if leaves else ""] += 1
        if len(lines) < MOST_LISTED:
            lines.append(_line(plan, row, goes if leaves else row.agency_code))
    return tuple(lines), totals


def _line(plan: ReorganizationPlan, row: DossierRow, goes: str) -> DossierLine:
    facts = facts_of(row)
    rule = next((one for one in plan.rules if facts.fits(one)), None)
    return DossierLine(
        number=row.number,
        applicant=row.applicant_name,
        procedure=row.procedure_name,
        agency=row.competent_agency,
        standing=Lifecycle(row.lifecycle).name_in_vietnamese,
        due_at=row.due_at,
        successor=goes,
        why=f"{RULE_NAMES[rule.by]}: {rule.value}" if rule else "",
        only_hand_over=row.lifecycle == Lifecycle.DONE.value,
    )


def _drafts(session: Session, plan: ReorganizationPlan) -> int:
    return _count(
        session,
        select(func.count(IntakeDraftRow.id)).where(
            IntakeDraftRow.agency_code.in_(plan.left), IntakeDraftRow.dossier_number == ""
        ),
    )


def _lists(session: Session, plan: ReorganizationPlan) -> int:
    return _count(
        session,
        select(func.count(DossierListRow.id)).where(open_lists(plan)),
    )


def _archive(session: Session, plan: ReorganizationPlan) -> int:
    return _count(
        session,
        select(func.count(DossierRow.id)).where(
            DossierRow.lifecycle.in_(ENDS),
            or_(DossierRow.agency_code.in_(plan.ended), DossierRow.competent_agency.in_(plan.ended)),
        ),
    )


def _series(platform: Platform, session: Session, plan: ReorganizationPlan) -> Iterator[Series]:
    """The series of numbers of the agencies left that were used this year; daily ones are no series to go on with."""
    names = {
        one.code: one.name
        for one in platform.rules.every("numbering", platform.today())
        if "agency" in one.scope and "day" not in one.scope
    }
    year = str(plan.effective_on.year)
    for key, last in session.execute(
        select(CounterRow.scope_key, CounterRow.n).order_by(CounterRow.scope_key)
    ):
        code, _mark, rest = key.partition(":")
        parts = rest.split(":")
        if code in names and parts[0] in plan.left and (len(parts) == 1 or parts[1].startswith(year)):
            yield Series(names[code], parts[0], ", ".join(parts[1:]), last)
