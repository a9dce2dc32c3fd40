"""Moves running dossiers of agencies that are left to their successors, one transaction each; opens the archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import SYSTEM
from motcua.dossiers.decide import decide
from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.platform_commands import FollowAgency
from motcua.services.access import SEES_EVERYTHING
from motcua.services.acting import find_dossier, rules_of
from motcua.services.dossier_log import append, load_state
from motcua.services.reorganization_families import ENDS, facts_of, ways_of
from motcua.services.reorganization_plan import ReorganizationPlan
from motcua.services.runtime import Platform
from motcua.storage.row_writing import insert_rows, new_row
from motcua.storage.scope import Scope
from motcua.storage.tables import (
    DossierAccessRow,
    DossierAgencyChangeRow,
    DossierRow,
    WorkItemRow,
)

MOVING = Scope.everything("chuyển hồ sơ sang đơn vị kế tục")
BATCH = 500
ARCHIVE = "kế thừa lưu trữ"
NOT_MOVED = frozenset({"nothing_to_move"})
_HAND = replace(SYSTEM, permissions=SEES_EVERYTHING)


@dataclass(frozen=True, slots=True)
class Order:
    """Which reorganization moves dossiers, by whose order."""

    id: int
    plan: ReorganizationPlan
    ordered_by: str


@dataclass(frozen=True, slots=True)
class MovedDossiers:
    """How many dossiers moved, why others could not, and whether all were looked at."""

    moved: int
    failed: Mapping[str, str]
    complete: bool


def concerned(plan: ReorganizationPlan) -> Select[DossierRow]:
    """The running dossiers that lie with, are worked on by or shown to an agency that is left, in order."""
    return (
        select(DossierRow)
        .where(DossierRow.lifecycle.not_in(ENDS), _lies_with(plan.left))
        .order_by(DossierRow.id)
    )


def _lies_with(agencies: tuple[str, ...]) -> ColumnElement[bool]:
    worked_on = exists().where(WorkItemRow.dossier_id == DossierRow.id, WorkItemRow.agency_code.in_(agencies))
    shown = exists().where(
        DossierAccessRow.dossier_id == DossierRow.id, DossierAccessRow.agency_code.in_(agencies)
    )
    settled = and_(DossierRow.competent_agency.in_(agencies), DossierRow.lifecycle != Lifecycle.DONE.value)
    return or_(DossierRow.agency_code.in_(agencies), settled, worked_on, shown)


def move_dossiers(platform: Platform, order: Order, most: int) -> MovedDossiers:
    """Move at most so many; what was moved before is not concerned any more, so running it again goes on."""
    moved, last = 0, 0
    failed: dict[str, str] = {}
    while True:
        with platform.database.read(MOVING) as session:
            rows = session.scalars(concerned(order.plan).where(DossierRow.id > last).limit(BATCH)).all()
            leaving = [row.number for row in rows if ways_of(session, order.plan, row).lead_elsewhere]
        if not rows:
            return MovedDossiers(moved, failed, complete=True)
        last = rows[-1].id
        for number in leaving:
            if moved >= most:
                return MovedDossiers(moved, failed, complete=False)
            refusal = _move(platform, order, number)
            if refusal:
                failed[number] = refusal
            else:
                moved += 1


def _move(platform: Platform, order: Order, number: str) -> str:
    """Move one dossier; why it could not be, empty when it was."""
    with platform.database.write(MOVING) as session:
        row = find_dossier(session, number, lock=True)
        ways = ways_of(session, order.plan, row)
        state = load_state(row)
        now = max(platform.now(), state.last_at or platform.now())
        rules = rules_of(platform, session, row, platform.directory())
        plan = order.plan
        command = FollowAgency(
            ways.followers, plan.decision_number, plan.reason, order.ordered_by, ways.children
        )
        decision = decide(rules, state, command, _HAND, now)
        refused = [one for one in decision.refusals if one.code not in NOT_MOVED]
        if refused:
            return "; ".join(one.message for one in refused)
        if decision.events:
            before = (row.agency_code, row.competent_agency)
            append(session, row, rules, decision.events)
            if before != (row.agency_code, row.competent_agency):
                session.add(
                    DossierAgencyChangeRow(
                        dossier_id=row.id,
                        agency_code=row.agency_code,
                        agency_before=before[0],
                        competent_before=before[1],
                        at=now,
                        reorganization_id=order.id,
                    )
                )
        _move_access(session, row, ways.access, platform)
    return ""


def _move_access(
    session: Session, row: DossierRow, heirs: Mapping[str, tuple[str, ...]], platform: Platform
) -> None:
    """Who was shown the dossier at an agency left no longer is; those who follow are."""
    shown = session.scalars(select(DossierAccessRow).where(DossierAccessRow.dossier_id == row.id)).all()
    known = {one.agency_code for one in shown} | {row.agency_code, row.competent_agency}
    for one in shown:
        following = heirs.get(one.agency_code)
        if following is None:
            continue
        if one.agency_code not in following:
            session.delete(one)
        for heir in following:
            if heir not in known:
                known.add(heir)
                session.add(
                    DossierAccessRow(
                        dossier_id=row.id, agency_code=heir, reason=one.reason, granted_at=platform.now()
                    )
                )


def open_archive(platform: Platform, plan: ReorganizationPlan) -> int:
    """Let successors read the ended dossiers of agencies that are no more; figures stay with those. How many."""
    opened = last = 0
    while plan.ended:
        with platform.database.write(MOVING) as session:
            rows = session.scalars(
                select(DossierRow)
                .where(
                    DossierRow.id > last,
                    DossierRow.lifecycle.in_((*ENDS, Lifecycle.DONE.value)),
                    or_(DossierRow.agency_code.in_(plan.ended), DossierRow.competent_agency.in_(plan.ended)),
                )
                .order_by(DossierRow.id)
                .limit(BATCH)
            ).all()
            if not rows:
                return opened
            last = rows[-1].id
            fresh = list(_archive_rows(session, platform, plan, rows))
            if fresh:
                insert_rows(session, fresh)
            opened += len(fresh)
    return opened


def _archive_rows(
    session: Session, platform: Platform, plan: ReorganizationPlan, rows: Sequence[DossierRow]
) -> Iterator[DossierAccessRow]:
    known = set(
        session.execute(
            select(DossierAccessRow.dossier_id, DossierAccessRow.agency_code).where(
                DossierAccessRow.dossier_id.in_([row.id for row in rows])
            )
        ).tuples()
    )
    for row in rows:
        heir = plan.successor_of(facts_of(row))
        if (row.id, heir) not in known and heir not in (row.agency_code, row.competent_agency):
            yield new_row(
                DossierAccessRow,
                dossier_id=row.id,
                agency_code=heir,
                reason=ARCHIVE,
                granted_at=platform.now(),
            )
