"""Where officers go when agencies are reorganized: home, positions held and lent, drafts they were filling in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from motcua.definitions.directory import Directory
from motcua.dossiers.decide_reorganization import unit_there
from motcua.kernel.date_words import date_words
from motcua.services.reorganization_plan import ReorganizationPlan
from motcua.storage.accounts import accounts_changed
from motcua.storage.tables import (
    DelegationRow,
    FileUploadRow,
    HoldingRow,
    InAppNoticeRow,
    IntakeDraftRow,
    OfficerRow,
)


@dataclass(frozen=True, slots=True)
class OfficerMove:
    """One officer and where that one goes; ``agency`` is the one that is left."""

    officer_id: int
    username: str
    full_name: str
    agency: str
    successor: str
    positions: tuple[str, ...]

    @property
    def stays(self) -> bool:
        """Whether the officer remains where that one is."""
        return self.agency == self.successor


def officer_moves(session: Session, plan: ReorganizationPlan, day: date) -> tuple[OfficerMove, ...]:
    """Everybody at home, or with a position that has not ended, in an agency that is left; by agency and name."""
    rows = session.execute(
        select(OfficerRow, HoldingRow)
        .outerjoin(
            HoldingRow,
            (HoldingRow.officer_id == OfficerRow.id)
            & HoldingRow.agency_code.in_(plan.left)
            & or_(HoldingRow.ends.is_(None), HoldingRow.ends >= day),
        )
        .where(or_(OfficerRow.agency_code.in_(plan.left), HoldingRow.id.is_not(None)))
        .order_by(OfficerRow.agency_code, OfficerRow.name_folded, OfficerRow.id, HoldingRow.id)
    )
    found: dict[tuple[int, str], OfficerMove] = {}
    for row in rows:
        officer: OfficerRow = row[0]
        held: HoldingRow | None = row[1]
        agency = held.agency_code if held is not None else officer.agency_code
        key = (officer.id, agency)
        known = found.get(key)
        positions = (*(known.positions if known else ()), *((held.position,) if held is not None else ()))
        goes = plan.officer_goes_to(officer.username, agency)
        found[key] = OfficerMove(officer.id, officer.username, officer.full_name, agency, goes, positions)
    return tuple(found.values())


def move_officers(session: Session, directory: Directory, plan: ReorganizationPlan, now: datetime) -> int:
    """Give everybody the same positions where they go on, from the day of the decision; how many officers moved.

    Positions left end the day before. Running this again moves nobody twice.
    """
    moved: set[int] = set()
    for one in officer_moves(session, plan, plan.effective_on):
        if one.stays:
            continue
        officer = session.get_one(OfficerRow, one.officer_id)
        _move_holdings(session, directory, plan, one, now)
        if officer.agency_code == one.agency:
            officer.unit = unit_there(directory, one.agency, one.successor, officer.unit, "")
            officer.agency_code = one.successor
            _move_drafts(session, one)
            session.add(_notice(directory, plan, one, now))
        moved.add(one.officer_id)
    if moved:
        session.flush()
        accounts_changed(session)
    return len(moved)


def _move_holdings(
    session: Session, directory: Directory, plan: ReorganizationPlan, one: OfficerMove, now: datetime
) -> None:
    last = plan.effective_on - timedelta(days=1)
    for held in _running_holdings(session, one, plan.effective_on):
        unit = unit_there(directory, one.agency, one.successor, held.unit, held.position)
        there = _held_there(session, held, one.successor, unit)
        if there is None:
            there = HoldingRow(
                officer_id=held.officer_id,
                position=held.position,
                agency_code=one.successor,
                unit=unit,
                starts=max(held.starts or plan.effective_on, plan.effective_on),
                ends=held.ends,
            )
            session.add(there)
        else:
            there.ends = held.ends
        session.flush()
        _move_delegations(session, held, there, plan.effective_on, now)
        held.ends = last if held.starts is None or held.starts <= last else held.starts - timedelta(days=1)


def _running_holdings(session: Session, one: OfficerMove, day: date) -> Sequence[HoldingRow]:
    return session.scalars(
        select(HoldingRow)
        .where(
            HoldingRow.officer_id == one.officer_id,
            HoldingRow.agency_code == one.agency,
            or_(HoldingRow.ends.is_(None), HoldingRow.ends >= day),
        )
        .order_by(HoldingRow.id)
    ).all()


def _held_there(session: Session, held: HoldingRow, agency: str, unit: str) -> HoldingRow | None:
    return session.scalars(
        select(HoldingRow).where(
            HoldingRow.officer_id == held.officer_id,
            HoldingRow.position == held.position,
            HoldingRow.agency_code == agency,
            HoldingRow.unit == unit,
        )
    ).one_or_none()


def _move_delegations(
    session: Session, held: HoldingRow, there: HoldingRow, day: date, now: datetime
) -> None:
    """Who stands in for somebody goes on doing so."""
    lent = session.scalars(
        select(DelegationRow).where(
            DelegationRow.holding_id == held.id,
            DelegationRow.revoked_at.is_(None),
            DelegationRow.ends >= day,
        )
    ).all()
    for one in lent:
        session.add(
            DelegationRow(
                holding_id=there.id,
                to_officer_id=one.to_officer_id,
                kind=one.kind,
                fields_of_work=list(one.fields_of_work or ()),
                starts=max(one.starts, day),
                ends=one.ends,
                basis=one.basis,
                created_by=one.created_by,
                created_at=now,
            )
        )
        if one.starts < day:
            one.ends = day - timedelta(days=1)
        else:
            one.revoked_at = now


def _move_drafts(session: Session, one: OfficerMove) -> None:
    """The forms an officer was filling in, and files uploaded for them, go along."""
    for row in (IntakeDraftRow, FileUploadRow):
        session.execute(
            update(row)
            .where(row.agency_code == one.agency, row.created_by == one.username)
            .values(agency_code=one.successor)
            .execution_options(synchronize_session=False)
        )


def _notice(
    directory: Directory, plan: ReorganizationPlan, one: OfficerMove, now: datetime
) -> InAppNoticeRow:
    name = directory.agency(one.successor).name if directory.knows(one.successor) else one.successor
    return InAppNoticeRow(
        username=one.username,
        notice="reorganization",
        title="Chuyển đơn vị",
        text=f"Từ {date_words(plan.effective_on)} bạn làm việc tại {name}, theo {plan.decision_number}.",
        key=f"reorganization/{one.officer_id}/{now.isoformat()}",
        at=now,
    )
