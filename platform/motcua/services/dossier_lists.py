"""Lists that go with dossiers from hand to hand: made by who gives, confirmed on arrival by who takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from motcua.definitions.directory import Directory
from motcua.definitions.process import StepKind
from motcua.dossiers.actor import Actor
from motcua.services.access import require, scope_of
from motcua.services.number_allocation import NumberContext, allocate
from motcua.services.runtime import Platform
from motcua.storage.tables import DossierListItemRow, DossierListRow, DossierRow, WorkItemRow

LIST_NUMBERING = "dossier-list"
MOST_ITEMS = 200
MOST_SHOWN = 300


class ListKind(StrEnum):
    """What a list is for."""

    BATCH = "batch"
    TO_DEPARTMENT = "to_department"
    TO_COUNTER = "to_counter"


KIND_NAMES: Mapping[str, str] = {
    ListKind.BATCH: "Tiếp nhận nhiều hồ sơ",
    ListKind.TO_DEPARTMENT: "Bàn giao hồ sơ",
    ListKind.TO_COUNTER: "Bàn giao kết quả",
}
PRINT_ROLES: Mapping[str, str] = {
    ListKind.BATCH: "batch_receipt",
    ListKind.TO_DEPARTMENT: "hand_over_list",
    ListKind.TO_COUNTER: "result_hand_over",
}
PROFESSIONAL = (StepKind.HANDLE.value, StepKind.CONSULT.value, StepKind.DECIDE.value)


class ListRefusedError(ValueError):
    """A list cannot be made or confirmed; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A dossier that has moved on and whose papers have not been handed over yet."""

    number: str
    applicant: str
    procedure: str
    step: str
    to_agency: str
    to_unit: str
    entered_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class NewList:
    """A list to be made: its kind, for which unit of which agency, of which dossiers."""

    kind: ListKind
    to_agency: str
    to_unit: str
    numbers: Sequence[str]
    note: str = ""


def candidates(session: Session, kind: ListKind, agency: str) -> tuple[Candidate, ...]:
    """What an agency may hand over now: dossiers received here for who settles them, or results for the counter."""
    handed = (
        exists()
        .where(DossierListItemRow.dossier_id == WorkItemRow.dossier_id)
        .where(DossierListItemRow.list_id == DossierListRow.id)
        .where(DossierListRow.kind == kind.value, DossierListRow.created_at >= WorkItemRow.entered_at)
        .where(DossierListItemRow.arrived != "no")
    )
    statement = select(
        WorkItemRow.number,
        WorkItemRow.applicant_name,
        WorkItemRow.procedure_name,
        WorkItemRow.step_name,
        WorkItemRow.agency_code,
        WorkItemRow.unit,
        WorkItemRow.entered_at,
        WorkItemRow.due_at,
    )
    if kind is ListKind.TO_DEPARTMENT:
        statement = statement.where(
            WorkItemRow.owner_agency == agency, WorkItemRow.step_kind.in_(PROFESSIONAL)
        )
    else:
        statement = statement.join(DossierRow, DossierRow.id == WorkItemRow.dossier_id).where(
            DossierRow.competent_agency == agency, WorkItemRow.step_kind == StepKind.RETURN_RESULT.value
        )
    rows = session.execute(
        statement.where(~handed)
        .order_by(WorkItemRow.agency_code, WorkItemRow.unit, WorkItemRow.due_at, WorkItemRow.id)
        .limit(MOST_SHOWN)
    )
    return tuple(Candidate(*row) for row in rows)


def make_list(platform: Platform, actor: Actor, wanted: NewList) -> int:
    """Make a numbered list of dossiers that wait to be handed over; its id.

    Raises :class:`ListRefusedError` or ``ForbiddenError``; no number is used then.
    """
    if wanted.kind is ListKind.TO_DEPARTMENT:
        require(actor, "can_receive", "lập danh sách bàn giao hồ sơ")
    else:
        require(actor, "can_process", "lập phiếu bàn giao kết quả")
    numbers = tuple(dict.fromkeys(wanted.numbers))[:MOST_ITEMS]
    if not numbers:
        raise ListRefusedError("Chưa chọn hồ sơ nào. Chọn ở đầu dòng rồi lập danh sách.")
    with platform.database.write(scope_of(actor)) as session:
        waiting = {
            one.number: one
            for one in candidates(session, wanted.kind, actor.agency)
            if (one.to_agency, one.to_unit) == (wanted.to_agency, wanted.to_unit)
        }
        gone = [number for number in numbers if number not in waiting]
        if gone:
            raise ListRefusedError(
                f"Hồ sơ {', '.join(gone[:3])} không còn chờ bàn giao tới nơi này. Tải lại trang rồi chọn lại."
            )
        directory = platform.directory()
        row = _new_list(platform, session, actor, wanted.kind, wanted.to_agency)
        row.unit, row.note = wanted.to_unit, wanted.note.strip()
        row.from_name = place_name(
            directory, actor.agency, "", at_counter=wanted.kind is ListKind.TO_DEPARTMENT
        )
        row.to_name = place_name(
            directory, wanted.to_agency, wanted.to_unit, at_counter=wanted.kind is ListKind.TO_COUNTER
        )
        _add_items(session, row, numbers)
        return row.id


def make_batch(platform: Platform, actor: Actor, numbers: Sequence[str], giver: str, title: str) -> int:
    """Keep together dossiers that one person handed in at once; the id of their list."""
    require(actor, "can_receive", "tiếp nhận nhiều hồ sơ")
    with platform.database.write(scope_of(actor)) as session:
        agencies = set(session.scalars(select(DossierRow.agency_code).where(DossierRow.number.in_(numbers))))
        agency = agencies.pop() if len(agencies) == 1 else actor.agency
        row = _new_list(platform, session, actor, ListKind.BATCH, agency)
        row.owner_agency = agency
        row.title, row.giver_name, row.receiver_name = title, giver, actor.full_name
        row.receiver, row.confirmed_at = actor.user, row.created_at
        row.to_name = place_name(platform.directory(), agency, "", at_counter=True)
        _add_items(session, row, numbers)
        return row.id


def batch_of(session: Session, number: str) -> int | None:
    """The list of the batch a dossier was received in; None when it came alone."""
    return session.scalar(
        select(DossierListRow.id)
        .join(DossierListItemRow, DossierListItemRow.list_id == DossierListRow.id)
        .where(DossierListRow.kind == ListKind.BATCH.value, DossierListItemRow.number == number)
        .limit(1)
    )


def _new_list(
    platform: Platform, session: Session, actor: Actor, kind: ListKind, to_agency: str
) -> DossierListRow:
    now = platform.now()
    numbering = platform.rules.definition("numbering", LIST_NUMBERING, now.date())
    agency = platform.directory().agency(actor.agency)
    row = DossierListRow(
        kind=kind.value,
        number=allocate(session, numbering, NumberContext(actor.agency, now, agency.short_name)),
        agency_code=to_agency,
        owner_agency=actor.agency,
        giver=actor.user,
        giver_name=actor.full_name,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def _add_items(session: Session, row: DossierListRow, numbers: Sequence[str]) -> None:
    found = session.execute(select(DossierRow.id, DossierRow.number).where(DossierRow.number.in_(numbers)))
    ids = {one.number: one.id for one in found}
    for position, number in enumerate(numbers, 1):
        session.add(
            DossierListItemRow(
                list_id=row.id,
                dossier_id=ids[number],
                agency_code=row.agency_code,
                owner_agency=row.owner_agency,
                number=number,
                position=position,
            )
        )
    session.flush()


def place_name(directory: Directory, agency: str, unit: str, *, at_counter: bool = False) -> str:
    """Who stands at an end of a list: the counter of an agency, one of its units, or the agency."""
    known = directory.agency(agency)
    if at_counter:
        return known.receiving_unit or known.name
    named = next((one.name for one in directory.units(agency) if one.id == unit), "")
    return f"{named}, {known.name}" if named else known.name


def find_list(session: Session, list_id: int) -> tuple[DossierListRow, Sequence[DossierListItemRow]]:
    """A list with its items in order. Raises :class:`ListRefusedError` when there is none in scope."""
    row = session.get(DossierListRow, list_id)
    if row is None:
        raise ListRefusedError("Không có danh sách này trong phạm vi của bạn. Mở lại từ trang Bàn giao.")
    items = session.scalars(
        select(DossierListItemRow)
        .where(DossierListItemRow.list_id == list_id)
        .order_by(DossierListItemRow.position)
    ).all()
    return row, items


def may_confirm(row: DossierListRow, actor: Actor) -> bool:
    """Whether a person takes what the list hands over: of the agency it goes to, and not who gave it."""
    wanted = "can_receive" if row.kind == ListKind.TO_COUNTER else "can_process"
    return (
        row.confirmed_at is None
        and row.giver != actor.user
        and actor.agency == row.agency_code
        and wanted in actor.permissions
    )


def confirm(
    platform: Platform, actor: Actor, list_id: int, arrived: set[str], notes: Mapping[str, str]
) -> int:
    """Confirm what arrived; what did not goes back to be handed over again. Gives how many are missing.

    Raises :class:`ListRefusedError`; a missing dossier needs a note.
    """
    with platform.database.write(scope_of(actor)) as session:
        row, items = find_list(session, list_id)
        if row.confirmed_at is not None:
            raise ListRefusedError(
                f"Danh sách {row.number} đã được xác nhận lúc {row.confirmed_at:%H:%M %d/%m/%Y}."
            )
        if not may_confirm(row, actor):
            raise ListRefusedError(f"Danh sách này do {row.to_name} nhận, người khác với bên giao xác nhận.")
        missing = 0
        for item in items:
            item.arrived = "yes" if item.number in arrived else "no"
            item.note = notes.get(item.number, "").strip()[:500]
            if item.arrived == "no":
                missing += 1
                if not item.note:
                    raise ListRefusedError(f"Ghi lý do hồ sơ {item.number} chưa đến, bên giao sẽ đọc.")
        row.confirmed_at = platform.now()
        row.receiver, row.receiver_name = actor.user, actor.full_name
        return missing
