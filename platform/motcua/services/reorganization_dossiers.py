"""Moves running dossiers of agencies that are left to their successors, one transaction each; opens the archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from motcua.dossiers.actor import SYSTEM
from motcua.dossiers.decide import decide
from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.platform_commands import FollowAgency
from motcua.services.access import SEES_EVERYTHING
from motcua.services.acting import find_dossier, rules_of
from motcua.services.dossier_log import append, load_state
from motcua.services.reorganization_plan import (
    DossierFacts,
    ReorganizationKind,
    ReorganizationPlan,
    folded_address,
)
from motcua.services.runtime import Platform
from motcua.storage.row_writing import insert_rows, new_row
from motcua.storage.scope import Scope
from motcua.storage.tables import (
    CustomerRow,
    DossierAccessRow,
    DossierAgencyChangeRow,
    DossierListItemRow,
    DossierListRow,
    DossierRow,
    WorkItemRow,
)

MOVING = Scope.everything("chuyển hồ sơ sang đơn vị kế tục")
BATCH = 500
ENDS = tuple(state.value for state in Lifecycle if state.is_end)
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


def facts_of(row: DossierRow) -> DossierFacts:
    """What the rules of a split look at."""
    return DossierFacts(row.number, row.procedure_code, row.field_of_work, folded_address(row.applicant))


def followers_of(plan: ReorganizationPlan, row: DossierRow) -> dict[str, str]:
    """For each agency left, where this dossier goes on; nothing for one that stays."""
    successor = plan.successor_of(facts_of(row))
    return {code: successor for code in plan.left if code != successor}


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
            leaving = [row.number for row in rows if followers_of(order.plan, row)]
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
        followers = followers_of(order.plan, row)
        state = load_state(row)
        now = max(platform.now(), state.last_at or platform.now())
        rules = rules_of(platform, session, row, platform.directory())
        plan = order.plan
        command = FollowAgency(followers, plan.decision_number, plan.reason, order.ordered_by)
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
        _move_access(session, row, followers, platform)
    return ""


def _move_access(session: Session, row: DossierRow, followers: Mapping[str, str], platform: Platform) -> None:
    """Who was shown the dossier at an agency left no longer is; those who follow are."""
    shown = session.scalars(select(DossierAccessRow).where(DossierAccessRow.dossier_id == row.id)).all()
    known = {one.agency_code for one in shown} | {row.agency_code, row.competent_agency}
    for one in shown:
        heir = followers.get(one.agency_code)
        if heir is None:
            continue
        session.delete(one)
        if heir not in known:
            known.add(heir)
            session.add(
                DossierAccessRow(
                    dossier_id=row.id, agency_code=heir, reason=one.reason, granted_at=platform.now()
                )
            )


def move_queues(session: Session, plan: ReorganizationPlan) -> int:
    """Lists that wait to be confirmed, and the known applicants, of agencies that end; how many lists."""
    lists = 0
    if plan.kind is ReorganizationKind.SPLIT:
        return lists
    waiting = select(DossierListRow.id).where(
        DossierListRow.agency_code.in_(plan.ended), DossierListRow.confirmed_at.is_(None)
    )
    ids = session.scalars(waiting).all()
    for row, key in ((DossierListItemRow, DossierListItemRow.list_id), (DossierListRow, DossierListRow.id)):
        session.execute(
            update(row)
            .where(key.in_(ids))
            .values(agency_code=plan.first)
            .execution_options(synchronize_session=False)
        )
    for code in plan.ended:
        _move_customers(session, code, plan.first)
    return len(ids)


def _move_customers(session: Session, old: str, new: str) -> None:
    """Known applicants go along unless the successor knows them already."""
    there = aliased(CustomerRow)
    known = exists().where(
        there.agency_code == new,
        there.identity_type == CustomerRow.identity_type,
        there.identity_number == CustomerRow.identity_number,
    )
    session.execute(
        update(CustomerRow)
        .where(CustomerRow.agency_code == old, ~known)
        .values(agency_code=new)
        .execution_options(synchronize_session=False)
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
