"""Appends events to a dossier's log and brings every projection up to date, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.dossiers.events import FIRST_HASH, DossierEvent, EventKind, chain_hash
from motcua.dossiers.fees import FeeLine
from motcua.dossiers.parts import ActiveStep
from motcua.dossiers.rules import Rules
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.state import apply, state_from_json
from motcua.dossiers.steps import step_name
from motcua.kernel.clock import VIETNAM
from motcua.services.dossier_money import sync_money
from motcua.services.record_rows import sync_record
from motcua.storage.declaration import Base
from motcua.storage.own_rows import own_rows
from motcua.storage.row_writing import delete_row, insert_row, insert_rows, new_row, update_row
from motcua.storage.tables import (
    DossierAccessRow,
    DossierEventRow,
    DossierRow,
    FeeLineRow,
    OutboxRow,
    WorkItemRow,
)

NO_DUE = datetime(9999, 1, 1, tzinfo=VIETNAM)
"""Where dossiers without a due date stand in lists sorted by it."""


def load_state(row: DossierRow) -> DossierState:
    """The state a row holds."""
    return state_from_json(msgspec.json.encode(row.state))


@dataclass(frozen=True, slots=True)
class Appended:
    """What was stored with events: the state after them, their rows, and the fee lines that came with them."""

    state: DossierState
    events: tuple[DossierEventRow, ...]
    fees: tuple[FeeLineRow, ...]


def append(
    session: Session,
    row: DossierRow,
    rules: Rules,
    events: Sequence[DossierEvent],
    calculated: Mapping[str, FeeLine] = MappingProxyType({}),
) -> Appended:
    """Store the events after those the row knows and project them; the row must be locked, or new and not stored yet.

    Rows, work items, access, money and outbox all follow in this transaction. `calculated` says of new fee lines
    how their amounts came about.
    """
    state = load_state(row) if row.version else None
    previous = row.last_hash or FIRST_HASH
    links: list[tuple[DossierEvent, DossierState, str, str]] = []
    for event in events:
        state = apply(state, event)
        entry = chain_hash(previous, event)
        links.append((event, state, previous, entry))
        previous = entry
    if state is None:
        raise ValueError("no event to store")
    is_new = row.version == 0
    projected = _projected(row, state, previous)
    if is_new:
        # stored once with what its events make of it; the rows below need its id
        row.__dict__.update(projected)
        insert_row(session, row)
    else:
        update_row(session, row, projected)
    logged = tuple(_event_row(row, *link) for link in links)
    work = _sync_work(session, row, rules, state, is_new=is_new)
    insert_rows(session, (*logged, *work, *_to_tell_outside(row, events)))
    fees = sync_money(session, row, state, events, calculated, is_new=is_new)
    sync_record(session, row, rules, state, events)
    return Appended(state, logged, fees)


def _event_row(
    row: DossierRow, event: DossierEvent, state: DossierState, previous: str, entry: str
) -> DossierEventRow:
    return new_row(
        DossierEventRow,
        dossier_id=row.id,
        agency_code=row.agency_code,
        seq=event.seq,
        kind=event.kind.value,
        at=event.at,
        actor=event.actor,
        actor_name=event.actor_name,
        position=event.position,
        step=event.step,
        data={"agency": event.agency, "data": event.data},
        previous_hash=previous,
        hash=entry,
        lifecycle_after=state.lifecycle.value,
        official_status_after=state.official_status,
        due_at_after=state.clock.due_at,
        finished_at_after=state.finished_at,
    )


def event_of(row: DossierEventRow) -> DossierEvent:
    """The event a log row holds, exactly as it was hashed."""
    return DossierEvent(
        seq=row.seq,
        kind=EventKind(row.kind),
        at=row.at,
        actor=row.actor,
        actor_name=row.actor_name,
        position=row.position,
        agency=row.data["agency"],
        step=row.step,
        data=row.data["data"],
    )


def _projected(row: DossierRow, state: DossierState, last_hash: str) -> dict[str, Any]:
    return {
        "state": msgspec.to_builtins(state),
        "lifecycle": state.lifecycle.value,
        "official_status": state.official_status,
        "agency_code": state.agency,
        "competent_agency": state.competent_agency,
        "variant": state.variant,
        "original_due_at": state.clock.original_due_at,
        "due_at": state.clock.due_at,
        "finished_at": state.finished_at,
        "returned_at": state.returned_at,
        "received_at": state.received_at or row.received_at,
        "last_event_at": state.last_at or row.last_event_at,
        "version": state.version,
        "last_hash": last_hash,
    }


def _sync_work(
    session: Session, row: DossierRow, rules: Rules, state: DossierState, *, is_new: bool
) -> list[Base]:
    """One work item for each open step; agencies that must act may see the dossier. Returns what is to be added."""
    stored = [] if is_new else own_rows(session, row, WorkItemRow)
    known = {(item.step, item.branch): item for item in stored}
    wanted = {(step.step, step.branch): step for step in state.active}
    for gone in known.keys() - wanted.keys():
        delete_row(session, known[gone])
    made: list[Base] = []
    for key, step in wanted.items():
        values = _work_values(row, rules, state, step)
        if key in known:
            update_row(session, known[key], values)
        else:
            made.append(new_row(WorkItemRow, **values, dossier_id=row.id))
    own = {row.agency_code, row.competent_agency}
    others = {step.agency for step in state.active} - own
    if others:
        made.extend(_grants(session, row, others, state.last_at or row.received_at))
    return made


def _work_values(row: DossierRow, rules: Rules, state: DossierState, step: ActiveStep) -> dict[str, Any]:
    return {
        "agency_code": step.agency,
        "owner_agency": row.agency_code,
        "step": step.step,
        "step_name": step_name(rules.process, step.step),
        "step_kind": step.kind.value,
        "branch": step.branch,
        "position": step.position,
        "unit": step.unit,
        "assignee": step.assignee,
        "entered_at": step.entered_at or row.received_at,
        "step_due_at": step.due_at,
        "timer_at": step.timer_at,
        "due_at": state.clock.due_at or NO_DUE,
        "has_due": state.clock.due_at is not None,
        "received_at": row.received_at,
        "lifecycle": state.lifecycle.value,
        "official_status": state.official_status,
        "number": row.number,
        "applicant_name": row.applicant_name,
        "procedure_code": row.procedure_code,
        "procedure_name": row.procedure_name,
        "field_of_work": row.field_of_work,
        "channel": row.channel,
        "what": step.note,
    }


def _grants(session: Session, row: DossierRow, agencies: set[str], at: datetime) -> Iterator[Base]:
    known = set(
        session.scalars(select(DossierAccessRow.agency_code).where(DossierAccessRow.dossier_id == row.id))
    )
    for agency in sorted(agencies - known):
        yield new_row(
            DossierAccessRow,
            dossier_id=row.id,
            agency_code=agency,
            reason="phối hợp giải quyết",
            granted_at=at,
        )


def _to_tell_outside(row: DossierRow, events: Sequence[DossierEvent]) -> Iterator[OutboxRow]:
    for event in events:
        yield new_row(
            OutboxRow,
            topic=f"dossier.{event.kind.value}",
            dossier_id=row.id,
            payload={"number": row.number, "seq": event.seq, "official_status": row.official_status},
            created_at=event.at,
            available_at=event.at,
        )
